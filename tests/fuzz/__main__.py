"""Fuzz a whole stack: `python -m tests.fuzz http|kafka|webhooks`. One line of JSON; 0 only where nothing fell over."""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from tests.fuzz import http_run, kafka_run, webhooks_run
from tests.fuzz.stacks import at_rest, filled, fuzzed_stack, lines_that_name_somebody, restarts

REST_SECONDS = 1800.0
OPERATIONS = 13
"""Of the OpenAPI document; Schemathesis counts its examples for each."""


def http(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Half of the requests by the document at least, and as many again as bytes."""
    with fuzzed_stack(options.broker) as stack:
        population = filled(stack, jobs=20, applicants=200)
        document = http_run.by_document(stack.address, options.number // OPERATIONS, options.seed)
        print(document.faults, end="", file=sys.stderr)
        found = http_run.by_bytes(stack, options.number, options.seed, population)
        for fault, sent in found.faults.items():
            print(f"{fault}\n    {sent!r}", file=sys.stderr)
        report, ended = at_rest(stack, REST_SECONDS), restarts(stack)
        quoting = lines_that_name_somebody(stack)
    told = {
        "by_document": document.requests,
        "by_bytes": found.statuses.total(),
        "statuses": dict(sorted(found.statuses.items())),
        "document_holds": not document.faults,
        "faults": len(found.faults),
        "log_lines_that_name_somebody": quoting,
    }
    holds = not (document.faults or found.faults or quoting) and report.holds and not any(ended.values())
    return told | kafka_run.told(report) | {"restarts": ended}, holds


def webhooks(options: argparse.Namespace) -> tuple[dict[str, Any], bool]:
    """Odd bodies of every system, a tenth of them badly signed."""
    with fuzzed_stack(options.broker) as stack:
        statuses, faults = webhooks_run.deliver(stack, options.number, options.seed)
        for fault in faults[:20]:
            print(fault, file=sys.stderr)
        report, ended = at_rest(stack, REST_SECONDS), restarts(stack)
        found = webhooks_run.personal(stack)
    holds = not (faults or found) and report.holds and not any(ended.values())
    return webhooks_run.told(statuses, faults, found) | kafka_run.told(report) | {"restarts": ended}, holds


def main() -> int:
    """Run what the command line names."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("what", choices=("http", "kafka", "webhooks"))
    parser.add_argument("--number", type=int, help="requests of each kind (20,000), or records a topic (100,000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--broker", choices=("embedded", "apache"), default="embedded")
    options = parser.parse_args()
    options.number = options.number or (100_000 if options.what == "kafka" else 20_000)
    begun = time.monotonic()
    told, holds = {"http": http, "kafka": kafka_run.run, "webhooks": webhooks}[options.what](options)
    print(json.dumps(told | {"seconds": round(time.monotonic() - begun), "holds": holds}))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
