"""Draws docs/architecture.md from the imports of the code: `make map`.

A test holds the page equal to the code. What may import what is declared elsewhere, in `[tool.importlinter]` of
pyproject.toml; here stands what does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import grimp

PACKAGES = ("deploy", "gateway", "stream_processor", "producers", "model", "data")
"""From the top floor to the ground."""

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).with_name("architecture.md")

_HEAD = """\
# What imports what

Drawn from the code by `make map`; a test holds this page equal to it. Arrows point at what is imported. What each
folder is for stands in [design.md](design.md#the-folders); what may import what, in `[tool.importlinter]` of
pyproject.toml.

## Packages

An arrow names the folders that are reached through it.
"""
_INSIDE = "An arrow that follows from the others is left out: of `a -> b -> c` that of `a -> c`.\n"

Arrows = Mapping[str, frozenset[str]]
"""For each name the names that it imports."""


def page() -> str:
    """Make the page.

    Returns
    -------
    str
        Markdown with a Mermaid diagram of the packages, and one of each package's folders. The same imports give the
        same text.
    """
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in sorted(graph.modules)}
    parts = [_HEAD, _diagram(_between_packages(imports)), _INSIDE]
    for package in reversed(PACKAGES):
        arrows = _inside(package, imports)
        if len(arrows) > 1:
            parts += [f"## {package}\n", _diagram(_lines(reduced(arrows)))]
    return "\n".join(parts)


def _between_packages(imports: Mapping[str, Iterable[str]]) -> Iterator[str]:
    reached: dict[tuple[str, str], set[str]] = {}
    for module, targets in imports.items():
        for target in targets:
            pair = (_package(module), _package(target))
            if pair[0] != pair[1]:
                reached.setdefault(pair, set()).update({_child(target)} - {pair[1]})
    yield from PACKAGES
    for (source, target), folders in sorted(reached.items()):
        label = f'|"{", ".join(sorted(folders))}"|' if folders else ""
        yield f"{source} -->{label} {target}"


def _inside(package: str, imports: Mapping[str, Iterable[str]]) -> Arrows:
    """The folders of a package, and its modules that are in none, each with what it imports of the others."""
    arrows: dict[str, set[str]] = {}
    for module, targets in imports.items():
        if _package(module) == package and module != package:
            own = arrows.setdefault(_child(module), set())
            own |= {_child(target) for target in targets if _package(target) == package and target != package}
    return {name: frozenset(targets - {name}) for name, targets in arrows.items()}


def reduced(arrows: Arrows) -> Arrows:
    """Leave out the arrows that follow from others; there must be no circle.

    Parameters
    ----------
    arrows : mapping of str to frozenset of str

    Returns
    -------
    mapping of str to frozenset of str
        The fewest arrows by which everything reaches what it reached.
    """

    def below(name: str) -> set[str]:
        return {deeper for target in arrows[name] for deeper in (target, *below(target))}

    return {
        name: frozenset(target for target in targets if not any(target in below(other) for other in targets))
        for name, targets in arrows.items()
    }


def _lines(arrows: Arrows) -> Iterator[str]:
    # Mermaid takes a leading double underscore, as of __main__, for markup: such names are quoted.
    for name in sorted(arrows):
        yield f'{name}["{name}"]'
    for name in sorted(arrows):
        yield from (f"{name} --> {target}" for target in sorted(arrows[name]))


def _diagram(lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", "flowchart TD", *(f"    {line}" for line in lines), "```\n"])


def _package(module: str) -> str:
    return module.partition(".")[0]


def _child(module: str) -> str:
    """The folder of a module within its package; of a module in no folder its own name."""
    return module.split(".")[1] if "." in module else module


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
