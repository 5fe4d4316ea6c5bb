"""The commands `store` and `log`: compare and rebuild the store, verify and export the decision log."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import orjson
from sqlalchemy import Connection, Engine

from data.contract.decision_log import Act, Entry, Head
from data.contract.entities import nfc
from data.errors import ExitCode, MatchstreamError
from data.program import SETTINGS_HINT, run
from data.store.connection import reading
from data.store.migrating import migrate
from data.store.tables import ENTRIES
from gateway.settings import GatewaySettings
from gateway.store import ledger
from gateway.store.admission import stand
from gateway.store.building import build
from gateway.store.comparing import compare
from gateway.store.leading import lead_of
from gateway.store.outbox import waiting
from gateway.store.verifying import verify
from gateway.texts import log_texts
from gateway.texts.catalogue import LANGUAGES, texts_of

_COMMANDS = ("store", "log")
MOST_EXPORTED = 100_000


class StoreHeld(MatchstreamError):
    """A store that is not to be replaced as it is now."""


def is_command(arguments: Sequence[str]) -> bool:
    """Whether a command line is one of these."""
    return bool(arguments) and arguments[0] in _COMMANDS


def main(arguments: Sequence[str], *, prog: str) -> int:
    """Run a command; returns a `data.errors.ExitCode`."""
    options = _parser(prog).parse_args(arguments)
    return run(lambda: _with_engine(options), name=prog)


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, epilog=SETTINGS_HINT)
    groups = parser.add_subparsers(required=True, metavar="store|log")
    store = groups.add_parser("store", help="the store of decisions").add_subparsers(required=True, metavar="command")
    compared = store.add_parser("compare", help="build a store from Kafka, and compare this one with it")
    compared.set_defaults(does=_compare)
    rebuilt = store.add_parser("rebuild", help="build the store from Kafka")
    rebuilt.add_argument("--replace", action="store_true", help="although it holds something, which is dropped")
    rebuilt.set_defaults(does=_rebuild)
    log = groups.add_parser("log", help="the decision log").add_subparsers(required=True, metavar="command")
    verified = log.add_parser("verify", help="find entries that were altered, dropped or moved")
    verified.add_argument("--offline", action="store_true", help="do not ask Kafka")
    verified.add_argument(
        "--head", type=_head, action="append", default=[], help="an end of the chain that was kept elsewhere"
    )
    verified.set_defaults(does=_verify)
    exported = log.add_parser("export", help="all entries about an applicant, in plain words")
    exported.add_argument("--applicant", required=True, metavar="ID")
    exported.add_argument("--json", action="store_true", help="one JSON document")
    exported.set_defaults(does=_export)
    for command in (verified, exported):
        command.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    return parser


def _head(text: str) -> Head:
    try:
        return Head.of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _with_engine(options: argparse.Namespace) -> int:
    settings = GatewaySettings()
    engine = settings.store_engine()
    does: Callable[[argparse.Namespace, GatewaySettings, Engine], int] = options.does
    try:
        migrate(settings, engine)
        return does(options, settings, engine)
    finally:
        engine.dispose()


def _compare(_options: argparse.Namespace, settings: GatewaySettings, engine: Engine) -> int:
    found = compare(settings, engine)
    for difference in found.differences:
        print(difference)
    if found.waiting:
        print(f"{found.waiting} records still wait to be sent to Kafka: compare again when they are", file=sys.stderr)
    if found.differences:
        return ExitCode.FAILED
    print(f"the store at {settings.store_name} equals what Kafka has: {found.rows} rows")
    return ExitCode.OK


def _rebuild(options: argparse.Namespace, settings: GatewaySettings, engine: Engine) -> int:
    with reading(engine) as connection:
        now, left = stand(connection), waiting(connection)
    if not (now.is_new or options.replace):
        raise StoreHeld(
            f"the store at {settings.store_name} holds {now.head.seq} entries, and {left} records are not in Kafka: "
            "keep a copy of it, then ask with --replace"
        )
    lead = lead_of(settings, engine)
    if not lead.have():
        raise StoreHeld(f"a gateway writes to the store at {settings.store_name}: stop it first")
    try:
        count = build(settings, engine)
    finally:
        lead.leave()
    print(f"the store at {settings.store_name} was built from Kafka: {count} entries")
    return ExitCode.OK


def _verify(options: argparse.Namespace, settings: GatewaySettings, engine: Engine) -> int:
    found, t = verify(engine, None if options.offline else settings, options.head), texts_of(options.language)
    told = {
        "chain": found.chain,
        "entries": found.entries,
        "first": found.start.seq + 1 if found.entries else 0,
        "last": found.head.seq,
        "erased": found.erased,
        "waiting": found.waiting,
    }
    print(*log_texts.verified(t, in_kafka=found.in_kafka, **told), sep="\n")
    print(log_texts.result(t, holds=not found.findings))
    for finding in found.findings:
        print(log_texts.flaw(t, finding.flaw, finding.seq))
    if found.findings:
        return ExitCode.FAILED
    print(log_texts.head(t, str(found.head)))
    return ExitCode.OK


def _export(options: argparse.Namespace, _settings: GatewaySettings, engine: Engine) -> int:
    applicant, t = nfc(options.applicant), texts_of(options.language)
    with reading(engine) as connection:
        found, head = _about(connection, applicant), stand(connection).head
    if options.json:
        document = {"applicant": applicant, "head": str(head), "entries": [_told(entry) for entry in found]}
        print(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
    else:
        print(log_texts.about(t, applicant, len(found)))
        for entry in found:
            print(f"\n{log_texts.title(t, Act(entry.act), entry.seq)}")
            for line in log_texts.lines(t, _told(entry)):
                print(f"   {line}")
        if found:
            print(f"\n{log_texts.head(t, str(head))}")
    return ExitCode.OK if found else ExitCode.UNKNOWN


def _about(connection: Connection, applicant: str) -> list[Entry]:
    return ledger.entries(connection, ENTRIES.c.applicant_id == applicant, limit=MOST_EXPORTED)


def _told(entry: Entry) -> dict[str, object]:
    """What an entry tells, with its times in words."""
    told = entry.told | {"act": entry.act, "entry": entry.seq, "digest": entry.digest, "time": _moment(entry.at)}
    if told.get("due") is not None:
        told["due"] = _moment(told["due"])
    del told["asked"]  # of use to us alone
    return told


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
