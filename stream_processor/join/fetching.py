"""Compiled: rows are asked for before they are read, so that a walk over scattered rows seldom waits for memory."""

# ruff: noqa: ANN001, ANN201, ARG001 - compiled: numba infers the types; an intrinsic reads its arguments as types

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from stream_processor.join.building_room import uncounted

AHEAD = 8
"""How many rows before it is read a row is asked for."""
_LINE = 64


def _ask(typing_context: Any, array: Any, offset: Any) -> Any:
    """Ask for the bytes at an offset of a contiguous array; nothing is read, so it may lie behind its end."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        data = make_array(array)(context, builder, arguments[0]).data  # type: ignore[no-untyped-call]
        where = builder.gep(builder.bitcast(data, byte), [arguments[1]])
        kind, name = ir.FunctionType(ir.VoidType(), [byte, number, number, number]), "llvm.prefetch.p0"
        function = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        builder.call(function, [where, *(ir.Constant(number, value) for value in (0, 3, 1))])
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


_asked: Any = intrinsic(_ask)


@uncounted
def fetch(rows, row):  # type: ignore[no-untyped-def]
    """Ask for a row of a table."""
    size = rows.shape[1] * rows.itemsize
    for offset in range(0, size + _LINE - 1, _LINE):
        _asked(rows, row * size + min(offset, size - 1))


@uncounted
def fetch_place(rows, row, place):  # type: ignore[no-untyped-def]
    """Ask for one place of a row of a table."""
    _asked(rows, (row * rows.shape[1] + place) * rows.itemsize)
