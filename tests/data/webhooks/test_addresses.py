"""Addresses that may receive webhooks, against the networks as they are registered."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.webhooks.addresses import may_receive, networks

INSIDE = [
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
]  # fmt: skip
ODD = {IPv4Address("168.63.129.16")}


def inside(address: IPv4Address) -> bool:
    return address in ODD or any(address in network for network in INSIDE)


def near(network) -> st.SearchStrategy[IPv4Address]:
    first, last = int(network.network_address), int(network.broadcast_address)
    edges = [at for at in (first - 1, first, last, last + 1) if 0 <= at < 1 << 32]
    return st.one_of(st.sampled_from(edges), st.integers(first, last)).map(IPv4Address)


ADDRESSES = st.one_of(st.integers(0, (1 << 32) - 1).map(IPv4Address), *(near(network) for network in INSIDE))


@given(ADDRESSES)
def test_it_is_what_the_registry_has_it(address):
    assert may_receive(str(address)) == (not inside(address))


@given(ADDRESSES)
def test_an_ipv6_address_that_stands_for_it_is_as_it_is(address):
    number = int(address)
    for one in (
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x0064FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | number << 80),
        IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
    ):
        assert not may_receive(str(one)) or not inside(address), one


@pytest.mark.parametrize(
    "host",
    ["::", "::1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1", "2001:db8::1", "fec0::1",
     "::7f00:1", "100::1", "name.example", "", "0x7f.1", "2130706433", "127.1"],
)  # fmt: skip
def test_what_is_inside_or_no_address_is_refused(host):
    assert not may_receive(host)


@pytest.mark.parametrize("host", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])
def test_the_public_internet_is_allowed_where_it_is_encrypted(host):
    assert may_receive(host)
    assert not may_receive(host, encrypted=False)


@given(ADDRESSES)
def test_what_the_operator_names_is_allowed_and_nothing_else(address):
    allowed = networks("127.0.0.0/8, 10.1.0.0/16")
    is_named = any(address in network for network in allowed)
    assert may_receive(str(address), allowed, encrypted=False) == is_named
    assert may_receive(f"::ffff:{address}", allowed) == (is_named or not inside(address))
