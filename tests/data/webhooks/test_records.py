"""What stands in the topics of webhooks: read back as written, and passed over where it is somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.webhooks.deliveries import Attempt
from data.webhooks.messages import Message
from data.webhooks.progress import Disabled, Pending, Planned, Sent
from data.webhooks.subscription import Filters, Subscription

OFFSETS = st.integers(0, 1 << 62)
PENDING = st.builds(Pending, st.integers(0, 50), st.integers(0, 50), st.floats(0, 2e9), st.floats(0, 2e9))
DISABLED = st.none() | st.builds(Disabled, st.integers(1, 9), st.floats(0, 2e9), st.text(max_size=20))
SENT = st.builds(Sent, OFFSETS, st.dictionaries(OFFSETS, PENDING, max_size=5), DISABLED, st.text(max_size=20))
PAIR = {
    "job_id": "v1",
    "applicant_id": "c1",
    "quality_score": 90.0,
    "applied": False,
    "model_version": "rf",
    "before": 0,
    "level": 3,
}
GOOD = {"kind": "match.entered", "time": 1, "pair": PAIR}
DIGEST = {"cause": "job", "model_version": "rf", "jobs": {"v1": [[1, 1, 1, 1], 90.0]}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 10) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(SENT)
def test_progress_is_read_as_it_was_written(sent):
    assert Sent.of(sent.record("s").value) == sent


def test_planned_is_read_as_it_was_written():
    planned = Planned({0: 5, 1: 7}, "topic")
    assert Planned.of(planned.record().value) == planned


@given(JSON)
def test_whatever_stands_there_reading_it_raises_nothing(value):
    for odd in (orjson.dumps(value), orjson.dumps({**GOOD, "pair": value}), b"\xff{"):
        assert Sent.of(odd) is None
        assert Planned.of(odd) is None
        assert Subscription.of(odd) is None
        assert Attempt.of(odd) is None
        message = Message.of(b"k", odd)
        assert message is None or message.pair is None or isinstance(message.pair[0], str)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "match.left"},
        {"time": "soon"},
        {"time": -1},
        {"time": 10**18},
        {"pair": {**PAIR, "level": "x"}},
        {"pair": {}},
        {"digest": {**DIGEST, "jobs": {"v1": [[1], 90.0]}}},
    ],
)
def test_a_message_that_could_not_be_sent_is_none(change):
    assert Message.of(b"k", orjson.dumps(GOOD | change)) is None


@pytest.mark.parametrize("document", [GOOD, {"kind": "matches.digest", "time": 1, "digest": DIGEST}])
def test_one_that_is_whole_has_a_body_and_may_hold_more(document):
    one = Subscription.new(Filters(url="https://ats.example.org/"), asymmetric=False)
    message = Message.of(b"k", orjson.dumps(document | {"later": 1}))
    assert message.is_for(one)
    assert orjson.loads(message.body(one, ""))["data"]
    again = Message.of(b"k2", message.again(one.id, "k2").record().value)
    assert (again.identity, again.key) == ("k", "k2")


def test_a_subscription_of_a_later_version_is_read():
    one = Subscription.new(Filters(url="https://ats.example.org/"), asymmetric=False)
    later = orjson.loads(one.record().value) | {"colour": "blue"}
    assert Subscription.of(orjson.dumps(later)) == one
    assert one.secrets[0] not in repr(one)


def test_secrets_overlap_and_end():
    one = Subscription.new(Filters(url="https://ats.example.org/"), asymmetric=True)
    rotated = one.rotated(timedelta(hours=1))
    now = datetime.now(UTC)
    assert rotated.signing(now) == (rotated.secrets[0], one.secrets[0])
    assert rotated.signing(now + timedelta(hours=2)) == rotated.secrets[:1]
    assert rotated.rotated(timedelta(hours=1)).secrets[1] == rotated.secrets[0]


def test_switching_on_counts_and_other_changes_do_not():
    one = Subscription.new(Filters(url="https://ats.example.org/"), asymmetric=False)
    assert one.changed({"enabled": True}).activation == 2
    assert one.changed({"enabled": False}).activation == one.changed({"band": "baixa"}).activation == 1
