"""Writes CVs as pages, which Chromium prints as PDF."""

from __future__ import annotations

import unicodedata
from html import escape

from tests.documents.cvs import Cv

_STYLE = """
body { font: 11pt 'DejaVu Sans', sans-serif; hyphens: manual; }
.columns { columns: 2; } .side { display: grid; grid-template-columns: 30% 70%; }
.dark { background: #223; color: white; padding: 1em; } .box { float: right; width: 40%; border: 1px solid; }
td { border: 1px solid; padding: 2px 6px; }
"""


def of_cv(cv: Cv) -> str:
    """Write a CV."""
    items = [escape(skill) for skill in cv.skills]
    jobs = "".join(f"<h3>{escape(a)}</h3><div>{b}</div><p>{escape(c)}</p>" for a, b, c in cv.jobs)
    match cv.shape:
        case "table":
            rows = "".join(f"<tr>{''.join(f'<td>{i}</td>' for i in items[s : s + 3])}</tr>" for s in range(0, 9, 3))
            skills = f"<table>{rows}</table>"
        case "columns":
            skills, jobs = (
                f"<ul class=columns>{''.join(f'<li>{i}</li>' for i in items)}</ul>",
                f"<div class=columns>{jobs}</div>",
            )
        case "box":
            skills = f"<div class=box>{'<br>'.join(items)}</div>"
        case "breaks":
            skills = "<br>".join(items)
            jobs = unicodedata.normalize("NFD", jobs)
        case "pieces":  # a dark column beside the text, in white letters
            skills = f"<ul class=dark>{''.join(f'<li>{i}</li>' for i in items)}</ul>"
        case _:
            skills = ", ".join(items)
    return (
        f"<!doctype html><html lang=pt><style>{_STYLE}</style><h1>{escape(cv.title)}</h1><h2>Resumo</h2>"
        f"<p>{escape(cv.summary)}</p><h2>Conhecimentos</h2>{skills}<h2>Experiência</h2>{jobs}"
        f"<h2>Formação</h2><p>{escape(cv.study)}</p></html>"
    )
