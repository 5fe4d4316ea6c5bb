"""Records with a header whose name is no UTF-8: the protocol forbids them, brokers take them, ours write none."""

from __future__ import annotations

from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.producer import message_accumulator, producer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy

Headers = list[tuple[str, bytes | None]]


class _NoUtf8(str):
    """A header's name that is written as bytes of no text."""

    __slots__ = ()

    def encode(self, *_: Any) -> bytes:
        return b"\xff\xfe"


ODD: Headers = [(_NoUtf8("odd"), b"1")]


def batch(first: int, headers: list[Headers]) -> bytes:
    """A batch as a broker hands it over, of one record for each list of headers."""
    builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, -1, 1 << 20)
    for number, held in enumerate(headers):
        builder.append(number, 1_795_348_922_000, b"7", b'{"id": "7"}', held)
    raw = builder.build()
    raw[:8] = first.to_bytes(8, "big")
    return bytes(raw)


async def send(bootstrap: str, topic: str, key: bytes, value: bytes, headers: Headers) -> None:
    """Send such a record, in a batch of its own."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (message_accumulator, producer):
            patched.setattr(module, "DefaultRecordBatchBuilder", _DefaultRecordBatchBuilderPy)
        async with AIOKafkaProducer(bootstrap_servers=bootstrap) as sender:
            await sender.send_and_wait(topic, value, key=key, headers=headers)
