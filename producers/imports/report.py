"""What would be read of a file, or was sent: counts, fields, the first faults. Nothing of its content."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from data.contract.entities import Entity
from producers.documents.outcome import SAYS
from producers.imports.items import Item

_LISTED = 10


@dataclass
class Report:
    """Counts what becomes of items.

    Attributes
    ----------
    good, bad : int
        Items that can be sent, and that can't.
    again : int
        Items whose id another one of the same kind had before them: of these the last one counts.
    filled, unread : Counter of str
        By field, of the good items.
    faults : list of str
        The first, each with its place.
    """

    notes: list[str] = field(default_factory=list)
    good: int = 0
    bad: int = 0
    again: int = 0
    events: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _fields: list[str] = field(default_factory=list)
    _seen: set[tuple[str, ...]] = field(default_factory=set)

    def refuse(self, item: Item, why: str) -> None:
        """Count an item that can't be sent."""
        self.bad += 1
        self._list(f"{item.place}: {why}")

    def accept(self, item: Item, entity: Entity) -> None:
        """Count an item that can be sent."""
        self.good += 1
        self.events[item.type.value] += 1
        self._fields = self._fields or list(type(entity).model_fields)
        self.filled.update(name for name in self._fields if getattr(entity, name) is not None)
        self.unread.update(set(item.unread))
        self.doubts.update(SAYS[doubt] for doubt in item.doubts)
        for remark in item.remarks:
            self._list(f"{item.place}: {remark}")
        ids = tuple(str(getattr(entity, name, "")) for name in ("id", "id_vaga", "id_candidato"))
        self.again += ids in self._seen
        self._seen.add(ids)

    def document(self) -> dict[str, Any]:
        """The report for programs."""
        return {
            "good": self.good,
            "bad": self.bad,
            "again": self.again,
            "events": dict(self.events),
            "fields": {
                name: {"filled": self.filled[name], "empty": self._empty(name), "unread": self.unread[name]}
                for name in self._rows
            },
            "doubts": dict(self.doubts),
            "faults": self.faults,
            "notes": self.notes,
        }

    def text(self) -> str:
        """The report for people."""
        lines = [*self.notes, f"{self.good} can be sent, {self.bad} can't"]
        if self.again:
            lines.append(f"{self.again} have the id of an earlier one, and replace it")
        if self.good:
            lines.append(f"{'field':34}{'filled':>8}{'empty':>8}{'unread':>8}")
            lines += [
                f"{name:34}{self.filled[name]:8}{self._empty(name):8}{self.unread[name]:8}" for name in self._rows
            ]
        lines += [f"{count} times: {says}" for says, count in self.doubts.items()]
        return "\n".join([*lines, *self.faults])

    @property
    def _rows(self) -> list[str]:
        return [*self._fields, *(name for name in self.unread if name not in self._fields)]

    def _empty(self, name: str) -> int:
        """Items that say nothing of a field: neither what was read nor what could not be."""
        return max(0, self.good - self.filled[name] - self.unread[name]) if name in self._fields else 0

    def _list(self, fault: str) -> None:
        if len(self.faults) < _LISTED:
            self.faults.append(fault)
