"""Alerts and dashboards speak of metrics that the programs have."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.deploy.servers import program

PROJECT = Path(__file__).resolve().parents[2]
PROMETHEUS = PROJECT / "deploy" / "prometheus"
GRAFANA = PROJECT / "deploy" / "grafana"
# What prometheus_client adds to a counter's or a histogram's name.
SUFFIX = re.compile(r"_(total|bucket|sum|count)$")


def dashboard():
    return json.loads((GRAFANA / "dashboards" / "matchstream.json").read_text(encoding="utf-8"))


def expressions():
    rules = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text(encoding="utf-8"))
    yield from (rule["expr"] for group in rules["groups"] for rule in group["rules"])
    yield from (target["expr"] for panel in dashboard()["panels"] for target in panel["targets"])


def declared():
    """Names of metrics in the programs' sources, without what prometheus_client adds."""
    sources = [*(PROJECT / "gateway").rglob("*.py"), *(PROJECT / "stream_processor").rglob("*.py")]
    found = re.findall(r'"(matchstream_[a-z_]+)"', "\n".join(path.read_text(encoding="utf-8") for path in sources))
    return {SUFFIX.sub("", name) for name in found}


def test_every_metric_that_is_asked_for_is_declared_by_a_program():
    asked = {SUFFIX.sub("", name) for text in expressions() for name in re.findall(r"matchstream_[a-z_]+", text)}
    assert asked
    assert asked - declared() == set()


def test_panels_have_their_own_ids_do_not_overlap_and_ask_the_provisioned_source():
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
    sources = yaml.safe_load((GRAFANA / "provisioning" / "datasources" / "prometheus.yml").read_text(encoding="utf-8"))
    known = {source["uid"] for source in sources["datasources"]}
    assert {panel["datasource"]["uid"] for panel in panels} <= known


@pytest.mark.servers
def test_prometheus_takes_the_configuration_and_the_rules(tmp_path):
    configuration = shutil.copytree(PROMETHEUS, tmp_path / "prometheus")
    (configuration / "gateway.key").write_text("msk_id_secret\n", encoding="utf-8")
    command = [program("promtool"), "check", "config", str(configuration / "prometheus.yml")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "rules found" in checked.stdout


@pytest.mark.servers
def test_alerts_fire_at_what_they_are_for_and_at_nothing_else(tmp_path):
    tests = (Path(__file__).parent / "alerts_test.yml").read_text(encoding="utf-8")
    assert "- ALERTS" in tests
    (tmp_path / "tests.yml").write_text(tests.replace("- ALERTS", f"- {PROMETHEUS / 'alerts.yml'}"), encoding="utf-8")
    command = [program("promtool"), "test", "rules", str(tmp_path / "tests.yml")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
