"""Which addresses webhooks may go to: those of the public internet, and networks that the operator names.

A subscription's address is chosen by somebody outside; without this, it could make the sender ask machines inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from data.errors import MatchstreamError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_REFUSED = (
    ip_network("100.64.0.0/10"),  # between a provider and its customers (RFC 6598); clouds put services there
    ip_network("168.63.129.16/32"),  # a cloud's service for its machines, at a public address
    ip_network("192.0.0.0/24"),  # protocol assignments (RFC 6890)
    ip_network("192.88.99.0/24"),  # relays of 6to4 (RFC 7526)
    ip_network("fec0::/10"),  # site-local (RFC 3879)
)


class AddressRefused(MatchstreamError, OSError):
    """An address to which webhooks may not go."""


def may_receive(host: str, allowed: Sequence[Network] = (), *, encrypted: bool = True) -> bool:
    """Whether webhooks may go to an address.

    Private, loopback, link-local (where clouds serve their metadata), multicast, reserved and unspecified addresses may
    not receive any, nor IPv6 addresses that stand for such an IPv4 address.

    Parameters
    ----------
    host : str
        An address, as the system's resolver or a socket writes it.
    allowed : sequence of networks
        Where they may go besides.
    encrypted : bool
        Whether the connection is; one that is not goes into `allowed` alone.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    address = _meant(address)
    if any(address in network for network in allowed if network.version == address.version):
        return True
    return encrypted and _is_public(address)


def networks(text: str) -> list[Network]:
    """Read comma-separated networks.

    Raises
    ------
    ValueError
    """
    return [ip_network(part.strip()) for part in text.split(",") if part.strip()]


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or (int(address) >> 32 == 0 and int(address) > 1):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    )
