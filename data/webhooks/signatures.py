"""Signatures of Standard Webhooks: HMAC-SHA256 (`v1`) and Ed25519 (`v1a`), made and verified.

Source: standard-webhooks/standard-webhooks, `spec/standard-webhooks.md` 1.0.0. What is signed are the message's id, the
time of the attempt and the body, with dots between. One header holds several signatures, with blanks between: one for
each secret while one is changed for another. Signatures of other versions are passed over.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets as random
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from data.errors import ExitCode, MatchstreamError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
"""The headers, in lower case."""

TOLERANCE = 300.0
"""Seconds that the time of an attempt may differ from its receiver's clock."""

MOST_SIGNATURES = 32
"""Signatures of one header that are looked at: a sender gives one for each of its secrets."""

SHARED, PRIVATE, PUBLIC = "whsec_", "whsk_", "whpk_"
"""Prefixes of a secret that both sides know, of a private key and of a public key; Base64 follows."""

_SECRET_BYTES, _LEAST, _MOST = 32, 24, 64
_KEY_BYTES = 32


class BadSecret(MatchstreamError, ValueError):
    """A secret that can't be one of its scheme; says why, never what it is."""

    exit_code = ExitCode.CONFIGURE


def new_secret() -> str:
    """A random secret for `v1`."""
    return SHARED + base64.b64encode(random.token_bytes(_SECRET_BYTES)).decode()


def new_private_key() -> str:
    """A random private key for `v1a`."""
    return PRIVATE + base64.b64encode(random.token_bytes(_KEY_BYTES)).decode()


def public_key(private: str) -> str:
    """The public key of a private key."""
    return PUBLIC + base64.b64encode(_private(private).public_key().public_bytes_raw()).decode()


def check(secret: str) -> None:
    """Raise `BadSecret` where a text is neither a secret, a private key nor a public key."""
    if secret.startswith(PRIVATE):
        _private(secret)
    elif secret.startswith(PUBLIC):
        _bytes(secret, PUBLIC, _KEY_BYTES, _KEY_BYTES)
    else:
        shared_key(secret)


def shared_key(secret: str) -> bytes:
    """The key of a `v1` secret: `whsec_`, which may be left out, and Base64 of 24 to 64 bytes.

    Raises
    ------
    BadSecret
    """
    return _bytes(secret, SHARED, _LEAST, _MOST)


def signed_bytes(identity: str, timestamp: str, body: bytes) -> bytes:
    """The bytes that are signed."""
    return b".".join((identity.encode("latin-1", "replace"), timestamp.encode("latin-1", "replace"), body))


def sign(secret: str, signed: bytes) -> str:
    """One signature, with its version.

    Parameters
    ----------
    secret : str
        A shared secret, or a private key.
    signed : bytes
        See `signed_bytes`.

    Raises
    ------
    BadSecret
    """
    if secret.startswith(PRIVATE):
        return "v1a," + base64.b64encode(_private(secret).sign(signed)).decode()
    return "v1," + base64.b64encode(hmac.digest(shared_key(secret), signed, "sha256")).decode()


def headers(secrets: Sequence[str], identity: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers of an attempt: one signature for each secret.

    Parameters
    ----------
    secrets : sequence of str
    identity : str
        The message's; without a dot, and the same at every attempt.
    timestamp : int
        Time of this attempt, in seconds since 1970.
    body : bytes
    """
    signed = signed_bytes(identity, str(timestamp), body)
    return {ID: identity, TIMESTAMP: str(timestamp), SIGNATURE: " ".join(sign(secret, signed) for secret in secrets)}


def is_signed(given: str, secrets: Sequence[str], signed: bytes) -> bool:
    """Whether a header holds the signature of one of some secrets.

    Every secret is compared with every signature that was given, in constant time, so that the time tells neither how
    much of one was right nor which secret it was.

    Parameters
    ----------
    given : str
        The header's value.
    secrets : sequence of str
        Shared secrets, private keys or public keys.
    signed : bytes
    """
    offered = [part.strip().encode() for part in given.split(" ")[:MOST_SIGNATURES]]
    is_right = False
    for secret in secrets:
        if secret.startswith((PRIVATE, PUBLIC)):
            key = _public(secret)
            for one in offered:
                is_right |= _is_of(key, one, signed)
            continue
        wanted = sign(secret, signed).encode()
        for one in offered:
            is_right |= hmac.compare_digest(wanted, one)
    return is_right


def _is_of(key: Ed25519PublicKey, given: bytes, signed: bytes) -> bool:
    version, _, text = given.partition(b",")
    if version != b"v1a":
        return False
    try:
        key.verify(base64.b64decode(text, validate=True), signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _public(secret: str) -> Ed25519PublicKey:
    if secret.startswith(PRIVATE):
        return _private(secret).public_key()
    return Ed25519PublicKey.from_public_bytes(_bytes(secret, PUBLIC, _KEY_BYTES, _KEY_BYTES))


def _private(secret: str) -> Ed25519PrivateKey:
    """The key of `whsk_` and Base64 of its 32 bytes; 64 are those and the public key's, as some libraries write it."""
    key = _bytes(secret, PRIVATE, _KEY_BYTES, 2 * _KEY_BYTES)
    found = Ed25519PrivateKey.from_private_bytes(key[:_KEY_BYTES])
    if len(key) != _KEY_BYTES and key[_KEY_BYTES:] != found.public_key().public_bytes_raw():
        raise BadSecret("its second half is not the public key of its first half")
    return found


def _bytes(secret: str, prefix: str, least: int, most: int) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(prefix), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret(f"it is not {prefix} and Base64") from None
    if not least <= len(key) <= most:
        raise BadSecret(f"its key has {len(key)} bytes, {least} to {most} are asked for")
    return key
