"""Stand-ins of applicant tracking systems that are asked: their interfaces, in memory or behind a socket."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

from producers.polling.interface import Reply
from tests.ats import bodies
from tests.ats.files import TOKEN


class Interface:
    """What the stand-ins have in common: the key, and answers that were planned to go wrong.

    Attributes
    ----------
    planned : list of Reply or OSError
        Answered instead, one a request.
    asked : list of str
        Paths that were asked for.
    """

    header, prefix = "authorization", "Bearer "

    def __init__(self) -> None:
        self.planned: list[Reply | OSError] = []
        self.asked: list[str] = []

    def ask(self, url: str, headers: Any) -> Reply:
        parts = urlsplit(url)
        path, query = parts.path, {name: found[0] for name, found in parse_qs(parts.query).items()}
        self.asked.append(path)
        if self.planned:
            planned = self.planned.pop(0)
            if isinstance(planned, OSError):
                raise planned
            return planned
        if {name.lower(): value for name, value in headers.items()}.get(self.header) != self.prefix + TOKEN:
            return Reply(401, {}, b"")
        found = self.find(path, query)
        return Reply(404, {}, b"") if found is None else Reply(200, {}, orjson.dumps(found))

    def find(self, path: str, query: dict[str, str]) -> Any | None:
        raise NotImplementedError


class Gupy(Interface):
    """Jobs and their applications, in pages; bodies with everything personal that Gupy puts there."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[int, str] = {7001: "published"}
        self.applications: dict[int, list[dict[str, Any]]] = {7001: []}
        self.changes: Counter[int] = Counter()

    def apply(self, number: int, status: str = "in_process", job: int = 7001) -> None:
        """Put somebody's application into a status."""
        self.changes[number] += 1
        application = bodies.gupy_application(id=number, status=status) | {
            "candidate": bodies.gupy_candidate(id=number),
            "updatedAt": f"2026-11-03T12:{self.changes[number]:02d}:00.000Z",
        }
        held = [one for one in self.applications.setdefault(job, []) if one["id"] != number]
        self.applications[job] = sorted([*held, application], key=lambda one: one["id"])

    def find(self, path: str, query: dict[str, str]) -> Any | None:
        if path == "/api/v1/jobs":
            rows: list[Any] = [{"id": name, "status": status} for name, status in self.jobs.items()]
        else:
            job = int(path.split("/")[4])
            if job not in self.applications:
                return None
            rows = [one for one in self.applications[job] if one["status"] == query["status"]]
        size, page = int(query["perPage"]), int(query["page"])
        pages = max(1, -(-len(rows) // size))
        return {"results": rows[(page - 1) * size : page * size], "page": page, "totalPages": pages}


class SmartRecruiters(Interface):
    """Candidates, jobs and applications by id."""

    header, prefix = "x-smarttoken", ""

    def __init__(self) -> None:
        super().__init__()
        self.status = "IN_REVIEW"
        self.job_status = "SOURCING"
        self.is_there = True

    def find(self, path: str, query: dict[str, str]) -> Any | None:
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if not self.is_there:
            return None
        if parts[0] == "jobs":
            return {
                "id": bodies.SMART_JOB,
                "title": "Desenvolvedor Java Sênior",
                "status": self.job_status,
                "location": {"city": "São Paulo", "region": "SP"},
                "creator": {"firstName": bodies.RECRUITER, "email": bodies.MAIL},
                "jobAd": {
                    "sections": {
                        "jobDescription": {"title": "x", "text": "<p>Manter serviços</p>"},
                        "qualifications": {"title": "y", "text": "<ul><li>Java</li><li>SQL</li></ul>"},
                    }
                },
            }
        if len(parts) == 4:
            return {"id": "app", "status": self.status, "subStatus": "Entrevista", "notes": "notaqx"}
        return {
            "id": bodies.SMART_CANDIDATE,
            "firstName": bodies.FIRST,
            "lastName": bodies.LAST,
            "email": bodies.MAIL,
            "phoneNumber": bodies.PHONE,
            "location": {"city": "Campinas", "region": "SP", "address": bodies.STREET},
            "tags": ["Java", "Spring"],
            "experience": [{"title": "Desenvolvedora Java", "company": bodies.COMPANY}],
            "education": [{"degree": "Bacharelado", "institution": bodies.SCHOOL}],
        }


@contextmanager
def served(interface: Interface) -> Iterator[str]:
    """Serve an interface on this machine; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = interface.ask(f"http://localhost{self.path}", dict(self.headers.items()))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
