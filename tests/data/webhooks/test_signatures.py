"""Signatures against the public libraries, and what must not verify."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from data.webhooks import signatures
from data.webhooks.signatures import BadSecret

NOW = 1_700_000_000
BODY = b'{"id":7,"note":"caf\xc3\xa9"}'
KEYS = Path(__file__).parent / "keys.js"
SECRET = st.binary(min_size=24, max_size=64).map(lambda key: "whsec_" + base64.b64encode(key).decode())
PRIVATE = st.binary(min_size=32, max_size=32).map(lambda key: "whsk_" + base64.b64encode(key).decode())
IDENTITY = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)


def is_right(headers, secrets, body):
    signed = signatures.signed_bytes(headers[signatures.ID], headers[signatures.TIMESTAMP], body)
    return signatures.is_signed(headers[signatures.SIGNATURE], secrets, signed)


@given(st.lists(SECRET, min_size=1, max_size=2), IDENTITY, TEXT)
def test_the_public_library_signs_as_we_do_and_believes_each_of_our_secrets(secrets, identity, text):
    now = datetime.now(UTC).replace(microsecond=0)
    made = signatures.headers(secrets, identity, int(now.timestamp()), text.encode())
    assert made[signatures.SIGNATURE].split() == [Webhook(secret).sign(identity, now, text) for secret in secrets]
    for secret in secrets:
        Webhook(secret).verify(text, made, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(secrets[0]).verify(text + " ", made, json_parse=False)


@given(st.lists(st.one_of(SECRET, PRIVATE), min_size=1, max_size=3, unique=True), IDENTITY, st.binary(max_size=200))
def test_what_was_changed_or_is_of_another_secret_is_not_right(secrets, identity, body):
    made = signatures.headers(secrets[:1], identity, NOW, body)
    shown = [signatures.public_key(one) if one.startswith("whsk_") else one for one in secrets]
    assert is_right(made, shown, body)
    assert not is_right(made, shown, body + b" ")
    assert not is_right(made | {"webhook-id": identity + "x"}, shown, body)
    assert not is_right(made | {"webhook-timestamp": str(NOW + 1)}, shown, body)
    assert not is_right(made, shown[1:], body)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100))
def test_v1a_is_ed25519_as_rfc_8032_has_it(seed, signed):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    short = "whsk_" + base64.b64encode(seed).decode()
    long = "whsk_" + base64.b64encode(seed + public).decode()
    assert signatures.public_key(short) == signatures.public_key(long) == "whpk_" + base64.b64encode(public).decode()
    assert signatures.sign(short, signed) == signatures.sign(long, signed)
    assert signatures.sign(short, signed) == "v1a," + base64.b64encode(key.sign(signed)).decode()


def test_the_first_vector_of_rfc_8032():
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    wanted = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"  # noqa: E501
    secret = "whsk_" + base64.b64encode(seed).decode()
    assert signatures.sign(secret, b"") == "v1a," + base64.b64encode(bytes.fromhex(wanted)).decode()


@pytest.mark.parametrize(
    "odd", ["", " ", "v1", "v1,", "v2,AAAA", "v1a,", "v1a,AAAA", "v1a,no base64", "v1a,v1a,", ",,,", "v1,ÿ", "\x00" * 9]
)
def test_what_is_no_signature_is_passed_over(odd):
    secrets = [signatures.new_secret(), signatures.new_private_key()]
    made = signatures.headers(secrets, "msg_1", NOW, BODY)
    for secret in (*secrets, signatures.public_key(secrets[1])):
        assert not is_right(made | {"webhook-signature": odd}, [secret], BODY)
        assert is_right(made | {"webhook-signature": f"{odd} {made['webhook-signature']}"}, [secret], BODY)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_AAAA",
        "whsk_AAAA",
        "whpk_AAAA",
        "plain text",
        "whsk_" + base64.b64encode(bytes(63)).decode(),
        "whsk_" + base64.b64encode(bytes(64)).decode(),
        "whpk_" + base64.b64encode(bytes(33)).decode(),
    ],
)
def test_what_is_no_secret_is_refused_and_not_shown(secret):
    with pytest.raises(BadSecret) as told:
        signatures.check(secret)
    assert not secret or secret not in str(told.value)


def test_new_secrets_differ_and_can_be_used():
    for new in (signatures.new_secret, signatures.new_private_key):
        made = {new() for _ in range(20)}
        assert len(made) == 20
        for secret in made:
            signatures.check(secret)


DER_PRIVATE = bytes.fromhex("302e020100300506032b657004220420")
DER_PUBLIC = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410)."""


def openssl(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("openssl")
    assert program, "openssl is needed"
    return subprocess.run([program, "pkeyutl", *arguments], cwd=folder, capture_output=True, check=False)


def test_openssl_believes_v1a_and_is_believed(tmp_path):
    private = signatures.new_private_key()
    public = signatures.public_key(private)
    (tmp_path / "private").write_bytes(DER_PRIVATE + base64.b64decode(private.removeprefix("whsk_")))
    (tmp_path / "public").write_bytes(DER_PUBLIC + base64.b64decode(public.removeprefix("whpk_")))
    signed = signatures.signed_bytes("msg_1", str(NOW), BODY)
    (tmp_path / "signed").write_bytes(signed)
    ours = signatures.sign(private, signed)
    (tmp_path / "ours").write_bytes(base64.b64decode(ours.removeprefix("v1a,")))
    verify = ("-verify", "-rawin", "-keyform", "DER", "-pubin", "-inkey", "public", "-in", "signed", "-sigfile", "ours")
    assert openssl(tmp_path, *verify).returncode == 0
    made = openssl(tmp_path, "-sign", "-rawin", "-keyform", "DER", "-inkey", "private", "-in", "signed").stdout
    theirs = f"v1,AAAA v1a,{base64.b64encode(made).decode()}"
    assert signatures.is_signed(theirs, [public], signed)
    assert not signatures.is_signed(theirs, [public], signed + b" ")
    (tmp_path / "signed").write_bytes(signed + b" ")
    assert openssl(tmp_path, *verify).returncode != 0


@pytest.mark.servers
def test_node_believes_both_versions(tmp_path):
    """The public JavaScript library for `v1`, Node's own Ed25519 for `v1a`."""
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm, "npm is needed"
    assert node, "node is needed"
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(tmp_path)]
    subprocess.run([*install, "standardwebhooks@1.1.1"], check=True)
    secret, private = signatures.new_secret(), signatures.new_private_key()
    bodies = ["{}", '{"note": "café ☕", "n": 12345678901234567890}']
    cases = []
    for body in bodies:
        now = int(datetime.now(UTC).timestamp())
        made = signatures.headers([secret, private], "msg_1", now, body.encode())
        cases.append({"body": body, "headers": made})
    told = {"secret": secret, "public": signatures.public_key(private), "cases": cases}
    done = subprocess.run(
        [node, str(KEYS), str(tmp_path / "node_modules" / "standardwebhooks")],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["verified"] == [True, True]
    assert found["refused"] == [True, True]
    for body, headers in zip(bodies, found["signed"], strict=True):
        assert is_right(headers, [secret], body.encode())
