"""Masks telephone and document numbers in free text: Brazilian in every usual spelling, others with their prefix.

One plain pattern finds each run of digits and of the signs that people write between them; only runs of 7 digits and
more are looked at closely. So the time grows with the length of the text alone.

CPF, CNPJ, PIS and RG are recognised by their form, telephone numbers by Brazil's area codes, a plus sign, 00 or a
leading zero. Where other numbers have the same form, a word before the number decides.
"""

from __future__ import annotations

import re

from data.privacy.sought import Sought

_DIGIT = re.compile("[0-9]")
_SHORT = 64
"""Characters from which on a step over plain bytes is quicker than this search."""
_RUN = re.compile(r"[+(0-9][+()0-9 \t\xa0.\-\u2010-\u2015\u2212/xX*\u200b]{6,}")
_FEWEST_DIGITS = 7
"""An RG has 7; a telephone number without its area code 8."""
_TOO_FEW = rf"(?:[^0-9]*+[0-9]){{0,{_FEWEST_DIGITS - 1}}}+[^0-9]*+"
_PERIOD = r"\(?(?:19|20)\d\d[ \xa0][\-\u2013\u2014][ \xa0](?:19|20)\d\d\)?[ \t]*"
"""Two years with blanks between them, as in most lines of a curriculum: no form fits them, whatever stands before."""
_NO_NUMBER = re.compile(f"{_TOO_FEW}|{_PERIOD}")
_CONTEXT = 32
"""How many characters before a number are searched for a label."""

_HYPHEN = r"\-\u2010-\u2015\u2212"
_S = rf"[ \t\xa0.{_HYPHEN}\u200b]{{0,3}}"
"""Signs that may stand between two parts of a number."""
_ANY = rf"[ \t\xa0.{_HYPHEN}\u200b()]{{0,4}}"
_DASH = rf"[ \t\xa0]?[{_HYPHEN}.][ \t\xa0]?"
_ALONE, _FREE, _END = r"(?<!\d)", r"(?<![\d.,/])", r"(?!\d)"
_AREA = r"(?:1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9])"
"""Area codes of Brazil."""
_YEARS = rf"(?!(?:19|20)\d\d{_S}(?:19|20)\d\d(?!\d))"
"""Not two years: "2015-2019"."""
_MOBILE = rf"9{_S}{_YEARS}(?:\d{{4}}{_S}\d{{4}}|\d{{2}}{_S}\d{{3}}{_S}\d{{3}})"
_LOCAL = rf"(?:{_MOBILE}|\d{{4}}{_S}\d{{4}})"
_TRUNK = r"0[ ]?(?:[xX*]{2}|\d{2})?[ ]?"
"""The zero of a long-distance call, then perhaps the carrier's code or a placeholder for it: "0xx11"."""
_ABROAD = r"(?:\+|(?<!\d)00)"
_PATTERNS = (
    ("cnpj", rf"{_ALONE}\d{{2}}{_S}\d{{3}}{_S}\d{{3}}[ ]?/[ ]?\d{{4}}{_S}\d{{2}}{_END}"),
    ("cnpj", rf"{_ALONE}\d{{2}} \d{{3}} \d{{3}} \d{{4}} \d{{2}}{_END}"),
    ("telefone", rf"{_ABROAD}{_S}\(?55\)?{_S}\(?{_S}0?\d{{2}}{_S}\)?{_S}{_LOCAL}{_END}"),
    ("telefone", rf"\+{_S}\(?1\)?{_S}\(?\d{{3}}\)?{_S}\d{{3}}{_S}\d{{4}}{_END}"),
    ("abroad", rf"{_ABROAD}{_S}\(?[1-9](?:{_ANY}\d){{7,14}}{_END}"),
    ("cpf", rf"{_FREE}\d{{3}}\.\d{{3}}\.\d{{3}}[ ]?[{_HYPHEN}/ ][ ]?\d{{2}}{_END}"),
    ("cpf", rf"{_FREE}\d{{3}}[ \-]\d{{3}}[ \-]\d{{3}}[ \-/]\d{{2}}{_END}"),
    ("cpf", rf"{_FREE}\d{{9}}[ ]?[{_HYPHEN}/][ ]?\d{{2}}{_END}"),
    ("pis", rf"{_FREE}\d{{3}}[. ]\d{{5}}[. ]\d{{2}}[\-. ]\d{_END}"),
    ("rg", rf"{_FREE}\d{{1,2}}\.\d{{3}}\.\d{{3}}[ ]?[{_HYPHEN}][ ]?(?:\d{_END}|[xX](?!\w))"),
    ("telefone", rf"\([ ]?(?:{_TRUNK})?{_AREA}[ ]?\){_S}{_LOCAL}{_END}"),
    ("telefone", rf"{_ALONE}55{_S}\(?{_AREA}\)?{_S}{_YEARS}{_LOCAL}{_END}"),
    ("telefone", rf"{_ALONE}\(?{_TRUNK}\(?{_AREA}\)?{_S}{_YEARS}{_LOCAL}{_END}"),
    ("telefone", rf"{_FREE}{_AREA}(?:{_S}|[ ]?/[ ]?){_MOBILE}{_END}"),
    ("telefone", rf"{_FREE}{_AREA}{_S}{_YEARS}(?:[2-9]\d{{3}}{_DASH}\d{{4}}|[2-5]\d{{3}}[ \xa0]?\d{{4}}){_END}"),
    ("telefone", rf"{_FREE}9[ .\-]?{_YEARS}\d{{4}}{_DASH}\d{{4}}{_END}"),
    ("telefone", rf"{_FREE}(?:1[ .\-])?\([2-9]\d{{2}}\)[ .\-]?\d{{3}}[ .\-]\d{{4}}{_END}"),
    ("telefone", rf"{_FREE}(?:1[ .\-])?[2-9]\d{{2}}[.\-]\d{{3}}[.\-]\d{{4}}{_END}"),
    ("telefone", rf"{_FREE}\(?0\d{{1,4}}\)?[ \-/]{{1,2}}{_YEARS}(?:\d{{3,5}}[ \-]?\d{{3,5}}|\d{{6,8}}){_END}"),
    ("bare", rf"{_FREE}(?:\d{{11}}|\d{{14}}|0[1-9]\d{{8,11}}){_END}"),
)
"""Kinds of numbers and their forms; at each place the first form that fits counts."""
_PERSONAL = re.compile(rf"(?=[+(]|{_ALONE}\d)(?:{'|'.join(f'({form})' for _, form in _PATTERNS)})")
"""No form begins elsewhere, and most places are told by that."""
_CNPJ_DIGITS = 14
_ROUND = re.compile(r"[+ ]*\d{1,3}(?:[ .]\d{3})*[ .]000")
"""As in "+10.000.000 de acessos"."""

_LABELS = {
    "telefone": "telefone telefones fone fones tel tels fax cel celular celulares whats whatsapp zap wpp contato"
    " contatos recado recados ramal phone telephone mobile cell",
    "rg": "rg identidade",
    "cpf": "cpf",
    "cnpj": "cnpj",
    "pis": "pis pasep nis nit",
    "documento": "ctps cnh habilitação habilitacao eleitor ssn cns rne rnm dni nif",
}
"""Words that label the number after them, by kind."""
_KIND = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
_NEAR = 3
"""How many words before a number may be its label."""
_BETWEEN = re.compile(
    r"[^\w\n]{0,3}(?:(?:n[º°o.]{0,2}|n[uú]mero|no\.?)[^\w\n]{0,3})?(?:(?-i:[A-Z]{2})[\-. ]?)?", re.IGNORECASE
)
"""What may stand between a label and its number: "nº", "número", the letters of a state."""
_WORD = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]\b)*")
_DATE = rf"(?!\d\d(?:\d\d)?[{_HYPHEN}. ]\d\d[{_HYPHEN}. ]\d\d(?:\d\d)?(?!\d))"
_LABELLED_PHONE = re.compile(rf"[+(]{{0,2}}{_YEARS}{_DATE}\d(?:{_ANY}\d){{7,14}}(?!\d)")
_LABELLED_DOCUMENT = re.compile(r"\d(?:[.\-/]?\d){5,14}(?:[\-.]?[xX](?!\w))?(?!\d)|\d{4} \d{4} \d{4}(?!\d)")
_PASSPORT = re.compile(
    r"((?:assaporte|assport|ASSAPORTE|ASSPORT)[^\w\n]{0,3}(?:[nN][º°o.]{0,2})?[^\w\n]{0,3})"
    r"[A-Z]{1,2} ?\d{6,8}(?!\d)"
)
_HAS_PASSPORT = Sought(
    ("assaporte", "assport", "ASSAPORTE", "ASSPORT"),
    ("p(?:(?<=assap)orte|(?<=assp)ort)", "P(?:(?<=ASSAP)ORTE|(?<=ASSP)ORT)"),
)
_CNPJ_OF_LETTERS = re.compile(
    r"[0-9A-Z](?<![0-9A-Z]{2})[0-9A-Z]\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}"
    r"(?:/[0-9A-Z]{4}-[0-9]{2}(?![0-9])|(/?[0-9A-Z]{4}-?[0-9]{2})(?!\w))"
)
"""With its stroke and hyphen it is told by these, else by its check digits."""
_CNPJ_SIGNS = str.maketrans("", "", "./-")


def _only(kept: str) -> bytes:
    """A table that makes one sign of those kept, and blanks of the others."""
    return bytes(1 if chr(code) in kept else 32 for code in range(256))


_DIGITS, _CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_AS_RUN, _IN_RUN = _only(_DIGITS), b"+() \t.-/xX*?" + bytes(range(128, 256))
_AS_CNPJ, _IN_CNPJ = _only(_DIGITS + _CAPITALS), b"./-"
_LONG_RUN, _LONG_CNPJ = b"\1" * _FEWEST_DIGITS, b"\1" * _CNPJ_DIGITS


def mask_numbers(text: str) -> str:
    """Replace telephone and document numbers by a mark that names their kind.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    if len(text) < _SHORT and not _DIGIT.search(text):
        return text
    if _HAS_PASSPORT.stands_in(text):
        text = _PASSPORT.sub(r"\1[documento]", text)
    # Steps over plain bytes tell most texts that hold no number; a "?" stands for what is not Latin.
    plain = text.encode("latin-1", "replace")
    if _LONG_CNPJ in plain.translate(_AS_CNPJ, _IN_CNPJ):
        text = _CNPJ_OF_LETTERS.sub(_mask_cnpj, text)
    if _LONG_RUN not in plain.translate(_AS_RUN, _IN_RUN):
        return text
    return _RUN.sub(_mask_run, text)


def _mask_run(run: re.Match[str]) -> str:
    found = run[0]
    if _NO_NUMBER.fullmatch(found):
        return found
    start = run.start()
    before = run.string[max(0, start - _CONTEXT) : start]
    kind = _label(before)
    if kind:
        number = (_LABELLED_PHONE if kind == "telefone" else _LABELLED_DOCUMENT).match(found)
        if number:
            return f"[{kind}]" + _PERSONAL.sub(_mark, found[number.end() :])
    glued = 0
    if before[-1:].isalnum() and not kind:  # the end of a name or of a key: "v20240131"
        while glued < len(found) and found[glued].isdigit():
            glued += 1
    return found[:glued] + _PERSONAL.sub(_mark, found[glued:])


def _label(before: str) -> str | None:
    """The kind of a number, from the words before it; None where they don't name one."""
    if _KIND.keys().isdisjoint([word.lower().replace(".", "") for word in _WORD.findall(before)[-_NEAR:]]):
        return None  # as of most numbers
    for word in [*_WORD.finditer(before)][-_NEAR:]:
        kind = _KIND.get(word[0].lower().replace(".", ""))
        if kind and before[word.start() - 1 : word.start()] != "[" and _BETWEEN.fullmatch(before, word.end()):
            return kind
    return None


def _mark(number: re.Match[str]) -> str:
    found, kind = number[0], _PATTERNS[(number.lastindex or 0) - 1][0]
    if kind == "abroad":
        return found if _ROUND.fullmatch(found) else "[telefone]"
    if kind != "bare":
        return f"[{kind}]"
    if len(found) == _CNPJ_DIGITS:
        return "[cnpj]" if _is_cnpj(found) else found
    return "[telefone]" if found[0] == "0" or _is_mobile(found) else "[cpf]"


def _is_mobile(digits: str) -> bool:
    return digits[2] == "9" and re.match(_AREA, digits) is not None


def _is_cnpj(signs: str) -> bool:
    """Whether the two check digits are right (modulo 11), of letters too; 14 digits may also be a time."""
    values = [ord(sign) - ord("0") for sign in signs]
    for length in (12, 13):
        weights = ((length - 1 - place) % 8 + 2 for place in range(length))
        rest = sum(value * weight for value, weight in zip(values, weights, strict=False)) % 11
        if values[length] != (11 - rest) % 11 % 10:
            return False
    return True


def _mask_cnpj(found: re.Match[str]) -> str:
    signs, before = found[0].translate(_CNPJ_SIGNS), found.string[max(0, found.start() - 1) : found.start()]
    unsure = signs.isdigit() or before.isalnum() or not _is_cnpj(signs)
    return found[0] if found[1] and unsure else "[cnpj]"
