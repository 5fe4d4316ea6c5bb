"""Repairs of what text from a document looks like but is not: accents beside their letters, torn words, foreign signs.

Each is in time proportional to the text's length. Their order counts: NFKC would turn an accent that stands beside its
letter into a blank and a combining one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from model.skills.skill_table import table

HYPHEN = "\x02"
"""Stands for a hyphen at the end of a line, and that end."""

# Old LaTeX sets an accent as a letter of its own, before the letter that it belongs to.
_ACCENTS = {
    "\u00b4": "\u0301",
    "\u02c6": "\u0302", "\u02dc": "\u0303", "\u00a8": "\u0308", "\u00b8": "\u0327", "\u02c7": "\u030c", "`": "\u0300",
}  # fmt: skip
_ACCENTED = re.compile(r"([\u00b4\u02c6\u02dc\u00a8\u00b8\u02c7]|(?<!\w)`(?=[aA](?:s|quel\w{1,3})?\b))([^\W\d_])")
_DOTLESS = {"\u0131": "i", "\u0237": "j"}
_TORN = re.compile(rf"[^\W\d_]+(?:{HYPHEN}[^\W\d_]+)+")
_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)")
_BLANKS = re.compile(r"[ \t]+")
_LINES = re.compile(r"\s*\n\s*\n\s*|[ \t]*\n[ \t]*")
# Compatibility forms that are another look of the same letter: ligatures, fonts, widths, no-break blanks. Not those
# that say something else, such as the sign of a trade mark, which would become letters of its word.
_SAME = ("<compat>", "<font>", "<noBreak>", "<wide>", "<narrow>")


def repaired(text: str, *, is_pdf: bool) -> str:
    """Repair a text.

    Parameters
    ----------
    text : str
    is_pdf : bool
        Whether it was read from the page's glyphs, not from letters as they were typed.
    """
    if is_pdf:
        text = _ACCENTED.sub(_composed, text)
    text = unicodedata.normalize("NFC", "".join(map(_plain, text)) if not text.isascii() else text)
    text = _TORN.sub(_joined, _without_controls(text)).replace(HYPHEN, "-")
    text = _BLANKS.sub(" ", text)
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), text)
    return _LINES.sub(lambda found: "\n\n" if found[0].count("\n") > 1 else "\n", text).strip()


def _composed(found: re.Match[str]) -> str:
    accent, letter = found.groups()
    whole = unicodedata.normalize("NFC", _DOTLESS.get(letter, letter) + _ACCENTS[accent])
    return whole if len(whole) == 1 else found[0]


@cache
def _plain(sign: str) -> str:
    if sign in "\u2010\u2011":
        return "-"
    if sign == "\u00ad" or unicodedata.category(sign) in ("Co", "Cf", "Cn", "Cs"):
        return ""
    form = unicodedata.decomposition(sign).split()
    if not form or form[0] not in _SAME or (form[0] == "<compat>" and form[1] == "0020" and len(form) > 2):
        return sign
    return unicodedata.normalize("NFKC", sign)


_CONTROLS: dict[int, str | None] = {
    code: None for code in (*range(32), *range(127, 160)) if chr(code) not in f"\n\t{HYPHEN}"
}
_CONTROLS |= dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")


def _without_controls(text: str) -> str:
    return text.translate(_CONTROLS)


def _joined(found: re.Match[str]) -> str:
    """A word that was torn at the end of a line: as the skills' names have it, else without the hyphen."""
    word, *parts = found[0].split(HYPHEN)
    for part in parts:
        whole, hyphened = f"{word}{part}", f"{word}-{part}"
        word = hyphened if whole.casefold() not in _known() and hyphened.casefold() in _known() else whole
    return word


@cache
def _known() -> frozenset[str]:
    """The words of all skills' names."""
    return frozenset(
        word.casefold() for row in table() for name in (row.name, *row.aliases, *row.short) for word in name.split()
    )
