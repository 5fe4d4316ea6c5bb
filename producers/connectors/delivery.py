"""One request of a sender, as it came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple


class Delivery(NamedTuple):
    """A request.

    Attributes
    ----------
    headers : mapping of str to str
        Names in lower case.
    body : bytes
        As they came: a signature is over these bytes and no others.
    received : datetime
        With a time zone.
    """

    headers: Mapping[str, str]
    body: bytes
    received: datetime
