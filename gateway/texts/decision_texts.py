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
ASK_BY = "Diga de qual vaga (job_id), de qual candidato (applicant_id), ou de ambos."
NO_SUCH_SEARCH = "Esta busca não existe, ou é de outra pessoa."
TOO_MANY_SEARCHES = "Há buscas guardadas demais; remova uma antes."

AWAY = "O registro de decisões não responde, e não se sabe se isto foi gravado; tente de novo com o mesmo id."
OPENING = "O registro de decisões ainda confere com o Kafka se está completo; tente de novo em instantes."
CONFLICT = "O registro de decisões não confere com o Kafka, e nada é gravado; avise quem opera o sistema."
