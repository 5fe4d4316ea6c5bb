"""Hosts on this machine: network namespaces with an address each, on one bridge, and Docker's name server for them.

All of it lies in the namespaces of the process that makes it (`python -m tests.ops`), and ends with it.
"""

from __future__ import annotations

import ctypes
import os
import select
import socket
import struct
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BRIDGE = "ops0"
NETWORK = "172.30.0"
NAME_SERVER = "127.0.0.11"
_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)
_A, _NO_SUCH_NAME = 1, 3


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


class Network:
    """The bridge, its hosts, and their names.

    Parameters
    ----------
    find : callable
        The addresses under a name, as they are now.
    """

    def __init__(self, find: Callable[[str], list[str]]) -> None:
        self._find = find
        self._last = 1
        self._sockets: list[socket.socket] = []
        self._wake, self._woken = os.pipe()
        ip("link", "add", BRIDGE, "type", "bridge")
        ip("addr", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
        ip("link", "set", BRIDGE, "up")
        self._ending = False
        self._serve_names_in(None)
        self._thread = threading.Thread(target=self._answer_all, name="names", daemon=True)
        self._thread.start()

    def host(self, name: str) -> str:
        """Make a host; returns its address."""
        self._last += 1
        address, there = f"{NETWORK}.{self._last}", f"v{self._last}"
        ip("netns", "add", name)
        ip("link", "add", there, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", there, "master", BRIDGE, "up")
        ip("-n", name, "addr", "add", f"{address}/24", "dev", "eth0")
        ip("-n", name, "link", "set", "eth0", "up")
        ip("-n", name, "link", "set", "lo", "up")
        ip("-n", name, "route", "add", "default", "via", f"{NETWORK}.1")
        self._serve_names_in(name)
        return address

    def connect(self, address: str, *, connected: bool) -> None:
        """Plug a host in, or out: then nobody answers for its address."""
        ip("link", "set", f"v{address.rpartition('.')[2]}", "up" if connected else "down")

    def close(self) -> None:
        """End the name server. What is left ends with the process."""
        self._ending = True
        os.write(self._woken, b".")
        self._thread.join()
        for one in self._sockets:
            one.close()

    def bound(self, host: str | None, address: str, port: int, kind: int = socket.SOCK_STREAM) -> socket.socket:
        """A socket on a host; a thread enters the host for that, and ends there."""

        def open_socket() -> socket.socket:
            if host is not None:
                with Path("/run/netns", host).open() as namespace:
                    if _libc.setns(namespace.fileno(), _NEWNET) != 0:
                        raise OSError(ctypes.get_errno(), "setns")
            made = socket.socket(socket.AF_INET, kind)
            made.bind((address, port))
            return made

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(open_socket).result()

    def _serve_names_in(self, host: str | None) -> None:
        self._sockets.append(self.bound(host, NAME_SERVER, 53, socket.SOCK_DGRAM))
        os.write(self._woken, b".")

    def _answer_all(self) -> None:
        while not self._ending:
            readable, _, _ = select.select([self._wake, *self._sockets], [], [])
            for one in readable:
                if one == self._wake:
                    os.read(self._wake, 64)
                    continue
                query, asker = one.recvfrom(512)
                one.sendto(answer(query, self._find), asker)


def answer(query: bytes, find: Callable[[str], list[str]]) -> bytes:
    """The answer to a query of one name, as Docker's name server gives it: addresses alone, good for a second."""
    labels, at = [], 12
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace"))
        at += 1 + query[at]
    asked = query[12 : at + 5]
    found = find(".".join(labels).lower())
    kind = struct.unpack_from("!H", query, at + 1)[0]
    listed = found if kind == _A else []
    flags = 0x8180 | (0 if found else _NO_SUCH_NAME)
    records = b"".join(
        b"\xc0\x0c" + struct.pack("!HHIH", _A, 1, 1, 4) + socket.inet_aton(address) for address in listed
    )
    return query[:2] + struct.pack("!HHHHH", flags, 1, len(listed), 0, 0) + asked + records
