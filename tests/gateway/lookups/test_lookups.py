"""Lookups, over a Redis in memory and over a real one that the stream processor's own scripts fill."""

from __future__ import annotations

import pytest

from tests.gateway.clients import serving
from tests.gateway.conftest import connected, make, redis_server
from tests.gateway.worlds import RedisWorld, a_match

ANSWERS = ["/api/jobs", "/api/jobs/v1/matches", "/api/applicants/c1/matches", "/api/matches/v1/c1"]


@pytest.fixture
def filled(world):
    world.job("v1", titulo_vaga="Desenvolvedor Java", cidade="São Paulo")
    world.job("v2", revision=11, titulo_vaga="Analista SAP")
    for name in ("c1", "c2", "c3"):
        world.applicant(name, titulo_profissional=f"Título {name}", cv="longo")
    world.match(a_match("v1", "c1", 70.0))
    world.match(a_match("v1", "c2", 90.5, applied=True), previous=40.25)
    world.match(a_match("v1", "c3", 70.0))
    world.match(a_match("v2", "c1", 85.0))
    return world


def test_a_jobs_matches_are_in_rank_order_with_ties_by_id(client, filled):
    answer = client.get("/api/jobs/v1/matches")

    assert answer.status_code == 200
    found = answer.json()
    assert [m["applicant_id"] for m in found["matches"]] == ["c2", "c1", "c3"]
    assert (found["job_id"], found["titulo_vaga"], found["open"], found["total"]) == (
        "v1",
        "Desenvolvedor Java",
        True,
        3,
    )


def test_a_match_has_the_published_fields_and_what_recruiters_read_beside_them(client, filled):
    first = client.get("/api/jobs/v1/matches").json()["matches"][0]

    published = a_match("v1", "c2", 90.5, applied=True).to_dict()
    assert {name: first[name] for name in published} == published
    assert set(first) - set(published) == {"previous_score", "band", "titulo_vaga", "titulo_profissional"}
    assert (first["previous_score"], first["band"]) == (40.25, "alta")
    assert (first["titulo_vaga"], first["titulo_profissional"]) == ("Desenvolvedor Java", "Título c2")


def test_an_applicants_matches(client, filled):
    found = client.get("/api/applicants/c1/matches").json()

    assert [(m["job_id"], m["titulo_vaga"]) for m in found["matches"]] == [
        ("v2", "Analista SAP"),
        ("v1", "Desenvolvedor Java"),
    ]
    assert (found["applicant_id"], found["total"]) == ("c1", 2)
    assert found["matches"][0]["previous_score"] is None


def test_limits(client, filled):
    found = client.get("/api/jobs/v1/matches?limit=2").json()

    assert [m["applicant_id"] for m in found["matches"]] == ["c2", "c1"]
    assert found["total"] == 3
    for wrong in ("0", "101", "x"):
        answer = client.get(f"/api/jobs/v1/matches?limit={wrong}")
        assert answer.status_code == 400
        assert "limit" in answer.json()["error"]


def test_open_jobs_are_listed_newest_first_and_paged(client, filled):
    found = client.get("/api/jobs?limit=1").json()

    assert [job["id"] for job in found["jobs"]] == ["v2"]
    assert (found["total"], found["next_offset"]) == (2, 1)
    last = client.get("/api/jobs?limit=1&offset=1").json()
    assert (last["jobs"][0]["titulo_vaga"], last["jobs"][0]["cidade"]) == ("Desenvolvedor Java", "São Paulo")
    assert last["next_offset"] is None


def test_a_pair_comes_with_its_explanation(client, filled):
    found = client.get("/api/matches/v1/c1").json()

    assert (found["quality_score"], found["model_version"]) == (70.0, "rf-test")
    assert found["explanation_status"] == "score_differs"
    assert found["explanation"] is None


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, "ok"),
        ({"version": "rf-old"}, "model_changed"),
        ({"job_revision": 9}, "entity_changed"),
        ({"applicant_revision": 19}, "entity_changed"),
    ],
)
def test_an_explanation_is_only_given_where_it_adds_up(client, world, change, status):
    world.job("v1", competencias_tecnicas_requeridas="Java, SQL")
    world.applicant("c1", conhecimentos_tecnicos="Java")
    world.match(a_match("v1", "c1", 50.0, **change))

    found = client.get("/api/matches/v1/c1").json()

    assert found["explanation_status"] == status
    assert found["explanation_text"]
    assert (found["explanation"] is not None) == (found["applicant_coverage"] is not None) == (status == "ok")


def test_an_explained_pair_is_summed_up(client, world):
    world.job("v1", competencias_tecnicas_requeridas="Java")
    world.applicant("c1", conhecimentos_tecnicos="Java")
    world.applicant("c2", cidade="Recife")
    world.match(a_match("v1", "c1", 100.0))
    world.match(a_match("v1", "c2", 50.0, applied=True))

    assert "Compatibilidade alta: 100,0 de 100" in client.get("/api/matches/v1/c1").json()["explanation_text"]
    unknown = client.get("/api/matches/v1/c2").json()
    assert (unknown["explanation_status"], unknown["applicant_coverage"]) == ("ok", 0)
    assert "Nada se sabe desta pessoa" in unknown["explanation_text"]


def test_no_explanation_of_an_applicant_that_was_erased(client, world):
    world.job("v1")
    world.applicant("c1")
    world.match(a_match("v1", "c1", 50.0))
    world.erase_applicant("c1", 21)

    assert client.get("/api/matches/v1/c1").json()["explanation_status"] == "entity_missing"


@pytest.mark.parametrize("path", ANSWERS[1:])
def test_unknown_is_404(client, world, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:matchstream:problem:not-found"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (ANSWERS[1], "A vaga não existe ou foi removida."),
        (ANSWERS[2], "O candidato não existe ou foi removido."),
        (ANSWERS[3], "O par de vaga e candidato não existe ou foi removido."),
    ],
)
def test_a_404_agrees_with_its_noun(client, world, path, says):
    assert client.get(path).json()["error"] == says


def test_an_erased_applicant_is_404(client, world):
    world.applicant("c1")
    world.erase_applicant("c1", 21)

    assert client.get("/api/applicants/c1/matches").status_code == 404


def test_known_without_matches_is_an_empty_list(client, world):
    world.job("v1", status="fechada")

    found = client.get("/api/jobs/v1/matches").json()

    assert (found["matches"], found["total"], found["open"]) == ([], 0, False)


def test_a_match_that_went_while_the_list_was_read_is_left_out(client, filled):
    filled.drop_hash("v1", "c1")

    found = client.get("/api/jobs/v1/matches").json()

    assert [m["applicant_id"] for m in found["matches"]] == ["c2", "c3"]


def test_ids_with_odd_characters(client, world):
    world.job("vaga/é#1")
    world.applicant("c?2")
    world.match(a_match("vaga/é#1", "c?2", 50.0))

    assert client.get("/api/jobs/vaga%2F%C3%A9%231/matches").json()["total"] == 1
    assert client.get("/api/applicants/c%3F2/matches").json()["total"] == 1


def test_an_id_is_found_however_its_accents_are_spelt(client, world):
    world.job("\u00e9")
    world.match(a_match("\u00e9", "c\u00e7", 50.0))

    assert client.get("/api/jobs/e%CC%81/matches").json()["job_id"] == "\u00e9"
    assert client.get("/api/applicants/cc%CC%A7/matches").json()["total"] == 1
    assert client.get("/api/matches/e%CC%81/cc%CC%A7").status_code == 200


@pytest.mark.parametrize("path", ANSWERS)
def test_an_incomplete_cache_is_503_never_empty(client, stored, path):
    answer = client.get(path)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["type"] == "urn:matchstream:problem:results-filling"


@pytest.mark.parametrize("path", ANSWERS)
def test_what_was_written_from_topics_that_changed_is_503(client, filled, path):
    filled.beat(topics=("recruiting.jobs.v1",))

    answer = client.get(path)

    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:matchstream:problem:topics-changed"
    assert "recruiting.jobs.v1" in answer.json()["error"]
    health = client.get("/health").json()
    assert (health["status"], health["redis"]) == ("degraded", "up")
    assert [reason for reason in health["reasons"] if "recruiting.jobs.v1" in reason]
    filled.beat()
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ANSWERS)
def test_redis_emptied_is_503(client, filled, path):
    filled.empty()

    assert client.get(path).status_code == 503


@pytest.mark.parametrize("path", ANSWERS)
def test_redis_away_is_503(client, filled, path):
    filled.go_down()

    answer = client.get(path)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["type"] == "urn:matchstream:problem:results-away"
    assert (
        client.post("/api/predict", json={"vaga": {"titulo_vaga": "Dev"}, "candidato": {"cv": "Java"}}).status_code
        == 200
    )


@pytest.mark.embedded
@pytest.mark.parametrize("path", ["/api/jobs", "/api/jobs/v0/matches", "/api/applicants/c0/matches"])
def test_a_list_costs_redis_what_it_answers_however_long_the_entities_are(settings, outside, tmp_path, path):
    with redis_server(tmp_path / "redis") as (server, store):
        world = RedisWorld(store, server)
        world.ready()
        for i in range(100):
            world.job(f"v{i}", titulo_vaga="Dev " * 250, principais_atividades="atividade " * 10_000)
            world.applicant(f"c{i}", titulo_profissional="Título " * 125, cv="texto " * 20_000)
            world.match(a_match("v0", f"c{i}", 70.0))
            world.match(a_match(f"v{i}", "c0", 70.0))
        with serving(make(settings, lambda: connected(server), outside)) as client:
            client.get(path)
            store.config_resetstat()
            answer = client.get(f"{path}?limit=100")
            spent = sum(row["calls"] for row in store.info("commandstats").values())
            sent = store.info("stats")["total_net_output_bytes"]

    assert len(answer.json().get("matches") or answer.json()["jobs"]) == 100
    assert spent < 250
    assert sent < 200_000


def test_a_long_text_is_cut_in_a_row(client, world):
    world.job("v1", titulo_vaga="x" * 300)

    assert client.get("/api/jobs").json()["jobs"][0]["titulo_vaga"] == "x" * 199 + "…"
