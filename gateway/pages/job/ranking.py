"""The ranking of a job as a table: its lines, which of them a filter lets through, and the pages of the list.

What a person decided comes before what the model says: who advanced stands first, who was declined last. In between,
and within each, the score orders. A page begins after a line, not at a number: so nobody is shown twice, and nobody is
skipped, when somebody above comes or goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from gateway.decisions.documents import PairState
from gateway.decisions.requests import Action
from gateway.pages.job.must_haves import Checked

Change = Literal["", "new", "person", "application"]
"""What happened to a line since the last visit; what happened to the job is told once, above the table."""

_GROUPS = {Action.ADVANCE: 0, Action.DECLINE: 2}
_UNDECIDED = 1
_BREAK = "|"
"""Stands in no id."""


class Place(NamedTuple):
    """Where a line stands."""

    group: int
    score: float
    id: str

    @property
    def key(self) -> tuple[int, float, str]:
        """By it lines are sorted."""
        return self.group, -self.score, self.id

    def __str__(self) -> str:
        return _BREAK.join((str(self.group), repr(self.score), self.id))

    @classmethod
    def of(cls, text: str) -> Place | None:
        """Read what `str` gives; None where it is nothing of that kind."""
        group, _, rest = text.partition(_BREAK)
        score, _, name = rest.partition(_BREAK)
        try:
            return cls(int(group), float(score), name)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate of a job.

    Attributes
    ----------
    rank : int
        In the whole list: by what people decided, then by the score.
    match : dict
        As it was published.
    state : PairState or None
        What people decided and noted; None where that is not known.
    checked : list of Checked
        Each must-have of the job.
    change : Change
    """

    rank: int
    match: dict[str, Any]
    state: PairState | None
    checked: list[Checked]
    change: Change

    @property
    def id(self) -> str:
        """The candidate's id."""
        return str(self.match["applicant_id"])

    @property
    def decided(self) -> Action | None:
        """What stands of what people decided."""
        return None if self.state is None or self.state.decision is None else self.state.decision.action

    @property
    def has_acts(self) -> bool:
        """Whether people decided, noted or asked anything."""
        return self.state is not None and bool(self.state.decision or self.state.notes or self.state.review)

    @property
    def compared(self) -> int:
        """How many categories could be compared."""
        return sum(value is not None for value in self.match["ratios"].values())

    @property
    def place(self) -> Place:
        """Where it stands."""
        group = _UNDECIDED if self.decided is None else _GROUPS.get(self.decided, _UNDECIDED)
        return Place(group, self.match["quality_score"], self.id)

    def count(self, answer: str) -> int:
        """How many must-haves have an answer."""
        return sum(one.answer == answer for one in self.checked)


class Filters(NamedTuple):
    """Which lines are shown; empty: all."""

    band: str = ""
    applied: str = ""
    musts: str = ""
    decided: str = ""
    changed: str = ""

    def let(self, line: Line) -> bool:
        """Whether a line is shown."""
        return (
            (not self.band or line.match["band"] == self.band)
            and (not self.applied or line.match["applied"] == (self.applied == "yes"))
            and (not self.musts or _musts(line) == self.musts)
            and (not self.decided or _decided(line, self.decided))
            and (not self.changed or bool(line.change))
        )


def _decided(line: Line, asked: str) -> bool:
    return line.decided is not None if asked == "any" else (line.decided or "none") == asked


def _musts(line: Line) -> str:
    if line.count("missing"):
        return "missing"
    return "unknown" if line.count("unknown") else "met"


def change_of(match: dict[str, Any], since: float | None) -> Change:
    """What happened to a match since a time.

    A change of the model is none of the person's, and moves no event's time.

    Parameters
    ----------
    match : dict
    since : float or None
        In microseconds since 1970; None where nobody was here before.
    """
    if since is None or match["event_time"] <= since:
        return ""
    if match["previous_score"] is None:
        return "new"
    if match["applicant_revision"] > since:
        return "person"
    return "" if match["job_revision"] > since else "application"


class Slice(NamedTuple):
    """A page of a list.

    Attributes
    ----------
    lines : list of Line
    first, last, total : int
        Numbers of its first and last line among those that a filter lets through.
    before, after : str or None
        Where the pages before and after begin.
    """

    lines: list[Line]
    first: int
    last: int
    total: int
    before: str | None
    after: str | None


def sliced(lines: Sequence[Line], *, after: Place | None, before: Place | None, size: int) -> Slice:
    """The page after, or before, a place.

    Parameters
    ----------
    lines : sequence of Line
        Sorted by their places.
    after, before : Place or None
        With neither, the first page.
    size : int
    """
    keys = [line.place.key for line in lines]
    if before is not None:
        end = sum(key < before.key for key in keys)
        start = max(0, end - size)
        end = max(end, min(size, len(lines)))
    else:
        start = 0 if after is None else sum(key <= after.key for key in keys)
        end = min(len(lines), start + size)
    page = list(lines[start:end])
    return Slice(
        page,
        start + 1 if page else 0,
        end if page else 0,
        len(lines),
        str(page[0].place) if page and start > 0 else None,
        str(page[-1].place) if page and end < len(lines) else None,
    )
