"""The window of a subscription, driven and crashed at random: nothing lost, pairs in order, never too full."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from data.webhooks.messages import Message
from data.webhooks.progress import Disabled, Pending, Sent
from stream_processor.webhooks.window import WIDTH, Window

SIZE = 5


def a_message(offset: int, pair: int) -> Message:
    document = {"kind": "match.entered", "time": 0, "pair": {"job_id": "v1", "applicant_id": f"c{pair}"}}
    return Message(f"msg_{offset}", document)


LOG = st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=40)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["offer", "send", "deliver", "fail", "fail_receiver", "crash", "save"]), st.integers(0, 50)
    ),
    max_size=200,
)


class Run:
    """A subscription that reads a log, and whose process may die: it goes on from what was last saved."""

    def __init__(self, log):
        self.log = log
        self.saved = Sent(0)
        self.window = Window(self.saved, SIZE)
        self.at = 0
        self.now = 0.0
        self.sending = []
        self.delivered = []

    def offer(self, _number):
        if self.at < len(self.log):
            pair = self.log[self.at]
            if self.window.offer(self.at, None if pair is None else a_message(self.at, pair)):
                self.at += 1

    def send(self, _number):
        one = self.window.ready(self.now)
        if one is not None:
            one.attempts += 1
            one.since = one.since or self.now
            self.sending.append(one)

    def _end(self, number):
        return self.sending.pop(number % len(self.sending)) if self.sending else None

    def deliver(self, number):
        if (one := self._end(number)) is not None:
            self.delivered.append(one.offset)
            self.window.delivered(one, self.now)

    def fail(self, number):
        if (one := self._end(number)) is not None:
            self.window.failed(one, self.now + number % 3, of_receiver=False)

    def fail_receiver(self, number):
        if (one := self._end(number)) is not None:
            self.window.failed(one, self.now + number % 3, of_receiver=True, until=self.now + number % 2)

    def save(self, _number):
        self.saved = self.window.sent()

    def crash(self, _number):
        self.saved = Sent.of(self.saved.record("s").value)
        self.window, self.sending = Window(self.saved, SIZE), []
        self.at = self.window.needs

    def step(self, name, number):
        getattr(self, name)(number)
        self.now += 0.5
        assert len(self.window) <= SIZE
        assert sum(one.is_sending for one in self.window._waiting.values()) <= WIDTH

    def finish(self):
        for _ in range(10_000):
            if self.at == len(self.log) and not len(self.window):
                return
            self.step("offer", 0)
            self.step("send", 0)
            self.step("deliver", 0)
        raise AssertionError("it does not come to an end")


@given(LOG, STEPS)
def test_nothing_is_lost_and_each_pair_keeps_its_order_whatever_happens(log, steps):
    run = Run(log)
    for name, number in steps:
        run.step(name, number)
    run.finish()
    assert {offset for offset, pair in enumerate(log) if pair is not None} == set(run.delivered)
    first = defaultdict(list)
    for offset in dict.fromkeys(run.delivered):
        first[log[offset]].append(offset)
    for offsets in first.values():
        assert offsets == sorted(offsets), "first deliveries of a pair are in order, crashes or not"


@given(LOG, STEPS)
def test_the_next_time_is_no_later_than_when_something_can_be_sent(log, steps):
    run = Run(log)
    for name, number in steps:
        run.step(name, number)
        due = run.window.wake_at()
        if due is not None:
            one = run.window.ready(max(due, run.now))
            assert one is not None
            one.is_sending = False


def test_one_that_refuses_a_message_gets_those_of_other_pairs():
    run = Run([0, 0, 1, 2])
    for _ in range(4):
        run.offer(0)
    refused = run.window.ready(0.0)
    run.window.failed(refused, 100.0, of_receiver=False)
    told = []
    while (one := run.window.ready(1.0)) is not None:
        told.append(one.offset)
        run.window.delivered(one, 1.0)
    assert told == [2, 3]
    assert run.window.wake_at() == 100.0


def test_a_receiver_that_is_away_is_tried_with_one_and_met_by_all_when_it_is_back():
    run = Run([0, 1, 2, 3])
    for _ in range(4):
        run.offer(0)
    sent = [run.window.ready(0.0) for _ in range(4)]
    for one in sent:
        one.failures = 9
        run.window.failed(one, 1000.0, of_receiver=True)
    assert run.window.ready(999.0) is None
    one = run.window.ready(1000.0)
    assert run.window.ready(1000.0) is None, "one at a time"
    run.window.delivered(one, 1000.0)
    assert run.window.ready(1000.0).failures == 0, "waits begin anew"


def test_what_it_asked_for_holds_up_everything():
    run = Run([0, 1])
    run.offer(0)
    run.offer(0)
    run.window.failed(run.window.ready(0.0), 5.0, of_receiver=True, until=60.0)
    assert run.window.ready(59.0) is None
    assert run.window.wake_at() == 60.0
    assert run.window.ready(60.0) is not None


def test_what_waited_while_it_was_disabled_begins_anew():
    run = Run([0])
    run.offer(0)
    one = run.window.ready(0.0)
    one.attempts, one.since = 20, 1.0
    run.window.failed(one, 9.0, of_receiver=True)
    run.window.disable(Disabled(1, 9.0, "410"))
    kept = Sent.of(run.window.sent().record("s").value)
    assert kept.disabled == Disabled(1, 9.0, "410")
    assert kept.pending == {0: Pending()}
