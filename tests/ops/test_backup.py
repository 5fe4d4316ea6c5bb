"""Everything is backed up, wiped and restored by the services of docker-compose.yml for that."""

from __future__ import annotations

import shutil
import time
from typing import Any

import pytest

from data.contract.topics import KEYS, MATCHES, MODELS
from data.kafka.reading import read
from tests.ops.site import MEASURED, PROGRAMS, STILL_SECONDS, Site
from tests.waiting import eventually

pytestmark = pytest.mark.ops

ENDING = ("secrets", "topics", "model")
"""Services that end by themselves."""

RUNNING = [name for name in (*PROGRAMS, *MEASURED) if name not in ENDING]


def held(site: Site) -> dict[str, dict[bytes | None, bytes | None]]:
    """What the topics hold, compacted: matches, keys, champions."""
    found = {}
    for topic in (MATCHES, KEYS, MODELS):
        places = {(topic.name, number): 0 for number in range(topic.partitions(site.settings.partitions))}
        newest = {message.key(): message.value() for message in read(site.settings, places)}
        found[topic.name] = {key: value for key, value in newest.items() if value is not None}
    return found


def answers(site: Site) -> dict[str, Any]:
    """What the API says, with the key that was made before."""
    with site.client() as client:
        jobs = client.get("/api/jobs")
        if jobs.status_code != 200:
            return {}
        ids = [job["id"] for job in jobs.json()["jobs"]]
        lists = {job: client.get(f"/api/jobs/{job}/matches").json()["matches"] for job in ids}
        return {"model": client.get("/model/info").json(), "lists": lists}


def differences(known: Any, now: Any, place: str = "") -> list[str]:
    """Where two JSON documents differ, and how."""
    if isinstance(known, dict) and isinstance(now, dict):
        names = sorted(known.keys() | now.keys())
        return [told for name in names for told in differences(known.get(name), now.get(name), f"{place}/{name}")]
    if isinstance(known, list) and isinstance(now, list) and len(known) == len(now):
        pairs = enumerate(zip(known, now, strict=True))
        return [told for number, pair in pairs for told in differences(*pair, f"{place}/{number}")]
    return [] if known == now else [f"{place}: {known!r:.300} -> {now!r:.300}"]


def wait_for(site: Site, said: dict[str, Any], when: str) -> None:
    """Until the API says what it said before; else the test fails with what differs."""
    last: list[str] = ["no answer"]

    def are_equal() -> bool:
        last[:] = differences(said, answers(site))
        return not last

    try:
        eventually(are_equal, f"the same answers after {when}", STILL_SECONDS, every=1)
    except AssertionError as error:
        raise AssertionError("\n".join([str(error), *last[:20]])) from None


def stop(site: Site) -> None:
    """As `docker compose stop`."""
    site.composed.down()


def start(site: Site) -> None:
    """As `docker compose start`: in the order of the file."""
    site.composed.up(RUNNING)


@pytest.mark.timeout(1800)
def test_backup_wipe_restore(site: Site) -> None:
    site.wait_still()
    site.verify()
    known, said = held(site), answers(site)
    assert said["lists"]

    away = time.monotonic()
    stop(site)
    begun = time.monotonic()
    listed = site.composed.run("backup")
    backed_up = time.monotonic() - begun
    (archive,) = (site.composed.folder / "backups").glob("*.tar.gz")
    assert archive.name in listed
    start(site)
    wait_for(site, said, "the backup")
    away = time.monotonic() - away

    with pytest.raises(Exception, match="stop everything first"):
        site.composed.run("restore", ARCHIVE=archive.name)
    stop(site)
    for volume in (site.composed.folder / "volumes").iterdir():
        for path in volume.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    begun = time.monotonic()
    site.composed.run("restore", ARCHIVE=archive.name)
    restored = time.monotonic() - begun
    start(site)
    wait_for(site, said, "the restoration")
    answering = time.monotonic() - begun
    assert held(site) == known
    site.wait_still()
    report = site.verify()
    print(
        f"\narchive of {archive.stat().st_size / 1e6:.1f} MB in {backed_up:.1f} s, away for {away:.0f} s; restored in "
        f"{restored:.1f} s, all answers as before {answering:.0f} s after the restoration began; {report}"
    )
