"""What the fields with few values say, as small integers: levels, areas and kinds of contract, by one name each.

A level of 0 is "no data"; everything that isn't understood is "no data" too, never a low level. Each kind is read in a
file of its own, which remembers what was read of a text, never the text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.levels.academic import academic
from model.levels.certificates import certified
from model.levels.contract_kinds import CONTRACTS, contracts
from model.levels.languages import english, spanish
from model.levels.seniority import seniority, seniority_of
from model.levels.work_areas import AREAS, areas, areas_of
from model.text.remembered import remembered
from model.text.short_text import words_of

__all__ = [
    "ACADEMIC", "AREAS", "CONTRACTS", "LANGUAGE", "SENIORITY", "TECHNOLOGY", "academic", "area_bits", "area_names",
    "areas", "certified", "contracts", "english", "of_title", "seniority", "spanish",
]  # fmt: skip

LANGUAGE = ("", "nenhum", "básico", "intermediário", "avançado", "fluente")
"""Names of the language levels, 1 to 5."""
ACADEMIC = (
    "",
    "fundamental",
    "médio",
    "técnico",
    "superior em curso",
    "superior",
    "pós-graduação",
    "mestrado",
    "doutorado",
)
"""Names of the academic levels, 1 to 8."""
SENIORITY = ("", "estágio", "auxiliar", "júnior", "pleno", "sênior", "especialista", "coordenação", "gerência")
"""Names of the seniority levels, 1 to 8."""
TECHNOLOGY = sum(1 << bit for bit, (_, technology, _) in enumerate(AREAS) if technology)
"""Bit set of the areas that are information technology."""


@remembered(16384)
def of_title(text: str | None) -> tuple[int, int]:
    """Seniority and areas of work that a title tells, from words that are split once."""
    words = words_of(text or "")
    return seniority_of(words), areas_of(words)


def area_bits(bits: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Sets of areas as flags: ndarray of shape (n, len(AREAS)), bool."""
    return (bits[:, None] >> np.arange(len(AREAS), dtype=np.uint64) & np.uint64(1)).astype(bool)


def area_names(bits: int) -> list[str]:
    """Names of the areas of a bit set."""
    return [name for bit, (name, _, _) in enumerate(AREAS) if bits >> bit & 1]
