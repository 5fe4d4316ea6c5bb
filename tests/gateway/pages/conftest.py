"""A gateway whose Redis is in memory, with a job, its candidates, and an index that knows them."""

from __future__ import annotations

import html
import re
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from data.contract.entities import Applicant, Job
from model.registry import Registry
from model.scoring.scorer import Scorer
from tests.gateway.search.conftest import PARTITIONS, record, told
from tests.gateway.worlds import MemoryWorld, a_match

FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
SKILLS = "Java, SQL"


@pytest.fixture(scope="session")
def reader(registry):
    return Scorer.load(Registry(registry).resolve("champion")).reader


@pytest.fixture
def index(plain, reader):
    """The index of the gateway, and what puts somebody in."""
    found = plain.app.state.parts.search.index
    found.is_known = True

    def put(kind, name, **fields):
        found.take(record(told(kind, name, **fields)), reader, PARTITIONS)

    return put


@pytest.fixture
def place(memory):
    """A complete cache, to be filled."""
    world = MemoryWorld(memory)
    world.ready()
    return world


@pytest.fixture
def job(place, index):
    """A job that asks for Java and SQL, and three candidates."""
    place.job("v1", titulo_vaga="Dev Java", competencias_tecnicas_requeridas=SKILLS, cidade="Recife")
    index(Job, "v1", titulo_vaga="Dev Java", competencias_tecnicas_requeridas=SKILLS, cidade="Recife")
    for name, score, skills in (("c1", 100.0, SKILLS), ("c2", 50.0, "Java"), ("c3", 0.0, "Excel")):
        fields = {"titulo_profissional": f"Pessoa {name}", "conhecimentos_tecnicos": skills}
        place.applicant(name, **fields)
        index(Applicant, name, **fields)
        place.match(a_match("v1", name, score, applied=name == "c2"))
    return place


class Pages:
    """Asks for pages, and sends their forms as a browser does."""

    def __init__(self, client):
        self.client = client

    def get(self, path, **parameters):
        return self.client.get(path + (f"?{urlencode(parameters, doseq=True)}" if parameters else ""))

    def text(self, path, **parameters):
        answer = self.get(path, **parameters)
        assert answer.status_code == 200
        return words(answer.text)

    def form(self, path, action, number=0, **parameters):
        """The hidden fields of a form of a page, as they would be sent."""
        page = self.get(path, **parameters).text
        forms = re.findall(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.DOTALL)
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', forms[number])
        return {name: html.unescape(value) for name, value in hidden}

    def send(self, path, fields, **headers):
        return self.client.post(path, headers=FORM | headers, content=urlencode(fields, doseq=True))


def words(page):
    """What a page says: without markup, one space between words."""
    body = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture
def pages(plain):
    return Pages(plain)


@pytest.fixture
def pair():
    return SimpleNamespace(vaga="v1", candidato="c1")
