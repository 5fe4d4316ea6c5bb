"""Portuguese texts about searching."""

from __future__ import annotations

from model.levels.levels import ACADEMIC, AREAS, LANGUAGE, SENIORITY

FILLING = "A busca ainda lê vagas e candidatos desde o início do servidor; tente de novo em instantes."

_VALUES = {
    "area": [name for name, _, _ in AREAS],
    "seniority": SENIORITY[1:],
    "english": LANGUAGE[1:],
    "spanish": LANGUAGE[1:],
    "academic": ACADEMIC[1:],
}


def not_understood(field: str) -> str:
    """Say which values a filter knows."""
    return f"{field}: valor desconhecido; há {', '.join(_VALUES[field])}."
