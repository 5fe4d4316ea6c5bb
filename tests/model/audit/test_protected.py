from __future__ import annotations

import pytest

from model.audit.grouping import groupings, joint
from model.audit.protected import Protected, ProtectedRefused, read_protected


@pytest.fixture
def read(tmp_path):
    (tmp_path / "data").mkdir()

    def of(text, where="protected.csv"):
        file = tmp_path / where
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_protected(file, tmp_path / "data")

    return of


def test_a_file_is_read_and_blanks_are_unknown(read):
    rows = ["1; Feminino ;Parda", "2;feminino;", "", "3;MASCULINO;Preta", "4;Masculino;Preta", "5;Masculino;"]
    found = read("\r\n".join(["\ufeffapplicant_id;sexo;raça", *rows, ""]))
    assert found.attributes == {
        "sexo": {"1": "Feminino", "2": "Feminino", "3": "Masculino", "4": "Masculino", "5": "Masculino"},
        "raça": {"1": "Parda", "3": "Preta", "4": "Preta"},
    }
    assert found.people() == {"1", "2", "3", "4", "5"}


def test_a_file_that_would_be_replayed_is_refused(read):
    with pytest.raises(ProtectedRefused, match="keep it elsewhere"):
        read("applicant_id,sexo\n1,F\n2,M\n", "data/protected.csv")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "first line"),
        ("id,sexo\n1,F\n", "first line"),
        ("applicant_id,sexo,sexo\n1,F,F\n", "first line"),
        ("applicant_id\n1\n", "0 attributes"),
        ("applicant_id," + ",".join("abcdefg") + "\n", "7 attributes"),
        ("applicant_id,sexo\nAna,F\nAna,M\n", "row 3"),
        ("applicant_id,sexo\n,F\n", "row 2"),
        ("applicant_id,sexo\nAna,F,x\n", "row 2"),
        ("applicant_id,sexo\nAna,F\nEva,f\n", "1 values"),
        ("applicant_id,idade\n" + "".join(f"Ana{age},{age}\n" for age in range(18, 40)), "22 values.* need bands"),
        (b"applicant_id,ra\xe7a\n", "UTF-8"),
    ],
)
def test_what_cant_be_used_is_refused_and_nobody_named(read, text, reason):
    with pytest.raises(ProtectedRefused, match=reason) as refused:
        read(text)
    assert "Ana" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ProtectedRefused, match=r"nobody\.csv"):
        read_protected(tmp_path / "nobody.csv", tmp_path / "data")


def test_groups_are_of_one_attribute_and_of_two():
    protected = Protected({"a": {"1": "x", "2": "y", "3": "x"}, "b": {"1": "u", "2": "v"}, "c": {"3": "w", "9": "z"}})
    found = {each.attributes: each for each in groupings(protected, ["1", "2", "3", "4"])}
    assert list(found) == [("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c")]
    assert found["a",].groups == (("x",), ("y",))
    assert found["a",].codes.tolist() == [0, 1, 0, -1]
    assert found["a", "b"].groups == (("x", "u"), ("y", "v"))
    assert found["a", "b"].codes.tolist() == [0, 1, -1, -1]
    assert found["a", "c"].groups == (("x", "w"),)
    assert found["b", "c"].groups == ()
    cells, strata = joint([found["a",], found["b",], found["c",]])
    assert len(set(cells.tolist())) == 4
    assert strata[0] == strata[1] != strata[2] != strata[3]
