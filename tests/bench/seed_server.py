"""The server of the seed project: Flask over a scikit-learn Pipeline, a one-row DataFrame a request, `n_jobs=-1`.

`gunicorn --workers 1 tests.bench.seed_server:app`
"""

from __future__ import annotations

import os

from flask import Flask, Response, jsonify, request  # type: ignore[import-not-found]

from tests.bench import seed

app = Flask(__name__)
fitted = seed.pipeline(int(os.environ.get(seed.PAIRS, "2000")), -1)


@app.get("/health")
def health() -> Response:
    """Whether it serves."""
    return jsonify({"status": "ok"})


@app.post("/api/predict")
def predict() -> Response:
    """The probability of a hire, as a score."""
    score = 100 * seed.predict(fitted, request.get_json())
    return jsonify({"prediction": int(score >= 50), "quality_score": score})
