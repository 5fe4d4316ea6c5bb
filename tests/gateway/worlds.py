"""What a stream processor would have left in Redis: the same contents, in memory or in a real server."""

from __future__ import annotations

import orjson

from data.contract.entities import Applicant, Job
from data.contract.matches import RATIOS, Match
from data.redis import layout
from data.redis.freshness import Heartbeat
from tests.gateway.memory_redis import NOW


def a_match(job, applicant, score, *, version="rf-test", job_revision=10, applicant_revision=20, applied=False):
    return Match(
        job_id=job,
        applicant_id=applicant,
        quality_score=score,
        hire_probability=score / 1000,
        ratios=(0.5, *(None,) * (len(RATIOS) - 1)),
        applied=applied,
        model_version=version,
        job_revision=job_revision,
        applicant_revision=applicant_revision,
        event_time=20,
    )


def pushed(match, previous=None):
    """A match as the stream of pushes holds it."""
    return orjson.dumps(layout.push(orjson.loads(match.encode()), previous)).decode()


class World:
    """What both have in common."""

    def beat(self, *, at=0.0, written=0.0, kafka=0.0, cache=None, shards=None, topics=()):
        """Tell how old things are, in seconds, as the cache's writer tells it; returns Redis's time."""
        now = self.now()
        beat = Heartbeat(
            at=now - at,
            written=now - written,
            kafka=now - kafka,
            cache=None if cache is None else now - cache,
            shards={shard: now - age for shard, age in (shards or {}).items()},
            topics=topics,
        )
        self.put(layout.HEARTBEAT, beat.encode().decode())
        return now

    def ready(self):
        self.beat()
        self.put(layout.READY, "1")


class MemoryWorld(World):
    def __init__(self, redis):
        self.redis = redis

    def now(self):
        return float(NOW)

    def put(self, key, value):
        self.redis.strings[key] = value

    def forget(self, key):
        del self.redis.strings[key]

    def empty(self):
        for held in (self.redis.strings, self.redis.hashes, self.redis.sets):
            held.clear()

    def entity(self, key, revision, entity):
        self.redis.hashes[key] = {
            "revision": str(revision),
            "value": orjson.dumps(entity.model_dump(exclude_none=True)).decode(),
            "shown": layout.shown(entity).decode(),
        }

    def job(self, name, *, revision=10, **fields):
        self.entity(layout.job(name), revision, Job(id=name, **fields))
        self.redis.sets.setdefault(layout.JOBS, {})[name] = -revision

    def applicant(self, name, *, revision=20, **fields):
        self.entity(layout.applicant(name), revision, Applicant(id=name, **fields))

    def forget_entity(self, key):
        del self.redis.hashes[key]

    def erase_applicant(self, name, revision):
        del self.redis.hashes[layout.applicant(name)]

    def earlier(self, match, text):
        self.redis.hashes[layout.match(match.job_id, match.applicant_id)]["earlier"] = text

    def match(self, match, previous=None):
        held = self.redis.hashes.setdefault(layout.match(match.job_id, match.applicant_id), {})
        held["value"] = match.encode().decode()
        if previous is not None:
            held["previous_score"] = repr(previous)
        self.redis.sets.setdefault(layout.job_matches(match.job_id), {})[match.applicant_id] = -match.quality_score
        self.redis.sets.setdefault(layout.applicant_matches(match.applicant_id), {})[
            match.job_id
        ] = -match.quality_score

    def drop_hash(self, job, applicant):
        del self.redis.hashes[layout.match(job, applicant)]

    def push(self, match):
        return self.redis.add({"match": pushed(match), "job": match.job_id, "applicant": match.applicant_id})

    def pushes(self, matches):
        for match in matches:
            self.push(match)

    def erase_push(self, name):
        self.redis.stream = [entry for entry in self.redis.stream if "{}-{}".format(*entry[0]) != name]

    def push_damaged(self):
        self.redis.add({"match": "{"})

    def go_down(self):
        self.redis.go_down()

    def come_back(self):
        self.redis.down = False


class RedisWorld(World):
    """Writes by the scripts that the stream processor writes with."""

    def __init__(self, client, server):
        self.client = client
        self.server = server
        self.script = client.register_script(layout.WRITE)

    def now(self):
        seconds, micros = self.client.time()
        return seconds + micros / 1e6

    def put(self, key, value):
        self.client.set(key, value)

    def forget(self, key):
        self.client.delete(key)

    def empty(self):
        self.client.flushall()

    def write(self, *values, matches=(), entities=(), line=0.0):
        batch = {
            "known": {},
            "next": {},
            "line": line,
            "kept": layout.PUSHES_KEPT,
            "earlier": layout.EARLIER_KEPT,
            "removed": [],
        }
        batch |= {"matches": matches, "entities": entities}
        self.script(
            keys=[layout.PROGRESS, layout.READY, layout.PUSHES, layout.JOBS], args=[orjson.dumps(batch), *values]
        )

    def entity(self, key, revision, entity, is_open):
        value = orjson.dumps(entity.model_dump(exclude_none=True))
        self.write(value, entities=[[key, revision, entity.id, is_open, layout.shown(entity).decode()]])

    def job(self, name, *, revision=10, **fields):
        self.entity(layout.job(name), revision, Job(id=name, **fields), is_open=True)

    def closed_job(self, name, *, revision=10, **fields):
        self.entity(layout.job(name), revision, Job(id=name, **fields), is_open=False)

    def applicant(self, name, *, revision=20, **fields):
        self.entity(layout.applicant(name), revision, Applicant(id=name, **fields), is_open=None)

    def forget_entity(self, key):
        self.client.delete(key)

    def erase_applicant(self, name, revision):
        self.write(b"", entities=[[layout.applicant(name), revision, name, None]])

    def earlier(self, match, text):
        self.client.hset(layout.match(match.job_id, match.applicant_id), "earlier", text)

    def match(self, match, previous=None, push=None):
        revisions = (match.job_revision, match.applicant_revision)
        before = False if previous is None else repr(previous)
        is_pushed = push is not None and match.quality_score >= push
        values = [match.encode(), pushed(match, previous)][: 1 + is_pushed]
        pair = (match.key.decode(), match.job_id, match.applicant_id)
        facts = [*pair, repr(match.quality_score), *revisions, before, *revisions, is_pushed]
        self.write(*values, matches=[facts], line=push or 0.0)

    def drop_hash(self, job, applicant):
        self.client.delete(layout.match(job, applicant))

    def push(self, match):
        self.match(match, push=0.0)
        return self.client.xrevrange(layout.PUSHES, count=1)[0][0].decode()

    def pushes(self, matches):
        with self.client.pipeline(transaction=False) as pipe:
            for match in matches:
                fields = {"match": pushed(match), "job": match.job_id, "applicant": match.applicant_id}
                pipe.xadd(layout.PUSHES, fields)
            pipe.execute()

    def erase_push(self, name):
        self.client.xdel(layout.PUSHES, name)

    def push_damaged(self):
        self.client.xadd(layout.PUSHES, {"match": "{"})

    def go_down(self):
        self.server.stop()

    def come_back(self):
        """It kept nothing."""
        self.server.start()
        self.ready()
