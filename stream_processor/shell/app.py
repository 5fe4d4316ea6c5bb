"""The Faust shell: one agent over all inputs, a hook that opens the shards, one that drains them, three timers.

No error may reach Faust from the agent: it would acknowledge the events and go on. So the process ends instead, and the
next owner of the shard starts from its progress.
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
from data.tenant import of_kafka
from stream_processor.collector import look_seldom
from stream_processor.settings import StreamSettings
from stream_processor.shell.consumer import consume_for
from stream_processor.shell.credentials import broker_credentials
from stream_processor.shell.membership import Membership, place_of
from stream_processor.shell.watchdog import Watchdog
from stream_processor.worker.open_shard import OpenShard
from stream_processor.worker.shards import Shards

LOG = logging.getLogger("matchstream.worker")

LINGER = 0.02
"""Seconds to wait for more events when there are too few for a batch, because each batch has a cost of its own."""


def leave(code: int) -> NoReturn:
    """End at once: in an orderly shutdown Faust would acknowledge the events in flight."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)


def stalled(reason: str) -> NoReturn:
    """End at once because nothing moves."""
    LOG.error("%s; ending with code %d, so that the supervisor starts a new worker", reason, ExitCode.STALLED)
    leave(ExitCode.STALLED)


@asynccontextmanager
async def _or_leave(what: str) -> AsyncIterator[None]:
    try:
        yield
    except Exception:
        LOG.exception("%s; ending with code %d, so that the supervisor starts a new worker", what, ExitCode.RESTART)
        leave(ExitCode.RESTART)


class Handlers:
    """The functions that Faust calls.

    Parameters
    ----------
    app : faust.App
    settings : StreamSettings
    shards : Shards
    membership : Membership
    """

    def __init__(self, app: faust.App, settings: StreamSettings, shards: Shards, membership: Membership) -> None:
        self._app = app
        self._membership = membership
        self._batch = settings.batch
        self._shards = shards
        self._watchdog = Watchdog(shards, settings.stall_after)
        self._opening: asyncio.Task[None] | None = None

    async def assigned(self, _app: faust.App, **_more: Any) -> None:
        """Read the progress of the assigned shards, and open those that must be rebuilt in the background.

        Faust awaits this hook before it seeks and fetches; no other hook is such a barrier. Opening does not hold it
        up, so that the other shards don't stand still meanwhile.
        """
        async with _or_leave("the progress of the shards could not be read"):
            await self._shards.assignment.assign({tp.partition for tp in self._app.consumer.assignment()})
        self._membership.assigned()
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open())

    async def _open(self) -> None:
        async with _or_leave("the shards could not be opened"):
            await self._shards.assignment.open_awaited(self._seek)

    async def _seek(self, opened: OpenShard) -> None:
        """Seek to the shard's positions, to read again what was skipped; in a rebalance Faust seeks by itself."""
        if not self._app.rebalancing:
            places = {TP(topic, opened.number): at for topic, at in opened.next.items()}
            with suppress(IllegalStateError):  # a rebalance began just now
                await self._app.consumer.seek_wait(places)

    async def work(self, stream: Any) -> None:
        """Process events in batches, two batches at a time, so that a finished shard can go on with the next batch.

        Batches of one shard are processed in order, for its lock is fair. Messages are read from the channel, not from
        the stream, which hands on one message at a time, each with a turn of the event loop, a task and four sensors.
        """
        channel = aiter(stream.channel)
        before: asyncio.Task[None] | None = None
        with suppress(StopAsyncIteration):  # Faust ends an agent so, wherever it is
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
        """Add waiting messages until there are enough for a batch; returns the number of records."""
        records = sum(len(event.message.inputs) for event in messages)
        while records < self._batch and not queue.empty():
            messages.append(queue.get_nowait())
            records += len(messages[-1].message.inputs)
        return records

    def _is_behind(self, topic: str, partition: int, offset: int) -> bool:
        high = self._highwater(TP(topic, partition))
        return high is not None and high > offset

    def _highwater(self, tp: TP) -> int | None:
        """End of a partition by the last fetch; None before the first, and where the partition was just revoked."""
        try:
            return self._app.consumer.highwater(tp)
        except AssertionError:  # so aiokafka says that the partition is not assigned
            return None

    async def publish(self) -> None:
        """Publish the changes of shards that got no further batch."""
        async with _or_leave("what was taken in could not be published"):
            await self._shards.publishing.publish_idle()

    async def listen(self) -> None:
        """Look for matches that other workers wrote."""
        async with _or_leave("what others wrote could not be followed"):
            await self._shards.listen()

    async def drain(self, _app: faust.App, **_more: Any) -> None:
        """Publish everything and write the progress, before the worker leaves the group."""
        async with _or_leave("what was taken in could not be published"):
            await self._shards.publishing.publish_all()

    async def watch(self) -> None:
        """Seek again in partitions that are behind and don't move; end the process where nothing moves at all."""
        if self._app.consumer is None:
            return
        async with _or_leave("the partitions could not be watched"):
            heal, reason = self._watchdog.look(self._highwater, rebalancing=self._app.rebalancing)
            if reason:
                stalled(reason)
            if heal:
                await self._app.consumer.seek_wait(heal)


def make_app(settings: StreamSettings, shards: Shards, membership: Membership) -> faust.App:
    """Make the Faust application of a worker, and have its place in the group watched."""
    app = faust.App(of_kafka("matchstream"), **_options(settings))
    consume_for(app, shards)
    membership.watch(lambda: place_of(app._consumer))  # noqa: SLF001 -- the property makes one, in a foreign thread
    handlers = Handlers(app, settings, shards, membership)
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
        # With 0 standbys and no tables Faust would assign partitions round robin, and so put partition n of two topics
        # on different workers.
        "table_standby_replicas": 1,
        # Progress is our own, so a rebalance need not wait for events in flight; it would wait for ever for an event
        # that is never acknowledged.
        "stream_wait_empty": False,
        "consumer_group_instance_id": settings.group_instance,
        "broker_session_timeout": settings.session_timeout,
        "broker_heartbeat_interval": settings.session_timeout / 6,
        "broker_rebalance_timeout": settings.session_timeout + 2,
        "broker_request_timeout": max(20.0, settings.session_timeout + 4),
        "broker_commit_interval": 1.0,
        "broker_max_poll_records": settings.batch,
        # In messages, each up to a whole fetch of a partition; together they have fewer records than the watchdog's
        # `TURN`.
        "stream_buffer_maxsize": 32,
        "worker_redirect_stdouts": False,
    }


def run(app: faust.App, settings: StreamSettings) -> NoReturn:
    """Run the worker until a signal ends it."""
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    look_seldom()
    # Faust's own logging would write each of a driver's repeated lines, and its prints would end it on a full disk.
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
