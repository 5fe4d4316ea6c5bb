"""`python -m model`: train, evaluate, list, show, promote, rollback, verify."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from data.records import UnreadableData
from model.registry import ALIASES, ArtifactRefused, Registry
from model.settings import ModelSettings


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (ArtifactRefused, UnreadableData, ValueError) as error:
        print(f"python -m model: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: object, text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.add_argument("--registry", type=Path, default=ModelSettings().model_registry, help="registry folder")
        added.set_defaults(run=run)
        return added

    train = command("train", _train, "train on a folder of vagas, prospects and applicants, and save the version")
    train.add_argument("--data", type=Path, required=True)
    train.add_argument("--seed", type=int, default=7)
    train.add_argument("--alias", choices=ALIASES, help="promote to this alias; without it, to champion if there is none")
    command("list", _list, "list versions and aliases")
    for name, run, text in (("show", _show, "print a manifest"), ("verify", _verify, "check every file of a version")):
        command(name, run, text).add_argument("model", nargs="?", default="champion", help="version or alias")
    promote = command("promote", _promote, "give a version an alias")
    promote.add_argument("version")
    promote.add_argument("--alias", choices=ALIASES, default="champion")
    command("rollback", _rollback, "give an alias back to its version before").add_argument("alias", nargs="?", choices=ALIASES, default="champion")
    return parser


def _train(options: argparse.Namespace) -> None:
    from data.decision import read
    from model.pairs import labelled
    from model.training import Settings, train

    trained = train(labelled(read(options.data)), Settings(seed=options.seed))
    registry = Registry(options.registry)
    version = registry.save(trained.artifact, trained.write_pipeline)
    alias = options.alias or (None if "champion" in registry.aliases() else "champion")
    if alias:
        registry.promote(version, alias)
    print(version)


def _list(options: argparse.Namespace) -> None:
    registry = Registry(options.registry)
    names = {version: [alias for alias, named in registry.aliases().items() if named == version] for version in registry.versions()}
    for version, aliases in names.items():
        print(version, *aliases)


def _show(options: argparse.Namespace) -> None:
    print(json.dumps(Registry(options.registry).manifest(options.model), ensure_ascii=False, indent=1, sort_keys=True))


def _verify(options: argparse.Namespace) -> None:
    Registry(options.registry).verify(options.model)
    print("ok")


def _promote(options: argparse.Namespace) -> None:
    Registry(options.registry).promote(options.version, options.alias)


def _rollback(options: argparse.Namespace) -> None:
    print(Registry(options.registry).rollback(options.alias))


if __name__ == "__main__":
    sys.exit(main())
