"""Whether a page fits the width of its window."""

from __future__ import annotations

_TOO_WIDE = """() => [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5
        && !e.closest(".for-readers, .skip, .sideways, pre"))
    .map((e) => `${e.tagName}.${e.className}: ${Math.round(e.getBoundingClientRect().right)}`)"""


def too_wide(page):
    """What reaches over the right edge, or makes the page scroll sideways; a table may scroll in its own region."""
    scrolls = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    return page.evaluate(_TOO_WIDE) + (["the page scrolls sideways"] if scrolls else [])
