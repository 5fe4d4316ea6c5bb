"""`matchstream settings`: every setting of every program, what it means, and its value here."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings

from data.credentials import variable
from data.program import run
from gateway.settings import GatewaySettings
from model.settings import ModelSettings
from producers.erasure.forget import ForgetSettings
from stream_processor.settings import StreamSettings

PROGRAMS: dict[str, type[BaseSettings]] = {
    "worker, cache, webhooks": StreamSettings,
    "gateway": GatewaySettings,
    "producers": ForgetSettings,
    "models": ModelSettings,
}
MASKED = "********"


class Setting(NamedTuple):
    """One variable: who reads it, its value here, whether that is another than the default, and what it means."""

    variable: str
    programs: str
    value: str
    is_default: bool
    meaning: str


def settings() -> list[Setting]:
    """Every setting once, by name; secrets are masked.

    Raises
    ------
    pydantic.ValidationError
        Where a value can't be used.
    """
    found: dict[str, Setting] = {}
    for program, kind in PROGRAMS.items():
        for setting in _of(program, kind()):
            before = found.get(setting.variable)
            programs = f"{before.programs}; {program}" if before else program
            found[setting.variable] = setting._replace(programs=programs)
    return [found[name] for name in sorted(found)]


def _of(program: str, given: BaseSettings) -> Iterator[Setting]:
    for name, field in type(given).model_fields.items():
        value = getattr(given, name)
        yield Setting(
            variable(name), program, _shown(value), value == field.get_default(), _meaning(field, type(given), name)
        )


def _shown(value: Any) -> str:
    """A value as it is shown; of a secret only that there is one."""
    if isinstance(value, SecretStr):
        return MASKED
    return "" if value is None else str(value)


def _meaning(field: FieldInfo, kind: type[BaseSettings], name: str) -> str:
    if field.description is None:
        raise TypeError(f"{kind.__name__}.{name} has no description")
    return field.description


def main(arguments: Sequence[str] | None = None, *, prog: str = "matchstream settings") -> int:
    """Print them; returns a `data.errors.ExitCode`."""
    parser = argparse.ArgumentParser(prog=prog, description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--changed", action="store_true", help="only those that differ from their default")
    options = parser.parse_args(arguments)

    def program() -> int:
        shown = [setting for setting in settings() if not (options.changed and setting.is_default)]
        if options.json:
            print(json.dumps([setting._asdict() for setting in shown], indent=2))
        for setting in shown if not options.json else ():
            print(f"{setting.variable}={setting.value}{'' if setting.is_default else '   (changed)'}")
            print(f"    {setting.meaning} [{setting.programs}]")
        return 0

    return run(program, name=prog)
