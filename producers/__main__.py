"""`python -m producers`: the topics, the replay of a folder, the live simulator, the removal of an applicant."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from confluent_kafka import KafkaException

from data import decision, models, topic_watch, topics
from data.kafka import NothingRead, Refused
from model.registry import ArtifactRefused, Registry
from producers import adoption, forget, replay, simulate
from producers.sender import NotDelivered, Sender
from producers.settings import ProducerSettings


def main() -> int:
    """Read the command line and run one program."""
    options = _parser().parse_args()
    settings = ProducerSettings()
    try:
        return int(options.run(options, settings))
    except KeyboardInterrupt:
        return 130
    except (decision.UnreadableData, topics.TopicsUnfit, NotDelivered, NothingRead, ArtifactRefused, Refused) as error:
        print(error, file=sys.stderr)
    except KafkaException as error:
        print(f"Kafka at {settings.kafka_bootstrap}: {error.args[0].str()}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m producers", description=__doc__)
    commands = parser.add_subparsers(required=True)

    create = commands.add_parser("topics", help="create the topics that are missing and check them all")
    create.add_argument(
        "--adopt", action="store_true", help="accept topics that were made anew, with all programs stopped"
    )
    create.set_defaults(run=_topics)

    play = commands.add_parser("replay", help="send a folder in the Decision schema as events, in time order")
    play.add_argument("--data", type=Path, required=True, help="folder with vagas, prospects, applicants (.json[.gz])")
    play.add_argument("--limit", type=int, help="at most so many jobs and so many applicants")
    play.add_argument("--shuffle", type=int, metavar="SEED", help="in a random order instead")
    play.add_argument(
        "--repeat", type=float, default=0.0, metavar="SHARE", help="send this share twice (with --shuffle)"
    )
    play.add_argument("--json", action="store_true", help="end with one line of JSON")
    play.set_defaults(run=_replay)

    live = commands.add_parser("simulate", help="an endless, realistic trickle of events")
    live.add_argument("--rate", type=float, default=2.0, help="events a second")
    live.add_argument("--count", type=int, help="stop after so many")
    live.add_argument("--seed", type=int, default=1)
    live.set_defaults(run=_simulate)

    promote = commands.add_parser("promote", help="make a model version champion, for all workers at once")
    promote.add_argument("--version", help="a version of the registry; its champion if none is named")
    promote.set_defaults(run=_promote)

    remove = commands.add_parser("forget", help="remove an applicant everywhere (LGPD art. 18)")
    remove.add_argument("id", type=_applicant_id)
    remove.add_argument(
        "--wait", type=float, default=120.0, metavar="SECONDS", help="how long to wait until every store is clean"
    )
    remove.add_argument("--json", action="store_true", help="end with one line of JSON")
    remove.set_defaults(run=_forget)
    return parser


def _applicant_id(text: str) -> str:
    try:
        return forget.applicant_id(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _topics(options: argparse.Namespace, settings: ProducerSettings) -> int:
    if options.adopt:
        accepted = adoption.adopt(settings)
        print(f"accepted as made anew: {', '.join(accepted) or 'none, for none was'}", file=sys.stderr)
    created = topics.create(settings, settings.partitions, settings.replication)
    topic_watch.check(settings)
    print(f"{len(created)} topics created, {len(topics.ALL)} are right", file=sys.stderr)
    return 0


def _sender(settings: ProducerSettings) -> Sender:
    # A broker that makes up topics at the first write would make them with partitions of its own choice.
    topic_watch.check(settings)
    return Sender(settings)


def _replay(options: argparse.Namespace, settings: ProducerSettings) -> int:
    begun = time.monotonic()
    dataset = decision.read(options.data)
    if dataset.dates_unread:
        print(f"{dataset.dates_unread} dates are no day that can be read; they count as unknown", file=sys.stderr)
    dataset = replay.limit(dataset, options.limit)
    events = replay.events(dataset, settings.source)
    if options.shuffle is not None:
        events = replay.disturb(events, options.shuffle, options.repeat)
    with _sender(settings) as sender:
        replay.send(sender, events)
    seconds = time.monotonic() - begun
    if options.json:
        print(json.dumps({"events": len(events), "seconds": round(seconds, 3)}))
    return 0


def _simulate(options: argparse.Namespace, settings: ProducerSettings) -> int:
    # Numbered by the clock, so that several runs and the replayed folder keep apart.
    simulator = simulate.Simulator(options.seed, "matchstream/simulate", int(time.time()) * 1000)
    with _sender(settings) as sender:
        sent = simulate.run(simulator, sender, options.rate, options.count)
    print(f"{sent} events sent", file=sys.stderr)
    return 0


def _promote(options: argparse.Namespace, settings: ProducerSettings) -> int:
    registry = Registry(settings.model_registry)
    version = options.version or registry.aliases().get("champion", "champion")
    registry.promote(version)
    with _sender(settings) as sender:
        sender.send([models.to_record(version)])
    print(f"{version} is champion; the workers score every pair anew with it", file=sys.stderr)
    return 0


def _forget(options: argparse.Namespace, settings: ProducerSettings) -> int:
    gone = forget.removal(options.id, settings.source)
    with _sender(settings) as sender:
        sender.send([gone])
    print("the removal is in Kafka", file=sys.stderr)
    return forget.run(forget.ForgetSettings(), options.id, options.wait, as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())
