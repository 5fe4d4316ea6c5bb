"""How far somebody went in studying, from what people write: held, under way or unfinished; not what the course is named after.

Studies that aren't finished count one level less. Of several levels the highest counts, of alternatives ("técnico ou superior")
the lowest.
"""

# ruff: noqa: E501 - a table of names reads by line

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.text.remembered import remembered
from model.text.short_text import END, Item, Table, words_of

NONE, SCHOOL, TECHNICAL, STUDENT, DEGREE, POSTGRADUATE, MASTER, DOCTOR = range(1, 9)

_Meaning = tuple[str, int]
_OTHER: _Meaning = ("other", 0)
_END: _Meaning = ("end", 0)
_STATUSES = ("unfinished", "finished", "semester")


def _is(level: int) -> _Meaning:
    return "level", level


def _towards(level: int) -> _Meaning:
    """Of who is on the way to it."""
    return "towards", level


_TABLE: Table[_Meaning] = Table(
    [
        (_is(DOCTOR), ("doutor; doutorado; doctor; doctorate; doctoral; doctorado; phd; dphil; dsc; pos doutor; pos doutorado; pos doutorando; posdoutorado; posdoutorando; posdoutor"
                      "; pos doc; posdoc; postdoc*; post doctoral; livre docen*")),
        (_towards(DOCTOR), "doutorando"),
        (_is(MASTER), "mestre; mestrado; master; msc; ms in; ma in; ms degree; ma degree; meng; mtech; mphil; llm; maestria; magister; stricto sensu"),
        (_towards(MASTER), "mestrando"),
        (_is(POSTGRADUATE), ("pos; pos graduacao; pos graduado; pos graduacoes; posgraduacao; posgraduado; mba; especializacao; especializado; especialista; specialization"
                            "; postgrad*; post graduate; post graduation; graduate degree; graduate diploma; lato sensu; posgrado; residencia medica")),
        (_towards(POSTGRADUATE), "pos graduando; posgraduando; graduate student; postgrad* student"),
        (_is(DEGREE), ("superior; graduacao; graduacoes; graduado; bacharel; bachareis; bacharelado; bachelor; bel; sup; grad; btech; baccalaureate; licenciatura; licenciado; tecnologo; bsc; ba in; bs in; ba degree; bs degree"
                      "; beng; bba; llb; undergraduate; 3o grau; 3 grau; terceiro grau; graduate; graduated; graduation; ensino universitario; nivel universitario; curso universitario"
                      "; diploma universitario; formacao universitaria; university degree; college degree; tecnologia em; technology in")),
        (_towards(DEGREE), "graduando; bacharelando; licenciando; formando; undergraduate student; university student; college student; some college; estudante universitario; universitario; academico de"),
        # Only where no level is named: a university has technical courses too.
        (("hint", DEGREE), "faculdade; universidade; university; college; formado; diplomado; degree"),
        (_is(TECHNICAL), "tecnico; medio tecnico; medio integrado; tecnico nivel medio; tecnico de nivel medio; vocational; technical; technician; associate; profissionalizante; pos medio; pos tecnico"),
        (_is(SCHOOL), "medio; secundario; secondary; high school; 2o grau; 2 grau; segundo grau; colegial; magisterio; bachillerato; ged"),
        (_is(NONE), ("fundamental; 1o grau; 1 grau; primeiro grau; primario; ginasio; ginasial; elementary school; primary school; middle school; analfabeto; alfabetizado; nenhum; none"
                    "; sem escolaridade; sem formacao; no degree; no education")),
        (("unfinished", 0), ("incomplet*; incompl; cursando; cursar; em curso; em andamento; andamento; trancad*; trancou; tranquei; interromp*; abandon*; inacabad*; parcial; parcialmente; ongoing; in progress; current; currently"
                            "; estudante; estudando; student; candidate; unfinished; uncompleted; dropped; previs*; expected; a concluir; nao concluido; nao conclui; nao concluiu; nao concluir; nao complet*"
                            "; nao terminado; nao terminei; nao finalizado; sem concluir; not completed; not complet*; not finished; pursuing; studying; concluindo; finalizando; terminando; ate o; ultimo ano; em fase"
                            "; aluno; matriculad*; abd; desisti*; working towards")),
        # Counts as unfinished, and tells of a degree where no level is named.
        (("semester", 0), "semestre; semester; periodo"),
        (("finished", 0), "complet*; compl; concluido; conclusao; concluiu; conclui; finalizado; terminado; finished"),
        (("or", 0), "ou; or; /"),
        (("and", 0), "e; and; &; +; com; with; mais; plus; tambem"),
        (("of", 0), "em; de; do; da; dos; das; in; of; at; from; no; na; pela; pelo; para; for; :"),
        (("aside", 0), "ensino; curso; cursos; nivel; formacao; grau; escolaridade; diploma; certificado; o; a; (; ); s; um; uma; the"),
        (("welcome", 0), "desejavel; desejaveis; diferencial; diferenciais; preferencialmente; preferencial; preferencia; preferred; preferably; vantagem; opcional; desirable"),
        (_END, END),
    ]
)  # fmt: skip


@dataclass(slots=True)
class _Study:
    """Something studied."""

    level: int
    kind: str
    """``level``, ``towards`` or ``hint``."""
    alternative: bool
    """Of this and the one before, any is enough."""
    unfinished: bool = False
    has_status: bool = False
    welcome: bool = False

    def add(self, status: str) -> None:
        """What is said of it; of "completo ou cursando" the lower end counts."""
        self.has_status = True
        self.unfinished |= status != "finished"

    @property
    def worth(self) -> int:
        """The level that it counts as."""
        return max(self.level - (self.unfinished or self.kind == "towards"), 1)


@remembered(4096)
def academic(text: str | None) -> int:
    """Academic level, 0 (no data) to 8 (doctorate); unfinished studies count one level less."""
    items = _TABLE.read(words_of(text or ""))
    studies = _studies(items)
    named = any(study.kind != "hint" for study in studies)
    studies = [study for study in studies if study.kind != "hint" or not named or study.has_status]
    studies = [study for study in studies if not study.welcome] or studies
    level = STUDENT if any(meaning == ("semester", 0) for _, meaning in items) and not studies else 0
    while studies:
        together = [studies.pop(0)]
        while studies and studies[0].alternative:
            together.append(studies.pop(0))
        level = max(level, min(study.worth for study in together))
    return level


def _studies(items: Sequence[Item[_Meaning]]) -> list[_Study]:
    studies: list[_Study] = []
    for clause in _clauses(items):
        found, statuses = _of_clause(clause)
        studies += found
        if studies and not found:
            for status in statuses:
                studies[-1].add(status)
        if ("welcome", 0) in clause:
            for study in found:
                study.welcome = True
    return studies


def _of_clause(clause: list[_Meaning]) -> tuple[list[_Study], list[str]]:
    """What a clause names, and what it says of something that another clause named."""
    studies: list[_Study] = []
    before: list[str] = []
    joined, in_course_name = "", False
    for kind, level in clause:
        if kind in _STATUSES and studies:
            studies[-1].add(kind)
        elif kind in _STATUSES:
            before.append(kind)
        elif kind in ("level", "towards", "hint"):
            if (in_course_name and not joined) or (kind == "hint" and studies):
                continue
            studies.append(_Study(level, kind, alternative=joined == "or"))
            in_course_name = False
            while before:
                studies[-1].add(before.pop())
        elif kind == "of":
            in_course_name = bool(studies) and studies[-1].kind != "hint"
        if kind != "aside":
            joined = kind if kind in ("or", "and") else ""
    return studies, before


def _clauses(items: Sequence[Item[_Meaning]]) -> Iterator[list[_Meaning]]:
    clause: list[_Meaning] = []
    for _, meaning in items:
        if meaning == _END:
            yield clause
            clause = []
        else:
            clause.append(meaning or _OTHER)
    yield clause
