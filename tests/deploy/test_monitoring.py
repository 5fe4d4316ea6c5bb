"""Alerts, recording rules and dashboards: they ask for what is exported, and fire at what they are for."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
import yaml

from deploy.grafana.__main__ import DASHBOARDS, FOLDER, text
from deploy.grafana.panels import dashboard
from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import fetch, free_port
from tests.deploy.promql import asked
from tests.deploy.servers import program
from tests.waiting import eventually

PROJECT = Path(__file__).resolve().parents[2]
PROMETHEUS = PROJECT / "deploy" / "prometheus"
RUNBOOKS = "docs/operations.md"
TESTS = Path(__file__).parent / "alerts_test.yml"

_SPEC = importlib.util.spec_from_file_location("metrics_page", PROJECT / "docs" / "metrics.py")
assert _SPEC is not None
assert _SPEC.loader is not None
metrics = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(metrics)

EXPORTERS = {
    "Prometheus": {"up"},
    "prometheus_client": {
        "process_cpu_seconds_total",
        "process_max_fds",
        "process_open_fds",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
        "python_gc_collections_total",
    },
    "node_exporter": {
        "node_cpu_seconds_total",
        "node_disk_io_time_seconds_total",
        "node_filesystem_avail_bytes",
        "node_filesystem_size_bytes",
        "node_memory_MemAvailable_bytes",
        "node_memory_MemTotal_bytes",
        "node_network_receive_bytes_total",
        "node_network_transmit_bytes_total",
    },
    "cAdvisor": {
        "container_cpu_usage_seconds_total",
        "container_memory_working_set_bytes",
        "container_network_receive_bytes_total",
    },
    "kafka_exporter": {
        "kafka_brokers",
        "kafka_consumergroup_lag",
        "kafka_topic_partition_current_offset",
        "kafka_topic_partition_under_replicated_partition",
    },
    "blackbox_exporter": {"probe_ssl_earliest_cert_expiry"},
    "nginx": {"nginx_connections"},
    "postgres_exporter": {
        "pg_database_size_bytes",
        "pg_settings_max_connections",
        "pg_stat_activity_count",
        "pg_stat_database_blks_read",
        "pg_stat_database_xact_commit",
        "pg_stat_database_xact_rollback",
        "pg_up",
    },
    "redis_exporter": {
        "redis_commands_processed_total",
        "redis_connected_clients",
        "redis_evicted_keys_total",
        "redis_memory_max_bytes",
        "redis_memory_used_bytes",
        "redis_up",
    },
}
"""Metrics of programs that are not ours, by the program."""

OURS = {name: one for one in metrics.described() for name in one.samples}
PANELS = [
    (f"{uid}: {panel['title']}", panel)
    for uid in DASHBOARDS
    for panel in dashboard(uid, *DASHBOARDS[uid])["panels"]
    if panel["type"] != "row"
]


def rules(file):
    groups = yaml.safe_load((PROMETHEUS / file).read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


ALERTS = {rule["alert"]: rule for rule in rules("alerts.yml")}
EXPRESSIONS = {
    **{name: rule["expr"] for name, rule in ALERTS.items()},
    **{rule["record"]: rule["expr"] for rule in rules("rules.yml")},
    **{f"{name} {target['refId']}": target["expr"] for name, panel in PANELS for target in panel["targets"]},
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_an_expression_asks_for_metrics_that_are_exported_by_labels_that_they_have(name):
    names, labels = asked(EXPRESSIONS[name])
    assert names
    assert names - OURS.keys() - set().union(*EXPORTERS.values()) == set()
    ours = names & OURS.keys()
    if ours and "label_replace" not in EXPRESSIONS[name]:
        assert labels <= {"job", "instance", "le"}.union(*(OURS[metric].labels for metric in ours))


def test_every_metric_is_asked_for_somewhere():
    used = set().union(*(asked(expression)[0] for expression in EXPRESSIONS.values()))
    assert {one.name for one in metrics.described() if not used & set(one.samples)} == set()


@pytest.mark.parametrize(
    ("expression", "names", "labels"),
    [
        ('sum by (a, b) (rate(x_total{c="by (z)", d!~"e|f"}[5m]))', {"x_total"}, {"a", "b", "c", "d"}),
        ("1 - x / on (job) y offset 1d > 0.5 and absent(z == 1)", {"x", "y", "z"}, {"job"}),
        ('label_replace(x, "path", "$1", "route", "(.*)")', {"x"}, set()),
        ("histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m])))", {"x_bucket"}, {"le"}),
    ],
)
def test_what_an_expression_asks_for_is_found(expression, names, labels):
    assert asked(expression) == (names, labels)


@pytest.mark.parametrize("uid", DASHBOARDS)
def test_a_dashboard_is_that_of_its_table(uid):
    assert (FOLDER / f"{uid}.json").read_text(encoding="utf-8") == text(uid), "run `make map`"
    assert {path.stem for path in FOLDER.glob("*.json")} == set(DASHBOARDS)


@pytest.mark.parametrize("uid", DASHBOARDS)
def test_panels_have_their_own_ids_do_not_overlap_and_ask_the_provisioned_source(uid):
    panels = dashboard(uid, *DASHBOARDS[uid])["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = [
        (x, y)
        for place in (panel["gridPos"] for panel in panels)
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(taken)) == len(taken)
    assert max(x for x, _ in taken) < 24
    file = PROJECT / "deploy" / "grafana" / "provisioning" / "datasources" / "prometheus.yml"
    known = {source["uid"] for source in yaml.safe_load(file.read_text(encoding="utf-8"))["datasources"]}
    assert {panel["datasource"]["uid"] for panel in panels if panel["type"] != "row"} <= known


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_what_is_so_how_bad_it_is_and_where_to_read_on(name):
    rule = ALERTS[name]
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert set(rule["annotations"]) == {"summary", "description", "runbook_url"}
    assert rule["annotations"]["runbook_url"] == f"{RUNBOOKS}#{name.lower()}"
    page = (PROJECT / RUNBOOKS).read_text(encoding="utf-8")
    assert re.search(rf"^### {name}\n\n\S", page, re.MULTILINE), "its runbook is missing"


def test_every_runbook_is_of_an_alert():
    page = (PROJECT / RUNBOOKS).read_text(encoding="utf-8")
    alerts = page.split("\n## Alerts\n")[1].split("\n## ")[0]
    assert set(re.findall(r"^### (\w+)$", alerts, re.MULTILINE)) == set(ALERTS)


def cases():
    """The tests of alerts, with the annotations that a rule has without a template."""
    # Every value as text: to YAML 1.1 the series `0x60` is the number 96.
    found = yaml.load(TESTS.read_text(encoding="utf-8"), yaml.BaseLoader)
    for case in (case for one in found["tests"] for case in one.get("alert_rule_test", ())):
        fixed = {key: said for key, said in ALERTS[case["alertname"]]["annotations"].items() if "{{" not in said}
        for expected in case.get("exp_alerts", ()):
            expected["exp_annotations"] = fixed | expected["exp_annotations"]
    for asked_for in (one for case in found["tests"] for one in case.get("promql_expr_test", ())):
        for sample in asked_for["exp_samples"]:
            sample["value"] = float(sample["value"])
    return found


def test_every_alert_is_tested_to_fire_and_not_to_fire():
    tried = [
        (case["alertname"], bool(case.get("exp_alerts")))
        for one in cases()["tests"]
        for case in one.get("alert_rule_test", ())
    ]
    assert set(tried) == {(name, fires) for name in ALERTS for fires in (True, False)}


@pytest.mark.servers
def test_prometheus_takes_the_configuration_and_the_rules(tmp_path):
    configuration = shutil.copytree(PROMETHEUS, tmp_path / "prometheus")
    (configuration / "gateway.key").write_text("msk_id_secret\n", encoding="utf-8")
    command = [program("promtool"), "check", "config", str(configuration / "prometheus.yml")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert checked.stdout.count("rules found") == 2


@pytest.mark.servers
@pytest.mark.long  # it looks for its targets every five seconds
@pytest.mark.enable_socket
def test_prometheus_starts_without_a_key_and_takes_it_once_it_is_there(tmp_path):
    configuration = shutil.copytree(PROMETHEUS, tmp_path / "prometheus", ignore=shutil.ignore_patterns("*.key"))
    file = configuration / "prometheus.yml"
    text = yaml.safe_load(file.read_text(encoding="utf-8").replace("_interval: 10s", "_interval: 200ms"))
    gateway = next(one for one in text["scrape_configs"] if one["job_name"] == "gateway")
    del gateway["dns_sd_configs"]  # nobody knows the name here
    gateway["static_configs"] = [{"targets": ["127.0.0.1:9"]}]
    file.write_text(yaml.safe_dump(text), encoding="utf-8")
    port = free_port()
    listen = [f"--storage.tsdb.path={tmp_path / 'data'}", f"--web.listen-address=127.0.0.1:{port}"]
    command = [program("prometheus"), f"--config.file={file}", *listen]

    def error():
        with suppress(OSError, StopIteration):
            targets = json.loads(fetch(port, "/api/v1/targets?state=active"))["data"]["activeTargets"]
            return next(one["lastError"] for one in targets if one["labels"]["job"] == "gateway")
        return ""

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as prometheus:
        try:
            eventually(lambda: "gateway.key" in error(), "it asks for the key")
            (configuration / "gateway.key").write_text("msk_id_secret\n", encoding="utf-8")
            eventually(lambda: error() and "gateway.key" not in error(), "it goes on with the key")
        finally:
            prometheus.terminate()


@pytest.mark.servers
def test_prometheus_takes_the_expressions_of_the_dashboards(tmp_path):
    queries = [target["expr"] for _, panel in PANELS for target in panel["targets"]]
    records = [{"record": f"query_{number}", "expr": expression} for number, expression in enumerate(queries)]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": records}]}))
    command = [program("promtool"), "check", "rules", str(tmp_path / "rules.yml")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{len(queries)} rules found" in checked.stdout


@pytest.mark.servers
def test_alerts_fire_at_what_they_are_for_and_at_nothing_else(tmp_path):
    files = []
    # Rules are evaluated as often as there are samples: every ten seconds, two weeks would take minutes.
    for interval in sorted({one["interval"] for one in cases()["tests"]}):
        tests = [one for one in cases()["tests"] if one["interval"] == interval]
        rule_files = [str(PROMETHEUS / name) for name in ("rules.yml", "alerts.yml")]
        text = {"rule_files": rule_files, "evaluation_interval": interval, "tests": tests}
        files.append(tmp_path / f"{interval}.yml")
        files[-1].write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")
    command = [program("promtool"), "test", "rules", *map(str, files)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def exported(command, port):
    """Names of the metrics that an exporter serves on a port, once it serves."""

    def look():
        with suppress(OSError):
            return {line.split(" ")[0].split("{")[0] for line in fetch(port, "/metrics").splitlines()}

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as exporter:
        try:
            return eventually(look, command[0])
        finally:
            exporter.terminate()


@pytest.mark.servers
@pytest.mark.enable_socket
def test_the_exporters_of_machines_and_of_redis_have_what_is_asked_of_them(tmp_path):
    port = free_port()
    of_machine = exported([program("prometheus-node-exporter"), f"--web.listen-address=127.0.0.1:{port}"], port)
    assert EXPORTERS["node_exporter"] - of_machine == set()
    redis = EmbeddedRedis(tmp_path)
    redis.start()
    try:
        port = free_port()
        listen = f"-web.listen-address=127.0.0.1:{port}"
        of_redis = exported([program("prometheus-redis-exporter"), f"-redis.addr={redis.url}", listen], port)
    finally:
        redis.stop()
    assert EXPORTERS["redis_exporter"] - of_redis == set()
