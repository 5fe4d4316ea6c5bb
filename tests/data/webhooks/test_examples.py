"""The examples of docs/webhooks.md verify what our signer made, and refuse what was changed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from standardwebhooks import WebhookVerificationError

from data.webhooks import signatures

PAGE = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text(encoding="utf-8")
BODY = '{"type": "webhook.test", "data": {"note": "café"}}'.encode()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def made(secret: str) -> dict[str, str]:
    return signatures.headers([secret], "msg_1", int(datetime.now(UTC).timestamp()), BODY)


def test_python():
    names: dict = {}
    verifying = [block for block in blocks("python") if "def receive" in block]
    assert len(verifying) == 2
    for block in verifying:
        exec(block, names)
    secret, private = signatures.new_secret(), signatures.new_private_key()
    assert names["receive"](secret, made(secret), BODY) == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        names["receive"](secret, made(secret), BODY + b" ")
    names["receive_v1a"](signatures.public_key(private), made(private), BODY)
    with pytest.raises(InvalidSignature):
        names["receive_v1a"](signatures.public_key(private), made(private), BODY + b" ")


def test_shell(tmp_path):
    if shutil.which("openssl") is None:
        pytest.fail("openssl is needed")
    (script,) = (block for block in blocks("sh") if "openssl" in block)
    (tmp_path / "body.json").write_bytes(BODY)
    secret = signatures.new_secret()
    headers = made(secret)
    given = {"secret": secret, "id": headers["webhook-id"], "timestamp": headers["webhook-timestamp"]}
    lines = [f"{name}='{value}'" for name, value in given.items()]
    told = subprocess.run(
        ["sh", "-ec", "\n".join([*lines, script])], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert f"v1,{told.stdout.strip()}" == headers["webhook-signature"]


@pytest.mark.servers
def test_javascript(tmp_path):
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm, "npm is needed"
    assert node, "node is needed"
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tmp_path)]
    subprocess.run([*install, "standardwebhooks@1.1.1"], check=True)
    secret = signatures.new_secret()
    told = json.dumps([secret, made(secret), BODY.decode()])
    ask = (
        f"{blocks('js')[0]}\nconst [secret, headers, body] = {told};\n"
        "console.log(JSON.stringify(receive(secret, headers, body)));\n"
        'try { receive(secret, headers, body + " "); process.exit(1); } catch {}\n'
    )
    (tmp_path / "ask.js").write_text(ask, encoding="utf-8")
    done = subprocess.run([node, "ask.js"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(BODY)
