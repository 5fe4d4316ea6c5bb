"""A firm's number with letters is told by its check digits, whatever signs are left out."""

from __future__ import annotations

import re

from hypothesis import assume, example, given
from hypothesis import strategies as st

from data.privacy.redaction import mask_contacts

CNPJ = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=12).filter(lambda text: not text.isdigit())


def check_digits(root):
    """As the Receita Federal publishes it: a letter counts as its code less 48, weights 2 to 9 from the right."""
    for _ in range(2):
        total = sum((ord(sign) - 48) * (2 + place % 8) for place, sign in enumerate(reversed(root)))
        root += str(0 if total % 11 < 2 else 11 - total % 11)
    return root[-2:]


def test_the_published_cnpj_with_letters_is_one():
    assert check_digits("12ABC34501DE") == "35"


@given(
    CNPJ, st.sampled_from(["", "CNPJ ", "cnpj: ", "(", "Empresa "]), st.sampled_from(["", ".", " e Java", ")", ", SP"])
)
@example("12ABC34501DE", "", "")
def test_a_cnpj_with_letters_and_no_signs_is_masked(root, before, after):
    assert mask_contacts(f"{before}{root}{check_digits(root)}{after}") == f"{before}[cnpj]{after}"


@given(CNPJ, st.integers(0, 99).map("{:02}".format), st.sampled_from(["", "modelo ", "Ref. ", "SKU: "]))
def test_a_code_whose_check_digits_do_not_fit_stays(root, end, before):
    # Eleven digits in a row, or seven behind a label, are read as other numbers.
    assume(end != check_digits(root) and not re.search(r"\d{7}", root + end))
    assert mask_contacts(f"{before}{root}{end}") == f"{before}{root}{end}"


@given(CNPJ, st.sampled_from(["A", "7", "b", "_", "\u00e9"]))
def test_what_goes_on_behind_the_check_digits_is_no_cnpj(root, more):
    assume(not re.search(r"\d{7}", root))
    code = f"{root}{check_digits(root)}{more}"
    assert "[cnpj]" not in mask_contacts(code)
