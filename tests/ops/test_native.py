"""What stands in for Docker, without its hosts: the file is read, names are answered, rules are shortened."""

from __future__ import annotations

import socket
import struct

import pytest

from tests.ops import queries, shortened
from tests.ops.native import composed, network
from tests.ops.site import BY_COMMAND, MEASURED, NOT_HERE, PROGRAMS

KNOWN = {"gateway": ["172.30.0.2", "172.30.0.3"]}


def asked(name: str, kind: int) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return b"\x12\x34\x01\x00" + struct.pack("!HHHH", 1, 0, 0, 0) + labels + b"\0" + struct.pack("!HH", kind, 1)


@pytest.mark.parametrize(
    ("name", "kind", "code", "addresses"),
    [("Gateway", 1, 0, KNOWN["gateway"]), ("gateway", 28, 0, []), ("cadvisor", 1, 3, [])],
)
def test_a_name_is_answered_with_all_its_addresses(name: str, kind: int, code: int, addresses: list[str]) -> None:
    query = asked(name, kind)
    answer = network.answer(query, lambda one: KNOWN.get(one, []))
    assert answer[:2] == query[:2]
    flags, questions, answers = struct.unpack_from("!HHH", answer, 2)
    assert (flags & 0x800F, questions, answers) == (0x8000 | code, 1, len(addresses))
    assert answer[12 : len(query)] == query[12:]
    records = [answer[start : start + 16] for start in range(len(query), len(answer), 16)]
    assert [socket.inet_ntoa(record[12:]) for record in records] == addresses


def test_variables_are_those_of_the_environment_or_the_files_own() -> None:
    text = {"a": ["${A:-1}:${B:-2}", "$${C}"], "d": 3}
    assert composed.substituted(text, {"B": "b", "A": ""}) == {"a": ["1:b", "${C}"], "d": 3}


def test_every_service_of_the_file_is_started_or_named() -> None:
    services = composed.services({})
    assert set(services) == {*PROGRAMS, *MEASURED, *NOT_HERE, *BY_COMMAND}
    worker = services["worker"]
    assert (worker.replicas, worker.read_only, worker.without_rights) == (2, True, True)
    assert services["redis"].health is not None
    assert services["redis"].health[:2] == ["sh", "-c"]
    assert composed.Mount(source="secrets", target="/run/matchstream", read_only=True) in worker.mounts


@pytest.mark.parametrize(
    ("duration", "short"), [("30s", "10s"), ("5m", "10s"), ("15m", "30s"), ("1h", "60s"), ("14d", "60s")]
)
def test_a_duration_is_shortened_within_bounds(duration: str, short: str) -> None:
    assert shortened.shortened(duration) == short


def test_of_a_rule_only_times_are_shortened() -> None:
    rule = 'expr: sum(rate(x_total{a="5m"}[15m])) - sum(x offset 1d) > 60\n        for: 5m\n'
    short = 'expr: sum(rate(x_total{a="5m"}[30s])) - sum(x offset 60s) > 60\n        for: 10s\n'
    assert shortened.rules(rule) == short


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('sum by (reason) (increase(a_total{b=~"x|y", c!="{"}[15m])) > 10', ['a_total{b=~"x|y", c!="{"}']),
        ('absent(up{job="worker"} == 1)', ['up{job="worker"}']),
        ('label_replace(a_bucket, "path", "$1", "route", "(.*)")', ["a_bucket"]),
        ("a_b / (c_d > 0) > 0.9 and sum(a_b) offset 1d", ["a_b", "c_d"]),
    ],
)
def test_selectors_are_found(expression: str, found: list[str]) -> None:
    assert queries.selectors(expression) == found
