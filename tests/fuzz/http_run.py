"""Fuzzes the gateway of a whole stack over HTTP: by its OpenAPI document, and by bytes."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import fetch
from deploy.local.stack import Stack
from tests.chaos.load import Population
from tests.fuzz.answers import Client, Contract, Found

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "response_headers_conformance", "unsupported_method", "allow_header_conformance",
)  # fmt: skip
CLIENTS = 12
"""Clients at a time: many wait for a request that never comes whole to be given up."""
CONFIG = (
    """
checks.enabled = false
"""
    + "".join(f"checks.{check}.enabled = true\n" for check in CHECKS)
    + """
[[operations]]
include-path = "/api/pushes"
max-stream-events = 1
checks.response_schema_conformance.enabled = false
"""
)
"""In OpenAPI 3.1 a stream's schema is that of its whole text, and Schemathesis holds each event against it.

Checks that its command line names are on for every operation, whatever this says.
"""


@dataclass
class Conformance:
    """What Schemathesis found.

    Attributes
    ----------
    requests : int
    faults : str
        All that it says of failures and errors; empty where there are none.
    """

    requests: int
    faults: str


def by_document(
    address: str, examples: int, seed: int, *, key: str | None = None, is_covering: bool = True
) -> Conformance:
    """Ask what the OpenAPI document describes, and what it does not, so many times an operation and phase.

    Parameters
    ----------
    address : str
        Of a gateway.
    examples, seed : int
    key : str, optional
        Sent with each request.
    is_covering : bool
        Whether each limit of each field is tried too: some 3,000 requests.
    """
    with tempfile.TemporaryDirectory(prefix="schemathesis-") as folder:
        config, report = Path(folder, "schemathesis.toml"), Path(folder, "report.json")
        config.write_text(CONFIG, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "--config-file",
            str(config),
            "run",
            f"{address}/openapi.json",
            *(["--header", f"Authorization: Bearer {key}"] if key else []),
        ]
        command += ["--phases", "examples,coverage,fuzzing" if is_covering else "examples,fuzzing"]
        # One thread: of two that parse at a time, Python 3.11 may refuse one (findings/ast-parse-of-two-threads.sh).
        command += ["--continue-on-failure", "--max-examples", str(examples), "--seed", str(seed), "--workers", "1"]
        command += ["--no-shrink", "--request-timeout", "20", "--report-json-path", str(report), "--warnings", "off"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert report.exists(), done.stdout + done.stderr
        told = json.loads(report.read_text(encoding="utf-8"))
    faults = done.stdout + done.stderr if done.returncode != 0 else ""
    return Conformance(told["test_cases"]["generated"], faults)


def by_bytes(stack: Stack, number: int, seed: int, population: Population) -> Found:
    """Send so many requests as bytes, most of them odd."""
    assert stack.gateway is not None
    contract = Contract(json.loads(fetch(stack.gateway.port, "/openapi.json")))
    ids = [job.id for job in population.jobs], [applicant.id for applicant in population.applicants]
    clients = [Client(stack.gateway.port, contract, seed + client, *ids) for client in range(CLIENTS)]
    whole = Found()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for found in pool.map(lambda client: client.run(number // CLIENTS), clients):
            whole.statuses += Counter(found.statuses)
            whole.faults |= found.faults
    return whole
