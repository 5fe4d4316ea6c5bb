from __future__ import annotations

from uuid import uuid4

import pytest

from gateway.store.store import StoreState
from tests.gateway.worlds import a_match

DECISIONS = "/api/decisions"


def a_decision(**more):
    return {"id": str(uuid4()), "job_id": "v1", "applicant_id": "c1", "action": "advance"} | more


def standing(client, **asked):
    found = client.post(f"{DECISIONS}/standing", json=asked or {"pairs": [{"job_id": "v1", "applicant_id": "c1"}]})
    return found.json()["pairs"]


def test_a_decision_stands_until_another_comes(plain):
    declined = a_decision(action="decline", reason="skills", text="Falta SAP; ligar para ana@example.org")
    told = plain.post(DECISIONS, json=declined).json()
    assert (told["action"], told["reason"], told["by"]) == ("decline", "skills", "local")
    assert "ana@example.org" not in told["text"]
    (pair,) = standing(plain)
    assert pair["decision"] == told
    later = plain.post(DECISIONS, json=a_decision()).json()
    assert standing(plain)[0]["decision"] == later
    history = plain.get(DECISIONS, params={"job_id": "v1"}).json()
    assert history == {"acts": [later, told], "next_before": None}


def test_a_repeat_has_the_same_answer_and_counts_once(plain):
    wanted = a_decision(text="boa conversa")
    first = plain.post(DECISIONS, json=wanted)
    plain.post(DECISIONS, json=a_decision(action="hold"))
    again = plain.post(DECISIONS, json=wanted)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(plain.get(DECISIONS, params={"applicant_id": "c1"}).json()["acts"]) == 2
    other = plain.post(DECISIONS, json=wanted | {"action": "hold"})
    assert (other.status_code, other.json()["type"].rpartition(":")[2]) == (409, "id-taken")


def test_undone_the_one_before_stands_again(plain):
    first, second = (plain.post(DECISIONS, json=a_decision(action=action)).json() for action in ("hold", "advance"))
    too_early = plain.post(f"{DECISIONS}/{first['id']}/undo", json={"id": str(uuid4())})
    assert too_early.status_code == 409
    wanted = {"id": str(uuid4())}
    undone = plain.post(f"{DECISIONS}/{second['id']}/undo", json=wanted).json()
    assert (undone["act"], undone["of"]) == ("undone", second["id"])
    assert standing(plain)[0]["decision"] == first
    assert plain.post(f"{DECISIONS}/{second['id']}/undo", json=wanted).json() == undone
    assert plain.post(f"{DECISIONS}/{second['id']}/undo", json={"id": str(uuid4())}).status_code == 409
    plain.post(f"{DECISIONS}/{first['id']}/undo", json={"id": str(uuid4())})
    assert standing(plain)[0]["decision"] is None
    assert plain.post(f"{DECISIONS}/{uuid4()}/undo", json={"id": str(uuid4())}).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "decline"},
        {"action": "advance", "reason": "skills"},
        {"action": "fire"},
        {"id": "1"},
        {"applicant_id": "a|b"},
        {"text": "x" * 4001},
        {"more": 1},
        {"shown": {"quality_score": 101}},
    ],
)
def test_what_is_no_decision_is_refused(plain, wrong):
    assert plain.post(DECISIONS, json=a_decision(**wrong)).status_code == 400
    assert standing(plain)[0]["decision"] is None


def test_what_was_on_the_screen_is_written_down(plain):
    shown = {
        "quality_score": 81.25,
        "hire_probability": 0.3,
        "model_version": "rf-1",
        "job_revision": 1,
        "applicant_revision": 2,
        "explanation": "A favor: SAP.",
        "score_seen": True,
        "explanation_seen": False,
    }
    told = plain.post(DECISIONS, json=a_decision(shown=shown)).json()
    assert told["shown"] == shown | {"by": "client"}


def test_what_the_page_does_not_say_is_read_from_the_results(client, world):
    world.job("v1")
    world.applicant("c1")
    world.match(a_match("v1", "c1", 90.0))
    told = client.post(DECISIONS, json=a_decision()).json()["shown"]
    assert (told["by"], told["quality_score"], told["score_seen"]) == ("server", 90.0, False)
    assert told["explanation"]
    world.go_down()
    other = client.post(DECISIONS, json=a_decision()).json()["shown"]
    assert (other["by"], other["quality_score"]) == ("nobody", None)


def test_what_stands_is_told_by_pairs_by_job_and_by_applicant(plain):
    told = {
        (job, name): plain.post(DECISIONS, json=a_decision(job_id=job, applicant_id=name)).json()
        for job, name in (("v1", "c1"), ("v1", "c2"), ("v2", "c1"))
    }
    asked = [{"job_id": "v2", "applicant_id": "c1"}, {"job_id": "v9", "applicant_id": "c1"}]
    by_pairs = standing(plain, pairs=asked)
    assert [pair["decision"] for pair in by_pairs] == [told["v2", "c1"], None]
    assert [pair["applicant_id"] for pair in standing(plain, job_id="v1")] == ["c1", "c2"]
    assert [pair["job_id"] for pair in standing(plain, applicant_id="c1")] == ["v1", "v2"]
    assert plain.post(f"{DECISIONS}/standing", json={"job_id": "v1", "applicant_id": "c1"}).status_code == 400


def test_history_comes_in_pages(plain):
    told = [plain.post(DECISIONS, json=a_decision(applicant_id=f"c{n}")).json() for n in range(5)]
    first = plain.get(DECISIONS, params={"job_id": "v1", "limit": 3}).json()
    second = plain.get(DECISIONS, params={"job_id": "v1", "limit": 3, "before": first["next_before"]}).json()
    assert first["acts"] + second["acts"] == told[::-1]
    assert second["next_before"] is None
    assert plain.get(DECISIONS).status_code == 400


@pytest.mark.parametrize(
    ("state", "slug"), [("opening", "store-opening"), ("conflict", "store-conflict"), ("down", "store-away")]
)
def test_while_the_store_is_not_right_nothing_is_written(plain, outside, state, slug):
    outside.store.state = StoreState(state)
    answer = plain.post(DECISIONS, json=a_decision())
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (503, slug)
    assert answer.headers["Retry-After"]
    outside.store.state = StoreState.UP
    assert standing(plain)[0]["decision"] is None
