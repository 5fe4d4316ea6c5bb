"""`/api/pushes`: live, resumed, over an outage, and with clients that do not keep up."""

from __future__ import annotations

import orjson
import pytest

from gateway.pushes import position
from tests.gateway.clients import EventStream, session_of, until
from tests.gateway.worlds import a_match


@pytest.fixture
async def running(app, world):
    async with session_of(app) as http:
        # The feed is up as soon as it knows where the stream ends.
        await until(lambda: app.state.parts.pushes._position is not None)
        yield http


def matched(event):
    return orjson.loads(event["data"])["applicant_id"]


async def test_a_push_arrives_with_the_streams_id(app, running, world):
    world.job("v1", titulo_vaga="Dev")
    async with EventStream(app) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        ready = await stream.next()
        name = world.push(a_match("v1", "c1", 91.5))
        event = await stream.next()

    assert ready["event"] == "ready"
    assert (event["event"], event["id"]) == ("match", name)
    found = orjson.loads(event["data"])
    assert found["quality_score"] == 91.5
    assert (found["band"], found["titulo_vaga"], found["titulo_profissional"]) == ("alta", "Dev", None)


async def test_without_an_id_only_what_comes_now(app, running, world):
    world.push(a_match("v1", "old", 80.0))
    await _settled(app, world)
    async with EventStream(app) as stream:
        await stream.next()
        world.push(a_match("v1", "new", 80.0))

        assert matched(await stream.next()) == "new"


async def _settled(app, world):
    """Until the feed has read all that the stream holds."""
    feed = app.state.parts.pushes
    newest = await feed._newest()
    await until(lambda: feed._position >= newest)


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
        held = max(client.queue.qsize() for client in app.state.parts.pushes._clients)
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


async def test_redis_away_is_503(app, world, memory):
    world.go_down()
    async with session_of(app) as http:
        answer = await http.get("/api/pushes")

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"


async def test_heartbeats(settings, app, running, monkeypatch):
    app.state.settings = settings.model_copy(update={"push_heartbeat": 0.01})
    async with EventStream(app) as stream:
        await stream.next()

        assert await stream.next() == {"comment": "heartbeat"}


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
