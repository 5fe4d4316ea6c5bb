"""Whether somebody says to hold a certificate: naming one does, denying all or being on the way to one doesn't."""

# ruff: noqa: E501 - a table of names reads by line

from __future__ import annotations

from model.text.short_text import END, Table, words_of
from model.text.words import remembered

_NOT, _UNDERWAY, _HAVE, _ASIDE, _CLAUSE = range(5)
_TABLE: Table[int] = Table(
    [
        (_NOT, "nao; sem; nem; nenhum; nunca; nada; no; none; not; without; n; zero; 0; nulo; na; n / a; inexistente; nao possui; don t; dont; ninguno"),
        (_UNDERWAY, ("em andamento; andamento; em curso; cursando; estudando; preparando; em preparacao; preparacao; me preparando; em progresso; in progress; ongoing; studying; preparing; pursuing; planned; planejad*; previst*; previsao; pretendo"
                    "; pretende; em breve; agendad*; scheduled; expected; interesse em; buscando; em obtencao; a obter; a fazer; a concluir; futuro; futura; working towards; em estudo")),
        (_HAVE, "possuo; possui; tenho; tem; have; has; hold"),
        (_ASIDE, ("certific*; any; a; o; ate; momento; ainda; yet; ha; de; em; no momento; eu; i; do; on; e; the; profissionais; profissional; professional; tecnica; tecnico; oficial; oficiais; official; current; currently"
                 "; atualmente; informado; declarado; :; (; ); /; +; &; mas; but; para; for; curso; prova; exame; exam; alguma; minha; meu; my; se; aplica; area; da; na area; applicable; nesta; neste")),
        (_CLAUSE, END),
    ]
)  # fmt: skip


@remembered(4096)
def certified(text: str | None) -> bool:
    """Whether a text about certificates claims one."""
    clause: list[int | None] = []
    for _, meaning in [*_TABLE.read(words_of(text or "")), (END, _CLAUSE)]:
        if meaning != _CLAUSE:
            clause.append(meaning)
        elif _claims(clause):
            return True
        else:
            clause = []
    return False


def _claims(clause: list[int | None]) -> bool:
    """Whether it names something that is neither denied nor only under way.

    A denial counts where nothing is named before it: "AWS, sem validade" names a certificate.
    """
    if _UNDERWAY in clause:
        return False
    told = [meaning for meaning in clause if meaning not in (_ASIDE, _HAVE)]
    return told[0] is None if told else _HAVE in clause
