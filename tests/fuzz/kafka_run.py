"""Fuzzes a whole stack by records in its input topics, and reads what came of each."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import Counter
from contextlib import suppress
from typing import Any

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from data.contract.topics import Topic
from data.contract.unreadable import Unreadable
from data.kafka.dead_letters import Origin, origins, standing
from data.kafka.inputs import Input
from data.kafka.reading import read
from deploy.local.stack import Stack
from stream_processor.settings import StreamSettings
from stream_processor.verification.verify import Report
from tests.fuzz.odd_events import TOPICS, Odd, Source
from tests.fuzz.stacks import at_rest, fuzzed_stack, restarts, settings_of
from tests.odd_records import ODD, send

REST_SECONDS = 3600.0
ODD_NAMES = 20
"""Records a topic of which a header's name is no UTF-8: only the other client can be made to send them."""
FLUSH_SECONDS = 300.0


def run(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Send so many records to each input topic, wait until the stream is still, and verify."""
    with fuzzed_stack(options.broker, workers=2) as stack:
        settings = settings_of(stack)
        source = Source(options.seed, null_keys=options.broker == "embedded", now_ms=int(time.time() * 1000))
        sent, refused = {}, Counter[str]()
        for topic in TOPICS:
            sent[topic.name] = deliver(settings, source, topic, options.number, refused) + odd_names(stack, topic)
        report, ended = at_rest(stack, REST_SECONDS), restarts(stack)
        unreadable, reasons = judged(settings)
        letters = origins(settings)
    told_apart = {
        "unreadable": sum(unreadable.values()),
        "without_dead_letter": len(unreadable.keys() - letters),
        "dead_letters_of_readable": len(letters - unreadable.keys()),
        "reasons": dict(sorted(Counter(unreadable_reason for unreadable_reason in reasons).items())),
    }
    holds = report.holds and not any(ended.values())
    holds = holds and not told_apart["without_dead_letter"] and not told_apart["dead_letters_of_readable"]
    return {"broker": options.broker, "sent": sent, "refused_by_broker": dict(refused)} | told_apart | told(report) | {
        "restarts": ended
    }, holds


def told(report: Report) -> dict[str, Any]:
    """What verification found, in short."""
    names = ("events_in", "pairs", "matches", "missing", "extra", "differing", "unread", "redis_missing", "redis_extra",
             "redis_differing")  # fmt: skip
    return {name: getattr(report, name) for name in names}


def deliver(settings: StreamSettings, source: Source, topic: Topic, number: int, refused: Counter[str]) -> int:
    """Send records with timestamps of their own; returns how many the broker took."""
    taken = 0

    def report(error: KafkaError | None, _message: Message) -> None:
        nonlocal taken
        if error is None:
            taken += 1
        else:
            refused[error.name()] += 1

    producer = Producer(
        settings.client()
        | {
            "partitioner": "murmur2_random",
            "acks": "all",
            "enable.idempotence": settings.kafka_idempotence,
            "max.in.flight.requests.per.connection": 1,
            "message.max.bytes": 10 << 20,
            "linger.ms": 5,
        }
    )
    for record, timestamp_ms in source.records(topic, number):
        produce(producer, Odd(record, timestamp_ms), report, refused)
    assert producer.flush(FLUSH_SECONDS) == 0, "the broker did not acknowledge all of them"
    return taken


def produce(producer: Producer, odd: Odd, report: Any, refused: Counter[str]) -> None:
    """Send one, as soon as there is room."""
    record, timestamp_ms = odd
    while True:
        try:
            producer.produce(
                record.topic,
                record.value,
                record.key,
                on_delivery=report,
                timestamp=timestamp_ms,
                headers=list(record.headers),
            )
        except BufferError:
            producer.poll(0.05)
        except KafkaException as error:
            refused[error.args[0].name()] += 1
            return
        else:
            producer.poll(0)
            return


def odd_names(stack: Stack, topic: Topic) -> int:
    """Send records of which a header's name is no UTF-8."""
    for number in range(ODD_NAMES):
        key = f"odd-{number}".encode()
        asyncio.run(send(stack.bootstrap, topic.name, key, b'{"id": "%s"}' % key, [*ODD, ("ce_id", b"1")]))
    return ODD_NAMES


def judged(settings: StreamSettings) -> tuple[dict[Origin, bool], list[str]]:
    """Which records of the input topics can't be read; the reasons of the dead letters that stand."""
    found: dict[Origin, bool] = {}
    for message in read(settings, {(topic.name, n): 0 for topic in TOPICS for n in range(settings.partitions)}):
        with suppress(Unreadable):
            Input.of_message(message).read()
            continue
        found[Origin(message.topic() or "", message.partition() or 0, message.offset() or 0)] = True
    return found, [letter.reason for letter in standing(settings)]
