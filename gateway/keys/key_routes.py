"""The routes by which keys are made, listed, rotated and revoked."""

from __future__ import annotations

import time
from typing import Annotated

from confluent_kafka import KafkaException
from fastapi import Path

from data.contract.keys import BadKey, Key, ended, mint, rotated
from data.contract.records import Record
from data.kafka.reading import NothingRead
from gateway.access.following import KeySource
from gateway.access.gate import GateDep
from gateway.access.scopes import ADMIN, GuardedRouter, needs
from gateway.events.ingest import NOT_SENT, Batch, Ingest, IngestDep
from gateway.keys.documents import CreatedKey, KeyInfo, KeyList, NewKey, Rotation, info
from gateway.texts import access_texts
from gateway.web.problems import Problem, answered

router = GuardedRouter(prefix="/api/keys", tags=["keys"])

RETRY_SECONDS = 5
_HOUR_MS = 3_600_000

KeyId = Annotated[str, Path(max_length=64, description="O id da chave.")]


@router.get("", responses=answered(409))
@needs(ADMIN)
async def list_keys(gate: GateDep) -> KeyList:
    """Listar as chaves; nenhuma é mostrada inteira."""
    keys = _source(gate).keys
    return KeyList(keys=[info(keys, key) for key in keys.all()])


@router.post("", status_code=201, responses=answered(409))
@needs(ADMIN)
async def create_key(wanted: NewKey, gate: GateDep, ingest: IngestDep) -> CreatedKey:
    """Criar uma chave, que só é mostrada nesta resposta."""
    source = _source(gate)
    try:
        text, key = mint(wanted.name, wanted.scopes, now=_now(), days=wanted.days, rate=wanted.rate)
    except BadKey:
        raise Problem(400, access_texts.BAD_NAME) from None
    await _sent(source, ingest, key.to_record())
    return CreatedKey(key=text, **vars(info(source.keys, key)))


@router.post("/{key_id}/rotate", status_code=201, responses=answered(404, 409))
@needs(ADMIN)
async def rotate_key(key_id: KeyId, wanted: Rotation, gate: GateDep, ingest: IngestDep) -> CreatedKey:
    """Criar a sucessora de uma chave; a antiga vale ainda pelo tempo pedido."""
    source = _source(gate)
    old = _found(source, key_id)
    if source.keys.state(old, _now()) != "good":
        raise Problem(409, access_texts.NOT_GOOD, slug="key-not-good")
    text, new = rotated(old, _now())
    at = _now() + int(wanted.grace_hours * _HOUR_MS)
    await _sent(source, ingest, new.to_record(), ended(old.id, "replaced", at))
    return CreatedKey(key=text, **vars(info(source.keys, new)))


@router.delete("/{key_id}", responses=answered(404, 409))
@needs(ADMIN)
async def revoke_key(key_id: KeyId, gate: GateDep, ingest: IngestDep) -> KeyInfo:
    """Revogar uma chave, de imediato e para sempre."""
    source = _source(gate)
    key = _found(source, key_id)
    await _sent(source, ingest, ended(key.id, "revoked", _now()))
    return info(source.keys, key)


def _now() -> int:
    return time.time_ns() // 1_000_000


def _source(gate: GateDep) -> KeySource:
    if gate.source is None:
        raise Problem(409, access_texts.OFF, slug="keys-off")
    return gate.source


def _found(source: KeySource, key_id: str) -> Key:
    key = source.keys.find(key_id)
    if key is None:
        raise Problem(404, access_texts.NO_SUCH_KEY)
    return key


async def _sent(source: KeySource, ingest: Ingest, *records: Record) -> None:
    """Have Kafka keep records, and know them here at once."""
    try:
        await ingest.send(lambda: Batch([], records))
    except (*NOT_SENT, NothingRead, KafkaException):
        raise Problem(503, access_texts.NOT_KEPT, slug="broker-away", retry_after=RETRY_SECONDS) from None
    source.note(*records)
