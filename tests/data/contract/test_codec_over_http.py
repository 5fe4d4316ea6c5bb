"""Events that come in as CloudEvents over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from data.contract.codec import CLOCK_SKEW, from_document, from_http
from data.contract.entities import Applicant, Job
from data.contract.events import Event
from data.contract.unreadable import Unreadable
from tests.data.contract.test_codec import NOW


class TestOverHttp:
    """`from_document` and `from_http`: events that come in as CloudEvents over HTTP."""

    def cloud(self, kind: str, **more: Any) -> dict[str, Any]:
        return {"id": "1", "source": "ats", "type": kind, "time": "2026-11-22T12:00:00Z"} | more

    def test_an_entity(self) -> None:
        document = self.cloud("recruiting.applicant.upserted", data={"id": 7, "cv": "Java"})
        assert from_document(document, now=NOW).event.entity == Applicant(id="7", cv="Java")

    @pytest.mark.parametrize(
        "kind", ["recruiting.applicant.removed", "recruiting.job.removed", "recruiting.job.closed"]
    )
    @pytest.mark.parametrize(
        "more",
        [
            {"data": {"id": "7"}},
            {"subject": "7"},
            {"data": {}, "subject": "7"},
            {"data": {"id": None}, "subject": "7"},
            {"data": {"id": "7"}, "subject": "another"},
            {"data_base64": "", "subject": "7"},
        ],
    )
    def test_what_ends_an_entity_may_name_it_by_the_subject(self, kind: str, more: dict[str, Any]) -> None:
        found = from_document(self.cloud(kind, **more), now=NOW).event
        closed = Job(id="7", status="fechada") if kind.endswith("closed") else None
        assert (found.key, found.entity) == ("7", closed)

    def test_an_event_that_names_none_is_refused(self) -> None:
        with pytest.raises(Unreadable, match="bad_key"):
            from_document(self.cloud("recruiting.job.removed", data={}), now=NOW)
        with pytest.raises(Unreadable, match="invalid"):
            from_document(self.cloud("recruiting.job.closed"), now=NOW)

    def test_a_time_ahead_of_the_clock(self) -> None:
        def received(ahead: timedelta) -> Event:
            time = (NOW + ahead).isoformat()
            return from_document(self.cloud("recruiting.applicant.upserted", data={"id": 7}, time=time), now=NOW).event

        assert received(CLOCK_SKEW).time == NOW + CLOCK_SKEW
        with pytest.raises(Unreadable, match="time_in_future"):
            received(CLOCK_SKEW + timedelta(seconds=1))

    @pytest.mark.parametrize("time", ["2026-11-22T11:00:00Z", None])
    def test_whether_its_sender_told_the_time(self, time: str | None) -> None:
        found = from_document(self.cloud("recruiting.job.removed", subject="7") | {"time": time}, now=NOW)
        assert found.is_timed == (time is not None)

    def test_attributes_of_headers(self) -> None:
        held = {f"ce-{name}": value for name, value in self.cloud("recruiting.job.upserted").items()}
        found = from_http(held | {"ce-subject": "x", "accept": "*/*"}, b'{"id": "v1"}', now=NOW)
        assert found.event.key == "v1"
