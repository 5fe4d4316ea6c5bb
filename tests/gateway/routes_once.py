"""Routes are prepared once for all gateways that a run makes.

FastAPI prepares every route anew for each application that includes it: a tenth of a second of processor time, which a
thousand tests would spend. What it prepares tells applications apart only by the dependencies that they override, and
no test overrides any.
"""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import routing


def keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on, prepare a route only where it was not, or is included otherwise."""
    prepare = routing._EffectiveRouteContext.from_api_route
    kept: dict[tuple[int, str], tuple[Any, Any]] = {}

    def prepared(*, original_route: Any, include_context: Any) -> Any:
        assert not include_context.dependency_overrides_provider.dependency_overrides
        key = id(original_route), include_context.path_for(original_route)
        if key not in kept:
            made = prepare(original_route=original_route, include_context=include_context)
            kept[key] = original_route, made  # the route too, so that no other gets its id
        return kept[key][1]

    monkeypatch.setattr(routing._EffectiveRouteContext, "from_api_route", prepared)
