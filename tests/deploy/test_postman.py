"""The Postman collection is well formed, tests every answer, and asks for routes of the design."""

from __future__ import annotations

import json
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[2] / "deploy" / "postman" / "matchstream.postman_collection.json"
ROUTES = {
    "POST /api/predict",
    "POST /api/predict_simple",
    "GET /",
    "GET /status",
    "GET /health",
    "GET /model/info",
    "GET /metrics",
    "GET /api/jobs/{{job_id}}/matches",
    "GET /api/applicants/{{applicant_id}}/matches",
    "GET /api/matches/{{job_id}}/{{applicant_id}}",
    "POST /api/events",
}


def test_the_collection():
    collection = json.loads(COLLECTION.read_text(encoding="utf-8"))
    assert collection["info"]["schema"].endswith("/v2.1.0/collection.json")
    assert {variable["key"] for variable in collection["variable"]} == {"base_url", "job_id", "applicant_id"}
    asked = set()
    for item in (item for folder in collection["item"] for item in folder["item"]):
        url = item["request"]["url"]
        path = "/" + "/".join(url["path"])
        assert url["raw"] == "{{base_url}}" + path
        asked.add(f"{item['request']['method']} {path}")
        scripts = [event["script"]["exec"] for event in item["event"] if event["listen"] == "test"]
        assert any("pm.test(" in line for script in scripts for line in script), item["name"]
        if item["request"]["method"] == "POST":
            assert item["request"]["body"]["mode"] == "raw"
    assert asked == ROUTES
