"""The command: a dry run that shows, a run that sends, the same events each time, nothing personal said."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import pytest

from data.contract.codec import decode
from data.contract.events import EventType
from producers import __main__ as program
from tests.documents import cvs, docx
from tests.documents.pages import PICTURE, pdf
from tests.gateway.stand_ins import MemorySender
from tests.producers.imports.test_resumes_and_postings import RESUME

MAPPING = """
kind = "applicant"
fields = { id = "id", cv = "text", cidade = "city", nivel_ingles = { columns = ["en"], values = { "1" = "Fluente" } } }
"""
LATE = 1 << 41
"""Kafka's clock, later than every event."""
ROWS = "id,text,city,en\n1,Java qzana@example.org,Recife,1\nqz 2,Java,,\n3,,,7\n3,Kotlin,Natal,\n4,x\n"


class Sender(MemorySender):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def send(self, records):
        return super().send(list(records))


@pytest.fixture
def sender(monkeypatch):
    made = Sender()
    monkeypatch.setattr(program, "_sender", lambda _: made)
    return made


@pytest.fixture
def table(tmp_path):
    (tmp_path / "m.toml").write_text(MAPPING)
    (tmp_path / "t.csv").write_text(ROWS)
    return ["import", "table", str(tmp_path / "t.csv"), "--mapping", str(tmp_path / "m.toml")]


def events(sender):
    return [decode(r.topic, r.key, r.value, r.headers, LATE) for r in sender.records]


def test_a_dry_run_shows_and_sends_nothing(table, sender, capsys):
    assert program.main([*table, "--dry-run"]) == 1
    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        "separator ',', encoding utf-8; 0 columns that no field takes",
        "3 can be sent, 2 can't",
        "1 have the id of an earlier one, and replace it",
        "field                               filled   empty  unread",
        *(
            f"{name:34}{filled:8}{empty:8}{unread:8}"
            for name, filled, empty, unread in [
                ("conhecimentos_tecnicos", 0, 3, 0),
                ("titulo_profissional", 0, 3, 0),
                ("nivel_academico", 0, 3, 0),
                ("nivel_ingles", 1, 1, 1),
                ("nivel_espanhol", 0, 3, 0),
                ("nivel_profissional", 0, 3, 0),
                ("area_de_atuacao", 0, 3, 0),
                ("certificacoes", 0, 3, 0),
                ("cv", 2, 1, 0),
                ("cidade", 2, 1, 0),
                ("estado", 0, 3, 0),
                ("id", 3, 0, 0),
            ]
        ),
        "row 3: id: Value error, an id is 1 to 128 characters without white space, control characters or '|'",
        "row 6: it has 2 cells, the first row 4",
    ]
    assert not sender.records


def test_a_run_sends_the_good_rows_masked_and_the_same_again(table, sender, capsys):
    assert program.main([*table, "--json", "--source", "/hr"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["good"], told["bad"], told["again"]) == (3, 2, 1)
    first = events(sender)
    assert [(event.key, event.source, event.entity.cv) for event in first] == [
        ("1", "/hr", "Java [email]"),
        ("3", "/hr", None),
        ("3", "/hr", "Kotlin"),
    ]
    assert program.main(table) == 1
    again = events(sender)[3:]
    assert [(event.id, event.revision) for event in again] == [(event.id, event.revision) for event in first]
    assert len({event.id for event in first}) == 3


def test_the_time_is_the_files_and_never_of_tomorrow(table, sender):
    os.utime(table[2], (1_700_000_000, 1_700_000_000))
    program.main(table)
    assert events(sender)[0].time == datetime.fromtimestamp(1_700_000_000, UTC)
    os.utime(table[2], (1 << 33, 1 << 33))
    program.main(table)
    assert events(sender)[3].time <= datetime.now(UTC)


def test_a_folder_of_cvs(tmp_path, sender, capsys):
    (tmp_path / "17.docx").write_bytes(docx.of_cv(cvs.made(1)[0]))
    (tmp_path / "18.pdf").write_bytes(pdf([[PICTURE]]))
    (tmp_path / "Qzana Qzsouza.docx").write_bytes(docx.package(docx.paragraph("Java")))
    assert program.main(["import", "cv", str(tmp_path)]) == 1
    (event,) = events(sender)
    assert (event.type, event.key) == (EventType.APPLICANT_UPSERTED, "17")
    shown = capsys.readouterr().out
    assert "file 2: picture: " in shown
    assert "file 3: id: " in shown
    assert "qz" not in shown.lower()


def test_resumes(tmp_path, sender):
    (tmp_path / "17.json").write_text(json.dumps(RESUME))
    assert program.main(["import", "json-resume", str(tmp_path / "17.json")]) == 0
    (event,) = events(sender)
    assert (event.key, event.time) == ("17", datetime(2026, 5, 4, 10, tzinfo=UTC))


def test_what_is_not_there(tmp_path, sender, capsys):
    assert program.main(["import", "cv", str(tmp_path / "none")]) == 1
    assert program.main(["import", "cv", str(tmp_path)]) == 1
    assert program.main(["import", "table", str(tmp_path / "none")]) == 1
    shown = capsys.readouterr().err
    assert "is not there" in shown
    assert "holds no files" in shown
    assert "--mapping" in shown
