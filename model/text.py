"""From free text to the words that are compared: folded, without plural and grammatical gender.

"Desenvolvedora", "desenvolvedores" and "desenvolvedor(a)" are one word here, on both sides, so that a
gendered title can't change a score. The words are no dictionary stems and are never shown to anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

from model.gender import one_gender

_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")

BREAK = "|"
"""Stands between phrases: no skill's name reaches across it."""
END = "\0"
"""Stands between two `joined` texts, with a `BREAK` before and after it."""
_BETWEEN = f" {BREAK}{END}{BREAK} "

_DOTNET = re.compile(r"\.net\b")
_SIGN = re.compile(r"((?<=[a-z0-9])(?:\+\+|#))[+#]*|[+#]+")
_LONE = re.compile(r"(Go|R|C)(?=\s*(?:[,;/|)]|$))")
_BEFORE_LONE = ",;/|("
_LONE_NAMES = {"Go": " golang ", "R": " rlang ", "C": " clang "}
PAIRS = {
    "saleswoman": "salesman", "businesswoman": "businessman", "atriz": "ator", "chairwoman": "chairman",
    "dela": "dele", "delas": "dele", "deles": "dele", "ela": "ele", "elas": "ele", "eles": "ele",
    "she": "he", "her": "his", "mulher": "homem", "senhora": "senhor", "sra": "sr", "dra": "dr", "boa": "bom",
    "mestra": "mestre", "mestras": "mestres", "chefa": "chefe", "chefas": "chefes", "garconete": "garcom",
    "actress": "actor", "waitress": "waiter", "hostess": "host", "stewardess": "steward", "forewoman": "foreman",
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


def remembered(kept: int) -> Callable[[Callable[[_K], _T]], Callable[[_K], _T]]:
    """Remember what a function gives for each text, in a bounded memory that is emptied when it is full.

    A text is remembered by its hash, so that none stays in memory once the person who wrote it was removed. Of texts
    that differ, two share their 64 bits about once in 2**64, with a key that is new in every process.

    Parameters
    ----------
    kept : int
        How many texts, at most.
    """

    def decorate(find: Callable[[_K], _T]) -> Callable[[_K], _T]:
        known: dict[int, _T] = {}

        @wraps(find)
        def recall(text: _K) -> _T:
            key = hash(text)
            try:
                return known[key]
            except KeyError:
                found = find(text)
            if len(known) >= kept:
                known.clear()
            known[key] = found
            return found

        return recall

    return decorate


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
    folded = one_gender(fold(_LONE.sub(_lone, text)))
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
    return [stem(token) for token in tokens(text)] if text else []
