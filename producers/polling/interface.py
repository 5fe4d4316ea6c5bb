"""A system's interface: JSON by GET, never faster than the system allows, asked again where that can help."""

from __future__ import annotations

import http.client
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import orjson

from data.errors import ExitCode, MatchstreamError

_LOG = logging.getLogger("matchstream.polling")

SECONDS = 130.0
"""How long an answer may take: SmartRecruiters asks for 128 s at least."""
MOST_BYTES = 16 << 20
ATTEMPTS = 8
LONGEST_WAIT = 300.0
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})


class Away(MatchstreamError):
    """A system that does not answer, after as many attempts as make sense for now."""

    retryable = True


class NotAllowed(MatchstreamError):
    """A system that refuses the key; asking again does not help."""

    exit_code = ExitCode.CONFIGURE


class Reply(NamedTuple):
    """An answer of a system."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Ask = Callable[[str, Mapping[str, str]], Reply]
"""Asks for an address with headers; raises `OSError` where nobody answers."""


class _NoRedirect(HTTPRedirectHandler):
    """The key must go to nobody else."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


_OPENER = build_opener(_NoRedirect)


def ask(url: str, headers: Mapping[str, str]) -> Reply:
    """Ask over HTTP."""
    try:
        with _OPENER.open(Request(url, headers=dict(headers)), timeout=SECONDS) as answer:  # noqa: S310 -- checked below
            return Reply(answer.status, _lower(answer.headers), answer.read(MOST_BYTES))
    except HTTPError as error:
        with error:
            return Reply(error.code, _lower(error.headers), b"")
    except (URLError, http.client.HTTPException) as error:
        raise OSError(type(error).__name__) from None


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@dataclass
class Interface:
    """A system's interface.

    Attributes
    ----------
    base : str
        Its address: `https`, or this machine's.
    headers : mapping of str to str
        With the key.
    rate : float
        Requests a second.
    """

    base: str
    headers: Mapping[str, str]
    rate: float
    ask: Ask = ask
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random
    _due: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.base)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts.hostname or "")):
            raise ValueError("the address of an interface begins with https://")

    def get(self, path: str, query: Mapping[str, str | int] | None = None) -> Any | None:
        """Ask for a document.

        Parameters
        ----------
        path : str
            From the base on; ids in it are quoted already.
        query : mapping, optional

        Returns
        -------
        object or None
            None where there is none (404, 410).

        Raises
        ------
        Away, NotAllowed
        """
        url = self.base.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
        why = "it was not asked"
        for attempt in range(ATTEMPTS):
            self._wait()
            try:
                reply = self.ask(url, self.headers)
            except OSError as error:
                why = f"nobody answers ({error})"
                self._back_off(attempt, None)
                continue
            if reply.headers.get("x-ratelimit-remaining") == "0":
                self._due = max(self._due, self.now() + 1.0)
            if reply.status == 200:
                return _document(reply)
            if reply.status in {404, 410}:
                return None
            if reply.status in {401, 403}:
                raise NotAllowed(f"{self.base} refuses the key ({reply.status}): is token_file the right one?")
            why = f"it answers {reply.status}"
            if reply.status not in _AGAIN:
                break
            self._back_off(attempt, reply.headers.get("retry-after"))
        raise Away(f"{self.base}: {why}")

    def _wait(self) -> None:
        """Keep the rate."""
        left = self._due - self.now()
        if left > 0:
            self.pause(left)
        self._due = self.now() + 1 / self.rate

    def _back_off(self, attempt: int, asked: str | None) -> None:
        """Wait for longer each time, by chance between half of it and all, and as long as the system asks."""
        seconds = min(LONGEST_WAIT, 2.0**attempt) * (0.5 + self.chance() / 2)
        if asked is not None and asked.isascii() and asked.isdigit():
            seconds = max(seconds, min(float(asked[:6]), LONGEST_WAIT))
        _LOG.warning("%s is asked again in %d s", self.base, round(seconds))
        self.pause(seconds)


def _document(reply: Reply) -> Any:
    try:
        return orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        raise Away("an answer is no JSON") from None


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
