"""A gateway tells Prometheus of the systems that are asked, and of no others."""

from __future__ import annotations

import asyncio

import pytest

from gateway.connect import rounds
from gateway.web.metrics import Metrics
from producers.connectors.connections import connections
from tests.ats.files import written


class Enough(Exception):
    """Ends what runs for ever."""


class Followed:
    """A topic in memory, which fails at first."""

    def __init__(self):
        self.last = {}
        self.looks = 0

    def look(self):
        self.looks += 1
        if self.looks == 1:
            raise OSError("away")
        self.last = {"gupy": 7.0, "ashby": 8.0, "gone": 9.0}

    def close(self):
        """Nothing is open."""


def told(metrics, name, way):
    return metrics.registry.get_sample_value(
        "matchstream_connection_told_timestamp_seconds", {"connection": name, "way": way}
    )


def test_what_was_answered_is_told_of_those_that_are_to_be_asked(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(rounds, "LOOK_SECONDS", 0.0)
    metrics, followed = Metrics(), Followed()
    known = connections(written(tmp_path / "c"))
    no_key = known["smartrecruiters"].model_copy(update={"token_file": None})
    metrics.connects(known | {"smartrecruiters": no_key})
    assert metrics.connections.asked == {"gupy"}
    assert told(metrics, "gupy", "poll") == told(metrics, "gupy", "webhook") == 0

    def tell(name, at):
        metrics.connections.answered(name, at)
        if name == "gone":
            raise Enough

    with pytest.raises(Enough):
        asyncio.run(rounds.watch(followed, tell))
    assert "trying again" in caplog.text
    assert (told(metrics, "gupy", "poll"), told(metrics, "gupy", "webhook")) == (7.0, 0)
    assert (
        told(metrics, "ashby", "poll")
        is told(metrics, "gone", "poll")
        is told(metrics, "smartrecruiters", "poll")
        is None
    )
