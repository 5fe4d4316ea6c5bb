"""Free text as words to compare: folded, without plural and grammatical gender.

"Desenvolvedora", "desenvolvedores" and "desenvolvedor(a)" become one word, for jobs and applicants alike, so that a
gendered title can't change a score. The results are no dictionary stems, and are never shown to anybody.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from model.text.folding import Folding
from model.text.gender import one_gender

BREAK = "|"
"""Ends an item of a list; no name of a skill spans it."""
COLON = ":"
"""Ends an item, which may be a heading: a colon, a dash between blanks."""
CLOSE = ";"
"""Ends an item and statements about it: a semicolon, a closing bracket."""
LINE = "\n"
"""Ends a line."""
STOP = "!"
"""Ends a sentence."""
END = "\0"
"""Separates two `joined` texts, with a `BREAK` before and after it."""
BREAKS = frozenset((BREAK, COLON, CLOSE, LINE, STOP))
"""The signs that end a phrase."""
_BETWEEN = f" {BREAK}{END}{BREAK} "

_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]+);")
_TAG = re.compile(r"</?(b|i|u|a|em|strong|span|font|small|mark|code)\b[^<>\0]*>|</?[a-z!][^<>\0]*>", re.IGNORECASE)
_WIDTHS = range(60, 140)
"""Characters of a line that ends at the width of a page, not with a paragraph: the phrase continues."""
_NO_WRAP = frozenset(".:;!?")
"""Signs at the end of a line that end its phrase too."""
_ABBREVIATED = re.compile(r"/(?<=\b[cp]/)(?=\s)")
"""The slash of "c/" (com) and "p/" (para)."""
SHORT = ("c", "r", "go", "ml", "ia", "ai", "ts")
"""Names of skills that are also other words: they are read by the words around them."""
_BESIDE_SHORT = re.compile(
    rf"/(?:(?={'|'.join(SHORT)})(?=(?:{'|'.join(SHORT)})(?![a-z0-9+#]))"
    rf"|(?:{'|'.join(rf'(?<=[^a-z0-9+#]{name}/)' for name in SHORT)})(?=[a-z]))"
)
"""A slash beside a short name that separates items: in "C/C++", but not in "AS/400" or "R/3"."""
_DOTNET = re.compile(r"\.net(?![a-z])")
_APART = (
    (re.compile(r"\+(?<=\s\+)").search, re.compile(r"c(?<=\bc)(?:\s+\+\s?\+|\+ \+)").sub, "c++"),
    (re.compile(r"#(?<=\s#)").search, re.compile(r"c(?<=\bc)\s+#").sub, "c#"),
)
"""C++ and C# with blanks in them: what is in every such text, the name as it is written there, the name."""
_OWN = (
    (re.compile(r"\+\+(?<=[a-z0-9]\+\+)[+#]*").sub, "++", "\x80"),
    (re.compile(r"#(?<=[a-z0-9]#)[+#]*").sub, "#", "\x81"),
)
"""Runs of signs that begin with a name's own, these own signs, and what stands for them until the others are gone."""
_SIGNS = re.compile(r"[+#]+").sub
_NAMES_END = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_VERSION = re.compile(r"([a-z]{3,})([0-9]+)")
_TOKEN = re.compile(r"[|:;!\n\0]|[^ \t|:;!\n\0]+")
PAIRS = {
    "saleswoman": "salesman", "businesswoman": "businessman", "atriz": "ator", "chairwoman": "chairman",
    "dela": "dele", "delas": "dele", "deles": "dele", "ela": "ele", "elas": "ele", "eles": "ele",
    "she": "he", "her": "his", "mulher": "homem", "mulheres": "homem", "senhora": "senhor", "sra": "sr", "dra": "dr",
    "boa": "bom", "mestra": "mestre", "mestras": "mestres", "chefa": "chefe", "chefas": "chefes", "garconete": "garcom",
    "bacharela": "bacharel", "actress": "actor", "waitress": "waiter",
    "hostess": "host", "stewardess": "steward", "forewoman": "foreman",
    "ageis": "agil", "faceis": "facil", "uteis": "util", "frageis": "fragil", "portateis": "portatil", "itens": "item",
    "reais": "real",
}  # fmt: skip
_ENDINGS = {
    "ao": 2, "oe": 2, "ae": 2, "a": 1, "o": 1, "nte": 1, "al": 1, "ai": 1, "el": 1, "ei": 1, "il": 1, "ol": 1, "oi": 1,
    "ul": 1, "ui": 1, "em": 1, "en": 1,
}  # fmt: skip
"""How many letters of each ending are cut; of those that fit, one of two letters counts first, then one of one letter.
Gerente and gerenta become one word, and, after the s is cut, programação and programações, nível and níveis, homem and
homens."""
_PERSON = ("ora", "are", "ere", "ire", "ore")
"""Endings that differ from another gender or number by one more letter: programadora, auxiliares."""


def _kind(character: str) -> str:  # noqa: PLR0911 - a table
    """How `joined` treats a character of a folded text: itself, a blank, the end of a phrase, or a tab for nothing."""
    if character == END:
        return END
    if character == "\n":
        return LINE
    if character == ":":
        return COLON
    if character in ";)":
        return CLOSE
    if character in "!?":
        return STOP
    if character.isspace() and character != "\t":
        return " "
    if character in ",|(*[]{}<>=~\t" or character < " ":
        return BREAK
    return character if character.isalnum() or character in ".+#" else "\t"


_KINDS = "".join(_kind(chr(code)) for code in range(128)).encode() + bytes(128)


def _letters(text: str) -> str:
    """Lower-case ASCII of a text; other characters are left out."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()


def _letter_or_sign(character: str) -> str:
    """Lower-case ASCII of a character; for one without, a sign that replaces it if it separates words."""
    folded = _letters(character)
    if character.isascii() or any(sign.isalnum() for sign in folded):
        return " " if character in "\u2122\u2120" else folded
    kind = unicodedata.category(character)
    if character == "\xad" or kind[0] == "M" or "LATIN" in unicodedata.name(character, ""):
        return ""
    if kind == "Pd":
        return BREAK if character in "\u2014\u2015\u2e3a\u2e3b" else "-"
    if character in "\x85\u2028\u2029":
        return LINE
    if character in "\xae\xa9" or kind in {"Pi", "Pf"}:
        return " "
    return folded.replace(END, BREAK) or BREAK


_fold, _separated = Folding(_letters, "matchstream.letters"), Folding(_letter_or_sign, "matchstream.separated")


def fold(text: str) -> str:
    """Lower-case ASCII of a text, at C speed.

    It differs from `data.contract.entities.fold`, which casefolds ("ß" becomes "ss"), keeps letters without an ASCII
    form, and reduces blanks.
    """
    return _fold(text)


def stem(token: str) -> str:
    """Remove plural and gender from a folded token; short tokens and those with digits are not changed."""
    token = PAIRS.get(token, token)
    if len(token) < 4 or not token.isalpha():
        return token
    token = token.removesuffix("s") if not token.endswith("ss") else token
    if token.endswith(_PERSON) and len(token) > 5:
        return token[:-1]
    if len(token) > 4:
        cut = _ENDINGS.get(token[-2:]) or _ENDINGS.get(token[-1]) or _ENDINGS.get(token[-3:])
        if cut:
            token = token[:-cut]
        token = token.removesuffix("s") if not token.endswith("ss") else token
    return token


def joined(*texts: str | None) -> bytes:
    """The folded words of several texts, as one text.

    Parameters
    ----------
    texts : str or None
        Free texts in Portuguese or English; HTML entities are read as the characters that they show.

    Returns
    -------
    bytes
        ASCII. Blanks and tabs stand between words, and stops that belong to none; `BREAKS`, or a stop before a blank or
        a `LINE`, where a phrase ends; `BREAK`, `END`, `BREAK` between two texts; a blank at
        both ends.
    """
    text = f" {_BETWEEN.join([text or '' for text in texts])} "
    if text.count(END) >= len(texts):
        text = f" {_BETWEEN.join([(text or '').replace(END, BREAK) for text in texts])} "
    if "&" in text:
        text = _shown(text)
    if "<" in text:
        text = _TAG.sub(lambda tag: " " if tag[1] else BREAK, text)
    folded = _separated(text)
    if "$" in folded:
        folded = folded.replace("r$", "$")
    if "\n" in folded:
        folded = _unwrapped(folded)
    if " - " in folded:
        folded = folded.replace(" - ", " : ")
    if "/" in folded:
        folded = _BESIDE_SHORT.sub(BREAK, _ABBREVIATED.sub("om ", folded))
    folded = one_gender(folded)
    if ".net" in folded:
        folded = _DOTNET.sub(" dotnet", folded)
    if "+" in folded or "#" in folded:
        folded = _with_signs(folded)
    return folded.encode().translate(_KINDS)


def _unwrapped(folded: str) -> str:
    """A text whose lines that end at the width of a page are put together."""
    lines = folded.split("\n")
    parts, begun = [], 0
    for place, line in enumerate(lines[:-1], 1):
        if len(line) >= _WIDTHS.start and line[-1] not in _NO_WRAP and lines[place][:1] in _NAMES_END:
            width = len(line) if END not in line else len(line) - line.rindex(END) - 1
            if width in _WIDTHS:
                parts.append("\n".join(lines[begun:place]))
                begun = place
    return " ".join([*parts, "\n".join(lines[begun:])]) if parts else folded


def _with_signs(folded: str) -> str:
    """A text whose signs stand only where they are part of a name, as in "C++", with a hyphen behind them."""
    for occurs, replaced, name in _APART:
        if occurs(folded):
            folded = replaced(name, folded)
    for replaced, _, instead in _OWN:
        folded = replaced(f"{instead}-", folded)
    if "+" in folded or "#" in folded:
        folded = _SIGNS("-", folded)
    for _, sign, instead in _OWN:
        folded = folded.replace(instead, sign)
    return folded


def _shown(text: str) -> str:
    """A text with HTML entities, escaped once or twice, replaced by their characters."""
    for _ in range(2):
        text = _ENTITY.sub(lambda entity: unescape(entity[0]).replace(END, BREAK), text)
    return text


def tokens(*texts: str | None) -> list[str]:
    """The words of `joined` texts, not stemmed, with `BREAKS` where phrases end and `END` between two texts.

    A version without a blank before it is a word of its own: "Java8" is two words.
    """
    parted = joined(*texts).decode().replace(". ", STOP).replace(".\n", "!\n").replace(".", "\t")
    found: list[str] = []
    for token in _TOKEN.findall(parted):
        version = _VERSION.fullmatch(token)
        found.extend(version.groups() if version else (token,))
    return found


def words(text: str | None) -> list[str]:
    """The stemmed words of a text, with `BREAKS` where phrases end.

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
