"""Damaged folders: each is refused whole, by a message that names file and record and quotes no value."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.files.decision_folder import UnreadableData, read

SECRET = "segredo-da-pessoa"

JOB = {
    "informacoes_basicas": {"titulo_vaga": "Analista", "data_requicisao": "01-02-2021"},
    "perfil_vaga": {"nivel profissional": "Pleno"},
}
PROSPECT = {"codigo": "21", "situacao_candidado": "Prospect", "data_candidatura": "02-02-2021"}
PERSON = {"infos_basicas": {}, "formacao_e_idiomas": {"nivel_ingles": "Fluente"}, "cv_pt": SECRET * 40}
GOOD: dict[str, dict[str, Any]] = {
    "vagas": {"11": JOB, "12": JOB, "13": JOB},
    "prospects": {"11": {"prospects": [PROSPECT]}, "12": {"prospects": [PROSPECT, PROSPECT | {"codigo": "22"}]}},
    "applicants": {"21": PERSON, "22": PERSON, "23": PERSON},
}


def text(name: str, **records: Any) -> bytes:
    return json.dumps(GOOD[name] | records, ensure_ascii=False).encode()


def job(**profile: Any) -> dict[str, Any]:
    return JOB | {"perfil_vaga": JOB["perfil_vaga"] | profile}


def person(block: str, **fields: Any) -> dict[str, Any]:
    return PERSON | {block: fields}


def prospects(**fields: Any) -> dict[str, Any]:
    return {"prospects": [PROSPECT, PROSPECT | fields]}


def cut(raw: bytes, mark: bytes, more: int = 0) -> bytes:
    return raw[: raw.index(mark) + more]


def packed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    return change(gzip.compress(text(name), mtime=0))


def flipped(raw: bytes) -> bytes:
    return raw[:-6] + bytes([raw[-6] ^ 0xFF]) + raw[-5:]


# What is wrong: the file, its bytes (None: no such file), and what the message must name beside the file.
CASES: dict[str, tuple[str, bytes | None, tuple[str, ...]]] = {
    # files
    "jobs missing": ("vagas.json", None, ("not there",)),
    "prospects missing": ("prospects.json", None, ("not there",)),
    "applicants missing": ("applicants.json", None, ("not there",)),
    "empty file": ("vagas.json", b"", ("empty",)),
    "blank file": ("prospects.json", b" \n\t ", ("empty",)),
    "empty compressed file": ("applicants.json.gz", gzip.compress(b""), ("empty",)),
    "nothing where a compressed file is": ("applicants.json.gz", b"", ("empty",)),
    # compression
    "gzip cut in the middle": ("vagas.json.gz", packed("vagas", lambda raw: raw[:-30]), ("ends too early", "after")),
    "gzip cut in its header": ("vagas.json.gz", packed("vagas", lambda raw: raw[:6]), ("ends too early", "beginning")),
    "gzip without its last byte": ("applicants.json.gz", packed("applicants", lambda raw: raw[:-1]), ("(23)",)),
    "gzip with a wrong checksum": ("prospects.json.gz", packed("prospects", flipped), ("damaged", "(12)")),
    "gzip with garbage behind": ("vagas.json.gz", packed("vagas", lambda raw: raw + b"garbage"), ("damaged", "(13)")),
    "gzip with a broken body": (
        "applicants.json.gz",
        packed("applicants", lambda raw: raw[:30] + b"\xff" * 20 + raw[50:]),
        ("damaged",),
    ),
    "plain text named gz": ("vagas.json.gz", text("vagas"), ("not gzip",)),
    "compressed data named json": ("vagas.json", gzip.compress(text("vagas"), mtime=0), ("not UTF-8",)),
    # encoding
    "latin-1": ("vagas.json", json.dumps({"1": {"a": "Não"}}, ensure_ascii=False).encode("latin-1"), ("not UTF-8",)),
    "latin-1 in the third record": (
        "applicants.json",
        text("applicants", **{"23": PERSON | {"cv_pt": "Jo\u00e3o"}}).replace("\u00e3".encode(), b"\xe3"),
        ("not UTF-8", "after record 2 (22)"),
    ),
    "UTF-16": ("prospects.json", text("prospects").decode().encode("utf-16"), ("not UTF-8", "beginning")),
    "a character cut in half": ("vagas.json", text("vagas", **{"14": "ã"})[:-3], ("not UTF-8", "(13)")),
    "half a surrogate pair": ("applicants.json", text("applicants", **{"24": PERSON | {"cv_pt": "?"}}).replace(
        b'"?"', b'"\\ud800"'), ("record 4 (24)", "cv", "surrogate")),
    # JSON
    "cut after a record": ("vagas.json", cut(text("vagas"), b', "13"'), ("after record 2 (12)", "line 1")),
    "cut inside a record": ("prospects.json", text("prospects")[:-40], ("after record 1 (11)",)),
    "no JSON at all": ("vagas.json", b"<html>Not found</html>", ("no valid JSON", "beginning")),
    "comma forgotten": ("vagas.json", text("vagas").replace(b', "12"', b' "12"'), ("after record 1 (11)",)),
    "comma too much": ("vagas.json", text("vagas")[:-1] + b",}", ("after record 3 (13)",)),
    "key without quotes": ("vagas.json", text("vagas").replace(b'"12"', b"12"), ("after record 1 (11)",)),
    "text behind the end": ("applicants.json", text("applicants") + b"{}", ("after record 3 (23)", "more text")),
    "one record a line": ("vagas.json", b'{"1": {}}\n{"2": {}}\n', ("more text", "after record 1 (1)")),
    "NaN": ("vagas.json", text("vagas", **{"14": job(nivel_ingles=float("nan"))}), ("record 4 (14)", "NaN")),
    "Infinity": ("applicants.json", text("applicants", **{"24": float("inf")}), ("record 4 (24)", "Infinity")),
    "a number of 10,000 digits": ("vagas.json", b'{"1": ' + b"9" * 10_000 + b"}", ("too long",)),
    "nested too deeply": ("vagas.json", b'{"1": ' + b"[" * 200_000, ("too deeply", "beginning")),
    # shape
    "a list of jobs": ("vagas.json", json.dumps(list(GOOD["vagas"].values())).encode(), ("list", "object")),
    "a text for the file": ("vagas.json", b'"vagas"', ("no valid JSON",)),
    "null for the file": ("prospects.json", b"null", ("no valid JSON",)),
    "a list for a job": ("vagas.json", text("vagas", **{"12": [JOB]}), ("record 2 (12)", "a list", "an object")),
    "null for an applicant": ("applicants.json", text("applicants", **{"22": None}), ("record 2 (22)", "null")),
    "a text for a block": ("vagas.json", text("vagas", **{"13": {"perfil_vaga": "x"}}), ("(13)", "perfil_vaga")),
    "a list for a block": (
        "applicants.json",
        text("applicants", **{"22": person("x") | {"formacao_e_idiomas": []}}),
        ("(22)", "formacao_e_idiomas", "a list"),
    ),
    "an object for the prospects": ("prospects.json", text("prospects", **{"12": {"prospects": {}}}), ("(12)",)),
    "a text for a prospect": (
        "prospects.json",
        text("prospects", **{"12": {"prospects": [PROSPECT, SECRET]}}),
        ("record 2 (12), prospect 2", "a text"),
    ),
    "a number for a job's prospects": ("prospects.json", text("prospects", **{"12": 3}), ("(12)", "a number")),
    # identity
    "a job twice": ("vagas.json", text("vagas").replace(b'"13"', b'"11"'), ("record 3 (11)", "earlier record")),
    "an applicant twice": ("applicants.json", text("applicants").replace(b'"22"', b'"21"'), ("record 2 (21)",)),
    "a job's prospects twice": ("prospects.json", text("prospects").replace(b'"12"', b'"11"'), ("record 2 (11)",)),
    "a field twice": (
        "vagas.json",
        text("vagas").replace(b'"titulo_vaga"', b'"titulo_vaga": "x", "titulo_vaga"', 1),
        ("record 1 (11)", "twice"),
    ),
    "a key that is no id": ("vagas.json", text("vagas", **{"a b": JOB}), ("record 4", "id is")),
    "an empty key": ("prospects.json", text("prospects", **{"": {"prospects": []}}), ("record 3", "id is")),
    "a prospect without code": ("prospects.json", text("prospects", **{"12": prospects(codigo=None)}), ("codigo",)),
    "a code that is true": ("prospects.json", text("prospects", **{"12": prospects(codigo=True)}), ("prospect 2",)),
    "an applicant of another code": (
        "applicants.json",
        text("applicants", **{"22": person("infos_basicas", codigo_profissional="99")}),
        ("record 2 (22)", "codigo_profissional"),
    ),
    # values
    "a level as a number": ("vagas.json", text("vagas", **{"12": job(nivel_ingles=7)}), ("(12)", "nivel_ingles")),
    "an absurd level": ("vagas.json", text("vagas", **{"12": job(nivel_academico=-1e308)}), ("nivel_academico",)),
    "a level as an object": (
        "applicants.json",
        text("applicants", **{"23": person("formacao_e_idiomas", nivel_ingles={"nivel": SECRET})}),
        ("record 3 (23)", "nivel_ingles"),
    ),
    "a level as true": (
        "applicants.json",
        text("applicants", **{"23": person("formacao_e_idiomas", nivel_espanhol=True)}),
        ("record 3 (23)", "nivel_espanhol"),
    ),
    "a list of numbers for skills": (
        "applicants.json",
        text("applicants", **{"21": person("informacoes_profissionais", conhecimentos_tecnicos=[1, 2])}),
        ("record 1 (21)", "conhecimentos_tecnicos"),
    ),
    "a number for a CV": ("applicants.json", text("applicants", **{"21": PERSON | {"cv_pt": 1}}), ("(21)", "cv")),
    "a text of a megabyte": ("vagas.json", text("vagas", **{"12": job(cidade="x" * 10**6)}), ("(12)", "cidade")),
    "a status as a number": (
        "prospects.json",
        text("prospects", **{"12": prospects(situacao_candidado=5)}),
        ("prospect 2", "situacao_candidado"),
    ),
    "a date as a number": (
        "prospects.json",
        text("prospects", **{"12": prospects(data_candidatura=44_000)}),
        ("prospect 2", "data_candidatura", "a number"),
    ),
    "a job's date as a list": (
        "vagas.json",
        text("vagas", **{"12": {"informacoes_basicas": {"data_requicisao": ["01-01-2021"]}}}),
        ("(12)", "data_requicisao", "a list"),
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in GOOD:
        (tmp_path / f"{name}.json").write_bytes(text(name))
    return tmp_path


def test_there_are_fifty_and_the_sound_folder_is_read(folder: Path) -> None:
    assert len(CASES) >= 50
    assert len(read(folder).applications) == 3


@pytest.mark.parametrize(("file", "raw", "named"), CASES.values(), ids=list(CASES))
def test_a_damaged_folder_is_refused(folder: Path, file: str, raw: bytes | None, named: tuple[str, ...]) -> None:
    (folder / file.removesuffix(".gz")).unlink()
    if raw is not None:
        (folder / file).write_bytes(raw)
    with pytest.raises(UnreadableData) as refused:
        read(folder)
    message = str(refused.value)
    assert refused.value.file.name == file
    assert str(folder / file) in message
    for part in named:
        assert part in message
    assert SECRET not in message
    assert message.endswith(".")


def test_a_folder_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match=r"vagas\.json: is not there"):
        read(tmp_path / "nowhere")


def test_a_folder_for_a_file_is_refused(folder: Path) -> None:
    (folder / "vagas.json").unlink()
    (folder / "vagas.json").mkdir()
    with pytest.raises(UnreadableData, match="cannot be read"):
        read(folder)


def test_a_file_in_both_forms_is_refused(folder: Path) -> None:
    (folder / "vagas.json.gz").write_bytes(gzip.compress(text("vagas")))
    with pytest.raises(UnreadableData, match="stands beside"):
        read(folder)


def test_a_key_that_may_be_personal_is_not_quoted(folder: Path) -> None:
    key = f"{SECRET}@exemplo.com"
    (folder / "vagas.json").write_bytes(text("vagas", **{key: []}))
    with pytest.raises(UnreadableData, match="record 4") as refused:
        read(folder)
    assert SECRET not in str(refused.value)
