"""Events that can't be read: made of sound ones by chance."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

from data.contract.codec import decode
from data.contract.records import Record
from data.contract.topics import APPLICATIONS
from data.contract.unreadable import Unreadable


def fuzzed(sound: list[Record], seed: int) -> Iterator[Record]:
    """Damage sound records at random, without end; what can be read, received now, in spite of it is left out."""
    chance = Random(seed)
    while True:
        record = _damaged(chance.choice(sound), chance)
        # Apache Kafka itself refuses a record without a key on a compacted topic.
        if record.key is None and record.topic != APPLICATIONS.name:
            continue
        try:
            decode(record.topic, record.key, record.value, record.headers, int(time.time() * 1000))
        except Unreadable:
            yield record


def _damaged(record: Record, chance: Random) -> Record:
    key, value, headers = record.key, record.value, record.headers
    for _ in range(chance.randint(1, 3)):
        part = chance.random()
        if part < 0.7:
            value = scrambled(value or b"{}", chance)
        elif part < 0.85:
            key = None if chance.random() < 0.2 else scrambled(key or b"1", chance)
        elif headers:
            at = chance.randrange(len(headers))
            name, held = headers[at]
            rest = headers[:at] + headers[at + 1 :]
            headers = rest if chance.random() < 0.5 else (*rest, (name, scrambled(held, chance)))
    return Record(record.topic, key, value, headers)


ODDITIES = (b"null", b"NaN", b"[", b"{}", b'"', b"\x00", b"1e999", b"\xed\xa0\x80")


def scrambled(text: bytes, chance: Random) -> bytes:
    at = chance.randrange(len(text) + 1)
    end = min(len(text), at + chance.randint(1, 20))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[:at] + chance.randbytes(end - at or 1) + text[end:]
    if kind == 2:
        return text[:at] + text[end:]
    if kind == 3:
        return text[:at] + text[at:end] * 3 + text[end:]
    return text[:at] + chance.choice(ODDITIES) + text[at:]
