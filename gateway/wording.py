"""What recruiters read of a pair: bands, percentages and one sentence, in Portuguese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from data.entities import fold

NO_DATA = "sem dados"

CATEGORIES = {
    "technical": "competências técnicas",
    "academic": "formação",
    "english": "inglês",
    "spanish": "espanhol",
    "area": "área de atuação",
    "seniority": "senioridade",
    "contract": "tipo de contratação",
}
"""Names of the categories of `data.matches.RATIOS`."""

_STRONG = 0.75
_WEAK = 0.5
_THIN = 0.5
"""Below this `data_coverage` the sentence says that little is known."""

Ratios = Mapping[str, float | None]


def percentage(score: float) -> str:
    """A score of 0 to 100 as a percentage with one decimal, as the API always wrote it."""
    return f"{score:.1f}%"


def _comma(score: float) -> str:
    return f"{score:.1f}".replace(".", ",")


def ratio(value: float | None) -> str:
    """A ratio of 0 to 1 as a percentage, or that there is no data."""
    return NO_DATA if value is None else percentage(100 * value)


def area(value: float | None) -> str:
    """Whether the applicant's area is the job's."""
    if value is None:
        return NO_DATA
    if value >= _STRONG:
        return "Mesma área"
    return "Área próxima" if value > 0 else "Outra área"


@lru_cache(4096)
def contract(offered: str | None) -> str:
    """The kind of contract that a job offers."""
    if offered is None:
        return NO_DATA
    folded = fold(offered)
    kinds = [name for name, mark in (("CLT", "clt"), ("PJ", "pj")) if mark in folded]
    return " ou ".join(kinds) or "Outros"


def summary(score: float, band: str, ratios: Ratios, coverage: float) -> str:
    """One short text on a pair: how well it fits, what speaks for it, what to check, what is unknown."""
    strong = [CATEGORIES[name] for name, value in ratios.items() if value is not None and value >= _STRONG]
    weak = [CATEGORIES[name] for name, value in ratios.items() if value is not None and value < _WEAK]
    unknown = [CATEGORIES[name] for name, value in ratios.items() if value is None]
    text = [f"Compatibilidade {band}: {_comma(score)} de 100, em que 50 é o candidato médio."]
    if strong:
        text.append(f"Pontos fortes: {', '.join(strong)}.")
    if weak:
        text.append(f"A verificar na entrevista: {', '.join(weak)}.")
    if unknown:
        text.append(f"Sem dados: {', '.join(unknown)}.")
    if coverage < _THIN:
        text.append("Há poucos dados para julgar este par.")
    return " ".join(text)
