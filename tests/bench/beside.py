"""One changed entity in this build and in another one, in turn: each in a process of its own, the same data and events.

The other build is a checkout of another commit, named by the environment. Each has the model that its own code trains,
so the lists are compared only where that is the same.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import fmean, median
from typing import Any, Self

from data.synthetic import Generator
from tests.bench import follower
from tests.bench.figures import CannotRun, Figure, at_least
from tests.bench.setting import PROJECT, REGISTRY, Setting
from tests.bench.timing import in_turn, ratios

BESIDE = "MATCHSTREAM_BENCH_BESIDE"
"""Names the other checkout."""
JOBS = "MATCHSTREAM_BENCH_JOBS"
"""Another number of jobs than that of the issue."""
OTHERS = 400
"""Entities whose contents those of the shard take on."""


class _Build:
    """A shard in a process of its own, which runs the code of one checkout."""

    def __init__(self, checkout: Path, world: Path, environment: dict[str, str]) -> None:
        command = [sys.executable, "-P", follower.__file__, str(world)]
        self._process = subprocess.Popen(
            command, cwd=checkout, env=environment | {"PYTHONPATH": str(checkout)}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.model = self.digest = ""
        self.took: dict[str, list[float]] = {}

    def __enter__(self) -> Self:
        self.model = self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def follow(self, kind: str, number: int) -> float:
        """Seconds of the median of so many events."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{kind} {number}\n")
        self._process.stdin.flush()
        answer = self._answer()
        self.digest = answer.pop("digest")
        self.took = answer
        return median(answer["lists"])

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise CannotRun(f"the follower ended with {self._process.wait()}")
        return json.loads(line)


def measure(setting: Setting) -> Iterator[Figure]:
    """Follow events of applicants and of jobs in both builds."""
    named = os.environ.get(BESIDE)
    if not named or not Path(named, "stream_processor").is_dir():
        raise CannotRun(f"{BESIDE} names no checkout of another commit")
    jobs, applicants = int(os.environ.get(JOBS, setting.size(12_000, 600))), setting.size(5_300, 300)
    full = (one for one in Generator(1).applicants() if one.conhecimentos_tecnicos and one.cv)
    drawn = {"jobs": setting.jobs(jobs + OTHERS), "applicants": list(islice(full, applicants + OTHERS))}
    numbers = {"jobs": jobs, "applicants": applicants}
    events, rounds = setting.size(40, 5), setting.size(5, 1)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_builds:
        world = Path(folder) / "world.json"
        held = {name: [one.model_dump(mode="json") for one in of] for name, of in drawn.items()}
        parts = {name: {"held": of[: numbers[name]], "others": of[numbers[name] :]} for name, of in held.items()}
        world.write_text(json.dumps(parts), "utf-8")
        own = dict(os.environ)
        theirs = {name: value for name, value in own.items() if name not in {REGISTRY, "NUMBA_CACHE_DIR"}}
        checkouts = {"this": (PROJECT, own), "other": (Path(named), theirs)}
        builds = {
            name: open_builds.enter_context(_Build(checkout, world, environment))
            for name, (checkout, environment) in checkouts.items()
        }
        note = f"{jobs:,} jobs, {applicants:,} applicants, full made-up data"
        for kind, word, bar in (("applicants", "an applicant's", 10), ("jobs", "a job's", 8)):
            yield from _figures(builds, kind, events, rounds, (word, note, at_least(bar)))


def _figures(
    builds: dict[str, _Build], kind: str, events: int, rounds: int, said: tuple[str, str, Any]
) -> Iterator[Figure]:
    word, note, bar = said
    whole: dict[str, list[float]] = {name: [] for name in builds}
    published: dict[str, list[float]] = {name: [] for name in builds}

    def follow(name: str) -> float:
        found = builds[name].follow(kind, events)
        whole[name].append(fmean(builds[name].took["lists"]))
        published[name].append(median(builds[name].took["published"]))
        return found

    sides: dict[str, Callable[[], float]] = {name: partial(follow, name) for name in builds}
    found = in_turn(sides, rounds)
    this, other = builds["this"], builds["other"]
    assert this.model != other.model or this.digest == other.digest, "lists differ"
    same = "equal lists" if this.model == other.model else "another model, so lists were not compared"
    times = ratios(found["other"], found["this"])
    yield Figure(f"{word} event, scoring and all lists, times the other build", "x", times, bar, f"{note}; {same}")
    yield Figure("  of the mean event", "x", ratios(whole["other"][1:], whole["this"][1:]))
    for name in builds:
        yield Figure(f"  {name} build", "us", [value * 1e6 for value in found[name]])
        yield Figure("    finding what is to be published", "us", [value * 1e6 for value in published[name][1:]])
