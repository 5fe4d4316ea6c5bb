"""Throughput of the stream on Apache Kafka, where Java, Maven and its jars are."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.setting import Setting
from tests.bench.stream import compare


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure with one worker."""
    return compare(setting, "apache", rounds=setting.size(5, 1), extended=False)
