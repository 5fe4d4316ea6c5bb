from __future__ import annotations

import csv
import gzip
import json
import math
import statistics
import subprocess
import sys
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

import data
from data.contract.entities import Applicant, fold
from data.files.decision_folder import Dataset, read
from data.files.statuses import Outcome, outcome
from data.privacy.redaction import mask_contacts
from data.synthetic import Generator, generate, load_truth
from data.synthetic.__main__ import main
from data.synthetic.truth import INTERCEPT

SAMPLE = Path(data.__file__).parent / "sample"
FILES = ("vagas.json.gz", "prospects.json.gz", "applicants.json.gz", "truth.csv.gz")
JOBS = 1500


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("synthetic") / "made" / "on the way"
    generate(JOBS, 11, out)
    return out


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    return read(folder)


@pytest.fixture(scope="module")
def truth_rows(folder: Path) -> list[dict[str, str]]:
    with gzip.open(folder / "truth.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def unpacked(folder: Path) -> list[bytes]:
    return [gzip.decompress((folder / name).read_bytes()) for name in FILES]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(folder: Path, tmp_path: Path) -> None:
    generate(JOBS, 11, tmp_path / "same")
    generate(JOBS, 12, tmp_path / "other")
    for name in FILES:
        assert (tmp_path / "same" / name).read_bytes() == (folder / name).read_bytes()
        assert (tmp_path / "other" / name).read_bytes() != (folder / name).read_bytes()


def test_the_bytes_do_not_depend_on_the_process(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "data.synthetic", "--jobs", str(JOBS), "--seed", "11", "--out", str(tmp_path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=SAMPLE.parent.parent)
    assert f"{JOBS} jobs" in done.stdout
    assert [(tmp_path / name).read_bytes() for name in FILES] == [(folder / name).read_bytes() for name in FILES]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_the_committed_sample_is_what_its_command_draws(tmp_path: Path) -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    (command,) = (line.split() for line in readme.splitlines() if line.startswith("    python -m data.synthetic"))
    main([*command[3:-1], str(tmp_path)])
    assert unpacked(tmp_path) == unpacked(SAMPLE)
    assert sum((SAMPLE / name).stat().st_size for name in FILES) < 300_000
    sample = read(SAMPLE)
    counts = f"{len(sample.jobs)} jobs, {len(sample.applicants)} applicants, {len(sample.applications)} prospects"
    assert counts in readme


def test_marginals_are_like_those_of_real_data(dataset: Dataset) -> None:
    assert len(dataset.jobs) == JOBS
    assert len(dataset.applicants) == pytest.approx(3.5 * JOBS, rel=0.01)
    prospects = Counter(prospect.job_id for prospect in dataset.applications)
    assert statistics.median(prospects[job_id] for job_id in dataset.jobs) == 2
    assert dataset.without_job == 0
    assert 0.13 < dataset.without_applicant / len(dataset.applications) < 0.19
    outcomes = Counter(outcome(prospect.status) for prospect in dataset.applications)
    assert outcomes[Outcome.UNKNOWN] == 0
    decided = sum(count for one, count in outcomes.items() if one.decided)
    assert 0.22 < outcomes[Outcome.HIRED] / decided < 0.28
    assert 0.27 < outcomes[Outcome.WITHDREW] / (decided - outcomes[Outcome.HIRED]) < 0.35
    applied = {prospect.applicant_id for prospect in dataset.applications}
    assert 0.6 < sum(key not in applied for key in dataset.applicants) / len(dataset.applicants) < 0.8
    days = [dataset.job_dates[job_id] for job_id in dataset.jobs]
    assert all(days)
    assert days == sorted(day for day in days if day)


@pytest.mark.parametrize(
    ("field", "share"),
    [
        ("nivel_academico", 0.19),
        ("nivel_ingles", 0.16),
        ("nivel_espanhol", 0.155),
        ("area_de_atuacao", 0.12),
        ("conhecimentos_tecnicos", 0.02),
        ("certificacoes", 0.02),
        ("cv", 0.36),
    ],
)
def test_applicants_are_as_sparse_as_real_ones(dataset: Dataset, field: str, share: float) -> None:
    filled = sum(getattr(applicant, field) is not None for applicant in dataset.applicants.values())
    assert filled / len(dataset.applicants) == pytest.approx(share, abs=0.02)


def test_the_truth_is_a_function_of_what_is_written(
    folder: Path, dataset: Dataset, truth_rows: list[dict[str, str]]
) -> None:
    told = load_truth(folder)
    assert set(told) == {(prospect.job_id, prospect.applicant_id) for prospect in dataset.applications}
    considered = {(row["job_id"], row["applicant_id"]): float(row["consideration"]) for row in truth_rows}
    for (job_id, applicant_id), probability in told.items():
        applicant = dataset.applicants.get(applicant_id, Applicant.model_validate({"id": applicant_id}))
        assert Generator.hire_probability(dataset.jobs[job_id], applicant) == probability
        assert Generator.suitability(dataset.jobs[job_id], applicant) == considered[job_id, applicant_id]


def test_outcomes_are_drawn_from_the_truth(truth_rows: list[dict[str, str]], dataset: Dataset) -> None:
    statuses = {(prospect.job_id, prospect.applicant_id): prospect.status for prospect in dataset.applications}
    bands: dict[int, list[tuple[float, bool]]] = {}
    for row in truth_rows:
        told = outcome(statuses[row["job_id"], row["applicant_id"]])
        assert (row["decided"] == "1") == told.decided
        assert row["hired"] == {Outcome.HIRED: "1", Outcome.OPEN: ""}.get(told, "0")
        logit = INTERCEPT + float(row["job_effect"]) + float(row["match_effect"])
        assert float(row["probability"]) == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-12)
        if told.decided:
            bands.setdefault(int(float(row["probability"]) * 5), []).append(
                (float(row["probability"]), told is Outcome.HIRED)
            )
    for band in bands.values():
        expected = sum(probability for probability, _ in band)
        deviation = math.sqrt(sum(probability * (1 - probability) for probability, _ in band))
        assert abs(sum(hired for _, hired in band) - expected) < 4 * deviation + 1


def test_who_is_decided_does_not_depend_on_the_truth(truth_rows: list[dict[str, str]]) -> None:
    decided = [float(row["probability"]) for row in truth_rows if row["decided"] == "1"]
    others = [float(row["probability"]) for row in truth_rows if row["decided"] == "0"]
    error = math.sqrt(statistics.variance(decided) / len(decided) + statistics.variance(others) / len(others))
    assert abs(statistics.mean(decided) - statistics.mean(others)) < 4 * error


def test_both_genders_are_hired_alike(truth_rows: list[dict[str, str]], dataset: Dataset) -> None:
    # By job: the chances of the candidates of one job are alike.
    told: dict[bool, dict[str, list[float]]] = {True: {}, False: {}}
    for row in truth_rows:
        title = fold(dataset.jobs[row["job_id"]].titulo_vaga or "").split()
        if title[0] in {"desenvolvedor", "desenvolvedora"}:
            told[title[0].endswith("a")].setdefault(row["job_id"], []).append(float(row["probability"]))
    means = [[statistics.mean(values) for values in by_job.values()] for by_job in told.values()]
    assert min(map(len, means)) > 30
    error = math.sqrt(sum(statistics.variance(values) / len(values) for values in means))
    assert abs(statistics.mean(means[0]) - statistics.mean(means[1])) < 4 * error


def test_nothing_in_the_texts_is_masked_when_they_are_read(folder: Path) -> None:
    records: dict[str, Any] = json.loads(gzip.decompress((folder / "applicants.json.gz").read_bytes()))
    texts = [record["cv_pt"] for record in records.values()]
    assert all(mask_contacts(text) == text for text in texts)


def test_memory_holds_one_block_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data.synthetic.folder._BLOCK", 10)
    generate(95, 3, tmp_path)
    dataset = read(tmp_path)
    assert list(dataset.jobs) == [str(number) for number in range(1, 96)]
    assert list(dataset.applicants) == [str(number) for number in range(1, 1 + len(dataset.applicants))]
    lost = [
        prospect.applicant_id for prospect in dataset.applications if prospect.applicant_id not in dataset.applicants
    ]
    assert len(set(lost)) == len(lost)


def test_one_job_is_a_world(tmp_path: Path) -> None:
    generate(1, 5, tmp_path)
    assert len(read(tmp_path).jobs) == 1


def test_a_run_that_fails_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(3, 5, tmp_path)
    before = unpacked(tmp_path)

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("data.synthetic.raw.applicant_record", fail)
    with pytest.raises(OSError, match="no space left"):
        generate(4, 5, tmp_path)
    assert unpacked(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_less_than_one_job_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="one or more"):
        generate(0, 1, tmp_path)
    with pytest.raises(SystemExit):
        main(["--jobs", "0", "--out", str(tmp_path)])
    assert "one job or more" in capsys.readouterr().err


def test_the_endless_source_can_be_drawn_again() -> None:
    first, second = Generator(4), Generator(4, first_id=1)
    drawn = list(islice(first.jobs(), 20))
    people = list(islice(first.applicants(), 20))
    assert list(islice(second.applicants(), 20)) == people
    assert list(islice(second.jobs(), 20)) == drawn
    assert [job.id for job in drawn] == [str(number) for number in range(1, 21)]
    assert Generator(4, first_id=900).job().id == "900"
    assert Generator(5).job() != drawn[0]
    assert 0 < Generator.hire_probability(drawn[0], people[0]) < 1
