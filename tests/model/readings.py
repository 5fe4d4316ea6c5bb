"""Tables of texts and what they are read as: `text; text; text = reading` a line."""

from __future__ import annotations


def readings(table: str) -> list[tuple[str, str]]:
    """Each text of a table with its reading."""
    found = []
    for line in table.strip().splitlines():
        texts, reading = line.rsplit("=", 1)
        found += [(text.strip(), reading.strip()) for text in texts.split(";")]
    return found
