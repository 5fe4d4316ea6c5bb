"""Every service of docker-compose.yml runs as it stands there, and does its work through nginx."""

from __future__ import annotations

import pytest

from tests.ops.site import BY_COMMAND, MEASURED, NOT_HERE, PROGRAMS, Site

pytestmark = pytest.mark.ops


def test_every_service_of_the_file_is_started_here_or_named(site: Site) -> None:
    assert set(site.composed.services) == {*PROGRAMS, *MEASURED, *NOT_HERE, *BY_COMMAND}


def test_smoke_through_nginx(site: Site) -> None:
    assert site.send_sample() > 0
    site.wait_still()
    report = site.verify()
    print(f"started in {site.took['start']:.0f} s; {report}")
    with site.client() as client:
        jobs = client.get("/api/jobs").json()
        assert jobs
