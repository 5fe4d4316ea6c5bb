"""An open shard is written by itself only, and knows which matches are its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import stream_processor
from data.kafka.inputs import INPUTS
from stream_processor.worker import open_shard
from stream_processor.worker.open_shard import OpenShard

FILES = sorted(Path(stream_processor.__path__[0]).rglob("*.py"))


def opened() -> OpenShard:
    return OpenShard(0, SimpleNamespace(), dict.fromkeys(INPUTS, 0), {})  # type: ignore[arg-type]


def written(tree: ast.AST) -> Iterator[str]:
    """Attributes of others than `self` that are assigned, or an item of which is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            target: ast.expr = node
            while isinstance(target, ast.Subscript):
                target = target.value
            if isinstance(target, ast.Attribute) and ast.unparse(target.value) != "self":
                yield target.attr


def test_what_is_written_is_found_also_in_an_item_and_behind_another_name() -> None:
    source = (
        "self.a = 1\nx.b = 2\nx.c['t'] += 3\ndel y.z.d[0]['k']\nfor x.e in (): pass\n(f.g, h) = 1, 2\nprint(x.i[0])"
    )
    assert set(written(ast.parse(source))) == {"b", "c", "d", "e", "g"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nobody_else_assigns_what_an_open_shard_holds(path: Path) -> None:
    if path != Path(open_shard.__file__):
        assert not set(vars(opened())) & set(written(ast.parse(path.read_text(encoding="utf-8"))))


def test_own_matches_are_known_as_far_as_no_other_writer_came_in_between() -> None:
    shard = opened()
    shard.wrote(range(5))
    assert (shard.own_until, shard.is_interrupted) == (5, False)
    shard.wrote(range(7, 9))
    assert (shard.own_until, shard.is_interrupted) == (5, True)
    shard.review(7)
    shard.wrote(range(9, 10))
    assert (shard.own_until, shard.is_interrupted) == (7, True)
    shard.review(10)
    shard.wrote(range(9, 10))
    assert (shard.own_until, shard.is_interrupted) == (10, False)
    shard.wrote(None)
    assert (shard.own_until, shard.is_interrupted) == (10, True)
