"""Tables by a mapping file: what programs write, what is read of it, and that no row is lost in silence."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contract.events import EventType
from producers.documents import isolated
from producers.imports import mapping as mappings
from producers.imports import rows
from producers.imports.files import Source, items_of
from producers.imports.items import UnreadableFile
from producers.imports.mapping import Mapping, MappingUnfit
from tests.documents import cvs, docx, in_process

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLAIN = """
kind = "applicant"
[fields]
id = "Código"
titulo_profissional = "Cargo"
conhecimentos_tecnicos = ["Linguagens", "Ferramentas"]
nivel_ingles = { columns = ["Inglês"], values = { "1" = "Básico", "2" = "Avançado" } }
cidade = { columns = ["Cidade atual", "Cidade"], first = true }
[time]
column = "Alterado em"
"""
HEADER = ["Código", "Nome", "Cargo", "Linguagens", "Ferramentas", "Inglês", "Cidade atual", "Cidade", "Alterado em"]
ROW = ["17", "Qzana", "Analista; sênior", "Java", "Git\nDocker", "2", "", "Maringá", "04/05/2026 10:22"]


@pytest.fixture
def bring(tmp_path):
    def bring(content, mapping=PLAIN, name="people.csv"):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "mapping.toml").write_text(mapping)
        files = items_of(Source.TABLE, tmp_path / name, tmp_path / "mapping.toml", NOW)
        return list(files.items), files.notes

    return bring


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("table")


def written(*lines, separator=";", **named):
    text = io.StringIO()
    csv.writer(text, delimiter=separator, **named).writerows(lines)
    return text.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_whatever_program_wrote_it(bring, encoding, separator):
    (item,), notes = bring(written(HEADER, ROW, separator=separator).encode(encoding))
    assert item.fields == {
        "id": "17",
        "titulo_profissional": "Analista; sênior",
        "conhecimentos_tecnicos": "Java, Git\nDocker",
        "nivel_ingles": "Avançado",
        "cidade": "Maringá",
    }
    assert (item.place, item.time) == ("row 2", datetime(2026, 5, 4, 13, 22, tzinfo=UTC))
    assert notes[0].endswith("2 columns that no field takes") is False
    assert notes[0].endswith("1 columns that no field takes")


def test_the_line_of_excel_and_other_spellings_of_names(bring):
    header = [
        " codigo",
        "x",
        "CARGO",
        "Linguagens",
        "Ferramentas",
        "ingle\u0302s",
        "cidade atual",
        "Cidade",
        "alterado em",
    ]
    (item,), _ = bring("sep=;\r\n" + written(header, ROW))
    assert item.fields["nivel_ingles"] == "Avançado"
    assert item.place == "row 2"


def test_each_bad_row_is_named_and_the_others_are_read(bring):
    late = [*ROW[:-1], "amanhã"]
    unknown = [*ROW[:5], "9", *ROW[6:]]
    rough = written(HEADER, ROW, [], ROW[:4], [*ROW, "more"], late, unknown) + '8;"a"b;' + ";" * 6 + "\n" + written(ROW)
    items, _ = bring(rough)
    assert [(item.place, item.problem, item.unread) for item in items] == [
        ("row 2", None, ()),
        ("row 4", "it has 4 cells, the first row 9", ()),
        ("row 5", "it has 10 cells, the first row 9", ()),
        ("row 6", "its time is no date that can be read", ()),
        ("row 7", None, ("nivel_ingles",)),
        ("row 8", "a quotation mark stands where none may be", ()),
        ("row 9", None, ()),
    ]
    assert items[4].fields["nivel_ingles"] is None


def test_a_quotation_mark_that_is_never_closed(bring):
    items, _ = bring(written(HEADER, ROW) + '18;"open;\n' + written(["19", *[""] * 8], ["20", *[""] * 8]))
    assert [item.place for item in items if item.problem] == ["row 3"]
    assert "never closed" in items[1].problem


def test_rows_that_end_early(bring):
    content = written(HEADER, ROW[:4])
    (item,), _ = bring(content, "short_rows = true\n" + PLAIN)
    assert (item.problem, item.fields["cidade"], item.time) == (None, None, None)


def test_a_cell_as_long_as_a_cv(bring):
    (item,), _ = bring(written(HEADER, ["17", "", "x" * 190_000, *[""] * 6]))
    assert len(item.fields["titulo_profissional"]) == 190_000


@settings(max_examples=50)
@given(st.lists(st.lists(st.text(st.characters(exclude_characters="\x00", codec="utf-8")), min_size=2, max_size=2)))
def test_what_python_writes_is_read_back(folder, cells):
    file = folder / "t.csv"
    file.write_bytes(written(["a", "b"], *cells).encode())
    told = Mapping(kind="applicant", fields={"id": "a", "cv": "b"})
    found = [(row.values("a"), row.values("b"), row.problem) for row in rows.read(file, told).rows]
    kept = [[cell.strip() for cell in row] for row in cells if any(cell.strip() for cell in row)]
    assert found == [([a] if a else [], [b] if b else [], None) for a, b in kept]


def test_a_report_of_workday(bring):
    report = {
        "Report_Entry": [{"ID": 7, "Skills_group": [{"Skill": "Java"}, {"Skill": "SAP FI"}], "a.b": "Recife"}, "x"]
    }
    mapping = """
    kind = "applicant"
    rows = "Report_Entry"
    [fields]
    id = "ID"
    conhecimentos_tecnicos = "Skills_group[].Skill"
    cidade = "a.b"
    certificacoes = "Skills_group"
    """
    items, _ = bring(b"\xef\xbb\xbf" + json.dumps(report).encode(), mapping, "report.json")
    assert items[0].fields["id"] == 7
    assert (items[0].fields["conhecimentos_tecnicos"], items[0].fields["cidade"]) == ("Java, SAP FI", "Recife")
    assert items[0].unread == ("certificacoes",)
    assert (items[1].place, items[1].problem) == ("row 2", "this is no object")


def test_lines_of_json(bring):
    items, _ = bring('{"a": "1"}\n\n{"a"\n[]\n', 'kind = "job"\nfields = {id = "a"}', "jobs.jsonl")
    assert [(item.place, item.problem) for item in items] == [
        ("line 1", None),
        ("line 3", "no valid JSON"),
        ("line 4", "this is no object"),
    ]


APPLICATIONS = """
kind = "application"
fields = { id_vaga = "job", id_candidato = "person", situacao = "status" }
stage = { columns = ["status"], values = { "Contratado" = "hired", "Não aprovado" = "rejected" } }
"""


def test_applications_and_their_stages(bring):
    items, _ = bring("job,person,status\n1,2,CONTRATADO\n1,3,nao aprovado\n1,4,\n1,5,Talvez\n", APPLICATIONS)
    assert [(item.type, item.unread) for item in items] == [
        (EventType.APPLICATION_HIRED, ()),
        (EventType.APPLICATION_REJECTED, ()),
        (EventType.APPLICATION_APPLIED, ()),
        (EventType.APPLICATION_APPLIED, ("stage",)),
    ]


def test_a_column_may_name_a_document_beside_the_table(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(isolated, "read", in_process.read)
    cv = cvs.made(1)[0]
    (tmp_path / "cvs").mkdir()
    (tmp_path / "cvs" / "a.docx").write_bytes(docx.of_cv(cv))
    (tmp_path.parent / "outside.docx").write_bytes(docx.of_cv(cv))
    mapping = 'kind = "applicant"\nfields = { id = "id", cv = { columns = ["file"], document = true } }'
    items, _ = bring("id,file\n1,cvs/a.docx\n2,../outside.docx\n3,cvs/none.pdf\n4,\n5,mapping.toml\n", mapping)
    assert cv.skills[0] in items[0].fields["cv"]
    assert [(item.fields["cv"], item.unread) for item in items[1:]] == [
        (None, ("cv",)),
        (None, ("cv",)),
        (None, ()),
        (None, ("cv",)),
    ]
    assert items[1].remarks == ("cv: no such file",)
    assert items[4].remarks[0].startswith("cv: other_format: ")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("Cargo;Nome\n1;2\n", "t.csv", "no column Código, Linguagens"),
        (written([*HEADER, "Cargo"]), "t.csv", "Cargo stands there more than once"),
        ("", "t.csv", "no column"),
        ('"open', "t.csv", "no column"),
        ("{", "t.json", "no valid JSON at line 1"),
        ("{}", "t.json", "no list of rows at its top"),
        (b"\xff\xfe\x00", "t.csv", "is not utf-16"),
    ],
)
def test_a_file_that_is_not_the_mappings(bring, content, name, why):
    with pytest.raises(UnreadableFile, match=why):
        bring(content, PLAIN, name)


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ("kind =", "is no TOML"),
        ("kind = 'person'\nfields = {}", "kind: "),
        ("kind = 'applicant'\nfields = {cv = 'a'}", "applicant needs id"),
        ("kind = 'applicant'\nfields = {id = 'a', nome = 'b'}", "has no field nome"),
        ("kind = 'applicant'\nfields = {id = {columns = [], x = 1}}", "fields.id.columns"),
        ("kind = 'applicant'\nzone = 'BRT'\nfields = {id = 'a'}", "an offset such as -03:00"),
        ("kind = 'applicant'\nencoding = 'qz'\nfields = {id = 'a'}", "this encoding is not known"),
        ("kind = 'applicant'\nseparator = 'ab'\nfields = {id = 'a'}", "separator"),
        (APPLICATIONS.replace("hired", "gone"), "the values of stage are"),
        ("kind = 'job'\nstage = 'a'\nfields = {id = 'a'}", "only an application has a stage"),
        ("kind = 'application'\nstage = 'a'\nfields = {id_vaga = 'a', id_candidato = 'b'}", "stage needs values"),
    ],
)
def test_a_mapping_that_is_wrong(tmp_path, mapping, why):
    (tmp_path / "m.toml").write_text(mapping)
    with pytest.raises(MappingUnfit, match=why):
        mappings.read(tmp_path / "m.toml")
    with pytest.raises(MappingUnfit, match="cannot be read"):
        mappings.read(tmp_path / "none.toml")
