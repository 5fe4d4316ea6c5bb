"""From free text to the words that are compared: folded, without plural and grammatical gender.

"Desenvolvedora", "desenvolvedores" and "desenvolvedor(a)" are one word here, on both sides, so that a
gendered title can't change a score. The words are no dictionary stems and are never shown to anybody.
"""

from __future__ import annotations

import re
import unicodedata

BREAK = "|"
"""Stands between phrases: no skill's name reaches across it."""

_SPLIT_GENDER = re.compile(r"\(\s*(?:a|o|as|os|es|x|e)\s*\)|/(?:a|o|as|os)\b")
_DOTNET = re.compile(r"\.net\b")
_SIGN = re.compile(r"((?<=[a-z0-9])(?:\+\+|#))[+#]*|[+#]+")
_LONE = re.compile(r"(Go|R|C)(?=\s*(?:[,;/|)]|$))")
_BEFORE_LONE = ",;/|("
_LONE_NAMES = {"Go": " golang ", "R": " rlang ", "C": " clang "}
_PAIRS = {
    "saleswoman": "salesman", "businesswoman": "businessman", "atriz": "ator", "chairwoman": "chairman",
    "dela": "dele", "delas": "dele", "deles": "dele", "ela": "ele", "elas": "ele", "eles": "ele",
    "she": "he", "her": "his", "mulher": "homem", "senhora": "senhor", "sra": "sr", "dra": "dr",
}  # fmt: skip
_ENDS_PHRASE = ",;:|()"


def _kind(character: str) -> str:
    """What a character of a folded text is to `words`: itself, a blank, the end of a phrase or, a tab, nothing."""
    if character.isspace():
        return " "
    if character in _ENDS_PHRASE:
        return BREAK
    return character if character.isalnum() or character in ".+#" else "\t"


_KINDS = "".join(_kind(chr(code)) for code in range(128)).encode() + bytes(128)


def fold(text: str) -> str:
    """Lower-case ASCII of a text: `data.entities.fold` for long texts, at C speed."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


def stem(token: str) -> str:
    """Take plural and gender off one folded token; short tokens and those with digits stay."""
    token = _PAIRS.get(token, token)
    if len(token) < 4 or not token.isalpha():
        return token
    token = token.removesuffix("s") if not token.endswith("ss") else token
    for ending in ("ora", "ore"):
        if token.endswith(ending) and len(token) > 5:
            return token[:-1]
    if len(token) > 4:
        for ending in ("ao", "a", "o"):
            if token.endswith(ending):
                token = token.removesuffix(ending)
                break
        token = token.removesuffix("s") if not token.endswith("ss") else token
    return token


class _Stems(dict[str, str]):
    """The stem of each token seen; a bounded memory, emptied when it is full."""

    kept = 1 << 17
    longest = 40

    def __missing__(self, token: str) -> str:
        found = stem(token)
        if len(token) <= self.longest:
            if len(self) >= self.kept:
                self.clear()
            self[token] = found
        return found


_STEMS = _Stems()


def _lone(found: re.Match[str]) -> str:
    text, place = found.string, found.start()
    while place and text[place - 1].isspace():
        place -= 1
    return found[0] if place and text[place - 1] not in _BEFORE_LONE else _LONE_NAMES[found[1]]


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
    if not text:
        return []
    folded = fold(_LONE.sub(_lone, text))
    if "(" in folded or "/" in folded:
        folded = _SPLIT_GENDER.sub("", folded)
    if ".net" in folded:
        folded = _DOTNET.sub(" dotnet", folded)
    if "+" in folded or "#" in folded:
        folded = _SIGN.sub(r"\1-", folded)
    parted = f"{folded} ".encode().translate(_KINDS).decode()
    if "." in parted:
        parted = parted.replace(". ", BREAK).replace(".", "\t")
    return [_STEMS[token] for token in parted.replace(BREAK, f" {BREAK} ").split()]
