"""Where a webhook really goes: to an address that was checked, and what became of it is told."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from contextlib import asynccontextmanager

import pytest

from data.webhooks.addresses import networks
from stream_processor.webhooks.client import Client
from tests.e2e.certificates import Authority
from tests.receivers import receiving

pytestmark = pytest.mark.enable_socket
HERE = networks("127.0.0.0/8")


@asynccontextmanager
async def resolving(monkeypatch, **names):
    """Let names lead to addresses, one list after the other; gives the names that were asked for."""
    asked = []
    loop = asyncio.get_running_loop()

    async def getaddrinfo(host, port, **_named):
        asked.append(host)
        addresses = names[host.partition(".")[0]]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    yield asked


async def post(client, url):
    return await client.post(url, {"webhook-id": "1"}, b"{}")


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["169.254.169.254"], ["1.1.1.1", "10.0.0.1"], ["::1"]])
async def test_a_name_that_leads_inside_is_refused(monkeypatch, addresses):
    async with resolving(monkeypatch, inside=addresses), Client(5.0) as client:
        answer = await post(client, "https://inside.example:9/")
    assert (answer.status, answer.why) == (0, "refused: its name leads to an address inside")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]"])
@pytest.mark.parametrize("scheme", ["https", "http"])
async def test_an_address_inside_is_refused_at_connect(host, scheme):
    async with Client(5.0) as client:
        answer = await post(client, f"{scheme}://{host}:9/")
    assert (answer.status, answer.why) == (0, "refused: it is an address inside")


async def test_without_encryption_it_goes_to_named_networks_alone(monkeypatch):
    async with resolving(monkeypatch, public=["1.1.1.1"]), Client(5.0, HERE) as client:
        answer = await post(client, "http://public.example/")
    assert answer.why == "refused: its name leads to an address inside"


async def test_the_name_is_looked_up_once_and_that_very_address_connected_to(monkeypatch):
    with receiving() as receiver:
        port = receiver.url.rpartition(":")[2]
        async with resolving(monkeypatch, here=["127.0.0.1"]) as asked, Client(5.0, HERE) as client:
            answer = await post(client, f"http://here.example:{port}/a%2Fb?c=%20d")
        assert (answer.status, asked) == (204, ["here.example"])
        (came,) = receiver.came
        assert came.path == "/a%2Fb?c=%20d"
        assert came.headers["host"] == f"here.example:{port}"
        assert came.headers["content-type"] == "application/json"
        assert "cookie" not in came.headers


async def test_redirects_are_not_followed_and_cookies_not_kept():
    with receiving(lambda _: (307, {"Location": "/other", "Set-Cookie": "a=b"})) as receiver:
        async with Client(5.0, HERE) as client:
            for _ in range(2):
                assert (await post(client, receiver.url)).status == 307
        assert [came.path for came in receiver.came] == ["/", "/"]
        assert "cookie" not in receiver.came[1].headers


async def test_what_goes_wrong_is_told_in_words_of_ours():
    async with Client(0.3, HERE) as client:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            assert (await post(client, f"http://127.0.0.1:{port}/")).why == "no answer in time"
        assert (await post(client, f"http://127.0.0.1:{port}/")).why == "nobody listens there"


@pytest.mark.parametrize("sent", [b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"a" * 100_000, b""])
async def test_what_is_no_answer_is_told(sent):
    async def talk(reader, writer):
        await reader.read(100)
        writer.write(sent)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server, Client(5.0, HERE) as client:
        answer = await post(client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    assert (answer.status, answer.why) == (0, "what came is no answer")


async def test_an_answer_that_never_ends_is_not_read():
    async def talk(reader, writer):
        await reader.read(100)
        writer.write(b"HTTP/1.1 503 No\r\nRetry-After: 7\r\nContent-Length: 99999999999\r\n\r\n" + b"a" * 1000)
        await reader.read()
        writer.close()
        closed.set()

    closed = asyncio.Event()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server, Client(5.0, HERE) as client:
        answer = await post(client, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        await closed.wait()
    assert (answer.status, answer.retry_after, answer.why) == (503, "7", "")


async def test_its_certificate_must_be_trusted(tmp_path):
    if shutil.which("openssl") is None:
        pytest.fail("openssl is needed")
    authority = Authority(tmp_path / "authority")
    certificate, key = authority.issue("receiver")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def talk(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 Yes\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with Client(5.0, HERE) as client:
            assert (await post(client, url)).why == "its certificate is not trusted"
        async with Client(5.0, HERE, authority.certificate) as client:
            assert (await post(client, url)).status == 204
