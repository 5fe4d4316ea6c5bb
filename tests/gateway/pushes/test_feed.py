"""`/api/pushes`: live, resumed, over an outage, and with clients that do not keep up."""

from __future__ import annotations

import orjson
import pytest
from jsonschema import Draft202012Validator

from data.contract.schemas import documents
from gateway.pushes.stream import PAGE, position
from tests.gateway.clients import EventStream, matched, session_of, settled, until
from tests.gateway.worlds import a_match


@pytest.fixture
def outage(world, monkeypatch):
    """A Redis that goes away when it is called, and comes back when what it returns is called."""
    monkeypatch.setattr("gateway.pushes.feed.RETRY_SECONDS", 0.01)

    def begin():
        world.go_down()
        return world.come_back

    return begin


async def test_a_push_arrives_with_the_streams_id(app, running, world):
    world.job("v1", titulo_vaga="Dev")
    async with EventStream(app) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        ready = await stream.next()
        name = world.push(a_match("v1", "c1", 91.5))
        event = await stream.next()

    assert (ready["event"], ready["retry"]) == ("ready", "2000")
    assert (event["event"], event["id"]) == ("match", name)
    found = orjson.loads(event["data"])
    assert found["quality_score"] == 91.5
    assert (found["band"], found["titulo_vaga"], found["titulo_profissional"]) == ("alta", "Dev", None)
    schema = documents()["push.schema.json"]
    Draft202012Validator(schema).validate(found)
    assert found.keys() == set(schema["required"])


async def test_without_an_id_only_what_comes_now(app, running, world):
    world.push(a_match("v1", "old", 80.0))
    await settled(app)
    async with EventStream(app) as stream:
        await stream.next()
        world.push(a_match("v1", "new", 80.0))

        assert matched(await stream.next()) == "new"


@pytest.mark.parametrize("how", ["header", "query"])
async def test_resumes_after_an_id_without_gap_or_repetition(app, running, world, how):
    names = [world.push(a_match("v1", f"c{i}", 80.0)) for i in range(250)]
    headers = {"Last-Event-ID": names[9]} if how == "header" else {}
    path = "/api/pushes" if how == "header" else f"/api/pushes?last_event_id={names[9]}"
    async with EventStream(app, path, headers) as stream:
        await stream.next()
        seen = [matched(await stream.next()) for _ in range(100)]
        world.push(a_match("v1", "live", 80.0))
        seen += [matched(await stream.next()) for _ in range(141)]

    assert seen == [f"c{i}" for i in range(10, 250)] + ["live"]


async def test_the_first_id_lets_a_client_resume_before_any_push(app, running, world):
    async with EventStream(app) as stream:
        start = (await stream.next())["id"]
    world.push(a_match("v1", "missed", 80.0))
    async with EventStream(app, headers={"Last-Event-ID": start}) as stream:
        await stream.next()

        assert matched(await stream.next()) == "missed"


async def test_a_slow_client_loses_nothing_and_holds_little(app, running, world, settings):
    async with EventStream(app) as slow, EventStream(app) as quick:
        await slow.next()
        await quick.next()
        slow.taking.clear()
        for i in range(60):
            world.push(a_match("v1", f"c{i}", 80.0))
        assert [matched(await quick.next()) for _ in range(60)] == [f"c{i}" for i in range(60)]
        held = max(client.waiting for client in app.state.parts.pushes._clients)
        slow.taking.set()

        assert [matched(await slow.next()) for _ in range(60)] == [f"c{i}" for i in range(60)]
    assert held <= settings.push_queue
    text = (await running.get("/metrics")).text
    assert "matchstream_pushes_sent_total 120.0" in text
    assert "matchstream_push_clients 0.0" in text


async def test_clients_are_bounded(app, running):
    async with EventStream(app), EventStream(app), EventStream(app):
        refused = await running.get("/api/pushes")

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "30"


async def test_clients_of_one_address_are_bounded_and_leave_room_for_others(app, running, settings):
    app.state.parts.pushes._clients.most_of_address = 2
    async with EventStream(app, client="10.0.0.1"), EventStream(app, client="10.0.0.1"):
        async with EventStream(app, client="10.0.0.1") as third:
            assert third.status == 503
            assert third.headers["retry-after"] == "30"
        async with EventStream(app, client="10.0.0.2") as other:
            assert other.status == 200
    async with EventStream(app, client="10.0.0.1") as again:
        assert again.status == 200


async def test_a_client_of_http_1_0_is_told_what_it_needs(app, running):
    async with EventStream(app, http_version="1.0") as refused:
        assert refused.status == 426
        assert refused.headers["upgrade"] == "HTTP/1.1"
        assert refused.headers["content-type"] == "application/json"


async def test_an_id_ahead_of_the_stream_is_now(app, running, world):
    newest = world.push(a_match("v1", "old", 80.0))
    await settled(app)
    async with EventStream(app, headers={"Last-Event-ID": "99999999999999-0"}) as stream:
        assert (await stream.next())["id"] == newest
        world.push(a_match("v1", "new", 80.0))

        assert matched(await stream.next()) == "new"


async def test_the_last_push_was_erased_and_nothing_is_missed_or_repeated(app, running, world):
    world.push(a_match("v1", "kept", 80.0))
    newest = world.push(a_match("v1", "erased", 80.0))
    world.erase_push(newest)
    async with EventStream(app, headers={"Last-Event-ID": newest}) as stream:
        assert (await stream.next())["id"] == newest
        world.push(a_match("v1", "new", 80.0))

        assert matched(await stream.next()) == "new"


async def test_a_stream_that_another_has_replaced_is_followed_from_its_own_end(app, running, world):
    feed = app.state.parts.pushes
    world.push(a_match("v1", "before", 80.0))
    await settled(app)
    async with EventStream(app) as stream:
        ready = await stream.next()
        ahead = (position(ready["id"])[0] + 10**9, 0)
        for client in feed._clients:
            client.at = ahead
        feed._position = ahead  # as if Redis had gone back to an older clock
        await feed._find_place()
        assert await stream.next() == ready, "its position in the other stream"
        world.push(a_match("v1", "after", 80.0))

        assert matched(await stream.next()) == "after"


async def test_an_outage_is_told_and_ends_nobody(app, running, world, outage):
    async with EventStream(app) as stream, EventStream(app) as other:
        ready = await stream.next()
        await other.next()
        back = outage()
        for one in (stream, other):
            waiting = await one.next()
            assert (waiting["event"], waiting["retry"]) == ("waiting", "2000")
            assert "id" not in waiting, "its position stays what it was"
            assert orjson.loads(waiting["data"])["type"] == "urn:matchstream:problem:results-away"
        async with EventStream(app, headers={"Last-Event-ID": ready["id"]}) as late:
            assert (late.status, (await late.next())["event"]) == (200, "waiting")
            back()
            assert {(await one.next())["event"] for one in (stream, other, late)} == {"ready"}
            world.push(a_match("v1", "after", 80.0))
            assert [matched(await one.next()) for one in (stream, other, late)] == ["after"] * 3


async def test_a_page_of_damaged_pushes_does_not_end_a_resume(app, running, world):
    start = world.push(a_match("v1", "first", 80.0))
    for _ in range(PAGE + 5):
        world.push_damaged()
    world.push(a_match("v1", "last", 80.0))
    async with EventStream(app, headers={"Last-Event-ID": start}) as stream:
        await stream.next()

        assert matched(await stream.next()) == "last"


@pytest.mark.parametrize("wrong", ["x", "1-x", "-1", "1-2-3", "99999999999999999999", "\u0661"])
async def test_an_id_that_is_none_is_refused(app, running, wrong):
    answer = await running.get("/api/pushes", params={"last_event_id": wrong})

    assert answer.status_code == 400
    assert "Last-Event-ID" in answer.json()["error"]


async def test_a_push_that_cannot_be_read_stops_no_one(app, running, world):
    async with EventStream(app) as stream:
        await stream.next()
        world.push_damaged()
        world.push(a_match("v1", "c1", 80.0))

        assert matched(await stream.next()) == "c1"


async def test_who_comes_while_redis_is_away_waits_for_it(app, world, memory, outage):
    back = outage()
    async with session_of(app), EventStream(app) as stream:
        assert (stream.status, (await stream.next())["event"]) == (200, "waiting")
        back()
        assert (await stream.next())["event"] == "ready"
        world.push(a_match("v1", "c1", 80.0))

        assert matched(await stream.next()) == "c1"


async def test_heartbeats(settings, app, running, monkeypatch):
    app.state.settings = settings.model_copy(update={"push_heartbeat": 0.01})
    async with EventStream(app) as stream:
        await stream.next()

        await stream.heartbeat()


async def test_a_client_that_takes_nothing_is_let_go(settings, app, running, world):
    app.state.settings = settings.model_copy(update={"push_send_timeout": 0.01})
    async with EventStream(app) as stream:
        await stream.next()
        stream.taking.clear()
        world.push(a_match("v1", "c1", 80.0))
        await until(lambda: not app.state.parts.pushes._clients)
        stream.taking.set()


def test_positions_order_as_the_stream_does():
    assert position("9-10") > position("9-9") > position("8") == (8, 0)
