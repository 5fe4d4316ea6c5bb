"""`python -m stream_processor`: the worker, the cache of results, and the verification of both."""

from __future__ import annotations

import argparse
import logging
import sys

from data.topics import TopicsUnfit, check
from stream_processor.settings import StreamSettings

UNFIT = 78
"""Exit code where something that must be right before a start is not (EX_CONFIG); restarting does not help."""


def worker(settings: StreamSettings) -> int:
    """Run a Faust worker over the shards that it is assigned."""
    from model.registry import ArtifactRefused, Registry
    from model.scorer import Scorer
    from producers.sender import Sender
    from stream_processor import app, health
    from stream_processor.shards import Shards

    check(settings, settings.partitions)
    try:
        scorer = Scorer.load(Registry(settings.model_registry).resolve("champion"))
    except ArtifactRefused as error:
        print(f"The champion in {settings.model_registry} is refused: {error}", file=sys.stderr)
        return UNFIT
    shards = Shards(settings, scorer, Sender(settings))
    with health.serve(settings.worker_port, shards.health):
        return app.run(app.make_app(settings, shards), settings)


def cache(settings: StreamSettings) -> int:
    """Write matches, jobs and applicants to Redis."""
    from stream_processor import health
    from stream_processor.cache import Cache

    check(settings, settings.partitions)
    keeper = Cache(settings)
    with health.serve(settings.worker_port, keeper.health):
        keeper.run()
    return 0


def main() -> int:
    """Read the command line and run one program."""
    parser = argparse.ArgumentParser(prog="python -m stream_processor", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("worker", help="a Faust worker: joins, scores, publishes matches")
    commands.add_parser("cache", help="the writer of results to Redis")
    verify = commands.add_parser("verify", help="recompute the matches from the topics alone and compare")
    verify.add_argument("--wait", action="store_true", help="first wait until the stream is still")
    verify.add_argument("--timeout", type=float, default=600.0, help="seconds to wait at most")
    verify.add_argument("--no-redis", action="store_true", help="leave the cache out")
    verify.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    settings = StreamSettings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        if options.command == "worker":
            return worker(settings)
        if options.command == "cache":
            return cache(settings)
        from stream_processor import verify as verification

        return verification.run(
            settings, wait=options.timeout if options.wait else None, redis=not options.no_redis, as_json=options.json
        )
    except TopicsUnfit as error:
        print(f"The topics at {settings.kafka_bootstrap} are not as they must be: {error}", file=sys.stderr)
        return UNFIT


if __name__ == "__main__":
    sys.exit(main())
