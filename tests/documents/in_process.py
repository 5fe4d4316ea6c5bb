"""Reads documents within the test's own process, where what is tested is not the process that reads."""

from __future__ import annotations

from producers.documents.child import READERS
from producers.documents.outcome import Format
from producers.documents.raw import Raw


def read(form: Format, document: bytes, **_: float) -> Raw:
    """As `producers.documents.isolated.read`."""
    return READERS[form.value](document)
