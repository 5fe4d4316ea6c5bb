"""Every service of docker-compose.yml runs as it stands there, and does its work through nginx."""

from __future__ import annotations

import pytest

from tests.ops.site import Site

pytestmark = pytest.mark.ops


def test_smoke_through_nginx(site: Site) -> None:
    site.wait_still()
    report = site.verify()
    print(f"started in {site.took['start']:.0f} s; {report}")
    with site.client() as client:
        jobs = client.get("/api/jobs").json()
        assert jobs
