"""Reduces spellings of both genders, or of none, to one word: "Engenheiro(a)", "desenvolvedor@".

The result is a word of one gender; `model.text.words.stem` then removes the gender itself.
"""

from __future__ import annotations

import re

_ENDS = r"(?:o|a|e|x|or|ora|os|as|es|xs|ores|oras)"
_SEXES = r"(?:masculino|feminino|homem|mulher|[mfhdwx])"
_INSIDE = rf"\s*(?:{_ENDS}(?:\s*/\s*{_ENDS})*|{_SEXES}(?:\s*/\s*{_SEXES})+)\s*[)\]]"
_IN_BRACKETS = re.compile(rf"[(\[]{_INSIDE}")
# A pattern that begins with one sign is found much sooner than one that begins with any of two.
_ROUND, _SQUARE = re.compile(rf"\({_INSIDE}"), re.compile(rf"\[{_INSIDE}")
_BEHIND_SLASH = re.compile(r"/(?:(?:as?|os?|oras?)(?![a-z0-9])|\s?([a-z]{3,}(?:o|a|e|r|s)(?![a-z0-9])))")
_AT = re.compile(r"@(?<=[a-z]{3}@)s?(?![a-z0-9@])")
# Only after an ending of people's trades, for "nginx" and "directx" are words.
_TRADE = "|".join([rf"(?<={end}x)" for end in ("eir", "[dts]or", "ist", "[ao]ri", "[a-z]{2}(?:iv|ic|ad|og|et|en|nt)")])
_X = re.compile(rf"x(?=s?(?![a-z0-9]))(?:{_TRADE})s?")
_ENDINGS = {"", "s", "o", "a", "e", "os", "as", "es"}


def one_gender(folded: str) -> str:
    """Keep one gender where a text writes both.

    Parameters
    ----------
    folded : str
        Lower-case ASCII; signs and blanks stand as they were written.

    Returns
    -------
    str
        ``one_gender("engenheiro(a), vendedor/a, medic@")`` is ``"engenheiro, vendedor, medica"``.
    """
    if ("(" in folded and _ROUND.search(folded)) or ("[" in folded and _SQUARE.search(folded)):
        folded = _IN_BRACKETS.sub("", folded)
    if "/" in folded:
        folded = _BEHIND_SLASH.sub(_without_double, folded)
    if "@" in folded:
        folded = _AT.sub("a", folded)
    if "x" in folded:
        folded = _X.sub("a", folded)
    return folded


def _without_double(found: re.Match[str]) -> str:
    """The replacement of a word after a slash: empty if it is the other gender of the word before the slash."""
    text, slash, other = found.string, found.start(), found[1]
    if other is None:
        return "" if text[max(slash - 3, 0) : slash].isalpha() and slash > 2 else found[0]
    base = other.removesuffix("s").rstrip("aeo")
    begin = text.rfind(base, max(slash - len(other) - 2, 0), slash) if base else -1
    if begin < 0 or text[begin - 1 : begin].isalnum() or text[begin + len(base) : slash].strip() not in _ENDINGS:
        return found[0]
    return ""
