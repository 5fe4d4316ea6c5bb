"""Portuguese texts for recruiters about a pair: bands, percentages, and a short summary."""

from __future__ import annotations

from functools import lru_cache

from data.contract.bands import band
from data.contract.entities import fold
from model.scoring.pair import PairScore

NO_DATA = "sem dados"
AVERAGE = "50 é a pessoa média entre as consideradas para uma vaga"
"""The meaning of 50, beside which every score is read."""

CATEGORIES = {
    "technical": "competências técnicas",
    "academic": "formação",
    "english": "inglês",
    "spanish": "espanhol",
    "area": "área de atuação",
    "seniority": "senioridade",
    "contract": "tipo de contratação",
}
"""Names of the categories of `data.contract.matches.RATIOS`."""

_STRONG = 0.75
_WEAK = 0.5
_THIN = 0.3
"""Below this coverage of a job or a person (two fields of eight) the text says that little is known."""


def percentage(score: float) -> str:
    """A score of 0 to 100 as a percentage with one decimal and a point, as in the first version of the API."""
    return f"{score:.1f}%"


def _comma(score: float) -> str:
    return f"{score:.1f}".replace(".", ",")


def ratio(value: float | None) -> str:
    """A ratio of 0 to 1 as a percentage, or the text for "no data"."""
    return NO_DATA if value is None else percentage(100 * value)


def area(value: float | None) -> str:
    """How near the applicant's area is to the job's."""
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


def summary(found: PairScore) -> str:
    """A short text about a pair: how well it fits, what speaks for it, what to check, what is unknown.

    Where nothing is known of the person or the job, the text says only that.
    """
    job = 2 * found.data_coverage - found.applicant_coverage
    coverage = {"desta vaga": job, "desta pessoa": found.applicant_coverage}
    unknown = [side for side, share in coverage.items() if not share]
    if unknown:
        return (
            f"Nada se sabe {' nem '.join(unknown)}: a nota não julga este par. "
            "Para comparar, é preciso saber mais, como as competências técnicas ou a área."
        )
    ratios = found.ratios.items()
    strong = [CATEGORIES[name] for name, value in ratios if value is not None and value >= _STRONG]
    weak = [CATEGORIES[name] for name, value in ratios if value is not None and value < _WEAK]
    not_compared = [CATEGORIES[name] for name, value in ratios if value is None]
    thin = [side for side, share in coverage.items() if share < _THIN]
    score = found.quality_score
    text = [f"Compatibilidade {band(score)}: {_comma(score)} de 100; {AVERAGE}."]
    if strong:
        text.append(f"Corresponde à vaga em: {', '.join(strong)}.")
    if weak:
        text.append(f"A verificar na entrevista: {', '.join(weak)}.")
    if len(not_compared) == len(ratios):
        text.append("Sem dados para comparar categoria por categoria.")
    elif not_compared:
        text.append(f"Sem dados para comparar: {', '.join(not_compared)}.")
    if thin:
        text.append(f"Pouco se sabe {' e '.join(thin)}: com mais dados a nota pode mudar.")
    return " ".join(text)
