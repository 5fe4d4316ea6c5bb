"""Portuguese texts about keys, scopes and sessions."""

from __future__ import annotations

from data.contract.keys import Scope

MISSING = "Falta uma chave: envie-a no cabeçalho Authorization: Bearer, ou entre com ela na página /entrar."
UNKNOWN = "A chave ou a sessão não vale: está errada, foi revogada ou venceu."
NOT_OUR_PAGE = "Com uma sessão, só páginas deste servidor podem pedir mudanças."
AWAY = "As chaves ainda não puderam ser lidas do Kafka; tente de novo em instantes."
RATE = "Esta chave fez pedidos demais; tente de novo depois do tempo em Retry-After."
OFF = "Chaves desligadas: quem alcança este endereço pode tudo. Somente para uso local."
BAD_NAME = "name: 1 a 100 caracteres visíveis, sem espaço nas pontas."
NO_SUCH_KEY = "Não há chave com este id."
NOT_GOOD = "Esta chave não vale mais, por isso não tem sucessora: crie outra."
NOT_KEPT = "O Kafka não confirmou, e não se sabe se a mudança vale; confira a lista e tente de novo."
KEYS_AWAY = (
    "As chaves não puderam ser lidas do Kafka desde o início: quem precisa de uma recebe 503. Verifique se o Kafka "
    "está no ar e se o gateway pode ler recruiting.keys.v1."
)

_SCOPES = {
    Scope.INGEST: "enviar eventos e documentos",
    Scope.READ: "ler e prever",
    Scope.REVIEW: "registrar o que pessoas decidem",
    Scope.ADMIN: "administrar chaves e envios",
    Scope.METRICS: "ler métricas",
}


def scope(needed: Scope) -> str:
    """Say what a key does not allow."""
    return f"Esta chave não permite {_SCOPES[needed]}: falta o escopo {needed}."
