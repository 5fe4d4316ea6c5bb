"""Requests as bytes: sound ones, most of them damaged by chance."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.chaos.unreadable import scrambled

Header = tuple[bytes, bytes]

STRUCTURED, BATCH, JSON = b"application/cloudevents+json", b"application/cloudevents-batch+json", b"application/json"
NAME, ID = "Quaresma Belfort", "zuleica-1"
"""Of a person who was made up: the name stands in texts, and is to stand in no answer and no log; nor is the id, but in
answers that are none of an error."""
PAIR = {
    "vaga": {"titulo_vaga": "Dev Java", "competencias_tecnicas_requeridas": "Java, SQL", "nivel_ingles": "Fluente"},
    "candidato": {"conhecimentos_tecnicos": "Java", "cv": f"{NAME}. Inglês fluente. Superior completo."},
}
EVENT = {
    "specversion": "1.0", "id": "1", "source": "fuzz", "type": "recruiting.applicant.upserted",
    "data": {"id": ID, "conhecimentos_tecnicos": "Java", "cv": f"{NAME}. Java."},
}  # fmt: skip
BINARY = [(b"ce-specversion", b"1.0"), (b"ce-id", b"2"), (b"ce-source", b"fuzz"),
          (b"ce-type", b"recruiting.job.upserted"), (b"content-type", JSON)]  # fmt: skip

METHODS = [
    b"GET",
    b"POST",
    b"PUT",
    b"PATCH",
    b"DELETE",
    b"HEAD",
    b"OPTIONS",
    b"TRACE",
    b"CONNECT",
    b"PRI",
    b"get",
    b"A B",
]
VERSIONS = [
    b"HTTP/1.0",
    b"HTTP/1.1",
    b"HTTP/1.1",
    b"HTTP/2.0",
    b"HTTP/0.9",
    b"HTTP/9.9",
    b"HTTP/1.1 ",
    b"ICAP/1.0",
    b"",
]
PIECES = [
    b"%00", b"%ff%fe", b"%ed%a0%80", b"%2F", b"%252f", b"..", b"%2e%2e", b"//", b";x=1", b"%", b"%zz", b"%7C",
    b"\xc3\xa3",
    b"e%CC%81", b"%E2%80%8B", b"a" * 129, b"b" * 5000, b"*", b"[", b"{", b"\\", b"?", b"#f", b"%0d%0aX:1", b"+",
    b":matches",
]  # fmt: skip
QUERIES = [
    b"limit=0", b"limit=-1", b"limit=101", b"limit=1e3", b"limit=99999999999999999999", b"limit=%EF%BC%91", b"limit=",
    b"limit=1&limit=2", b"limit[]=1", b"offset=1000000", b"offset=1000001", b"offset=9" * 9, b"explain=maybe",
    b"explain=true", b"explain=1&explain=0", b"last_event_id=0-0", b"last_event_id=x", b"last_event_id=-", b"=", b"&&&",
    b"last_event_id=18446744073709551616-0", b"last_event_id=99999999999999-0", b"%ff=%ff", b"a=" + b"b" * 3000,
    b"\xff=1",
]  # fmt: skip
HEADERS: list[Header] = [
    *((b"content-type", kind) for kind in (
        STRUCTURED, BATCH, JSON, b"text/plain", b"application/json; charset=utf-16", b"application/xml", b"", b";",
        b"/json",
        b"multipart/form-data", b"application/x-www-form-urlencoded", b"application/vnd.x+json", b"\xff\xfe",
        b"a/b" * 900,
    )),
    (b"content-encoding", b"gzip"), (b"content-length", b"-1"), (b"content-length", b"99999999999999999999"),
    (b"content-length", b"0"), (b"content-length", b"9999999999"), (b"transfer-encoding", b"chunked"),
    (b"transfer-encoding", b"gzip, chunked"), (b"transfer-encoding", b"identity"), (b"expect", b"100-continue"),
    (b"connection", b"Upgrade"), (b"upgrade", b"websocket"), (b"upgrade", b"h2c"), (b"connection", b"close"),
    (b"host", b"evil.example"), (b"host", b""), (b"host", b"[::1"), (b"host", b"127.0.0.1:99999"), (b"host", b"\xff"),
    (b"origin", b"http://evil.example"), (b"origin", b"null"), (b"sec-fetch-site", b"cross-site"),
    (b"sec-fetch-site", b"?"), (b"x-forwarded-for", b"not an address, , ::"), (b"x-forwarded-proto", b"\xe9"),
    (b"accept", b"text/html"), (b"accept-encoding", b"zstd"), (b"range", b"bytes=0-1"), (b"range", b"bytes=9-1"),
    (b"range", b"bytes=999999999-"), (b"range", b"x"), (b"if-range", b"x"), (b"if-none-match", b"*"),
    (b"if-modified-since", b"yesterday"), (b"if-modified-since", b"Fri, 27 Nov 2099 00:00:00 GMT"), (b"cookie",
    b"=\x01;;"),
    (b"last-event-id", b"0-0"), (b"last-event-id", b"x"), (b"last-event-id", b"\xff"), (b"authorization", b"Basic ="),
    (b"ce-type", b"recruiting.applicant.removed"), (b"ce-subject", b"%FF"), (b"ce-subject", b"fuzz-1"), (b"ce-time",
    b"x"),
    (b"ce-time", b"9999-12-31T23:59:60Z"), (b"ce-id", b""), (b"ce-source", b"\xe9"), (b"ce-", b"1"), (b"ce-data", b"1"),
    (b"x" * 500, b"1"), (b"x-long", b"y" * 60_000), (b"x-longer", b"y" * 70_000), (b"bad name", b"1"), (b"", b"1"),
    (b"x-control", b"\x00\x01"), (b"x-folded", b"1\r\n 2"), (b"x-split", b"1\n2"), (b"te", b"trailers"),
]  # fmt: skip
ODD_VALUES: list[Any] = [
    None, True, [], {}, "", "\u0000", "\ud800", 0, -1, 1.5, 10**400, float("nan"), float("inf"), ["a", 1],
    [[["a"]]], {"a": {}},
    "x" * 1001, "y" * 200_001, "Java, " * 2000, "e\u0301\u200b\u202e", "| a|b", "\ufeff", "%s%n{}{0}", "1" * 5000,
]  # fmt: skip
RAW_BODIES = [
    b"", b"null", b"[]", b"{}", b"NaN", b'"', b"[" * 100_000, b'{"vaga":' * 3000, b"," * 400_000, b"1e999999",
    b"\xff\xfe{\x00",
    b'{"vaga": {"cv": 1}, "vaga": {"titulo_vaga": "a"}, "candidato": {"cv": "b"}, "candidato": {}}',
    gzip.compress(b"{}"),
    json.dumps(PAIR).encode("utf-16"), json.dumps(PAIR).encode("utf-8-sig"), json.dumps(PAIR,
    ensure_ascii=False).encode("latin-1"),
    b'{"vaga": {"titulo_vaga": "\\ud800"}, "candidato": {"cv": "\\udfff\\ud800"}}', b"9" * 100_000,
    b"[1" + b",1" * 1100 + b"]",
]  # fmt: skip


@dataclass
class Request:
    """A request, before it is bytes."""

    method: bytes
    path: bytes
    query: bytes = b""
    headers: list[Header] = field(default_factory=list)
    body: bytes = b""
    version: bytes = b"HTTP/1.1"

    def encoded(self, host: bytes) -> bytes:
        """The bytes to be sent; it names its host and its length unless it says another."""
        said = {name for name, _ in self.headers}
        headers = [*self.headers]
        if b"host" not in said:
            headers.insert(0, (b"Host", host))
        if self.body and not said & {b"content-length", b"transfer-encoding"}:
            headers.append((b"Content-Length", b"%d" % len(self.body)))
        target = self.path + (b"?" + self.query if self.query else b"")
        line = b" ".join((self.method, target, self.version))
        return b"\r\n".join((line, *(b"%s: %s" % header for header in headers), b"", self.body))


Change = Callable[[Request, Random], None]


def _a_method(asked: Request, chance: Random) -> None:
    asked.method = chance.choice(METHODS)


def _a_version(asked: Request, chance: Random) -> None:
    asked.version = chance.choice(VERSIONS)


def _a_path(asked: Request, chance: Random) -> None:
    at = chance.randrange(len(asked.path) + 1)
    piece = chance.choice(PIECES) if chance.random() < 0.8 else chance.randbytes(chance.randint(1, 6))
    asked.path = asked.path[:at] + piece + (asked.path[at:] if chance.random() < 0.7 else b"")


def _a_query(asked: Request, chance: Random) -> None:
    asked.query = b"&".join((*filter(None, (asked.query,)), *chance.choices(QUERIES, k=chance.randint(1, 3))))


def _a_header(asked: Request, chance: Random) -> None:
    name, value = chance.choice(HEADERS)
    if chance.random() < 0.7:
        asked.headers = [held for held in asked.headers if held[0] != name]
    if chance.random() < 0.2:
        value = scrambled(value, chance)
    asked.headers.insert(chance.randrange(len(asked.headers) + 1), (name, value))


def _no_header(asked: Request, chance: Random) -> None:
    if asked.headers:
        del asked.headers[chance.randrange(len(asked.headers))]


def _a_body(asked: Request, chance: Random) -> None:
    kind = chance.random()
    if kind < 0.3:
        asked.body = chance.choice(RAW_BODIES)
    elif kind < 0.6:
        asked.body = scrambled(asked.body, chance)
    else:
        asked.body = _other_values(asked.body, chance)


def _other_values(body: bytes, chance: Random) -> bytes:
    """A document with some of its values replaced."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return chance.choice(RAW_BODIES)
    holder = document
    while isinstance(holder, dict) and holder:
        name = chance.choice(list(holder))
        if not isinstance(holder[name], dict) or chance.random() < 0.2:
            if chance.random() < 0.1:
                holder["novo campo"] = holder.pop(name)
            else:
                holder[name] = chance.choice(ODD_VALUES)
            break
        holder = holder[name]
    return json.dumps(document).encode("utf-8", "surrogatepass")


def _chunks(asked: Request, chance: Random) -> None:
    asked.headers = [held for held in asked.headers if held[0] != b"content-length"] + [
        (b"transfer-encoding", b"chunked")
    ]
    size = chance.choice(
        [b"%x" % len(asked.body), b"%X;ext=1" % len(asked.body), b"-1", b"ffffffffffffffff", b"zz", b"0"]
    )
    asked.body = (
        size + b"\r\n" + asked.body + chance.choice([b"\r\n0\r\n\r\n", b"0\r\n\r\n", b"\r\n0\r\nX: 1\r\n\r\n", b""])
    )


CHANGES: list[Change] = [
    _a_method, _a_version, _a_path, _a_path, _a_query, _a_header, _a_header, _a_header, _no_header, _a_body,
    _a_body, _chunks,
]  # fmt: skip


def sound(chance: Random, jobs: list[str], applicants: list[str]) -> Request:
    """A request as a client means it, with ids that are there."""
    job, applicant = (chance.choice(ids).encode() for ids in (jobs, applicants))
    pair, event, batch = (json.dumps(document).encode() for document in (PAIR, EVENT, [EVENT, EVENT]))
    return chance.choice(
        [
            Request(b"POST", b"/api/predict", headers=[(b"content-type", JSON)], body=pair),
            Request(b"POST", b"/api/predict", b"explain=true", [(b"content-type", JSON)], pair),
            Request(b"POST", b"/api/predict_simple", headers=[(b"content-type", JSON)], body=pair),
            Request(b"POST", b"/api/events", headers=[(b"content-type", STRUCTURED)], body=event),
            Request(b"POST", b"/api/events", headers=[(b"content-type", BATCH)], body=batch),
            Request(b"POST", b"/api/events", headers=list(BINARY), body=b'{"id": "fuzz-2", "titulo_vaga": "Dev"}'),
            Request(b"GET", b"/api/jobs"),
            Request(b"GET", b"/api/jobs/%s/matches" % job),
            Request(b"GET", b"/api/applicants/%s/matches" % applicant),
            Request(b"GET", b"/api/matches/%s/%s" % (job, applicant)),
            Request(b"GET", b"/api/pushes"),
            Request(b"GET", chance.choice([b"/health", b"/model/info", b"/metrics", b"/openapi.json"])),
            Request(b"GET", chance.choice([b"/", b"/status", b"/static/frame.js", b"/static/frame.css", b"/static/"])),
        ]
    )


def request(chance: Random, jobs: list[str], applicants: list[str]) -> Request:
    """The next request: of ten, one is sound."""
    asked = sound(chance, jobs, applicants)
    for change in chance.choices(CHANGES, k=chance.choice([0, 1, 1, 1, 1, 2, 2, 2, 3, 4])):
        change(asked, chance)
    return asked
