"""Turns errors of reading results into answers to the client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from data.redis.faults import End
from gateway.lookups.freshness import Stale, members, moment
from gateway.lookups.results import Unavailable, Unknown
from gateway.texts.topic_texts import what_changed
from gateway.web.problems import Problem

RETRY_SECONDS = 5


def unavailable(error: Unavailable) -> Problem:
    """The answer where results are not available now."""
    if error.fresh is not None:
        detail, slug = what_changed(error.fresh.changed_topics), "topics-changed"
    elif error.fault is None:
        detail, slug = "Os resultados não estão completos no momento; tente de novo em instantes.", "results-filling"
    elif error.fault.end is End.WAIT:
        detail, slug = "O armazenamento de resultados não responde; tente de novo em instantes.", "results-away"
    else:
        detail, slug = "O armazenamento de resultados recusa a consulta; avise quem opera o sistema.", "results-refused"
    return Problem(503, detail, slug=slug, retry_after=RETRY_SECONDS)


@contextmanager
def told(what: str) -> Iterator[None]:
    """Answer 404 for an unknown entity and 503 while results are not available.

    Parameters
    ----------
    what : str
        What was looked up, in Portuguese, with its article: "A vaga".
    """
    try:
        yield
    except Unknown as error:
        removed = "removida" if what.startswith("A ") else "removido"
        raise Problem(
            404, f"{what} não existe ou foi {removed}{_unless(error.stale)}.", members=members(error.stale)
        ) from None
    except Unavailable as error:
        raise unavailable(error) from None


def _unless(stale: Stale | None) -> str:
    if stale is None:
        return ""
    since = "" if stale.since is None else f" desde {moment(stale.since)}"
    return f", ou ainda não chegou: os resultados estão desatualizados{since}"
