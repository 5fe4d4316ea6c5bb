"""The warm-up goes through lists, whatever the model calls unknown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.registry import Registry
from model.scoring.scorer import Scorer
from stream_processor.join import ranking
from stream_processor.worker.warm_up import KNOWN, warm_up

KERNELS = {"_empty", "_remove", "_offer", "_find", "_find_published"}


def test_all_that_is_compiled_is_called(model_of_this_run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = Scorer.load(Registry(model_of_this_run / "registry").resolve("champion"))
    assert scorer.encode_applicant(KNOWN).coverage == 1.0
    called = set()

    def spy(name: str) -> Any:
        kernel = getattr(ranking, name)

        def call(*arguments: Any) -> Any:
            called.add(name)
            return kernel(*arguments)

        return call

    for name in KERNELS:
        monkeypatch.setattr(ranking, name, spy(name))
    warm_up(scorer)
    assert called == KERNELS
