"""Values of a JSON document by their path: `a.b`, and `a[].b` for what each item of a list holds."""

from __future__ import annotations

from typing import Any


def values(document: Any, path: str) -> list[Any]:
    """Find what stands at a path; null and blank texts are "no data", and so is what has another shape.

    Parameters
    ----------
    document : object
        As JSON gave it.
    path : str

    Returns
    -------
    list
        In the document's order.
    """
    found = [document]
    for step in path.split("."):
        name = step.removesuffix("[]")
        found = [held[name] for held in found if isinstance(held, dict) and name in held]
        if name != step:
            found = [item for held in found if isinstance(held, list) for item in held]
    return [held for held in found if held is not None and not (isinstance(held, str) and not held.strip())]
