"""Sends one webhook: one POST to an address that was checked, no redirect, no cookie, no body of the answer."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from data import __version__
from data.webhooks.addresses import AddressRefused, Network, may_receive

HEAD_BYTES = 8190
"""Bytes of a line or a header of an answer at most."""

AGENT = f"Matchstream/{__version__}"


class Answer(NamedTuple):
    """What became of an attempt.

    Attributes
    ----------
    status : int
        0 where there was no answer.
    why : str
        What went wrong, in words of ours; empty where there was an answer.
    retry_after : str, optional
        The header.
    seconds : float
    """

    status: int
    why: str = ""
    retry_after: str | None = None
    seconds: float = 0.0


class _Resolver(AbstractResolver):
    """Resolves names to addresses that may receive webhooks; the connection goes to these and resolves no more."""

    def __init__(self, allowed: Sequence[Network], *, encrypted: bool) -> None:
        self._allowed = allowed
        self._encrypted = encrypted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Look a name up.

        Raises
        ------
        AddressRefused
            Where any of its addresses may not receive webhooks: a name that leads inside too is not to be trusted.
        """
        told = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        found = [(str(address[0]), kind, proto) for kind, _, proto, _, address in told]
        if not all(may_receive(address, self._allowed, encrypted=self._encrypted) for address, _, _ in found):
            raise AddressRefused("its name leads to an address inside")
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=proto, flags=socket.AI_NUMERICHOST)
            for address, kind, proto in found
        ]

    async def close(self) -> None:
        """Nothing is open."""


class Client:
    """Sends webhooks.

    Parameters
    ----------
    seconds : float
        How long an attempt may take.
    allowed : sequence of networks
        Where webhooks may go besides the public internet; without encryption there alone.
    ca_file : Path, optional
        Authorities of receivers' certificates. Default is the system's.
    """

    def __init__(self, seconds: float, allowed: Sequence[Network] = (), ca_file: Path | None = None) -> None:
        self._trust = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._sessions = {scheme: self._session(allowed, encrypted=scheme == "https") for scheme in ("https", "http")}

    def _session(self, allowed: Sequence[Network], *, encrypted: bool) -> aiohttp.ClientSession:
        def connect(info: tuple[int, int, int, str, tuple[str | int, ...]]) -> socket.socket:
            # What is written as an address is not resolved; and this is the very one that is connected to.
            family, kind, proto, _, address = info
            if not may_receive(str(address[0]), allowed, encrypted=encrypted):
                raise AddressRefused("it is an address inside")
            return socket.socket(family, kind, proto)

        connector = aiohttp.TCPConnector(
            resolver=_Resolver(allowed, encrypted=encrypted),
            socket_factory=connect,
            use_dns_cache=False,
            ssl=self._trust,
            limit=0,  # a receiver that is slow must keep no other from being sent to
            keepalive_timeout=15.0,
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            max_line_size=HEAD_BYTES,
            max_field_size=HEAD_BYTES,
            headers={"User-Agent": AGENT, "Content-Type": "application/json", "Accept-Encoding": "identity"},
        )

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send one webhook; whatever happens is told by the answer."""
        begun = time.monotonic()
        session = self._sessions[url.partition(":")[0]]
        try:
            async with session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                found = Answer(answer.status, "", answer.headers.get("Retry-After"))
        except TimeoutError:
            found = Answer(0, "no answer in time")
        except AddressRefused as error:
            found = Answer(0, f"refused: {error}")
        except aiohttp.ClientConnectorCertificateError:
            found = Answer(0, "its certificate is not trusted")
        except aiohttp.ClientSSLError:
            found = Answer(0, "no encryption was agreed on")
        except aiohttp.ClientConnectorError as error:
            found = Answer(0, _why(error))
        except (aiohttp.ClientError, OSError, ValueError):
            found = Answer(0, "what came is no answer")
        return found._replace(seconds=time.monotonic() - begun)

    async def close(self) -> None:
        """Close all connections."""
        for session in self._sessions.values():
            await session.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()


def _why(error: aiohttp.ClientConnectorError) -> str:
    if isinstance(error.os_error, AddressRefused):
        return f"refused: {error.os_error}"
    return "its name is not known" if isinstance(error, aiohttp.ClientConnectorDNSError) else "nobody listens there"
