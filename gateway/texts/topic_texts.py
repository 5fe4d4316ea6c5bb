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


def written_before(topics: Iterable[str]) -> str:
    """Say that only the cache writer still has the topics of before, and what to do."""
    return (
        "O programa que grava os resultados ainda trabalha com tópicos que não são mais os de agora "
        f"({', '.join(topics)}): listas e avisos são recusados, eventos são aceitos. Reinicie "
        "`python -m stream_processor cache`."
    )
