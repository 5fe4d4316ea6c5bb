"""What the fields with few values say, as small integers: levels, areas and kinds of contract.

A level of 0 is "no data"; everything that isn't understood is "no data" too, never a low level. What is remembered of
a text is what was read, never the text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.levels import academic as academic_levels
from model.levels import certificates, contract_kinds, work_areas
from model.levels import languages as language_levels
from model.levels import seniority as seniority_levels
from model.levels.contract_kinds import CONTRACTS
from model.levels.work_areas import AREAS
from model.text.words import remembered

__all__ = [
    "ACADEMIC", "AREAS", "CONTRACTS", "LANGUAGE", "SENIORITY", "TECHNOLOGY", "academic", "area_bits", "area_names",
    "areas", "certified", "contracts", "english", "seniority", "spanish",
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


@remembered(4096)
def english(text: str | None) -> int:
    """Level of English, 0 (no data) to 5 (fluent), from a text about it or about several languages."""
    return language_levels.level_of(text, "english") if text else 0


@remembered(4096)
def spanish(text: str | None) -> int:
    """Level of Spanish, 0 (no data) to 5 (fluent), from a text about it or about several languages."""
    return language_levels.level_of(text, "spanish") if text else 0


@remembered(4096)
def academic(text: str | None) -> int:
    """Academic level, 0 (no data) to 8 (doctorate); unfinished studies count one level less."""
    return academic_levels.level_of(text) if text else 0


@remembered(16384)
def seniority(text: str | None) -> int:
    """Seniority, 0 (no data) to 8 (manager), from the field or from a title."""
    return seniority_levels.level_of(text) if text else 0


@remembered(4096)
def contracts(text: str | None) -> int:
    """Bit set of the kinds of contract named."""
    return contract_kinds.contracts_of(text) if text else 0


@remembered(16384)
def areas(text: str | None) -> int:
    """Bit set of the areas of work that a field or a title tells."""
    return work_areas.areas_of(text) if text else 0


@remembered(4096)
def certified(text: str | None) -> bool:
    """Whether a text about certificates claims one."""
    return certificates.is_certified(text) if text else False


def area_bits(bits: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Sets of areas as flags: ndarray of shape (n, len(AREAS)), bool."""
    return (bits[:, None] >> np.arange(len(AREAS), dtype=np.uint64) & np.uint64(1)).astype(bool)


def area_names(bits: int) -> list[str]:
    """Names of the areas of a bit set."""
    return [name for bit, (name, _, _) in enumerate(AREAS) if bits >> bit & 1]
