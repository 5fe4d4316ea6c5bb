"""The services of docker-compose.yml that back up and restore: their scripts, on folders."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text(encoding="utf-8"))


def keeper(name, volumes, backups, **environment):
    """Run the service that backs up or restores."""
    service = COMPOSE["services"][name]
    script = (
        service["command"][0].replace("$$", "$").replace("/volumes", str(volumes)).replace("/backups", str(backups))
    )
    environment = {"PATH": os.environ["PATH"], **environment}
    command = [*service["entrypoint"], script]
    return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)


@pytest.fixture
def volumes(tmp_path):
    """The volumes, as they are when everything was stopped in order."""
    files = {
        "kafka-data/.kafka_cleanshutdown": "",
        "kafka-data/meta.properties": "1",
        "store-data/PG_VERSION": "17",
        "models/aliases.json": "{}",
        "secrets/redis-password": "secret",
        "redis-data/appendonlydir": "cache",
    }
    for name, text in files.items():
        (tmp_path / "volumes" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "volumes" / name).write_text(text, encoding="utf-8")
    (tmp_path / "backups").mkdir()
    return tmp_path / "volumes"


def test_what_was_backed_up_is_restored_and_redis_is_emptied(volumes):
    backups = volumes.parent / "backups"
    assert keeper("backup", volumes, backups).returncode == 0
    (archive,) = backups.glob("*.tar.gz")
    assert archive.stat().st_mode & 0o077 == 0, "it holds passwords"
    (volumes / "models" / "aliases.json").write_text("changed", encoding="utf-8")
    (volumes / "kafka-data" / "new").touch()
    done = keeper("restore", volumes, backups, ARCHIVE=archive.name)
    assert done.returncode == 0, done.stderr
    assert (volumes / "models" / "aliases.json").read_text(encoding="utf-8") == "{}"
    assert not (volumes / "kafka-data" / "new").exists()
    assert list((volumes / "redis-data").iterdir()) == []


@pytest.mark.parametrize("change", ["kafka runs", "postgres runs"])
def test_nothing_is_backed_up_or_replaced_while_it_is_written(change, volumes):
    backups = volumes.parent / "backups"
    assert keeper("backup", volumes, backups).returncode == 0
    (archive,) = backups.glob("*.tar.gz")
    if change == "kafka runs":
        (volumes / "kafka-data" / ".kafka_cleanshutdown").unlink()
    else:
        (volumes / "store-data" / "postmaster.pid").touch()
    for name in ("backup", "restore"):
        refused = keeper(name, volumes, backups, ARCHIVE=archive.name)
        assert (refused.returncode, "stop everything first" in refused.stderr) == (78, True)
    assert list(backups.glob("*.tar.gz")) == [archive]
    assert (volumes / "models" / "aliases.json").exists()


def test_a_damaged_archive_replaces_nothing(volumes):
    backups = volumes.parent / "backups"
    keeper("backup", volumes, backups)
    (archive,) = backups.glob("*.tar.gz")
    archive.write_bytes(archive.read_bytes()[:-10])
    assert keeper("restore", volumes, backups, ARCHIVE=archive.name).returncode != 0
    named = keeper("restore", volumes, backups, ARCHIVE="")
    assert (named.returncode, archive.name in named.stderr) == (2, True)
    assert (volumes / "models" / "aliases.json").read_text(encoding="utf-8") == "{}"
