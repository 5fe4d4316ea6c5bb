"""Refuses a pair where a side has no known field, and warns of names that look misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from data.contract.doubts import doubts, is_name
from gateway.predict.predictions import Pair
from gateway.texts.fault_texts import text
from gateway.web.problems import Problem

_LISTED = 10


def checked(pair: Pair, said: Mapping[str, Any]) -> list[str]:
    """Check the objects from which a pair was read; returns the warnings for the answer.

    Parameters
    ----------
    pair : Pair
    said : mapping of str to object
        The object of each side.

    Raises
    ------
    Problem
        Where no field of a side is known.
    """
    sides = (("vaga", "da vaga", pair.vaga), ("candidato", "do candidato", pair.candidato))
    empty = [(name, _nothing_known(of, side, said[name])) for name, of, side in sides if not side.model_fields_set]
    if empty:
        raise Problem(
            400,
            " ".join(what for _, what in empty),
            slug="no-known-field",
            members={"errors": [{"campo": name, "erro": what} for name, what in empty]},
        )
    found = [f"{name}.{text(doubt)}" for name, _, side in sides for doubt in doubts(side, said[name])]
    return found[:_LISTED]


def _nothing_known(of: str, side: BaseModel, said: Iterable[str]) -> str:
    known = ", ".join(type(side).model_fields)
    unknown = [name for name in said if is_name(name)]
    if not unknown:
        return f"Informe ao menos um campo {of}: {known}."
    received = ", ".join(unknown[:_LISTED]) + " e outros" * (len(unknown) > _LISTED)
    return f"Nenhum campo {of} é conhecido. Recebidos: {received}. Conhecidos: {known}."
