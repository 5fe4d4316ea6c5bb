"""The champions: a fold of the models topic that every reader does alike, whatever was promoted at once."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from data.contract.records import Record
from data.kafka.champion import Champions, Promotion

VERSIONS = ["rf-1", "rf-2", "rf-3"]


def message(offset: int, record: Record) -> Any:
    return SimpleNamespace(key=lambda: record.key, value=lambda: record.value, offset=lambda: offset)


def folded(log: list[tuple[int, Record]], held: Champions | None = None) -> Champions:
    held = held or Champions()
    for place in log:
        held.take(message(*place))
    return held


def older(version: str) -> Record:
    """What older programs announced."""
    return Record("", b"champion", orjson.dumps({"version": version}))


def written(*records: Record) -> list[tuple[int, Record]]:
    return list(enumerate(records))


# Some of several operators look which version is champion, or promote one in the place of the one they saw last.
STEPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([None, *VERSIONS])), max_size=30)


@given(STEPS)
def test_whatever_is_promoted_at_once_the_topic_is_a_register_that_compares_and_sets(steps: list[Any]) -> None:
    register: str | None = None
    seen: dict[int, str | None] = {}
    log: list[tuple[int, Record]] = []
    won: set[bytes] = set()
    for operator, version in steps:
        if version is None:
            seen[operator] = folded(log).current
            continue
        wanted = Promotion(version, seen.get(operator))
        record = wanted.to_record()
        log.append((len(log), record))
        if register == wanted.replaces:
            register = version
            won.add(wanted.id.encode())
    found = folded(log)
    assert found.current == register
    assert found.counted == won


@given(st.lists(st.tuples(st.booleans(), st.sampled_from([None, *VERSIONS]), st.sampled_from(VERSIONS))), st.data())
def test_compaction_and_a_late_reader_find_the_same_champion(entries: list[Any], data: st.DataObject) -> None:
    log = written(
        *(older(version) if old else Promotion(version, replaces).to_record() for old, replaces, version in entries)
    )
    last = {record.key: offset for offset, record in log}
    compacted = [(offset, record) for offset, record in log if last[record.key] == offset]
    assert folded(compacted).current == folded(log).current
    until = data.draw(st.integers(0, len(log)))
    assert folded(log[until:], folded(log[:until])).past == folded(log).past


def test_a_promotion_that_is_sent_twice_counts_once() -> None:
    first, second = (Promotion(*pair).to_record() for pair in (("rf-1", None), ("rf-2", "rf-1")))
    assert folded(written(first, first, second, second)).past == ["rf-1", "rf-2"]


def test_a_rollback_goes_one_back_each_time() -> None:
    log = written(
        Promotion("rf-1", None).to_record(),
        Promotion("rf-2", "rf-1").to_record(),
        Promotion("rf-3", "rf-2").to_record(),
        Promotion("rf-2", "rf-3", rollback=True).to_record(),
        Promotion("rf-1", "rf-2", rollback=True).to_record(),
    )
    assert [folded(log[:until]).past for until in (3, 4, 5)] == [["rf-1", "rf-2", "rf-3"], ["rf-1", "rf-2"], ["rf-1"]]


def test_a_topic_that_was_made_anew_is_read_anew() -> None:
    held = folded(written(Promotion("rf-1", None).to_record(), Promotion("rf-2", "rf-1").to_record()))
    assert folded(written(Promotion("rf-3", None).to_record()), held).past == ["rf-3"]


def test_what_is_no_promotion_is_passed_over() -> None:
    values = [None, b"", b"{", b"[]", b"7", b"{}", b'{"version": 7}', b'{"version": null, "replaces": null}']
    assert folded(written(*(Record("", b"champion", value) for value in values))).current is None
