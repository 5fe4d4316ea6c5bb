"""Which ids bytes mention: exactly those of JSON, and of anything else all that it may."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.contract.mentions import JOB_MEMBERS, mentioned

IDS = st.text("abcXYZ0189-_:.ãé", min_size=1, max_size=12).filter(lambda text: text.strip("-_:.") != "")
PLAIN_IDS = st.text("abcXYZ0189-_", min_size=4, max_size=12)
NAMES = st.sampled_from(["candidato", "applicant_id", "cv", "x", *sorted(JOB_MEMBERS)])
MEMBERS = st.sampled_from(["id", "id_candidato", "applicant_id", "x"])
ENDS = st.text("ab01-_", max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | IDS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "value",
    [
        b'{"id": "5185"}',
        b'{"id": 5185}',
        b'{"id": 5185.0}',
        b'{"candidato": {"codigo": ["x", "5185"]}}',
        b'{"id": "1", "id": "5185", "id": "2"}',
        b'{"5185": {"cv": "Java"}}',
        b'{"id": " 5185 "}',
        b'{"id": "\\u0035185"}',
        b'"5185"',
        b"5185",
        b'{"id": "5185", ',
        b'{"id": "5185',
        b'{"id": "\\u00351\\u00385", ',
        b'{"id":5185,"cv":"ol\xe1',
        b"<candidato><id>5185</id></candidato>",
        b"codigo=5185&nome=Ana",
        b"5185;Ana;Java",
        '{"id": "5185"}'.encode("utf-16"),
    ],
)
def test_an_id_is_found(value: bytes) -> None:
    assert mentioned(value, {"5185", "1x"}) == {"5185"}


@pytest.mark.parametrize("form", ['{{"id": "{}"}}', '{{"id": "{}', "{}", "<id>{}</id>", '"{}",'])
def test_an_id_is_found_however_its_accents_are_spelt(form: str) -> None:
    assert mentioned(form.format("Jose\u0301").encode(), {"Jos\u00e9"}) == {"Jos\u00e9"}


@pytest.mark.parametrize(
    "value",
    [
        b'{"id": "51850"}',
        b'{"id": 15185}',
        b'{"cv": "5185 projects"}',
        b'{"id": "51-85", ',
        b'{"id": "x5185", ',
        b'{"id": "a5185b"',
        b'{"id_vaga": "5185", "id_candidato": "7"}',
        b'{"id_vaga": 5185, "id_candidato": "7"',
        b'{"id_vaga" : "5185", "id_candidato',
        b"",
    ],
)
def test_what_only_looks_like_it_is_not(value: bytes) -> None:
    assert mentioned(value, {"5185"}) == set()


def test_a_job_s_own_id_is_no_applicant_s() -> None:
    assert mentioned(b'{"id": "5185", "titulo_vaga": "Java"}', {"5185"}, of_job=True) == set()
    assert mentioned(b'{"id": "5185", "titulo_vaga": ', {"5185"}, of_job=True) == set()
    assert mentioned(b'{"id": "1", "candidato": {"id": "5185"}}', {"5185"}, of_job=True) == {"5185"}


def test_the_name_of_a_field_is_no_id() -> None:
    assert mentioned(b'{"cv": "Java"}', {"cv"}) == set()
    assert mentioned(b'{"cv": "Java"', {"cv"}) == set()


def test_what_is_nested_too_deep_is_searched_as_bytes() -> None:
    assert mentioned(b"[" * 100_000 + b'"5185"', {"5185"}) == {"5185"}


def test_ids_beyond_ascii_and_of_punctuation() -> None:
    ids = {"joão", "urn:x:1", 'a"b', "\U0001f600"}
    for name in ids:
        for ascii_only in (True, False):
            whole = json.dumps({"id": name}, ensure_ascii=ascii_only).encode()
            assert mentioned(whole, ids) == {name}
            assert name in mentioned(whole[:-1], ids)
    assert mentioned('{"id": "joão", '.encode("latin-1"), ids) == {"joão"}


def tokens(document: Any) -> set[str]:
    """All whole strings and numbers, but those that name a job; composed, as every id is."""
    if isinstance(document, dict):
        found = {composed(name) for name in document if name != "cv" and name not in JOB_MEMBERS}
        for name, held in document.items():
            if name not in JOB_MEMBERS or isinstance(held, dict | list):
                found |= tokens(held)
        return found
    if isinstance(document, list):
        return set().union(*map(tokens, document))
    if isinstance(document, bool) or document is None:
        return set()
    return {composed(str(document).strip())}


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


@settings(deadline=None)
@given(document=VALUES, name=IDS, ascii_only=st.booleans())
@example(document="\uf900", name="0", ascii_only=False)
@example(document={"x": ["e\u0301"]}, name="0", ascii_only=True)
def test_of_json_it_is_found_if_and_only_if_it_is_a_token(document: Any, name: str, ascii_only: bool) -> None:
    ids = {name} | (tokens(document) - {"id_vaga", "job_id"})
    found = mentioned(json.dumps(document, ensure_ascii=ascii_only).encode(), ids)
    assert found == ids & tokens(document)


@settings(deadline=None)
@given(document=VALUES, name=PLAIN_IDS, member=MEMBERS, cut=st.integers(1, 400))
def test_of_broken_json_it_is_found_where_it_is_a_token(document: Any, name: str, member: str, cut: int) -> None:
    head = json.dumps({member: name})[:-1] + ", "
    broken = head + json.dumps({"rest": document})[1:][:cut].rstrip("}")
    assert name in mentioned(broken.encode(), {name})


@settings(deadline=None)
@given(name=PLAIN_IDS, before=ENDS, after=ENDS)
def test_of_broken_json_a_longer_word_is_another(name: str, before: str, after: str) -> None:
    word = before + name + after
    assert (name in mentioned(f'{{"id": "{word}", '.encode(), {name})) == (word == name)


@settings(deadline=None)
@given(value=st.binary(max_size=200), ids=st.sets(IDS, max_size=3))
def test_no_bytes_are_too_strange(value: bytes, ids: set[str]) -> None:
    assert mentioned(value, ids) <= ids
