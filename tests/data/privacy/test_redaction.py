"""Contact data and document numbers are masked in every usual spelling, and no other number or name is."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data.contract.entities import Applicant, Job
from data.privacy import personal_numbers, redaction
from data.privacy.redaction import mask_contacts
from data.privacy.sought import LONG, Sought

AREAS = [11, 19, 21, 27, 31, 38, 41, 48, 51, 61, 62, 71, 79, 81, 85, 91, 98]
BLANKS = ["", " ", "-", ".", " - ", "\xa0", " \u2013 ", "\u2011"]
WORDS = ["Java", "anos", "de", "em", ",", ";", "\n", "e", "Fone", "R$", "(", "): ", "C#", "desde"]


def digits(fewest: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=fewest, max_size=most or fewest)


@st.composite
def telephones(draw: st.DrawFn) -> str:
    """A number of Brazil with its area code, as people write it."""
    area, gap, middle = draw(st.sampled_from(AREAS)), draw(st.sampled_from(BLANKS)), draw(st.sampled_from(BLANKS))
    mobile = draw(st.booleans())
    first = "9" + draw(st.sampled_from(["", " ", ".", "-"])) if mobile else ""
    local = f"{draw(st.integers(2, 5))}{draw(digits(3))}"
    if local.startswith("20") and not mobile:
        local = f"3{local[1:]}"
    number = f"{first}{local}{middle}{draw(digits(4))}"
    form = draw(
        st.sampled_from(
            ["({}){}{}", "{}{}{}", "0{}{}{}", "(0{}){}{}", "0xx{}{}{}", "+55 {}{}{}", "+55({}){}{}", "0055{}{}{}"]
        )
    )
    return form.format(area, gap, number)


@st.composite
def foreign_telephones(draw: st.DrawFn) -> str:
    """A number of another country, behind its code."""
    groups = draw(
        st.lists(st.integers(2, 4).flatmap(digits), min_size=3, max_size=4).filter(
            lambda g: set(g[-1]) != {"0"} and 8 <= len("".join(g)) <= 12
        )
    )
    between = draw(st.sampled_from([" ", "-", ".", ""]))
    return f"+{draw(st.sampled_from(['351', '1', '44', '49', '54', '595']))}{between}{between.join(groups)}"


DOCUMENTS = [
    "{a}.{b}.{c}-{end}", "{a}.{b}.{c}/{end}", "{a}{b}{c}-{end}", "{a} {b} {c} {end}", "{a}-{b}-{c}-{end}",
    "{a}.{b}.{c} - {end}", "{end}.{a}.{b}/0001-{end}", "{end}{a}{b}/0001-{end}", "{a}.{b}{end}.{end}-{one}",
    "{end}.{a}.{b}-{one}", "{end}.{a}.{b}-X", "RG: {end}{a}{b}{one}", "R.G. nº {end}.{a}.{b}",
    "CPF {a}{b}{c}{end}", "PIS/PASEP: {a}{b}{c}{end}", "CNH nº {a}{b}{c}{end}", "CTPS {a}{b}{one}/{d}{one}",
    "Identidade {a}{b}{e}",
]  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A CPF, CNPJ, PIS or RG."""
    a, b, c, d, e = (draw(digits(3)) for _ in range(5))
    end, one = draw(digits(2)), draw(digits(1))
    return draw(st.sampled_from(DOCUMENTS)).format(a=a, b=b, c=c, d=d, e=e, end=end, one=one)


ADDRESSES = [
    "{name}@{other}.com", "{name}.{other}@x-{other}.com.br", "{name}+1@{other}.org", "{name} @ {other}.com",
    "{name}@gmail", "{name} (at) {other} (dot) com", "{name}[at]{other}.com", "{name} arroba {other} ponto com",
    "{name} at {other} dot com", "mailto:{name}@{other}.net", "https://{other}.com/{name}", "http://{name}.io",
    "www.{name}.com.br", "linkedin.com/in/{name}", "br.linkedin.com/in/{name}-{other}", "LINKEDIN.COM/IN/{name}",
    "linkedin.com / in / {name}", "LinkedIn: /in/{name}", "github.com/{name}", "gitlab.com/{name}/{other}",
    "{name}.github.io", "instagram.com/{name}.{other}", "Instagram: @{name}_{other}", "facebook.com/{name}",
    "twitter.com/{name}", "t.me/{name}", "wa.me/55{other}", "behance.net/{name}", "{name}.dev", "{name}.com.br",
    "site: {name}.com", "Portfólio - {name}.net", "skype: live:{name}", "{name}.wordpress.com",
    "medium.com/@{name}",
]  # fmt: skip


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """An address of mail, or a link to somebody's page."""
    name = draw(st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12))
    other = draw(st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=2, max_size=12))
    return draw(st.sampled_from(ADDRESSES)).format(name=name, other=other)


year, month = st.integers(1950, 2049), st.integers(1, 12)
INNOCENT = st.one_of(
    st.builds("{}{}{}".format, year, st.sampled_from(["-", " - ", "/", " a ", " ", " \u2013 ", "."]), year),
    st.builds("{:02}/{}{}{:02}/{}".format, month, year, st.sampled_from([" - ", " a ", "-"]), month, year),
    st.builds("{:02}/{}-{}".format, month, year, year),
    st.dates().map(str),
    st.dates().map(lambda day: day.strftime("%d/%m/%Y")),
    st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat()),
    st.builds("R$ {:,.2f}".format, st.integers(1, 99_999_999)),
    st.builds(lambda amount: f"R$ {amount:,}".replace(",", ".") + ",00", st.integers(1, 99_999_999)),
    st.builds("{:,}".format, st.integers(1, 999_999_999_999)),
    st.builds(lambda count: f"{count:,}".replace(",", ".") + " clientes", st.integers(1, 999_999_999)),
    st.builds("v{}.{}.{}".format, st.integers(0, 30), st.integers(0, 99), st.integers(0, 9999)),
    st.builds("{}.{}.{}.{}".format, *[st.integers(0, 255)] * 4),
    st.builds("{},{}%".format, st.integers(0, 100), st.integers(0, 99)),
    st.builds("+{} anos".format, st.integers(1, 40)),
    st.builds("{}h{:02}-{}h{:02}".format, *[st.integers(0, 23), st.integers(0, 59)] * 2),
    st.builds("{}x{}".format, st.integers(100, 9999), st.integers(100, 9999)),
    st.builds("ISO {}:{}".format, st.integers(9000, 27999), year),
    st.builds("SQL Server {} {} {}".format, year, year, year),
    st.builds("{} 000 000 de linhas".format, st.integers(1, 999)),
    st.sampled_from(
        [
            "C#", "C++", "ISO 9001", "ISO/IEC 27001 27002", "Windows 10", "Windows 11 2019 2022", "B1/B2",
            "CEFR C1", "5 anos", "NR-10 NR-35", "Java 8 11 17 21", "ASP.NET MVC", "ASP.NET/C#", "Node.js/Express",
            "Vue.js", "socket.io", "Next.js", "GitHub, GitLab", "GitHub.com", "github: avançado", "@Autowired",
            "programador @ Google", "worked at Amazon.com", "+10.000.000 de acessos", "CNH AB", "CEP 01310-100",
            "porta 8080", "24x7", "1.000.000,00", "12 2010 - 2015", "S/4HANA 1909", "RG e CPF em dia",
            "PIS/COFINS 2019", "TLS 1.2/1.3", "3840 x 2160 x 60", "2500-3000 pessoas", "20240131", "1700000000",
            "NBR 15.575", "978-85-333-0227-3", "10:30-12:00", "Salesforce.com", "CRC 1SP123456", "v20240131120000",
        ]
    ),
)  # fmt: skip
PERSONAL = st.one_of(telephones(), foreign_telephones(), documents(), addresses())


def leaves_no_trace(text: str) -> bool:
    """Whether of what was personal only the word before it and the mark are left."""
    return "[" in text and "@" not in text and "://" not in text and not any(map(str.isdigit, text))


@given(telephones())
@example("(11) 9 8765-4321")
@example("(11) 9.8765-4321")
@example("11 987 654 321")
@example("0 15 11 98765-4321")
def test_a_telephone_number_of_brazil_is_masked(written: str) -> None:
    assert mask_contacts(f"Java, {written}\nSpring") == "Java, [telefone]\nSpring"


@given(foreign_telephones())
@example("+351 912 345 678")
@example("+1 (415) 555-2671")
def test_a_telephone_number_behind_a_countrys_code_is_masked(written: str) -> None:
    assert mask_contacts(f"Java; {written}; Spring") == "Java; [telefone]; Spring"


@pytest.mark.parametrize(
    "written",
    [
        "98765-4321", "9 8765-4321", "(415) 555-2671", "1-800-555-0199", "020 7946 0958", "0800 777 8000",
        "00 351 912 345 678", "11987654321", "1134567890", "5511987654321", "(11)98765.4321",
        "+55 (11) 9 8765 4321", "(0xx11) 3456-7890",
    ],
)  # fmt: skip
def test_further_spellings_of_telephone_numbers(written: str) -> None:
    assert mask_contacts(written) == "[telefone]"


@pytest.mark.parametrize(
    "label", ["Tel", "Telefone:", "Fone -", "cel.:", "Celular", "WhatsApp:", "contato", "Recados", "Phone"]
)
@pytest.mark.parametrize("number", ["3456-7890", "34567890", "987654321", "912 345 678"])
def test_a_word_before_it_makes_a_number_a_telephone(label: str, number: str) -> None:
    assert mask_contacts(f"{label} {number}") == f"{label} [telefone]"
    assert mask_contacts(f"{label} 2015-2019") == f"{label} 2015-2019"


@given(documents())
@example("12.345.678-X")
@example("11222333000181")
@example("12.ABC.345/01DE-35")
@example("Passaporte FX123456")
@example("Título de eleitor: 1234 5678 9012")
def test_a_document_is_masked(written: str) -> None:
    assert leaves_no_trace(mask_contacts(written)), mask_contacts(written)


@given(addresses())
def test_an_address_is_masked(written: str) -> None:
    masked = mask_contacts(f"Java, {written}, Spring")
    assert leaves_no_trace(masked)
    assert masked.startswith("Java, ")
    assert masked.endswith(("[email], Spring", "[url], Spring", "[perfil], Spring"))


@given(
    INNOCENT,
    st.sampled_from(["", "De ", "Atuei em ", "(", "Vendas: "]),
    st.sampled_from(["", ".", ")", ", Java", " e Java"]),
)
def test_numbers_that_matter_stay(written: str, before: str, after: str) -> None:
    text = before + written + after
    assert mask_contacts(text) == text


@given(
    st.lists(st.one_of(PERSONAL, INNOCENT, st.sampled_from(WORDS)), max_size=8), st.sampled_from([" ", "", ", ", "\n"])
)
def test_masking_again_changes_nothing(pieces: list[str], between: str) -> None:
    masked = mask_contacts(between.join(pieces))
    assert mask_contacts(masked) == masked


@given(st.text(st.sampled_from("019 .-()/+@:[]xX,ac\n"), max_size=60))
def test_masking_again_changes_nothing_whatever_the_text(text: str) -> None:
    masked = mask_contacts(text)
    assert mask_contacts(masked) == masked


@given(st.lists(st.tuples(PERSONAL, st.sampled_from([", Java, ", "\nJava\n", "; Java; "])), min_size=1, max_size=5))
def test_what_stands_between_is_kept(pieces: list[tuple[str, str]]) -> None:
    masked = mask_contacts("".join(written + between for written, between in pieces))
    assert masked.count("Java") == len(pieces)
    assert not any(written in masked for written, _ in pieces)


def test_every_text_of_a_person_and_of_a_job_is_masked() -> None:
    for kind in Applicant, Job:
        for field in kind.model_fields:
            if field != "id":
                held = kind.model_validate({"id": "1", field: "Fale: maria@exemplo.com"})
                assert getattr(held, field) == "Fale: [email]", field


PIECES = [
    " arroba ", "ARROBA", " at ", " dot ", "(at)", "[AT]", "gmail", "hotmail", "skype", "SKYPE: ", "joao", "www", "in/",
    "linkedin ", "passaporte AB", "PASSAPORTE ", "123456", "\u0661\u0662\u0663", "@x", "cpf ", "tel ", ".com", "://",
    "\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_what_holds_no_sign_holds_nothing_to_mask(text):
    masked = mask_contacts(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redaction, "_SIGN", re.compile(""))
        assert mask_contacts(text) == masked


MANY = st.lists(st.one_of(PERSONAL, INNOCENT, st.sampled_from([*WORDS, *PIECES])), max_size=12)


@given(MANY, st.sampled_from(["", " ", ", ", "\n"]))
def test_no_shortcut_changes_what_is_masked(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    masked = mask_contacts(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redaction, "_SHORT", 0)
        patch.setattr(personal_numbers, "_SHORT", 0)
        patch.setattr(personal_numbers, "_LONG_RUN", b"")
        patch.setattr(personal_numbers, "_LONG_CNPJ", b"")
        patch.setattr(redaction, "_HOST_DOT", re.compile(""))
        patch.setattr(Sought, "stands_in", lambda _, text: True)
        assert mask_contacts("\n" * LONG + text) == "\n" * LONG + masked
        patch.setattr(personal_numbers, "_NO_NUMBER", re.compile(personal_numbers._TOO_FEW))
        assert mask_contacts(text) == masked


@given(
    st.sampled_from(["", "Fone: ", "tel (", "RG ", "CPF nº ", "CTPS ", "+", "0", "00 ", "55", "(11) ", "9", "x", "9 "]),
    st.sampled_from(["{}{}{}", "({}{}{})", "({}{}{} ", "{}{}{}) \t", "{}{}{} 11", "{}{}{}x"]),
    year,
    st.sampled_from([" - ", " \u2013 ", "\xa0\u2014 ", "-", " \u2013", " "]),
    year,
)
def test_a_period_is_read_as_any_other_number(before: str, form: str, begun: int, gap: str, ended: int) -> None:
    text = before + form.format(begun, gap, ended)
    masked = personal_numbers.mask_numbers(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(personal_numbers, "_NO_NUMBER", re.compile(personal_numbers._TOO_FEW))
        assert personal_numbers.mask_numbers(text) == masked
