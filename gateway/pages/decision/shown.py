"""What stood on the screen when a person decided: written into the form, signed, and read back from it.

So the log does not have what was published when the form arrived, but what the person saw; and nobody can put
something else there.
"""

from __future__ import annotations

import hmac
from typing import Any, Literal

import orjson
from pydantic import ValidationError

from gateway.access.gate import Caller
from gateway.access.sessions import Sessions
from gateway.decisions.requests import Shown
from gateway.frame.forms import Fields, first

View = Literal["all", "score", "nothing"]
"""How much of the model's opinion a page shows beside the form."""

_NAMES = ("quality_score", "hire_probability", "model_version", "job_revision", "applicant_revision")
_LONGEST = 4_000
"""Characters of an explanation that are kept."""


def shown_of(match: dict[str, Any], explanation: str | None, view: View) -> Shown:
    """What a page shows of a pair.

    Parameters
    ----------
    match : dict
    explanation : str or None
        Its text, where there is one.
    view : View
    """
    told = {name: match[name] for name in _NAMES}
    return Shown(
        **told,
        explanation=explanation[:_LONGEST] if explanation and view == "all" else None,
        score_seen=view != "nothing",
        explanation_seen=view == "all" and bool(explanation),
    )


def fields_for(shown: Shown, sessions: Sessions, caller: Caller, pair: tuple[str, str]) -> dict[str, str]:
    """The fields of a form that say it."""
    text = shown.model_dump_json()
    return {"shown": text, "shown_by": sessions.token_of(_about(caller, pair, text))}


def read(fields: Fields, sessions: Sessions, caller: Caller, pair: tuple[str, str]) -> tuple[Shown | None, str]:
    """What a form says was shown, and whose word that is: the server's if the signature is ours, else nobody's."""
    text, signature = first(fields, "shown"), first(fields, "shown_by")
    if not hmac.compare_digest(sessions.token_of(_about(caller, pair, text)).encode(), signature.encode()):
        return None, "nobody"
    try:
        return Shown.model_validate(orjson.loads(text)), "server"
    except (ValueError, ValidationError):
        return None, "nobody"


def _about(caller: Caller, pair: tuple[str, str], text: str) -> str:
    return "|".join(("shown", caller.id, *pair, text))
