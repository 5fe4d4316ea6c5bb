"""A gateway that wants keys, and who asks it."""

from __future__ import annotations

import pytest

from gateway.settings import GatewaySettings
from tests.gateway.clients import serving
from tests.gateway.conftest import make
from tests.gateway.predict.test_predict import PAIR

PREDICT = "/api/predict"


VOUCHER = "a-secret-of-the-proxy"


@pytest.fixture
def settings(tmp_path):
    secret = tmp_path / "voucher"
    secret.write_text(VOUCHER + "\n")
    return GatewaySettings(gateway_keys="on", gateway_user_secret_file=secret, push_heartbeat=30.0)


@pytest.fixture
def plain(settings, memory, outside, ring):
    with serving(make(settings, lambda: memory, outside)) as client:
        yield client


@pytest.fixture
def asked(ring, plain):
    def ask(key=None, path=PREDICT, **more):
        headers = more.pop("headers", {}) | ({"Authorization": f"Bearer {key}"} if key else {})
        method = more.pop("method", "POST" if path == PREDICT else "GET")
        return plain.request(method, path, headers=headers, **({"json": PAIR} if path == PREDICT else {}), **more)

    return ask
