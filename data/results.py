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
| `ms:progress` | hash | `<topic>:<partition>` -> the next offset to read; `parts` -> a count |
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

from data.matches import MatchDocument

PREFIX = "ms:"
JOBS = PREFIX + "jobs"
PUSHES = PREFIX + "pushes"
PROGRESS = PREFIX + "progress"
READY = PREFIX + "ready"

PARTS = "parts"
"""Field of the progress hash: how many parts of long batches were written, each before the batch's progress."""

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


PUT_MATCHES = """
-- KEYS: pushes
-- ARGV: push line ('' pushes nothing), pushes kept, then of each match
--   '<job>|<applicant>', '' (it left the view), or
--   '<job>|<applicant>', '<score> <job revision> <applicant revision>[ <previous score> <both revisions of it>]',
--   value, and where the score reaches the line: push payload
local line, pushes = tonumber(ARGV[1]), 0
local at, last = 3, #ARGV
while at <= last do
  local pair, facts = ARGV[at], ARGV[at + 1]
  local job, applicant = string.match(pair, '^([^|]*)|(.*)$')
  local key = 'ms:match:' .. pair
  local of_job, of_applicant = 'ms:job:' .. job .. ':matches', 'ms:applicant:' .. applicant .. ':matches'
  if facts == '' then
    redis.call('DEL', key)
    redis.call('ZREM', of_job, applicant)
    redis.call('ZREM', of_applicant, job)
    at = at + 2
  else
    local value, payload = ARGV[at + 2], nil
    local score, job_revision, applicant_revision, previous, previous_job, previous_applicant =
      string.match(facts, '^(%S+) (%S+) (%S+) ?(%S*) ?(%S*) ?(%S*)$')
    at = at + 3
    if line and tonumber(score) >= line then
      payload = ARGV[at]
      at = at + 1
    end
    local held = redis.call('HMGET', key, 'job_revision', 'applicant_revision', 'score')
    local held_job = held[1] and tonumber(held[1]) or -math.huge
    local held_applicant = held[2] and tonumber(held[2]) or -math.huge
    if tonumber(job_revision) >= held_job and tonumber(applicant_revision) >= held_applicant then
      if previous ~= '' and tonumber(previous_job) >= held_job and tonumber(previous_applicant) >= held_applicant then
        redis.call('HSET', key, 'value', value, 'score', score, 'job_revision', job_revision,
          'applicant_revision', applicant_revision, 'previous_score', previous)
      else
        redis.call('HSET', key, 'value', value, 'score', score, 'job_revision', job_revision,
          'applicant_revision', applicant_revision)
      end
      if held[3] ~= score then
        redis.call('ZADD', of_job, '-' .. score, applicant)
        redis.call('ZADD', of_applicant, '-' .. score, job)
      end
      if payload and not (held[3] and tonumber(held[3]) >= line) then
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*',
          'match', payload, 'job', job, 'applicant', applicant)
        pushes = pushes + 1
      end
    end
  end
end
return pushes
"""
"""Write and remove matches, in this order; answers how many were pushed. A newer one that is held stays."""

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
