"""The programs' ends: an exit code and a line that say what to do."""

from __future__ import annotations

import pytest
import redis

from deploy.local.caches import EmbeddedRedis
from deploy.local.ports import free_port
from stream_processor.__main__ import main


@pytest.mark.parametrize(
    ("login", "code", "said"),
    [
        ("lesser:x@", 78, "docs/security.md has the access list"),
        ("default:wrong@", 78, "see the user in MATCHSTREAM_REDIS_URL and MATCHSTREAM_REDIS_PASSWORD_FILE"),
        (None, 1, "Redis is away"),
    ],
)
def test_a_command_that_redis_refuses_says_what_to_do(
    redis_server: EmbeddedRedis,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    login: str | None,
    code: int,
    said: str,
) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.acl_setuser("lesser", enabled=True, nopass=True, keys=["other"], categories=["+@all"])
        client.acl_setuser("default", enabled=True, reset_passwords=True, passwords=["+right"], keys=["*"])
    address = redis_server.url.replace("//", f"//{login}") if login else f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setenv("MATCHSTREAM_REDIS_URL", address)
    monkeypatch.setattr("sys.argv", ["stream_processor", "rebuild-cache"])
    assert main() == code
    assert said in capsys.readouterr().err
