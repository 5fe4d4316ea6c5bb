"""Whether a text holds one of a few words: most texts hold none, and each is asked for several times."""

from __future__ import annotations

import re

LONG = 1_000
"""Characters from which on a pattern finds a word sooner than a plain search does."""


class Sought:
    """A few words that are looked for in texts.

    Parameters
    ----------
    words : tuple of str
    patterns : tuple of str
        Find the same; each begins with one sign that is rare in texts, which is what makes it fast.
    long : int
        Characters from which on the patterns are searched for, in place of the words.
    """

    def __init__(self, words: tuple[str, ...], patterns: tuple[str, ...], long: int = LONG) -> None:
        self._words, self._long = words, long
        self._searches = tuple(re.compile(pattern).search for pattern in patterns)

    def stands_in(self, text: str) -> bool:
        """Whether the text holds one of the words."""
        if len(text) < self._long:
            for word in self._words:  # noqa: SIM110 - faster than a generator
                if word in text:
                    return True
            return False
        for search in self._searches:  # noqa: SIM110 - faster than a generator
            if search(text):
                return True
        return False
