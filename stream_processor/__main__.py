"""`python -m stream_processor`: the worker, the cache of results and its verification, webhooks, the dead letters."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from signal import SIGINT, SIGTERM, signal
from typing import NoReturn

import redis

from data.errors import ExitCode, MatchstreamError
from data.kafka.topic_watch import check
from data.program import observe, run
from stream_processor.erasure import dead_letters
from stream_processor.settings import StreamSettings

PROGRAM = "python -m stream_processor"


class NoDataFolder(MatchstreamError):
    """Faust's own files have no place."""

    exit_code = ExitCode.CONFIGURE


def main(arguments: Sequence[str] | None = None, *, prog: str = PROGRAM) -> int:
    """Read the command line and run one program; returns its `data.errors.ExitCode`."""
    options = _parser(prog).parse_args(arguments)

    def program() -> int:
        settings = StreamSettings()
        observe(settings, options.run.__name__.strip("_"))
        return int(options.run(options, settings))

    return run(program, name=prog, runs_for_ever=options.run in (_worker, _cache, _webhooks))


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    commands = parser.add_subparsers(required=True)

    commands.add_parser("worker", help="a Faust worker: joins, scores, publishes matches").set_defaults(run=_worker)
    commands.add_parser(
        "cache", help="the writer of results to Redis, and the eraser of removed applicants' dead letters"
    ).set_defaults(run=_cache)
    commands.add_parser(
        "rebuild-cache", help="empty the cache, so that its writer fills it again from the topics"
    ).set_defaults(run=_rebuild_cache)

    commands.add_parser("webhooks", help="the sender of webhooks to those who subscribed").set_defaults(run=_webhooks)

    verify = commands.add_parser("verify", help="recompute the matches from the topics alone and compare")
    verify.add_argument("--wait", action="store_true", help="first wait until the stream is still")
    verify.add_argument("--timeout", type=float, default=600.0, help="seconds to wait at most")
    verify.add_argument("--no-redis", action="store_true", help="leave the cache out")
    verify.add_argument("--json", action="store_true", help="one line of JSON")
    verify.set_defaults(run=_verify)

    drift = commands.add_parser("drift", help="whether what comes is still what the champion was trained on")
    drift.add_argument("--json", action="store_true", help="one line of JSON")
    drift.set_defaults(run=_drift)

    dead_letters.add_commands(
        commands.add_parser("dead-letters", help="what could not be read: list, show, send again, repair, discard it")
    )
    return parser


def _worker(_options: argparse.Namespace, settings: StreamSettings) -> NoReturn:
    from producers.sender import Sender
    from stream_processor import metrics
    from stream_processor.monitoring import health
    from stream_processor.monitoring.kafka_probe import KafkaProbe, of_topics
    from stream_processor.shell import app
    from stream_processor.shell.membership import Membership
    from stream_processor.worker import champion
    from stream_processor.worker.shards import Shards
    from stream_processor.worker.warm_up import warm_up

    watch = check(settings, metrics.topics_changed)
    try:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoDataFolder(f"the data folder {settings.data_folder} cannot be written: {error.strerror}") from None
    sender = Sender(settings)
    scorer = champion.settle(settings, sender)
    warm_up(scorer)
    shards = Shards(settings, scorer, sender, watch.topics)
    membership = Membership(settings, app.stalled)
    with (
        KafkaProbe(settings, watch.look, [lambda _: sender.tend(), membership.look]) as probe,
        health.serve(
            settings.worker_port,
            probe.health(of_topics(watch, shards.health)),
            settings.worker_host,
            told=metrics.WORKER,
        ),
    ):
        app.run(app.make_app(settings, shards, membership), settings)


def _cache(_options: argparse.Namespace, settings: StreamSettings) -> int:
    from producers.sender import Sender
    from stream_processor import metrics
    from stream_processor.cache.lag_monitor import LagMonitor
    from stream_processor.cache.models_written import ModelsWritten
    from stream_processor.cache.writer import Cache
    from stream_processor.erasure.eraser import Eraser, erasing
    from stream_processor.monitoring import health
    from stream_processor.monitoring.kafka_probe import KafkaProbe, of_topics

    metrics.expect(worker=settings.expected_workers, gateway=settings.expected_gateways)
    watch = check(settings, metrics.topics_changed)
    keeper = Cache(settings, watch.topics)
    written = ModelsWritten(settings, keeper.models)
    signal(SIGTERM, keeper.stop)
    signal(SIGINT, keeper.stop)

    def look() -> None:
        watch.look()
        monitor.look()

    with (
        Sender(settings) as sender,
        LagMonitor(settings, keeper.standing, changed=lambda: [change.topic for change in watch.changes]) as monitor,
        closing(written),
        KafkaProbe(settings, look, [monitor.tell, lambda _: sender.tend(), lambda _: written.look()]) as probe,
        health.serve(
            settings.cache_port,
            probe.health(of_topics(watch, written.health(monitor.health(keeper.health)))),
            settings.worker_host,
            told=metrics.CACHE,
        ),
        erasing(Eraser(settings, sender), keeper.stop),
    ):
        keeper.run()
    return 0


def _webhooks(_options: argparse.Namespace, settings: StreamSettings) -> int:
    from producers.sender import Sender
    from stream_processor import metrics
    from stream_processor.monitoring import health
    from stream_processor.monitoring.kafka_probe import KafkaProbe, of_topics
    from stream_processor.webhooks.sending import Sending

    watch = check(settings, metrics.topics_changed)
    with Sender(settings) as sender:
        sending = Sending(settings, sender, watch.ids)
        signal(SIGTERM, sending.stop)
        signal(SIGINT, sending.stop)
        with (
            KafkaProbe(settings, watch.look, [lambda _: sender.tend()]) as probe,
            health.serve(
                settings.webhooks_port,
                probe.health(of_topics(watch, sending.health)),
                settings.worker_host,
                told=metrics.WEBHOOKS,
            ),
        ):
            sending.run()
    return 0


def _rebuild_cache(_options: argparse.Namespace, settings: StreamSettings) -> int:
    from data.redis import layout as results

    with redis.Redis.from_url(**settings.redis_client()) as client:
        print(f"{results.empty(client)} keys removed; the cache's writer fills them again", file=sys.stderr)
    return 0


def _verify(options: argparse.Namespace, settings: StreamSettings) -> int:
    from stream_processor.verification import verify

    return verify.run(
        settings,
        wait=options.timeout if options.wait else None,
        redis=not options.no_redis,
        as_json=options.json,
    )


def _drift(options: argparse.Namespace, settings: StreamSettings) -> int:
    from stream_processor.monitoring import drift_report

    return drift_report.run(settings, as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
