"""The Faust shell: one agent over all inputs, positions taken from our own progress.

Two things in Faust are replaced, because what is there loses events or time:

- `seek_to_committed`, the only place where Faust takes positions from after a rebalance, answers with our
  progress instead of the group's commits;
- the fetch's longest wait, which Faust fixes at 1.5 s: the development broker serves it in full.

No error may reach Faust from the agent: it would acknowledge the events and go on. So the process ends
instead, and whoever has the shard next starts from its progress.
"""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any, NoReturn

import faust
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from stream_processor.inputs import INPUTS, Input
from stream_processor.settings import StreamSettings
from stream_processor.shards import Shards
from stream_processor.watchdog import Watchdog

LOG = logging.getLogger("matchstream.worker")

FAILED = 70
"""Exit code of a worker that could not process events (EX_SOFTWARE); to be restarted."""

STALLED = 71
"""Exit code of a worker that was behind and did not move; to be restarted."""

FETCH_WAIT_MS = 50


def leave(code: int) -> NoReturn:
    """End at once, without the orderly leave-taking in which Faust would acknowledge what is in flight."""
    logging.shutdown()
    sys.stdout.flush()
    os._exit(code)


def make_app(settings: StreamSettings, shards: Shards) -> faust.App:
    """Make the Faust application of a worker."""

    class Thread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]
        """A consumer thread that does not wait long for the development broker."""

        def _create_consumer(self, loop: Any) -> Any:
            consumer = super()._create_consumer(loop)
            consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001 -- fixed in Faust's driver
            return consumer

    class Consumer(driver.Consumer):  # type: ignore[misc]
        """A consumer that starts where our progress stands."""

        def _new_consumer_thread(self) -> Thread:
            return Thread(self, loop=self.loop, beacon=self.beacon)

        async def seek_to_committed(self) -> dict[TP, int]:
            offsets = {
                tp: shards.open[tp.partition].next[tp.topic]
                for tp in self.assignment()
                if tp.partition in shards.open
            }
            if offsets:
                await self.seek_wait(offsets)
            return offsets

    settings.data_folder.mkdir(parents=True, exist_ok=True)
    app = faust.App(
        "matchstream",
        broker=[f"kafka://{host}" for host in settings.kafka_bootstrap.split(",")],
        store="memory://",
        datadir=str(settings.data_folder / str(os.getpid())),
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.partitions,
        # Without tables, 0 standbys would make Faust fall back to round-robin assignment, which puts
        # partition n of two topics on different workers.
        table_standby_replicas=1,
        # Progress is ours, so a rebalance need not wait for events in flight; waiting hangs on any that
        # are never acknowledged.
        stream_wait_empty=False,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 6,
        broker_rebalance_timeout=settings.session_timeout + 2,
        broker_request_timeout=max(20.0, settings.session_timeout + 4),
        broker_commit_interval=1.0,
        broker_max_poll_records=settings.batch,
        worker_redirect_stdouts=False,
    )
    app.transport.Consumer = Consumer
    inputs = app.topic(*INPUTS, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")

    def is_behind(topic: str, partition: int, offset: int) -> bool:
        high = app.consumer.highwater(TP(topic, partition))
        return high is not None and high > offset

    @app.on_rebalance_complete.connect  # type: ignore[untyped-decorator]
    async def assigned(_app: faust.App, **_options: Any) -> None:
        """Open the shards; Faust awaits this before it seeks and fetches."""
        try:
            await shards.assign({tp.partition for tp in app.consumer.assignment()})
        except Exception:
            LOG.exception("the shards could not be opened")
            leave(FAILED)
        shards.ready = True

    @app.agent(inputs)  # type: ignore[untyped-decorator]
    async def work(stream: Any) -> None:
        async for events in stream.take_events(settings.batch, within=0.02):
            try:
                await shards.process([Input.of_faust(event.message) for event in events], is_behind)
            except Exception:
                LOG.exception("a batch could not be processed")
                leave(FAILED)

    watchdog = Watchdog(shards, settings.stall_after)

    @app.timer(min(0.5, settings.publish_interval / 2))  # type: ignore[untyped-decorator]
    async def publish() -> None:
        try:
            await shards.publish_idle()
        except Exception:
            LOG.exception("what was taken in could not be published")
            leave(FAILED)

    @app.timer(1.0)  # type: ignore[untyped-decorator]
    async def watch() -> None:
        if app.consumer is None:
            return
        heal, reason = watchdog.look(app.consumer.highwater, rebalancing=app.rebalancing)
        if reason:
            LOG.error("%s; ending with code %d, so that the supervisor starts a new worker", reason, STALLED)
            leave(STALLED)
        if heal:
            await app.consumer.seek_wait(heal)

    return app


def run(app: faust.App, settings: StreamSettings) -> NoReturn:
    """Run the worker until a signal ends it."""
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    worker = faust.Worker(app, loglevel=settings.log_level, redirect_stdouts=False, workdir=Path.cwd())
    worker.execute_from_commandline()
    raise SystemExit(0)
