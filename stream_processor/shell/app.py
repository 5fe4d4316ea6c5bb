"""The Faust shell: one agent over all inputs, one hook that opens the shards, two timers.

No error may reach Faust from the agent: it would acknowledge the events and go on. So the process ends
instead, and whoever has the shard next starts from its progress.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn

import faust
from aiokafka.errors import IllegalStateError
from faust.types import TP

from data.errors import ExitCode
from data.kafka.inputs import INPUTS
from stream_processor.collector import look_seldom
from stream_processor.settings import StreamSettings
from stream_processor.shell.consumer import consume_for
from stream_processor.shell.credentials import broker_credentials
from stream_processor.shell.watchdog import Watchdog
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.shards import Shards

LOG = logging.getLogger("matchstream.worker")

LINGER = 0.02
"""Seconds in which a batch may grow, where not enough for one is there: a batch costs more than its events."""


def leave(code: int) -> NoReturn:
    """End at once, without the orderly leave-taking in which Faust would acknowledge what is in flight."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)


@asynccontextmanager
async def _or_leave(what: str) -> AsyncIterator[None]:
    try:
        yield
    except Exception:
        LOG.exception("%s; ending with code %d, so that the supervisor starts a new worker", what, ExitCode.RESTART)
        leave(ExitCode.RESTART)


class Handlers:
    """What Faust calls, and when.

    Parameters
    ----------
    app : faust.App
    settings : StreamSettings
    shards : Shards
    """

    def __init__(self, app: faust.App, settings: StreamSettings, shards: Shards) -> None:
        self._app = app
        self._batch = settings.batch
        self._shards = shards
        self._watchdog = Watchdog(shards, settings.stall_after)
        self._opening: asyncio.Task[None] | None = None

    async def assigned(self, _app: faust.App, **_more: Any) -> None:
        """Learn where the shards stand. Faust awaits this before it seeks and fetches; no other hook is such a barrier.

        Those that have to be rebuilt are opened behind it, so that the others don't stand still meanwhile.
        """
        async with _or_leave("the progress of the shards could not be read"):
            await self._shards.assignment.assign({tp.partition for tp in self._app.consumer.assignment()})
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open())

    async def _open(self) -> None:
        async with _or_leave("the shards could not be opened"):
            await self._shards.assignment.open_awaited(self._seek)

    async def _seek(self, opened: OpenShard) -> None:
        """Have read again what was passed over; in a rebalance Faust seeks by itself at its end."""
        if not self._app.rebalancing:
            places = {TP(topic, opened.number): at for topic, at in opened.next.items()}
            with suppress(IllegalStateError):  # a rebalance began just now
                await self._app.consumer.seek_wait(places)

    async def work(self, stream: Any) -> None:
        """Take events in, a batch at a time, two batches at once: a shard that is done goes on with the next.

        Of one shard they go in one after the other: its lock lets those in that asked first. Read from the channel
        itself: a stream hands on one message at a time, each with a turn of the event loop, a task and four sensors.
        """
        channel = aiter(stream.channel)
        before: asyncio.Task[None] | None = None
        with suppress(StopAsyncIteration):  # which is how Faust ends an agent, wherever it is
            async for first in channel:
                messages = [first]
                if self._fill(messages, channel.queue) < self._batch:
                    await asyncio.sleep(LINGER)
                    self._fill(messages, channel.queue)
                batch = asyncio.create_task(self._take(messages))
                if before is not None:
                    await before
                before = batch
        if before is not None:
            await before

    async def _take(self, messages: list[Any]) -> None:
        async with _or_leave("a batch could not be processed"):
            inputs = [item for event in messages for item in event.message.inputs]
            await self._shards.feeding.process(inputs, self._is_behind)
        for event in messages:
            event.ack()

    def _fill(self, messages: list[Any], queue: asyncio.Queue[Any]) -> int:
        """Take what waits until it is a batch; answers how many records it is."""
        records = sum(len(event.message.inputs) for event in messages)
        while records < self._batch and not queue.empty():
            messages.append(queue.get_nowait())
            records += len(messages[-1].message.inputs)
        return records

    def _is_behind(self, topic: str, partition: int, offset: int) -> bool:
        high = self._highwater(TP(topic, partition))
        return high is not None and high > offset

    def _highwater(self, tp: TP) -> int | None:
        """End of a partition as the last fetch told it; None where none told it, or the partition was just revoked."""
        try:
            return self._app.consumer.highwater(tp)
        except AssertionError:  # aiokafka's way to say that the partition is not assigned
            return None

    async def publish(self) -> None:
        """Publish what no further batch has published."""
        async with _or_leave("what was taken in could not be published"):
            await self._shards.publishing.publish_idle()

    async def listen(self) -> None:
        """Follow what others write."""
        async with _or_leave("what others wrote could not be followed"):
            await self._shards.listen()

    async def drain(self, _app: faust.App, **_more: Any) -> None:
        """Publish everything and write it down, before the group is left."""
        async with _or_leave("what was taken in could not be published"):
            await self._shards.publishing.publish_all()

    async def watch(self) -> None:
        """Seek again where a partition is quiet although behind; end where nothing moves."""
        if self._app.consumer is None:
            return
        async with _or_leave("the partitions could not be watched"):
            heal, reason = self._watchdog.look(self._highwater, rebalancing=self._app.rebalancing)
            if reason:
                LOG.error(
                    "%s; ending with code %d, so that the supervisor starts a new worker", reason, ExitCode.STALLED
                )
                leave(ExitCode.STALLED)
            if heal:
                await self._app.consumer.seek_wait(heal)


def make_app(settings: StreamSettings, shards: Shards) -> faust.App:
    """Make the Faust application of a worker."""
    app = faust.App("matchstream", **_options(settings))
    consume_for(app, shards)
    handlers = Handlers(app, settings, shards)
    inputs = app.topic(*INPUTS, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
    app.on_rebalance_complete.connect(handlers.assigned)  # type: ignore[arg-type]
    app.on_before_shutdown.connect(handlers.drain)  # type: ignore[arg-type]
    app.agent(inputs)(handlers.work)
    app.timer(min(0.5, settings.publish_interval / 2))(handlers.publish)
    app.timer(0.5)(handlers.listen)
    app.timer(1.0)(handlers.watch)
    return app


def _options(settings: StreamSettings) -> dict[str, Any]:
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    return {
        "broker": [f"kafka://{host}" for host in settings.kafka_bootstrap.split(",")],
        "broker_credentials": broker_credentials(settings),
        "store": "memory://",
        "datadir": str(settings.data_folder / str(os.getpid())),
        "web_enabled": False,
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "topic_partitions": settings.partitions,
        # Without tables, 0 standbys would make Faust fall back to round-robin assignment, which puts
        # partition n of two topics on different workers.
        "table_standby_replicas": 1,
        # Progress is ours, so a rebalance need not wait for events in flight; waiting hangs on any that
        # are never acknowledged.
        "stream_wait_empty": False,
        "broker_session_timeout": settings.session_timeout,
        "broker_heartbeat_interval": settings.session_timeout / 6,
        "broker_rebalance_timeout": settings.session_timeout + 2,
        "broker_request_timeout": max(20.0, settings.session_timeout + 4),
        "broker_commit_interval": 1.0,
        "broker_max_poll_records": settings.batch,
        # Of messages, each up to a whole fetch of a partition; below the watchdog's `TURN` of records in all.
        "stream_buffer_maxsize": 32,
        "worker_redirect_stdouts": False,
    }


def run(app: faust.App, settings: StreamSettings) -> NoReturn:
    """Run the worker until a signal ends it."""
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    look_seldom()
    # Its own logging would write each of a driver's repeated lines; what it prints of itself ends it on a full disk.
    worker = faust.Worker(
        app,
        loglevel=settings.log_level,
        redirect_stdouts=False,
        override_logging=False,
        quiet=True,
        workdir=Path.cwd(),
    )
    worker.spinner = None
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        if not end.code:
            raise
    # Threads that Faust left behind would keep the process from its end.
    LOG.error("Faust crashed; ending with code %d, so that the supervisor starts a new worker", ExitCode.RESTART)
    leave(ExitCode.RESTART)
