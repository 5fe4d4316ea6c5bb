"""Checks host and origin: a request must be meant for this gateway, and not come from a foreign page.

A browser sends what any page asks for. Somebody can let a name of theirs point to 127.0.0.1, which makes their pages
pages of the gateway's own origin (DNS rebinding); so the host in a request must be one of ours. And a page of another
origin may send requests, although it can't read the answers; so requests that change anything must not come from one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import ip_address

from gateway.web.problems import Problem

_AUTHORITY = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+?))\.?(?::[0-9]{1,5})?", re.IGNORECASE)
_SAFE = {"GET", "HEAD", "OPTIONS"}

LOOPBACK = "localhost"
ANY = "*"


class KnownNames:
    """The names of this gateway.

    Addresses are always accepted: only a name can be rebound, and a page of an address is served by that address.

    Parameters
    ----------
    names : iterable of str
        Names besides `LOOPBACK`; `*.example.org` means every name below it, `ANY` every name.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {name.lower() for name in names} | {LOOPBACK}
        self._below = tuple(name[1:] for name in self._names if name.startswith("*."))
        self._known = lru_cache(256)(self._look)

    def __contains__(self, authority: bytes) -> bool:
        return self._known(authority)

    def _look(self, authority: bytes) -> bool:
        found = _AUTHORITY.fullmatch(authority.decode("latin-1"))
        if found is None:
            return False
        host = (found[1] or found[2]).lower()
        try:
            ip_address(host)
        except ValueError:
            return found[1] is None and (ANY in self._names or host in self._names or host.endswith(self._below))
        return True


class Door:
    """Refuses requests for other hosts, and changes requested by pages of other origins.

    The browser says whether a page is of another origin (`Sec-Fetch-Site`). An older one sends the page's `Origin`,
    which is compared with the host. Other programs send neither.

    Parameters
    ----------
    names : KnownNames
    """

    def __init__(self, names: KnownNames) -> None:
        self.names = names

    def refusal(self, method: str, headers: Mapping[bytes, bytes]) -> Problem | None:
        """Why a request is refused; None where it may go on.

        Parameters
        ----------
        method : str
        headers : mapping of bytes to bytes
            Without a host where there was more than one.
        """
        host = headers.get(b"host")
        if host is None:
            return _no_host()
        if host not in self.names:
            return _unknown_host()
        if method not in _SAFE and _is_foreign(host, headers.get(b"origin"), headers.get(b"sec-fetch-site")):
            return _foreign()
        return None


def _is_foreign(host: bytes, origin: bytes | None, site: bytes | None) -> bool:
    if site is not None:
        return site not in (b"same-origin", b"none")
    return origin is not None and origin.partition(b"://")[2].lower() != host.lower()


def _no_host() -> Problem:
    return Problem(400, "O pedido deve ter um cabeçalho Host.")


def _unknown_host() -> Problem:
    return Problem(
        421,
        "Este servidor não atende pelo nome que o pedido traz no cabeçalho Host. "
        "Quem opera o sistema declara os nomes em MATCHSTREAM_GATEWAY_HOSTS.",
        slug="unknown-host",
    )


def _foreign() -> Problem:
    return Problem(403, "Este pedido vem da página de outro endereço e foi recusado.", slug="foreign-origin")
