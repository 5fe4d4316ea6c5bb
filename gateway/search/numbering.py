"""Numbers for texts that many rows share."""

from __future__ import annotations

from collections.abc import Iterator


class Numbering:
    """Gives each text a number from 1 on; a text that no row holds any more is forgotten, and its number given anew."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._texts: list[str] = [""]
        self._rows: list[int] = [0]
        self._free: list[int] = []

    def __len__(self) -> int:
        """One more than the highest number that was given."""
        return len(self._texts)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return iter(self._number.items())

    def get(self, text: str) -> int | None:
        """The number of a text that some row holds."""
        return self._number.get(text)

    def text(self, number: int) -> str:
        """The text of a number."""
        return self._texts[number]

    def take(self, text: str) -> int:
        """The number of a text that one more row holds."""
        number = self._number.get(text)
        if number is None:
            number = self._free.pop() if self._free else len(self._texts)
            if number == len(self._texts):
                self._texts.append(text)
                self._rows.append(0)
            self._number[text], self._texts[number] = number, text
        self._rows[number] += 1
        return number

    def drop(self, number: int) -> None:
        """Note that one row less holds a text."""
        self._rows[number] -= 1
        if not self._rows[number]:
            del self._number[self._texts[number]]
            self._texts[number] = ""
            self._free.append(number)
