"""Writes CVs for LaTeX: in its old encoding, where an accent is a glyph of its own, and in the one of today."""

from __future__ import annotations

from tests.documents.cvs import Cv

_SIGNS = {"#": r"\#", "%": r"\%", "&": r"\&", "_": r"\_", "$": r"\$"}


def _tex(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in text)


def of_cv(cv: Cv) -> str:
    """Write a CV; every second one in the old encoding, OT1."""
    font = "" if cv.number % 2 else r"\usepackage[T1]{fontenc}"
    skills = [_tex(skill) for skill in cv.skills]
    if cv.shape == "table":
        rows = "\n".join(" & ".join(skills[start : start + 3]) + r" \\ \hline" for start in range(0, 9, 3))
        listed = rf"\begin{{tabular}}{{|l|l|l|}}\hline {rows} \end{{tabular}}"
    elif cv.shape == "breaks":
        listed = r"\\".join(skills)
    else:
        listed = r"\begin{itemize}\item " + r"\item ".join(skills) + r"\end{itemize}"
    jobs = "\n\n".join(
        rf"\textbf{{{_tex(where)}}} \hfill {when.replace('-', '{-}')} \\ {_tex(what)}" for where, when, what in cv.jobs
    )
    if cv.shape == "columns":
        jobs = rf"\begin{{multicols}}{{2}}{jobs}\end{{multicols}}"
    return rf"""\documentclass{{article}}
{font}
\usepackage[brazil]{{babel}}
\usepackage{{multicol}}
\pagestyle{{empty}}
\begin{{document}}
\section*{{{_tex(cv.title)}}}
\subsection*{{Resumo}}
{_tex(cv.summary)}
\subsection*{{Conhecimentos}}
{listed}
\subsection*{{Experiência}}
{jobs}
\subsection*{{Formação}}
{_tex(cv.study)}
\end{{document}}
"""
