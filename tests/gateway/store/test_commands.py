"""The commands of the log say in both languages what is so."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from data.contract.decision_log import Act, Flaw
from data.errors import ExitCode
from data.store.connection import changing
from data.store.tables import ENTRIES
from gateway.__main__ import main
from gateway.decisions.requests import Action, DeclineReason, Outcome
from gateway.store import commands
from gateway.texts import log_texts
from gateway.texts.catalogue import LANGUAGES, texts_of
from tests.gateway.store.people import ONE, a_working_day, log


@pytest.fixture(autouse=True)
def mine(monkeypatch, plain_settings):
    monkeypatch.setattr(commands, "GatewaySettings", lambda: plain_settings)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("pt", ["Decisão desfeita", "Recusar", "Competências", "Decisão mantida", "A nota foi vista: não", "LGPD"]),
        ("en", ["Decision undone", "Decline", "Skills", "Decision upheld", "The score was seen: no", "LGPD"]),
    ],
)
def test_what_is_known_of_an_applicant_is_told_in_words(engine, capsys, language, words):
    a_working_day(engine)
    assert main(["log", "export", "--applicant", ONE, "--language", language]) == ExitCode.OK
    told = capsys.readouterr().out
    assert all(word in told for word in [*words, "secret words", "secret note", "80.0", f"words of {ONE}"])
    assert "other-applicant" not in told


def test_an_export_is_json_too_and_nobody_is_unknown(engine, capsys):
    a_working_day(engine)
    assert main(["log", "export", "--applicant", ONE, "--json"]) == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    assert [entry["act"] for entry in document["entries"]] == [
        *("decided", "decided", "undone", "noted", "review_asked", "review_closed"),
    ]
    assert main(["log", "export", "--applicant", "nobody"]) == ExitCode.UNKNOWN


@pytest.mark.parametrize(("language", "words"), [("pt", "foi alterado"), ("en", "was altered")])
def test_a_changed_entry_is_named(engine, capsys, language, words):
    a_working_day(engine)
    assert main(["log", "verify", "--offline", "--language", language]) == ExitCode.OK
    head = capsys.readouterr().out.split()[-1]
    assert head == f"10:{log(engine)[-1].digest}"
    assert main(["log", "verify", "--offline", "--head", head]) == ExitCode.OK
    with changing(engine) as connection:
        connection.execute(update(ENTRIES).where(ENTRIES.c.seq == 4).values(facts="{}"))
    assert main(["log", "verify", "--offline", "--language", language]) == ExitCode.FAILED
    assert f"4: {words}" in capsys.readouterr().out


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_the_log_has_a_text(language):
    t = texts_of(language)
    names = {"action": Action, "reason": DeclineReason, "outcome": Outcome, "shown_by": ("client", "server", "nobody")}
    assert set(names) == set(log_texts.VALUES)
    for field, held in names.items():
        assert set(held) <= set(t.names(log_texts.VALUES[field]))
    assert (set(t.names("log.act")), set(t.names("log.flaw"))) == (set(Act), set(Flaw))
