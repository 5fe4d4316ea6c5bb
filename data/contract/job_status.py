"""Reads whether a job is open from its status, in whatever words an applicant tracking system uses."""

from __future__ import annotations

import re
from enum import Enum

CLOSED = "fechada"
"""The status of a job that an event closed."""

LONGEST = 200
"""How many characters of a status are read."""


class JobState(Enum):
    """What a status means."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Its words are known neither for open nor for closed."""


_PARTED = re.compile(r"[\W_]+")
_LATER = re.compile(r"\b(?:ate|until|till)\b.*")
_DENIED = re.compile(r"\b(?:nao|not|no longer|never|nunca|deixou de)\b")
_CLOSED_WORDS = re.compile(
    r"\b(?:"
    # What was done to a job, in Portuguese: stems of participles, which end by gender and number.
    r"(?:fecha|encerra|cancela|congela|finaliza|termina|pausa|desativa|expira|arquiva|bloquea|paralisa|deleta|rejeita"
    r"|reprova|recusa|despublica|descontinua|inabilita|desabilita|contrata|ocupa|preenchi|conclui|venci|interrompi"
    r"|exclui|removi|perdi)d[oa]s?"
    r"|suspens[oa]s?|inativ[oa]s?|indisponive(?:l|is)|rascunho|pausa|espera|stand ?by|pendente"
    r"|closed|filled|cancell?ed|archived|inactive|draft|expired|suspended|paused|frozen|stopped|halted|completed?"
    r"|finished|ended|terminated|deleted|removed|withdrawn|rejected|declined|unpublished|unlisted|disabled|deactivated"
    r"|discontinued|unavailable|pending|lapsed|lost|hired|on ?hold|hold"
    r")\b"
)
_OPEN_WORDS = re.compile(
    r"\b(?:"
    r"(?:re)?abert[oa]s?|ativ[oa]s?|(?:publica|divulga|anuncia|libera)d[oa]s?|divulgacao|vigentes?|disponive(?:l|is)"
    r"|(?:em )?andamento|em curso|em processo|selecao|seletivo|triagem|entrevistas?|captacao|recrutamento|recrutando"
    r"|contratando|recebendo|aceitando|nov[oa]s?"
    r"|(?:re)?open(?:ed)?|active|live|published|posted|listed|advertised|hiring|recruiting|interviewing|sourcing"
    r"|screening|accepting|ongoing|in progress|available|unfilled|vacant|new"
    r")\b"
)


def state_of(status: str | None) -> JobState:
    """Read a status.

    A job is open if its status is blank, or holds a known word for open and none for closed.

    Parameters
    ----------
    status : str, optional
        Already folded (`data.contract.entities.fold`).
    """
    text = _LATER.sub("", _PARTED.sub(" ", (status or "")[:LONGEST])).strip()
    if not text:
        return JobState.OPEN
    is_open, is_closed = bool(_OPEN_WORDS.search(text)), bool(_CLOSED_WORDS.search(text))
    if _DENIED.search(text):
        return JobState.CLOSED if is_open else JobState.UNKNOWN
    if is_closed:
        return JobState.CLOSED
    return JobState.OPEN if is_open else JobState.UNKNOWN
