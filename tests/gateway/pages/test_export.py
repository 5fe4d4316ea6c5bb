"""The spreadsheet: no cell is a formula, and every text survives."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.pages.job.export import file_name, safe, written
from gateway.texts.catalogue import texts_of
from tests.gateway.pages.test_ranking import line

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\N{FULLWIDTH EQUALS SIGN}1", "\0=1"]


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_begins_a_formula(text):
    assert safe(text).startswith("'")


@given(st.text())
def test_whatever_was_written_is_inert_and_one_line(text):
    cell = safe(text)
    assert not cell[:1].strip("'") or cell[0] not in "=+-@\t\r\n"
    assert "\n" not in cell
    assert "\r" not in cell


@pytest.mark.parametrize(("language", "separator", "number"), [("pt", ";", "80,5"), ("en", ",", "80.5")])
def test_the_file_reads_back(language, separator, number):
    title = 'Dev "sênior"; =1+1,\nline'
    told = line("=c1", 80.5, "decline", titulo_profissional=title, hire_probability=0.001)
    told.match["ratios"] = {"technical": 0.5}
    text = written(texts_of(language), [told], reasons=True)
    head, row = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    assert len(head) == len(row)
    assert row[:3] == ["1", "'=c1", 'Dev "sênior"; =1+1, line']
    assert number in row
    assert texts_of(language).of("decline", "skills") in row
    without = written(texts_of(language), [told], reasons=False)
    assert texts_of(language).of("decline", "skills") not in without


@pytest.mark.parametrize(
    ("job_id", "name"),
    [
        ("495", "495"),
        ("a/../b?\r\nX: 1", "a-..-b-X-1"),
        ('"; x="', "x"),
        ("São Paulo", "S-o-Paulo"),
        ("9" * 99, "9" * 60),
    ],
)
def test_a_file_is_called_after_its_job(job_id, name):
    assert file_name(texts_of("pt"), job_id) == f"candidatos-da-vaga-{name}.csv"
    assert file_name(texts_of("en"), job_id) == f"candidates-of-job-{name}.csv"
