"""A stand-in for an OpenTelemetry collector: takes spans by OTLP over HTTP, and keeps them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.receivers import Came, receiving


@dataclass(frozen=True)
class Span:
    """A span as it came."""

    service: str
    name: str
    trace_id: str
    span_id: str
    parent_id: str
    facts: Mapping[str, Any]


class Collector:
    """Reads what came."""

    def __init__(self, url: str, came: list[Came]) -> None:
        self.url = url
        self._came = came

    @property
    def spans(self) -> list[Span]:
        return [span for came in list(self._came) if came.path == "/v1/traces" for span in _spans(came)]

    def of(self, trace_id: str) -> list[Span]:
        return [span for span in self.spans if span.trace_id == trace_id]


@contextmanager
def collecting() -> Iterator[Collector]:
    with receiving(lambda _: (200, {})) as receiver:
        yield Collector(receiver.url, receiver.came)


def _spans(came: Came) -> Iterator[Span]:
    assert came.headers["content-type"] == "application/x-protobuf"
    body = gzip.decompress(came.body) if came.headers.get("content-encoding") == "gzip" else came.body
    for of_program in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = _facts(of_program.resource.attributes)["service.name"]
        for scope in of_program.scope_spans:
            for span in scope.spans:
                ids = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                yield Span(service, span.name, *ids, _facts(span.attributes))


def _facts(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}
