"""Requests as the SDKs write them are taken alike."""

from __future__ import annotations

import json

import pytest

from data.contract.codec import decode
from tests.data.contract.sdks import APPLICANT, EACH, SDKS


@pytest.mark.parametrize(("name", "mode"), EACH)
def test_a_request_is_taken(plain, outside, name, mode):
    sent = SDKS[name]["http"][mode]
    headers = [(header.encode(), value.encode("latin-1")) for header, value in sent["headers"]]

    answer = plain.post("/api/events", headers=headers, content=sent["body"].encode())

    assert (answer.status_code, answer.json()) == (202, {"accepted": 1})
    (record,) = outside.senders[0].records
    event = decode(record.topic, record.key, record.value, record.headers, 1_900_000_000_000)
    assert (event.id, event.source, event.key) == ("e-1", "/ats/sp", "31001")
    assert json.loads(record.value) == APPLICANT
