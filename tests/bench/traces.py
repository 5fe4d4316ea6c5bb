"""What traces cost: a worker and a gateway that tell of each event, in log, spans and exemplars, beside untold ones.

In processor time of the whole process, as it tells itself, the sides in turn. Here each event is told, which is the
most that it can cost.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

import orjson

from data.contract.records import Record
from data.telemetry.traces import Trace
from deploy.local.programs import Service
from gateway.events.event_requests import STRUCTURED
from producers.sender import Sender
from tests.bench import seed
from tests.bench.figures import Figure
from tests.bench.gateway import PREDICT
from tests.bench.setting import CACHE, PROJECT, Setting
from tests.bench.streaming import Ours, Population, connection, metric, running
from tests.bench.timing import in_turn, ratios
from tests.collector import Collector, collecting

SHARE = "MATCHSTREAM_TRACE_SHARE"
COLLECTOR = "MATCHSTREAM_OTLP_ENDPOINT"
FORMAT = "MATCHSTREAM_LOG_FORMAT"
READY_SECONDS = 180.0
CONNECTIONS = 4
PROCESSOR = "process_cpu_seconds_total"


@dataclass(frozen=True, slots=True)
class Side:
    """A form of tracing.

    Attributes
    ----------
    name : str
    told : bool
        Whether every trace is told.
    exports : bool
        Whether spans go to a collector.
    """

    name: str
    told: bool = False
    exports: bool = False

    def settings(self, collector: Collector) -> dict[str, str]:
        """Of a program."""
        found = {SHARE: str(float(self.told)), FORMAT: "json"}
        return found | ({COLLECTOR: collector.url} if self.exports else {})


OFF, LOGGED, EXPORTED = Side("off"), Side("told", told=True), Side("told, with spans", told=True, exports=True)
SIDES = (OFF, LOGGED, EXPORTED)


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure the ids alone, then workers, then gateways."""
    yield _ids(setting)
    with collecting() as collector:
        yield from _workers(setting, collector)
        yield from _gateways(setting, collector)
        assert collector.spans, "no span came"


def _ids(setting: Setting) -> Figure:
    """What every request and its event bear, told or not."""
    number = setting.size(20_000, 500)

    def make() -> float:
        begun = time.process_time()
        for _ in range(number):
            _ = Trace.begin(0.0).child().header
        return 1e6 * (time.process_time() - begun) / number

    return Figure("ids of a request and its event, told or not", "us", [make() for _ in range(5)])


def _workers(setting: Setting, collector: Collector) -> Iterator[Figure]:
    """One worker that exports and one that does not, each in its stack, given events with and without a trace."""
    jobs, applicants, events = setting.size(1000, 50), setting.size(5000, 200), setting.size(3000, 200)
    with ExitStack() as ending:
        drained = {}
        for side in (LOGGED, EXPORTED):
            stack = ending.enter_context(
                running("embedded", partitions=8, cache=False, environment=side.settings(collector))
            )
            ours = Ours(stack, ending.enter_context(Sender(connection(stack))))
            population = Population(setting.scorer, jobs, applicants)
            ours.fill(population)
            drained[side] = partial(_drain, stack.workers[0], ours, population, events)
        sides: dict[str, Callable[[], float]] = {
            "no trace": partial(drained[LOGGED], None),
            OFF.name: partial(drained[LOGGED], 0.0),
            LOGGED.name: partial(drained[LOGGED], 1.0),
            EXPORTED.name: partial(drained[EXPORTED], 1.0),
            "no trace, with a collector": partial(drained[EXPORTED], None),
        }
        found = in_turn(sides, setting.size(7, 1))
    size = f"{events:,} changes of {applicants:,} applicants a round, {jobs:,} open jobs; one worker each"
    plain, beside = found["no trace"], found["no trace, with a collector"]
    yield Figure("worker: traces not told, times no trace", "x", ratios(found[OFF.name], plain), None, size)
    yield Figure("worker: every trace told, times no trace", "x", ratios(found[LOGGED.name], plain))
    yield Figure("worker: told, with spans, times no trace", "x", ratios(found[EXPORTED.name], beside))
    yield Figure("  worker, no trace", "us/event", plain, None, "processor time")
    yield Figure("  worker, told, with spans", "us/event", found[EXPORTED.name])


def _drain(worker: Service, ours: Ours, population: Population, events: int, share: float | None) -> float:
    """Processor microseconds of an event; `share` None: without a trace."""
    records = [_traced(record, share) for record in population.changed(events)]
    begun = metric(worker, PROCESSOR)
    ours.drain(records)
    return 1e6 * (metric(worker, PROCESSOR) - begun) / events


def _traced(record: Record, share: float | None) -> Record:
    return record if share is None else record.bearing(Trace.begin(share).header)


def _gateways(setting: Setting, collector: Collector) -> Iterator[Figure]:
    """Gateways of each form over one broker, asked for scores and sent events."""
    seconds, number = setting.size(3.0, 0.3), setting.size(2000, 200)
    population = Population(setting.scorer, number, number)
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="traces-", dir=CACHE)))
        stack = ending.enter_context(running("embedded", partitions=8, cache=False))
        pairs = zip(population.jobs, population.applicants, strict=True)
        (folder / "pairs").write_bytes(b"\n".join(orjson.dumps(seed.document(*pair)) for pair in pairs))
        (folder / "events").write_bytes(b"\n".join(map(_event, population.changed(number))))
        asked = {PREDICT: ("pairs", "application/json"), "/api/events": ("events", STRUCTURED)}
        gateways = {}
        for place, side in enumerate(SIDES):
            service = stack.programs.service(f"gateway-{place}", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT")
            service.environment |= side.settings(collector)
            ending.callback(service.kill)
            service.start()
            gateways[side.name] = service
        for service in gateways.values():
            service.wait_ready(READY_SECONDS)
        for path, (name, kind) in asked.items():
            arguments = [path, str(CONNECTIONS), str(seconds), str(folder / name), "", kind]
            sides = {name: partial(_asked, one, arguments) for name, one in gateways.items()}
            yield from _of_route(path, in_turn(sides, setting.size(7, 1)))


def _event(record: Record) -> bytes:
    """A record of the topic as a CloudEvent in JSON."""
    named = {name.removeprefix("ce_"): value.decode() for name, value in record.headers if name.startswith("ce_")}
    return orjson.dumps({**named, "data": orjson.loads(record.value or b"{}")})


def _asked(service: Service, arguments: list[str]) -> float:
    """Processor microseconds of a request."""
    begun = metric(service, PROCESSOR)
    command = [sys.executable, "-m", "tests.bench.http_load", str(service.port), *arguments]
    done = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    told: Mapping[str, float] = json.loads(done.stdout)
    return 1e6 * (metric(service, PROCESSOR) - begun) / told["requests"]


def _of_route(path: str, found: Mapping[str, list[float]]) -> Iterator[Figure]:
    size = (
        f"{CONNECTIONS} connections; processor time of the gateway, {median(found[OFF.name]):,.0f} us/request when off"
    )
    yield Figure(f"gateway, {path}: every request told, times off", "x", ratios(found[LOGGED.name], found[OFF.name]),
                 None, size)  # fmt: skip
    yield Figure(f"gateway, {path}: told, with spans, times off", "x", ratios(found[EXPORTED.name], found[OFF.name]))
    yield Figure(f"  gateway, {path}, off", "us/request", found[OFF.name])
