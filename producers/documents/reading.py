"""From the bytes of a document to a CV's text, or to the reason why there is none: never to an empty CV."""

from __future__ import annotations

import re

from data.contract.entities import MAX_TEXT
from data.privacy.redaction import mask_contacts
from producers.documents import isolated
from producers.documents.limits import MAX_BYTES, MAX_PAGES, MAX_SECONDS
from producers.documents.outcome import Doubt, Format, NotRead, Reading, Reason
from producers.documents.raw import Raw, Unread
from producers.documents.repair import repaired

_PDF_WITHIN = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF8")
_FEW_LETTERS = 50
"""Of a page."""
_FEW_WORDS = 70
"""The shortest of 65 real CVs had 71."""
_GLUED = re.compile(r"[^\W\d_]{41}")
_SMALL_WORDS = frozenset(
    {
        "a", "as", "o", "os", "e", "em", "de", "da", "das", "do", "dos", "no", "na", "com", "para", "por", "um",
        "uma", "que", "se", "al", "el", "la", "los", "las", "en", "y", "con", "del", "an", "and", "at", "by", "for",
        "from", "in", "is", "of", "on", "or", "the", "to", "with"
    }
)  # fmt: skip
_COMMON = 0.04
"""Share of small words from which a text is one of Portuguese, Spanish or English: running text has a third."""


def format_of(document: bytes) -> Format:
    """Tell a document's format by its content; names and declared types lie.

    Raises
    ------
    NotRead
        If it is none that is read.
    """
    if not document:
        raise NotRead(Reason.EMPTY)
    if document.startswith(b"PK\x03\x04"):
        return Format.DOCX
    if b"%PDF-" in document[:_PDF_WITHIN]:
        return Format.PDF
    if document.startswith(_OLE) and _ENCRYPTED in document:
        raise NotRead(Reason.PASSWORD)
    raise NotRead(Reason.PICTURE if document.startswith(_PICTURES) else Reason.OTHER_FORMAT)


def read(document: bytes, *, seconds: float = MAX_SECONDS) -> Reading:
    """Read a document in a process of its own.

    Parameters
    ----------
    document : bytes
        Of a PDF or a DOCX.
    seconds : float, optional
        How long that may take.

    Returns
    -------
    Reading
        Its text is masked.

    Raises
    ------
    NotRead
    """
    if len(document) > MAX_BYTES:
        raise NotRead(Reason.TOO_LARGE)
    form = format_of(document)
    try:
        return _judged(isolated.read(form, document, seconds=seconds))
    except Unread as error:
        raise NotRead(error.reason) from None


def _judged(raw: Raw) -> Reading:
    text, hidden = (repaired(one, is_pdf=raw.format is Format.PDF) for one in (raw.text, raw.hidden))
    letters = [sign for sign in text if sign.isalpha()]
    if not letters or (raw.has_picture and len(letters) < _FEW_LETTERS * min(raw.pages or 1, MAX_PAGES)):
        raise Unread(Reason.PICTURE if raw.has_picture else Reason.NO_TEXT)
    words = text.casefold().split()
    is_short = len(words) < _FEW_WORDS
    is_language = sum(word in _SMALL_WORDS for word in words) >= _COMMON * len(words)
    masked = mask_contacts(text)
    its = {
        Doubt.HIDDEN: any(sign.isalnum() for sign in hidden),
        Doubt.GLUED: _GLUED.search(text) is not None,
        # Many fonts name no characters and can be read all the same; then the words are those of a language.
        Doubt.UNMAPPED: text.count("\ufffd") * 50 > len(letters) or not (is_short or is_language),
        Doubt.SHORT: is_short,
        Doubt.CUT: len(masked) > MAX_TEXT,
    }
    found = {doubt for doubt, holds in its.items() if holds} | (
        raw.doubts - {Doubt.UNMAPPED} if is_language else raw.doubts
    )
    doubts = tuple(doubt for doubt in Doubt if doubt in found)
    return Reading(raw.format, raw.pages, masked[:MAX_TEXT], doubts, mask_contacts(hidden))
