r"""How results rest in Redis: names of keys, and the scripts that write them.

The writer (`stream_processor.cache`) and the readers (`gateway`) meet here and nowhere else.

| key | type | holds |
|---|---|---|
| `ms:match:<job>\|<applicant>` | hash | `value` as published, `score`, both revisions, `previous_score` |
| `ms:job:<id>:matches` | sorted set | applicant id by -score: ascending order is rank order, ties by id |
| `ms:applicant:<id>:matches` | sorted set | job id by -score |
| `ms:job:<id>`, `ms:applicant:<id>` | hash | `value`: the entity as JSON, `shown`: what a row shows of it, `revision` |
| `ms:jobs` | sorted set | open job id by -revision: the newest first |
| `ms:pushes` | stream | what recruiters are pushed |
| `ms:progress` | hash | `<topic>:<partition>` -> the next offset to read; `parts` -> a count; `whole` -> 1 |
| `ms:ready` | string | there while the cache holds all that the topics hold |
| `ms:heartbeat` | string | `data.freshness`: when the cache's writer was heard last, and since when what is late |

A batch is written in one call of a script with its progress, so Redis emptied or put back to an older state is
seen by its progress and read again from there. A value loses to one of a newer revision of its job or
its applicant, whatever the order of writing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import redis

from data.entities import Applicant, Job
from data.matches import MatchDocument

PREFIX = "ms:"
JOBS = PREFIX + "jobs"
PUSHES = PREFIX + "pushes"
PROGRESS = PREFIX + "progress"
READY = PREFIX + "ready"

PARTS = "parts"
"""Field of the progress hash: how many parts of long batches were written, each before the batch's progress."""

WHOLE = "whole"
"""Field of the progress hash: there once the cache has held all that the topics hold; what comes later is news."""

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


WRITE = """
-- KEYS: progress, ready, pushes, open jobs
-- ARGV[1], as JSON: `known` and `next`, the progress as it must be and as it will be; `ready`, whether all is then
--   written; `line` of pushes; `kept` pushes; `removed` applicants;
--   `matches`: [job, applicant] (it left the view), or
--     [job, applicant, score, both revisions, previous score or false, both revisions of that, is it to be pushed];
--   `entities`: [key, revision, id, open (true, false; null of an applicant), what a row shows (absent where removed)]
-- ARGV[2...]: value of each match, payload behind it where it is to be pushed; value of each entity, '' where removed
local batch, call = cjson.decode(ARGV[1]), redis.call

local held = call('HGETALL', KEYS[1])
local progress = {}
for at = 1, #held, 2 do
  progress[held[at]] = tonumber(held[at + 1])
end
for field, number in pairs(batch.known) do
  if (progress[field] or 0) ~= number then
    return -1
  end
end

local at, pushes = 1, 0
local function argument()
  at = at + 1
  return ARGV[at]
end

local function put_match(match)
  local job, applicant, score, job_revision, applicant_revision, previous, its_job, its_applicant, push = unpack(match)
  local key = 'ms:match:' .. job .. '|' .. applicant
  if not score then
    call('DEL', key)
    call('ZREM', 'ms:job:' .. job .. ':matches', applicant)
    call('ZREM', 'ms:applicant:' .. applicant .. ':matches', job)
    return
  end
  local value, payload = argument(), push and argument()
  local held = call('HMGET', key, 'job_revision', 'applicant_revision', 'score')
  local held_job = held[1] and tonumber(held[1]) or -math.huge
  local held_applicant = held[2] and tonumber(held[2]) or -math.huge
  local held_score = held[3]
  if job_revision < held_job or applicant_revision < held_applicant then
    return
  end
  if previous and its_job >= held_job and its_applicant >= held_applicant then
    call('HSET', key, 'value', value, 'score', score, 'job_revision', job_revision,
      'applicant_revision', applicant_revision, 'previous_score', previous)
  else
    call('HSET', key, 'value', value, 'score', score, 'job_revision', job_revision,
      'applicant_revision', applicant_revision)
  end
  if held_score ~= score then
    local rank = '-' .. score
    call('ZADD', 'ms:job:' .. job .. ':matches', rank, applicant)
    call('ZADD', 'ms:applicant:' .. applicant .. ':matches', rank, job)
  end
  if payload and not (held_score and tonumber(held_score) >= batch.line) then
    call('XADD', KEYS[3], 'MAXLEN', '~', batch.kept, '*', 'match', payload, 'job', job, 'applicant', applicant)
    pushes = pushes + 1
  end
end

local function put_entity(entity)
  local key, revision, id, open, shown = unpack(entity)
  local value, held = argument(), call('HGET', key, 'revision')
  if held and revision < tonumber(held) then
    return
  end
  if value == '' then
    call('DEL', key)
  else
    call('HSET', key, 'revision', revision, 'value', value, 'shown', shown)
  end
  if open == true then
    call('ZADD', KEYS[4], -revision, id)
  elseif open == false then
    call('ZREM', KEYS[4], id)
  end
end

local function forget_pushes(applicants)
  local gone = {}
  for _, id in ipairs(applicants) do
    gone[id] = true
  end
  for _, entry in ipairs(call('XRANGE', KEYS[3], '-', '+')) do
    for field = 1, #entry[2], 2 do
      if entry[2][field] == 'applicant' and gone[entry[2][field + 1]] then
        call('XDEL', KEYS[3], entry[1])
      end
    end
  end
end

for _, match in ipairs(batch.matches) do
  put_match(match)
end
for _, entity in ipairs(batch.entities) do
  put_entity(entity)
end
if #batch.removed > 0 then
  forget_pushes(batch.removed)
end
for field, number in pairs(batch.next) do
  call('HSET', KEYS[1], field, number)
end
if batch.ready then
  call('SET', KEYS[2], 1)
end
return pushes
"""
"""Write a batch, and then the progress, where Redis stands as is known; answers how many were pushed, else -1.

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
