r"""The layout of results in Redis: names of keys, the script that writes them, and one that reads a ranking.

The writer (`stream_processor.cache.writer`) and the readers (`gateway`) share this module and nothing else.

| key | type | holds |
|---|---|---|
| `ms:match:<pair>` | hash | `value` as published, `score`, both revisions, `previous_score`, `earlier` (see below) |
| `ms:job-matches:<id>` | sorted set | applicant id by -score: ascending order is rank order, ties by id |
| `ms:applicant-matches:<id>` | sorted set | job id by -score |
| `ms:job:<id>`, `ms:applicant:<id>` | hash | `value`: the entity as JSON, `shown`: its fields in a row, `revision` |
| `ms:jobs` | sorted set | open job id by -revision: the newest first |
| `ms:pushes` | stream | pushes to recruiters |
| `ms:progress` | hash | `<topic>:<partition>` -> the next offset; `parts`, `whole`, `layout`, `topics` (see below) |
| `ms:ready:<layout>` | string | exists while the cache is complete; expires unless the writer renews it |
| `ms:heartbeat` | string | last report of the cache writer, and what is late since when: `data.redis.freshness` |

`earlier` tells of the last scores that a pair had since the cache was filled: `[score, until when, causes]` for each,
in JSON without its outer brackets, the oldest first. It goes with its match, so that no removal has to look for it.

A tenant's keys begin with `ms-<tenant>:` (`data.tenant`). A key is a prefix for its kind, and the rest is an id or the
key of a pair (`data.contract.matches.match_key`). So no two keys are equal, whatever the ids contain. One call of the
script writes a batch and its progress, so that the writer notices from the progress when Redis was emptied or put back
to an older state, and goes on from there. A value of an older revision of its job or applicant never replaces a newer
one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import redis

from data.contract.entities import Applicant, Job
from data.contract.matches import MatchDocument, PushedDocument, match_key, split_key
from data.redis.faults import Damaged
from data.tenant import of_redis

LAYOUT = 3
"""Number of this layout. Raise it with every change: a cache in another layout is filled anew, and not served."""

PREFIX = of_redis("ms")
JOB = PREFIX + "job:"
APPLICANT = PREFIX + "applicant:"
JOB_MATCHES = PREFIX + "job-matches:"
APPLICANT_MATCHES = PREFIX + "applicant-matches:"
MATCH = PREFIX + "match:"
JOBS = PREFIX + "jobs"
PUSHES = PREFIX + "pushes"
PROGRESS = PREFIX + "progress"
READY = f"{PREFIX}ready:{LAYOUT}"

EARLIER_READY = (PREFIX + "ready", PREFIX + "ready:2")
"""Names of that key in earlier layouts."""

READY_SECONDS = 6.0
"""How long the cache counts as complete after the writer last said so. Where Redis accepts no more writes, or the
writer is stopped or cut off, the contents grow old."""

PARTS = "parts"
"""Field of the progress hash: counts the parts of long batches, which are written before the batch's offsets."""

WHOLE = "whole"
"""Field of the progress hash: set once the cache was complete for the first time; only later matches are pushed."""

LAYOUT_FIELD = "layout"
"""Field of the progress hash: the number of the layout that was written."""

TOPICS_FIELD = "topics"
"""Field of the progress hash: ids and partition count of the topics from which the cache was written."""

EARLIER_KEPT = 10
"""How many earlier scores of a pair are kept."""

PUSHES_KEPT = 10_000
"""How many pushes are kept, for clients that resume."""


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
        Where it contains anything that we did not write.
    """
    try:
        return {field.decode(): int(number) for field, number in held.items() if field != TOPICS_FIELD.encode()}
    except ValueError:
        raise Damaged("the progress hash holds what is no number") from None


def push(match: MatchDocument, previous_score: float | None) -> PushedDocument:
    """The payload of a push: ids and scores of a match, nothing personal."""
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
    """Describe what Redis still holds of an applicant, one line per kind of data; looks at every key.

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
    # The key of a pair ends with the applicant's id, but so does that of an applicant with a longer id.
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
    """Remove all keys of this layout and of earlier ones, first the mark that it is complete; returns their number.

    A writer that runs at the same time finds its progress gone, and starts over.
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
"""Compare and set: if the progress equals `known`, write the batch and advance the progress.

Returns the number of pushes, or -1 if nothing was written. Matches are written in their order, then entities; a value
that is older than the one in Redis is left out. Pushes of removed applicants are removed in one pass; their matches are
removed when the stream removes them.
"""


RANKING = Path(__file__).with_name("ranking.lua").read_text(encoding="utf-8")
"""Read a job's list with all that a line of it shows: one answer instead of two for each line."""


def ranking_asked(job_id: str, limit: int) -> tuple[Any, ...]:
    """The command that asks for a job's best applicants; it reads one state, whatever is written meanwhile."""
    return "EVAL_RO", RANKING, 1, job_matches(job_id), match(job_id, ""), APPLICANT, limit


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
"""Longest text in a row, in characters: an entity may be a thousand times longer."""


def shown(entity: Job | Applicant) -> bytes:
    """The fields of an entity for a row of a list or for a push: readers of many rows need not read whole entities.

    Returns
    -------
    bytes
        JSON: the fields that have a value, cut to `SHOWN_LENGTH`; for a job also whether it is `open`.
    """
    names = SHOWN_OF_JOB if isinstance(entity, Job) else SHOWN_OF_APPLICANT
    said = {name: text for name in names if (text := getattr(entity, name)) is not None}
    row: dict[str, Any] = {
        name: text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…" for name, text in said.items()
    }
    return orjson.dumps(row | {"open": entity.is_open} if isinstance(entity, Job) else row)


HEARTBEAT = PREFIX + "heartbeat"
