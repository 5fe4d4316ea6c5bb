"""Turns what reading results raises into what the client is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gateway.freshness import Stale, members, moment
from gateway.problems import Problem
from gateway.results import Unavailable, Unknown

RETRY_SECONDS = 5


def unavailable(error: Unavailable) -> Problem:
    """The answer where results can't be told now."""
    if error.filling:
        return Problem(
            503,
            "Os resultados estão sendo reconstruídos; tente de novo em instantes.",
            slug="results-filling",
            retry_after=RETRY_SECONDS,
        )
    return Problem(
        503,
        "O armazenamento de resultados não responde; tente de novo em instantes.",
        slug="results-away",
        retry_after=RETRY_SECONDS,
    )


@contextmanager
def told(what: str) -> Iterator[None]:
    """Answer 404 for an unknown entity and 503 where Redis is away.

    Parameters
    ----------
    what : str
        Names what was looked up, in Portuguese.
    """
    try:
        yield
    except Unknown as error:
        raise Problem(
            404,
            f"{what} não existe ou foi removido{_unless(error.stale)}.",
            members=members(error.stale),
        ) from None
    except Unavailable as error:
        raise unavailable(error) from None


def _unless(stale: Stale | None) -> str:
    if stale is None:
        return ""
    since = "" if stale.since is None else f" desde {moment(stale.since)}"
    return f", ou ainda não chegou: os resultados estão desatualizados{since}"
