"""Portuguese texts about decisions, and about the store that keeps them."""

from __future__ import annotations

NO_SUCH_DECISION = "Esta decisão não existe, ou os dados do candidato foram apagados."
NO_SUCH_NOTE = "Esta anotação não existe."
NO_SUCH_REVIEW = "Este pedido de revisão não existe, ou os dados do candidato foram apagados."
NOT_STANDING = "Esta decisão já não vale: foi desfeita, ou outra veio depois. Recarregue e desfaça a que vale."
REVIEW_IS_OPEN = "Já há um pedido de revisão aberto para este par; encerre-o antes."
REVIEW_IS_CLOSED = "Esta revisão já foi encerrada."
ERASED = "O registro deste id foi apagado a pedido do candidato, ou porque a anotação foi retirada."
ID_TAKEN = "Este id já foi usado para outro pedido; use um novo."
REMOVED = "Este candidato foi removido; nada mais se registra sobre ele."
NO_SUCH_JOB = "Esta vaga não existe, ou ainda não chegou aos resultados; confira o id, ou tente de novo em instantes."
NO_SUCH_APPLICANT = (
    "Este candidato não existe, ou ainda não chegou aos resultados; confira o id, ou tente de novo em instantes."
)
ASK_BY = "Diga de qual vaga (job_id), de qual candidato (applicant_id), ou de ambos."
NO_SUCH_SEARCH = "Esta busca não existe, ou é de outra pessoa."
TOO_MANY_SEARCHES = "Há buscas guardadas demais; remova uma antes."

AWAY = "O registro de decisões não responde, e não se sabe se isto foi gravado; tente de novo com o mesmo id."
OPENING = "O registro de decisões ainda confere com o Kafka se está completo; tente de novo em instantes."
CONFLICT = "O registro de decisões não confere com o Kafka, e nada é gravado; avise quem opera o sistema."

REASONS: dict[str, str] = {
    "opening": (
        "O registro de decisões ainda não pôde ser conferido com o Kafka; decisões recebem 503 até lá. Verifique se o "
        "Kafka está no ar e tem o tópico recruiting.decisions.v1 (`python -m producers topics`), e o log do gateway."
    ),
    "down": (
        "O banco de decisões não responde; decisões recebem 503, e predições funcionam. Verifique o servidor em "
        "MATCHSTREAM_STORE_URL, ou o arquivo e o espaço em disco de MATCHSTREAM_STORE_PATH, e o log do gateway."
    ),
    "newer": (
        "O banco de decisões foi preparado por uma versão mais nova do programa; decisões recebem 503. Instale essa "
        "versão em todos os gateways."
    ),
    "conflict": (
        "O banco de decisões e o Kafka têm, cada um, o que o outro não tem; decisões recebem 503. Guarde uma cópia do "
        "banco, veja as diferenças com `python -m gateway store compare` e, se o Kafka está certo, refaça o banco com "
        "`python -m gateway store rebuild --replace` (docs/operations.md)."
    ),
}
"""Why nothing can be decided, and what to do."""
