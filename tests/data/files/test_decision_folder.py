from __future__ import annotations

import copy
import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files import days
from data.files.decision_folder import Dataset, Prospect, _areas, read

VAGAS: dict[str, Any] = {
    "501": {
        "informacoes_basicas": {
            "data_requicisao": "04-05-2021",
            "titulo_vaga": " Programadora Java ",
            "vaga_sap": "Não",
            "tipo_contratacao": "CLT Full",
            "cliente": "Aurora",
        },
        "perfil_vaga": {
            "nivel profissional": "Pleno",
            "nivel_academico": "Ensino Superior Completo",
            "nivel_ingles": "Básico",
            "nivel_espanhol": "",
            "areas_atuacao": "TI - Projetos-TI - SAP-",
            "principais_atividades": "Programar",
            "competencia_tecnicas_e_comportamentais": "Java e SQL",
            "cidade": "Recife",
            "estado": "Pernambuco",
        },
        "beneficios": {"valor_venda": "-"},
    },
    "502": {"informacoes_basicas": {"data_requicisao": "00-00-0000", "titulo_vaga": "Contador"}, "perfil_vaga": None},
}
PROSPECTS: dict[str, Any] = {
    "501": {
        "titulo": "Programadora Java",
        "modalidade": "",
        "prospects": [
            {
                "codigo": "9001",
                "situacao_candidado": "Aprovado",
                "data_candidatura": "05-05-2021",
                "ultima_atualizacao": "06-05-2021",
                "nome": "",
            },
            {"codigo": 9002, "situacao_candidado": "", "data_candidatura": "31-02-2021", "ultima_atualizacao": ""},
        ],
    },
    "999": {"prospects": [{"codigo": "7", "situacao_candidado": "Prospect", "data_candidatura": "01-01-2022"}]},
    "502": {"prospects": []},
}
APPLICANTS: dict[str, Any] = {
    "9001": {
        "infos_basicas": {"codigo_profissional": "9001", "nome": "Fulana"},
        "informacoes_pessoais": {"data_nascimento": "01-01-1990", "sexo": "Feminino"},
        "informacoes_profissionais": {
            "titulo_profissional": "Programadora",
            "area_atuacao": "TI - Projetos, Comercial",
            "conhecimentos_tecnicos": "Java",
            "certificacoes": "",
            "nivel_profissional": "-",
        },
        "formacao_e_idiomas": {
            "nivel_academico": "Mestrado Completo",
            "nivel_ingles": "Fluente",
            "nivel_espanhol": "Nenhum",
        },
        "cv_pt": "Programo em Java, fulana@exemplo.com",
        "cv_en": "I write Java",
    },
    "9003": {"infos_basicas": {"local": "Campinas, São Paulo"}, "cv_pt": "", "cv_en": "Accountant"},
}


def write(folder: Path, **files: Any) -> None:
    content = {"vagas": VAGAS, "prospects": PROSPECTS, "applicants": APPLICANTS} | files
    for name, value in content.items():
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    write(tmp_path)
    return read(tmp_path)


def test_a_job_is_read_with_the_odd_key_and_without_the_dashes(dataset: Dataset) -> None:
    assert dataset.jobs["501"].model_dump() == {
        "id": "501",
        "titulo_vaga": "Programadora Java",
        "competencias_tecnicas_requeridas": "Java e SQL",
        "principais_atividades": "Programar",
        "nivel_academico": "Ensino Superior Completo",
        "nivel_ingles": "Básico",
        "nivel_espanhol": None,
        "nivel_profissional": "Pleno",
        "tipo_contratacao": "CLT Full",
        "areas_atuacao": "TI - Projetos, TI - SAP",
        "vaga_sap": "Não",
        "cidade": "Recife",
        "estado": "Pernambuco",
        "status": None,
    }
    assert dataset.jobs["501"].is_open
    assert dataset.job_dates == {"501": date(2021, 5, 4), "502": None}
    assert dataset.jobs["502"].nivel_profissional is None


def test_the_key_with_an_underscore_is_read_too(tmp_path: Path) -> None:
    jobs = copy.deepcopy(VAGAS)
    profile = jobs["501"]["perfil_vaga"]
    profile["nivel_profissional"] = profile.pop("nivel profissional")
    write(tmp_path, vagas=jobs)
    assert read(tmp_path).jobs["501"].nivel_profissional == "Pleno"


def test_an_applicant_is_read_without_anything_personal(dataset: Dataset) -> None:
    applicant = dataset.applicants["9001"]
    assert applicant.model_dump(exclude_none=True) == {
        "id": "9001",
        "conhecimentos_tecnicos": "Java",
        "titulo_profissional": "Programadora",
        "nivel_academico": "Mestrado Completo",
        "nivel_ingles": "Fluente",
        "nivel_espanhol": "Nenhum",
        "area_de_atuacao": "TI - Projetos, Comercial",
        "cv": "Programo em Java, [email]",
    }
    other = dataset.applicants["9003"]
    assert (other.cv, other.cidade, other.estado) == ("Accountant", "Campinas", "São Paulo")


def test_applications_keep_their_order_and_those_without_a_record_are_counted(dataset: Dataset) -> None:
    assert dataset.applications == [
        Prospect("501", "9001", "Aprovado", date(2021, 5, 5), date(2021, 5, 6)),
        Prospect("501", "9002", None, None, None),
        Prospect("999", "7", "Prospect", date(2022, 1, 1), None),
    ]
    assert (dataset.without_job, dataset.without_applicant) == (1, 2)


def test_compressed_files_and_a_byte_order_mark_are_read_the_same(dataset: Dataset, tmp_path: Path) -> None:
    other = tmp_path / "compressed"
    other.mkdir()
    for name in ("vagas", "prospects", "applicants"):
        raw = (tmp_path / f"{name}.json").read_bytes()
        (other / f"{name}.json.gz").write_bytes(gzip.compress(b"\xef\xbb\xbf" + raw))
    assert read(other) == dataset


def test_empty_objects_are_an_empty_dataset(tmp_path: Path) -> None:
    write(tmp_path, vagas={}, prospects={}, applicants={})
    assert read(tmp_path) == Dataset({}, {}, [], {})


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("04-05-2021", date(2021, 5, 4)),
        (" 4-5-2021 ", date(2021, 5, 4)),
        ("29-02-2020", date(2020, 2, 29)),
        ("04/05/2021", date(2021, 5, 4)),
        ("4/5/2021", date(2021, 5, 4)),
        ("04.05.2021", date(2021, 5, 4)),
        ("04-05-2021 13:45:00", date(2021, 5, 4)),
        ("2021-05-04", date(2021, 5, 4)),
        ("2021/05/04", date(2021, 5, 4)),
        ("2021-5-4", date(2021, 5, 4)),
        ("20210504", date(2021, 5, 4)),
        ("2021-05-04T23:59:59.123-03:00", date(2021, 5, 4)),
        ("2021-05-04 00:00:00", date(2021, 5, 4)),
        ("00-00-0000", None),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date(tmp_path: Path, written: str | None, day: date | None) -> None:
    write(tmp_path, vagas={"1": {"informacoes_basicas": {"data_requicisao": written}}}, prospects={})
    found = read(tmp_path)
    assert (found.job_dates, found.dates_unread) == ({"1": day}, 0)


@pytest.mark.parametrize(
    "written",
    ["29-02-2021", "2021-02-29", "01-01-0001", "01-01-9999", "amanhã", "05/15/2021", "04-05/2021", "04-05-21",
     "202154", "\u0660\u0664-05-2021", "2021-05-04x"],
)  # fmt: skip
def test_a_date_that_cannot_be_is_no_data_and_counted(tmp_path: Path, written: str) -> None:
    job = {"1": {"informacoes_basicas": {"data_requicisao": written}}}
    row = {"codigo": "1", "data_candidatura": written, "ultima_atualizacao": ""}
    write(tmp_path, vagas=job, prospects={"1": {"prospects": [row]}})
    found = read(tmp_path)
    assert (found.job_dates, found.applications[0].applied_on, found.dates_unread) == ({"1": None}, None, 2)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d"]))
def test_every_way_of_writing_a_day_reads_back(day: date, written: str) -> None:
    assert days.day(day.strftime(written)) == day


AREAS = ("TI - SAP", "TI - Desenvolvimento/Mobile", "Comercial", "Gestão e Alocação de Recursos de TI", "TI - UX")


@given(st.lists(st.sampled_from(AREAS), min_size=1, unique=True))
def test_areas_run_together_are_told_apart(areas: list[str]) -> None:
    assert _areas("".join(f"{area}-" for area in areas)) == ", ".join(areas)
