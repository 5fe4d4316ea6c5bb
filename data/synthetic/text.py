"""Composes the fields of jobs and applicants from the vocabulary.

A text names levels of education, languages and seniority, and a title the area, only if the field of that name is
filled, and then says the same. So the texts hold nothing that the fields don't, except skills. The gender of a title is
random, and nothing depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from data.contract.entities import fold
from data.synthetic import vocabulary as words
from data.synthetic.areas import AREA_WEIGHTS, AREAS, Area, technical
from data.synthetic.skills import SPELLINGS

Fields = dict[str, str | None]
"""The fields of a `Job` or an `Applicant`, without its id."""

_Item = TypeVar("_Item")
_COMMON = {
    kind: sorted({skill for area in AREAS if technical(fold(area.name)) is kind for skill in area.skills})
    for kind in (True, False)
}
"""What people of technology and others pick up beside the skills of their own area."""
_PARTICLES = {"a", "da", "de", "do", "e"}
_REQUIRED = 3
"""Skills that a posting requires at least; some call the further ones welcome."""


def choose(random: Random, items: Sequence[_Item], weights: Sequence[int]) -> _Item:
    """Draw one item by weight."""
    left = random.random() * sum(weights)
    for item, weight in zip(items, weights, strict=True):
        left -= weight
        if left < 0:
            return item
    return items[-1]


def job_fields(random: Random) -> tuple[Area, Fields]:
    """Compose a job.

    Parameters
    ----------
    random : Random
        The source of chance.

    Returns
    -------
    area : Area
        Its field of work.
    fields : dict
        The fields of `data.contract.entities.Job` but `id` and `status`.
    """
    area = choose(random, AREAS, AREA_WEIGHTS)
    seniority = choose(random, words.SENIORITIES, words.SENIORITY_WEIGHTS)
    skills = random.sample(area.skills, random.randint(_REQUIRED, 6))
    asked = [_spell(random, skill) for skill in skills]
    competences = _job_competences(random, asked)
    city, state = choose(random, words.PLACES, words.PLACE_WEIGHTS)
    return area, {
        "titulo_vaga": _title(random, area, seniority, skills),
        "competencias_tecnicas_requeridas": competences,
        "principais_atividades": _duties(random, area, 2, 4),
        "nivel_academico": choose(random, words.ACADEMIC, words.ACADEMIC_ASKED),
        "nivel_ingles": choose(random, words.LANGUAGE, words.ENGLISH_ASKED),
        "nivel_espanhol": choose(random, words.LANGUAGE, words.SPANISH_ASKED),
        "nivel_profissional": seniority,
        "tipo_contratacao": choose(random, words.CONTRACTS, words.CONTRACT_WEIGHTS),
        "areas_atuacao": area.name,
        "vaga_sap": "Sim" if area.name == "TI - SAP" else "Não",
        "cidade": city,
        "estado": state,
    }


def applicant_fields(random: Random) -> tuple[Area, Fields]:
    """Compose an applicant, as sparse as real ones are.

    Parameters
    ----------
    random : Random
        The source of chance.

    Returns
    -------
    area : Area
        The field of work, written or not.
    fields : dict
        The fields of `data.contract.entities.Applicant` but `id`.
    """
    chance = random.random
    area = choose(random, AREAS, AREA_WEIGHTS)
    skills = random.sample(area.skills, random.randint(2, len(area.skills) * 3 // 4))
    common = _COMMON[technical(fold(area.name))]
    skills += [skill for skill in random.sample(common, random.randint(0, 3)) if skill not in skills]
    random.shuffle(skills)
    filled = chance() < 0.18  # who fills the form in fills in several fields of it
    titled = chance() < 0.10  # a title tells area and seniority: the fields for these are filled beside it
    seniority = choose(random, words.SENIORITIES, words.SENIORITY_WEIGHTS) if titled or chance() < 0.06 else None
    fields: Fields = {
        "conhecimentos_tecnicos": None,
        "titulo_profissional": _title(random, area, seniority, skills) if titled else None,
        "nivel_academico": _some(random, words.ACADEMIC, words.ACADEMIC_HELD, 0.90 if filled else 0.035),
        "nivel_ingles": _some(random, words.LANGUAGE, words.ENGLISH_HELD, 0.80 if filled else 0.02),
        "nivel_espanhol": _some(random, words.LANGUAGE, words.SPANISH_HELD, 0.78 if filled else 0.02),
        "nivel_profissional": seniority,
        "area_de_atuacao": area.name if titled or chance() < (0.10 if filled else 0.01) else None,
        "certificacoes": None,
        "cv": None,
    }
    if chance() < 0.02:
        fields["conhecimentos_tecnicos"] = ", ".join(_spell(random, skill) for skill in skills)
    if chance() < 0.05:
        named = [words.CERTIFICATIONS[skill] for skill in skills if skill in words.CERTIFICATIONS]
        fields["certificacoes"] = "; ".join(named) or None
    if chance() < 0.36:
        fields["cv"] = _cv(random, area, fields, skills)
    return area, fields


def _some(random: Random, levels: Sequence[str], weights: Sequence[int], share: float) -> str | None:
    return choose(random, levels, weights) if random.random() < share else None


def _spell(random: Random, skill: str) -> str:
    """Write a skill, mostly in its usual spelling."""
    ways = SPELLINGS[skill]
    return ways[0] if random.random() < 0.75 else random.choice(ways)


def _title(random: Random, area: Area, seniority: str | None, skills: Sequence[str]) -> str:
    gender = random.randrange(2)
    if seniority in words.TITLE_PREFIX:
        title = f"{seniority} {area.department[gender]}"
    else:
        title = random.choice(area.professions)[gender]
    topics = [skill for skill in skills if skill in area.topics]
    if topics and random.random() < 0.5:
        title = _with_topic(title, _spell(random, random.choice(topics)), apart=not technical(fold(area.name)))
    suffix = words.TITLE_SUFFIX.get(seniority or "")
    return f"{title} {random.choice(suffix)}" if suffix else title


def _with_topic(title: str, topic: str, *, apart: bool) -> str:
    """Add a topic to a title, without repeating its words: "Consultor SAP FI", not "SAP SAP FI"."""
    said = set(fold(title).split()) - _PARTICLES
    named = topic.split()
    new = [word for word in named if fold(word) not in said]
    if len(new) < len(named):
        return " ".join([title, *new])
    return f"{title} - {topic}" if apart or len(named) > 1 else f"{title} {topic}"


def _duties(random: Random, area: Area, least: int, most: int) -> str:
    chosen = random.sample(area.duties, random.randint(least, min(most, len(area.duties))))
    return "\n".join(f"- {duty.capitalize()};" for duty in chosen)


def _job_competences(random: Random, asked: Sequence[str]) -> str:
    style = random.randrange(4)
    if style == 0:
        text = "Requisitos:\n" + "\n".join(f"- Conhecimento em {name}" for name in asked)
    elif style == 1:
        text = f"Experiência com {', '.join(asked[:-1])} e {asked[-1]}."
    elif style == 2:
        text = f"Imprescindível: {'; '.join(asked[:_REQUIRED])}."
        if asked[_REQUIRED:]:
            text += f" {words.WELCOME} {'; '.join(asked[_REQUIRED:])}."
    else:
        text = f"Required skills: {', '.join(asked)}."
    return f"{text}\n{random.choice(words.ATTITUDES)}" if random.random() < 0.4 else text


def _cv(random: Random, area: Area, fields: Fields, skills: Sequence[str]) -> str:
    names = [_spell(random, skill) for skill in skills]
    title = fields["titulo_profissional"] or _title(random, area, fields["nivel_profissional"], skills)
    year = random.randint(2008, 2019)
    parts = [
        title,
        "Resumo\nAtuação em {} e em {}.".format(*random.sample(area.duties, 2)),
        f"Experiência profissional\n{random.choice(words.COMPANIES)} ({year} - {year + random.randint(1, 4)})\n"
        + _duties(random, area, 2, 3),
    ]
    if fields["nivel_academico"]:
        parts.append(f"Formação\n{fields['nivel_academico']} - {random.choice(words.SCHOOLS)}")
    if fields["nivel_ingles"] and fields["nivel_ingles"] != "Nenhum":
        parts.append(f"Idiomas\nInglês {fields['nivel_ingles'].lower()}")
    style = random.randrange(3)
    if style == 0:
        parts.append("Conhecimentos técnicos\n" + ", ".join(names))
    elif style == 1:
        parts.append("Ferramentas e técnicas\n" + "\n".join(f"• {name}" for name in names))
    else:
        parts.append("Skills\n" + " | ".join(names))
    return "\n\n".join(parts)
