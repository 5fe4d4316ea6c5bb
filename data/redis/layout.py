r"""How results rest in Redis: names of keys, and the scripts that write them.

The writer (`stream_processor.cache.writer`) and the readers (`gateway`) meet here and nowhere else.

| key | type | holds |
|---|---|---|
| `ms:match:<pair>` | hash | `value` as published, `score`, both revisions, `previous_score` |
| `ms:job-matches:<id>` | sorted set | applicant id by -score: ascending order is rank order, ties by id |
| `ms:applicant-matches:<id>` | sorted set | job id by -score |
| `ms:job:<id>`, `ms:applicant:<id>` | hash | `value`: the entity as JSON, `shown`: what a row shows of it, `revision` |
| `ms:jobs` | sorted set | open job id by -revision: the newest first |
| `ms:pushes` | stream | what recruiters are pushed |
| `ms:progress` | hash | `<topic>:<partition>` -> the next offset; `parts`, `whole`, `layout`, `topics` (see below) |
| `ms:ready:<layout>` | string | there while all that the topics hold is held; expires unless the writer says so again |
| `ms:heartbeat` | string | when the cache's writer was heard, since when what is late: `data.redis.freshness` |

A key is its kind and then, to its end, an id or a pair of ids (`data.contract.matches.match_key`). So no two keys meet,
whatever the ids hold. A batch is written in one call of a script with its progress, so Redis emptied or put back to an
older state is seen by its progress and read again from there. A value loses to one of a newer revision of its job or
its applicant, whatever the order of writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import redis

from data.contract.entities import Applicant, Job
from data.contract.matches import MatchDocument, match_key, split_key
from data.redis.faults import Damaged

LAYOUT = 2
"""Number of this layout: raised with every change, so that a cache in another is filled anew and served by nobody."""

PREFIX = "ms:"
JOB = PREFIX + "job:"
APPLICANT = PREFIX + "applicant:"
JOB_MATCHES = PREFIX + "job-matches:"
APPLICANT_MATCHES = PREFIX + "applicant-matches:"
MATCH = PREFIX + "match:"
JOBS = PREFIX + "jobs"
PUSHES = PREFIX + "pushes"
PROGRESS = PREFIX + "progress"
READY = f"{PREFIX}ready:{LAYOUT}"

EARLIER_READY = (PREFIX + "ready",)
"""What earlier layouts called it."""

READY_SECONDS = 6.0
"""How long the cache counts as whole after its writer last said so: where Redis takes no writes any more, where the
writer is stopped or cut off, what is held grows old."""

PARTS = "parts"
"""Field of the progress hash: how many parts of long batches were written, each before the batch's progress."""

WHOLE = "whole"
"""Field of the progress hash: there once the cache has held all that the topics hold; what comes later is news."""

LAYOUT_FIELD = "layout"
"""Field of the progress hash: the layout of what was written."""

TOPICS_FIELD = "topics"
"""Field of the progress hash: the ids of the topics that were read, and their partition count."""

PUSHES_KEPT = 10_000
"""How many pushes a client that was away can resume over."""


def match(job_id: str, applicant_id: str) -> str:
    """Key of one match."""
    return MATCH + match_key(job_id, applicant_id).decode()


def job(job_id: str) -> str:
    """Key of a job."""
    return JOB + job_id


def applicant(applicant_id: str) -> str:
    """Key of an applicant."""
    return APPLICANT + applicant_id


def job_matches(job_id: str) -> str:
    """Key of a job's matches."""
    return JOB_MATCHES + job_id


def applicant_matches(applicant_id: str) -> str:
    """Key of an applicant's matches."""
    return APPLICANT_MATCHES + applicant_id


def progress_field(topic: str, partition: int) -> str:
    """Field of a partition in the progress hash."""
    return f"{topic}:{partition}"


def read_progress(held: Mapping[Any, Any]) -> dict[str, int]:
    """Read the numbers of the progress hash, whose fields and values are bytes: all but the topics.

    Raises
    ------
    Damaged
        Where it holds what nobody of ours wrote.
    """
    try:
        return {field.decode(): int(number) for field, number in held.items() if field != TOPICS_FIELD.encode()}
    except ValueError:
        raise Damaged("the progress hash holds what is no number") from None


def push(match: MatchDocument, previous_score: float | None) -> dict[str, Any]:
    """What a recruiter is pushed of a match: ids and scores, nothing personal."""
    return {
        "job_id": match["job_id"],
        "applicant_id": match["applicant_id"],
        "quality_score": match["quality_score"],
        "previous_score": previous_score,
        "applied": match["applied"],
        "model_version": match["model_version"],
        "event_time": match["event_time"],
    }


def held_of(client: redis.Redis, applicant_id: str) -> Iterator[str]:
    """What is held of an applicant, one line a kind; looks at every key.

    Parameters
    ----------
    client : redis.Redis
        One that decodes its answers.
    applicant_id : str
    """
    if client.exists(applicant(applicant_id)):
        yield "the applicant"
    if client.exists(applicant_matches(applicant_id)):
        yield "the applicant's list of matches"
    pushed = sum((fields or {}).get("applicant") == applicant_id for _, fields in client.xrange(PUSHES) or ())
    if pushed:
        yield f"{pushed} pushes"
    # Every pair's key ends in its applicant's id; so may one of an applicant whose id is longer.
    pattern = f"{MATCH}*{_LITERAL.sub(_ESCAPED, applicant_id)}"
    keys = client.scan_iter(match=pattern, count=5000)
    matches = sum(split_key(key.removeprefix(MATCH).encode())[1] == applicant_id for key in keys)
    if matches:
        yield f"{matches} matches"
    job_lists = list(client.scan_iter(match=f"{JOB_MATCHES}*", count=5000))
    places = 0
    for start in range(0, len(job_lists), 1000):
        with client.pipeline(transaction=False) as pipe:
            for job_list in job_lists[start : start + 1000]:
                pipe.zscore(job_list, applicant_id)
            places += sum(score is not None for score in pipe.execute())
    if places:
        yield f"a place in {places} jobs' lists"


_LITERAL, _ESCAPED = re.compile(r"[*?\[\]\\]"), r"\\\g<0>"


def empty(client: redis.Redis) -> int:
    """Remove all that this layout or an earlier one wrote, first what says that it is whole; returns how many keys.

    A writer that runs meanwhile sees its progress gone, and begins anew.
    """
    removed = int(client.delete(READY, *EARLIER_READY, PROGRESS))
    batch: list[Any] = []
    for key in client.scan_iter(match=f"{PREFIX}*", count=5000):
        batch.append(key)
        if len(batch) >= _REMOVED_AT_ONCE:
            removed += int(client.unlink(*batch))
            batch.clear()
    if batch:
        removed += int(client.unlink(*batch))
    client.delete(READY, PROGRESS)
    return removed


_REMOVED_AT_ONCE = 1000

_KINDS = f"local MATCH, JOB_MATCHES, APPLICANT_MATCHES = '{MATCH}', '{JOB_MATCHES}', '{APPLICANT_MATCHES}'\n"
WRITE = _KINDS + Path(__file__).with_name("write.lua").read_text(encoding="utf-8")
"""Writes a batch, and then the progress, where Redis stands as is known; answers how many were pushed, else -1.

Matches are written in their order, then entities; what is older than what is held is left out. Pushes of
removed applicants go in one pass; their matches go as the stream removes them.
"""


SHOWN_OF_JOB = (
    "titulo_vaga",
    "areas_atuacao",
    "nivel_profissional",
    "tipo_contratacao",
    "cidade",
    "estado",
    "status",
)
SHOWN_OF_APPLICANT = ("titulo_profissional",)
SHOWN_LENGTH = 200
"""Characters of a text that a row shows at most: an entity may be a thousand times longer."""


def shown(entity: Job | Applicant) -> bytes:
    """What a row of a list, or a push, shows of an entity: a reader of many rows reads this, not the whole entities.

    Returns
    -------
    bytes
        JSON: the fields that are there, cut to `SHOWN_LENGTH`; of a job also whether it is `open`.
    """
    names = SHOWN_OF_JOB if isinstance(entity, Job) else SHOWN_OF_APPLICANT
    said = {name: text for name in names if (text := getattr(entity, name)) is not None}
    row: dict[str, Any] = {
        name: text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…" for name, text in said.items()
    }
    return orjson.dumps(row | {"open": entity.is_open} if isinstance(entity, Job) else row)


HEARTBEAT = PREFIX + "heartbeat"
