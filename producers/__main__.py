"""`python -m producers`: topics, files, replay, simulator, polling, promotion of a model, keys, removal of a person."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.contract import topics
from data.credentials import variable
from data.errors import ExitCode
from data.kafka import topic_watch
from data.kafka.reading import KafkaConnection
from data.program import observe, run
from producers.imports.files import Source, items_of
from producers.keys import commands as key_commands
from producers.sender import Sender
from producers.settings import ProducerSettings

if TYPE_CHECKING:
    from model.registry import Registry

PROGRAM = "python -m producers"


def main(arguments: Sequence[str] | None = None, *, prog: str = PROGRAM) -> int:
    """Read the command line and run one program; returns its `data.errors.ExitCode`."""
    options = _parser(prog).parse_args(arguments)
    return run(lambda: int(options.run(options, ProducerSettings())), name=prog)


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    commands = parser.add_subparsers(required=True)

    _add_topics(commands.add_parser("topics", help="create the topics that are missing and check them all"))

    _add_replay(commands.add_parser("replay", help="send a folder in the Decision schema as events, in time order"))

    _add_import(commands.add_parser("import", help="send what files hold: a table, resumes, postings, CVs"))

    live = commands.add_parser("simulate", help="an endless, realistic trickle of events")
    live.add_argument("--rate", type=float, default=2.0, help="events per second")
    live.add_argument("--count", type=int, help="stop after so many")
    live.add_argument("--seed", type=int, default=1)
    live.set_defaults(run=_simulate)

    promote = commands.add_parser("promote", help="make a model version champion, for all programs at once")
    promote.add_argument("version", help="a version of the registry")
    promote.add_argument(
        "--replaces", metavar="VERSION", help="only if this one is champion still; default: whichever is"
    )
    promote.add_argument(
        "--registry-only", action="store_true", help="set the registry's alias alone, for a gateway that has no Kafka"
    )
    promote.set_defaults(run=_promote)

    back = commands.add_parser("rollback", help="go back to the champion before, for all programs at once")
    back.set_defaults(run=_rollback)

    ask = commands.add_parser("poll", help="ask an applicant tracking system for what its webhooks don't tell")
    ask.add_argument("connection", help="a table of the file that MATCHSTREAM_CONNECTIONS_FILE names")
    ask.add_argument("--once", action="store_true", help="end after one round; default: go on for ever")
    ask.add_argument("--every", type=float, metavar="SECONDS", help="between two rounds; default: as the system allows")
    ask.set_defaults(run=_poll)

    key_commands.add(commands.add_parser("keys", help="keys of the gateway: create, list, revoke, rotate"), _sender)

    _add_forget(commands.add_parser("forget", help="remove an applicant everywhere (LGPD art. 18)"))
    return parser


def _add_replay(play: argparse.ArgumentParser) -> None:
    play.add_argument("--data", type=Path, required=True, help="folder with vagas, prospects, applicants (.json[.gz])")
    play.add_argument("--limit", type=int, help="at most so many jobs and so many applicants")
    play.add_argument("--shuffle", type=int, metavar="SEED", help="in a random order instead")
    play.add_argument(
        "--repeat", type=float, default=0.0, metavar="SHARE", help="send this share twice (with --shuffle)"
    )
    play.add_argument("--json", action="store_true", help="end with one line of JSON")
    play.set_defaults(run=_replay)


def _add_topics(create: argparse.ArgumentParser) -> None:
    create.add_argument(
        "--adopt", action="store_true", help="accept topics that were made anew, with all programs stopped"
    )
    create.add_argument(
        "--grow",
        action="store_true",
        help="raise the partitions of all topics to MATCHSTREAM_PARTITIONS, with all programs stopped",
    )
    create.set_defaults(run=_topics)


def _add_forget(remove: argparse.ArgumentParser) -> None:
    remove.add_argument("id", type=_applicant_id)
    remove.add_argument(
        "--wait", type=float, default=120.0, metavar="SECONDS", help="how long to wait until every store is clean"
    )
    remove.add_argument("--json", action="store_true", help="end with the receipt, one line of JSON")
    remove.add_argument("--receipt", type=Path, metavar="FILE", help="write the receipt into a new file")
    remove.set_defaults(run=_forget)


def _add_import(bring: argparse.ArgumentParser) -> None:
    bring.add_argument("kind", type=Source, choices=list(Source), help=", ".join(Source), metavar="KIND")
    bring.add_argument("path", type=Path, help="a file or, but for a table, a folder of files")
    bring.add_argument("--mapping", type=Path, metavar="FILE", help="of a table: which column fills which field (TOML)")
    bring.add_argument("--dry-run", action="store_true", help="show what would be read, and send nothing")
    bring.add_argument("--source", metavar="URI", help="ce_source of the events; default: matchstream/import")
    bring.add_argument("--json", action="store_true", help="end with the report, one line of JSON")
    bring.set_defaults(run=_import)


def _applicant_id(text: str) -> str:
    from producers.erasure import forget

    try:
        return forget.applicant_id(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _topics(options: argparse.Namespace, settings: ProducerSettings) -> int:
    from data.kafka import topic_admin
    from producers.topics import adoption, growth

    if options.adopt:
        accepted = adoption.adopt(settings)
        print(f"accepted as made anew: {', '.join(accepted) or 'none, for none was'}", file=sys.stderr)
    if options.grow:
        widened, moved = growth.grow(settings)
        print(f"widened: {', '.join(widened) or 'none'}; {moved} records moved", file=sys.stderr)
    created = topic_admin.create(settings, settings.partitions, settings.replication, settings.min_insync)
    topic_watch.check(settings)
    print(f"{len(created)} topics created, {len(topics.ALL)} are right", file=sys.stderr)
    return 0


def _sender(settings: KafkaConnection) -> Sender:
    # Checked first: a broker may create a missing topic at the first write, with a partition count of its own.
    topic_watch.check(settings)
    return Sender(settings)


def _replay(options: argparse.Namespace, settings: ProducerSettings) -> int:
    from data.files import decision_folder as decision
    from producers import replay

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


def _import(options: argparse.Namespace, settings: ProducerSettings) -> int:
    from producers.imports import importing
    from producers.imports.report import Report

    now = datetime.now(UTC)
    files = items_of(options.kind, options.path, options.mapping, now)
    report = Report(files.notes)
    found = importing.records(files.items, report, options.source or importing.SOURCE, now)
    if options.dry_run:
        importing.count(found)
    else:
        with _sender(settings) as sender:
            importing.send(sender, found)
    print(report.text(), file=sys.stderr if options.json else sys.stdout)
    if options.json:
        print(json.dumps(report.document()))
    return ExitCode.FAILED if report.bad else ExitCode.OK


def _simulate(options: argparse.Namespace, settings: ProducerSettings) -> int:
    from producers import simulate

    # Numbered by the clock, so that ids differ between runs and from those of the replayed folder.
    simulator = simulate.Simulator(options.seed, "matchstream/simulate", int(time.time()) * 1000)
    with _sender(settings) as sender:
        sent = simulate.run(simulator, sender, options.rate, options.count)
    print(f"{sent} events sent", file=sys.stderr)
    return 0


def _promote(options: argparse.Namespace, settings: ProducerSettings) -> int:
    from model.registry import Registry
    from producers import promotion

    registry = Registry(settings.model_registry)
    if options.registry_only:
        registry.set_champion(options.version)
        print(f"{registry.folder} names {options.version}; nothing was announced", file=sys.stderr)
        return 0
    with _sender(settings) as sender:
        promotion.promote(settings, registry, sender, options.version, options.replaces)
    return _promoted(options.version, settings, registry)


def _rollback(_options: argparse.Namespace, settings: ProducerSettings) -> int:
    from model.registry import Registry
    from producers import promotion

    registry = Registry(settings.model_registry)
    with _sender(settings) as sender:
        version = promotion.rollback(settings, registry, sender)
    return _promoted(version, settings, registry)


def _promoted(version: str, settings: ProducerSettings, registry: Registry) -> int:
    from producers import promotion

    print(f"{version} is champion; the workers score every pair anew with it, the gateway takes it up", file=sys.stderr)
    try:
        promotion.follow(settings, registry)
    except OSError as error:
        print(
            f"the alias in {registry.folder} can't be written ({error.strerror}): a gateway that has no Kafka goes on "
            "with the model that it names",
            file=sys.stderr,
        )
    return 0


def _poll(options: argparse.Namespace, settings: ProducerSettings) -> int:
    from producers.connectors.connections import connections
    from producers.polling import poll

    observe(settings, "poll")
    known = connections(settings.connections_file)
    if options.connection not in known:
        raise poll.NothingToPoll(
            f"there is no connection {options.connection} in {variable('connections_file')} "
            f"({settings.connections_file or 'not set'}); it has: {', '.join(known) or 'none'}"
        )
    with _sender(settings) as sender:
        sent = poll.run(settings, known[options.connection], sender.send, once=options.once, seconds=options.every)
    print(f"{sent} events sent", file=sys.stderr)
    return 0


def _forget(options: argparse.Namespace, settings: ProducerSettings) -> int:
    from producers.erasure import forget
    from producers.erasure.receipt import file_for

    with file_for(options.receipt) as path, _sender(settings) as sender:
        return forget.run(
            forget.ForgetSettings(),
            options.id,
            options.wait,
            lambda gone: sender.send([gone]),
            as_json=options.json,
            path=path,
        )


if __name__ == "__main__":
    sys.exit(main())
