"""The warm-up goes through lists, whatever the model calls unknown."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from model.registry import Registry
from model.scoring.scorer import Scorer
from stream_processor.join import ranking, reach_index, reach_names, reaching, view
from stream_processor.worker.warm_up import KNOWN, warm_up

KERNELS: dict[ModuleType, set[str]] = {
    ranking: {"_EMPTY", "_REMOVE", "_offer", "_PUT", "_LEAVE", "_KEEP", "keep_all"},
    reaching: {"_REACHED"},
    reach_index: {"_NUMBER"},
    reach_names: {"_count", "_ADD", "_REMOVE"},
    view: {"_DIFFERING"},
}
"""By module, the compiled functions that its other code calls."""


def test_all_that_is_compiled_is_called(model_of_this_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = Scorer.load(Registry(model_of_this_run / "registry").resolve("champion"))
    assert scorer.encode_applicant(KNOWN).coverage == 1.0
    called: dict[ModuleType, set[str]] = {module: set() for module in KERNELS}

    def spy(module: ModuleType, name: str) -> Any:
        kernel = getattr(module, name)

        def call(*arguments: Any) -> Any:
            called[module].add(name)
            return kernel(*arguments)

        return call

    for module, names in KERNELS.items():
        for name in names:
            monkeypatch.setattr(module, name, spy(module, name))
    warm_up(scorer)
    assert called == KERNELS
