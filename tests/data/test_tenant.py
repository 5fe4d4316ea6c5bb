"""A tenant's name stands before every name of its topics, its group and its keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from pydantic import ValidationError

from data.errors import ExitCode
from data.kafka.connection import KafkaConnection
from data.tenant import LONGEST, RESERVED, checked

NAMES = """
import json
from data.contract.topics import ALL
from data.kafka.inputs import INPUTS
from data.redis import layout
keys = [getattr(layout, name) for name in ("JOBS", "PUSHES", "PROGRESS", "READY", "HEARTBEAT")]
keys += [layout.match("v", "c"), layout.job("v"), layout.applicant("c"), layout.job_matches("v")]
print(json.dumps([[topic.name for topic in ALL], INPUTS, keys, layout.WRITE.splitlines()[0]]))
"""


def names(tenant: str) -> tuple[list[str], list[str], list[str], str]:
    environment = os.environ | {"MATCHSTREAM_TENANT": tenant}
    done = subprocess.run([sys.executable, "-c", NAMES], env=environment, check=True, capture_output=True, text=True)
    topics, inputs, keys, lua = json.loads(done.stdout)
    return topics, inputs, keys, lua


def test_every_name_of_a_tenant_has_its_prefix_and_is_else_as_without_one() -> None:
    topics, inputs, keys, lua = names("acme")
    assert all(name.startswith("acme.recruiting.") for name in topics + inputs)
    assert all(key.startswith("ms-acme:") for key in keys)
    assert "'ms-acme:match:'" in lua
    plain_topics, plain_inputs, plain_keys, plain_lua = names("")
    assert [name.removeprefix("acme.") for name in topics + inputs] == plain_topics + plain_inputs
    assert [key.replace("ms-acme:", "ms:") for key in keys] == plain_keys
    assert lua.replace("ms-acme:", "ms:") == plain_lua


@pytest.mark.parametrize("name", ["A", "a_b", "a.b", "-a", "a-", "a b", "ação", "a" * (LONGEST + 1), *sorted(RESERVED)])
def test_a_name_that_can_be_none_is_refused_before_anything_is_opened(name: str) -> None:
    environment = os.environ | {"MATCHSTREAM_TENANT": name, "MATCHSTREAM_KAFKA_BOOTSTRAP": "127.0.0.1:9"}
    command = [sys.executable, "-m", "producers", "topics"]
    if name == "A":  # one process is enough to see that it is a setting of the programs
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        assert (done.returncode, "MATCHSTREAM_TENANT: " in done.stderr) == (ExitCode.CONFIGURE, True)
    with pytest.raises(ValueError, match="name has 1 to"):
        checked(name)


def test_a_process_has_one_tenant(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KafkaConnection().tenant == ""
    monkeypatch.setenv("MATCHSTREAM_TENANT", "acme")
    with pytest.raises(ValidationError, match="fixed when it starts"):
        KafkaConnection()
