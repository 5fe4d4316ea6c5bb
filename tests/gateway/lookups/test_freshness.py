"""What is late is said: by lookups, by `/health` with the reason and what to do, and on the status page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.kafka.partitions import shard_of
from data.redis.freshness import Heartbeat
from data.redis.layout import HEARTBEAT
from gateway.lookups.freshness import Freshness
from tests.gateway.worlds import a_match

LISTS = ["/api/jobs", "/api/jobs/v1/matches", "/api/applicants/c1/matches", "/api/matches/v1/c1"]
OLD, YOUNG = 95.0, 20.0
SHARD = shard_of("c1", 8)
OTHER = (SHARD + 1) % 8


@pytest.fixture
def filled(world):
    world.job("v1", titulo_vaga="Dev")
    world.applicant("c1")
    world.match(a_match("v1", "c1", 70.0))
    return world


def told(since):
    return datetime.fromtimestamp(since, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def says(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.json()["stale"], answer.json()["stale_since"]


@pytest.mark.parametrize("path", LISTS)
def test_what_is_fresh_says_so(client, filled, path):
    filled.beat(at=YOUNG, written=YOUNG, kafka=YOUNG, cache=YOUNG, shards={SHARD: YOUNG})

    assert says(client, path) == (False, None)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("late", ["at", "written", "kafka", "cache"])
def test_while_the_writer_is_late_or_silent_every_lookup_says_since_when(client, filled, path, late):
    now = filled.beat(**{late: OLD})

    assert says(client, path) == (True, told(now - OLD))


@pytest.mark.parametrize("path", LISTS)
def test_without_a_heartbeat_nobody_knows_since_when(client, filled, path):
    filled.forget(HEARTBEAT)

    assert says(client, path) == (True, None)


@pytest.mark.parametrize("path", LISTS)
def test_a_heartbeat_that_cannot_be_read_is_none(client, filled, path):
    filled.put(HEARTBEAT, "{}")

    assert says(client, path) == (True, None)


def test_a_shard_that_stands_still_makes_its_applicants_and_every_jobs_list_stale(client, filled):
    now = filled.beat(shards={SHARD: OLD})
    since = (True, told(now - OLD))
    assert [says(client, path) for path in LISTS] == [(False, None), since, since, since]

    filled.beat(shards={OTHER: OLD})
    assert [says(client, path)[0] for path in LISTS] == [False, True, False, False]


def test_a_new_applicant_without_matches_is_not_told_to_have_none(client, filled):
    """The only worker is dead: the applicant came in, its matches did not."""
    filled.applicant("new")
    filled.beat(shards={shard_of("new", 8): OLD})

    found = client.get("/api/applicants/new/matches").json()

    assert (found["matches"], found["stale"]) == ([], True)


@pytest.mark.parametrize("path", ["/api/jobs/v9/matches", "/api/applicants/c9/matches", "/api/matches/v9/c9"])
def test_what_is_unknown_may_only_not_have_come_in(client, filled, path):
    plainly = client.get(path)
    assert (plainly.status_code, plainly.json()["stale"]) == (404, False)
    assert plainly.json()["error"].endswith(("não existe ou foi removido.", "não existe ou foi removida."))

    now = filled.beat(cache=OLD)
    perhaps = client.get(path)
    assert (perhaps.status_code, perhaps.json()["stale"]) == (404, True)
    assert f"desatualizados desde {told(now - OLD)}" in perhaps.json()["error"]


@pytest.mark.parametrize(
    ("ages", "parts", "reason"),
    [
        ({"at": OLD, "written": OLD}, ("down", "unknown"), "python -m stream_processor cache"),
        ({"written": OLD}, ("down", "unknown"), "python -m stream_processor cache"),
        ({"cache": OLD}, ("stale", "up"), "está atrasado desde"),
        ({"kafka": OLD}, ("stale", "unknown"), "não ouve o Kafka desde"),
        ({"shards": {1: OLD, 2: YOUNG}}, ("up", "stale"), "Eventos de 1 de 8 partições"),
        ({"shards": {1: OLD, 2: OLD + 9}}, ("up", "stale"), "python -m stream_processor worker"),
    ],
)
def test_health_says_what_is_late_since_when_and_what_to_do(client, world, ages, parts, reason):
    now = world.beat(**ages)

    answer = client.get("/health")

    assert answer.status_code == 200, "predictions work"
    found = answer.json()
    assert found["status"] == "degraded"
    assert (found["cache"], found["stream"]) == parts
    oldest = max(age for value in ages.values() for age in (value.values() if isinstance(value, dict) else [value]))
    assert found["stale_since"] == told(now - oldest)
    (said,) = found["reasons"]
    assert reason in said
    assert told(now - oldest) in said


def test_health_without_a_heartbeat(client, world):
    world.forget(HEARTBEAT)

    found = client.get("/health").json()

    assert (found["status"], found["cache"], found["stream"], found["stale_since"]) == (
        "degraded",
        "down",
        "unknown",
        None,
    )
    assert "python -m stream_processor cache" in found["reasons"][0]


def test_health_says_all_that_is_wrong(client, world, outside):
    world.go_down()
    outside.broker.up = False

    found = client.get("/health").json()

    assert (found["redis"], found["kafka"], found["cache"], found["stream"]) == ("down", "down", "unknown", "unknown")
    assert ["REDIS_URL" in found["reasons"][0], "KAFKA_BOOTSTRAP" in found["reasons"][1]] == [True, True]


def test_the_status_page_says_it_too(client, world):
    world.beat(shards={1: OLD})

    page = client.get("/status").text

    assert "Parado ou atrasado" in page
    assert "Eventos de 1 de 8 partições esperam" in page


TIMES = st.floats(0, 1e9, allow_nan=False)


@given(TIMES, TIMES, TIMES, st.none() | TIMES, st.dictionaries(st.integers(0, 1023), TIMES))
def test_a_heartbeat_reads_back(at, written, kafka, cache, shards):
    beat = Heartbeat(at, written, kafka, cache, shards)

    assert Heartbeat.decode(beat.encode()) == beat


@given(st.dictionaries(st.integers(0, 7), st.floats(0, 100)), st.none() | st.floats(0, 100), st.floats(0, 100))
def test_no_lookup_is_fresher_than_what_it_is_made_of(shards, cache, kafka):
    now = 1000.0
    beat = Heartbeat(
        now, now, now - kafka, None if cache is None else now - cache, {n: now - age for n, age in shards.items()}
    )
    fresh = Freshness(beat, now, 30.0, 8)
    general = [age for age in (cache, kafka) if age is not None]

    def since(ages):
        old = [now - age for age in ages if now - (now - age) > 30.0]
        return min(old) if old else None

    def said(stale):
        return None if stale is None else stale.since

    assert said(fresh.of_entities) == since(general)
    assert said(fresh.of_all) == since([*general, *shards.values()])
    assert said(fresh.of_applicant("c1")) == since([*general, *([shards[SHARD]] if SHARD in shards else [])])


@given(
    st.tuples(*[st.floats(0, 1000)] * 3),
    st.none() | st.floats(0, 1000),
    st.dictionaries(st.integers(0, 7), st.floats(0, 1000), max_size=8),
)
def test_results_are_as_old_as_what_was_heard_longest_ago(heard, cache, shards):
    at, written, kafka = heard
    beat = Heartbeat(at, written, kafka, cache, shards)
    ages = [1000 - since for since in (*heard, *shards.values(), *([] if cache is None else [cache]))]
    fresh = Freshness(beat, 1000.0, 30.0, 8)
    assert fresh.age == pytest.approx(max(ages))
    # Whatever is older than allowed is stale, and nothing else.
    assert (fresh.of_all is not None) == (max(ages) > 30.0)


def test_a_lookup_tells_its_age_as_a_metric(client, filled):
    filled.beat(at=1.0, written=2.0, kafka=1.0, cache=YOUNG, shards={SHARD: OLD})
    client.get("/api/jobs")
    rows = [row for row in client.get("/metrics").text.splitlines() if row.startswith("matchstream_results_age")]
    assert float(rows[0].split()[1]) == pytest.approx(OLD, abs=5)
    filled.forget(HEARTBEAT)
    client.get("/api/jobs")
    assert "matchstream_results_age_seconds NaN" in client.get("/metrics").text
