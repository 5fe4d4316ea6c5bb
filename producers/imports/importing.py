"""Items become events: checked one by one, counted, and sent or only shown.

Identity and time of an event are functions of the file, so bringing the same file in twice sends the same events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice

import orjson

from data.contract.codec import MAX_EVENT_BYTES, encode, from_document
from data.contract.records import Record
from data.contract.unreadable import Unreadable
from producers.imports.items import Item
from producers.imports.report import Report
from producers.sender import Sender

BATCH = 500
SOURCE = "matchstream/import"
"""`ce_source` of the events, where nobody names another."""


def records(items: Iterable[Item], report: Report, source: str, now: datetime) -> Iterator[Record]:
    """Make the records of items; what can't be sent is counted, and left out.

    Parameters
    ----------
    items : iterable of Item
    report : Report
    source : str
        `ce_source` of the events.
    now : datetime
    """
    for item in items:
        if item.problem:
            report.refuse(item, item.problem)
            continue
        try:
            event = from_document(_document(item, source, now), now=now).event
        except Unreadable as error:
            report.refuse(item, error.detail)
            continue
        record = encode(event)
        if record.value is None or len(record.value) > MAX_EVENT_BYTES:
            report.refuse(item, f"it is larger than {MAX_EVENT_BYTES} bytes")
            continue
        assert event.entity is not None
        report.accept(item, event.entity)
        yield record


def _document(item: Item, source: str, now: datetime) -> dict[str, object]:
    fields = {name: value for name, value in item.fields.items() if value is not None}
    told = item.time.isoformat() if item.time else ""
    digest = sha256(orjson.dumps([item.type, told, fields], option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
    return {
        "specversion": "1.0",
        "id": digest,
        "source": source,
        "type": item.type.value,
        "time": told or (item.changed or now).isoformat(),
        "data": fields,
    }


def count(found: Iterable[Record]) -> int:
    """Make all records, and send none."""
    return sum(1 for _ in found)


def send(sender: Sender, found: Iterable[Record]) -> int:
    """Send records; returns how many when Kafka has acknowledged all."""
    rest, sent = iter(found), 0
    while batch := list(islice(rest, BATCH)):
        sent += sender.send(batch)
    return sent
