"""Reads docker-compose.yml: what each service runs, with what, once what."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[3]
FILE = PROJECT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A volume or a folder of the project, and where the service has it."""

    source: str
    target: str
    read_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A service as the file describes it; a command is None where the image's own is meant."""

    name: str
    image: str
    entrypoint: list[str] | None
    command: list[str] | None
    environment: dict[str, str]
    mounts: list[Mount]
    tmpfs: list[str]
    read_only: bool
    without_rights: bool
    replicas: int
    profiles: list[str]
    waits_for: dict[str, str]
    health: list[str] | None
    grace_seconds: float


def substituted(value: Any, variables: Mapping[str, str]) -> Any:
    """A value with its variables; `$$` is a dollar."""
    if isinstance(value, dict):
        return {name: substituted(one, variables) for name, one in value.items()}
    if isinstance(value, list):
        return [substituted(one, variables) for one in value]
    if not isinstance(value, str):
        return value
    return _VARIABLE.sub(lambda found: "$" if not found[1] else variables.get(found[1]) or found[2] or "", value)


def services(variables: Mapping[str, str]) -> dict[str, Described]:
    """Every service of the file."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    return {name: _described(name, substituted(one, variables)) for name, one in read.items()}


def _described(name: str, one: dict[str, Any]) -> Described:
    check = one.get("healthcheck", {}).get("test")
    return Described(
        name=name,
        image=one["image"],
        entrypoint=_words(one.get("entrypoint")),
        command=_words(one.get("command")),
        environment={variable: str(value) for variable, value in one.get("environment", {}).items()},
        mounts=[_mount(volume) for volume in one.get("volumes", [])],
        tmpfs=one.get("tmpfs", []),
        read_only=one.get("read_only", False),
        without_rights=one.get("cap_drop") == ["ALL"],
        replicas=int(one.get("deploy", {}).get("replicas", 1)),
        profiles=one.get("profiles", []),
        waits_for={other: asked["condition"] for other, asked in one.get("depends_on", {}).items()},
        health=None if check is None else ["sh", "-c", *check[1:]] if check[0] == "CMD-SHELL" else check[1:],
        grace_seconds=float(str(one.get("stop_grace_period", "10s")).removesuffix("s")),
    )


def _words(command: str | list[str] | None) -> list[str] | None:
    return shlex.split(command) if isinstance(command, str) else command


def _mount(volume: str) -> Mount:
    source, target, *options = volume.split(":")
    return Mount(source=source, target=target, read_only="ro" in ",".join(options).split(","))
