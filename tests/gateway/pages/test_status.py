"""The page of the system's state: each part in words with what to do, and the model's figures."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from data.redis.faults import RedisState
from gateway.lookups.freshness import Freshness
from gateway.pages.status.standing import Row, dead_letters, figures, headline, lag, of_all, waiting
from gateway.store.store import StoreState
from gateway.texts.catalogue import LANGUAGES, texts_of
from model.evaluation.knowledge import EVERYBODY

PT = texts_of("pt")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_text(language):
    texts = texts_of(language).texts
    assert {f"system.state.redis.{state}" for state in RedisState} <= set(texts)
    assert {f"system.state.store.{state}" for state in StoreState} <= set(texts)


def test_what_is_wrong_is_said_with_what_to_do(pages, place, outside):
    assert "Espere um minuto" not in pages.text("/status")
    outside.broker.up = False
    pages.client.app.state.parts.broker._until = 0
    text = pages.text("/status", lang="en")
    assert "System status" in text
    assert "Down: predictions work, events are refused" in text
    assert "Wait a minute, and send again what was not stored." in text


def test_a_model_that_was_not_measured_says_so_and_one_that_was_gives_intervals(pages, place):
    assert "treinado sem ser medido" in pages.text("/status")
    hit = {"value": 0.4716, "low": 0.438, "high": 0.502}
    group = {"figures": {"model": {"hit_at_10": hit}, "random": {"hit_at_10": hit}}}
    found = figures({"held_out": {"later": {"retrieval": {"jobs": {EVERYBODY: group}}}}}, PT)
    assert [(one.value, one.interval) for one in found] == [("47%", "44% a 50%")] * 2
    assert figures({}, PT) == []


def test_how_late_the_lists_are():
    assert (
        lag(None, PT)
        == lag(Freshness(None, 0.0, 30.0, 4), PT)
        == "Não se sabe quão novas as listas são: quem as grava não dá sinal."
    )
    assert waiting(None, PT) == ""
    told = [lag(SimpleNamespace(age=age), PT) for age in (0.2, 42.4, 3 * 86400.0)]
    assert told == [
        "As listas estão em dia.",
        "O que chegou até 42 segundos atrás já está nas listas.",
        "As listas são de 3,0 dias atrás.",
    ]


HEALTHY, DEGRADED = SimpleNamespace(status="healthy"), SimpleNamespace(status="degraded")


@pytest.mark.parametrize(
    ("verdicts", "condition", "whole", "said"),
    [
        ("good good", HEALTHY, "good", "Tudo funciona"),
        ("good look", HEALTHY, "look", "Funciona, com 1 ponto de atenção"),
        ("look look", HEALTHY, "look", "Funciona, com 2 pontos de atenção"),
        ("look bad", HEALTHY, "bad", "Funcionamento parcial"),
        ("good good", DEGRADED, "bad", "Funcionamento parcial"),
    ],
)
def test_the_whole_is_as_its_worst_part(verdicts, condition, whole, said):
    found = [Row("Parte", "", verdict) for verdict in verdicts.split()]
    assert (of_all(found, condition), headline(found, condition, PT)) == (whole, said)


def test_a_gateway_without_keys_is_open_to_its_machine_alone_and_nothing_is_amiss(pages, place):
    told = pages.text("/status")
    assert "Aberto, sem chave: este endereço só é alcançado desta máquina" in told
    assert "Atenção" not in told


@pytest.mark.parametrize(("count", "said"), [(None, "ainda não se sabe"), (0, "pôde ser lido"), (3, "3 eventos não")])
def test_how_many_events_could_not_be_read(count, said):
    assert said in dead_letters(count, PT)
