"""Other engines for the same forest: scikit-learn and ONNX Runtime, one thread each."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier

from model.registry import Registry
from tests.bench.figures import CannotRun
from tests.bench.setting import registry

SHAPE_TREES, SHAPE_DEPTH, SHAPE_FEATURES = 100, 10, 21

Rows = NDArray[np.float32]


def own() -> tuple[Any, Any]:
    """The champion's match forest and job forest as scikit-learn trained them, set to one thread."""
    held = Registry(registry()).pipeline("champion")
    for forest in held.values():
        forest.n_jobs = 1
    return held["pairs"], held["jobs"]


def usual(samples: int) -> Any:
    """A forest as off the shelf: 100 trees of depth 10 over 21 features, set to one thread."""
    draw = np.random.default_rng(1)
    rows = draw.random((samples, SHAPE_FEATURES), np.float32)
    odds = (rows[:, :8] * draw.normal(size=8)).sum(axis=1) + draw.normal(size=samples)
    forest = RandomForestClassifier(SHAPE_TREES, max_depth=SHAPE_DEPTH, random_state=1, n_jobs=2)
    forest.fit(rows, odds > np.median(odds))
    forest.n_jobs = 1
    return forest


def onnx(forest: Any, features: int) -> Callable[[Rows], Any]:
    """The same forest in ONNX Runtime on one thread: a function from rows to probabilities.

    Raises
    ------
    CannotRun
        Where it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of libraries about each other
            import onnxruntime  # noqa: PLC0415 -- only `make bench` installs it
            from skl2onnx import to_onnx  # noqa: PLC0415
    except ImportError as error:
        raise CannotRun(f"{error.name} is not installed: `make bench` has it in an environment of its own") from None
    model = to_onnx(forest, np.zeros((1, features), np.float32), options={"zipmap": False})
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda rows: session.run(None, {name: rows})[1]
