"""The process that reads one document: `python -m producers.documents.child`, document in, JSON out.

Parsers of strangers' files are the likeliest place for what a stranger wants. So this process has the document, and
nothing else: an empty environment, a limit of memory and of processor time, and, once its libraries are loaded, no
further file descriptor: it can neither open a file nor a connection.
"""

from __future__ import annotations

import codecs
import json
import os
import resource
import sys

from producers.documents import docx_text, pdf_text
from producers.documents.limits import MAX_MEMORY, MAX_SECONDS
from producers.documents.outcome import Reason
from producers.documents.raw import Raw, Unread

NICE = 19
"""So that whoever answers requests on this machine goes first."""
CODECS = ("cp437", "cp1252")
"""Loaded from files, as Python's other codecs: of names in packages, and of parts that say so."""
READERS = {"pdf": pdf_text.read, "docx": docx_text.read}


def confine() -> None:
    """Load what is loaded from files, and give up what reading needs no more."""
    for name in CODECS:
        codecs.lookup(name)
    for limit, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    os.nice(NICE)


def answer(kind: str, document: bytes) -> dict[str, object]:
    """Read a document; what `isolated` takes for an answer."""
    try:
        raw: Raw = READERS[kind](document)
    except Unread as error:
        return {"unread": error.reason.value}
    except MemoryError:
        return {"unread": Reason.TOO_SLOW.value}
    return {
        "format": raw.format.value,
        "pages": raw.pages,
        "text": raw.text,
        "hidden": raw.hidden,
        "doubts": sorted(doubt.value for doubt in raw.doubts),
        "has_picture": raw.has_picture,
    }


def main() -> None:
    """Read the document of the standard input, as the format that the first argument names."""
    document = sys.stdin.buffer.read()
    confine()
    sys.stdout.write(json.dumps(answer(sys.argv[1], document)))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
