"""What a subscription waits for: a bounded window of messages, in order per pair.

Pure. A message that fails holds back only later ones of its pair; when the window is full, nothing further is taken
from the topic, where it waits instead of in memory.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.webhooks.messages import Message
from data.webhooks.progress import Disabled, Pending, Sent

SIZE = 64
WIDTH = 8
"""Attempts of one subscription at a time, where its receiver keeps up."""


@dataclass(slots=True)
class Waiting:
    """A message in the window.

    Attributes
    ----------
    offset : int
    message : Message
    attempts, failures : int
    since, due : float
        As in `Pending`.
    is_sending : bool
    is_of_receiver : bool
        Whether its last failure was the receiver's, rather than that it refuses this message.
    """

    offset: int
    message: Message
    attempts: int = 0
    failures: int = 0
    since: float = 0.0
    due: float = 0.0
    is_sending: bool = False
    is_of_receiver: bool = False


class Window:
    """The messages that a subscription waits for.

    Parameters
    ----------
    sent : Sent
        Where it was left; messages that were pending then are taken in again by `offer`.
    size : int
        Messages in memory at most.

    Attributes
    ----------
    next : int
        Offset from which on nothing was taken.
    disabled : Disabled or None
    """

    def __init__(self, sent: Sent, size: int = SIZE) -> None:
        self.next = sent.next
        self.disabled = sent.disabled
        self._topic = sent.topic
        self._before: dict[int, Pending] = dict(sent.pending)
        self._waiting: dict[int, Waiting] = {}
        self._size = size
        self._width = WIDTH
        self._not_before = 0.0
        self._is_failing = any(one.attempts for one in sent.pending.values())

    def __len__(self) -> int:
        """Messages that wait."""
        return len(self._waiting) + len(self._before)

    @property
    def needs(self) -> int:
        """The lowest offset that it still wants to read."""
        return min(self._before, default=self.next)

    @property
    def has_room(self) -> bool:
        """Whether a further message would be taken."""
        return len(self) < self._size

    def offer(self, offset: int, message: Message | None) -> bool:
        """Offer the record at an offset, in the order of offsets; False where the window is full.

        Parameters
        ----------
        offset : int
        message : Message or None
            None where it is not for this subscription.
        """
        for gone in [at for at in self._before if at < offset]:
            del self._before[gone]  # erased, or too old to be kept: it is not in the topic any more
        if offset < self.next:
            if (held := self._before.pop(offset, None)) is not None and message is not None:
                self._waiting[offset] = Waiting(offset, message, *held, is_of_receiver=held.attempts > 0)
            return True
        if message is not None:
            if not self.has_room:
                return False
            self._waiting[offset] = Waiting(offset, message)
        self.next = offset + 1
        return True

    def ready(self, now: float) -> Waiting | None:
        """The next message to be sent now; it counts as being sent from then on."""
        sending = sum(one.is_sending for one in self._waiting.values())
        if sending >= self._width or now < self._not_before:
            return None
        earlier: set[tuple[str, str]] = set()
        for one in self._waiting.values():
            pair = one.message.pair
            if pair in earlier:
                continue
            if not one.is_sending and one.due <= now:
                one.is_sending = True
                return one
            if pair is not None:
                earlier.add(pair)
        return None

    def wake_at(self) -> float | None:
        """The next time at which one that waits may be due; None where only an end of a sending can change anything."""
        earlier: set[tuple[str, str]] = set()
        times = []
        for one in self._waiting.values():
            pair = one.message.pair
            if pair not in earlier and not one.is_sending:
                times.append(one.due)
            if pair is not None:
                earlier.add(pair)
        is_wide = sum(one.is_sending for one in self._waiting.values()) < self._width
        return max(min(times), self._not_before) if times and is_wide else None

    def delivered(self, one: Waiting, now: float) -> None:
        """Note that a message arrived. What failed for the receiver's sake is due at once: it is back."""
        self._waiting.pop(one.offset, None)
        self._width = min(WIDTH, self._width + 1)
        self._not_before = 0.0
        if self._is_failing:
            self._is_failing = False
            for other in self._waiting.values():
                if other.is_of_receiver:
                    other.failures, other.due = 0, min(other.due, now)

    def failed(self, one: Waiting, due: float | None, *, of_receiver: bool, until: float | None = None) -> None:
        """Note that a message did not arrive.

        Parameters
        ----------
        one : Waiting
        due : float or None
            When it is tried again; None where it is given up.
        of_receiver : bool
            Whether the receiver is away or asks for time, rather than that it refuses this message: then one message
            at a time is tried until one arrives.
        until : float, optional
            Until when nothing is sent, as the receiver asked.
        """
        one.is_sending = False
        one.is_of_receiver = of_receiver
        if of_receiver:
            self._is_failing = True
            self._width = 1
        if until is not None:
            self._not_before = max(self._not_before, until)
        if due is None:
            self._waiting.pop(one.offset, None)
        else:
            one.due = due

    def disable(self, disabled: Disabled) -> None:
        """Stop; what waits is kept, and begins anew when it is sent again."""
        self.disabled = disabled
        for one in self._waiting.values():
            one.attempts, one.failures, one.since, one.due = Pending()

    def erase(self, key: str) -> None:
        """Drop the messages of a record that was erased."""
        self._waiting = {offset: one for offset, one in self._waiting.items() if one.message.key != key}

    def sent(self) -> Sent:
        """How far it is, to be kept."""
        pending = {
            offset: Pending(one.attempts, one.failures, one.since, one.due) for offset, one in self._waiting.items()
        }
        return Sent(self.next, self._before | pending, self.disabled, self._topic)
