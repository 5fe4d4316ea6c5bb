"""The kinds of contract that a text names and doesn't deny."""

# ruff: noqa: E501 - a table of names reads by line

from __future__ import annotations

from model.text.remembered import remembered
from model.text.short_text import END, Table, words_of

CONTRACTS = ("clt", "pj", "cooperado", "hunting", "estagio", "temporario")
"""Kinds of contract, bit 0 first."""
_NAMES = (
    "clt; carteira assinada; efetivo; prazo indeterminado; tempo indeterminado; contrato indeterminado; permanente; permanent; regime celetista; celetista",
    "pj; autonomo; pessoa juridica; freelanc*; freela; mei; prestador de servico; prestacao de servico; contractor; self employed",
    "cooperad*; cooperativa",
    "hunting",
    "estagi*; aprendiz; aprendizes; internship; =intern; =interns",
    "temporari*; temporary; terceiriz*; prazo determinado; tempo determinado; contrato determinado; determinado; fixed term; interino",
)
_NOT = -1
_ASIDE = -2
_CLAUSE = -3
_TABLE: Table[int] = Table(
    [
        *((bit, names) for bit, names in enumerate(_NAMES)),
        (_NOT, "nao; sem; nem; nunca; exceto; not; no; without"),
        (_ASIDE, "e; sou; aceito; aceita; aceitamos; trabalho; trabalhamos; contratacao; contrato; contrata; contratamos; vinculo; regime; como; com; por; via; de; do; ou; or; and; a; o; um; em; /; opcao; opcoes; possibilidade; modelo; tipo; for; as"),
        (_CLAUSE, END + "; (; ); mas; but; somente; apenas; so; only"),
    ]
)  # fmt: skip


@remembered(4096)
def contracts(text: str | None) -> int:
    """Bit set of the kinds of contract named."""
    found, denied = 0, False
    for _, kind in _TABLE.read(words_of(text or "")):
        if kind == _NOT:
            denied = True
        elif kind is None or kind == _CLAUSE:
            denied = False
        elif kind >= 0 and not denied:
            found |= 1 << kind
    return found
