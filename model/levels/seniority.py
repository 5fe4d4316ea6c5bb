"""How senior somebody is, from a field or a title: the person's own level, not that of whom or what they work for.

A grade that is said (júnior, pleno, sênior, I, II, III) counts before the function, unless that stands above it: a senior manager is a
manager, a junior product manager is a junior. Of a range the lower end counts.
"""

# ruff: noqa: E501 - a table of names reads by line

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from model.text.remembered import remembered
from model.text.short_text import END, Table, words_of

INTERN, ASSISTANT, JUNIOR, MID, SENIOR, SPECIALIST, COORDINATOR, MANAGER = range(1, 9)

_Meaning = tuple[str, int]
_OTHER: _Meaning = ("other", 0)
_END: _Meaning = ("end", 0)


def _grade(level: int) -> _Meaning:
    return "grade", level


def _function(level: int) -> _Meaning:
    return "function", level


def _trade(level: int) -> _Meaning:
    """The name of a trade that sounds like a function: any grade counts before it. Of some, it tells nothing by itself."""
    return "trade", level


_TABLE: Table[_Meaning] = Table(
    [
        (_grade(JUNIOR), "junior; jr; jnr; trainee; entry level; recem formado"),
        (_grade(MID), "pleno; pl; mid; mid level; middle; midlevel; semi senior; semi sr; ssr"),
        (_grade(SENIOR), "senior; sr; snr"),
        (("roman", JUNIOR), "i"), (("roman", MID), "ii"), (("roman", SENIOR), "iii; iv"),
        (_function(INTERN), "estagi*; aprendiz; aprendizes; =intern; =interns; internship"),
        (_function(ASSISTANT), "auxiliar; auxiliares; aux; assistente; assistant; assist; asst; ajudante"),
        (_function(MID), "analista; analyst"),
        (_function(SPECIALIST), "especialista; specialist; lider; lideres; leader; lead; techlead; teamlead; arquiteto; architect; principal; staff; expert"),
        (_function(COORDINATOR), "coordenador; coord; coordinator; supervisor; encarregado; chefe; foreman; assistant manager; assistant director; subgerente"),
        (_function(MANAGER), "gerente; gestor; diretor; head; manager; director; superintendente; presidente; president; nivel gerencial; cargo gerencial; vp; ceo; cto; cio; cfo; coo; cmo; chief"),
        (("unit", SPECIALIST), "lideranca"),
        (("unit", COORDINATOR), "coordenacao; coordenadoria; supervisao; chefia"),
        (("unit", MANAGER), "gerencia; diretoria; direcao; superintendencia; presidencia"),
        (_trade(MANAGER), ("gerente de projeto; gerente de produto; gerente de programa; project manager; product manager; program manager; programme manager; gestor de projeto; gestor de produto"
                          "; delivery manager; service delivery manager; release manager; test manager; gerente de testes")),
        (_trade(0), ("account manager; key account manager; gerente de conta; gerente de relacionamento; gestor de conta; community manager; social media manager; content manager; customer success manager"
                    "; gestor de trafego; gestor de midia; gestor de conteudo; diretor de arte; art director; assistente social; arquiteto e urbanista; arquiteto urbanista; arquiteto de interiores"
                    "; arquiteto paisagista; scrum master; head hunter; lead time; lead generation; lead qualification; pl / sql; pl sql; staff augmentation")),
        (("vacancy", 0), ("vaga; oportunidade; cargo; posicao; contratacao; atuar; atuacao; trabalhar; como; nivel; perfil; senioridade; funcao; profissional; profissionais; busco; procuro; procuramos; objetivo; area"
                         "; experiencia; seniority; level; position; job; role; opening; hiring; :; (; fase; etapa; tipo; classe; modulo; parte; turma; grupo")),
        (("of", 0), "de; do; da; dos; das; ao; aos; a; as; o; os; para; com; no; na; em; pelo; the"),
        (("for", 0), "of; to; for; reporting"),
        (("or", 0), "ou; or; /"),
        (("and", 0), "e; and; &"),
        (_END, END),
    ]
)  # fmt: skip


@remembered(16384)
def seniority(text: str | None) -> int:
    """Seniority, 0 (no data) to 8 (manager), from the field or from a title."""
    return seniority_of(words_of(text or ""))


def seniority_of(words: Sequence[str]) -> int:
    """The seniority that the words of a field or title tell; see `model.text.short_text.words_of`."""
    items = [(word, meaning or _OTHER) for word, meaning in _TABLE.read(words)]
    grades = [level for _, (kind, level) in items if kind == "grade"]
    own = _lowest_of_alternatives(_own(items))
    functions = [meaning for meaning in own if meaning[0] != "unit"] or own
    kind, level = max(functions, key=lambda meaning: meaning[1], default=_OTHER)
    grade = min(grades or _numbered(items), default=0)
    above = level > SENIOR and (not grades or (kind == "function" and grade == SENIOR))
    if not grade or 0 < level <= ASSISTANT or above:
        return level
    return grade


def _own(items: Sequence[tuple[str, _Meaning]]) -> Iterator[tuple[bool, _Meaning]]:
    """The functions that a person has, and whether each is an alternative to the one before.

    Neither the director whom somebody assists ("do diretor") is one's own, nor whoever stands behind an English "to the".
    """
    begun = either = False
    theirs = ""
    for _, meaning in items:
        kind, level = meaning
        if kind == "end":
            begun, theirs = False, ""
        elif kind in ("of", "for") and begun:
            theirs = "all" if kind == "for" else theirs or "next"
        elif kind == "or":
            either = True
        elif kind in ("function", "trade", "unit"):
            begun = True
            if level and not theirs:
                yield either, meaning
            either = False
        elif kind in ("other", "grade", "roman"):
            begun, theirs = True, "all" if theirs == "all" else ""


def _lowest_of_alternatives(own: Iterable[tuple[bool, _Meaning]]) -> list[_Meaning]:
    lowest: list[_Meaning] = []
    for alternative, meaning in own:
        if alternative and lowest:
            lowest[-1] = min(lowest[-1], meaning, key=lambda one: one[1])
        else:
            lowest.append(meaning)
    return lowest


def _numbered(items: Sequence[tuple[str, _Meaning]]) -> list[int]:
    """Grades that are said by numbers behind a word: "Analista de Sistemas II"."""
    found: list[int] = []
    for place, (number, (kind, level)) in enumerate(items):
        if kind != "roman":
            continue
        word, (before, _) = items[place - 1] if place else ("", _END)
        after, _ = items[place + 1][1] if place + 1 < len(items) else _END
        behind_word = before in ("other", "function", "trade") and len(word) > 2
        if (behind_word or found) and (number != "i" or after in ("end", "or", "of")):
            found.append(level)
    return found
