"""From free text to the words that are compared: folded, without plural and grammatical gender.

"Desenvolvedora", "desenvolvedores" and "desenvolvedor(a)" are one word here, on both sides, so that a
gendered title can't change a score. The words are no dictionary stems and are never shown to anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Generic, TypeVar

_T = TypeVar("_T")

BREAK = "|"
"""Stands between phrases: no skill's name reaches across it."""
END = "\0"
"""Stands between two `joined` texts, with a `BREAK` before and after it."""
_BETWEEN = f" {BREAK}{END}{BREAK} "

_SPLIT_GENDER = re.compile(r"\(\s*(?:a|o|as|os|es|x|e)\s*\)|/(?:a|o|as|os)\b")
_DOTNET = re.compile(r"\.net\b")
_SIGN = re.compile(r"((?<=[a-z0-9])(?:\+\+|#))[+#]*|[+#]+")
_LONE = re.compile(r"(Go|R|C)(?=\s*(?:[,;/|)]|$))")
_BEFORE_LONE = ",;/|("
_LONE_NAMES = {"Go": " golang ", "R": " rlang ", "C": " clang "}
PAIRS = {
    "saleswoman": "salesman", "businesswoman": "businessman", "atriz": "ator", "chairwoman": "chairman",
    "dela": "dele", "delas": "dele", "deles": "dele", "ela": "ele", "elas": "ele", "eles": "ele",
    "she": "he", "her": "his", "mulher": "homem", "senhora": "senhor", "sra": "sr", "dra": "dr",
}  # fmt: skip
_ENDINGS = {"ao": 2, "a": 1, "o": 1, "nte": 1}
"""How much of each ending goes, the first that fits: gerente and gerenta are one word."""
_ENDS_PHRASE = ",;:|()"


def _kind(character: str) -> str:
    """What a character of a folded text is to `joined`: itself, a blank, the end of a phrase or, a tab, nothing."""
    if character == END:
        return END
    if character.isspace():
        return " "
    if character in _ENDS_PHRASE:
        return BREAK
    return character if character.isalnum() or character in ".+#" else "\t"


_KINDS = "".join(_kind(chr(code)) for code in range(128)).encode() + bytes(128)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


_LATIN = [_fold(chr(code)) for code in range(256)]
_FOLDED = bytes(ord(folded) if len(folded) == 1 else 255 for folded in _LATIN)
_DROPPED = bytes(code for code, folded in enumerate(_LATIN) if not folded)


def fold(text: str) -> str:
    """Lower-case ASCII of a text: `data.entities.fold` for long texts, at C speed."""
    if text.isascii():
        return text.lower()
    try:
        return text.encode("latin-1").translate(_FOLDED, _DROPPED).decode("ascii")
    except UnicodeError:  # neither Latin-1, nor one of its few signs that become several characters
        return _fold(text)


def stem(token: str) -> str:
    """Take plural and gender off one folded token; short tokens and those with digits stay."""
    token = PAIRS.get(token, token)
    if len(token) < 4 or not token.isalpha():
        return token
    token = token.removesuffix("s") if not token.endswith("ss") else token
    for ending in ("ora", "ore"):
        if token.endswith(ending) and len(token) > 5:
            return token[:-1]
    if len(token) > 4:
        for ending, cut in _ENDINGS.items():
            if token.endswith(ending):
                token = token[:-cut]
                break
        token = token.removesuffix("s") if not token.endswith("ss") else token
    return token


class Remembered(dict[str, _T], Generic[_T]):
    """What a function gave for each word seen; a bounded memory, emptied when it is full.

    Parameters
    ----------
    find : callable
        Gives what is remembered of a word.
    """

    kept = 1 << 17
    longest = 40

    def __init__(self, find: Callable[[str], _T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> _T:
        found = self._find(word)
        if len(word) <= self.longest:
            if len(self) >= self.kept:
                self.clear()
            self[word] = found
        return found


_STEMS = Remembered(stem)


def _lone(found: re.Match[str]) -> str:
    text, place = found.string, found.start()
    while place and text[place - 1].isspace():
        place -= 1
    return found[0] if place and text[place - 1] not in _BEFORE_LONE else _LONE_NAMES[found[1]]


def joined(*texts: str | None) -> bytes:
    """The folded words of some texts in one.

    Parameters
    ----------
    texts : str or None
        Free texts in Portuguese or English.

    Returns
    -------
    bytes
        ASCII. Blanks and tabs stand between words, and stops that belong to none; a `BREAK`, or a stop before a blank,
        where a phrase ends; `BREAK`, `END`, `BREAK` between two texts; a blank at the end.
    """
    text = _BETWEEN.join([text or "" for text in texts])
    if text.count(END) >= len(texts):
        text = _BETWEEN.join([(text or "").replace(END, "\x01") for text in texts])
    folded = fold(_LONE.sub(_lone, text))
    if "(" in folded or "/" in folded:
        folded = _SPLIT_GENDER.sub("", folded)
    if ".net" in folded:
        folded = _DOTNET.sub(" dotnet", folded)
    if "+" in folded or "#" in folded:
        folded = _SIGN.sub(r"\1-", folded)
    return f"{folded} ".encode().translate(_KINDS)


def tokens(*texts: str | None) -> list[str]:
    """The words of `joined` texts, not stemmed, with `BREAK` where a phrase ends and `END` between two texts."""
    parted = joined(*texts).decode().replace(". ", BREAK).replace(".", "\t")
    return parted.replace(BREAK, f" {BREAK} ").split()


def words(text: str | None) -> list[str]:
    """The stemmed words of a text, with `BREAK` where a phrase ends.

    Parameters
    ----------
    text : str or None
        Free text in Portuguese or English.

    Returns
    -------
    list of str
        ``words("Programadora Java, Spring")`` is ``["programador", "java", "|", "spring"]``.
    """
    return [_STEMS[token] for token in tokens(text)] if text else []
