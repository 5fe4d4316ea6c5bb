"""The main job, end to end, on every broker: what goes in as events comes out as matches, exactly."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis

from data.contract.codec import encode
from data.contract.drift import ShardDrift
from data.contract.entities import Applicant, Application, Job
from data.contract.events import EventType, event
from data.contract.records import Record
from data.contract.topics import APPLICANTS, DEAD_LETTERS, MATCHES
from data.files import decision_folder as decision
from data.kafka.dead_letters import ERRORS, standing
from data.kafka.reading import read
from data.kafka.shard_drift import last
from data.redis import layout as results
from deploy.local.commands import SAMPLE
from deploy.local.stack import Stack
from producers import replay
from tests import odd_records
from tests.documents import docx
from tests.documents.pages import lines, pdf
from tests.e2e.conftest import Verify, verifier
from tests.e2e.poison import KINDS
from tests.e2e.sending import CV, POSTING, SOMEBODY, connection, send, utc_now
from tests.waiting import DEADLINE, eventually

JOBS = 60
"""Jobs and applicants of the sample that are used: enough to fill every list."""


def replayed(stack: Stack, *more: str) -> int:
    arguments = ("producers", "replay", "--data", str(SAMPLE), "--limit", str(JOBS), "--json", *more)
    done = stack.run("replay", *arguments, deadline_seconds=DEADLINE)
    return int(json.loads(done.log_tail(1))["events"])


@pytest.fixture(scope="class", autouse=True)
def events(stack: Stack) -> int:
    """Number of events that the stack of the class was filled with."""
    return replayed(stack, "--shuffle", "1", "--repeat", "0.1")


class TestStream:
    """One stack, filled once; what one test adds, the next ones find."""

    def test_the_view_is_exact_though_events_come_shuffled_and_twice(self, events: int, verify: Verify) -> None:
        report = verify()
        assert report["events_in"] == events
        assert report["matches"] > JOBS

    @pytest.mark.long
    def test_another_order_gives_the_same_view_byte_for_byte(
        self, verify: Verify, registry: Path, tmp_path: Path
    ) -> None:
        with Stack(workers=2, gateway=False, registry=registry, directory=tmp_path) as other:
            replayed(other, "--shuffle", "2", "--repeat", "0.1")
            assert verifier(other)()["view_sha256"] == verify()["view_sha256"]

    def test_bad_events_are_dead_letters_and_nothing_else_is_lost(self, stack: Stack, verify: Verify) -> None:
        pids = [worker.pid for worker in stack.workers]
        good = [encode(e) for e in replay.events(replay.limit(decision.read(SAMPLE), 2 * JOBS), "tests")]
        mixed = list(good)
        for place, bad in enumerate(KINDS.values()):
            mixed.insert(place * len(good) // len(KINDS), bad)
        # Apache's clients write no such header's name; others do, and both clients of ours fail of it.
        odd = Record(APPLICANTS.name, b"p23", b'{"id": "p23"}')
        asyncio.run(odd_records.send(stack.bootstrap, odd.topic, b"p23", odd.value or b"", odd_records.ODD))
        send(stack, mixed)
        report = verify()
        assert report["unread"] == 0
        assert report["dead_letters"] == len(KINDS) + 1
        assert [worker.pid for worker in stack.workers] == pids
        held = connection(stack)
        letters = list(read(held, {(DEAD_LETTERS.name, number): 0 for number in range(held.partitions)}))
        found = {(letter.original.key, letter.original.value) for letter in standing(held)}
        assert found == {(bad.key, bad.value) for bad in [*KINDS.values(), odd]}
        for letter in letters:
            headers = dict(letter.headers() or ())
            assert headers[ERRORS + "reason"]
            assert set(headers) >= {ERRORS + name for name in ("topic", "partition", "offset", "timestamp", "stage")}

    def test_a_closed_job_and_a_removed_applicant_are_gone_and_lists_are_refilled(
        self, stack: Stack, verify: Verify
    ) -> None:
        with (
            redis.Redis.from_url(stack.redis_url, decode_responses=True) as cache,
            httpx.Client(timeout=DEADLINE) as client,
        ):
            job = client.get(f"{stack.address}/api/jobs").json()["jobs"][0]["id"]
            applicant = cache.zrange(results.job_matches(job), 0, 0)[0]
            matches = client.get(f"{stack.address}/api/applicants/{applicant}/matches").json()["matches"]
            other = next(match["job_id"] for match in matches if match["job_id"] != job)
            before = cache.zcard(results.job_matches(other))
            assert client.get(f"{stack.address}/api/matches/{job}/{applicant}").status_code == 200
            job_entity = decision.read(SAMPLE).jobs[job]
            now = utc_now()
            send(
                stack,
                [
                    encode(event(EventType.JOB_CLOSED, job_entity, time=now, source="tests", id="close")),
                    encode(event(EventType.APPLICANT_REMOVED, applicant, time=now, source="tests", id="forget")),
                ],
            )
            eventually(lambda: not cache.exists(results.job_matches(job), results.applicant_matches(applicant)))
            verify()
            assert client.get(f"{stack.address}/api/matches/{job}/{applicant}").status_code == 404
            assert client.get(f"{stack.address}/api/applicants/{applicant}/matches").status_code == 404
            assert not list(cache.scan_iter(f"{results.MATCH}*|{applicant}"))
            assert not cache.exists(results.applicant(applicant))
            assert cache.zscore(results.JOBS, job) is None
            assert cache.zcard(results.job_matches(other)) >= min(before - 1, 20)
        held = connection(stack)
        last: dict[bytes, bytes | None] = {}
        for message in read(held, {(MATCHES.name, number): 0 for number in range(held.partitions)}):
            last[message.key() or b""] = message.value()
        touched = [key for key in last if key.startswith(f"{job}|".encode()) or key.endswith(f"|{applicant}".encode())]
        assert touched
        assert [last[key] for key in touched] == [None] * len(touched)

    def test_an_event_over_http_is_matched_and_pushed(self, stack: Stack) -> None:
        vaga = POSTING | {"id": "pushed-job"}
        candidato = SOMEBODY.model_dump() | {"id": "pushed-applicant"}
        pushed: list[dict[str, Any]] = []
        connected = threading.Event()

        def listen() -> None:
            with httpx.stream("GET", f"{stack.address}/api/pushes", timeout=DEADLINE) as stream:
                connected.set()
                for line in stream.iter_lines():
                    if line.startswith("data:") and "pushed-job" in line and "pushed-applicant" in line:
                        pushed.append(json.loads(line.removeprefix("data:")))
                        return

        listener = threading.Thread(target=listen)
        listener.start()
        assert connected.wait(DEADLINE)
        for kind, body in (("job.upserted", vaga), ("applicant.upserted", candidato)):
            answer = httpx.post(
                f"{stack.address}/api/events",
                json={
                    "specversion": "1.0",
                    "id": f"e2e-{kind}",
                    "source": "tests",
                    "type": f"recruiting.{kind}",
                    "time": utc_now().isoformat(),
                    "datacontenttype": "application/json",
                    "data": body,
                },
                headers={"content-type": "application/cloudevents+json"},
                timeout=DEADLINE,
            )
            assert answer.status_code == 202, answer.text
        listener.join(DEADLINE)
        assert pushed
        assert pushed[0]["quality_score"] >= 50
        found = httpx.get(f"{stack.address}/api/matches/pushed-job/pushed-applicant", timeout=DEADLINE).json()
        assert found["quality_score"] == pushed[0]["quality_score"]

    def test_a_cv_as_a_document_is_matched(self, stack: Stack, tmp_path: Path) -> None:
        cv = docx.package("".join(map(docx.paragraph, CV)))
        (tmp_path / "by-command.docx").write_bytes(cv)
        stack.run("import", "producers", "import", "cv", str(tmp_path), deadline_seconds=DEADLINE)
        headers = {"content-type": "application/pdf"}
        body = pdf([lines(CV)])
        answer = httpx.post(f"{stack.address}/api/documents/by-http", content=body, headers=headers, timeout=DEADLINE)
        assert answer.status_code == 202, answer.text
        paths = [f"{stack.address}/api/matches/pushed-job/{name}" for name in ("by-command", "by-http")]
        found = [
            eventually(lambda path=path: (told := httpx.get(path, timeout=DEADLINE)).is_success and told.json())
            for path in paths
        ]
        assert found[0]["quality_score"] == found[1]["quality_score"]
        for match in found:
            assert {"Java", "Spring"} <= {one["what"] for one in match["explanation"]["applicant_read"]}

    def test_an_application_marks_its_pair_though_it_came_first(self, stack: Stack, verify: Verify) -> None:
        pair = Application(id_vaga="pushed-job", id_candidato="late")
        send(stack, [encode(event(EventType.APPLICATION_APPLIED, pair, time=utc_now(), source="tests", id="applied"))])
        verify()
        with redis.Redis.from_url(stack.redis_url) as cache:
            assert not cache.exists(results.match("pushed-job", "late"))
            late = decision.read(SAMPLE).applicants.popitem()[1].model_copy(update={"id": "late"})
            send(stack, [encode(event(EventType.APPLICANT_UPSERTED, late, time=utc_now(), source="tests", id="late"))])
            held = eventually(lambda: cache.hget(results.match("pushed-job", "late"), "value"))
        assert json.loads(held)["applied"] is True

    @pytest.mark.long
    def test_of_whom_nothing_is_known_applications_alone_are_matched(self, stack: Stack, verify: Verify) -> None:
        applied, idle = "blank-applied", "blank-idle"
        asked = Job.model_validate(POSTING | {"id": "asked-job"})
        pair = Application(id_vaga=asked.id, id_candidato=applied)
        send(stack, [encode(event(EventType.JOB_UPSERTED, asked, time=utc_now(), source="tests", id=asked.id))])
        send(stack, [encode(event(EventType.APPLICATION_APPLIED, pair, time=utc_now(), source="tests", id=applied))])
        unknown = verify()["unknown"]
        for fields, is_known in (({}, False), (SOMEBODY.model_dump(), True), ({}, False)):
            now = utc_now()
            people = [Applicant.model_validate(fields | {"id": name}) for name in (applied, idle)]
            send(stack, [encode(event(EventType.APPLICANT_UPSERTED, one, time=now, source="tests", id=f"{one.id}{now}"))
                         for one in people])  # fmt: skip
            assert verify()["unknown"] == unknown + (0 if is_known else 2)
            with redis.Redis.from_url(stack.redis_url, decode_responses=True) as cache:
                own = {name: set(cache.zrange(results.applicant_matches(name), 0, -1)) for name in (applied, idle)}
                of_jobs = {name: jobs_that_list(cache, name) for name in (applied, idle)}
            assert own == of_jobs
            if is_known:
                assert all(len(jobs) >= 10 for jobs in own.values())
            else:
                assert own == {applied: {asked.id}, idle: set()}
            answer = httpx.get(f"{stack.address}/api/applicants/{idle}/matches", timeout=DEADLINE)
            assert (answer.status_code, answer.json()["total"]) == (200, len(own[idle]))
            held = httpx.get(f"{stack.address}/api/matches/{asked.id}/{applied}", timeout=DEADLINE).json()
            assert (held["applied"], held["explanation_status"]) == (True, "ok")

    def test_shards_count_what_came_and_what_became_of_it(self, stack: Stack) -> None:
        pair = Application(id_vaga="pushed-job", id_candidato="pushed-applicant")
        now = utc_now()
        send(stack, [encode(event(EventType.APPLICATION_HIRED, pair, time=now, source="test", id="hired"))])
        shards = range(int(stack.settings["MATCHSTREAM_PARTITIONS"]))

        def counted() -> list[ShardDrift]:
            return list(last(connection(stack), shards).values())

        def this_one() -> list[bool]:
            outcomes = [one for shard in counted() for one in shard.outcomes]
            return [one.hired for one in outcomes if one.at == round(now.timestamp() * 1_000_000)]

        assert eventually(this_one, "the outcome is counted") == [True]

        def both_sides() -> bool:
            traits = {trait for shard in counted() for trait, rows in shard.counts.items() if sum(rows)}
            return {"applicant.cv", "job.skills"} <= traits

        # A shard counts twice a minute: the last time it may have had jobs alone.
        eventually(both_sides, "both sides are counted")
        ended = stack.run("drift", "stream_processor", "drift", "--json", deadline_seconds=DEADLINE)
        summed = json.loads(ended.log_tail(1))
        rows = {one["trait"]: one["rows"] for one in summed["traits"]}
        assert rows["applicant.cv"] > 0
        assert rows["job.skills"] > 0
        hired = sum(one.hired for shard in counted() for one in shard.outcomes)
        assert (summed["shards"], summed["outcomes"]["hired"]) == (len(shards), hired)
        said = eventually(
            lambda: (
                (now := httpx.get(f"{stack.address}/health", timeout=DEADLINE).json()["drift"])["status"] == "few"
                and now
            ),
            "the gateway tells what was counted",
        )
        assert said["shards"] == len(shards)

    def test_an_emptied_redis_is_filled_again_from_the_topics(self, stack: Stack, verify: Verify) -> None:
        with redis.Redis.from_url(stack.redis_url) as cache:
            cache.flushall()
            eventually(lambda: cache.exists(results.READY))
        assert verify()["redis_missing"] == 0

    def test_a_killed_worker_loses_nothing(self, stack: Stack, verify: Verify) -> None:
        shift = threading.Thread(target=lambda: replayed(stack, "--limit", "150"))
        shift.start()
        stack.workers[0].kill()
        shift.join()
        verify()


def jobs_that_list(cache: Any, applicant: str) -> set[str]:
    """The jobs whose lists hold an applicant."""
    lists = cache.scan_iter(f"{results.JOB_MATCHES}*", count=1000)
    return {key.removeprefix(results.JOB_MATCHES) for key in lists if cache.zscore(key, applicant) is not None}
