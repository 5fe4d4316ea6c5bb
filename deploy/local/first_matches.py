"""Shows the first matches of a running stack, for the demonstration."""

from __future__ import annotations

import json

import redis

from data.contract.bands import band
from data.redis import layout as results

__all__ = ["best_matches", "table"]

JOBS_ASKED = 200
TITLE_WIDTH = 48


def best_matches(url: str, count: int) -> list[tuple[str, str, float]]:
    """Read the best match of the newest open jobs.

    Parameters
    ----------
    url : str
        The Redis server's address.
    count : int
        How many matches at most.

    Returns
    -------
    list of (str, str, float)
        Job title, applicant id and score; the highest score first. Empty while there are none.
    """
    found = []
    with redis.Redis.from_url(url, decode_responses=True) as client:
        for job in client.zrange(results.JOBS, 0, JOBS_ASKED - 1):
            best = client.zrange(results.job_matches(job), 0, 0, withscores=True)
            value = client.hget(results.job(job), "value")
            if best and value:
                (applicant, rank) = best[0]
                found.append((json.loads(value).get("titulo_vaga") or f"vaga {job}", applicant, -rank))
    return sorted(found, key=lambda match: (-match[2], match[0], match[1]))[:count]


def table(matches: list[tuple[str, str, float]]) -> str:
    """Lay matches out for a terminal.

    Parameters
    ----------
    matches : list of (str, str, float)
        As `best_matches` returns them.

    Returns
    -------
    str
        One line each, under a heading.
    """
    lines = [f"  {'vaga':<{TITLE_WIDTH}}  {'candidato':<12}  {'nota':>5}  faixa"]
    lines += [
        f"  {title[:TITLE_WIDTH]:<{TITLE_WIDTH}}  {applicant[:12]:<12}  {score:5.1f}  {band(score)}"
        for title, applicant, score in matches
    ]
    return "\n".join(lines)
