"""The Portuguese text for topics that are no longer those that workers read."""

from __future__ import annotations

from collections.abc import Iterable


def what_changed(topics: Iterable[str]) -> str:
    """Say which topics changed, and who must act."""
    return (
        "Os tópicos do Kafka não são mais aqueles que o processamento conhece: faltam, foram refeitos ou têm outro "
        f"número de partições ({', '.join(sorted(set(topics)))}). Avise quem opera o sistema: o log de qualquer "
        "programa diz o que fazer."
    )
