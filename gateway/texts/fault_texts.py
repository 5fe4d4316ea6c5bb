"""Portuguese texts for faults and doubts of requests and events."""

from __future__ import annotations

from data.contract.unreadable import Fault

MISSING = "campo obrigatório ausente"

_TEXTS = {
    # pydantic's
    "missing": MISSING,
    "string_type": "deve ser um texto",
    "string_too_long": "texto longo demais: no máximo {} caracteres",
    "string_too_short": "texto curto demais",
    "model_attributes_type": "deve ser um objeto JSON",
    "model_type": "deve ser um objeto JSON",
    "dict_type": "deve ser um objeto JSON",
    "int_parsing": "deve ser um número inteiro",
    "bool_parsing": "deve ser true ou false",
    "greater_than_equal": "valor pequeno demais",
    "less_than_equal": "valor grande demais",
    # of events
    "beside_data": "data e data_base64 excluem um ao outro",
    "forbidden": "valor ou nome que o CloudEvents 1.0 não permite",
    "in_future": "horário mais de {} minutos à frente do recebimento; acerte o relógio de quem envia",
    "no_array": "um lote deve ser uma lista JSON de eventos",
    "no_base64": "não é Base64",
    "no_json": "JSON inválido na linha {}, coluna {}",
    "no_time": "deve ser uma data e hora RFC 3339, com fuso horário",
    "no_utf8": "não é UTF-8",
    "too_large": "mais de {} bytes",
    "too_large_for_broker": "o Kafka não aceita um registro deste tamanho",
    "unforeseen": "não pôde ser lido",
    "unknown_type": "tipo de evento desconhecido",
    # doubts
    "near_field": "campo desconhecido, ignorado; o nome do campo é {}",
    "unknown_status": "não diz se a vaga está aberta; ela conta como fechada",
}
_ID = "deve ser um id: texto curto, sem espaços nem '|'"
_IDS = ("id", "id_vaga", "id_candidato")


def what(fault: Fault) -> str:
    """The text of a fault, without its place."""
    if fault.code == "value_error" and fault.place.rpartition(".")[2] in _IDS:
        return _ID
    return _TEXTS.get(fault.code, "valor não aceito").format(*fault.about)


def text(fault: Fault) -> str:
    """The text of a fault, with its place."""
    return f"{fault.place}: {what(fault)}" if fault.place else what(fault)
