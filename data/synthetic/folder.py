"""Writes a folder of the synthetic world in the raw schema, with the truth beside it.

The world is drawn in blocks. A block has some jobs and the applicants of their time, and a seed of its own, so that
memory stays flat for a million jobs. The same seed gives the same bytes.

The number of places of a job is random. The places go to the people of its block by the odds of consideration. Blocks
differ only by chance, so a job of one block and a person of another are a random pair like any of the same time.
Which applications are decided is random too, so the decided ones are a fair sample. Withdrawn applications are a fair
sample of the decided ones without a hire; so the log-odds of a hire against a rejection differ from the truth only by a
constant.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any

import orjson

from data.errors import MatchstreamError
from data.synthetic import raw
from data.synthetic import vocabulary as words
from data.synthetic.crowd import Crowd
from data.synthetic.facts import NOTHING_KNOWN, ApplicantFacts, JobFacts, applicant_facts, job_facts
from data.synthetic.text import applicant_fields, choose, job_fields
from data.synthetic.truth import Truth, consideration, truth

COLUMNS = ("job_id", "applicant_id", "consideration", "probability", "job_effect", "match_effect", "decided", "hired")
"""Of `truth.csv.gz`; `hired` is blank where nothing is decided."""

_BLOCK = 500  # jobs that share applicants
_APPLICANTS_PER_JOB = 3.5
_WITHOUT_PROSPECTS = 0.24
_RECORD_LOST = 0.16
_DECIDED = 0.57
_WITHDREW = 0.3  # of the decided that ended without a hire
_START, _DAYS = date(2018, 1, 2), 1800


class NoJobs(MatchstreamError, ValueError):
    """A folder without jobs was asked for."""


def generate(jobs: int, seed: int, out: Path) -> None:
    """Write `vagas`, `prospects`, `applicants` (`.json.gz`) and `truth.csv.gz`.

    Parameters
    ----------
    jobs : int
        How many jobs; applicants are 3.5 times as many.
    seed : int
        The same seed and number give the same bytes.
    out : Path
        A folder, which is made if needed. Its files of these names are replaced once all are written.
    """
    if jobs < 1:
        raise NoJobs(f"{jobs} jobs were asked for: ask for one or more")
    out.mkdir(parents=True, exist_ok=True)
    names = ("vagas.json.gz", "prospects.json.gz", "applicants.json.gz", "truth.csv.gz")
    parts = [out / f".{name}.part" for name in names]
    try:
        with ExitStack() as stack:
            files = [_compressed(stack, part) for part in parts]
            vagas, prospects, applicants = (_Records(file) for file in files[:3])
            text = stack.enter_context(io.TextIOWrapper(files[3], "utf-8", newline=""))
            pairs = csv.writer(text, lineterminator="\n")
            pairs.writerow(COLUMNS)
            for first in range(0, jobs, _BLOCK):
                _Block(first, min(_BLOCK, jobs - first), jobs, seed).write(vagas, prospects, applicants, pairs)
            for writer in (vagas, prospects, applicants):
                writer.end()
        for part, name in zip(parts, names, strict=True):
            part.replace(out / name)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def load_truth(folder: Path) -> dict[tuple[str, str], float]:
    """Read the probability that each application of a folder, once decided, ends in a hire.

    Parameters
    ----------
    folder : Path
        Written by `generate`.

    Returns
    -------
    dict
        From (job id, applicant id) to the probability.
    """
    with gzip.open(folder / "truth.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return {(row["job_id"], row["applicant_id"]): float(row["probability"]) for row in csv.DictReader(file)}


def _compressed(stack: ExitStack, path: Path) -> gzip.GzipFile:
    # No name and no time in the header: the bytes depend on the content alone.
    target = stack.enter_context(path.open("wb"))
    return stack.enter_context(gzip.GzipFile("", "wb", 6, target, mtime=0))


class _Records:
    """Writes one JSON object, record by record."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self._before = b"{\n"

    def add(self, key: str, record: dict[str, Any]) -> None:
        self._file.write(self._before + orjson.dumps(key) + b":" + orjson.dumps(record))
        self._before = b",\n"

    def end(self) -> None:
        self._file.write(b"\n}\n" if self._before == b",\n" else b"{}\n")


class _Block:
    """Some jobs and the applicants of their time."""

    def __init__(self, first: int, jobs: int, all_jobs: int, seed: int) -> None:
        self._random = Random(f"{seed}/{first}")  # noqa: S311 - a world that can be drawn again, no secret
        self._first, self._jobs, self._all_jobs = first, jobs, all_jobs
        start = round(first * _APPLICANTS_PER_JOB)
        self._people = round((first + jobs) * _APPLICANTS_PER_JOB) - start
        self._first_person = 1 + start
        # Ids of lost records come after all others, in a range of this block: ten times as many as it can need.
        self._lost = count(1 + round(all_jobs * _APPLICANTS_PER_JOB) + first * 100)

    def write(self, vagas: _Records, prospects: _Records, applicants: _Records, pairs: Any) -> None:
        """Draw the block and write it."""
        people = []
        for number in range(self._first_person, self._first_person + self._people):
            _, fields = applicant_fields(self._random)
            applicants.add(str(number), raw.applicant_record(str(number), fields))
            people.append(applicant_facts(fields))
        crowd = Crowd(people)
        for number in range(self._first, self._first + self._jobs):
            _, fields = job_fields(self._random)
            job_id = str(number + 1)
            requested = _START + timedelta(days=number * _DAYS // self._all_jobs)
            vagas.add(job_id, raw.job_record(fields, requested, self._random.choice(words.CLIENTS)))
            job = job_facts(fields)
            rows = []
            for applicant_id, facts in self._considered(job, crowd, people):
                drawn = truth(job, facts)
                status, decided, hired = self._status(drawn)
                rows.append(self._row(applicant_id, status, requested))
                figures = (consideration(job, facts), drawn.probability, drawn.job_effect, drawn.match_effect)
                told = (int(decided), int(hired) if decided else "")
                pairs.writerow((job_id, applicant_id, *map(repr, figures), *told))
            prospects.add(job_id, {"titulo": fields["titulo_vaga"], "modalidade": "", "prospects": rows})

    def _considered(
        self, job: JobFacts, crowd: Crowd, people: Sequence[ApplicantFacts]
    ) -> Iterator[tuple[str, ApplicantFacts]]:
        """Draw the people for the places of a job; the records of some are lost."""
        random = self._random
        if random.random() < _WITHOUT_PROSPECTS:
            return
        drawn = crowd.draw(job, random)
        for _ in range(min(60, 1 + int(random.lognormvariate(0.8, 1.05)))):
            if random.random() < _RECORD_LOST:
                yield str(next(self._lost)), NOTHING_KNOWN
            else:
                for place in islice(drawn, 1):
                    yield str(self._first_person + place), people[place]

    def _status(self, drawn: Truth) -> tuple[str, bool, bool]:
        random = self._random
        if random.random() >= _DECIDED:
            return choose(random, words.OPEN, words.OPEN_WEIGHTS), False, False
        if random.random() < drawn.probability:
            return choose(random, words.HIRED, words.HIRED_WEIGHTS), True, True
        if random.random() < _WITHDREW:
            return choose(random, words.WITHDREW, words.WITHDREW_WEIGHTS), True, False
        return choose(random, words.REJECTED, words.REJECTED_WEIGHTS), True, False

    def _row(self, applicant_id: str, status: str, requested: date) -> dict[str, str]:
        applied = requested + timedelta(days=int(self._random.expovariate(1 / 6)))
        updated = applied + timedelta(days=int(self._random.expovariate(1 / 8)))
        return raw.prospect_record(applicant_id, status, applied, updated if status != "Prospect" else None)
