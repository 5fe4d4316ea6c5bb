"""Settings of Redis's security: the URL loses its password, what does not fit is refused, nothing is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import redis
from pydantic import ValidationError

from data.redis import layout as results
from data.redis.connection import RedisConnection

PASSWORD = "s3cret:of/redis@"
QUOTED = "s3cret%3Aof%2Fredis%40"


def login(connection: RedisConnection) -> tuple[str, ...]:
    return connection.redis_client()["credential_provider"].get_credentials()


@pytest.mark.parametrize(
    ("given", "url", "credentials"),
    [
        (f"redis://:{QUOTED}@cache:6379/1", "redis://cache:6379/1", (PASSWORD,)),
        (f"rediss://writer:{QUOTED}@cache:6380/0", "rediss://writer@cache:6380/0", ("writer", PASSWORD)),
        (f"unix://writer:{QUOTED}@/run/redis.sock?db=1", "unix://writer@/run/redis.sock?db=1", ("writer", PASSWORD)),
    ],
)
def test_a_password_in_the_url_is_taken_out_of_it(given, url, credentials):
    connection = RedisConnection(redis_url=given)
    assert connection.redis_url == url
    assert login(connection) == credentials
    assert "@" not in connection.redis_client()["url"]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "redis://[::1]:6379/0", "rediss://cache.example:6380/2"])
def test_a_url_without_a_user_stays_as_it_is(url):
    connection = RedisConnection(redis_url=url)
    assert connection.redis_url == url
    assert connection.redis_client() == {"url": url}


async def test_a_password_file_that_changes_is_read_anew_at_every_connection(tmp_path):
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")
    connection = RedisConnection(redis_url="redis://writer@cache/0", redis_password_file=file)
    provider = connection.redis_client()["credential_provider"]
    assert provider.get_credentials() == ("writer", PASSWORD)
    file.write_text("changed")
    assert await provider.get_credentials_async() == ("writer", "changed")


def test_files_of_tls_are_handed_to_the_client(tmp_path):
    pem = tmp_path / "file.pem"
    pem.write_text("a certificate")
    client = RedisConnection(
        redis_url="rediss://cache/0", redis_ca_file=pem, redis_client_cert_file=pem, redis_client_key_file=pem
    ).redis_client()
    assert client["ssl_ca_certs"] == client["ssl_certfile"] == client["ssl_keyfile"] == str(pem)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"redis_url": f"http://x:{QUOTED}@cache/0"}, "starts with none of redis://, rediss:// (TLS) and unix://"),
        ({"redis_url": f"redis://:{QUOTED}@cache:port/0"}, "MATCHSTREAM_REDIS_URL is no URL"),
        ({"redis_url": f"redis://[{QUOTED}"}, "MATCHSTREAM_REDIS_URL is no URL"),
        ({"redis_url": f"redis://cache/0?password={QUOTED}"}, "has a user or password behind its '?'"),
        ({"redis_url": f"redis://:{QUOTED}@cache/0", "redis_password": PASSWORD}, "set one of them"),
        ({"redis_password": PASSWORD, "redis_password_file": "/none"}, "both MATCHSTREAM_REDIS_PASSWORD and"),
        ({"redis_url": "redis://writer@cache/0"}, "names the user writer, but neither MATCHSTREAM_REDIS_PASSWORD_FILE"),
        (
            {"redis_ca_file": "/dev/null"},
            "MATCHSTREAM_REDIS_CA_FILE is set, but MATCHSTREAM_REDIS_URL does not encrypt",
        ),
        ({"redis_url": "rediss://cache/0", "redis_ca_file": "/none"}, "MATCHSTREAM_REDIS_CA_FILE=/none is no file"),
        (
            {"redis_url": "rediss://cache/0", "redis_client_key_file": "/none"},
            "MATCHSTREAM_REDIS_CLIENT_KEY_FILE is set without MATCHSTREAM_REDIS_CLIENT_CERT_FILE",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_with_the_variable_to_set(given, why):
    with pytest.raises(ValidationError, match=re.escape(why)) as refused:
        RedisConnection(**given)
    assert PASSWORD not in str(refused.value)
    assert QUOTED not in str(refused.value)


def test_the_password_is_in_no_printed_form():
    connection = RedisConnection(redis_url=f"rediss://writer:{QUOTED}@cache/0")
    client = redis.Redis.from_url(**connection.redis_client())
    shown = [repr(connection), str(connection.model_dump()), connection.model_dump_json()]
    shown += [repr(connection.redis_client()), repr(client), repr(client.connection_pool)]
    client.close()
    for text in shown:
        assert PASSWORD not in text
        assert QUOTED not in text


def test_the_documented_access_list_lets_the_writer_s_scripts_do_what_they_do():
    page = (Path(__file__).parents[3] / "docs" / "security.md").read_text(encoding="utf-8")
    found = re.search(r"^user writer (.*)$", page, re.MULTILINE)
    assert found is not None
    called = set(re.findall(r"\bcall\('(\w+)'", results.WRITE))
    assert called
    assert {f"+{command.lower()}" for command in called} <= set(found[1].split())
