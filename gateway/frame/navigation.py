"""The entries of the navigation. A page that has one passes its name as `section` when it is shown."""

from __future__ import annotations

from typing import Literal, NamedTuple

Section = Literal["jobs", "analysis", "search", "status", "api", "enter", ""]


class Entry(NamedTuple):
    """A link of the navigation; its text is `nav.<section>`."""

    section: Section
    path: str


MAIN = (
    Entry("jobs", "/"),
    Entry("analysis", "/analise"),
    Entry("search", "/busca"),
    Entry("status", "/status"),
)
FURTHER = (Entry("api", "/docs"), Entry("enter", "/entrar"))
