"""Masks contact data and document numbers in free text, before anything is stored or logged."""

from __future__ import annotations

import re

_PATTERNS = (
    ("[email]", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+\.[\w.-]*\w")),
    ("[url]", re.compile(r"(?:https?://|www\.|linkedin\.com/|github\.com/)\S+", re.IGNORECASE)),
    ("[cpf]", re.compile(r"(?<!\d)\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)")),
    ("[telefone]", re.compile(r"(?<!\d)(?:\+?55[\s.-]?)?\(?\d{2}\)?[\s.-]?9?\d{4}[\s.-]?\d{4}(?!\d)")),
)
# What a text must hold for its pattern to be worth the search.
_NEEDS = {"[email]": "@", "[url]": "."}


def mask_contacts(text: str) -> str:
    """Replace e-mail addresses, links, CPF and telephone numbers by a mark that names their kind."""
    for mark, pattern in _PATTERNS:
        if _NEEDS.get(mark, "") not in text:
            continue
        text = pattern.sub(mark, text)
    return text
