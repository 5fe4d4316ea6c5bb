"""Checks host and origin: a request must be meant for this gateway, and not come from a foreign page.

A browser sends what any page asks for. Somebody can let a name of theirs point to 127.0.0.1, which makes their pages
pages of the gateway's own origin (DNS rebinding); so the host in a request must be one of ours. And a page of another
origin may send requests, although it can't read the answers; so requests that change anything must not come from one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.web.problems import Problem, answer

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
    """ASGI middleware that refuses requests for other hosts, and changes requested by pages of other origins.

    The browser says whether a page is of another origin (`Sec-Fetch-Site`). An older one sends the page's `Origin`,
    which is compared with the host. Other programs send neither.

    Parameters
    ----------
    app : ASGIApp
    names : KnownNames
    """

    def __init__(self, app: ASGIApp, names: KnownNames) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        hosts: list[bytes] = []
        origin = site = None
        for name, value in scope["headers"]:
            if name == b"host":
                hosts.append(value)
            elif name == b"origin":
                origin = value
            elif name == b"sec-fetch-site":
                site = value
        if len(hosts) != 1:
            await answer(_no_host())(scope, receive, send)
        elif hosts[0] not in self.names:
            await answer(_unknown_host())(scope, receive, send)
        elif scope["method"] not in _SAFE and _is_foreign(hosts[0], origin, site):
            await answer(_foreign())(scope, receive, send)
        else:
            await self.app(scope, receive, send)


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
