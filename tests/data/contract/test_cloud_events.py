"""Attributes as each binding writes them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.cloud_events import is_json, of_document, of_http, parse, read_time
from data.contract.events import to_revision
from data.contract.unreadable import Unreadable


def at(*when: int) -> int:
    return to_revision(datetime(*when, tzinfo=UTC))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "revision"),
    [
        ("2026-05-04T10:00:00Z", at(2026, 5, 4, 10)),
        ("2026-05-04t10:00:00.5z", at(2026, 5, 4, 10, 0, 0, 500_000)),
        ("2026-05-04T10:00:00.123456789-03:00", at(2026, 5, 4, 13, 0, 0, 123_456)),
        ("2016-12-31T23:59:60Z", at(2017, 1, 1)),
        ("2016-12-31T20:59:60.25-03:00", at(2017, 1, 1, 0, 0, 0, 250_000)),
        ("2026-05-04T24:00:00Z", at(2026, 5, 5)),
        ("0001-01-01T00:00:00Z", at(1, 1, 1)),
    ],
)
def test_a_time(text: str, revision: int) -> None:
    assert read_time(text) == revision


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2026-05-04", "2026-05-04T10:00:00", "2026-13-01T00:00:00Z", "2026-05-04T10:00:61Z",
        "2026-05-04T10:60:60Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60Z",
        "9999-12-31T23:59:59-14:00", "2026-05-04T10:00:00+24:00", "٢٠٢٦-05-04T10:00:00Z", "1793872800",
    ],
)  # fmt: skip
def test_what_is_no_time_that_can_be_written_in_utc(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_time(text)


@given(st.datetimes(timezones=st.timezones()))
def test_any_time_that_is_written_reads_back(time: datetime) -> None:
    try:
        expected = to_revision(time.astimezone(UTC))
    except OverflowError:
        with pytest.raises(ValueError, match="UTC"):
            read_time(time.isoformat())
    else:
        assert read_time(time.isoformat()) == expected


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_header_reads_back_whatever_was_encoded(text: str) -> None:
    everything, what_must_be = quote(text, safe=""), quote(text, safe="!#$&'()*+,/:;<=>?@[\\]^`{|}~")
    assert of_http({"ce-subject": everything})["subject"] == of_http({"ce-subject": what_must_be})["subject"] == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Euro%20%E2%82%AC%20%f0%9f%98%80", "Euro € 😀"),
        ('"a \\"quoted\\" b"', 'a "quoted" b'),
        ('"100%25"', "100%"),
        ("%2525", "%25"),
        ("100%", "100%"),
        ("%zz", "%zz"),
        ('5" disk', '5" disk'),
        ("é".encode().decode("latin-1"), "é"),
        ("S\xe3o Paulo", "São Paulo"),
        ("", ""),
    ],
)
def test_a_header_is_unquoted_and_decoded_once(written: str, text: str) -> None:
    assert of_http({"ce-subject": written}) == {"subject": text}


@pytest.mark.parametrize("written", ["%FF%FE", "%C0%A0", "%E2%82", "%ED%A0%80", "\xff%FF"])
def test_what_decodes_to_no_utf_8_is_refused(written: str) -> None:
    with pytest.raises(Unreadable) as caught:
        of_http({"ce-subject": written})
    assert caught.value.detail == "ce-subject is no UTF-8"


def test_an_attribute_that_is_null_is_unset() -> None:
    held = {"id": "1", "time": None, "subject": None, "dataschema": None, "comexample": None, "data": {"time": None}}
    assert of_document(held) == ({"id": "1"}, {"time": None})


@pytest.mark.parametrize(
    ("members", "data"),
    [
        ({}, None),
        ({"data": None}, None),
        ({"data": "{}"}, "{}"),
        ({"data": [1]}, [1]),
        ({"data": False}, False),
        ({"data_base64": base64.b64encode(b'{"id": "7"}').decode()}, {"id": "7"}),
        ({"data_base64": ""}, None),
        ({"data_base64": None, "data": {}}, {}),
    ],
)
def test_data(members: dict[str, Any], data: Any) -> None:
    assert of_document(members) == ({}, data)


@pytest.mark.parametrize("document", [None, [], 5, "x", {"data_base64": "ab c"}, {"data_base64": 5},
                                      {"data": {}, "data_base64": "e30="}, {"data_base64": "eA=="}])  # fmt: skip
def test_what_is_no_event_in_json(document: Any) -> None:
    with pytest.raises(Unreadable):
        of_document(document)


def test_a_byte_order_mark_is_passed_over() -> None:
    assert parse(b'\xef\xbb\xbf{"id": "7"}') == {"id": "7"}
    for value in (b"\xef\xbb\xbf\xef\xbb\xbf{}", b"\xef\xbb\xbf", b""):
        with pytest.raises(Unreadable, match="no_json"):
            parse(value)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("text/json", True),
        ("application/vnd.ats.applicant+json", True),
        ("application/xml", False),
        ("json", False),
        ("application/json5", False),
        ("", False),
    ],
)
def test_which_media_types_are_json(kind: str, answer: bool) -> None:
    assert is_json(kind) is answer
