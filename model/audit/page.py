"""The audit as one page: nothing is loaded from elsewhere, no script runs, and it prints."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from model.audit import plots
from model.audit.measures import MEASURES
from model.audit.texts import DEFINITIONS, LIMITS, TEXTS

LANGUAGES = tuple(TEXTS)
_HTML_LANGUAGE = {"pt": "pt-BR", "en": "en"}


def page(found: Mapping[str, Any], language: str, made_on: date) -> str:
    """Write the page.

    Parameters
    ----------
    found : mapping
        From `model.audit.audit.audit`.
    language : str
        One of `LANGUAGES`.
    made_on : date
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    numbers = Numbers(language)
    environment.filters |= {"count": numbers.count, "percent": numbers.percent, "decimal": numbers.decimal}
    t = TEXTS[language]
    return environment.get_template("page.html").render(
        t=t,
        numbers=numbers,
        lang=_HTML_LANGUAGE[language],
        found=found,
        made_on=made_on,
        measures=MEASURES,
        alarms=[_alarm(cell, grouping["cells"]) for grouping in found["groupings"] for cell in _alarming(grouping)],
        pictures=[
            {"ratios": _picture(plots.ratios(each["cells"], t)), "scores": _picture(plots.scores(each["scores"], t))}
            for each in found["groupings"]
        ],
        of_proxies=_picture(plots.proxies(found["proxies"], t)) if found["proxies"] else None,
        definitions=[Markup(t[f"define_{name}"]) for name in DEFINITIONS],  # noqa: S704 -- our own texts
        limits=[t[f"limit_{name}"] for name in LIMITS],
    )


class Numbers:
    """Writes numbers as a language does.

    Parameters
    ----------
    language : str
    """

    def __init__(self, language: str) -> None:
        t = TEXTS[language]
        self._point, self._thousands, self._percent = t["decimal_point"], t["thousands"], t["percent"]

    def count(self, value: float) -> str:
        """A whole number, with thousands marked."""
        return f"{int(value):,}".replace(",", self._thousands)

    def decimal(self, value: float | None, places: int = 2) -> str:
        """A number with decimals; a dash for none."""
        return "–" if value is None else f"{value:.{places}f}".replace(".", self._point)  # noqa: RUF001

    def percent(self, value: float | None) -> str:
        """A share."""
        return self.decimal(None) if value is None else self._percent.format(self.decimal(100 * value, 1))


def _alarming(grouping: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [cell for cell in grouping["cells"] if cell["verdict"] in {"adverse", "different"}]


def _alarm(cell: Mapping[str, Any], cells: list[Mapping[str, Any]]) -> dict[str, Any]:
    best = next(each for each in cells if each["measure"] == cell["measure"] and each["best"])
    return {"cell": cell, "best": best}


def _picture(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
