"""`python -m model`: train, evaluate, audit, curve, unread, list, show, card, verify."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.errors import ExitCode, MatchstreamError
from data.files.decision_folder import read
from data.synthetic import Generator, generate, load_truth
from model.evaluation.card import card
from model.evaluation.report import Background, fingerprint, report
from model.evaluation.report_tables import tables
from model.evaluation.retrieval import DRAWN
from model.evaluation.scored import ScoredPairs
from model.labelled.pairs import labelled
from model.registry import CHAMPION, Registry
from model.scoring.scorer import Scorer
from model.settings import ModelSettings

PROGRAM = "python -m model"


class NotHere(MatchstreamError):
    """What was asked is another program's."""


def main(arguments: Sequence[str] | None = None, *, prog: str = PROGRAM) -> int:
    """Run one command; returns the exit code."""
    options = _parser(prog).parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except MatchstreamError as error:
        print(f"{prog}: {error}", file=sys.stderr)
        return error.exit_code


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("1 or more")
    return count


def _share(text: str) -> float:
    share = float(text)
    if not 0.0 < share < 1.0:
        raise argparse.ArgumentTypeError("between 0 and 1")
    return share


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument("--registry", type=Path, default=ModelSettings().model_registry, help="registry folder")
        added.set_defaults(run=run)
        return added

    train = command("train", _train, "train on a folder of vagas, prospects and applicants, and save the version")
    train.add_argument("--data", type=Path, required=True)
    train.add_argument("--seed", type=int, default=7)
    train.add_argument("--no-evaluation", action="store_true", help="save without figures on held-out jobs: quicker")
    train.add_argument(
        "--synthetic-size", type=int, help="draw that many synthetic jobs into --data first, if it is empty"
    )
    _evaluate_options(
        command(
            "evaluate",
            _evaluate,
            "retrieval, concentration and pooled figures of a model on a folder, beside baselines",
        )
    )
    _audit_options(command("audit", _audit, "fairness of scores and of people's decisions on a folder, as a report"))
    drift = command("drift", _drift, "whether a folder's entities and scores are still what a model was trained on")
    drift.add_argument("--data", type=Path, required=True)
    drift.add_argument("--model", default="champion", help="version or alias")
    drift.add_argument("--json", action="store_true")
    curve = command("curve", _curve, "quality and speed of the forests by size, and the size that follows")
    curve.add_argument("--data", type=Path, required=True, action="append", help="give it again for more data sets")
    curve.add_argument("--seed", type=int, default=7)
    curve.add_argument("--plot", type=Path, help="file of a picture, .svg or .png")
    unread = command("unread", _unread, "what postings require that the taxonomy doesn't read, most frequent first")
    unread.add_argument("data", type=Path, metavar="FOLDER", help="vagas, prospects and applicants")
    unread.add_argument("--top", type=_count, default=40, help="how many terms of postings and of people")
    command("list", _list, "list versions and aliases")
    for name, run, text in (
        ("show", _show, "print a manifest"),
        ("card", _card, "print the model card"),
        ("verify", _verify, "check every file of a version"),
    ):
        command(name, run, text).add_argument("model", nargs="?", default="champion", help="version or alias")
    for name in ("promote", "rollback"):
        gone = command(name, _elsewhere, f"moved: `python -m producers {name}`")
        gone.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser


def _evaluate_options(evaluate: argparse.ArgumentParser) -> None:
    evaluate.add_argument("--data", type=Path, required=True)
    evaluate.add_argument("--model", default="champion", help="version or alias")
    evaluate.add_argument("--json", action="store_true")
    evaluate.add_argument(
        "--plots", type=Path, help="folder for ROC, precision-recall, reliability and score-by-band pictures"
    )
    evaluate.add_argument("--repeats", type=int, default=200, help="bootstrap samples of jobs")
    evaluate.add_argument("--drawn", type=_count, default=DRAWN, help="others that a real one is ranked among")


def _audit_options(audit: argparse.ArgumentParser) -> None:
    audit.add_argument("--data", type=Path, required=True)
    audit.add_argument(
        "--protected", type=Path, required=True,
        help="CSV with applicant_id and a column for each attribute; nothing but the audit reads it",
    )  # fmt: skip
    audit.add_argument("--out", type=Path, required=True, help="folder for audit.html and audit.json")
    audit.add_argument("--model", default="champion", help="version or alias")
    audit.add_argument("--language", choices=("pt", "en"), default="pt", help="of the page")
    audit.add_argument("--least", type=_count, default=30, help="people without whom a group is small")
    audit.add_argument("--level", type=_share, default=0.01, help="probability of a false alarm in a whole audit")
    audit.add_argument("--shortlist", type=_count, default=5, help="length of a job's list of best candidates")
    audit.add_argument("--exchanges", type=_count, default=4999, help="of people's attributes, which tell chance")
    audit.add_argument("--seed", type=int, default=7)


def _train(options: argparse.Namespace) -> None:
    from model.training.hyperparameters import Settings
    from model.training.run import run

    if options.synthetic_size and not any(options.data.glob("vagas.json*")):
        generate(options.synthetic_size, options.seed, options.data)
    truth = _truth(options.data)
    registry = Registry(options.registry)
    version, artifact = run(
        labelled(read(options.data)), registry, Settings(seed=options.seed), evaluate=not options.no_evaluation,
        origin="synthetic" if truth else "recruiting records", truth=truth,
        suitability=Generator.suitability if truth else None,
    )  # fmt: skip
    if CHAMPION in registry.aliases():
        print(f"saved; to have it score: python -m producers promote {version}", file=sys.stderr)
    else:
        registry.set_champion(version)
    for split, found in artifact.manifest.get("held_out", {}).items():
        print(_printed(split, found), file=sys.stderr)
    print(version)


def _evaluate(options: argparse.Namespace) -> None:
    registry = Registry(options.registry)
    scorer = Scorer.load(registry.resolve(options.model))
    pairs = labelled(read(options.data))
    trained_on = fingerprint(pairs) == scorer.artifact.manifest.get("data", {}).get("fingerprint")
    held_out = scorer.artifact.manifest.get("held_out", {})
    scored = ScoredPairs(scorer, pairs)
    if options.plots:
        from model.evaluation.plots import plot

        plot(scored, options.plots)
    if trained_on and not options.json:
        print(f"{scorer.version}\n\nThese are the very pairs it was trained on: only figures of held-out jobs count.")
        for split, held in held_out.items():
            print(_printed(f"held out, {split}", held))
        return
    truth = _truth(options.data)
    background = Background(pairs, None, Generator.suitability if truth else None, drawn=options.drawn)
    found = report(scored, repeats=options.repeats, truth=truth, background=background)
    if options.json:
        answer = {"model": scorer.version, "trained_on_this": trained_on, "figures": found}
        if trained_on:
            answer["held_out"] = held_out
        print(json.dumps(answer, indent=1))
        return
    print(_printed(scorer.version, found))


def _audit(options: argparse.Namespace) -> None:
    from model.audit.audit import audit
    from model.audit.comparison import Rules
    from model.audit.page import page
    from model.audit.protected import read_protected

    protected = read_protected(options.protected, options.data)
    registry = Registry(options.registry)
    scored = ScoredPairs(Scorer.load(registry.resolve(options.model)), labelled(read(options.data)))
    rules = Rules(options.least, options.level, options.exchanges, options.seed)
    found = audit(scored, protected, rules, options.shortlist)
    today = datetime.now(UTC).date()
    options.out.mkdir(parents=True, exist_ok=True)
    document = json.dumps(found | {"made_on": today.isoformat()}, ensure_ascii=False, indent=1, allow_nan=False)
    (options.out / "audit.json").write_text(document + "\n", encoding="utf-8")
    (options.out / "audit.html").write_text(page(found, options.language, today), encoding="utf-8")
    beyond = f"{found['alarms']} of {found['comparisons']} comparisons"
    print(f"{beyond} are beyond chance, at level {rules.level}: {options.out}")


def _drift(options: argparse.Namespace) -> None:
    from model.drift import profile
    from model.drift import report as drift
    from model.drift.findings import judge

    folder = Registry(options.registry).resolve(options.model)
    try:
        reference = profile.read(folder)
    except profile.NoProfile as error:
        raise NotHere(f"drift of {folder.name} can't be told: {error}") from error
    scored = ScoredPairs(Scorer.load(folder), labelled(read(options.data)))
    found = judge(reference, drift.of_pairs(reference, scored))
    if options.json:
        print(json.dumps({"model": folder.name, **drift.as_json(found)}, indent=1))
    else:
        print(drift.text(f"{folder.name} beside {options.data}", found), end="")


def _printed(title: str, found: Mapping[str, Any]) -> str:
    return "\n\n".join([title, *(table.text() for table in tables(found))]) + "\n"


def _curve(options: argparse.Namespace) -> None:
    from model.training.curve import Curve, chosen, speeds, table
    from model.training.hyperparameters import Settings

    settings = Settings(seed=options.seed)
    match, jobs = {}, {}
    for folder in options.data:
        pairs = labelled(read(folder))
        curve = Curve(pairs, settings)
        pair_speed, job_speed = speeds(pairs, curve.models())
        name = "synthetic" if _truth(folder) else "recruiting records"
        match[name], jobs[name] = curve.pair_points(pair_speed), curve.job_points(job_speed)
        print(f"{name}: match forest\n\n{table(match[name], 'million pairs/s')}\n")
        print(f"{name}: job forest\n\n{table(jobs[name], 'thousand jobs/s')}\n")
    size, job = chosen(list(match.values())), chosen(list(jobs.values()))
    print(f"chosen: match forest of {size.trees} trees of {size.leaves} leaves, job forest of {job.trees} trees")
    if options.plot:
        from model.training.curve_plot import plot_curve

        plot_curve(match, size, options.plot)


def _unread(options: argparse.Namespace) -> None:
    from model.skills.taxonomy import default
    from model.skills.unread import terms_of

    data = read(options.data)
    for whose, texts in (
        ("postings require", [job.competencias_tecnicas_requeridas for job in data.jobs.values()]),
        ("people know", [text for one in data.applicants.values() for text in (one.conhecimentos_tecnicos, one.cv)]),
    ):
        found = terms_of(filter(None, texts), default())
        print(f"{whose}: {found.share:.1%} of {found.read + found.unread.total():,} terms are read")
        for term, count in found.unread.most_common(options.top):
            print(f"{count:7,} {term}")


def _card(options: argparse.Namespace) -> None:
    print(card(Registry(options.registry).manifest(options.model)), end="")


def _truth(folder: Path) -> dict[tuple[str, str], float] | None:
    return load_truth(folder) if (folder / "truth.csv.gz").exists() else None


def _list(options: argparse.Namespace) -> None:
    registry = Registry(options.registry)
    names = {
        version: [alias for alias, named in registry.aliases().items() if named == version]
        for version in registry.versions()
    }
    for version, aliases in names.items():
        print(version, *aliases)


def _show(options: argparse.Namespace) -> None:
    print(json.dumps(Registry(options.registry).manifest(options.model), ensure_ascii=False, indent=1, sort_keys=True))


def _verify(options: argparse.Namespace) -> None:
    Registry(options.registry).verify(options.model)
    print("ok")


def _elsewhere(_options: argparse.Namespace) -> None:
    raise NotHere(
        "a registry alone can't say which model scores, for the workers would not hear of it: use "
        "`python -m producers promote VERSION` or `python -m producers rollback`"
    )


if __name__ == "__main__":
    sys.exit(main())
