"""A key is entered once: pages and their pushes then go by a cookie that no script can read."""

from __future__ import annotations

import time

import pytest

from data.contract.keys import mint
from data.kafka import topic_admin
from data.kafka.reading import KafkaConnection
from deploy.local.brokers import EmbeddedBroker
from deploy.local.programs import Programs
from producers.sender import Sender
from tests.browser.stack import decides, settings_of

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]


@pytest.fixture
def keyed(cache, registry, tmp_path):
    """A gateway with keys on: its address, and a key."""
    broker = EmbeddedBroker(tmp_path / "kafka")
    broker.start()
    connection = KafkaConnection(kafka_bootstrap=broker.bootstrap, kafka_idempotence=False, partitions=1)
    topic_admin.create(connection, 1, 1)
    text, key = mint("ana", ["read", "review"], now=time.time_ns() // 1_000_000)
    with Sender(connection) as sender:
        sender.send([key.to_record()])
    environment = {
        "MATCHSTREAM_REDIS_URL": cache.url,
        "MATCHSTREAM_MODEL_REGISTRY": str(registry),
        "MATCHSTREAM_GATEWAY_KEYS": "on",
        "MATCHSTREAM_STORE_PATH": str(tmp_path / "store.sqlite"),
        **settings_of(broker.bootstrap),
    }
    programs = Programs(logs=tmp_path, environment=environment)
    process = programs.service("gateway-with-keys", "gateway", port_setting="MATCHSTREAM_GATEWAY_PORT")
    process.start()
    process.wait_ready(60)
    decides(f"http://127.0.0.1:{process.port}")
    yield f"http://127.0.0.1:{process.port}", text
    process.stop()
    broker.kill()


def test_a_key_is_entered_once_and_left_again(chromium, keyed, world):
    address, key = keyed
    context = chromium.new_context(locale="pt-BR")
    page = context.new_page()
    page.goto(address)
    page.wait_for_url(f"{address}/entrar?depois=%2F")
    page.get_by_label("Chave").fill("msk_wrong")
    page.get_by_role("button", name="Entrar").click()
    page.get_by_text("A chave não vale").wait_for()
    page.get_by_label("Chave").fill(key)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(f"{address}/")
    page.get_by_text("Ao vivo").wait_for()
    assert page.evaluate("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})") == "{}"
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
    assert key.rpartition("_")[2] not in cookie["value"]
    page.goto(f"{address}/entrar")
    page.get_by_text("Sessão de ana").wait_for()
    page.get_by_role("button", name="Sair").click()
    page.get_by_label("Chave").wait_for()
    assert context.cookies() == []
    context.close()
