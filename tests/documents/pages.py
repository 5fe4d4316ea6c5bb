"""Writes PDFs from marks on a page, as bytes: for what no usual program writes, such as text that nobody can see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Mark(NamedTuple):
    """A text on a page.

    `before` is put into the page's program ahead of it: ``3 Tr`` for text that is not painted, ``1 g`` for white.
    """

    text: str
    x: float = 72
    y: float = 720
    size: float = 11
    before: str = ""


PICTURE = "q 500 0 0 700 50 50 cm /P Do Q"
"""A picture that covers a page."""


def pdf(pages: Sequence[Sequence[Mark | str]], *, trailer: str = "", filled: Sequence[Mark] = ()) -> bytes:
    """Write a PDF; what is no mark is put into the page's program as it stands.

    `filled` are marks that stand in fields of a form on the first page.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        _stream(
            b"\x80", "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    ]
    fields = []
    for number, mark in enumerate(filled):
        box = "/Type /XObject /Subtype /Form /BBox [0 0 400 20] /Resources << /Font << /F 3 0 R >> >>"
        objects.append(_stream(_painted(mark._replace(x=2, y=5)).encode("cp1252"), box))
        rect = f"[{mark.x} {mark.y} {mark.x + 400} {mark.y + 20}]"
        objects.append(
            f"<< /Type /Annot /Subtype /Widget /FT /Tx /F 4 /T (f{number}) /V ({mark.text}) /Rect {rect} "
            f"/AP << /N {len(objects)} 0 R >> >>".encode()
        )
        fields.append(f"{len(objects)} 0 R")
    kids: list[str] = []
    for page in pages:
        program = "\n".join(one if isinstance(one, str) else _painted(one) for one in page)
        objects.append(_stream(program.encode("cp1252")))
        notes = "" if kids else f"/Annots [{' '.join(fields)}]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R {notes} "
            "/Resources << /Font << /F 3 0 R >> /XObject << /P 4 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(made)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    made += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    made += f"trailer << /Root 1 0 R /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(made)


def lines(texts: Sequence[str], **looks: object) -> list[Mark]:
    """Lines from the top of a page down."""
    return [Mark(text, y=780 - 14 * number)._replace(**looks) for number, text in enumerate(texts)]


def _painted(mark: Mark) -> str:
    text = mark.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"q {mark.before} BT /F {mark.size} Tf {mark.x} {mark.y} Td ({text}) Tj ET Q"


def _stream(content: bytes, about: str = "") -> bytes:
    return f"<< {about} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"
