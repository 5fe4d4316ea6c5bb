"""Keys: what is made fits, what rests is no key, and nothing that comes later undoes an end."""

from __future__ import annotations

from itertools import permutations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.keys import BadKey, Keys, Scope, ended, id_of, mint, rotated
from data.contract.topics import DAY_MS, KEYS

NOW = 1_800_000_000_000
SCOPES = st.sets(st.sampled_from(Scope), min_size=1)


def known(*records):
    found = Keys()
    for record in records:
        assert record.topic == KEYS.name
        found.take(record.key, record.value)
    return found


@given(SCOPES, st.none() | st.floats(0.01, 900), st.none() | st.integers(1, 10**6))
def test_what_rests_tells_all_but_the_key(scopes, days, rate):
    text, key = mint("ats", scopes, now=NOW, days=days, rate=rate)
    record = key.to_record()

    assert known(record).find(id_of(text)) == key
    assert key.is_of(text)
    secret = text.rpartition("_")[2]
    assert len(bytes.fromhex(secret)) == 32
    assert secret.encode() not in record.value + record.key
    assert text not in repr(key)


@given(st.text(max_size=100))
def test_nothing_else_is_the_key(other):
    text, key = mint("ats", ["read"], now=NOW)
    assert not key.is_of(other)
    assert not key.is_of(text[:-1])
    assert not key.is_of(text + "0")
    assert id_of(other) is None


def test_two_keys_have_nothing_in_common():
    made = [mint("ats", ["read"], now=NOW) for _ in range(50)]
    assert len({text.rpartition("_")[2] for text, _ in made}) == len({key.id for _, key in made}) == 50


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"name": ""}, "name"),
        ({"name": " a"}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "a" * 101}, "name"),
        ({"scopes": []}, "ingest, read, review, admin, metrics"),
        ({"scopes": ["read", "root"]}, "'root'"),
        ({"days": 0}, "days"),
        ({"days": float("nan")}, "days"),
        ({"rate": 0}, "rate"),
    ],
)
def test_what_can_be_no_key_is_refused(arguments, says):
    with pytest.raises(BadKey, match=says):
        mint(**{"name": "ats", "scopes": ["read"], "now": NOW} | arguments)


def test_a_key_ends_when_the_first_of_its_ends_has_come_in_whatever_order_they_are_told():
    _, key = mint("ats", ["read"], now=NOW, days=10)
    replaced, revoked = ended(key.id, "replaced", NOW + DAY_MS), ended(key.id, "revoked", NOW + 5)
    assert known(key.to_record()).state(key, NOW + 10 * DAY_MS - 1) == "good"
    assert known(key.to_record()).state(key, NOW + 10 * DAY_MS) == "expired"
    assert known(key.to_record(), replaced).state(key, NOW + DAY_MS - 1) == "good"
    assert known(key.to_record(), replaced).state(key, NOW + DAY_MS) == "expired"
    for order in permutations([key.to_record(), replaced, revoked, key.to_record()]):
        assert known(*order).state(key, NOW) == "revoked"


@given(st.lists(st.tuples(st.binary(max_size=30), st.none() | st.binary(max_size=60)), max_size=20))
def test_no_record_makes_an_ended_key_good(records):
    text, key = mint("ats", ["read"], now=NOW)
    found = known(key.to_record(), ended(key.id, "revoked", NOW))
    for one in [*records, (key.id.encode(), None), (f"{key.id}|revoked".encode(), None), tuple(key.to_record()[1:3])]:
        found.take(*one)
    assert found.state(found.find(id_of(text)), NOW) == "revoked"


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"name":"x"}',
        orjson.dumps({"name": "x", "sha256": "zz", "scopes": [], "created": 1}),
    ],
)
def test_a_record_that_cant_be_read_makes_no_key(value):
    text, key = mint("ats", ["read"], now=NOW)
    assert known(key.to_record()._replace(value=value)).find(id_of(text)) is None
    assert known(key.to_record(), key.to_record()._replace(value=None)).find(key.id) is None


def test_an_end_that_cant_be_read_ends_the_key():
    _, key = mint("ats", ["read"], now=NOW)
    for end in ("revoked", "replaced"):
        assert known(key.to_record(), ended(key.id, end, NOW)._replace(value=b"{")).state(key, NOW) != "good"


def test_a_scope_of_a_later_version_is_passed_over():
    _, key = mint("ats", ["read"], now=NOW)
    record = key.to_record()
    told = orjson.loads(record.value) | {"scopes": ["read", "fly"], "colour": 1}
    assert known(record._replace(value=orjson.dumps(told))).find(key.id) == key


def test_a_successor_may_do_the_same_for_as_long():
    text, old = mint("ats", ["read", "ingest"], now=NOW, days=30, rate=10)
    again, new = rotated(old, NOW + DAY_MS)
    assert (new.name, new.scopes, new.rate) == (old.name, old.scopes, old.rate)
    assert new.expires == NOW + 31 * DAY_MS
    assert new.id != old.id
    assert not new.is_of(text)
    assert new.is_of(again)
    assert rotated(mint("ats", ["read"], now=NOW)[1], NOW)[1].expires is None
