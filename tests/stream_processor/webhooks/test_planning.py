"""Which matches are told: against a plain definition, and case by case."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from data.contract.bands import band
from data.contract.matches import Match as Document
from data.contract.matches import match_key
from data.contract.webhook_bodies import MessageKind
from data.webhooks.messages import Message
from data.webhooks.subscription import LEVELS, Filters, Subscription
from stream_processor.webhooks import standing
from stream_processor.webhooks.planning import SWITCH_MS, Match, Planning
from stream_processor.webhooks.standing import Place, Standing

TIME = 1_700_000_000_000
"""Milliseconds."""


def a_match(offset, job, applicant, score, *, applied=False, model="rf-1", by="applicant", at=TIME, event=None):
    revisions = {"job": (2, 1), "applicant": (1, 2)}[by]
    of_job, of_applicant = (TIME * 1000 + one for one in revisions)
    newest = max(of_job, of_applicant) if event is None else event
    document = Document(
        job, applicant, score, 0.1, (None,) * 7, applied, model, of_job if event is None else event - 5, of_applicant,
        newest,
    )  # fmt: skip
    return Match(0, offset, document.key, document.encode(), at)


def gone(offset, job, applicant):
    return Match(0, offset, match_key(job, applicant), None, TIME)


def told(planning, *matches):
    return [message for match in matches for message in planning.take(match)]


def subscription(**filters):
    return Subscription.new(Filters(url="https://ats.example.org/", **filters), asymmetric=False)


STATES = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.one_of(st.none(), st.tuples(st.sampled_from([20.0, 45.0, 70.0, 90.0]), st.booleans()))
    ),
    max_size=30,
)


@given(STATES, st.sampled_from(list(LEVELS)))
def test_a_subscription_is_told_of_each_crossing_of_its_band_and_each_application_once(states, lowest):
    planning, told_of = Planning("t"), []
    one = subscription(band=lowest, kinds=("match.entered", "application.scored"))
    for offset, (name, state) in enumerate(states):
        match = gone(offset, "v1", name) if state is None else a_match(offset, "v1", name, state[0], applied=state[1])
        told_of += [(name, m.kind.value, offset) for m in planning.take(match) if m.is_for(one)]
    wanted = []
    for name in "ab":
        own = [(-1, None)] + [(n, state) for n, (whose, state) in enumerate(states) if whose == name]
        for (_, before), (offset, state) in pairwise(own):
            level = -1 if state is None else LEVELS[band(state[0])]
            if level < LEVELS[lowest] or state is None:
                continue
            if (-1 if before is None else LEVELS[band(before[0])]) < LEVELS[lowest]:
                wanted.append((name, "match.entered", offset))
            if state[1] and not (before is not None and before[1]):
                wanted.append((name, "application.scored", offset))
    assert sorted(told_of) == sorted(wanted)
    assert not planning.digests


def test_the_same_match_gives_the_same_message():
    once, again = (told(Planning("t"), a_match(5, "v1", "c1", 90.0, applied=True)) for _ in range(2))
    assert [message.record() for message in once] == [message.record() for message in again]
    assert len({message.key for message in once}) == 2
    assert {m.key for m in told(Planning("other"), a_match(5, "v1", "c1", 90.0))}.isdisjoint(m.key for m in once)
    assert all(set(message.key) <= set("abcdefghijklmnopqrstuvwxyz0123456789_") for message in once)


def test_what_was_there_before_is_not_told():
    planning = Planning()
    planning.remember(a_match(0, "v1", "c1", 90.0, applied=True))
    assert told(planning, a_match(1, "v1", "c1", 95.0, applied=True)) == []


def test_of_a_changed_job_one_digest_tells_and_its_applications_are_told_one_by_one():
    planning = Planning()
    crowd = [a_match(n, "v1", f"c{n}", 60.0 + n, by="job", applied=n == 0) for n in range(30)]
    assert [message.kind for message in told(planning, *crowd)] == [MessageKind.SCORED]
    (digest,) = planning.digests.messages({0: 0}, "t")
    assert digest.document["digest"]["jobs"] == {"v1": ([30, 30, 30, 10], 89.0)}
    assert not planning.digests
    high, of_other = subscription(), subscription(jobs=("v2",))
    assert digest.is_for(high)
    assert not digest.is_for(of_other)
    assert b'"matches":10' in digest.body(high, "")


def test_a_new_model_is_one_digest_and_what_follows_is_told_again():
    planning = Planning()
    for n in range(4):
        planning.remember(a_match(n, "v1", f"c{n}", 50.0))
    switched = [a_match(9 + n, "v1", f"c{n}", 90.0, model="rf-2", at=TIME + 1) for n in range(4)]
    fresh = a_match(20, "v1", "new", 90.0, model="rf-2", at=TIME + 2, event=(TIME - 10) * 1000)
    assert told(planning, *switched, fresh) == []
    (digest,) = planning.digests.messages({0: 4}, "t")
    assert (digest.document["digest"]["cause"], digest.document["digest"]["jobs"]["v1"][0][3]) == ("model", 5)
    planning.take(a_match(21, "v1", "c0", 10.0, model="rf-2"))
    assert len(told(planning, a_match(22, "v1", "c0", 90.0, model="rf-2"))) == 1
    late = a_match(23, "v1", "late", 90.0, model="rf-2", at=TIME + 1 + SWITCH_MS, event=(TIME - 10) * 1000)
    assert len(told(planning, late)) == 1


def test_what_is_no_match_is_passed_over():
    planning = Planning()
    for value in (b"{", b"[]", b"null", b'{"quality_score": "x"}', b"\xff", b'{"quality_score": 90}'):
        assert told(planning, Match(0, 1, b"v1|c1", value, TIME)) == []


def test_nothing_of_a_person_but_the_id_is_told():
    (message,) = told(Planning(), a_match(0, "v|1", "c/1 ?", 90.0))
    data = message.body(subscription(), "https://x.example")
    assert b"https://x.example/api/matches/v%7C1/c%2F1%20%3F" in data
    assert b"ratios" not in data


def test_a_message_to_one_is_for_no_other():
    first, second = subscription(), subscription()
    test = Message("msg_t", {"kind": "webhook.test", "time": TIME, "to": first.id})
    assert test.is_for(first)
    assert not test.is_for(second)


@given(
    st.lists(
        st.tuples(
            st.binary(min_size=1, max_size=2), st.builds(Place, st.integers(0, 3), st.booleans(), st.integers(0, 15))
        ),
        max_size=60,
    ),
    st.sets(st.integers(0, 60)),
)
def test_places_are_as_in_a_dict(puts, merges):
    held, plain = Standing(), {}
    for number, (pair, place) in enumerate(puts):
        if number in merges:
            held._merge()
        kept = Place() if number % 5 == 4 else place
        assert held.put(pair, kept) == plain.get(pair, Place())
        plain[pair] = kept
    assert len(held) == sum(place != Place() for place in plain.values())


def test_a_million_pairs_take_some_megabytes(monkeypatch):
    monkeypatch.setattr(standing, "_MERGED_AT", 1000)
    held = Standing()
    for number in range(5000):
        held.put(number.to_bytes(4), Place(2))
    assert held._keys.nbytes + held._places.nbytes <= 9 * 5000
    assert len(held._changed) < 1000
