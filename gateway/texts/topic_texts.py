"""What clients are told where the topics are not those that workers read."""

from __future__ import annotations

from collections.abc import Iterable


def what_changed(topics: Iterable[str]) -> str:
    """Say in Portuguese which topics changed, and whose turn it is."""
    return (
        "Os tópicos do Kafka não são mais aqueles que o processamento conhece: faltam, foram refeitos ou têm outro "
        f"número de partições ({', '.join(sorted(set(topics)))}). Avise quem opera o sistema: o log de qualquer "
        "programa diz o que fazer."
    )
