"""`python -m stream_processor`: the worker, the cache of results, their verification, and the dead letters."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from confluent_kafka import KafkaException
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import NoPermissionError

from data.kafka import NothingRead, Refused, answers
from data.log import log_to_stderr
from data.topics import TopicsUnfit, check
from model.registry import ArtifactRefused
from producers.sender import NotDelivered
from stream_processor.settings import StreamSettings

UNFIT = 78
"""Exit code where something that must be right before a start is not (EX_CONFIG); restarting does not help."""

AWAY = 70
"""Exit code of a worker or cache that found no broker at its start (EX_SOFTWARE, as later); to be restarted."""


def main() -> int:
    """Read the command line and run one program."""
    options = _parser().parse_args()
    settings = StreamSettings()
    log_to_stderr(settings.log_level)
    try:
        return int(options.run(options, settings))
    except TopicsUnfit as error:
        print(f"The topics at {settings.kafka_bootstrap} are not as they must be: {error}", file=sys.stderr)
    except ArtifactRefused as error:
        print(f"The champion in {settings.model_registry} is refused: {error}", file=sys.stderr)
    except Refused as error:
        print(error, file=sys.stderr)
    except KafkaException as error:
        print(f"Kafka at {settings.kafka_bootstrap}: {error.args[0].str()}", file=sys.stderr)
        return _away(options)
    except NoPermissionError as error:
        print(
            f"Redis at {settings.redis_url} does not let this user do what it must: {error}; docs/security.md has the "
            "access list",
            file=sys.stderr,
        )
    except NotDelivered as error:
        print(f"Kafka at {settings.kafka_bootstrap}: {error}", file=sys.stderr)
        if error.may_pass:
            return _away(options)
    except RedisAway as error:
        print(f"Redis at {settings.redis_url}: {error}", file=sys.stderr)
        return 1
    except NothingRead as error:
        print(error, file=sys.stderr)
        return _away(options)
    return UNFIT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m stream_processor", description=__doc__)
    commands = parser.add_subparsers(required=True)

    commands.add_parser("worker", help="a Faust worker: joins, scores, publishes matches").set_defaults(run=_worker)
    commands.add_parser(
        "cache", help="the writer of results to Redis, and the eraser of removed applicants' dead letters"
    ).set_defaults(run=_cache)
    commands.add_parser(
        "rebuild-cache", help="empty the cache, so that its writer fills it again from the topics"
    ).set_defaults(run=_rebuild_cache)

    verify = commands.add_parser("verify", help="recompute the matches from the topics alone and compare")
    verify.add_argument("--wait", action="store_true", help="first wait until the stream is still")
    verify.add_argument("--timeout", type=float, default=600.0, help="seconds to wait at most")
    verify.add_argument("--no-redis", action="store_true", help="leave the cache out")
    verify.add_argument("--json", action="store_true", help="one line of JSON")
    verify.set_defaults(run=_verify)

    letters = commands.add_parser("dead-letters", help="what could not be read: list it, show one, send again")
    letters.add_argument("action", choices=["list", "show", "replay"])
    letters.add_argument("--reason", help="only those with this reason")
    letters.add_argument("--topic", help="only those of this topic")
    letters.add_argument("--place", help="only this one: <partition>:<offset> as `list` prints it")
    letters.set_defaults(run=_dead_letters)
    return parser


def _away(options: argparse.Namespace) -> int:
    """Exit code where the broker does not answer: what runs for ever is to be started again until it does."""
    return AWAY if options.run in (_worker, _cache) else 1


def _worker(_options: argparse.Namespace, settings: StreamSettings) -> NoReturn:
    from producers.sender import Sender
    from stream_processor import app, champion, health
    from stream_processor.kafka_probe import ANSWER_SECONDS, KafkaProbe
    from stream_processor.shard import warm_up
    from stream_processor.shards import Shards

    check(settings, settings.partitions)
    try:
        settings.data_folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"the data folder {settings.data_folder} cannot be written: {error.strerror}", file=sys.stderr)
        raise SystemExit(UNFIT) from None
    sender = Sender(settings)
    scorer = champion.settle(settings, sender)
    warm_up(scorer)
    shards = Shards(settings, scorer, sender)
    with (
        KafkaProbe(settings, answers(settings, ANSWER_SECONDS), [lambda _: sender.tend()]) as probe,
        health.serve(settings.worker_port, probe.health(shards.health), settings.worker_host),
    ):
        app.run(app.make_app(settings, shards), settings)


def _cache(_options: argparse.Namespace, settings: StreamSettings) -> int:
    from producers.sender import Sender
    from stream_processor import health
    from stream_processor.cache import Cache
    from stream_processor.erasure import Eraser, erasing
    from stream_processor.kafka_probe import KafkaProbe
    from stream_processor.lag_monitor import LagMonitor

    check(settings, settings.partitions)
    keeper = Cache(settings)
    with (
        Sender(settings) as sender,
        LagMonitor(settings, keeper.standing) as monitor,
        KafkaProbe(settings, monitor.look, [monitor.tell, lambda _: sender.tend()]) as probe,
        health.serve(settings.worker_port, probe.health(monitor.health(keeper.health)), settings.worker_host),
        erasing(Eraser(settings, sender), keeper.stop),
    ):
        keeper.run()
    return 0


def _rebuild_cache(_options: argparse.Namespace, settings: StreamSettings) -> int:
    from stream_processor.cache import empty

    print(f"{empty(settings)} keys removed; the cache's writer fills them again", file=sys.stderr)
    return 0


def _verify(options: argparse.Namespace, settings: StreamSettings) -> int:
    from stream_processor import stillness, verify

    try:
        return verify.run(
            settings,
            wait=options.timeout if options.wait else None,
            redis=not options.no_redis,
            as_json=options.json,
        )
    except stillness.NotStill as error:
        print(f"the stream did not come to rest: {error}", file=sys.stderr)
        return 1


def _dead_letters(options: argparse.Namespace, settings: StreamSettings) -> int:
    from producers.sender import Sender
    from stream_processor import dead_letters

    found = dead_letters.find(settings, reason=options.reason, topic=options.topic, place=options.place)
    if options.action == "replay":
        with Sender(settings) as sender:
            sent = sender.send(letter.original for letter in found)
        print(f"{sent} sent again", file=sys.stderr)
        return 0
    for letter in found:
        if options.action == "list":
            print(
                f"{letter.place}\t{letter.origin}\t{letter.reason}\t{letter.attempts}\t{letter.size}\t{letter.detail}"
            )
        else:
            print(f"{letter.place} from {letter.origin}, {letter.reason}: {letter.detail}")
            sys.stdout.flush()
            sys.stdout.buffer.write((letter.original.value or b"") + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
