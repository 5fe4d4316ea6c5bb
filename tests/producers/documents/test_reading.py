"""From bytes to a CV's text or to a reason, by the process that reads: what it may do, and what it ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from producers.documents import isolated, reading
from producers.documents.limits import MAX_BYTES
from producers.documents.outcome import SAYS, Doubt, Format, NotRead, Reason
from producers.documents.raw import Raw, Unread
from tests.documents import cvs, docx
from tests.documents.pages import PICTURE, Mark, lines, pdf

ROOT = Path(__file__).parents[3]
CV = cvs.made(1)[0]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def reason(document: bytes, **named) -> Reason:
    with pytest.raises(NotRead) as error:
        reading.read(document, **named)
    assert SAYS[error.value.reason] in str(error.value)
    return error.value.reason


def test_a_docx_and_a_pdf():
    mail = "maria.souza@example.org"
    found = reading.read(docx.package(docx.paragraph(f"{mail} de e com") + docx.paragraph(CV.text)))
    assert (found.format, found.pages, found.doubts) == (Format.DOCX, None, ())
    assert found.text.startswith("[email] ")
    assert CV.skills[0] in found.text
    told = reading.read(pdf([[*lines([line[:90] for line in CV.lines]), Mark(f"Kotlin {mail}", y=20, before="3 Tr")]]))
    assert (told.format, told.pages, told.doubts) == (Format.PDF, 1, (Doubt.HIDDEN,))
    assert told.hidden == "Kotlin [email]"


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", Reason.EMPTY),
        (bytes(MAX_BYTES + 1), Reason.TOO_LARGE),
        (b"{\\rtf1 Java}", Reason.OTHER_FORMAT),
        (OLE, Reason.OTHER_FORMAT),
        (OLE + "EncryptedPackage".encode("utf-16-le"), Reason.PASSWORD),
        (b"\x89PNG\r\n\x1a\n", Reason.PICTURE),
        (b"Java, Spring", Reason.OTHER_FORMAT),
        (b"PK\x03\x04", Reason.DAMAGED),
        (docx.packed({"mimetype": "application/vnd.oasis.opendocument.text"}), Reason.OTHER_FORMAT),
        (pdf([[PICTURE, *lines(["p. 1"])]]), Reason.PICTURE),
        (pdf([["0 0 m 500 500 l S"]]), Reason.NO_TEXT),
        (docx.package("<w:p/>"), Reason.NO_TEXT),
        (docx.package("<w:p/>", more={"word/media/image1.png": b"x"}), Reason.PICTURE),
    ],
)
def test_a_reason_and_never_an_empty_cv(document, why):
    assert reason(document) is why


def judged(text: str, **named) -> tuple[Doubt, ...]:
    return reading._judged(Raw(Format.PDF, 1, text, **named)).doubts


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Java e Spring", Doubt.SHORT),
        (CV.text + " " + "desenvolvimentodeaplicacoesdistribuidascomjava", Doubt.GLUED),
        (CV.text.translate({code: code + 3 for code in range(ord("a"), ord("x"))}), Doubt.UNMAPPED),
        (CV.text.replace("a", "\ufffd"), Doubt.UNMAPPED),
    ],
)
def test_a_doubtful_text_is_said(text, doubt):
    assert judged(CV.text) == ()
    assert judged(CV.text, doubts={Doubt.UNMAPPED}) == ()  # many fonts name no characters, and are read all the same
    assert doubt in judged(text)
    assert judged("Java, Spring") == (Doubt.SHORT,)


def test_a_process_that_is_too_slow_is_killed():
    assert reason(docx.of_cv(CV), seconds=0.001) is Reason.TOO_SLOW


@pytest.mark.parametrize(
    ("ends", "why"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", Reason.TOO_SLOW),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Reason.DAMAGED),
        ("raise KeyError", Reason.DAMAGED),
    ],
)
def test_a_process_that_ends_without_an_answer(monkeypatch, ends, why):
    monkeypatch.setattr(isolated, "_PROGRAM", [sys.executable, "-c", ends])
    with pytest.raises(Unread) as error:
        isolated.read(Format.PDF, b"%PDF-")
    assert error.value.reason is why


def test_the_process_can_open_nothing_and_has_no_more_memory_than_it_may(monkeypatch):
    monkeypatch.setenv("MATCHSTREAM_KAFKA_PASSWORD", "qzsecret")
    script = """
import json, os, socket
from producers.documents import child, docx_text
child.confine()
found = {"environment": sorted(os.environ)}
for name, work in {
    "socket": socket.socket, "file": lambda: open("/etc/hostname"), "memory": lambda: bytes(1 << 30),
    "read": lambda: docx_text.read(b"PK"),
}.items():
    try:
        work()
    except BaseException as error:
        found[name] = type(error).__name__
print(json.dumps(found))
"""
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=isolated._ENVIRONMENT, check=True, capture_output=True
    )
    found = json.loads(told.stdout)
    # LC_CTYPE is Python's own, where no language is set.
    assert set(found.pop("environment")) <= {"LD_LIBRARY_PATH", "LC_CTYPE"}
    assert found == {"socket": "OSError", "file": "OSError", "memory": "MemoryError", "read": "Unread"}
    assert "MATCHSTREAM_KAFKA_PASSWORD" in os.environ
