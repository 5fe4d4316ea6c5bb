"""The parts of a DOCX: which of its files hold its text. Sizes are looked at before anything is unpacked."""

from __future__ import annotations

import io
import posixpath
import zlib
from collections.abc import Iterator, Mapping
from zipfile import BadZipFile, ZipFile, ZipInfo

from producers.documents.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, RATIO_FROM
from producers.documents.markup import parse
from producers.documents.outcome import Reason
from producers.documents.raw import Unread

_IS_ENCRYPTED = 0x1
_AROUND = ("header", "footer", "footnotes", "endnotes")
_BEFORE = ("header",)


class Package:
    """An opened DOCX.

    Parameters
    ----------
    document : bytes

    Raises
    ------
    Unread
        If it is no such package, is damaged, or would unpack to more than the limits allow.
    """

    def __init__(self, document: bytes) -> None:
        try:
            self._zip = ZipFile(io.BytesIO(document))
        except (BadZipFile, ValueError, NotImplementedError, OSError):
            raise Unread(Reason.DAMAGED) from None
        files = [file for file in self._zip.infolist() if not file.is_dir()]
        _measure(files, len(document))
        # Names don't differ by case, and some writers use the other slash.
        self._files = {file.filename.replace("\\", "/").lower(): file for file in files}
        if "[content_types].xml" not in self._files:
            raise Unread(Reason.OTHER_FORMAT)
        main = [target for kind, target in self._related("") if kind == "officeDocument"]
        if not main:
            raise Unread(Reason.OTHER_FORMAT)
        self.main = main[0]
        self.has_picture = any(name.startswith("word/media/") for name in self._files)

    def text_parts(self) -> Iterator[bytes]:
        """Yield the parts with text: the headers, the main part, then notes and footers."""
        around = list(dict.fromkeys(one for one in self._related(self.main) if one[0] in _AROUND))
        yield from (self.read(target) for kind, target in around if kind in _BEFORE)
        yield self.read(self.main)
        yield from (self.read(target) for kind, target in around if kind not in _BEFORE)

    @property
    def styles(self) -> bytes | None:
        """The part that lists the styles; None where there is none."""
        return next((self.read(target) for kind, target in self._related(self.main) if kind == "styles"), None)

    def read(self, name: str) -> bytes:
        """Unpack a part."""
        file = self._files.get(name)
        if file is None:
            raise Unread(Reason.DAMAGED)
        try:
            return self._zip.read(file)
        # What `zipfile` raises for what it can't unpack has no common root.
        except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError):
            raise Unread(Reason.DAMAGED) from None

    def _related(self, part: str) -> list[tuple[str, str]]:
        """The kinds and names of the parts that a part points to; of the package itself if it is empty."""
        folder, name = posixpath.split(part)
        file = posixpath.join(folder, "_rels", f"{name}.rels")
        if file not in self._files:
            return []
        found: list[tuple[str, str]] = []

        def start(space: str, local: str, attributes: Mapping[str, str]) -> None:
            if space == "rel" and local == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append((kind, target.lstrip("/").lower()))

        parse(self.read(file), start, lambda *_: None, lambda _: None)
        return [(kind, target) for kind, target in found if target in self._files]


def _measure(files: list[ZipInfo], packed: int) -> None:
    unpacked = sum(file.file_size for file in files)
    if len(files) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise Unread(Reason.TOO_LARGE_INSIDE)
    if unpacked > RATIO_FROM and unpacked > MAX_RATIO * packed:
        raise Unread(Reason.TOO_LARGE_INSIDE)
    if any(file.flag_bits & _IS_ENCRYPTED for file in files):
        raise Unread(Reason.PASSWORD)
