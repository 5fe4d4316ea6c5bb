"""The text of a PDF, by PDFium, letter by letter: so that what nobody can see is told from what stands on the page."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from ctypes import byref, c_double, c_int, c_uint
from dataclasses import dataclass, field
from enum import Enum

import pypdfium2
import pypdfium2.raw as pdfium

from producers.documents.limits import MAX_LETTERS, MAX_PAGES
from producers.documents.outcome import Doubt, Format, Reason
from producers.documents.raw import Raw, Unread

_FEW = 50
"""Letters: a page with fewer, and with a picture, is a picture."""
_TINY = 2.0
"""Points, from the top of the tallest letter of a font to the bottom of the lowest: nobody reads what is smaller."""
_LIGHT = 0xF0
"""Of each colour: as white as paper."""
_UNMAPPED = 0.02
"""Share of the letters that the file names no character for, from which a text is doubtful."""
_PIXELS = 1500
"""Most pixels of a side of a page that is drawn."""
_UNPAINTED = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_SURROGATES = range(0xD800, 0xE000)
_BREAKS = {"\r": "", "\ufffe": "\x02"}
"""A hyphen at the end of a line is U+0002 or, by other ways to PDFium, U+FFFE."""
_NAMES = ("ff", "fi", "fl", "ffi", "ffl")
_LIGATURES = dict(enumerate(_NAMES, 0x1B)) | dict(enumerate(_NAMES, 0x0B))
"""Where a font names no characters, the codes of LaTeX's encodings T1 and OT1 come as they are."""


class _Look(Enum):
    """Whether a letter can be seen."""

    PLAIN = "plain"
    UNPAINTED = "unpainted"
    """As the machine's reading of a picture is, which lies over it."""
    UNSEEN = "unseen"
    """Too small, transparent, off the page, or white on white."""


@dataclass
class _Texts:
    """The letters of a document, by how they look."""

    plain: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    is_scanned: bool = False
    has_picture: bool = False
    letters: int = 0
    unmapped: int = 0


def read(document: bytes) -> Raw:
    """Read a PDF, of its pages the first `limits.MAX_PAGES`.

    Raises
    ------
    Unread
    """
    try:
        pdf = pypdfium2.PdfDocument(document)
    except pypdfium2.PdfiumError as error:
        protected = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise Unread(Reason.PASSWORD if protected else Reason.DAMAGED) from None
    found = _Texts()
    for number in range(min(len(pdf), MAX_PAGES)):
        try:
            page = _with_its_forms(pdf, number)
            _read_page(page, found)
        except pypdfium2.PdfiumError:
            raise Unread(Reason.DAMAGED) from None
        page.close()
    text = "".join(found.plain)
    raw = Raw(Format.PDF, len(pdf), text[:MAX_LETTERS], "".join(found.unseen)[:MAX_LETTERS])
    raw.has_picture = found.has_picture
    raw.doubts = {
        doubt
        for doubt, holds in {
            Doubt.SCANNED: found.is_scanned,
            Doubt.UNMAPPED: found.unmapped > _UNMAPPED * found.letters,
            Doubt.MORE_PAGES: len(pdf) > MAX_PAGES,
            Doubt.CUT: len(text) > MAX_LETTERS,
        }.items()
        if holds
    }
    return raw


def _with_its_forms(pdf: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """A page with what is filled into forms and written on top of it: PDFium's text of a page leaves that out."""
    page = pdf[number]
    if pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY) != pdfium.FLATTEN_SUCCESS:
        return page
    page.close()
    return pdf[number]


def _read_page(page: pypdfium2.PdfPage, found: _Texts) -> None:
    textpage = page.get_textpage()
    letters = _Letters(page, textpage)
    parts: dict[_Look, list[str]] = {look: [] for look in _Look}
    look = _Look.PLAIN
    for sign, its, is_mapped in letters:
        look = its or look  # PDFium's own blanks and line breaks belong to what stands before them
        parts[look].append(sign)
        if look is not _Look.UNSEEN and its is not None:
            found.letters += 1
            found.unmapped += not is_mapped
    textpage.close()
    has_picture = next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None
    found.has_picture = found.has_picture or has_picture
    plain = parts[_Look.PLAIN]
    if has_picture and _is_few(plain) and not _is_few(parts[_Look.UNPAINTED]):
        plain += ["\n", *parts[_Look.UNPAINTED]]
        found.is_scanned = True
    else:
        parts[_Look.UNSEEN] += [" ", *parts[_Look.UNPAINTED]]
    found.plain += [*plain, "\n\n"]
    found.unseen += [*parts[_Look.UNSEEN], " "]


def _is_few(signs: list[str]) -> bool:
    return sum(sign.isalpha() for sign in signs) < _FEW


class _Letters:
    """The characters of a page with their looks; the look is None where PDFium made the character up."""

    def __init__(self, page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> None:
        self._page = page
        self._text = textpage.raw
        self._count = textpage.count_chars()
        self._crop = page.get_cropbox()
        self._drawn: _Drawn | None = None
        self._mode_of = (0, False)
        self._red, self._green, self._blue, self._alpha = (c_uint() for _ in range(4))
        self._loose = pdfium.FS_RECTF()

    def __iter__(self) -> Iterator[tuple[str, _Look | None, bool]]:
        for index in range(self._count):
            code = pdfium.FPDFText_GetUnicode(self._text, index)
            sign = chr(code) if code < _SURROGATES.start or _SURROGATES.stop <= code <= sys.maxunicode else "\ufffd"
            is_mapped = pdfium.FPDFText_HasUnicodeMapError(self._text, index) != 1
            if code in _LIGATURES and not is_mapped:
                yield _LIGATURES[code], self._look(index), True
            elif sign.isspace() or pdfium.FPDFText_IsGenerated(self._text, index) == 1:
                yield _BREAKS.get(sign, sign), None, True
            else:
                yield _BREAKS.get(sign, sign), self._look(index), is_mapped

    def _look(self, index: int) -> _Look:
        if self._is_unpainted(index):
            return _Look.UNPAINTED
        box = self._loose
        pdfium.FPDFText_GetLooseCharBox(self._text, index, byref(box))
        # Its height, or, of text that runs down the page, its width.
        if max(abs(box.top - box.bottom), abs(box.right - box.left)) < _TINY or self._is_outside(box):
            return _Look.UNSEEN
        colours = (self._red, self._green, self._blue)
        if not pdfium.FPDFText_GetFillColor(self._text, index, *map(byref, colours), byref(self._alpha)):
            return _Look.PLAIN
        if self._alpha.value == 0:
            return _Look.UNSEEN
        if all(colour.value >= _LIGHT for colour in colours):
            self._drawn = self._drawn or _Drawn(self._page)
            return _Look.UNSEEN if self._drawn.is_blank(self._text, index) else _Look.PLAIN
        return _Look.PLAIN

    def _is_unpainted(self, index: int) -> bool:
        """Whether the letter is placed and not painted; letters of one object follow each other."""
        part = pdfium.FPDFText_GetTextObject(self._text, index)
        address = pdfium.cast(part, pdfium.c_void_p).value or 0
        if address != self._mode_of[0]:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(part) if address else None
            self._mode_of = (address, mode in _UNPAINTED)
        return self._mode_of[1]

    def _is_outside(self, box: pdfium.FS_RECTF) -> bool:
        left, bottom, right, top = self._crop
        low, high = sorted((box.bottom, box.top))
        return bool(box.right < left or box.left > right or high < bottom or low > top)


class _Drawn:
    """A page as it is seen, in grey."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        width, height = page.get_size()
        bitmap = page.render(scale=min(2.0, _PIXELS / max(width, height)), grayscale=True)
        self._page = page
        self._width, self._height, self._stride = bitmap.width, bitmap.height, bitmap.stride
        self._grey = bytes(bitmap.buffer)
        bitmap.close()

    def is_blank(self, text: pdfium.FPDF_TEXTPAGE, index: int) -> bool:
        """Whether nothing but white is where a letter stands."""
        left, right, bottom, top = (c_double() for _ in range(4))
        pdfium.FPDFText_GetCharBox(text, index, byref(left), byref(right), byref(bottom), byref(top))
        ends = [self._pixel(x.value, y.value) for x, y in ((left, bottom), (right, top))]
        (x0, x1), (y0, y1) = (sorted(pair) for pair in zip(*ends, strict=True))
        rows = range(max(y0, 0), min(y1, self._height - 1) + 1)
        start, end = max(x0, 0), min(x1, self._width - 1) + 1
        return all(
            min(self._grey[row * self._stride + start : row * self._stride + end], default=255) >= _LIGHT
            for row in rows
        )

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        across, down = c_int(), c_int()
        pdfium.FPDF_PageToDevice(self._page.raw, 0, 0, self._width, self._height, 0, x, y, byref(across), byref(down))
        return across.value, down.value
