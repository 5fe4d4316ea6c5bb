"""Replaces each character of a text by ASCII, fast for texts in the characters of a usual code page."""

from __future__ import annotations

from codecs import register_error
from collections.abc import Callable


class Folding:
    """Folds a text character by character, at the speed of a code page.

    Parameters
    ----------
    of : callable
        What becomes of one character.
    name : str
        Under which Python's codecs know how characters outside the page are folded.
    """

    def __init__(self, of: Callable[[str], str], name: str) -> None:
        self._name = name
        self._each = _Remembered(of)
        register_error(name, self._outside)
        self._pages = []
        for page in ("latin-1", "cp1252"):
            folded = [of(bytes([code]).decode(page, "ignore")) for code in range(256)]
            several = [(bytes([code]), one.encode()) for code, one in enumerate(folded) if len(one) > 1]
            kept = bytes(code if len(one) > 1 else ord(one or "?") for code, one in enumerate(folded))
            gone = bytes(code for code, one in enumerate(folded) if not one)
            self._pages.append((kept, gone, several))

    def __call__(self, text: str) -> str:
        """The folded text."""
        if text.isascii():
            return text.lower()
        try:
            page, (kept, gone, several) = text.encode("latin-1"), self._pages[0]
        except UnicodeEncodeError:
            page, (kept, gone, several) = text.encode("cp1252", self._name), self._pages[1]
        folded = page.translate(kept, gone)
        if not folded.isascii():
            for sign, characters in several:
                folded = folded.replace(sign, characters)
        return folded.decode("ascii")

    def _outside(self, error: UnicodeError) -> tuple[str, int]:
        """Fold the characters that a page lacks."""
        assert isinstance(error, UnicodeEncodeError)
        return error.object[error.start : error.end].translate(self._each), error.end


class _Remembered(dict[int, str]):
    """The replacement of each character, computed when the character is first met."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        found = self[code] = self._of(chr(code))
        return found
