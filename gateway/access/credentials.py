"""What a request shows of who asks: a key, a session's cookie, or a user whom a proxy vouches for."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope as Connection

USER = b"x-matchstream-user"
VOUCHER = b"x-matchstream-proxy"


@dataclass(slots=True)
class Shown:
    """The headers that matter, as they came; None where there is none.

    Attributes
    ----------
    authorization : str or None
    is_doubled : bool
        Whether one of them came twice, so that two readers might choose another.
    cookie : str or None
        The session's.
    user, voucher : str or None
        A user's name, and the secret with which the proxy vouches for it.
    is_own_page : bool
        Whether a page of this gateway sent the request, by what its browser says.
    """

    authorization: str | None = None
    is_doubled: bool = False
    cookie: str | None = None
    user: str | None = None
    voucher: str | None = None
    is_own_page: bool = False


def cookie_name(connection: Connection) -> str:
    """Name of the session's cookie; with `__Host-` no other host of the same domain can set it."""
    return "__Host-matchstream" if connection["scheme"] == "https" else "matchstream"


def shown(connection: Connection) -> Shown:
    """Read the headers of a request."""
    found = Shown()
    host, origin = b"", b""
    for name, value in connection["headers"]:
        if name == b"authorization":
            found.is_doubled |= found.authorization is not None
            found.authorization = value.decode("latin-1")
        elif name == b"cookie":
            found.cookie = _cookie(value.decode("latin-1"), cookie_name(connection)) or found.cookie
        elif name == USER:
            found.is_doubled |= found.user is not None
            found.user = value.decode("utf-8", "replace")
        elif name == VOUCHER:
            found.is_doubled |= found.voucher is not None
            found.voucher = value.decode("latin-1")
        elif name == b"sec-fetch-site":
            found.is_own_page |= value == b"same-origin"
        elif name == b"origin":
            origin = value
        elif name == b"host":
            host = value
    found.is_own_page |= bool(host) and origin.partition(b"://")[2].lower() == host.lower()
    return found


def _cookie(header: str, wanted: str) -> str | None:
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == wanted:
            return value
    return None
