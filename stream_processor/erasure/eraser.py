"""Erasure of dead letters and webhooks' messages: what was kept of a removed applicant goes (LGPD art. 18).

Follows the applicants and these records ("letters"). Nothing is written down of how far it came: at every start all
topics are read from their beginnings, so that no removal is lost whatever happened before, and erasing what
is erased already changes nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

from confluent_kafka import KafkaError, KafkaException, Message

from data.contract.records import Partition
from data.contract.topics import APPLICANTS, COMPACTED_WITHIN_MS
from data.kafka.erasable import Concerning, Erasable, Slot, erasable_of, partitions
from data.kafka.follower import Follower
from data.kafka.reading import NothingRead
from data.kafka.removals import Removal, lies_elsewhere, names_removal, removals
from producers.sender import NotDelivered, Sender
from stream_processor import metrics
from stream_processor.settings import StreamSettings

LOG = logging.getLogger("matchstream.erasure")

BATCH = 1000
PAUSE = 1.0
"""Seconds until Kafka is asked again where it did not answer."""

_PASSING = {KafkaError._TRANSPORT, KafkaError._ALL_BROKERS_DOWN, KafkaError._TIMED_OUT}  # noqa: SLF001 -- constants


class Eraser:
    """Erases until it is stopped.

    Parameters
    ----------
    settings : StreamSettings
    sender : Sender
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, settings: StreamSettings, sender: Sender, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._sender = sender
        self._clock = clock
        self._stopped = Event()
        self._removals: dict[str, Removal] = {}
        self._touched: dict[str, Partition] = {}
        self._applicants = {(APPLICANTS.name, number): 0 for number in range(settings.partitions)}
        self._letters = partitions(settings)
        self._concerning = Concerning(self._concerns)
        self._unrolled: dict[Partition, tuple[bytes, int]] = {}
        self._renewed: set[Partition] = set()
        self.is_following = False

    def stop(self) -> None:
        """End after the batch in hand."""
        self._stopped.set()

    def run(self) -> None:
        """Erase until `stop`."""
        options = {"queued.max.messages.kbytes": 4096, "fetch.message.max.bytes": 16 << 20}
        with closing(Follower(self._settings, options)) as follower:
            # Who was removed is known before the first dead letter is looked at.
            follower.assign(self._applicants)
            while not self._stopped.is_set():
                self._take(follower)

    def _take(self, follower: Follower) -> None:
        for message in follower.read(BATCH, 0.2):
            partition = (message.topic() or "", message.partition() or 0)
            if partition in self._applicants:
                self._applicants[partition] = (message.offset() or 0) + 1
                self._note(message)
            else:
                self._letters[partition] = (message.offset() or 0) + 1
                self._concerning.take(message)
                self._watch(message)
        if follower.behind:
            return  # a removal that came meanwhile waits, so that this one's letters are not put off for ever
        if self._learned() or not follower.partitions > self._applicants.keys():
            self._letters = dict.fromkeys(self._letters, 0)
            self._concerning = Concerning(self._concerns)
            self._unrolled.clear()
            follower.assign(self._applicants | self._letters)
        else:
            self._until_it_answers(self._erase)
            self.is_following = True

    def _note(self, message: Message) -> None:
        """Note whose removal may be news: who is removed, and who was and comes back."""
        if lies_elsewhere(message, self._settings.partitions):
            return
        name = (message.key() or b"").decode(errors="replace")
        if names_removal(message) or name in self._removals:
            self._touched[name] = (message.topic() or "", message.partition() or 0)

    def _learned(self) -> bool:
        """Learn what became of those who were touched; answers whether one more was removed."""
        if not self._touched:
            return False
        stops = {partition: self._applicants[partition] for partition in set(self._touched.values())}
        found: dict[str, Removal] = {}
        self._until_it_answers(lambda: found.update(removals(self._settings, self._touched, stops)))
        news = any(held != self._removals.get(name) for name, held in found.items())
        self._removals |= found
        self._touched.clear()
        return news

    def _concerns(self, letter: Erasable) -> bool:
        if not self._removals:
            return False
        return any(self._removals[name].covers(letter.timestamp_ms) for name in letter.concerned(self._removals))

    def _erase(self) -> None:
        """Erase what concerns a removed applicant; then see to it that the broker can compact it away."""
        doomed = [slot.erasure for slot in self._concerning.held]
        self._sender.send(doomed)
        if doomed:
            metrics.ERASED.inc(len(doomed))
            LOG.info("%d dead letters and messages of removed applicants were erased", len(doomed))
        self._concerning.held.clear()
        due = self._clock() * 1000 - COMPACTED_WITHIN_MS
        late = {place: key for place, (key, at) in self._unrolled.items() if at <= due and place not in self._renewed}
        self._sender.send([Slot(*place, key).erasure for place, key in late.items()])
        self._renewed |= set(late)

    def _watch(self, message: Message) -> None:
        """Watch for a record that lets the broker compact what was erased.

        Kafka closes a file of a partition only as it writes to it, and compacts closed files only. So an
        erasure after which nothing was written for the time of a compaction is written again.
        """
        place, at = (message.topic() or "", message.partition() or 0), message.timestamp()[1]
        self._renewed.discard(place)
        key, since = self._unrolled.get(place, (None, at))
        closes = at >= since + COMPACTED_WITHIN_MS
        if erasable_of(message) is None and not (closes and message.key() == key):
            self._unrolled[place] = (message.key() or b"", at)
        elif closes:
            self._unrolled.pop(place, None)

    def _until_it_answers(self, ask: Callable[[], None]) -> None:
        """Ask Kafka again and again while it is away; doing a thing twice is harmless."""
        while not self._stopped.is_set():
            try:
                ask()
            except (NotDelivered, NothingRead, KafkaException) as error:
                if not _may_pass(error):
                    raise
                LOG.warning("%s; trying again", error)
                self._stopped.wait(PAUSE)
            else:
                return


def _may_pass(error: NotDelivered | NothingRead | KafkaException) -> bool:
    if isinstance(error, NotDelivered):
        return bool(error.retryable)
    if isinstance(error, NothingRead):
        return True
    cause = error.args[0]
    return bool(cause.retriable() or cause.code() in _PASSING)


@contextmanager
def erasing(eraser: Eraser, on_failure: Callable[[], None]) -> Iterator[None]:
    """Erase in a thread while the context lasts; what the thread fails of is raised at the end.

    Parameters
    ----------
    eraser : Eraser
    on_failure : callable
        Told, from the thread, when it has failed.
    """
    failures: list[BaseException] = []

    def run() -> None:
        try:
            eraser.run()
        except BaseException as error:  # noqa: BLE001 -- raised again below
            failures.append(error)
            on_failure()

    thread = Thread(target=run, name="erasure", daemon=True)
    thread.start()
    try:
        yield
    finally:
        eraser.stop()
        thread.join()
        if failures:
            raise failures[0]
