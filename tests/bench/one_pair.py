"""One pair: two dictionaries to a complete match, against a scikit-learn Pipeline fed a one-row DataFrame."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from data.contract.entities import ApplicantDescription, JobDescription
from model.scoring.pair import PairScore
from model.scoring.scorer import JOBS_KEPT, Scorer
from tests.bench import seed
from tests.bench.figures import Figure, at_least, at_most
from tests.bench.setting import Setting
from tests.bench.timing import in_turn, median_seconds, ratios

MICRO = 1e6


def measure(setting: Setting) -> Iterator[Figure]:
    """Measure one pair at a time."""
    calls, rounds = setting.size(2000, 300), setting.size(7, 3)
    scorer = setting.scorer
    # More jobs than a scorer keeps encoded, in turn, or one for each call: each is new to it.
    number = min(JOBS_KEPT + calls, calls * (rounds + 1))
    pairs = [seed.document(*pair) for pair in zip(setting.jobs(number), setting.applicants(number), strict=True)]
    new = cycle(pairs)
    same_job = [{"vaga": pairs[0]["vaga"], "candidato": pair["candidato"]} for pair in pairs[:calls]]
    one_thread, all_threads = seed.pipeline(setting.size(2000, 200), None), seed.pipeline(setting.size(2000, 200), -1)
    few = pairs[: setting.size(40, 5)]

    found = in_turn(
        {
            "new": lambda: _median(scorer, list(islice(new, calls))),
            "known": lambda: _median(scorer, same_job),
            "pipeline": lambda: median_seconds(lambda p=pair: seed.predict(one_thread, p) for pair in few),
            "n_jobs=-1": lambda: median_seconds(lambda p=pair: seed.predict(all_threads, p) for pair in few),
        },
        rounds,
    )
    micro = {name: [value * MICRO for value in values] for name, values in found.items()}
    size = f"medians of {calls:,} calls; validation, encoding of both sides, score, probability, ratios"
    yield Figure("a job and an applicant, both new", "us", micro["new"], at_most(100), size)
    yield Figure("  the job seen before", "us", micro["known"], None, "a scorer keeps jobs that it has encoded")
    yield Figure("times the Pipeline, one thread", "x", ratios(found["pipeline"], found["new"]), at_least(100),
                 f"ColumnTransformer (one-hot, TF-IDF), forest of {seed.TREES} trees, one-row DataFrame")  # fmt: skip
    yield Figure("  times the Pipeline, n_jobs=-1", "x", ratios(found["n_jobs=-1"], found["new"]))
    yield Figure("  the Pipeline, one thread", "us", micro["pipeline"])
    yield Figure("  the Pipeline, n_jobs=-1, as the seed has it", "us", micro["n_jobs=-1"])


def match(scorer: Scorer, pair: dict[str, dict[str, Any]]) -> PairScore:
    """From two dictionaries to a complete match."""
    job = JobDescription.model_validate(pair["vaga"])
    return scorer.match(job, ApplicantDescription.model_validate(pair["candidato"]))


def _median(scorer: Scorer, pairs: list[dict[str, dict[str, Any]]]) -> float:
    return median_seconds(lambda p=pair: match(scorer, p) for pair in pairs)
