"""`matchstream`: one command for all programs; each is loaded only when it is called."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from data.errors import ExitCode

NAME = "matchstream"


class Command(NamedTuple):
    """A command: the module whose `main` runs it, its arguments there, its name in messages, and its purpose."""

    module: str
    arguments: tuple[str, ...]
    prog: str
    purpose: str


def _of(module: str, **purposes: str) -> dict[str, Command]:
    """Commands with the same name here and in their module."""
    return {
        name.replace("_", "-"): Command(module, (name.replace("_", "-"),), NAME, purpose)
        for name, purpose in purposes.items()
    }


GROUPS: dict[str, dict[str, Command]] = {
    "On this machine": _of(
        "deploy.local.__main__",
        demo="everything with made-up data, until Ctrl-C: broker, Redis, workers, gateway, pages",
        up="the same, without data",
        smoke="the main job, headless: replay, wait until still, verify",
    ),
    "Programs that run for ever": _of(
        "stream_processor.__main__",
        worker="joins, scores and publishes matches",
        cache="writes results into Redis, and erases what is left of removed applicants",
        webhooks="sends new matches to the systems that subscribed",
    )
    | {"gateway": Command("gateway.__main__", (), f"{NAME} gateway", "predictions, events, lookups, pushes and pages")},
    "Data": _of(
        "producers.__main__",
        topics="create the topics that are missing, and check them all",
        replay="send a folder as events",
        poll="ask a tracking system for what its webhooks don't tell",
        simulate="an endless trickle of made-up events",
        **{"import": "send what files hold: tables, resumes, postings, CVs"},
        forget="remove an applicant everywhere (LGPD art. 18)",
        keys="keys of the gateway: create, list, revoke, rotate",
    ),
    "Trust": _of(
        "stream_processor.__main__",
        verify="recompute the matches from the topics alone, and compare",
        drift="whether what comes is still what the champion was trained on",
        dead_letters="what could not be read: list, show, send again, repair, discard",
        rebuild_cache="empty Redis, so that it is filled again from the topics",
    )
    | _of(
        "gateway.__main__",
        store="what people decided, in the database: compare with Kafka, rebuild from it",
        log="the decision log: verify, export what it has of an applicant",
    )
    | {"settings": Command("deploy.settings", (), f"{NAME} settings", "every setting, its meaning and its value here")},
    "Models": _of(
        "model.__main__",
        train="train on a folder, and save the version",
        evaluate="figures of a model on a folder",
        audit="fairness of its scores, and of people's decisions, as a report",
        curve="quality and speed by size",
        unread="what postings ask that is not read yet",
    )
    | {"models": Command("model.__main__", (), f"{NAME} models", "the registry: list, show, card, verify")}
    | _of(
        "producers.__main__",
        promote="make a version champion, for all programs at once",
        rollback="go back to the champion before",
    ),
}
COMMANDS = {name: command for group in GROUPS.values() for name, command in group.items()}


def overview() -> str:
    """Every command by group, with its purpose."""
    width = max(map(len, COMMANDS))
    lines = [f"usage: {NAME} COMMAND [ARGUMENTS]   ({NAME} COMMAND --help says more)"]
    for group, commands in GROUPS.items():
        lines += ["", group, *(f"  {name:{width}}  {command.purpose}" for name, command in commands.items())]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the command line names; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in {"-h", "--help"}:
        print(overview())
        return ExitCode.OK if given else ExitCode.USAGE
    command = COMMANDS.get(given[0])
    if command is None:
        print(f"{NAME}: there is no command {given[0]!r}; `{NAME} --help` lists them", file=sys.stderr)
        return ExitCode.USAGE
    program: Callable[..., Any] = import_module(command.module).main
    return int(program([*command.arguments, *given[1:]], prog=command.prog))


if __name__ == "__main__":
    sys.exit(main())
