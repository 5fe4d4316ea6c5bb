"""The matches of a batch that are written: as few as give the same contents as writing every one.

Of successive matches of one pair mostly only the last is written. That is exact, whatever Redis holds: a match is
accepted if neither of its revisions is older than those in Redis. So a match may be left out if a later one of the pair
is at least as new in both revisions, or an earlier one is newer.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

import orjson

from data.contract.matches import MatchDocument
from data.redis import layout as results


class Put:
    """A match to be written, with the values that the script needs and that later matches are compared with."""

    __slots__ = (
        "applicant_revision", "at", "before", "event_time", "job_revision", "model", "previous", "pushed", "score",
        "value",
    )  # fmt: skip

    def __init__(self, value: bytes, previous: bytes | None, line: float, at: int) -> None:
        document: MatchDocument = orjson.loads(value)
        self.at = at
        self.value = value
        self.score = document["quality_score"]
        self.model = document.get("model_version")
        self.event_time = document.get("event_time")
        self.job_revision = document["job_revision"]
        self.applicant_revision = document["applicant_revision"]
        if type(self.score) is not float or {type(self.job_revision), type(self.applicant_revision)} != {int}:
            raise TypeError("a match has a score and two revisions")
        self.pushed = results.push(document, None) if self.score >= line else None
        self.before = None if previous is None else float(previous)
        self.previous = (previous, self.job_revision, self.applicant_revision) if previous else None

    def is_as_new_as(self, other: Put) -> bool:
        """Whether both revisions are at least as new as the other's, so that this match replaces it."""
        return self.job_revision >= other.job_revision and self.applicant_revision >= other.applicant_revision

    def facts(self) -> list[Any]:
        """The script's arguments for this match, after the pair."""
        score, job_revision, applicant_revision = self.previous or (None, 0, 0)
        return [
            repr(self.score),
            self.job_revision,
            self.applicant_revision,
            score is not None and score.decode(),
            job_revision,
            applicant_revision,
            self.pushed is not None,
            self.at,
        ]


class MatchWrites:
    """Matches to be written, by pair.

    Parameters
    ----------
    push_line : float, optional
        Score from which a match is pushed. Default is to push none.
    """

    def __init__(self, push_line: float | None = None) -> None:
        self._line = inf if push_line is None else push_line
        self._of_pair: dict[bytes, list[Put | None]] = {}

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self._of_pair)

    def put(self, pair: bytes, value: bytes | None, previous: bytes | None, at: int = 0) -> Put | None:
        """Add the next record of the matches topic.

        Parameters
        ----------
        pair : bytes
            The record's key.
        value : bytes, optional
            None where the pair left the view.
        previous : bytes, optional
            The score before, from the record's header.
        at : int, optional
            When it was published, in milliseconds since 1970.

        Returns
        -------
        Put or None
            The match as it was read; None for a removal.

        Raises
        ------
        ValueError, KeyError, TypeError
            When it is no match.
        """
        if b"|" not in pair or not (pair.isascii() or pair.decode()):
            raise ValueError("the key of a match is a pair")
        if value is None:
            self._of_pair[pair] = [None]
            return None
        put = Put(value, previous, self._line, at)
        writes = self._of_pair.setdefault(pair, [])
        last = writes[-1] if writes else None
        if last is None:
            writes.append(put)
        elif put.is_as_new_as(last):
            if self._keeps_apart(last, put):
                writes.append(put)
            else:
                writes[-1] = put
                put.previous = put.previous or last.previous
        elif not last.is_as_new_as(put):
            writes.append(put)
        return put

    def writes(self) -> Iterator[tuple[bytes, Put | None]]:
        """Each write, with its pair."""
        return ((pair, put) for pair, puts in self._of_pair.items() for put in puts)

    def _keeps_apart(self, earlier: Put, later: Put) -> bool:
        """Whether both writes are needed so that the script sees the score cross the push line.

        If the earlier one was above the line already, the later one inherits its previous score.
        """
        if later.pushed is None:
            return False
        if earlier.pushed is None:
            return True
        later.before = earlier.before
        return False
