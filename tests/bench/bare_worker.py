"""A bare Faust worker: copies events from one topic to another. What any worker on Faust pays before its own work.

`python -m tests.bench.bare_worker <name> <source> <target> each|batches`; the broker and the number of partitions come
from the same environment as the project's own worker. Fetches wait as short as in that worker: Faust's own 1.5 s would
only make this one look slow on the development broker.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import faust
from faust.transport.drivers import aiokafka as driver

from stream_processor.settings import StreamSettings
from stream_processor.shell.consumer import FETCH_WAIT_MS


class _Thread(driver.AIOKafkaConsumerThread):
    def _create_consumer(self, loop: Any) -> Any:
        consumer = super()._create_consumer(loop)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS
        return consumer


class _Consumer(driver.Consumer):
    def _new_consumer_thread(self) -> _Thread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


def make_app(settings: StreamSettings, name: str, source: str, target: str, how: str) -> faust.App:
    """Make the application."""
    app = faust.App(
        name,
        broker=[f"kafka://{host}" for host in settings.kafka_bootstrap.split(",")],
        store="memory://",
        datadir=str(settings.data_folder),
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        topic_partitions=settings.partitions,
        table_standby_replicas=1,
        broker_session_timeout=settings.session_timeout,
        broker_heartbeat_interval=settings.session_timeout / 6,
        broker_max_poll_records=settings.batch,
        worker_redirect_stdouts=False,
    )
    app.transport.Consumer = _Consumer
    raw: dict[str, Any] = {
        "key_type": bytes, "value_type": bytes, "key_serializer": "raw", "value_serializer": "raw",
    }  # fmt: skip
    events, copies = app.topic(source, **raw), app.topic(target, **raw)

    async def each(stream: Any) -> None:
        async for event in stream.events():
            await copies.send(key=event.key, value=event.value, headers=event.headers)

    async def batches(stream: Any) -> None:
        async for taken in stream.take_events(settings.batch, within=0.02):
            for event in taken:
                await copies.send(key=event.key, value=event.value, headers=event.headers)

    app.agent(events)({"each": each, "batches": batches}[how])
    return app


def main() -> None:
    """Run until a signal ends it."""
    settings = StreamSettings()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    app = make_app(settings, *sys.argv[1:5])
    faust.Worker(app, loglevel="WARNING", redirect_stdouts=False, workdir=Path.cwd()).execute_from_commandline()


if __name__ == "__main__":
    main()
