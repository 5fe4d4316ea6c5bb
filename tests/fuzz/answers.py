"""Sends requests as bytes, and holds what comes back against the OpenAPI document."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from random import Random
from typing import Any
from urllib.parse import unquote

from tests.fuzz.odd_requests import ID, NAME, Request, request

SECONDS = 20.0
"""How long an answer may take, beside others on a busy machine."""
STREAM = "text/event-stream"
GARBAGE = 0.02
"""Share of requests that are bytes by chance alone."""
PROBLEM = {"error", "type", "title", "status", "detail"}


class Contract:
    """What an OpenAPI document says that may be answered.

    Parameters
    ----------
    document : dict
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._routes = [
            (re.compile(re.sub(r"\\{[a-z_]+\\}", ".+", re.escape(path)), re.DOTALL), operations)
            for path, operations in document["paths"].items()
        ]
        self._shared = document["components"]["responses"]

    def fault(self, asked: Request, answer: Answer) -> str | None:
        """What of an answer the document does not name; None where all is well.

        What is no route of it may be answered in any way below 500, errors in the one form.
        """
        if answer.status >= 500:
            return f"{answer.status} is an error of ours"
        if names_somebody(answer.body.decode("utf-8", "replace"), with_id=answer.status >= 400):
            return f"{answer.status} quotes a person's text"
        if answer.status >= 400 and asked.method != b"HEAD" and not answer.is_problem:
            return f"{answer.status} is not told in the one form of errors: {answer.media_type}"
        path, method = unquote(asked.path.decode("latin-1")), asked.method.decode("latin-1").lower()
        named = [
            operations[method] for route, operations in self._routes if route.fullmatch(path) and method in operations
        ]
        if not named:
            return None
        told = [self._kinds(operation["responses"].get(str(answer.status))) for operation in named]
        if not any(kinds is not None and (answer.status == 204 or answer.media_type in kinds) for kinds in told):
            return f"{answer.status} {answer.media_type} is not in the document"
        return None

    def _kinds(self, response: dict[str, Any] | None) -> set[str] | None:
        """The media types that a response is documented with; None where it is not documented."""
        if response is None:
            return None
        if "$ref" in response:
            response = self._shared[response["$ref"].rpartition("/")[2]]
        return set(response.get("content", {}))


def names_somebody(text: str, *, with_id: bool = True) -> bool:
    """Whether a text quotes what requests say of a person."""
    folded = text.casefold()
    return any(word in folded for word in NAME.casefold().split()) or (with_id and ID in folded)


@dataclass
class Answer:
    """What came back."""

    status: int
    media_type: str
    body: bytes

    @property
    def is_problem(self) -> bool:
        """Whether it is an error in the one form."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return False
        return isinstance(told, dict) and set(told) >= PROBLEM and told["status"] == self.status


@dataclass
class Found:
    """What a run found.

    Attributes
    ----------
    statuses : Counter
        Answers by status; those that never came under 0.
    faults : dict of str to bytes
        The first request that led to each.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    faults: dict[str, bytes] = field(default_factory=dict)


class Client:
    """Keeps a connection as long as the server does, as clients do.

    Parameters
    ----------
    port : int
    contract : Contract
    seed : int
    jobs, applicants : list of str
        Ids that are there.
    """

    def __init__(self, port: int, contract: Contract, seed: int, jobs: list[str], applicants: list[str]) -> None:
        self.found = Found()
        self._port = port
        self._contract = contract
        self._chance = Random(seed)
        self._ids = jobs, applicants
        self._held: socket.socket | None = None

    def run(self, number: int) -> Found:
        """Send so many requests."""
        for _ in range(number):
            asked = request(self._chance, *self._ids)
            sent = asked.encoded(b"127.0.0.1:%d" % self._port)
            if self._chance.random() < GARBAGE:
                sent = self._chance.randbytes(self._chance.randint(1, 300)) + b"\r\n\r\n"
                asked = Request(b"", b"")
            answer = self._exchange(asked, sent)
            self.found.statuses[answer.status if answer else 0] += 1
            fault = answer and self._contract.fault(asked, answer)
            if fault:
                self.found.faults.setdefault(f"{asked.method!r} {asked.path[:60]!r}: {fault}", sent[:2000])
        self._close()
        return self.found

    def _exchange(self, asked: Request, sent: bytes) -> Answer | None:
        """Send a request; None where the connection is closed without an answer."""
        if self._held is None:
            self._held = socket.create_connection(("127.0.0.1", self._port), SECONDS)
        try:
            self._held.sendall(sent)
            return self._read(asked)
        except TimeoutError:
            self.found.faults.setdefault(f"{asked.method!r} {asked.path[:60]!r}: no answer", sent[:2000])
            self._close()
        except (OSError, HTTPException):  # refused while it was sent, or never whole
            self._close()
        return None

    def _read(self, asked: Request) -> Answer:
        assert self._held is not None
        response = HTTPResponse(self._held, method=asked.method.decode("latin-1"))
        try:
            response.begin()
            media_type = (response.getheader("content-type") or "").partition(";")[0].strip().lower()
            if media_type == STREAM:
                answer = Answer(response.status, media_type, response.read1(100))
                self._close()
                return answer
            answer = Answer(response.status, media_type, response.read())
            if response.will_close or not _is_one(asked):
                self._close()
            return answer
        finally:
            response.close()

    def _close(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None


def _is_one(asked: Request) -> bool:
    """Whether a server surely reads one request, whole, so that the next may follow on its connection."""
    odd = {b"content-length", b"transfer-encoding", b"upgrade", b"connection", b"expect"}
    parts = [asked.method, asked.path, asked.query, *(part for header in asked.headers for part in header)]
    return (
        asked.version == b"HTTP/1.1"
        and not odd & {name for name, _ in asked.headers}
        and not re.search(rb"[\x00-\x20\x7f-\xff]", asked.method + asked.path + asked.query)
        and not re.search(rb"[\r\n\x00]", b"".join(parts))
    )
