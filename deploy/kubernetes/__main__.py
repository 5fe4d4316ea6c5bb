"""Write the topics and users for Strimzi: ``python -m deploy.kubernetes``. A test holds the files equal to the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from data.contract.topics import ALL

FOLDER = Path(__file__).with_name("production")
ACCESS = Path(__file__).parents[2] / "docs" / "security.md"
PARTITIONS, REPLICAS = 8, 3
CLUSTER = "matchstream"
_VERSION = "kafka.strimzi.io/v1"
_ROW = re.compile(r"^\| `(\w+)` \| (topic|group) \| `([^`]+)` \| ([\w, ]+) \|$", re.MULTILINE)
_HEAD = "# Written by `make map`: from {}.\n"


def topics() -> Iterator[dict[str, Any]]:
    """The topics of the contract."""
    for topic in ALL:
        yield {
            "apiVersion": _VERSION,
            "kind": "KafkaTopic",
            "metadata": {"name": topic.name, "labels": {"strimzi.io/cluster": CLUSTER}},
            "spec": {
                "partitions": topic.partitions(PARTITIONS),
                "replicas": REPLICAS,
                "config": topic.config | {"min.insync.replicas": "2"},
            },
        }


def users() -> Iterator[dict[str, Any]]:
    """The users of the access list in docs/security.md, each with its rights."""
    rights: dict[str, list[dict[str, Any]]] = {}
    for user, kind, name, operations in _ROW.findall(ACCESS.read_text(encoding="utf-8")):
        pattern = "prefix" if name.endswith("*") else "literal"
        resource = {"type": kind, "name": name.rstrip("*"), "patternType": pattern}
        rights.setdefault(user, []).append({"resource": resource, "operations": operations.split(", ")})
    for user, acls in rights.items():
        yield {
            "apiVersion": _VERSION,
            "kind": "KafkaUser",
            "metadata": {"name": user, "labels": {"strimzi.io/cluster": CLUSTER}},
            "spec": {
                "authentication": {"type": "scram-sha-512"},
                "authorization": {"type": "simple", "acls": acls},
            },
        }


def files() -> dict[Path, str]:
    """Each file, and what it must hold."""
    return {
        FOLDER / name: _HEAD.format(source) + yaml.safe_dump_all(documents, sort_keys=False)
        for name, source, documents in (
            ("topics.yaml", "data/contract/topics.py", topics()),
            ("users.yaml", "the access list in docs/security.md", users()),
        )
    }


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
