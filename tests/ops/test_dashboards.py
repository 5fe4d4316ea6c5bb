"""Every dashboard has data and every rule has something to look at, where the services run."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from data.contract.events import EventType
from gateway.events.event_requests import STRUCTURED
from tests.ops import queries
from tests.ops.site import Site
from tests.waiting import eventually

pytestmark = pytest.mark.ops

PAIR = {
    "vaga": {"titulo_vaga": "Desenvolvedor Java", "competencias_tecnicas_requeridas": "Java, SQL"},
    "candidato": {"conhecimentos_tecnicos": "Java", "nivel_academico": "superior"},
}
_years = itertools.count(1)
JSON = {"content-type": "application/json"}
SCRAPED_SECONDS = 240.0
"""A machine that does much else scrapes late, and what a rule records comes a moment after what it is recorded from."""

ONLY_WHEN_WRONG = {
    "alerts.yml: TopicsChanged 0",
    "matchstream-main: Decisions that Kafka does not have yet, and a store that is not up B",
}
"""A series is there only while a topic is not what was read, or while the store is not up."""
WITHOUT_A_VALUE = {
    "matchstream-stream: Match to delivery A",
    "matchstream-stream: Match to delivery B",
    "matchstream-stream: Match to delivery C",
    "matchstream-stream: Seconds to rebuild a shard A",
    "matchstream-stream: Seconds to rebuild a shard B",
    "matchstream-stream: Seconds to rebuild a shard C",
}
"""Quantiles of what has not happened here since Prometheus first looked: nobody subscribed to webhooks, and shards were
opened before. Their series is there, and says NaN."""


def ask_everything(site: Site) -> None:
    """Requests of each kind, good and bad; and an event, for what the stream does is told by rates too."""
    applicant = PAIR["candidato"] | {"id": "asked", "cv": f"Java há {next(_years)} anos"}
    body = {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "ops",
        "type": EventType.APPLICANT_UPSERTED.value,
        "time": datetime.now(UTC).isoformat(),
        "data": applicant,
    }
    with site.client() as client:
        answer = client.post("/api/events", content=json.dumps(body), headers={"content-type": STRUCTURED})
        assert answer.status_code == 202
        for _ in range(20):
            assert client.post("/api/predict", json=PAIR).status_code == 200
        job = client.get("/api/jobs").json()["jobs"][0]["id"]
        assert client.get(f"/api/jobs/{job}/matches").status_code == 200
        assert client.post("/api/predict", content=b"{", headers=JSON).status_code == 400


def unanswered(site: Site, expressions: Mapping[str, str]) -> dict[str, str]:
    """The expressions that give no series."""
    return {name: expression for name, expression in expressions.items() if not site.query(expression)}


def asking(site: Site, look: Callable[[], object], what: str) -> None:
    """Wait for something to see, and ask on meanwhile: a rate is of what happens between two scrapes."""
    eventually(lambda: look() or ask_everything(site), what, SCRAPED_SECONDS, every=2)


def without_a_value(site: Site, expressions: Mapping[str, str]) -> set[str]:
    """Those of the expressions whose series say nothing."""
    return {name for name, expression in expressions.items() if not has_value(site.query(expression))}


def has_value(result: list[dict[str, Any]]) -> bool:
    return any(not math.isnan(float(one["value"][1])) for one in result)


@pytest.fixture(scope="module")
def asked(site: Site) -> Site:
    """The site after requests that Prometheus has seen, twice: a rate needs two samples."""
    ask_everything(site)
    counted = 'sum(increase(matchstream_http_requests_total{route="/api/predict"}[5m])) > 0'
    ask_everything(site)
    asking(site, lambda: site.query(counted), "Prometheus has counted")
    return site


@pytest.mark.parametrize("of", [queries.of_panels, queries.of_rules])
def test_every_expression_of_a_dashboard_or_a_rule_returns_a_series(of: Any, asked: Site) -> None:
    expressions = {name: expression for name, expression in of().items() if name not in ONLY_WHEN_WRONG}
    assert len(expressions) > 40
    with suppress(AssertionError):
        eventually(lambda: not unanswered(asked, expressions), "series", SCRAPED_SECONDS, every=5)
    assert unanswered(asked, expressions) == {}


def test_the_panels_have_values(asked: Site) -> None:
    expressions = queries.of_panels()
    may = WITHOUT_A_VALUE | ONLY_WHEN_WRONG
    print(f"{len(expressions)} expressions of panels, {len(queries.of_rules())} selectors of rules")
    with suppress(AssertionError):
        asking(asked, lambda: without_a_value(asked, expressions) <= may, "values")
    assert without_a_value(asked, expressions) <= may


@pytest.mark.parametrize("name", queries.FIRST_VERSION)
def test_the_first_versions_dashboards_have_data(name: str, asked: Site) -> None:
    asking(asked, lambda: has_value(asked.query(queries.FIRST_VERSION[name])), name)
