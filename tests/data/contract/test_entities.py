"""Entities: texts as senders write them, folded for comparison, contacts masked."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from data.contract.entities import MAX_LINE, MAX_TEXT, Applicant, Application, Entity, Job, fold
from data.privacy.redaction import mask_contacts


@pytest.mark.parametrize(
    ("written", "held"),
    [(" Java ", "Java"), (["Java", "SQL"], "Java, SQL"), ("", None), (" - ", None), ("N/A", None), (None, None)],
)
def test_a_text_is_trimmed_joined_or_no_data(written: object, held: str | None) -> None:
    assert Applicant.model_validate({"id": "1", "conhecimentos_tecnicos": written}).conhecimentos_tecnicos == held


NO_IDS = {
    "empty": "", "a blank": " ", "with a blank": "a b", "with a bar": "a|b", "too long": "x" * 129, "null": None,
    "a fraction": 1.5, "true": True, "a list": ["1"], "a line": "a\n", "a no-break space": "a\u00a0b", "NUL": "a\x00",
    "a control of the second set": "a\x85", "an escape": "a\x1b[2J", "a zero-width blank": "a\u200b",
    "right to left": "a\u202eb", "a byte order mark": "\ufeffa", "half a pair": "a\ud800",
    "a line separator": "a\u2028", "long once it is normal": "\u0958" * 65,
}  # fmt: skip


@pytest.mark.parametrize("name", NO_IDS.values(), ids=NO_IDS)
def test_what_is_no_id_is_refused(name: object) -> None:
    why = r"an id is 1 to 128 characters without white space, control characters or '\|'"
    with pytest.raises(ValidationError, match=why):
        Job.model_validate({"id": name})


@pytest.mark.parametrize("name", ["31001", "3f0e-4b", "vaga/é#1", "a:matches", "{*?[]}\\^", "职位", "x" * 128, "🙂"])
def test_an_id_is_kept_as_it_is(name: str) -> None:
    assert Job(id=name).id == name


def test_two_spellings_of_an_id_are_one() -> None:
    for spelling in "Jose\u0301", "Jos\u00e9", "\u212b", "\u00c5", "e\u0301" * 128:
        held = Job(id=spelling).id
        assert unicodedata.is_normalized("NFC", held)
        assert Job(id=held).id == held
    assert Job(id="Jose\u0301").id == Application(id_vaga="1", id_candidato="Jos\u00e9").id_candidato


@given(st.text(max_size=140) | st.integers())
def test_an_id_that_is_taken_is_taken_again_as_it_is(name: str | int) -> None:
    try:
        held = Job.model_validate({"id": name}).id
    except ValidationError:
        return
    assert Job(id=held).id == held
    assert held.encode().decode() == held


def test_a_number_is_an_id_too() -> None:
    assert Job.model_validate({"id": 7}).id == "7"


LONG = {"competencias_tecnicas_requeridas", "principais_atividades", "conhecimentos_tecnicos", "certificacoes", "cv"}
FIELDS = [
    (kind, field, MAX_TEXT if field in LONG else MAX_LINE)
    for kind in (Job, Applicant, Application)
    for field in kind.model_fields
    if not field.startswith("id")
]


@pytest.mark.parametrize(("kind", "field", "longest"), FIELDS)
def test_a_text_has_a_longest_length_and_one_beyond_it_is_refused_by_name(
    kind: type[Entity], field: str, longest: int
) -> None:
    ids = dict.fromkeys(("id", "id_vaga", "id_candidato"), "1")
    assert getattr(kind.model_validate({**ids, field: "x" * longest}), field) == "x" * longest
    values = ["x"] * (longest // 3 + 2)  # a list of values is measured as it is joined
    for beyond in "x" * (longest + 1), values:
        with pytest.raises(ValidationError) as refused:
            kind.model_validate({**ids, field: beyond})
        (fault,) = refused.value.errors()
        assert (fault["loc"], fault["msg"]) == ((field,), f"String should have at most {longest} characters")


def test_a_text_that_no_field_takes_is_refused_without_being_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.contract.entities.mask_contacts", lambda text: pytest.fail("it was masked"))
    with pytest.raises(ValidationError, match="at most"):
        Applicant(id="1", cv="a@b.co " * MAX_TEXT)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a@b.co", "(11) 99999-1234", "x" * 50, "www.x", "ç"])).map(" ".join))
def test_a_text_that_is_taken_is_taken_again_as_it_is(text: str) -> None:
    text = (text * (MAX_LINE // (len(text) + 1) + 1))[:MAX_LINE]
    try:
        held = Applicant(id="1", titulo_profissional=text)
    except ValidationError:
        assert len(mask_contacts(text)) > MAX_LINE
        return
    assert Applicant.model_validate(held.model_dump()) == held


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_drops_case_accents_and_space() -> None:
    assert fold("  Não  Aprovado\npelo RH ") == "nao aprovado pelo rh"


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("fale com a.b+c@example.com.br.", "fale com [email]."),
        ("(11) 99999-1234 ou 11 3333-4444", "[telefone] ou [telefone]"),
        ("+55 11 999991234", "[telefone]"),
        ("CPF 123.456.789-00", "CPF [cpf]"),
        ("veja https://exemplo.com/x e linkedin.com/in/y", "veja [url] e [url]"),
        ("de 2019-2021, 10.000 usuários, versão 11.2.3", "de 2019-2021, 10.000 usuários, versão 11.2.3"),
    ],
)
def test_contacts_are_masked_and_nothing_else(written: str, masked: str) -> None:
    assert mask_contacts(written) == masked
