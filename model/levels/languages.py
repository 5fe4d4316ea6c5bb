"""How well somebody knows a language, from what people write: words, the CEFR, LinkedIn's scale, results of examinations.

A text may speak of several languages; it is read for one of them. Of several levels of one language the lowest counts:
of a range its lower end, of reading and speaking the weaker. What an examination measured counts before what is claimed.
"""

# ruff: noqa: E501 - a table of names reads by line

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from model.text.remembered import remembered
from model.text.short_text import END, Item, Table, words_of

NONE, BASIC, INTERMEDIATE, ADVANCED, FLUENT = range(1, 6)

_Meaning = tuple[str, int | str]
_NOT: _Meaning = ("not", 0)
_KNOW: _Meaning = ("know", 0)
"""Words between a denial and what is denied."""
_OTHER: _Meaning = ("other", 0)
_DENIED: _Meaning = ("denied", NONE)
_UNSAID: _Meaning = ("unsaid", 0)


def _is(level: int) -> _Meaning:
    return "level", level


def _hint(level: int) -> _Meaning:
    """Counts where no level is named."""
    return "hint", level


_TABLE: Table[_Meaning] = Table(
    [
        (("language", "english"), "ingles; english"),
        (("language", "spanish"), "espanhol; espanol; spanish; castelhano; castellano"),
        (("language", "other"), ("portugues; portuguese; frances; french; alemao; german; italiano; italian; mandarim; chines; chinese"
                                "; japones; japanese; libras; russo; russian; coreano; korean; arabe; arabic; hebraico")),
        (_is(FLUENT), ("fluent*; fluenc*; fluid*; nativ*; near native; bilingu*; c2; lingua materna; mother tongue; excelente; excellent"
                      "; full professional; dominio completo; dominio total; proficient user; mastery; perfeito; perfect")),
        (_is(ADVANCED), ("avancad*; avanzad*; advanced; c1; professional working; muito bom; muito boa; muy bueno; very good; otimo"
                        "; strong; alto; alta; upper advanced; quase fluent*; nearly fluent*; almost fluent*; nivel superior; effective operational")),
        (_is(INTERMEDIATE), ("intermedi*; b1; b2; upper intermediate; limited working; medio; mediano; moderad*; moderate; bom; boa"
                            "; bueno; good; regular; razoavel; independent user; lower intermediate; working proficiency; working knowledge; threshold; vantage")),
        (_is(BASIC), ("basic*; elementar*; elemental; elementary; iniciante; inicial; beginner*; principiante; novice; a1; a2; a0; nocao; nocoes"
                     "; pre intermedi*; preintermedi*; basic user; pouco; fraco; poor; limited; limitado; baixo; rudiment*; instrumental"
                     "; little; fair; basic working; waystage; breakthrough; starter")),
        (_hint(FLUENT), "proficien*"),
        (_hint(INTERMEDIATE), "tecnico; technical; convers*; bem; well"),
        (_NOT, "nao; sem; nem; nenhum; nunca; nada; zero; nulo; nula; inexistente; none; not; without; dont; don t; never; ningun; ninguno; sin"),
        (_NOT, "no"),
        (("denied", ""), "desnecessario; dispensavel; unnecessary; no knowledge; no proficiency; no skills; no language"),
        (("denied", "english"), "no english"), (("denied", "spanish"), "no spanish"),
        (_UNSAID, ("nao informado; nao declarado; nao se aplica; nao avaliado; nao especificado; nao sei; nao consta; not informed"
                  "; not applicable; not specified; not stated")),
        (_KNOW, ("conheco; conhecimento; falo; fala; falar; leio; entendo; compreendo; possuo; possui; possuir; tenho; tem; ter; domino; domina"
                "; dominio; nivel; experiencia; estudei; exige; exigido; exigencia; exigir; necessario; requerido; requer; requisito"
                "; obrigatorio; precisa; preciso; speak; know; knowledge; understand; have; required; needed; necessary; mandatory; habilidade"
                "; skill; ainda; momento; idioma; lingua; language; eu; i; de; do; da; em; o; e; any; the; of; in; at; all; com; ha; para; vaga"
                "; cargo; absolutamente; vivencia; contato; curso; estudo; for; this; position; um; se; is; it; sou; am; estou; estou no; estou na")),
        (("test", "toefl"), "toefl"), (("test", "itp"), "toefl itp; itp; toefl pbt"), (("test", "ielts"), "ielts"), (("test", "toeic"), "toeic"),
        (("test", "pte"), "pte"), (("test", "efset"), "efset; ef set; ef sets"),
        (("test", "cambridge"), "cambridge"),
        (("passed", BASIC), "ket; a2 key"), (("passed", INTERMEDIATE), "pet; fce; b1 preliminary; b2 first; first certificate; cambridge first"),
        (("passed", ADVANCED), "cae; c1 advanced; certificate in advanced english; cambridge advanced"),
        (("passed", FLUENT), "cpe; c2 proficiency; certificate of proficiency; cambridge proficiency"),
        (("end", 0), END),
    ]
)  # fmt: skip

TESTS: dict[str, tuple[str, tuple[tuple[float, float, float, float, float], ...]]] = {
    "toefl": ("english", ((1, 3, 5, 6, 6), (7, 42, 95, 114, 120), (310, 460, 627, 678, 677))),
    "itp": ("english", ((310, 460, 627, 678, 677),)),
    "ielts": ("english", ((1, 4, 7, 8.5, 9),)),
    "toeic": ("english", ((10, 550, 945, 991, 990),)),
    "pte": ("english", ((10, 43, 76, 85, 90),)),
    "efset": ("english", ((0, 41, 61, 71, 100),)),
    "cambridge": ("english", ((80, 140, 180, 200, 230),)),
}
"""Results of examinations: of which language, and of each of their scales the least result, those from which the level is intermediate
(B1 of the CEFR), advanced (C1) and fluent (C2), and the highest result; a level above the highest result is not measured.

Sources, each the examiner's own table: TOEFL iBT: ETS, "TOEFL Score Scale Update" (1 to 6 from January 2026, and 0 to 120), and its
performance descriptors (310 to 677, the paper test, as TOEFL ITP); TOEFL ITP: ETS, ets.org/toefl_itp/research, "CEFR Mapping Study" (B1 460,
B2 543, C1 627; no C2); IELTS: ielts.org, "IELTS and the CEFR"; TOEIC: ETS, "TOEIC Listening and Reading Test: CEFR correlation table" (B1 550,
C1 945; no C2); PTE Academic: pearsonpte.com/scoring/understand-your-pte-score; Cambridge: "The Cambridge English Scale explained"; EF SET:
the table on each certificate at cert.efset.org. The Duolingo English Test is left out: tables of it differ (B2 from 90 or from 100).
"""
_SIGNS = {"/", ":", "(", ")", "&", "+"}
_NEAR = 6
"""How many words before or behind an examination's name its result stands."""


@remembered(4096)
def english(text: str | None) -> int:
    """Level of English, 0 (no data) to 5 (fluent), from a text about it or about several languages."""
    return _level_of(text, "english") if text else 0


@remembered(4096)
def spanish(text: str | None) -> int:
    """Level of Spanish, 0 (no data) to 5 (fluent), from a text about it or about several languages."""
    return _level_of(text, "spanish") if text else 0


def _level_of(text: str, language: str) -> int:
    """Level of one language in a text about languages.

    Parameters
    ----------
    text : str
    language : str
        ``english`` or ``spanish``: also what a text speaks of that names none.

    Returns
    -------
    int
        0 is "no data".
    """
    items = [item for item in _TABLE.read(words_of(text)) if item[0] not in _SIGNS]
    if results := [level for tested, level in _results(items) if tested == language]:
        return max(results)
    said: dict[str, list[int]] = {"level": [], "hint": [], "denied": []}
    for about, (kind, level) in _statements(items, language):
        if language in about:
            said[kind].append(int(level))
    if said["level"]:
        return min(said["level"])
    return NONE if said["denied"] else max(said["hint"], default=0)


def _results(items: Sequence[Item[_Meaning]]) -> Iterator[tuple[str, int]]:
    """What examinations measured: language and level."""
    for place, item in enumerate(items):
        kind, which = item[1] or _OTHER
        if kind == "passed":
            yield "english", int(which)
        elif kind == "test":
            language, scales = TESTS[str(which)]
            near = [*items[place + 1 : place + 1 + _NEAR], *reversed(items[max(place - _NEAR, 0) : place])]
            for number in (
                float(word.replace(",", ".")) for word, _ in near if word[0].isdigit() and word[-1].isdigit()
            ):
                scale = next((scale for scale in scales if scale[0] <= number <= scale[-1]), None)
                if scale:
                    yield language, BASIC + sum(number >= least for least in scale[1:-1])
                    break


def _statements(items: Sequence[Item[_Meaning]], language: str) -> Iterator[tuple[list[str], _Meaning]]:
    """What is said, and of which languages.

    "Inglês e espanhol fluentes", "fluente em inglês, espanhol": the level is of both. "Inglês avançado, espanhol básico",
    "básico em espanhol e avançado em inglês": each has its own.
    """
    about, waiting, shared = [language], list[str](), list[_Meaning]()
    for clause in _clauses(items):
        runs = [(named, list(run)) for named, run in groupby(clause, lambda meaning: meaning[0] == "language")]
        names = [[str(name) for _, name in run] for named, run in runs if named]
        levels = [run for named, run in runs if not named]
        if names and levels and runs[0][0]:
            names[0] = waiting + names[0]
            pairs = list(zip(names, levels, strict=False))
            about, waiting, shared = pairs[-1][0], [name for run in names[len(levels) :] for name in run], []
        elif names and levels:
            pairs = list(zip(names, levels, strict=False)) + [(names[-1], run) for run in levels[len(names) :]]
            about, waiting, shared = names[-1], [], levels[len(names) - 1]
        elif names:
            pairs = [(names[0], shared)]
            waiting = waiting + names[0]
        else:
            about, waiting = waiting or about, []
            pairs = [(about, run) for run in levels]
        yield from ((of, level) for of, run in pairs for level in run)


def _clauses(items: Sequence[Item[_Meaning]]) -> Iterator[list[_Meaning]]:
    """The languages, levels and denials of each clause."""
    clause: list[_Meaning] = []
    place = 0
    while place < len(items):
        kind, which = meaning = items[place][1] or _OTHER
        if kind == "end":
            yield clause
            clause = []
        elif kind == "not":
            place = _deny(items, place, clause)
        elif kind == "denied":
            clause += [("language", which)] * bool(which) + [_DENIED]
        elif kind in ("language", "level", "hint"):
            clause.append(meaning)
        place += 1
    yield clause


def _deny(items: Sequence[Item[_Meaning]], place: int, clause: list[_Meaning]) -> int:
    """Add what a denial says, and answer the last place that belongs to it.

    Who doesn't speak a language, or has not even the basics, knows none of it; who isn't fluent may know it well.
    """
    bare = items[place][0] == "no"
    while place + 1 < len(items):
        kind, which = meaning = items[place + 1][1] or _OTHER
        if bare and items[place + 1][0] == "basico":  # Portuguese: in the basics
            return place
        if kind in ("level", "hint"):
            clause += [_DENIED] * (which == BASIC)
            return place + 1
        if kind == "end":
            break
        if kind == "other" or bare:
            return place
        clause += [meaning] * (kind == "language")
        place += 1
    clause.append(_DENIED)
    return place
