"""The commands for dead letters: list, show, replay (send again after a fix), repair, discard.

A dead letter is erased once its original was sent again; if the original can't be read again, it becomes a new one.
Sending again is idempotent, for a repeated event changes nothing. So an interrupted command can simply be repeated.
"""

from __future__ import annotations

import re
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from data.contract.records import Record
from data.contract.unreadable import Reason, Unreadable
from data.kafka.dead_letters import DeadLetter, erasure, standing
from data.kafka.inputs import INPUTS, Input
from data.kafka.reading import KafkaConnection
from producers.sender import Sender
from stream_processor.settings import StreamSettings

_BATCH = 500
_PLACE = re.compile(r"\d{1,9}:\d{1,19}")


def find(
    connection: KafkaConnection, *, reason: str | None = None, topic: str | None = None, place: str | None = None
) -> Iterator[DeadLetter]:
    """The dead letters that match all given filters."""
    for letter in standing(connection):
        if reason in (None, letter.reason) and topic in (None, letter.original.topic) and place in (None, letter.place):
            yield letter


def replay(sender: Sender, letters: Iterable[DeadLetter]) -> int:
    """Send originals again, and erase their dead letters once the broker has them; returns how many."""
    waiting, sent = iter(letters), 0
    while some := list(islice(waiting, _BATCH)):
        sent += sender.send(letter.original for letter in some)
        discard(sender, some)
    return sent


def repair(sender: Sender, letter: DeadLetter, repaired: Record) -> None:
    """Send a corrected record in place of an original.

    Raises
    ------
    Unreadable
        If it can't be read either; nothing is sent then.
    """
    at = Input(repaired.topic, 0, 0, repaired.key, repaired.value, repaired.headers, int(time.time() * 1000))
    at.read()
    sender.send([repaired])
    discard(sender, [letter])


def discard(sender: Sender, letters: Iterable[DeadLetter]) -> int:
    """Erase dead letters; returns how many."""
    return sender.send(erasure(*letter.slot) for letter in letters)


def corrected(
    original: Record, *, value: bytes | None = None, key: str | None = None, headers: Iterable[tuple[str, str]] = ()
) -> Record:
    """An original with the given value, key and headers in place of its own."""
    named = {name: text.encode() for name, text in headers}
    return original._replace(
        value=original.value if value is None else value,
        key=original.key if key is None else key.encode(),
        headers=(*(held for held in original.headers if held[0] not in named), *named.items()),
    )


# -- the command line


def add_commands(parser: ArgumentParser) -> None:
    """Add the commands for dead letters to a command line."""
    filters = ArgumentParser(add_help=False)
    filters.add_argument("--reason", choices=[reason.value for reason in Reason], help="only those with this reason")
    filters.add_argument("--topic", choices=INPUTS, help="only those of this topic")
    filters.add_argument("--place", type=_place, help="only this one: <partition>:<offset> as `list` prints it")
    actions = parser.add_subparsers(required=True)
    for name, act, what in (
        ("list", _list, "one line each: place, origin, reason, attempts, bytes, what is wrong"),
        ("show", _show, "the whole originals"),
        ("replay", _replay, "send originals again; their dead letters go"),
        ("discard", _discard, "let those go that nobody needs; at least one filter must be named"),
    ):
        actions.add_parser(name, parents=[filters], help=what).set_defaults(run=act)
    mend = actions.add_parser("repair", help="send one corrected, if it can then be read; its dead letter goes")
    mend.add_argument("--place", type=_place, required=True, help="which: <partition>:<offset> as `list` prints it")
    mend.add_argument("--value", type=Path, metavar="FILE", help="the corrected value; - is the standard input")
    mend.add_argument("--key", help="the corrected key")
    mend.add_argument("--header", type=_header, action="append", default=[], metavar="NAME=TEXT", dest="headers")
    mend.set_defaults(run=_repair, reason=None, topic=None)


def _place(text: str) -> str:
    if not _PLACE.fullmatch(text):
        raise ArgumentTypeError("a place is <partition>:<offset>, as `list` prints it")
    return text


def _header(text: str) -> tuple[str, str]:
    name, equals, held = text.partition("=")
    if not name or not equals:
        raise ArgumentTypeError("a header is NAME=TEXT")
    return name, held


def _found(options: Namespace, settings: StreamSettings) -> Iterator[DeadLetter]:
    return find(settings, reason=options.reason, topic=options.topic, place=options.place)


def _is_filtered(options: Namespace) -> bool:
    return any((options.reason, options.topic, options.place))


def _told(options: Namespace, number: int, what: str) -> int:
    """Print how many; the exit code is 1 where filters matched nothing."""
    print(f"{number} {what}" if number else "no dead letter fits", file=sys.stderr)
    return 0 if number or not _is_filtered(options) else 1


def _list(options: Namespace, settings: StreamSettings) -> int:
    number = 0
    for letter in _found(options, settings):
        number += 1
        print(letter.place, letter.origin, letter.reason, letter.attempts, letter.size, letter.detail, sep="\t")
    return _told(options, number, "dead letters")


def _show(options: Namespace, settings: StreamSettings) -> int:
    number = 0
    for letter in _found(options, settings):
        number += 1
        print(f"{letter.place} from {letter.origin}, {letter.reason}: {letter.detail}")
        print(f"key: {_shown(letter.original.key)}")
        for name, value in letter.original.headers:
            print(f"{name}: {_shown(value)}")
        sys.stdout.flush()
        sys.stdout.buffer.write((letter.original.value or b"") + b"\n")
        sys.stdout.flush()
    return _told(options, number, "dead letters")


def _shown(value: bytes | None) -> str:
    return "none" if value is None else value.decode(errors="backslashreplace")


def _replay(options: Namespace, settings: StreamSettings) -> int:
    with Sender(settings) as sender:
        return _told(options, replay(sender, _found(options, settings)), "sent again")


def _discard(options: Namespace, settings: StreamSettings) -> int:
    if not _is_filtered(options):
        print("name which: --reason, --topic or --place", file=sys.stderr)
        return 2
    with Sender(settings) as sender:
        return _told(options, discard(sender, _found(options, settings)), "discarded")


def _repair(options: Namespace, settings: StreamSettings) -> int:
    letter = next(_found(options, settings), None)
    if letter is None:
        return _told(options, 0, "")
    try:
        repaired = corrected(letter.original, value=_value(options.value), key=options.key, headers=options.headers)
        with Sender(settings) as sender:
            repair(sender, letter, repaired)
    except Unreadable as error:
        print(f"nothing was sent, it still can't be read: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"nothing was sent, {options.value} can't be read: {error.strerror}", file=sys.stderr)
        return 1
    return _told(options, 1, "repaired and sent")


def _value(file: Path | None) -> bytes | None:
    if file is None:
        return None
    return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
