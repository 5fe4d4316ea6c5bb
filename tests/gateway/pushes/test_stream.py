"""What a resume costs: one page at a time, each when the one before was taken, and no whole entity."""

from __future__ import annotations

from contextlib import AsyncExitStack

import orjson
import pytest

from gateway.pushes import stream as push_stream
from gateway.pushes.stream import PAGE
from tests.gateway.clients import EventStream, matched, session_of, settled, until
from tests.gateway.conftest import connected, make, redis_server
from tests.gateway.worlds import RedisWorld, a_match


async def test_who_resumes_and_takes_nothing_has_one_page_waiting(settings, stored, outside, monkeypatch):
    """200 at once from the beginning of a long stream: what is read is bounded by what they take."""
    stored.world.ready()
    app = make(
        settings.model_copy(update={"push_clients": 300, "push_clients_per_address": 300}), stored.connect, outside
    )
    pushes = [a_match("v1", f"c{i}", 80.0) for i in range(5 * PAGE)]
    stored.world.pushes(pushes)
    async with session_of(app) as http, AsyncExitStack() as stack:
        feed = app.state.parts.pushes
        await until(lambda: feed._position is not None)
        pages = _counted(monkeypatch, feed._stream, "page")
        # Each takes the head, where it stands, and one page.
        streams = [
            await stack.enter_async_context(EventStream(app, "/api/pushes?last_event_id=1-0", takes=3))
            for _ in range(200)
        ]
        await until(lambda: len(pages) == 2 * len(streams))
        assert (await http.get("/model/info")).status_code == 200
        await feed._stream.page((0, 0))  # its turn is behind all who wait to read
        assert len(pages) == 2 * len(streams) + 1, "the next is read when the one before was taken"
        for stream in streams:
            stream.taking.set()
        last = streams[-1]
        await last.next()
        assert [matched(await last.next()) for _ in pushes] == [f"c{i}" for i in range(5 * PAGE)]


@pytest.mark.embedded
async def test_a_resume_costs_redis_as_much_as_it_delivers(settings, outside, tmp_path):
    """Commands and bytes for each push, whatever the entities hold that are matched."""
    with redis_server(tmp_path / "redis") as (server, client):
        world = RedisWorld(client, server)
        world.ready()
        world.job("v1", titulo_vaga="Dev", principais_atividades="atividade " * 10_000)
        names = [f"c{i}" for i in range(50)]
        for name in names:
            world.applicant(name, titulo_profissional=f"Título {name}", cv="texto " * 20_000)
        delivered = 20 * PAGE
        world.pushes([a_match("v1", names[i % len(names)], 80.0) for i in range(delivered)])
        app = make(settings, lambda: connected(server), outside)
        async with session_of(app):
            await until(lambda: app.state.parts.pushes._position is not None)
            client.config_resetstat()
            async with EventStream(app, "/api/pushes?last_event_id=1-0") as stream:
                await stream.next()
                events = [await stream.next() for _ in range(delivered)]
            spent = sum(row["calls"] for row in client.info("commandstats").values())
            sent = client.info("stats")["total_net_output_bytes"]

    titles = {orjson.loads(event["data"])["titulo_profissional"] for event in events}
    assert titles == {f"Título {name}" for name in names}
    assert spent < delivered
    assert sent < 1000 * delivered


async def test_clients_that_come_back_together_read_the_same_pages_once(app, running, world, monkeypatch):
    monkeypatch.setattr(push_stream, "_KEPT_SECONDS", 3600.0)
    world.pushes([a_match("v1", f"c{i}", 80.0) for i in range(3 * PAGE)])
    await settled(app)
    reads = _counted(monkeypatch, app.state.parts.pushes._stream, "dress")
    for _ in range(5):
        async with EventStream(app, "/api/pushes?last_event_id=1-0") as stream:
            await stream.next()
            assert [matched(await stream.next()) for _ in range(3 * PAGE)] == [f"c{i}" for i in range(3 * PAGE)]

    assert len(reads) == 3


async def test_what_was_erased_is_pushed_no_more_once_its_page_is_old(app, running, world, monkeypatch):
    monkeypatch.setattr(push_stream, "_KEPT_SECONDS", 0.0)
    world.pushes([a_match("v1", f"c{i}", 80.0) for i in range(PAGE)])
    for first in ("c0", "c1"):
        async with EventStream(app, "/api/pushes?last_event_id=1-0") as stream:
            await stream.next()
            event = await stream.next()
            assert matched(event) == first
        world.erase_push(event["id"])


def _counted(monkeypatch, held, method):
    """Calls of a method from here on."""
    calls, real = [], getattr(held, method)

    async def counting(*arguments):
        calls.append(arguments)
        return await real(*arguments)

    monkeypatch.setattr(held, method, counting)
    return calls
