"""What is said of drift, in Portuguese and in English: what comes now beside what the model was trained on."""

from __future__ import annotations

from typing import Literal

from gateway.texts.catalogue import texts_of
from model.drift.findings import Finding, Lists
from model.drift.outcomes import OutcomeFigures

Language = Literal["pt", "en"]
LANGUAGES: tuple[Language, ...] = ("pt", "en")

SIDES: dict[str, dict[Language, str]] = {
    "applicant": {"pt": "Candidatos", "en": "Applicants"},
    "job": {"pt": "Vagas", "en": "Jobs"},
    "application": {"pt": "Candidaturas", "en": "Applications"},
}
FIELDS: dict[str, dict[Language, str]] = {
    "nivel_ingles": {"pt": "nível de inglês", "en": "level of English"},
    "nivel_espanhol": {"pt": "nível de espanhol", "en": "level of Spanish"},
    "nivel_academico": {"pt": "formação", "en": "education"},
    "nivel_profissional": {"pt": "nível profissional", "en": "seniority"},
    "area_de_atuacao": {"pt": "área de atuação", "en": "area of work"},
    "areas_atuacao": {"pt": "áreas de atuação", "en": "areas of work"},
    "tipo_contratacao": {"pt": "tipo de contratação", "en": "kind of contract"},
    "titulo_profissional": {"pt": "senioridade no título", "en": "seniority in the title"},
    "titulo_vaga": {"pt": "senioridade no título", "en": "seniority in the title"},
    "certificacoes": {"pt": "certificações", "en": "certificates"},
    "conhecimentos_tecnicos": {"pt": "tamanho dos conhecimentos técnicos", "en": "length of technical knowledge"},
    "competencias_tecnicas_requeridas": {"pt": "tamanho das competências", "en": "length of the requirements"},
    "principais_atividades": {"pt": "tamanho das atividades", "en": "length of the activities"},
    "cv": {"pt": "tamanho do currículo", "en": "length of the curriculum"},
    "skills": {"pt": "número de competências", "en": "number of skills"},
    "quality_score": {"pt": "nota", "en": "score"},
    "band": {"pt": "faixa da nota", "en": "band of the score"},
}
"""Names of what is watched, by the second part of a trait's name."""
_BINS = {
    "absent": "não informado",
    "not understood": "não compreendido",
    "says none": "não diz",
    "any other": "outro valor",
    "exactly": "exatamente",
    "to": "até",
    "over": "acima de",
}

NOT_WATCHED_THEN: dict[Language, str] = {
    "pt": "O modelo em uso foi treinado sem o perfil de referência que se compara aqui, e não se observa se os dados "
    "mudaram: treine de novo e promova o novo modelo.",
    "en": "The model in use was trained without the reference profile that is compared here, and it is not watched "
    "whether the data have changed: train again and promote the new model.",
}
UNREADABLE: dict[Language, str] = {
    "pt": "O perfil de referência do modelo em uso não pode ser lido, e não se observa se os dados mudaram: o log diz "
    "por quê; restaure a versão de uma cópia.",
    "en": "The reference profile of the model in use can't be read, and it is not watched whether the data have "
    "changed: the log says why; put the version back from a copy.",
}
UNKNOWN: dict[Language, str] = {
    "pt": "Nenhum worker contou ainda o que chegou para o modelo em uso.",
    "en": "No worker has yet counted what came for the model in use.",
}
FEW: dict[Language, str] = {
    "pt": "Há poucos dados para dizer se algo mudou.",
    "en": "There are too few data to say whether anything has changed.",
}
STEADY: dict[Language, str] = {
    "pt": "Os dados que chegam são como os do treinamento.",
    "en": "What comes is like what the model was trained on.",
}


def percent(share: float, language: Language) -> str:
    """A share as a percentage, with the decimal sign of a language."""
    return f"{texts_of(language).number(100 * share)}%"


def of_finding(found: Finding, language: Language) -> str:
    """Say of a trait that has moved how it did."""
    side, field = found.trait.split(".")
    who, what = SIDES[side][language], FIELDS[field][language]
    was, now = percent(found.was, language), percent(found.now, language)
    if language == "pt":
        return f"{who}: {what} mudou. «{_bin(found.bin)}» era {was}, agora é {now} ({found.rows} contados)."
    return f"{who}: {what} has changed. “{found.bin}” was {was}, now is {now} ({found.rows} counted)."


def of_lists(found: Lists, language: Language) -> str:
    """Say that lists are concentrated."""
    share = percent(found.commonest, language)
    if language == "pt":
        return f"Para {share} das pessoas a melhor vaga é a mesma, entre {found.jobs} vagas abertas."
    return f"For {share} of people the best job is the same one, of {found.jobs} open jobs."


def of_outcomes(found: OutcomeFigures, language: Language) -> str:
    """Say that more or fewer were hired than was foretold."""
    expected = round(found.foretold)
    if language == "pt":
        return f"Das últimas candidaturas decididas o modelo previa {expected} contratações; houve {found.of_foretold}."
    return f"Of the last decided applications the model foretold {expected} hires; there were {found.of_foretold}."


def _bin(name: str) -> str:
    """The name of a bin in Portuguese; those of levels and areas are so already."""
    if name in _BINS:
        return _BINS[name]
    first, _, rest = name.partition(" ")
    return f"{_BINS[first]} {rest}" if first in _BINS and rest.isdigit() else name
