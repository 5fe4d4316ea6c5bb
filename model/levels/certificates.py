"""Whether somebody says to hold a certificate: naming one does, denying all or being on the way to one doesn't."""

# ruff: noqa: E501 - a table of names reads by line

from __future__ import annotations

from collections.abc import Iterator

from model.text.remembered import remembered
from model.text.short_text import END, Table, words_of
from model.text.words import stem

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
    return any(_claims(clause) for clause in _clauses(text or ""))


def named(text: str) -> list[frozenset[str]] | None:
    """The words by which a text names certificates that are claimed; None where the text says nothing at all.

    Returns
    -------
    list of frozenset of str
        Of each clause that claims one, the words that name it, without plural and gender; empty where the text denies
        all, or is only on the way to one.
    """
    clauses = list(_clauses(text))
    if not any(clauses):
        return None
    return [_name(clause) for clause in clauses if _claims(clause) and _name(clause)]


def words_of_name(text: str) -> frozenset[str]:
    """The words that count in the name of a certificate, to be compared with those of `named`."""
    return frozenset(word for clause in _clauses(text) for word in _name(clause))


_Clause = list[tuple[str, int | None]]


def _clauses(text: str) -> Iterator[_Clause]:
    clause: _Clause = []
    for word, meaning in [*_TABLE.read(words_of(text)), (END, _CLAUSE)]:
        if meaning != _CLAUSE:
            clause.append((word, meaning))
        else:
            yield clause
            clause = []


def _name(clause: _Clause) -> frozenset[str]:
    return frozenset(stem(word) for word, meaning in clause if meaning is None)


def _claims(clause: _Clause) -> bool:
    """Whether it names something that is neither denied nor only under way.

    A denial counts where nothing is named before it: "AWS, sem validade" names a certificate.
    """
    meanings = [meaning for _, meaning in clause]
    if _UNDERWAY in meanings:
        return False
    told = [meaning for meaning in meanings if meaning not in (_ASIDE, _HAVE)]
    return told[0] is None if told else _HAVE in meanings
