"""Sessions of the pages: a cookie that names a key and is signed, so that nothing of it is kept.

The secret of the signature is not in Kafka: whoever reads the topic of keys can make no session.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256


class Sessions:
    """Makes and reads sessions.

    Parameters
    ----------
    secret : str or None
        Shared by all gateways of one address. None: a random one, so that sessions end with this process.
    seconds : float
        How long a session is good.
    """

    def __init__(self, secret: str | None, seconds: float) -> None:
        self._secret = sha256((secret or secrets.token_hex(32)).encode()).digest()
        self.seconds = seconds

    def begin(self, key_id: str, now: float) -> str:
        """A session of a key, for its cookie."""
        told = f"{key_id}.{int(now + self.seconds)}"
        return f"{told}.{self._signed(told)}"

    def key_of(self, cookie: str, now: float) -> str | None:
        """The id of the key of a session; None where it is none of ours, or has ended."""
        told, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(self._signed(told).encode(), signature.encode("utf-8", "replace")):
            return None
        key_id, _, until = told.partition(".")
        return key_id if now < int(until) else None

    def token_of(self, caller_id: str) -> str:
        """What a caller's forms hold, so that only pages which the caller was shown can send them."""
        return self._signed(f"form {caller_id}")

    def _signed(self, told: str) -> str:
        return hmac.new(self._secret, told.encode(), sha256).hexdigest()
