r"""How results rest in Redis: names of keys, and the scripts that write them.

The writer (`stream_processor.cache`) and the readers (`gateway`) meet here and nowhere else.

| key | type | holds |
|---|---|---|
| `ms:match:<job>\|<applicant>` | hash | `value` as published, `score`, both revisions, `previous_score` |
| `ms:job:<id>:matches` | sorted set | applicant id by -score: ascending order is rank order, ties by id |
| `ms:applicant:<id>:matches` | sorted set | job id by -score |
| `ms:job:<id>`, `ms:applicant:<id>` | hash | `value`: the entity as JSON, `revision` |
| `ms:jobs` | sorted set | open job id by -revision: the newest first |
| `ms:pushes` | stream | what recruiters are pushed |
| `ms:progress` | hash | `<topic>:<partition>` -> the next offset to read |
| `ms:ready` | string | there while the cache holds all that the topics hold |

A batch is written in one transaction with its progress, so Redis emptied or put back to an older state is
seen by its progress and read again from there. A value loses to one of a newer revision of its job or
its applicant, whatever the order of writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import redis

from data.matches import Match

PREFIX = "ms:"
JOBS = PREFIX + "jobs"
PUSHES = PREFIX + "pushes"
PROGRESS = PREFIX + "progress"
READY = PREFIX + "ready"

PUSHES_KEPT = 10_000
"""How many pushes a client that was away can resume over."""


def match(job_id: str, applicant_id: str) -> str:
    """Key of one match."""
    return f"{PREFIX}match:{job_id}|{applicant_id}"


def job(job_id: str) -> str:
    """Key of a job."""
    return f"{PREFIX}job:{job_id}"


def applicant(applicant_id: str) -> str:
    """Key of an applicant."""
    return f"{PREFIX}applicant:{applicant_id}"


def job_matches(job_id: str) -> str:
    """Key of a job's matches."""
    return f"{PREFIX}job:{job_id}:matches"


def applicant_matches(applicant_id: str) -> str:
    """Key of an applicant's matches."""
    return f"{PREFIX}applicant:{applicant_id}:matches"


def progress_field(topic: str, partition: int) -> str:
    """Field of a partition in the progress hash."""
    return f"{topic}:{partition}"


def push(match: Match, previous_score: float | None) -> dict[str, Any]:
    """What a recruiter is pushed of a match: ids and scores, nothing personal."""
    return {
        "job_id": match.job_id,
        "applicant_id": match.applicant_id,
        "quality_score": match.quality_score,
        "previous_score": previous_score,
        "applied": match.applied,
        "model_version": match.model_version,
        "event_time": match.event_time,
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
    pattern = re.sub(r"([*?\[\]\\])", r"\\\1", match("", applicant_id)).replace("|", "*|", 1)
    matches = sum(1 for _ in client.scan_iter(match=pattern, count=5000))
    if matches:
        yield f"{matches} matches"
    job_lists = list(client.scan_iter(match=job_matches("*"), count=5000))
    places = 0
    for start in range(0, len(job_lists), 1000):
        with client.pipeline(transaction=False) as pipe:
            for job_list in job_lists[start : start + 1000]:
                pipe.zscore(job_list, applicant_id)
            places += sum(score is not None for score in pipe.execute())
    if places:
        yield f"a place in {places} jobs' lists"


PUT_MATCH = """
-- KEYS: match, job's matches, applicant's matches, pushes
-- ARGV: job, applicant, value, score, job revision, applicant revision, previous score or '',
--       push line ('' pushes nothing), push payload, pushes kept
local held = redis.call('HMGET', KEYS[1], 'job_revision', 'applicant_revision', 'score')
if held[1] and (tonumber(ARGV[5]) < tonumber(held[1]) or tonumber(ARGV[6]) < tonumber(held[2])) then
  return 0
end
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'score', ARGV[4], 'job_revision', ARGV[5], 'applicant_revision', ARGV[6])
if ARGV[7] ~= '' then
  redis.call('HSET', KEYS[1], 'previous_score', ARGV[7])
end
local rank = -tonumber(ARGV[4])
redis.call('ZADD', KEYS[2], rank, ARGV[2])
redis.call('ZADD', KEYS[3], rank, ARGV[1])
if ARGV[8] ~= '' and tonumber(ARGV[4]) >= tonumber(ARGV[8]) and
   not (held[3] and tonumber(held[3]) >= tonumber(ARGV[8])) then
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[10], '*', 'match', ARGV[9], 'job', ARGV[1], 'applicant', ARGV[2])
  return 2
end
return 1
"""
"""Write one match; answers 0 where a newer one is held, `PUSHED` where it was pushed."""

PUSHED = 2

DROP_MATCH = """
-- KEYS: match, job's matches, applicant's matches    ARGV: job, applicant
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', KEYS[3], ARGV[1])
return 1
"""

PUT_ENTITY = """
-- KEYS: entity, open jobs    ARGV: revision, value or '' (removed), id, open ('1', '0'; '' of an applicant)
local held = redis.call('HGET', KEYS[1], 'revision')
if held and tonumber(ARGV[1]) < tonumber(held) then
  return 0
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'value', ARGV[2])
end
if ARGV[4] == '1' then
  redis.call('ZADD', KEYS[2], -tonumber(ARGV[1]), ARGV[3])
elseif ARGV[4] == '0' then
  redis.call('ZREM', KEYS[2], ARGV[3])
end
return 1
"""
"""Write or remove a job or an applicant; answers 0 where a newer revision is held."""

FORGET_PUSHES = """
-- KEYS: pushes    ARGV: applicants
local gone = {}
for _, id in ipairs(ARGV) do gone[id] = true end
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
  for i = 1, #entry[2], 2 do
    if entry[2][i] == 'applicant' and gone[entry[2][i + 1]] then
      redis.call('XDEL', KEYS[1], entry[1])
    end
  end
end
return 0
"""
"""Remove what was pushed of applicants, in one pass; their matches go as the stream removes them."""
