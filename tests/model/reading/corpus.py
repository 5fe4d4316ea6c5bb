"""Short texts as CVs and postings have them, each with what nearly every recruiter would read in it.

One row a line of `development.jsonl` and `held_out.jsonl`; a third of each kind, drawn by groups of texts that resemble
each other, is held out: nobody who works on the reader looks at it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PARTS = ("development", "held_out")


@dataclass(frozen=True, slots=True)
class Row:
    """A text and its right reading; what a row does not claim is not judged.

    Attributes
    ----------
    kind : str
        What makes the text hard to read.
    field : str
        Side and field that hold the text, such as ``candidato.cv``.
    text : str
    read, not_read : tuple of str
        Skills that must be read in it, and those that must not, by any of their names.
    nothing_else : bool
        Whether no skill may be read but `read`, `allowed` and what they imply.
    allowed : tuple of str
        Skills that may be read beside `read`.
    level : str or None
        Which level is judged: ``english``, ``spanish``, ``academic`` or ``seniority``.
    within, not_within : tuple of str
        Of that level, the readings that are right, and those that are wrong; ``none`` is "no data".
    area, not_areas : tuple of str
        Areas of which one must be read, and those of which none may be.
    contracts : tuple of str
        The kinds of contract that must be read, and no others.
    not_contracts : tuple of str
        Those that must not.
    same_as : str or None
        A text that must be read bit by bit as this one.
    enough, too_little : tuple of tuple of str
        Of a job: sets of skills with which an applicant lacks nothing, and those with which something is missing.
    """

    kind: str
    field: str
    text: str
    read: tuple[str, ...] = ()
    not_read: tuple[str, ...] = ()
    nothing_else: bool = False
    allowed: tuple[str, ...] = ()
    level: str | None = None
    within: tuple[str, ...] = ()
    not_within: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    not_areas: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    not_contracts: tuple[str, ...] = ()
    same_as: str | None = None
    enough: tuple[tuple[str, ...], ...] = ()
    too_little: tuple[tuple[str, ...], ...] = ()


def rows(part: str) -> list[Row]:
    """All rows of a part of the corpus.

    Parameters
    ----------
    part : str
        One of `PARTS`.
    """
    lines = (FOLDER / f"{part}.jsonl").read_text(encoding="utf-8").split("\n")
    return [Row(**{name: _frozen(value) for name, value in json.loads(line).items()}) for line in lines if line]


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
