"""Panels, and how Grafana wants them.

A dashboard is rows of panels, each a title, a kind, a unit and its queries; what Grafana wants beside is the same for
all.
"""

from __future__ import annotations

from typing import Any, NamedTuple

_SOURCE = {"type": "prometheus", "uid": "prometheus"}
_WIDTH, _HEIGHT = 24, 8


class Panel(NamedTuple):
    """One panel.

    Attributes
    ----------
    title : str
    queries : dict of str to str
        By legend, the expressions in PromQL.
    unit : str
        Grafana's name of the unit.
    kind : str
        Grafana's type of panel.
    about : str
        What one sees, where the title does not say it.
    """

    title: str
    queries: dict[str, str]
    unit: str = "short"
    kind: str = "timeseries"
    about: str = ""


def quantiles(metric: str, *by: str, window: str = "5m") -> dict[str, str]:
    """Half, nineteen in twenty and all but one in a hundred of a histogram."""
    grouped = ", ".join(["le", *by])
    legend = "".join(f" {{{{{label}}}}}" for label in by)
    return {
        f"{share:.0%}{legend}": f"histogram_quantile({share}, sum by ({grouped}) (rate({metric}_bucket[{window}])))"
        for share in (0.5, 0.95, 0.99)
    }


def rate(metric: str, *by: str, window: str = "5m") -> dict[str, str]:
    """A counter's rate, by labels."""
    grouped = f"by ({', '.join(by)}) " if by else ""
    legend = " ".join(f"{{{{{label}}}}}" for label in by) or "all"
    return {legend: f"sum {grouped}(rate({metric}[{window}]))"}


def stat(title: str, expression: str, unit: str = "short", about: str = "", legend: str = "all") -> Panel:
    """A panel of one number."""
    return Panel(title, {legend: expression}, unit, "stat", about)


def dashboard(uid: str, title: str, rows: dict[str, list[Panel]]) -> dict[str, Any]:
    """A dashboard of rows of panels, in Grafana's form."""
    panels: list[dict[str, Any]] = []
    y = 0
    for row, of_row in rows.items():
        panels.append(_placed({"type": "row", "title": row, "collapsed": False, "panels": []}, panels, 0, y, _WIDTH, 1))
        y += 1
        width = _WIDTH // 6 if all(panel.kind == "stat" for panel in of_row) else _WIDTH // 3
        x = 0
        for panel in of_row:
            if x + width > _WIDTH:
                x, y = 0, y + _HEIGHT
            panels.append(_placed(_panel(panel), panels, x, y, width, _HEIGHT))
            x += width
        y += _HEIGHT
    return {
        "uid": uid,
        "title": title,
        "tags": ["matchstream"],
        "schemaVersion": 41,
        "version": 1,
        "editable": False,
        "timezone": "browser",
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "links": [{"type": "dashboards", "title": "Matchstream", "tags": ["matchstream"], "asDropdown": False}],
        "templating": {"list": []},
        "annotations": {"list": []},
        "panels": panels,
    }


def _placed(panel: dict[str, Any], others: list[Any], x: int, y: int, width: int, height: int) -> dict[str, Any]:
    return {"id": len(others) + 1, "gridPos": {"x": x, "y": y, "w": width, "h": height}} | panel


def _panel(panel: Panel) -> dict[str, Any]:
    options: dict[str, Any] = {"legend": {"displayMode": "list", "placement": "bottom", "showLegend": True}}
    if panel.kind == "stat":
        text = "name" if "{{" in next(iter(panel.queries)) else "auto"
        options = {"reduceOptions": {"calcs": ["lastNotNull"]}, "colorMode": "value", "textMode": text}
    if panel.kind == "heatmap":
        options = {"calculate": False, "yAxis": {"unit": "percentunit"}}
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.about,
        "datasource": _SOURCE,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": options,
        "targets": [
            {
                "refId": chr(ord("A") + number),
                "expr": expression,
                "legendFormat": legend,
                "format": "heatmap" if panel.kind == "heatmap" else "time_series",
            }
            for number, (legend, expression) in enumerate(panel.queries.items())
        ],
    }
