"""How senders prove who they are: an HMAC-SHA256 over bytes of the request, or a text that only both know.

Whether a signature is right is compared in constant time, with every secret and every signature that was given, so that
the time tells neither how much of one was right nor which secret it was.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from data.webhooks.signatures import MOST_SIGNATURES, BadSecret
from producers.connectors.delivery import Delivery


class Verdict(StrEnum):
    """What is known of a delivery's sender."""

    GOOD = "good"
    MISSING = "missing"
    WRONG = "wrong"
    LATE = "late"
    """The signature is right, its time is not near the receiver's."""


class Scheme(Protocol):
    """A way to prove who sent something."""

    @property
    def says(self) -> str:
        """What is signed and where the signature stands, for people."""

    def check(self, secret: str) -> None:
        """Raise `BadSecret` where a text can't be a secret of this scheme."""

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> Verdict:
        """Tell whether a delivery is of somebody who knows one of the secrets."""


def hexadecimal(digest: bytes) -> str:
    """A digest in hexadecimal, in lower case."""
    return digest.hex()


def is_in_time(delivery: Delivery, clock: str, tolerance: float) -> bool:
    """Whether the time in a header, in seconds since 1970, is near that of the receipt."""
    told = delivery.headers.get(clock, "")
    is_number = told.isascii() and told.isdigit() and len(told) <= 12
    return is_number and abs(delivery.received.timestamp() - int(told)) <= tolerance


def whole_body(delivery: Delivery) -> bytes:
    """The body and nothing else."""
    return delivery.body


@dataclass(frozen=True, slots=True)
class Signature:
    """An HMAC-SHA256 in a header.

    Attributes
    ----------
    header : str
        In lower case.
    says : str
    message : callable
        The bytes that are signed.
    encode : callable
        Digest to text; hexadecimal is compared in lower case.
    prefix : str
        Before each signature; what begins otherwise is of a version that is unknown here, and passed over.
    between : str, optional
        What parts several signatures of one header.
    key : callable
        Secret to key; raises `BadSecret`.
    clock : str, optional
        Header with the time of sending, in seconds since 1970.
    tolerance : float
        Seconds that time may differ from the receiver's.
    """

    header: str
    says: str
    message: Callable[[Delivery], bytes] = whole_body
    encode: Callable[[bytes], str] = hexadecimal
    prefix: str = ""
    between: str | None = None
    key: Callable[[str], bytes] = str.encode
    clock: str | None = None
    tolerance: float = 300.0

    def check(self, secret: str) -> None:
        """Raise `BadSecret` where a text can't be a secret of this scheme."""
        self.key(secret)

    def sign(self, secret: str, delivery: Delivery) -> str:
        """What the header holds where this secret signs; used by tests' senders."""
        return self.prefix + self.encode(hmac.digest(self.key(secret), self.message(delivery), "sha256"))

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> Verdict:
        """Tell whether a delivery is of somebody who knows one of the secrets."""
        given = delivery.headers.get(self.header, "")
        if not given.strip():
            return Verdict.MISSING
        parts = [given] if self.between is None else given.split(self.between)
        offered = [
            (part.strip() if self.encode is not hexadecimal else part.strip().lower()).encode()
            for part in parts[:MOST_SIGNATURES]
        ]
        is_right = False
        for secret in secrets:
            wanted = self.sign(secret, delivery).encode()
            for one in offered:
                is_right |= hmac.compare_digest(wanted, one)
        if not is_right:
            return Verdict.WRONG
        is_late = self.clock is not None and not is_in_time(delivery, self.clock, self.tolerance)
        return Verdict.LATE if is_late else Verdict.GOOD


@dataclass(frozen=True, slots=True)
class SharedText:
    """A text in a header that only sender and receiver know: nothing of the request is signed.

    Attributes
    ----------
    says : str
    header : str
        In lower case.
    prefix : str
        Before the text.
    """

    says: str
    header: str = "authorization"
    prefix: str = "Bearer "

    def check(self, secret: str) -> None:
        """Raise `BadSecret` where a text is too short to be a secret, or can't stand in a header."""
        if len(secret) < 16 or not secret.isascii() or not secret.isprintable() or " " in secret:
            raise BadSecret("it is shorter than 16 signs, or holds one that can't stand in a header")

    def verify(self, delivery: Delivery, secrets: Sequence[str]) -> Verdict:
        """Tell whether a delivery is of somebody who knows one of the secrets."""
        given = delivery.headers.get(self.header, "")
        if not given:
            return Verdict.MISSING
        # Digests, so that not even the length of a secret is told by the time.
        shown = sha256(given.encode()).digest()
        is_right = False
        for secret in secrets:
            is_right |= hmac.compare_digest(sha256((self.prefix + secret).encode()).digest(), shown)
        return Verdict.GOOD if is_right else Verdict.WRONG
