"""Masks contact data and document numbers in free text, before anything is stored or logged."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w")
_URL = re.compile(r"(?:https?://|www\.|linkedin\.com/|github\.com/)\S+", re.IGNORECASE)
_CPF = re.compile(r"(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)(?:\+?55[\s.-]?)?\(?\d{2}\)?[\s.-]?9?\d{4}[\s.-]?\d{4}(?!\d)")

_NUMBER = re.compile(r"\d[\d\s().-]{6,}\d")
_FEWEST_DIGITS = 10
"""Of a telephone number with its area code; a CPF has 11."""


def mask_contacts(text: str) -> str:
    """Replace e-mail addresses, links, CPF and telephone numbers by a mark that names their kind."""
    # Each pattern is searched for only where a cheap look says that it may be there: most texts hold none.
    if "@" in text:
        text = _EMAIL.sub("[email]", text)
    lowered = text.lower()
    if "://" in lowered or "www." in lowered or ".com/" in lowered:
        text = _URL.sub("[url]", text)
    if any(sum(map(str.isdigit, number)) >= _FEWEST_DIGITS for number in _NUMBER.findall(text)):
        text = _TELEPHONE.sub("[telefone]", _CPF.sub("[cpf]", text))
    return text
