"""The ranking as a file for spreadsheets, in which no cell is a formula, whatever people wrote."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from fastapi import Query, Response

from data.contract.matches import RATIOS
from gateway.access.gate import CallerDep
from gateway.access.scopes import READ, needs
from gateway.frame.page import PageDep
from gateway.frame.routing import PageRouter
from gateway.lookups.results import ResultsDep
from gateway.pages.job.board import board_of, may_review
from gateway.pages.job.ranking import Line
from gateway.pages.job.routes import Asked
from gateway.search.search import SearchDep
from gateway.store.store import StoreDep
from gateway.texts.catalogue import Texts

router = PageRouter()

_FORMULA = "=+-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._]+")
_LONGEST_ID = 60
_SEPARATORS = {"pt": ";", "en": ","}
"""What spreadsheets of the language expect between cells."""


@router.get("/vaga/candidatos.csv")
@needs(READ)
async def candidates(
    asked: Annotated[Asked, Query()],
    page: PageDep,
    caller: CallerDep,
    results: ResultsDep,
    store: StoreDep,
    search: SearchDep,
) -> Response:
    """The lines that the page would show with these filters, all of them."""
    board = await board_of(asked.id, caller, results, store, search)
    lines = [line for line in board.lines if asked.filters.let(line)]
    text = written(page.t, lines, reasons=may_review(caller))
    headers = {
        "Content-Disposition": f'attachment; filename="{file_name(page.t, board.id)}"',
        "Cache-Control": "no-store",
    }
    # With the mark at its start, spreadsheets read accents as they are.
    return Response("\N{ZERO WIDTH NO-BREAK SPACE}" + text, media_type="text/csv; charset=utf-8", headers=headers)


def file_name(t: Texts, job_id: str) -> str:
    """What the file is called: after what it holds, and the job's id as far as every system takes it in a name."""
    return t("export.file", id=_NOT_IN_NAMES.sub("-", job_id)[:_LONGEST_ID].strip("-."))


def written(t: Texts, lines: Iterable[Line], *, reasons: bool) -> str:
    """The lines as CSV (RFC 4180), every cell between quotes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=_SEPARATORS[t.language], quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_head(t, reasons=reasons))
    for line in lines:
        writer.writerow([safe(cell) for cell in _cells(t, line, reasons=reasons)])
    return out.getvalue()


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    text = " ".join(cell.replace("\0", "").split())
    return "'" + text if text[:1] in _FORMULA and text else text


def _head(t: Texts, *, reasons: bool) -> list[str]:
    names = [t.of("export.column", name) for name in ("rank", "id", "title", "decision")]
    names += [t("export.column.reason")] if reasons else []
    names += [t.of("export.column", name) for name in ("score", "band", "chance", "applied", "compared")]
    names += [t.of("category", name) for name in RATIOS]
    return names + [t.of("export.column", name) for name in ("met", "missing", "unknown")]


def _cells(t: Texts, line: Line, *, reasons: bool) -> Iterator[str]:
    match = line.match
    decision = line.state.decision if line.state else None
    yield str(line.rank)
    yield line.id
    yield match["titulo_profissional"] or ""
    yield t.of("action", decision.action) if decision else ""
    if reasons:
        why = [t.of("decline", decision.reason) if decision.reason else "", decision.text or ""] if decision else []
        yield ": ".join(filter(None, why))
    yield t.number(match["quality_score"])
    yield t.of("band", match["band"])
    yield t.percent(match["hire_probability"])
    yield t("job.yes") if match["applied"] else t("job.no")
    yield f"{line.compared}/{len(RATIOS)}"
    for name in RATIOS:
        value = match["ratios"].get(name)
        yield "" if value is None else t.percent(value)
    for answer in ("met", "missing", "unknown"):
        yield ", ".join(one.item.value for one in line.checked if one.answer == answer)
