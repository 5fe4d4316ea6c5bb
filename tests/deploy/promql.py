"""What an expression in PromQL asks for: metrics and labels. Enough of the language for our rules and dashboards."""

from __future__ import annotations

import re

_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_MATCHERS = re.compile(r"\{([^}]*)\}")
_RANGE = re.compile(r"\[[^\]]*\]")
_GROUPING = re.compile(r"\b(?:by|without|on|ignoring)\s*\(([^)]*)\)")
_OFFSET = re.compile(r"\boffset\s+\w+")
_NAME = re.compile(r"(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])")
_WORDS = {"and", "or", "unless", "by", "without", "on", "ignoring", "bool", "offset"}


def asked(expression: str) -> tuple[set[str], set[str]]:
    """The metrics that an expression names, and the labels."""
    bare = _TEXT.sub('""', expression)
    labels = {label for inside in _MATCHERS.findall(bare) for label in re.findall(r"(\w+)\s*(?:=|!)", inside)}
    labels |= {label.strip() for inside in _GROUPING.findall(bare) for label in inside.split(",")}
    for pattern in (_MATCHERS, _RANGE, _GROUPING, _OFFSET):
        bare = pattern.sub(" ", bare)
    return {name for name in _NAME.findall(bare) if name not in _WORDS}, labels - {""}
