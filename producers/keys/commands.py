"""`python -m producers keys create|list|revoke|rotate`.

A new key is all that goes to standard output, so that it can be sent into a file; the rest goes to standard error.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from data.contract.keys import BadKey, Key, Keys, Scope, ended, mint, rotated
from data.contract.topics import DAY_MS
from data.errors import MatchstreamError
from data.kafka.keys import keys
from data.kafka.reading import KafkaConnection
from producers.sender import Sender

Send = Callable[[KafkaConnection], Sender]
"""Opens the sender, once the topics are checked."""


class NoSuchKey(MatchstreamError, LookupError):
    """There is no key with an id, or it is not good any more; says which there are."""


def add(parser: argparse.ArgumentParser, send: Send) -> None:
    """Add the commands to a parser."""
    commands = parser.add_subparsers(required=True)
    create = commands.add_parser("create", help="make a key, and print it: it is shown this once")
    create.add_argument("--name", required=True, help="what people call it, such as the system that has it")
    create.add_argument(
        "--scopes",
        required=True,
        metavar="SCOPE[,SCOPE]",
        help="; ".join(f"{scope}: {scope.meaning}" for scope in Scope),
    )
    create.add_argument("--days", type=float, help="how long it is good; default: for ever")
    create.add_argument(
        "--rate", type=int, metavar="N", help="requests per minute; default: MATCHSTREAM_GATEWAY_KEY_RATE"
    )
    create.set_defaults(run=lambda options, settings: _create(options, settings, send))
    show = commands.add_parser("list", help="every key, good or not")
    show.add_argument("--json", action="store_true", help="one JSON document")
    show.set_defaults(run=_list)
    revoke = commands.add_parser("revoke", help="end a key, at once and for ever")
    revoke.add_argument("id", help="the visible part: msk_ID_...")
    revoke.set_defaults(run=lambda options, settings: _revoke(options, settings, send))
    rotate = commands.add_parser("rotate", help="make a key that may do the same, and end the old one a little later")
    rotate.add_argument("id", help="the visible part: msk_ID_...")
    rotate.add_argument("--grace", type=float, default=24.0, metavar="HOURS", help="how long the old one is good still")
    rotate.set_defaults(run=lambda options, settings: _rotate(options, settings, send))


def _create(options: argparse.Namespace, settings: KafkaConnection, send: Send) -> int:
    scopes = [scope.strip() for scope in options.scopes.split(",")]
    text, key = mint(options.name, scopes, now=_now(), days=options.days, rate=options.rate)
    with send(settings) as sender:
        sender.send([key.to_record()])
    return _print(text, key)


def _list(options: argparse.Namespace, settings: KafkaConnection) -> int:
    known = keys(settings)
    rows = [_row(known, key) for key in known.all()]
    if options.json:
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif not rows:
        print("there is no key yet: python -m producers keys create --name NAME --scopes admin", file=sys.stderr)
    for row in rows if not options.json else ():
        scopes, ends = ",".join(row["scopes"]), row["ends"] or "no end"
        print(f"{row['id']}  {row['state']:7}  {scopes:20}  {ends:20}  {row['name']}")
    return 0


def _revoke(options: argparse.Namespace, settings: KafkaConnection, send: Send) -> int:
    key = _found(keys(settings), options.id)
    with send(settings) as sender:
        sender.send([ended(key.id, "revoked", _now())])
    print(f"{key.id} ({key.name}) is revoked", file=sys.stderr)
    return 0


def _rotate(options: argparse.Namespace, settings: KafkaConnection, send: Send) -> int:
    known = keys(settings)
    old = _found(known, options.id)
    if known.state(old, _now()) != "good":
        raise NoSuchKey(f"{old.id} is {known.state(old, _now())}, so nothing succeeds it: create another")
    if not 0 <= options.grace <= 24 * 366:
        raise BadKey("the old key is good for 0 to 8784 hours more")
    text, new = rotated(old, _now())
    ends = ended(old.id, "replaced", _now() + int(options.grace * DAY_MS / 24))
    with send(settings) as sender:
        sender.send([new.to_record(), ends])
    print(f"{old.id} is good for {options.grace:g} hours more", file=sys.stderr)
    return _print(text, new)


def _print(text: str, key: Key) -> int:
    print(f"key {key.id} ({key.name}) may {', '.join(sorted(key.scopes))}; it is shown this once:", file=sys.stderr)
    print(text)
    return 0


def _found(known: Keys, key_id: str) -> Key:
    key = known.find(key_id)
    if key is None:
        there = ", ".join(f"{key.id} ({key.name})" for key in known.all())
        raise NoSuchKey(f"there is no key {key_id}; there are: {there or 'none'}")
    return key


def _row(known: Keys, key: Key) -> dict[str, Any]:
    ends = known.ends(key)
    return {
        "id": key.id,
        "name": key.name,
        "state": known.state(key, _now()),
        "scopes": sorted(key.scopes),
        "created": _moment(key.created),
        "ends": None if ends is None else _moment(ends),
        "rate": key.rate,
    }


def _moment(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _now() -> int:
    return time.time_ns() // 1_000_000
