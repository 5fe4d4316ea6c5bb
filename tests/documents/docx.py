"""Writes DOCX files as other programs do: features that python-docx does not write stand there as XML."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from html import escape

from tests.documents.cvs import Cv

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OTHER_NAMES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str, looks: str = "") -> str:
    """A run of text; `looks` are its properties."""
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(inside: str) -> str:
    """A paragraph of runs, or of plain text."""
    inside = inside if inside.startswith("<") else run(inside)
    return f"<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='720'/></w:tabs></w:pPr>{inside}</w:p>"


def table(rows: list[list[str]]) -> str:
    """A table; a cell's text is a paragraph."""
    cells = ["".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows]
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def box(*paragraphs: str) -> str:
    """A text box as Word writes it: once for itself, and once more for its older versions."""
    content = f"<w:txbxContent>{''.join(map(paragraph, paragraphs))}</w:txbxContent>"
    shape = (
        '<wp:inline><wp:extent cx="3000000" cy="2500000"/><wp:docPr id="1" name="box"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3000000" cy="2500000"/></a:xfrm><a:prstGeom prst="rect">'
        f"<a:avLst/></a:prstGeom></wps:spPr><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData>"
        "</a:graphic></wp:inline>"
    )
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{shape}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def package(
    body: str,
    around: Mapping[str, str] | None = None,
    *,
    main: str = "word/document.xml",
    space: str = MAIN,
    encoding: str = "utf-8",
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """Pack a document; `around` holds the insides of headers, footers and notes by their kind."""
    around = dict(around or {})

    def part(root: str, inside: str) -> bytes:
        text = (
            f"<?xml version='1.0' encoding='{encoding}'?><w:{root} xmlns:w='{space}' {_OTHER_NAMES}>{inside}</w:{root}>"
        )
        return text.encode(encoding)

    def relations(targets: Mapping[str, str]) -> bytes:
        rows = [f"<Relationship Id='{kind}' Type='{_RELATIONS}{kind}' Target='{to}'/>" for kind, to in targets.items()]
        return f"<Relationships xmlns='{_PACKAGE}'>{''.join(rows)}</Relationships>".encode()

    roots = {"header": "hdr", "footer": "ftr"}
    folder, _, name = main.rpartition("/")
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _types({main: "document.main"} | {f"{folder}/{kind}1.xml": kind for kind in around}),
        "_rels/.rels": relations({"officeDocument": main}),
        main: part("document", f"<w:body>{body}</w:body>"),
        f"{folder}/_rels/{name}.rels": relations({kind: f"{kind}1.xml" for kind in around}),
    }
    parts |= {f"{folder}/{kind}1.xml": part(roots.get(kind, kind), inside) for kind, inside in around.items()}
    return packed(parts | dict(more or {}))


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Pack parts by their names."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in parts.items():
            file.writestr(path, content)
    return made.getvalue()


def _types(parts: Mapping[str, str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
    rows = [f"<Override PartName='/{path}' ContentType='{kind}{name}+xml'/>" for path, name in parts.items()]
    return (
        "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
        "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        f"<Default Extension='xml' ContentType='application/xml'/>{''.join(rows)}</Types>"
    )


def _pieces(text: str) -> str:
    """Cut a text into runs of seven letters, every second of them bold: words begin in one and end in another."""
    cut = [text[start : start + 7] for start in range(0, len(text), 7)]
    return "".join(run(piece, "<w:b/>" if number % 2 else "") for number, piece in enumerate(cut))


def of_cv(cv: Cv) -> bytes:
    """Write a CV."""
    wide = [paragraph(cv.title), paragraph("Resumo"), paragraph(cv.summary), paragraph("Conhecimentos")]
    rest = [paragraph("Experiência")]
    for where, when, what in cv.jobs:
        rest += [paragraph(where), paragraph(when), paragraph(what)]
    rest += [paragraph("Formação"), paragraph(cv.study)]
    around: dict[str, str] = {}
    match cv.shape:
        case "table":
            skills = table([list(cv.skills[start : start + 3]) for start in range(0, len(cv.skills), 3)])
            rest = [
                "<w:p/>",
                table([list(job) for job in cv.jobs]),
                paragraph("Experiência Formação"),
                paragraph(cv.study),
            ]
        case "columns":
            skills = "".join(map(paragraph, cv.skills))
            rest.append("<w:sectPr><w:cols w:num='2'/></w:sectPr>")
        case "box":
            skills = paragraph(run("Conhecimentos") + box(*cv.skills))
            wide.pop()
        case "breaks":
            skills = paragraph("<w:r><w:br/></w:r>".join(map(run, cv.skills)))
            rest[-1] = paragraph(unicodedata.normalize("NFD", cv.study))
        case "pieces":
            skills = paragraph(_pieces(", ".join(cv.skills)))
            wide[2] = paragraph(_pieces(cv.summary))
            around = {"header": wide.pop(0)}
            rest.append("<w:sectPr><w:headerReference w:type='default' r:id='header'/></w:sectPr>")
        case _:
            skills = "".join(map(paragraph, cv.skills))
    return package("".join([*wide, skills, *rest]), around)
