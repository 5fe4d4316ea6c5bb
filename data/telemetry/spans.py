"""Tells of the stages of traced events: each is a line of the log, and a span where a collector is set.

The OpenTelemetry SDK is loaded only then. Spans are made when their stage is over, with ids of our own: the event's
span id has travelled with the event, so that a stage of another program finds its parent.
"""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple

from data.telemetry.traces import Trace

_LOG = logging.getLogger("matchstream.trace")

FLUSH_MS = 2000
"""How long the last spans may take when a program ends."""

Facts = dict[str, str | int | float]


class Kind(Enum):
    """OpenTelemetry's kinds of spans."""

    INTERNAL = "internal"
    SERVER = "server"
    CLIENT = "client"
    PRODUCER = "producer"
    CONSUMER = "consumer"


class Stage(NamedTuple):
    """A stage that is over.

    Attributes
    ----------
    name : str
    begun : float
        Seconds since 1970.
    facts : Facts
        What is told of it: counts, names of topics and routes, statuses. No id of a person or a job, no text.
    kind : Kind
    """

    name: str
    begun: float
    facts: Facts
    kind: Kind = Kind.INTERNAL


Export = Callable[[Stage, Trace, str | None, float], None]
_exports: list[Export] = []


def told(stage: Stage, event: Trace) -> None:
    """Tell of a stage of an event, if its trace is told at all; its span is below the event's."""
    if event.is_sampled:  # else no id is made for it
        told_as(stage, event.child(), event, event.span_id)


def told_as(stage: Stage, span: Trace, parent: Trace | None = None, event_id: str | None = None) -> None:
    """Tell of a stage whose span has a place of its own, if its trace is told at all.

    Parameters
    ----------
    stage : Stage
    span : Trace
        Its own place.
    parent : Trace, optional
        The place of what it is a part of.
    event_id : str, optional
        The span id of the event that it is a stage of.
    """
    if not span.is_sampled:
        return
    ended = time.time()
    ids = {"trace_id": span.trace_id} | ({} if event_id is None else {"event_id": event_id})
    seconds = {"seconds": round(max(0.0, ended - stage.begun), 6)}
    _LOG.info("%s", stage.name, extra={"facts": ids | stage.facts | seconds})
    for export in _exports:
        export(stage, span, None if parent is None else parent.span_id, ended)


def start(endpoint: str | None, program: str, version: str, namespace: str = "matchstream") -> None:
    """Send spans to a collector from now on, where one is set; the last ones go out when the process ends.

    Parameters
    ----------
    endpoint : str or None
        Its address, without a path.
    program, version, namespace : str
        Who tells; the namespace is that of the tenant.
    """
    if endpoint is None:
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 -- 0.6 s
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

    processor = BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=FLUSH_MS / 1000))
    _exports[:] = [_exporting(processor, program, version, namespace)]
    atexit.register(flush_with, processor)


def flush_with(processor: Any) -> None:
    """Send what waits, for a while."""
    processor.force_flush(FLUSH_MS)


def _exporting(processor: Any, program: str, version: str, namespace: str) -> Export:
    """What hands spans to a processor of the SDK."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
    from opentelemetry.sdk.trace import ReadableSpan  # noqa: PLC0415
    from opentelemetry.sdk.util.instrumentation import InstrumentationScope  # noqa: PLC0415
    from opentelemetry.trace import SpanContext, SpanKind, TraceFlags  # noqa: PLC0415

    resource = Resource(
        {"service.name": f"matchstream-{program}", "service.namespace": namespace, "service.version": version}
    )
    scope = InstrumentationScope("matchstream", version)

    def place(trace_id: str, span_id: str, *, is_remote: bool) -> SpanContext:
        flags = TraceFlags(TraceFlags.SAMPLED)
        return SpanContext(int(trace_id, 16), int(span_id, 16), is_remote, flags)

    def export(stage: Stage, span: Trace, parent: str | None, ended: float) -> None:
        processor.on_end(
            ReadableSpan(
                stage.name,
                context=place(span.trace_id, span.span_id, is_remote=False),
                parent=None if parent is None else place(span.trace_id, parent, is_remote=True),
                resource=resource,
                attributes=stage.facts,
                kind=SpanKind[stage.kind.name],
                instrumentation_scope=scope,
                start_time=int(stage.begun * 1e9),
                end_time=int(max(ended, stage.begun) * 1e9),
            )
        )

    return export
