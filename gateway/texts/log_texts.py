"""What the commands of the decision log say, in Portuguese and English."""

from __future__ import annotations

from typing import Literal

from data.contract.decision_log import Act, Flaw

Language = Literal["pt", "en"]
LANGUAGES: tuple[Language, ...] = ("pt", "en")

_FLAWS: dict[Flaw, dict[Language, str]] = {
    Flaw.ALTERED: {"pt": "foi alterado", "en": "was altered"},
    Flaw.PERSONAL: {
        "pt": "o que diz do candidato não é o que foi registrado",
        "en": "what it tells of the applicant is not what was recorded",
    },
    Flaw.UNLINKED: {
        "pt": "não segue o registro anterior: um deles foi trocado ou movido",
        "en": "does not follow the entry before it: one of them was replaced or moved",
    },
    Flaw.MISSING: {"pt": "falta", "en": "is missing"},
    Flaw.END: {"pt": "existiu e falta no fim", "en": "did exist, and is missing at the end"},
    Flaw.START: {
        "pt": "o começo falta, e nenhum registro diz que foi descartado por idade",
        "en": "the beginning is missing, and no entry says that it was dropped for its age",
    },
    Flaw.CLOCK: {"pt": "é de antes do registro anterior", "en": "is of an earlier time than the entry before it"},
    Flaw.UNSENT: {
        "pt": "falta no Kafka, e nada espera para ser enviado",
        "en": "is not in Kafka, and none waits to be sent",
    },
}
_VERIFIED: dict[Language, str] = {
    "pt": "Cadeia {chain}: {entries} registros, do {first} ao {last}; de {erased} apagou-se o que diz do candidato.",
    "en": "Log {chain}: {entries} entries, from {first} to {last}; of {erased} what tells of the applicant was erased.",
}
_KAFKA: dict[Language, str] = {
    "pt": "O Kafka tem {in_kafka} deles; {waiting} esperam para ser enviados.",
    "en": "Kafka has {in_kafka} of them; {waiting} wait to be sent.",
}
_NO_KAFKA: dict[Language, str] = {
    "pt": "O Kafka não foi consultado: quem alterasse o banco inteiro de modo coerente não seria descoberto.",
    "en": "Kafka was not asked: somebody who changed the whole store to fit would not be found.",
}
_WHOLE: dict[Language, str] = {
    "pt": "A cadeia confere: nada foi alterado, retirado ou movido.",
    "en": "The chain holds: nothing was altered, dropped or moved.",
}
_BROKEN: dict[Language, str] = {"pt": "A cadeia NÃO confere:", "en": "The chain does NOT hold:"}
_AT: dict[Language, str] = {"pt": "registro", "en": "entry"}
_HEAD: dict[Language, str] = {
    "pt": "Guarde este fim da cadeia em outro lugar; com --head ele mostra depois que nada até aqui mudou:",
    "en": "Keep this end of the chain elsewhere; with --head it shows later that nothing up to here changed:",
}
_ACTS: dict[Act, dict[Language, str]] = {
    Act.DECIDED: {"pt": "Decisão", "en": "Decision"},
    Act.UNDONE: {"pt": "Decisão desfeita", "en": "Decision undone"},
    Act.NOTED: {"pt": "Anotação", "en": "Note"},
    Act.NOTE_REMOVED: {"pt": "Anotação retirada", "en": "Note removed"},
    Act.REVIEW_ASKED: {"pt": "Revisão pedida pelo candidato", "en": "Review asked for by the applicant"},
    Act.REVIEW_CLOSED: {"pt": "Revisão encerrada", "en": "Review closed"},
    Act.PRUNED: {"pt": "Registros antigos descartados", "en": "Old entries dropped"},
}
_VALUES: dict[str, dict[Language, str]] = {
    "advance": {"pt": "avançar", "en": "advance"},
    "hold": {"pt": "aguardar", "en": "hold"},
    "decline": {"pt": "recusar", "en": "decline"},
    "skills": {"pt": "competências", "en": "skills"},
    "experience": {"pt": "experiência", "en": "experience"},
    "seniority": {"pt": "senioridade", "en": "seniority"},
    "language": {"pt": "idioma", "en": "language"},
    "education": {"pt": "formação", "en": "education"},
    "location": {"pt": "local", "en": "location"},
    "contract": {"pt": "tipo de contratação", "en": "type of contract"},
    "salary": {"pt": "salário", "en": "salary"},
    "availability": {"pt": "disponibilidade", "en": "availability"},
    "withdrew": {"pt": "o candidato desistiu", "en": "the applicant withdrew"},
    "position_filled": {"pt": "vaga preenchida", "en": "position filled"},
    "other": {"pt": "outro", "en": "other"},
    "upheld": {"pt": "mantida", "en": "upheld"},
    "changed": {"pt": "mudada", "en": "changed"},
    "withdrawn": {"pt": "retirada pelo candidato", "en": "withdrawn by the applicant"},
    "client": {"pt": "a página", "en": "the page"},
    "server": {"pt": "este servidor", "en": "this server"},
    "nobody": {"pt": "ninguém", "en": "nobody"},
}
FIELDS: dict[str, dict[Language, str]] = {
    "time": {"pt": "Quando", "en": "When"},
    "by": {"pt": "Quem (id da chave ou da pessoa)", "en": "Who (id of the key or the person)"},
    "job_id": {"pt": "Vaga", "en": "Job"},
    "action": {"pt": "O que se decidiu", "en": "What was decided"},
    "reason": {"pt": "Motivo", "en": "Reason"},
    "outcome": {"pt": "Resultado", "en": "Outcome"},
    "text": {"pt": "Texto", "en": "Text"},
    "due": {"pt": "Prazo", "en": "Deadline"},
    "of": {"pt": "Trata de", "en": "About"},
    "id": {"pt": "Id", "en": "Id"},
    "quality_score": {"pt": "Nota mostrada (0 a 100)", "en": "Score shown (0 to 100)"},
    "hire_probability": {"pt": "Chance de contratação mostrada (0 a 1)", "en": "Chance of a hire shown (0 to 1)"},
    "explanation": {"pt": "Explicação mostrada", "en": "Explanation shown"},
    "score_seen": {"pt": "A nota foi vista", "en": "The score was seen"},
    "explanation_seen": {"pt": "A explicação foi vista", "en": "The explanation was seen"},
    "shown_by": {"pt": "Quem diz o que foi mostrado", "en": "Who says what was shown"},
    "model_version": {"pt": "Versão do modelo", "en": "Version of the model"},
    "job_revision": {"pt": "Revisão da vaga", "en": "Revision of the job"},
    "applicant_revision": {"pt": "Revisão do candidato", "en": "Revision of the applicant"},
    "digest": {"pt": "Resumo criptográfico", "en": "Digest"},
}
"""What is told of an entry, in this order."""
_TOLD: dict[Language, str] = {
    "pt": "Registro de decisões sobre o candidato {applicant}: {count} registros. As decisões são de pessoas; a nota "
    "do modelo foi um apoio. O candidato pode pedir que uma pessoa reveja o que se decidiu (LGPD, art. 20).",
    "en": "Decision log of the applicant {applicant}: {count} entries. The decisions are of people; the model's score "
    "was an aid. The applicant may ask that a person review what was decided (LGPD, art. 20).",
}
_NOBODY: dict[Language, str] = {
    "pt": "Nada está registrado sobre este candidato, ou foi apagado.",
    "en": "Nothing is recorded about this applicant, or it was erased.",
}
_YES_NO: dict[bool, dict[Language, str]] = {True: {"pt": "sim", "en": "yes"}, False: {"pt": "não", "en": "no"}}


def verified(language: Language, *, in_kafka: int | None, **told: object) -> list[str]:
    """What was looked at."""
    kafka = _NO_KAFKA[language] if in_kafka is None else _KAFKA[language].format(in_kafka=in_kafka, **told)
    return [_VERIFIED[language].format(**told), kafka]


def flaw(language: Language, kind: Flaw, seq: int) -> str:
    """What is wrong with an entry."""
    return f"- {_AT[language]} {seq}: {_FLAWS[kind][language]}"


def result(language: Language, *, holds: bool) -> str:
    """Whether the chain holds."""
    return (_WHOLE if holds else _BROKEN)[language]


def head(language: Language, text: str) -> str:
    """The end of the chain, to be kept."""
    return f"{_HEAD[language]} {text}"


def about(language: Language, applicant: str, count: int) -> str:
    """What an export holds."""
    return _TOLD[language].format(applicant=applicant, count=count) if count else _NOBODY[language]


def title(language: Language, act: Act, seq: int) -> str:
    """The title of an entry."""
    return f"{seq}. {_ACTS[act][language]}"


def value(language: Language, held: object) -> str:
    """A value of an entry, in words."""
    if isinstance(held, bool):
        return _YES_NO[held][language]
    return _VALUES[held][language] if isinstance(held, str) and held in _VALUES else str(held)
