"""What search finds, against a plain look at every entity; by the stream's rule of the newest event."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contract.entities import Applicant, Job, fold
from data.kafka.misplaced import MOVED
from gateway.search import entries
from gateway.search.entries import STATES
from gateway.search.index import NotRead, SearchIndex
from gateway.search.requests import ApplicantSearch, JobSearch
from gateway.search.searching import Query
from model.levels.levels import ACADEMIC, AREAS, LANGUAGE, SENIORITY
from tests.gateway.search.conftest import PARTITIONS, START, record, told
from tests.reachable import reachable

TITLES = ["Desenvolvedora Java Sênior", "desenvolvedor python", "Analista SAP", "Analista de Go", "Ágil", None]
SKILLS = ["Java, Spring, SQL", "Python ou Go", "SAP FI", "Kotlin", None]
AREA = ["TI - Desenvolvimento/Programação", "TI - SAP", "Financeira", None]
LEVEL = ["Sênior", "Júnior", None]
IDS = st.sampled_from([f"n{number}" for number in range(8)])
SECONDS = st.integers(0, 6)
JOBS = st.fixed_dictionaries(
    {
        "titulo_vaga": st.sampled_from(TITLES),
        "competencias_tecnicas_requeridas": st.sampled_from(SKILLS),
        "areas_atuacao": st.sampled_from(AREA),
        "nivel_profissional": st.sampled_from(LEVEL),
        "cidade": st.sampled_from(["São Paulo", "SAO PAULO", "Recife", None]),
        "estado": st.sampled_from(["SP", "sp", "PE", None]),
        "status": st.sampled_from(["aberta", "fechada", "zzz", None]),
    }
)
APPLICANTS = st.fixed_dictionaries(
    {
        "titulo_profissional": st.sampled_from(TITLES),
        "conhecimentos_tecnicos": st.sampled_from(SKILLS),
        "area_de_atuacao": st.sampled_from(AREA),
        "nivel_profissional": st.sampled_from(LEVEL),
        "nivel_ingles": st.sampled_from(["Básico", "Avançado", None]),
        "nivel_academico": st.sampled_from(["Superior", "Médio", None]),
    }
)
SEARCHES = {
    "q": st.sampled_from(["", "desenv", "JAVA", "java ou python", "analista", "go", "n3", "agil", "spring boot"]),
    "skill": st.lists(st.sampled_from(["Java", "sql", "Python", "Go", "SAP"]), max_size=2),
    "area": st.lists(st.sampled_from(["desenvolvimento", "SAP", "financeira"]), max_size=2),
    "seniority": st.lists(st.sampled_from(["senior", "Júnior"]), max_size=2),
    "sort": st.sampled_from(["newest", "title"]),
    "limit": st.integers(1, 5),
    "offset": st.integers(0, 3),
}
OF_JOBS = st.fixed_dictionaries(
    SEARCHES
    | {
        "state": st.lists(st.sampled_from(["SP", "pe"]), max_size=2),
        "city": st.lists(st.sampled_from(["sao paulo"]), max_size=1),
        "status": st.lists(st.sampled_from(["open", "closed", "unknown"]), max_size=2),
    }
)
OF_APPLICANTS = st.fixed_dictionaries(
    SEARCHES
    | {"english": st.sampled_from(["", "basico", "intermediário"]), "academic": st.sampled_from(["", "superior"])}
)


def history(fields):
    return st.lists(st.tuples(IDS, SECONDS, st.one_of(st.none(), fields)), max_size=25)


def newest(events):
    """What stands after all of them: of each id the newest event, of equals the later."""
    last = {}
    for name, seconds, fields in events:
        if name not in last or seconds >= last[name][0]:
            last[name] = seconds, fields
    return last


def values(entry):
    """What an entry has of each filter."""
    english, spanish, academic, seniority = entry.levels
    return {
        "area": {name for bit, (name, _, _) in enumerate(AREAS) if entry.areas >> bit & 1},
        "seniority": {SENIORITY[seniority]},
        "state": {fold(entry.state or "")},
        "city": {fold(entry.city or "")},
        "status": {STATES[entry.status].value},
        "english": set(LANGUAGE[1 : english + 1]),
        "spanish": set(LANGUAGE[1 : spanish + 1]),
        "academic": set(ACADEMIC[1 : academic + 1]),
    }


def suits(entry, query):
    """Whether an entity is what the texts ask for."""

    def holds(word):
        return any(held.startswith(word) if len(word) > 2 else held == word for held in entry.words)

    return entry.id == query.id or all(
        asked.skills & ~entry.skills == 0
        and all(group & entry.skills for group in asked.any_of)
        and all(map(holds, asked.words))
        for asked in query.wanted
    )


def passes(entry, filters):
    return all({fold(v) for v in values(entry)[name]} & {fold(w) for w in wanted} for name, wanted in filters.items())


def plain(all_of, query: Query, names):
    """Ids of the page, the total, and the counts of each filter, by looking at every entry."""
    suited = [entry for entry in all_of if suits(entry, query)]
    found = [entry for entry in suited if passes(entry, query.filters)]
    by_title = query.sort == "title"
    found.sort(key=lambda e: (not e.title, e.title, e.id) if by_title else (-e.revision, e.id))
    counts = {}
    for name in names:
        others = {other: wanted for other, wanted in query.filters.items() if other != name}
        told = Counter(fold(v) for entry in suited if passes(entry, others) for v in values(entry)[name] if v)
        counts[name] = dict(told)
    return [entry.id for entry in found][query.offset :][: query.limit], len(found), counts


def same(found, expected):
    ids, total, counts = expected
    assert ([hit.id for hit in found.hits], found.total) == (ids, total)
    assert {name: {fold(value): n for value, n in told} for name, told in found.facets.items()} == counts


def taken(kind, events, reader):
    index = SearchIndex()
    index.is_known = True
    for name, seconds, fields in events:
        index.take(record(told(kind, name, seconds, **(fields or {}))), reader, PARTITIONS)
    return index


@given(events=history(JOBS), asked=st.lists(OF_JOBS, min_size=1, max_size=3))
def test_jobs_are_found_as_by_a_look_at_each(reader, events, asked):
    index = taken(Job, events, reader)
    standing = [
        entries.of_job(Job(id=name, **fields), told(Job, name, seconds).revision, reader)
        for name, (seconds, fields) in newest(events).items()
        if fields is not None
    ]
    for one in asked:
        query = JobSearch(**one).query()
        same(index.jobs(query), plain(standing, query, ("area", "seniority", "state", "city", "status")))


@given(events=history(APPLICANTS), asked=st.lists(OF_APPLICANTS, min_size=1, max_size=3))
def test_applicants_are_found_as_by_a_look_at_each(reader, events, asked):
    index = taken(Applicant, events, reader)
    standing = [
        entries.of_applicant(Applicant(id=name, **fields), told(Applicant, name, seconds).revision, reader)
        for name, (seconds, fields) in newest(events).items()
        if fields is not None
    ]
    for one in asked:
        query = ApplicantSearch(**one).query()
        same(index.applicants(query), plain(standing, query, ("area", "seniority", "english", "spanish", "academic")))


def ids(index, **asked):
    return [hit.id for hit in index.applicants(ApplicantSearch(**asked).query()).hits]


def test_a_person_who_comes_back_after_a_removal_is_found(index, put):
    put(Applicant, "c1", 1, titulo_profissional="Analista")
    put(Applicant, "c1", 2)
    assert ids(index) == []
    put(Applicant, "c1", 1, titulo_profissional="Analista")
    assert ids(index) == []
    put(Applicant, "c1", 3, titulo_profissional="Analista")
    assert ids(index) == ["c1"]


def test_nothing_of_a_removed_person_is_kept(index, put):
    half = "qzvxk"
    put(Applicant, "c1", 1, titulo_profissional=f"Analista {half}{half}", cidade=f"{half}{half}")
    assert ids(index, q=half) == ["c1"]
    put(Applicant, "c1", 2)
    assert not reachable(half + half)


def test_a_misplaced_record_and_a_mark_say_nothing(index, put, reader):
    put(Applicant, "c1", 1, titulo_profissional="Analista")
    removal = record(told(Applicant, "c1", 2))
    index.take(removal._replace(partition=removal.partition + 1), reader, PARTITIONS)
    index.take(removal._replace(headers=((MOVED, b"1"),)), reader, PARTITIONS)
    index.take(removal._replace(value=b"{"), reader, PARTITIONS)
    assert ids(index) == ["c1"]


def test_a_row_is_used_again_after_a_removal_and_holes_are_closed(index, put):
    for number in range(3000):
        put(Applicant, f"c{number % 3}", number / 100, titulo_profissional=f"Analista {number} {number}x")
    put(Applicant, "c1", 40)
    put(Applicant, "c9", 41, titulo_profissional="Gerente")
    assert ids(index) == ["c9", "c2", "c0"]
    assert ids(index, q="2999x") == ["c2"]
    assert ids(index, q="2990x") == []


def test_some_are_told_by_id_and_nobody_who_is_not_known(index, put):
    put(Applicant, "c1", 1, titulo_profissional="Analista")
    put(Applicant, "c2", 1, conhecimentos_tecnicos="Java")
    put(Applicant, "c1", 2)
    assert {name: hit.id for name, hit in index.applicants_of(["c1", "c2", "c3"]).items()} == {"c2": "c2"}


def test_before_the_topics_were_read_nothing_is_said():
    with pytest.raises(NotRead):
        SearchIndex().jobs(JobSearch().query())


def test_the_time_of_an_entity_is_its_revision(index, put):
    put(Applicant, "c1", 5, titulo_profissional="Analista")
    (hit,) = index.applicants(Query()).hits
    assert hit.revision == int((START.timestamp() + 5) * 1e6)
