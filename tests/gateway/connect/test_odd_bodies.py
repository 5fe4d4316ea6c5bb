"""Odd bodies of each system: no error of ours, nothing personal anywhere. `tests.fuzz webhooks` sends 20,000."""

from __future__ import annotations

import logging
from random import Random

import pytest

from gateway.settings import GatewaySettings
from producers.connectors.vendors import VENDORS
from tests.ats import bodies
from tests.ats.files import SECRETS, written
from tests.ats.odd_bodies import odd
from tests.ats.senders import signed

NUMBER = 60


@pytest.fixture
def settings(tmp_path):
    return GatewaySettings(connections_file=written(tmp_path / "connections"))


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_is_a_success_and_nothing_personal_is_found_anywhere(plain, outside, vendor, caplog):
    chance, sent = Random(5), b""
    with caplog.at_level(logging.DEBUG):
        for _ in range(NUMBER):
            name, body = odd(vendor, chance)
            answer = plain.post(f"/connect/{vendor}", content=body, headers=signed(vendor, SECRETS[vendor], body, name))
            assert answer.status_code == VENDORS[vendor].success, body
            sent += body
    assert [mark for mark in bodies.PERSONAL if mark in sent.decode(errors="replace")] or vendor == "smartrecruiters"
    seen = repr(outside.senders[0].records) + caplog.text + plain.get("/metrics").text
    assert outside.senders[0].records
    assert not [mark for mark in bodies.PERSONAL if mark in seen]
