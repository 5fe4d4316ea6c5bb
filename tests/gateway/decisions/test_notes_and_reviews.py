from __future__ import annotations

from uuid import uuid4

NOTES, REVIEWS = "/api/notes", "/api/reviews"
PAIR = {"job_id": "v1", "applicant_id": "c1"}


def identity():
    return str(uuid4())


def notes(client, **asked):
    return [note["text"] for note in client.get(NOTES, params={"applicant_id": "c1"} | asked).json()["notes"]]


def test_notes_are_of_a_pair_or_of_an_applicant_and_one_that_is_removed_is_gone(plain):
    first = plain.post(NOTES, json=PAIR | {"id": identity(), "text": "da vaga; fone (11) 98765-4321"}).json()
    plain.post(NOTES, json={"id": identity(), "applicant_id": "c1", "text": "de nenhuma vaga"})
    plain.post(NOTES, json={"id": identity(), "applicant_id": "c1", "job_id": "v2", "text": "de outra"})
    assert "98765" not in first["text"]
    assert notes(plain) == ["de outra", "de nenhuma vaga", first["text"]]
    assert notes(plain, job_id="v1") == ["de nenhuma vaga", first["text"]]
    asked = {"pairs": [PAIR]}
    assert plain.post("/api/decisions/standing", json=asked).json()["pairs"][0]["notes"] == 1
    for _ in range(2):
        assert plain.request("DELETE", f"{NOTES}/{first['id']}").status_code == 204
    assert notes(plain, job_id="v1") == ["de nenhuma vaga"]
    acts = plain.get("/api/decisions", params={"job_id": "v1"}).json()["acts"]
    assert [(act["act"], act["text"]) for act in acts] == [("note_removed", None), ("noted", None)]
    again = plain.post(NOTES, json=PAIR | {"id": first["id"], "text": "outra vez"})
    assert again.json()["type"].rpartition(":")[2] == "erased"


def test_a_note_says_something(plain):
    for text in (None, "", "  -  "):
        assert plain.post(NOTES, json=PAIR | {"id": identity(), "text": text}).status_code == 400


def test_a_review_has_a_deadline_and_an_outcome(plain):
    wanted = PAIR | {"id": identity(), "text": "Peço que revejam.", "days": 2}
    asked = plain.post(REVIEWS, json=wanted).json()
    assert asked == plain.post(REVIEWS, json=wanted).json()
    assert plain.post(REVIEWS, json=PAIR | {"id": identity()}).status_code == 409
    other = plain.post(REVIEWS, json={"id": identity(), "job_id": "v2", "applicant_id": "c1"}).json()
    assert asked["due"] < other["due"], "fifteen days where none are named"
    listed = plain.get(REVIEWS, params={"open": True}).json()["reviews"]
    assert [one["request"]["id"] for one in listed] == [asked["id"], other["id"]]
    assert not any(one["late"] for one in listed)

    closing = {"id": identity(), "outcome": "changed", "text": "A vaga pedia outra coisa."}
    closed = plain.post(f"{REVIEWS}/{asked['id']}/outcome", json=closing).json()
    assert (closed["act"], closed["outcome"], closed["of"]) == ("review_closed", "changed", asked["id"])
    assert plain.post(f"{REVIEWS}/{asked['id']}/outcome", json=closing).json() == closed
    assert plain.post(f"{REVIEWS}/{asked['id']}/outcome", json=closing | {"id": identity()}).status_code == 409
    everything = plain.get(REVIEWS, params={"applicant_id": "c1"}).json()["reviews"]
    assert [one["closed"] and one["closed"]["id"] for one in everything] == [None, closed["id"]]
    (pair,) = plain.post("/api/decisions/standing", json={"pairs": [PAIR]}).json()["pairs"]
    assert pair["review"] is None
    assert plain.post(REVIEWS, json=PAIR | {"id": identity()}).status_code == 200, "another may be asked for"
