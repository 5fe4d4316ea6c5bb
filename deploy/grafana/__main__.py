"""Write the dashboards' JSON files: ``python -m deploy.grafana``. A test holds them equal to the tables."""

from __future__ import annotations

import json
from pathlib import Path

from deploy.grafana import infrastructure, main, stream
from deploy.grafana.panels import dashboard

FOLDER = Path(__file__).with_name("dashboards")
DASHBOARDS = {
    "matchstream-main": ("Matchstream", main.ROWS),
    "matchstream-stream": ("Matchstream: stream", stream.ROWS),
    "matchstream-infrastructure": ("Matchstream: infrastructure", infrastructure.ROWS),
}


def text(uid: str) -> str:
    """The file of a dashboard."""
    return json.dumps(dashboard(uid, *DASHBOARDS[uid]), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name in DASHBOARDS:
        (FOLDER / f"{name}.json").write_text(text(name), encoding="utf-8")
