"""The chain of the decision log: whatever is altered, dropped or moved is found, and erasure and pruning are not."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.decision_log import ORIGIN, Act, Entry, Finding, Flaw, Head, canonical, flaws, sealed

CHAIN = "0123456789abcdef"
FEW = settings(max_examples=40)
ACTS = st.sampled_from([act for act in Act if act is not Act.PRUNED])
TOLD = st.fixed_dictionaries({}, optional={"a": st.text(max_size=5), "b": st.floats(0, 100), "c": st.none()})


@st.composite
def chains(draw, least=1):
    made, last, at = [], ORIGIN, 0
    for facts, personal, act, pause in draw(
        st.lists(st.tuples(TOLD, TOLD, ACTS, st.integers(0, 9)), min_size=least, max_size=6)
    ):
        at += pause
        made.append(sealed(CHAIN, last, act, at, facts, personal))
        last = made[-1].head
    return made


def found(entries, *, start=ORIGIN, heads=()):
    return list(flaws(entries, CHAIN, start=start, heads=heads))


@FEW
@given(chains(), st.data())
def test_a_chain_holds_also_when_what_tells_of_people_is_erased(chain, data):
    gone = data.draw(st.sets(st.sampled_from(range(len(chain)))))
    erased = [entry.erased() if n in gone else entry for n, entry in enumerate(chain)]
    assert found(erased, heads=[chain[-1].head]) == []
    assert all(erased[n].told.keys() == orjson.loads(chain[n].facts).keys() for n in gone)


@FEW
@given(chains(), st.data())
def test_an_altered_entry_is_found(chain, data):
    n = data.draw(st.sampled_from(range(len(chain))))
    entry = chain[n]
    altered = data.draw(
        st.sampled_from(
            [
                replace(entry, at=entry.at + 1),
                replace(entry, act=Act.PRUNED),
                replace(entry, facts=canonical(orjson.loads(entry.facts) | {"more": 1})),
                replace(entry, personal=canonical(orjson.loads(entry.personal) | {"more": 1})),
                replace(entry, commitment="0" * 64),
                replace(entry, salt="00" * 32),
                replace(entry, salt=None),
                replace(entry, salt="no digits"),
                replace(entry, personal=None),
                replace(entry, previous="1" * 64),
                replace(entry, digest="1" * 64),
                replace(entry, seq=entry.seq + 100),
                replace(entry, chain="other"),
            ]
        )
    )
    assert found([*chain[:n], altered, *chain[n + 1 :]], heads=[chain[-1].head])


@FEW
@given(chains(), st.data())
def test_an_entry_sealed_anew_is_found_at_the_next_or_by_the_kept_end(chain, data):
    n = data.draw(st.sampled_from(range(len(chain))))
    last = chain[n - 1].head if n else ORIGIN
    forged = sealed(CHAIN, last, Act(chain[n].act), chain[n].at, {"forged": True}, {})
    assert found([*chain[:n], forged, *chain[n + 1 :]], heads=[chain[-1].head])


@FEW
@given(chains(), st.data())
def test_a_dropped_entry_is_found_wherever_it_was(chain, data):
    n = data.draw(st.sampled_from(range(len(chain))))
    findings = found([*chain[:n], *chain[n + 1 :]], heads=[chain[-1].head])
    assert findings[0] == Finding(Flaw.END if n == len(chain) - 1 else Flaw.MISSING, n + 1)


@FEW
@given(chains(least=2), st.data())
def test_moved_entries_are_found(chain, data):
    one, other = data.draw(st.lists(st.sampled_from(range(len(chain))), min_size=2, max_size=2, unique=True))
    moved = chain[:]
    moved[one], moved[other] = moved[other], moved[one]
    assert found(moved)
    assert found([replace(entry, seq=n) for n, entry in enumerate(moved, 1)]), "with the numbers put right too"


@FEW
@given(chains(least=3), st.data())
def test_a_pruned_beginning_holds_only_where_an_entry_says_so(chain, data):
    cut = data.draw(st.integers(1, len(chain) - 1))
    start = chain[cut - 1].head
    pruned = sealed(CHAIN, chain[-1].head, Act.PRUNED, chain[-1].at, {"to": start.seq, "digest": start.digest}, {})
    assert found([*chain[cut:], pruned], start=start, heads=[chain[0].head, pruned.head]) == []
    assert found(chain[cut:], start=start) == [Finding(Flaw.START, start.seq)]
    assert found([*chain[cut:], pruned], start=Head(start.seq, "1" * 64))


@FEW
@given(chains())
def test_an_entry_is_the_same_after_it_was_in_kafka(chain):
    for entry in (*chain, chain[0].erased()):
        assert Entry.of_value(entry.to_value()) == entry


def test_what_was_erased_can_not_be_found_by_trying():
    one, other = (sealed(CHAIN, ORIGIN, Act.NOTED, 0, {}, {"text": "a"}) for _ in range(2))
    assert one.commitment != other.commitment


@pytest.mark.parametrize("text", ["", "1", "1:", "x:" + "0" * 64, "1:" + "g" * 64, "1:" + "0" * 63, "-1:" + "0" * 64])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(ValueError, match="a head is"):
        Head.of(text)
    assert Head.of(str(Head(7, "a" * 64))) == Head(7, "a" * 64)
