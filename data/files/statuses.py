"""The outcome of an application, from its status in the recruiting system.

Statuses are compared as whole, folded strings: "Não Aprovado pelo Cliente" contains "aprovado" and is a rejection.
"""

from __future__ import annotations

from enum import StrEnum

from data.contract.entities import Stage, fold


class Outcome(StrEnum):
    """How an application ended, according to its status."""

    HIRED = "hired"
    REJECTED = "rejected"
    WITHDREW = "withdrew"
    """The applicant left: no hire, but no judgement of the recruiter either."""
    OPEN = "open"
    """Not decided yet: censored, neither a hire nor a rejection."""
    UNKNOWN = "unknown"
    """No status, or one that is not in the vocabulary."""

    @property
    def decided(self) -> bool:
        """Whether the application has ended, with a hire or without: probabilities are calibrated on these."""
        return self in (Outcome.HIRED, Outcome.REJECTED, Outcome.WITHDREW)

    @property
    def judged(self) -> bool:
        """Whether somebody judged the applicant: differences between candidates are learned from these."""
        return self in (Outcome.HIRED, Outcome.REJECTED)


STATUSES: dict[Outcome, tuple[str, ...]] = {
    Outcome.HIRED: (
        "Contratado pela Decision",
        "Contratado como Hunting",
        "Aprovado",
        "Proposta Aceita",
        "Encaminhar Proposta",
        "Documentação PJ",
        "Documentação CLT",
        "Documentação Cooperado",
    ),
    Outcome.REJECTED: (
        "Não Aprovado pelo Cliente",
        "Não Aprovado pelo RH",
        "Não Aprovado pelo Requisitante",
        "Recusado",
    ),
    Outcome.WITHDREW: ("Desistiu", "Desistiu da Contratação", "Sem interesse nesta vaga"),
    Outcome.OPEN: (
        "Prospect",
        "Inscrito",
        "Encaminhado ao Requisitante",
        "Entrevista Técnica",
        "Entrevista com Cliente",
        "Em avaliação pelo RH",
    ),
}
"""Every status of the recruiting system, by outcome, in the system's spelling."""

_OUTCOMES = {fold(status): outcome for outcome, statuses in STATUSES.items() for status in statuses}
_STAGES = {
    Outcome.HIRED: Stage.HIRED,
    Outcome.REJECTED: Stage.REJECTED,
    Outcome.WITHDREW: Stage.WITHDREW,
    Outcome.OPEN: Stage.IN_PROCESS,
    Outcome.UNKNOWN: Stage.APPLIED,
}
_JUST_APPLIED = {fold("Prospect"), fold("Inscrito")}


def outcome(status: str | None) -> Outcome:
    """Read a status as an outcome.

    Parameters
    ----------
    status : str or None
        The recruiting system's wording; case, accents and white space don't matter.

    Returns
    -------
    Outcome
        ``Outcome.UNKNOWN`` for no status and for a wording that is not in `STATUSES`.

    Examples
    --------
    >>> outcome("Não Aprovado pelo Cliente")
    <Outcome.REJECTED: 'rejected'>
    >>> outcome("aprovado ")
    <Outcome.HIRED: 'hired'>
    """
    return Outcome.UNKNOWN if status is None else _OUTCOMES.get(fold(status), Outcome.UNKNOWN)


def stage(status: str | None) -> Stage:
    """Read a status as the stage that an application event carries.

    Parameters
    ----------
    status : str or None
        The recruiting system's wording.

    Returns
    -------
    Stage
        ``Stage.APPLIED`` where the status claims nothing more: none, unknown, "Prospect", "Inscrito".
    """
    if status is None or fold(status) in _JUST_APPLIED:
        return Stage.APPLIED
    return _STAGES[outcome(status)]
