"""Finds the ids that the bytes of an event mention: for erasure, which must find them in unreadable records too.

Of JSON, an id is mentioned where it stands as a whole string, number or member's name. Of anything else
(broken JSON, another format) where it stands between quotes or as a word of its own: rather one letter
too many than one too few. A time is one word: its parts are numbers, as the ids of many are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from data.contract.entities import MAX_ID, Applicant, Application, Job, nfc

JOB_MEMBERS = frozenset({"id_vaga", "job_id"})
"""Members that hold the id of a job, which may be the same as an applicant's."""

_FIELDS = frozenset(Applicant.model_fields) | frozenset(Job.model_fields) | frozenset(Application.model_fields)
_LONGEST = 6 * MAX_ID
"""Length of the longest id if every character is escaped."""

_QUOTED = re.compile(rf'"((?:[^"\\\s]|\\.){{1,{_LONGEST}}})(?="|\Z)')
_ENDS = r"""\s"'{}\[\](),;=<>&|"""
_WORD = re.compile(rf"(?<!\w)\d{{4,}}-\d\d-\d\d[Tt ]\d\d:[^{_ENDS}]*|[^:{_ENDS}]+")
_LITERAL = r'\s*:\s*(?:"(?:[^"\\]|\\.)*"|[^\s",{}\[\]]+)'
_JOB_MEMBER = re.compile(rf'"(?:{"|".join(sorted(JOB_MEMBERS))})"{_LITERAL}')
_ID_MEMBER = re.compile(rf'"id"{_LITERAL}')


def mentioned(value: bytes, ids: Collection[str], *, of_job: bool = False) -> set[str]:
    """Those of some ids that an event's value mentions.

    Parameters
    ----------
    value : bytes
    ids : collection of str
        A set or a dict, for fast look-ups.
    of_job : bool, default False
        Whether the event is about a job, so that its own `id` names the job.

    Returns
    -------
    set of str
    """
    try:
        document = json.loads(value, object_pairs_hook=_Members, parse_int=str, parse_float=_number, parse_constant=str)
    except (ValueError, RecursionError):
        candidates = _words(value, of_job=of_job)
    else:
        candidates = _tokens(document, of_job=of_job)
    return _among(ids, candidates)


def mentioned_in_text(text: bytes, ids: Collection[str]) -> set[str]:
    """Those of some ids that a key or a header mentions: it is no JSON, and `1.0` in it is not the number 1."""
    whole = text.decode(errors="surrogateescape").strip()
    return _among(ids, (whole, *_words(text, of_job=False)))


def _among(ids: Collection[str], candidates: Iterable[str]) -> set[str]:
    return {name for candidate in candidates if (name := nfc(candidate)) in ids}


class _Members(list[tuple[str, Any]]):
    """An object's members, those of the same name too."""


def _number(text: str) -> str:
    number = float(text)
    return str(int(number)) if number.is_integer() else text


def _tokens(document: Any, *, of_job: bool) -> Iterator[str]:
    own = {"id"} if of_job else set()
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item.strip()
        elif isinstance(item, _Members):
            yield from (name.strip() for name, _ in item if name not in _FIELDS)
            waiting += [held for name, held in item if name not in JOB_MEMBERS | own or not isinstance(held, str)]
        elif isinstance(item, list):
            waiting += item
        own = set()  # what lies deeper is not the job's


def _words(value: bytes, *, of_job: bool) -> Iterator[str]:
    text = value.decode(errors="surrogateescape")
    yield from _words_of(text, of_job=of_job)
    if not text.isprintable() and any("\udc80" <= character <= "\udcff" for character in text):
        yield from _words_of(value.decode("latin-1"), of_job=of_job)


def _words_of(text: str, *, of_job: bool) -> Iterator[str]:
    text = _JOB_MEMBER.sub(" ", text)
    if of_job:
        text = _ID_MEMBER.sub(" ", text, count=1)
    found = [*_QUOTED.findall(text), *(word for word in _WORD.findall(text) if len(word) <= _LONGEST)]
    for word in found:
        if word not in _FIELDS:
            plain = _unescaped(word)
            yield plain
            yield plain.strip(".")


def _unescaped(word: str) -> str:
    if "\\" not in word:
        return word
    try:
        return str(json.loads(f'"{word}"', strict=False))
    except ValueError:
        return word
