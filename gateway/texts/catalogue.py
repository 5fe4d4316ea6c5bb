"""The texts of pages and commands: a folder per language, a TOML file per page; numbers and dates as it writes them.

    t("jobs.title")                       a text; `{name}` in it is filled from named values
    t.count("jobs.found", 3)              `jobs.found.one` or `jobs.found.other`, with `{count}`
    t.of("band", match["band"])           a text of a table, by a name that data holds

A test compares the languages, and looks for texts that nobody asks for; so a key always stands as a literal.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

Language = Literal["pt", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The first is the one for whoever asks for none of them."""

FOLDER = Path(__file__).parent / "pages"
_CODES = {"pt": "pt-BR", "en": "en"}
_MARKS = {"pt": (".", ","), "en": (",", ".")}
"""What stands between thousands, and before decimals."""
_DATES = {"pt": "%d/%m/%Y", "en": "%Y-%m-%d"}
_MINUS = "\N{MINUS SIGN}"


class Texts:
    """The texts of one language.

    Parameters
    ----------
    language : {"pt", "en"}
    texts : dict of str to str
        By key: table and name, joined by dots.
    """

    def __init__(self, language: Language, texts: dict[str, str]) -> None:
        self.language = language
        self.texts = texts

    @property
    def code(self) -> str:
        """The language's code for documents."""
        return _CODES[self.language]

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a key."""
        text = self.texts[key]
        return text.format_map(values) if values else text

    def count(self, key: str, number: int, **values: Any) -> str:
        """The text of a key for one, or for any other number."""
        form = "one" if number == 1 else "other"
        return self(f"{key}.{form}", count=self.number(number, 0), **values)

    def of(self, table: str, name: object, **values: Any) -> str:
        """The text of a name in a table; the name itself where the table does not have it."""
        key = f"{table}.{name}"
        return self(key, **values) if key in self.texts else str(name)

    def names(self, table: str) -> list[str]:
        """The names of a table, in their order."""
        return [key.removeprefix(f"{table}.") for key in self.texts if key.startswith(f"{table}.")]

    def number(self, value: float, decimals: int = 1) -> str:
        """A number."""
        thousands, point = _MARKS[self.language]
        text = f"{abs(value):,.{decimals}f}".replace(",", "\0").replace(".", point).replace("\0", thousands)
        return _MINUS + text if value < 0 and text.strip("0.,") else text

    def signed(self, value: float, decimals: int = 1) -> str:
        """A number with its sign; one that rounds to zero has none."""
        text = self.number(value, decimals)
        return f"+{text}" if value > 0 and text.strip("0.,") else text

    def percent(self, share: float) -> str:
        """A share of 0 to 1 in whole per cent; one that is not certain is not written as if it were."""
        if 0 < share < 0.01:
            return self("number.below", number="1%")
        if 0.99 < share < 1:
            return self("number.above", number="99%")
        return f"{100 * share:.0f}%"

    def date(self, milliseconds: float) -> str:
        """The day of a time, in UTC."""
        return _utc(milliseconds).strftime(_DATES[self.language])

    def moment(self, milliseconds: float) -> str:
        """A time with day and minutes, in UTC."""
        return _utc(milliseconds).strftime(_DATES[self.language] + " %H:%M UTC")

    @staticmethod
    def iso(milliseconds: float) -> str:
        """A time for `<time datetime>`; a script of the page shows it in the reader's own zone."""
        return _utc(milliseconds).isoformat(timespec="seconds")


def _utc(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def read(folder: Path) -> dict[str, str]:
    """Read the files of one language.

    Raises
    ------
    ValueError
        Where two files have the same key.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for key, text in _flat("", tomllib.loads(path.read_text(encoding="utf-8"))):
            if key in found:
                raise ValueError(f"{path.name} has {key} once more")
            found[key] = text
    return found


def _flat(prefix: str, table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield prefix + name, value


@cache
def texts_of(language: Language) -> Texts:
    """The texts of a language, read once."""
    return Texts(language, read(FOLDER / language))
