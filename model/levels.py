"""What the fields with few values say, as small integers: levels, areas and kinds of contract.

A level of 0 is "no data"; everything that isn't understood is "no data" too, never a low level.
"""

# ruff: noqa: E501 - a table of patterns reads by line

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from model.text import fold, remembered

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
CONTRACTS = ("clt", "pj", "cooperado", "hunting", "estagio", "temporario")
"""Kinds of contract, bit 0 first."""

_LANGUAGE = (
    (5, r"fluente|fluent|nativ|bilingu|proficien|\bc2\b"), (4, r"avancad|advanced|\bc1\b"),
    (3, r"intermediari|intermediate|tecnic|technical|\bb[12]\b"), (2, r"basic|\ba[12]\b|iniciante|beginner"),
    (1, r"nenhum|none|\bnao\b|\bno\b"),
)  # fmt: skip
_ACADEMIC = (
    (8, r"doutor|\bphd\b|doctora"), (7, r"mestrad|\bmaster|\bmsc\b"), (6, r"pos.?gradua|\bmba\b|especializa|postgrad"),
    (5, r"superior|graduac|bachar|bachelor|licenciatura|faculdade|universi|tecnolog"), (3, r"tecnic"),
    (2, r"medio|segundo grau|2o? grau|high school|colegial"), (1, r"fundamental|primeiro grau|nenhum"),
)  # fmt: skip
_UNFINISHED = re.compile(r"incomplet|cursando|em curso|em andamento|trancad|ongoing|estudante")
_SENIORITY = (
    (8, r"gerent[ea]|diretor|\bhead\b|manager|director|gerencia"), (7, r"coordenador|supervisor|coordinator|coordenac"),
    (6, r"especialista|lider|lead\b|arquitet|principal|staff|specialist|architect"), (5, r"senior|\bsr\b|\bsnr\b"),
    (3, r"junior|\bjr\b|trainee"), (1, r"estagi|aprendiz|intern\b|internship"),
    (2, r"auxiliar|assistente|assistant"), (4, r"pleno|\bpl\b|analista|mid.?level|\bmid\b|analyst"),
)  # fmt: skip
_CONTRACTS = (
    r"\bclt\b", r"\bpj\b|autonomo|pessoa juridica|freelance", r"cooperad", r"hunting",
    r"estagi|aprendiz|internship", r"temporari|terceiriz|determinado",
)  # fmt: skip

AREAS: tuple[tuple[str, bool, str], ...] = (
    ("desenvolvimento", True, r"desenvolv|programa|developer|full.?stack|back.?end|front.?end|software engineer|mobile|\bweb\b"),
    ("sap", True, r"\bsap\b|\babap\b"),
    ("infraestrutura", True, r"infra|redes|network|sysadmin|cloud|devops|telecom|mainframe"),
    ("suporte", True, r"suporte|help ?desk|service desk|field service|support"),
    ("qualidade", True, r"qualidade/testes|\bteste|\bqa\b|tester|quality assurance"),
    ("banco de dados", True, r"banco de dados|\bdba\b|database"),
    ("dados", True, r"\bdados\b(?<!banco de dados)|data (?:engineer|scien|analy)|\bbi\b|business intelligence|analytics|big data"),
    ("projetos", True, r"projeto|\bpmo\b|scrum|project|gestao e alocacao de recursos|agile|product owner"),
    ("processos e negócios", True, r"processos e negocios|negocios|business analyst|requisitos"),
    ("sistemas", True, r"sistemas|systems|\berp\b"),
    ("segurança", True, r"seguranca|security"),
    ("arquitetura", True, r"arquitet\w* (?:de|da) (?:software|solu|sistem|dados|ti)|\bti - arquitetura|software architect"),
    ("design", False, r"design|\bux\b|\bui\b|criacao|arte\b|grafic"),
    ("administrativa", False, r"administrativ|secretari|recepc|office assistant"),
    ("financeira", False, r"financ|controladoria|contab|fiscal|tributar|auditor|tesourar|accountant"),
    ("recursos humanos", False, r"recursos humanos|\brh\b|recrut|talent|human resources|departamento pessoal"),
    ("comercial", False, r"comercial|venda|vendedor|sales|key account|executivo de contas"),
    ("marketing", False, r"marketing|comunicacao|publicidade|social media"),
    ("logística", False, r"logistic|compras|suprimento|supply|almoxarif|comercio exterior|comex"),
    ("jurídica", False, r"juridic|advog|legal counsel"),
    ("engenharia", False, r"engenharia (?:civil|eletric|mecanic|industrial|de producao)|engenheir\w (?:civil|eletric|mecanic|industrial|de producao)|manufatura|industria"),
    ("educação e saúde", False, r"saude|enferm|medic[oa]\b|professor|educac|psicolog"),
)  # fmt: skip
"""Areas of work: name, whether it is information technology, and the words that tell it in a folded text."""

TECHNOLOGY = sum(1 << bit for bit, (_, technology, _) in enumerate(AREAS) if technology)
"""Bit set of the areas that are information technology."""


class _Patterns:
    """Which of some patterns stand in a folded text; only those are tried that can begin in one of its words.

    Parameters
    ----------
    patterns : sequence of str
        Alternatives of words; groups stand behind an alternative's first word, or look around.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]
        begin = [re.compile(_FURTHER.sub("", _GROUP.sub("", pattern))) for pattern in patterns]
        self._begin: Callable[[str], int] = remembered(1 << 17)(
            lambda word: sum(1 << bit for bit, first in enumerate(begin) if first.search(word))
        )

    def find(self, folded: str) -> int:
        """Bit set of the patterns found."""
        possible = 0
        for word in folded.split():
            possible |= self._begin(word)
        found = 0
        while possible:
            low = possible & -possible
            if self._patterns[low.bit_length() - 1].search(folded):
                found |= low
            possible ^= low
        return found


_GROUP = re.compile(r"\(\?.*?\)")
_FURTHER = re.compile(r"(?: \??|\.\?)[^|]*")
_FIND_AREAS = _Patterns([pattern for _, _, pattern in AREAS])
_FIND_CONTRACTS = _Patterns(_CONTRACTS)
_FIND_SENIORITY = _Patterns([pattern for _, pattern in _SENIORITY])


def _first(table: tuple[tuple[int, str], ...], text: str | None) -> int:
    if not text:
        return 0
    folded = fold(text)
    return next((level for level, pattern in table if re.search(pattern, folded)), 0)


@remembered(4096)
def language(text: str | None) -> int:
    """Level of a language, 0 (no data) to 5 (fluent)."""
    return _first(_LANGUAGE, text)


@remembered(4096)
def academic(text: str | None) -> int:
    """Academic level, 0 (no data) to 8 (doctorate); unfinished studies count one level less."""
    level = _first(_ACADEMIC, text)
    if level > 1 and text and _UNFINISHED.search(fold(text)):
        return level - 1
    return level


@remembered(4096)
def seniority(text: str | None) -> int:
    """Seniority, 0 (no data) to 8 (manager), from the field or from a title."""
    found = _FIND_SENIORITY.find(fold(text)) if text else 0
    return _SENIORITY[(found & -found).bit_length() - 1][0] if found else 0


@remembered(4096)
def contracts(text: str | None) -> int:
    """Bit set of the kinds of contract named."""
    if not text:
        return 0
    return _FIND_CONTRACTS.find(fold(text))


@remembered(16384)
def areas(text: str | None) -> int:
    """Bit set of the areas of work that a field or a title tells."""
    if not text:
        return 0
    return _FIND_AREAS.find(fold(text))


def area_bits(bits: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Sets of areas as flags: ndarray of shape (n, len(AREAS)), bool."""
    return (bits[:, None] >> np.arange(len(AREAS), dtype=np.uint64) & np.uint64(1)).astype(bool)


def area_names(bits: int) -> list[str]:
    """Names of the areas of a bit set."""
    return [name for bit, (name, _, _) in enumerate(AREAS) if bits >> bit & 1]
