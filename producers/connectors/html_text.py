"""The text of HTML as applicant tracking systems' editors write it, in time proportional to its length."""

from __future__ import annotations

import re
from html import unescape

# Possessive: nothing is read twice, however the text goes on.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+|[!?])[^<>]*+>")
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u"}
)
"""Tags that part no words: what is not here does."""
_HIDDEN = frozenset({"script", "style", "template"})
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def text_of(html: str) -> str:
    """Read HTML, or plain text, as lines of text.

    Parameters
    ----------
    html : str

    Returns
    -------
    str
        Without tags, scripts and styles; a block, an item and a cell begin a line.
    """
    parts: list[str] = []
    done, hidden = 0, ""
    for tag in _TAG.finditer(html):
        if not hidden:
            parts.append(html[done : tag.start()])
        name = tag[2].lower()
        if hidden:
            hidden = "" if tag[1] and name == hidden else hidden
        elif not tag[1] and name in _HIDDEN:
            hidden = name
        if name not in _INLINE:
            parts.append("\n")
        done = tag.end()
    if not hidden:
        parts.append(html[done:])
    text = unescape("".join(parts)).replace("\r", "\n")
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()
