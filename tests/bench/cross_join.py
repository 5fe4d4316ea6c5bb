"""The whole cross-join, top-K both ways, in two processes of one shard each: the pure core that a worker runs."""

from __future__ import annotations

import json
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

from data.contract.codec import decode, encode
from stream_processor.join.shard import Shard
from tests.bench.figures import Figure, at_most
from tests.bench.setting import BEGINNING, CACHE, PROJECT, Setting, upserts

JOBS, APPLICANTS = 12_136, 42_482
PROCESSES = 2
BATCH = 512
"""Events taken at a time, as in the worker."""
KIB = 1024


def measure(setting: Setting) -> Iterator[Figure]:
    """Join all with all, each process its half of the applicants."""
    jobs, applicants = setting.size(JOBS, 400), setting.size(APPLICANTS, 2_000)
    folder = CACHE / "cross-join"
    folder.mkdir(parents=True, exist_ok=True)
    arguments = [str(jobs), str(applicants), str(setting.data or ""), str(folder)]
    of = subprocess.run(_command("write", *arguments), cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    run = _join(folder)  # once: it takes a minute of the ten
    (folder / "jobs").unlink()
    for number in range(PROCESSES):
        (folder / str(number)).unlink()

    def figure(what: str, unit: str, name: str, *more: Any) -> Figure:
        return Figure(what, unit, [max(part[name] for part in run)], *more)

    pairs = jobs * applicants
    note = f"{jobs:,} jobs x {applicants:,} applicants = {pairs / 1e6:,.0f} million pairs; {of.strip()}"
    yield figure("cross-join on 2 cores", "s", "seconds", at_most(120), f"{note}; JSON to changes to be published")
    yield Figure("peak resident set, both processes together", "GiB",
                 [sum(part["peak"] for part in run) / KIB**2], at_most(2.0))  # fmt: skip
    yield Figure("  speed of all of it", "million pairs/s", [pairs / 1e6 / max(part["seconds"] for part in run)])
    yield Figure("  pairs scored", "million", [sum(part["pairs"] for part in run) / 1e6], None,
                 "the others are of applicants of whom nothing is known: no list holds them")  # fmt: skip
    yield figure("  of it reading JSON into events", "s", "reading")
    yield figure("  of it encoding", "s", "encoding", None, "both sides; every process encodes all jobs")
    yield figure("  of it the rest of taking in: scores, lists, ids", "s", "taking")
    yield figure("  of it publishing", "s", "publishing", None, "once, at the end")
    yield Figure("  changes to be published", "thousand", [sum(part["changes"] for part in run) / 1e3])


def _join(folder: Path) -> list[dict[str, float]]:
    """Run both processes at once; the clock begins when each has its model and has compiled."""
    running = [
        subprocess.Popen(_command("join", str(folder), str(number)), cwd=PROJECT, text=True,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(PROCESSES)
    ]  # fmt: skip
    try:
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()
        for process in running:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        return [json.loads(process.communicate()[0]) for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.bench.cross_join", *arguments]


def write(jobs: int, applicants: int, data: str, folder: Path) -> None:
    """Write what Kafka would hold: all jobs, and the applicants by process."""
    held_jobs, held_applicants, of = Setting(quick=False, data=Path(data) if data else None).decision(jobs, applicants)
    shares: dict[str, list[Any]] = {"jobs": upserts(held_jobs)}
    for number in range(PROCESSES):
        some = [one for one in held_applicants if crc32(one.id.encode()) % PROCESSES == number]
        shares[str(number)] = upserts(some)
    for name, events in shares.items():
        with (folder / name).open("wb") as file:
            for event in events:
                record = encode(event)
                pickle.dump((record.topic, record.key, record.value, record.headers), file)
    print(of)


def join(folder: Path, number: str) -> dict[str, float]:
    """Join one process's applicants with all jobs, batch by batch, and publish."""
    setting = Setting(quick=False)
    spent = {"reading": 0.0, "encoding": 0.0, "apply": 0.0}
    sent = int(BEGINNING.timestamp() * 1000)
    warm = Shard(setting.scorer)
    warm.apply(upserts([*setting.jobs(2), *setting.known_applicants(2)]))
    warm.publish()
    shard = Shard(setting.scorer)
    for columns in (shard._jobs.columns, shard._applicants.columns):
        columns._encode = _timed(columns._encode, spent)
    print("ready", flush=True)
    sys.stdin.readline()

    begun = time.perf_counter()
    for name in ("jobs", number):
        with (folder / name).open("rb") as file:
            done = False
            while not done:
                started = time.perf_counter()
                events = []
                while len(events) < BATCH and not done:
                    try:
                        events.append(decode(*pickle.load(file), sent))
                    except EOFError:
                        done = True
                read = time.perf_counter()
                shard.apply(events)
                spent["reading"] += read - started
                spent["apply"] += time.perf_counter() - read
    taken = time.perf_counter()
    changes = len(shard.publish().keys)
    ended = time.perf_counter()
    return {
        "seconds": ended - begun,
        "reading": spent["reading"],
        "encoding": spent["encoding"],
        "taking": spent["apply"] - spent["encoding"],
        "publishing": ended - taken,
        "changes": changes,
        "pairs": shard.pairs_scored,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }


def _timed(call: Callable[[Any], Any], spent: dict[str, float]) -> Callable[[Any], Any]:
    def timed(entity: Any) -> Any:
        begun = time.perf_counter()
        try:
            return call(entity)
        finally:
            spent["encoding"] += time.perf_counter() - begun

    return timed


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], Path(sys.argv[5]))
    else:
        print(json.dumps(join(Path(sys.argv[2]), sys.argv[3])))
