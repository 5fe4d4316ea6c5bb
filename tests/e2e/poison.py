"""Bad events of every kind, each on the topic where it would do its harm."""

from __future__ import annotations

from data.contract.records import Record
from data.contract.topics import APPLICANTS, APPLICATIONS, JOBS

CE = (
    ("ce_specversion", b"1.0"),
    ("ce_id", b"poison"),
    ("ce_source", b"tests"),
    ("ce_time", b"2026-01-01T00:00:00Z"),
)
UPSERTED = (*CE, ("ce_type", b"recruiting.applicant.upserted"))
JOB = (*CE, ("ce_type", b"recruiting.job.upserted"))
APPLIED = (*CE, ("ce_type", b"recruiting.application.applied"))

KINDS: dict[str, Record] = {
    "broken JSON": Record(APPLICANTS.name, b"p1", b'{"id": "p1", ', UPSERTED),
    "no JSON": Record(JOBS.name, b"p2", b"<job/>", JOB),
    "empty value": Record(APPLICANTS.name, b"p3", b"", UPSERTED),
    "wrong encoding": Record(APPLICANTS.name, b"p4", '{"id": "p4", "cv": "olá"}'.encode("latin-1"), UPSERTED),
    "wrong type": Record(APPLICANTS.name, b"p5", b'{"id": "p5", "cv": 5}', UPSERTED),
    "object for text": Record(JOBS.name, b"p6", b'{"id": "p6", "titulo_vaga": {"a": 1}}', JOB),
    "list for object": Record(JOBS.name, b"p7", b'["p7"]', JOB),
    "no id": Record(APPLICANTS.name, b"p8", b'{"cv": "Java"}', UPSERTED),
    "no job id": Record(APPLICATIONS.name, b"p9", b'{"id_candidato": "p9"}', APPLIED),
    "another's id": Record(APPLICANTS.name, b"p10", b'{"id": "p11"}', UPSERTED),
    "unknown type": Record(APPLICANTS.name, b"p12", b'{"id": "p12"}', (*CE, ("ce_type", b"recruiting.robot.built"))),
    "another topic's type": Record(JOBS.name, b"p13", b'{"id": "p13"}', UPSERTED),
    "no type": Record(APPLICANTS.name, b"p14", b'{"id": "p14"}', CE),
    "no headers": Record(JOBS.name, b"p15", b'{"id": "p15"}'),
    "five megabytes": Record(APPLICANTS.name, b"p16", b'{"id": "p16", "cv": "' + b"x" * 5_000_000 + b'"}', UPSERTED),
    "NaN": Record(APPLICANTS.name, b"p17", b'{"id": "p17", "cv": NaN}', UPSERTED),
    # Apache Kafka itself refuses a null key on a compacted topic.
    "null key": Record(APPLICATIONS.name, None, b'{"id_vaga": "1", "id_candidato": "p18"}', APPLIED),
    "key no id": Record(APPLICANTS.name, b"a|b", b'{"id": "a|b"}', UPSERTED),
    "key no UTF-8": Record(JOBS.name, b"\xff\xfe", b'{"id": "p19"}', JOB),
    "time ahead": Record(
        JOBS.name,
        b"p20",
        b'{"id": "p20"}',
        (*(h for h in JOB if h[0] != "ce_time"), ("ce_time", b"2999-01-01T00:00:00Z")),
    ),
    "time no time": Record(
        JOBS.name, b"p21", b'{"id": "p21"}', (*(h for h in JOB if h[0] != "ce_time"), ("ce_time", b"tomorrow"))
    ),
    "tombstone of an application": Record(APPLICATIONS.name, b"p22", None, APPLIED),
}
