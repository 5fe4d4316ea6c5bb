"""Request and answer of `/api/predict`, and how the answer is made."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from data.contract.bands import band
from data.contract.entities import ApplicantDescription, JobDescription
from gateway.champion import MODEL_TYPE
from gateway.texts import wording
from gateway.texts.catalogue import Texts
from gateway.texts.explained import to_dict
from gateway.web.prediction_metrics import THRESHOLD
from model.explanation.explain import explain_pair
from model.scoring.scorer import Scorer

HIGH = "ALTA QUALIDADE"
LOW = "BAIXA QUALIDADE"
LONG = 5000
"""Longest pair, in characters, that is scored in the event loop; a longer one is scored in another thread."""


class Pair(BaseModel):
    """A job and an applicant to be compared."""

    model_config = ConfigDict(extra="ignore")

    vaga: JobDescription
    candidato: ApplicantDescription

    @property
    def length(self) -> int:
        """Characters of all texts."""
        said = (*vars(self.vaga).values(), *vars(self.candidato).values())
        return sum(len(text) for text in said if isinstance(text, str))


class _PlainJob(JobDescription):
    model_config = ConfigDict(extra="forbid")


class _PlainApplicant(ApplicantDescription):
    model_config = ConfigDict(extra="forbid")


class PlainPair(Pair):
    """A pair without warnings: each side has fields, and only known ones."""

    vaga: _PlainJob
    candidato: _PlainApplicant

    @model_validator(mode="after")
    def _has_fields(self) -> Self:
        if not (self.vaga.model_fields_set and self.candidato.model_fields_set):
            raise ValueError("a side without fields")
        return self


class Probability(BaseModel):
    """The score as two shares of one."""

    low_quality: float = Field(description="O que falta a `high_quality` para 1.")
    high_quality: float = Field(
        description="`quality_score` / 100. Não é a chance de contratação, que está em `hire_probability`."
    )


class Analysis(BaseModel):
    """The recruiter's categories as texts."""

    tech_compatibility: str
    academic_compatibility: str
    english_compatibility: str
    area_match: str
    contract_type: str


class Summary(BaseModel):
    """The score in short: the three compatibilities of the first version, and a text."""

    tech_compatibility: str
    academic_compatibility: str
    english_compatibility: str
    text: str


class SimplePrediction(BaseModel):
    """The answer to `/api/predict_simple`, and the base of every prediction."""

    prediction: int = Field(ge=0, le=1, description="1 se `quality_score` é 50 ou mais; senão, 0.")
    prediction_text: str = Field(description=f"`{HIGH}` se `prediction` é 1; senão, `{LOW}`.")
    quality_score: float = Field(
        ge=0,
        le=100,
        description=f"O quanto a pessoa serve para a vaga, de 0 a 100; {wording.AVERAGE}. Não conta se a vaga é fácil "
        "de preencher. É a nota que ordena.",
    )
    percentage: str = Field(description="`quality_score` como texto. Não é uma chance.")
    analysis: Analysis
    warnings: list[str] | None = Field(
        None,
        exclude_if=lambda told: told is None,
        description="Nomes que parecem campos e foram ignorados; só vem quando há algum.",
    )


class Prediction(SimplePrediction):
    """The answer to `/api/predict`."""

    model_config = ConfigDict(protected_namespaces=())

    match_score: float = Field(description="O mesmo que `quality_score`.")
    probability: Probability
    model_type: str
    explanation: Summary
    band: str = Field(description="Faixa de `quality_score`: alta (80 ou mais), moderada (60), média (40) ou baixa.")
    data_coverage: float = Field(description="Parte dos campos da vaga e da pessoa que dizem algo, de 0 a 1.")
    applicant_coverage: float = Field(
        description="O mesmo, só da pessoa. Se é 0, nada se sabe dela: a nota fica em 50 ou menos e não a julga."
    )
    hire_probability: float = Field(
        description="Chance de contratação, de 0 a 1, conforme a vaga: conta também se ela é fácil de preencher. "
        "Não ordena."
    )
    model_version: str
    explanation_detail: dict[str, Any] | None = Field(
        None,
        description="Com `explain=true`: as contribuições das categorias, que a partir de 50 somam a nota.",
        json_schema_extra={"anyOf": [{"$ref": "#/components/schemas/Explanation"}, {"type": "null"}]},
    )


FULL, SIMPLE = TypeAdapter(Prediction), TypeAdapter(SimplePrediction)


def predict(scorer: Scorer, pair: Pair, t: Texts, *, explain: bool) -> Prediction:
    """Score one pair; see `document`."""
    return Prediction.model_validate(document(scorer, pair, t, explain=explain))


def document(scorer: Scorer, pair: Pair, t: Texts, *, explain: bool) -> dict[str, Any]:
    """Score one pair; returns the fields of a `Prediction`, in their order.

    Parameters
    ----------
    scorer : Scorer
    pair : Pair
    t : Texts
        Of the language of the short text; the names of the first version stay as they are.
    explain : bool
        Whether to compute the contributions of the categories too, which takes longer.
    """
    found = scorer.match(pair.vaga, pair.candidato)
    score, ratios = found.quality_score, found.ratios
    is_high = score >= THRESHOLD
    compatibility = {
        "tech_compatibility": wording.ratio(ratios.get("technical")),
        "academic_compatibility": wording.ratio(ratios.get("academic")),
        "english_compatibility": wording.ratio(ratios.get("english")),
    }
    return {
        "prediction": int(is_high),
        "prediction_text": HIGH if is_high else LOW,
        "quality_score": score,
        "percentage": wording.percentage(score),
        "analysis": compatibility
        | {
            "area_match": wording.area(ratios.get("area")),
            "contract_type": wording.contract(pair.vaga.tipo_contratacao),
        },
        "match_score": score,
        "probability": {"low_quality": 1 - score / 100, "high_quality": score / 100},
        "model_type": MODEL_TYPE,
        "explanation": compatibility | {"text": wording.summary(found, t)},
        "band": band(score),
        "data_coverage": found.data_coverage,
        "applicant_coverage": found.applicant_coverage,
        "hire_probability": found.hire_probability,
        "model_version": scorer.version,
        "explanation_detail": to_dict(explain_pair(scorer, pair.vaga, pair.candidato)) if explain else None,
    }
