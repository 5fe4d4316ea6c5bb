"""Every expression that is asked of Prometheus: by our dashboards and rules, and by the first version's dashboards.

A rule's expression is true only where something is wrong, so of a rule each selector is asked: has it series at all?
"""

from __future__ import annotations

import re

import yaml

from deploy.grafana.__main__ import DASHBOARDS
from deploy.grafana.panels import dashboard
from tests.ops.native.composed import PROJECT

RULES = PROJECT / "deploy" / "prometheus"
_SELECTOR = re.compile(r'(?<![\w:."])([a-z]+_[a-zA-Z_]+|up)(\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})?(?![\w:(])')
_NOT_ASKED = re.compile(r"\b(?:by|without|on|ignoring)\s*\([^)]*\)|,\s*\"(?:[^\"\\]|\\.)*\"")


def of_panels() -> dict[str, str]:
    """By dashboard, panel and query, the expressions of our dashboards."""
    return {
        f"{uid}: {panel['title']} {target['refId']}": target["expr"]
        for uid in DASHBOARDS
        for panel in dashboard(uid, *DASHBOARDS[uid])["panels"]
        for target in panel.get("targets", ())
    }


def of_rules() -> dict[str, str]:
    """By file, rule and place, the selectors of our rules; and what recording rules record."""
    found = {}
    for file in ("rules.yml", "alerts.yml"):
        for group in yaml.safe_load((RULES / file).read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                name = rule.get("alert") or rule["record"]
                if "record" in rule:
                    found[f"{file}: {name}"] = name
                for number, selector in enumerate(selectors(rule["expr"])):
                    found[f"{file}: {name} {number}"] = selector
    return found


def selectors(expression: str) -> list[str]:
    """The selectors of an expression, once each."""
    bare = _NOT_ASKED.sub(" ", expression)
    return list(dict.fromkeys(name + (matchers or "") for name, matchers in _SELECTOR.findall(bare)))


def _quantile(share: float, histogram: str) -> str:
    return f"histogram_quantile({share}, rate({histogram}[5m]))"


_ASKED = 'flask_http_request_duration_seconds_bucket{method="POST",path="/api/predict"}'
_DISK = '{fstype!="tmpfs"}'
FIRST_VERSION = {
    "main: requests": "rate(flask_http_request_total[5m])",
    "main: seconds to an answer": _quantile(0.95, "flask_http_request_duration_seconds_bucket"),
    "main: all requests": "flask_http_request_total",
    "main: share of success": 'rate(flask_http_request_total{status!~"5.."}[5m]) / rate(flask_http_request_total[5m])',
    "main: processors": '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))',
    "main: memory": "node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes",
    "main: predictions in an hour": 'increase(flask_http_request_total{method="POST",status="200"}[1h])',
    "main: high": 'hired_model_predictions_total{quality_level="high"}',
    "main: low": 'hired_model_predictions_total{quality_level="low"}',
    **{f"main: seconds of a prediction, {share}": _quantile(share, _ASKED) for share in (0.5, 0.95, 0.99)},
    **{f"main: scores, {share}": _quantile(share, "hired_model_quality_scores_bucket") for share in (0.5, 0.95)},
    "infrastructure: the application": 'up{job="gateway"}',
    "infrastructure: Prometheus": 'up{job="prometheus"}',
    "infrastructure: nginx": 'up{job="nginx"}',
    "infrastructure: processors of the system": 'avg(irate(node_cpu_seconds_total{mode="system"}[5m]))',
    "infrastructure: disks": f"1 - node_filesystem_avail_bytes{_DISK} / node_filesystem_size_bytes{_DISK}",
    "infrastructure: received": 'rate(node_network_receive_bytes_total{device!="lo"}[5m])',
    "infrastructure: sent": 'rate(node_network_transmit_bytes_total{device!="lo"}[5m])',
}
"""What the panels of the first version's two dashboards ask, in our words, with our job's name for `flask-app`: see
grafana/dashboards of mbressan/otimizador-entrevistas-decision."""
