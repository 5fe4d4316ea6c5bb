from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.errors import ExitCode, MatchstreamError, exit_code_of

PAGE = Path(__file__).parents[2] / "docs" / "exit-codes.md"


class Wrong(MatchstreamError):
    """For ever."""

    exit_code = ExitCode.CONFIGURE


class Away(MatchstreamError):
    """For a while."""

    retryable = True


@pytest.mark.parametrize(
    ("error", "command", "service"),
    [
        (MatchstreamError("x"), ExitCode.FAILED, ExitCode.FAILED),
        (Wrong("x"), ExitCode.CONFIGURE, ExitCode.CONFIGURE),
        (Away("x"), ExitCode.FAILED, ExitCode.RESTART),
    ],
)
def test_only_what_runs_for_ever_asks_to_be_started_again(
    error: MatchstreamError, command: ExitCode, service: ExitCode
) -> None:
    assert exit_code_of(error, runs_for_ever=False) == command
    assert exit_code_of(error, runs_for_ever=True) == service


def test_the_page_lists_every_code() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(str(int(code)), code.name, code.meaning) for code in ExitCode]
