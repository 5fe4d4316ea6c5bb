"""Vector instructions for compiled code: 16 trees, or 16 applicants, at a time.

Numba leaves it to LLVM to find such loops, which it doesn't here: it knows neither that two arrays don't overlap nor
that a look-up of 16 leaves is one instruction. So they are written as LLVM's own vectors; a machine that has no such
instructions gets the same sums one by one.
"""

# ruff: noqa: ARG001 - an intrinsic's arguments are read as types here, and as values in what it generates

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from model.features import layout as at
from model.features.channels import CHANNELS

LANES: Final = 16
LEVEL_ROWS: Final = 6
"""Rows that bound the forest by levels: one of what lies outside them, four levels, and how many skills are asked."""
_LEAF_BITS = 5
_BIT, _BYTE, _INT, _LONG, _REAL = ir.IntType(1), ir.IntType(8), ir.IntType(32), ir.IntType(64), ir.DoubleType()
_INTS, _LONGS, _REALS = (ir.VectorType(kind, LANES) for kind in (_INT, _LONG, _REAL))
_MISSING = ir.Constant(_REALS, [-2.0] * LANES)
_ONE_BY_ONE, _BY_4_BYTES = ir.Constant(_BIT, 1), ir.Constant(_INT, 4)


def _data(context: Any, builder: Any, kind: Any, array: Any, start: Any = None) -> Any:
    """Pointer into a contiguous array."""
    data = make_array(kind)(context, builder, array).data  # type: ignore[no-untyped-call]
    return data if start is None else builder.gep(data, [start])


def _load(builder: Any, data: Any, kind: Any, bytes_each: int) -> Any:
    found = builder.load(builder.bitcast(data, kind.as_pointer()))
    found.align = bytes_each
    return found


def _call(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    """Call a function of LLVM itself."""
    module = builder.module
    function = module.globals.get(name)
    if function is None:
        function = ir.Function(module, ir.FunctionType(result, [one.type for one in arguments]), name)
    return builder.call(function, arguments)


def _splat(builder: Any, value: Any, kind: Any) -> Any:
    held = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(_INT, 0))
    return builder.shuffle_vector(held, ir.Constant(kind, ir.Undefined), ir.Constant(_INTS, [0] * LANES))


def _look_up(builder: Any, table: Any, places: Any) -> Any:
    """The integers at 16 places of a table."""
    begin = _splat(builder, builder.ptrtoint(table, _LONG), _LONGS)
    bytes_on = builder.shl(builder.zext(places, _LONGS), ir.Constant(_LONGS, [2] * LANES))
    where = builder.inttoptr(builder.add(begin, bytes_on), ir.VectorType(_INT.as_pointer(), LANES))
    all_of_them = ir.Constant(ir.VectorType(_BIT, LANES), [1] * LANES)
    nothing = ir.Constant(_INTS, [0] * LANES)
    return _call(builder, "llvm.masked.gather.v16i32.v16p0", _INTS, where, _BY_4_BYTES, all_of_them, nothing)


def _leaves(number_of_rows: int) -> Any:
    """A sum of the leaves of 16 trees, each the lowest bit that is left of so many rows of masks."""

    def leaves(typing_context: Any, masks: Any, rows: Any, width: Any, first: Any, table: Any) -> Any:
        """Sum of leaves of the trees from `first` on: rows of `width` masks, which `rows` numbers."""

        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            numbers = _data(context, builder, rows, arguments[1])
            left = None
            for place in range(number_of_rows):
                row = builder.load(builder.gep(numbers, [ir.Constant(_LONG, place)]))
                start = builder.add(builder.mul(row, arguments[2]), arguments[3])
                words = _load(builder, _data(context, builder, masks, arguments[0], start), _INTS, 4)
                left = words if left is None else builder.and_(left, words)
            lowest = _call(builder, "llvm.cttz.v16i32", _INTS, left, _ONE_BY_ONE)
            places = builder.add(lowest, ir.Constant(_INTS, [tree << _LEAF_BITS for tree in range(LANES)]))
            start = builder.shl(arguments[3], ir.Constant(_LONG, _LEAF_BITS))
            found = _look_up(builder, _data(context, builder, table, arguments[4], start), places)
            return _call(builder, "llvm.vector.reduce.add.v16i32", _INT, found)

        return types.int32(masks, rows, types.uint64, types.uint64, table), generate

    return leaves


leaves_of_pair: Any = intrinsic(_leaves(len(CHANNELS)))
leaves_of_levels: Any = intrinsic(_leaves(LEVEL_ROWS))


def _best_cosine(builder: Any, weights: list[Any], texts: Any, inverse: Any, inverses: Any) -> Any:
    """The best cosine of 16 applicants' texts and a job's; `_MISSING` where one side has none."""
    best = _MISSING
    for text in range(at.TEXTS):
        dot = ir.Constant(_INTS, [0] * LANES)
        for axis, weight in enumerate(weights):
            place = builder.gep(texts, [ir.Constant(_LONG, (text * at.DIMENSIONS + axis) * LANES)])
            held = _load(builder, place, ir.VectorType(_BYTE, LANES), 1)
            dot = builder.add(dot, builder.mul(weight, builder.sext(held, _INTS)))
        other = _load(builder, builder.gep(inverses, [ir.Constant(_LONG, text * LANES)]), _REALS, 8)
        lengths = builder.fmul(_splat(builder, inverse, _REALS), other)
        cosine = builder.fmul(builder.sitofp(dot, _REALS), lengths)
        for limit, sign in ((-1.0, "<"), (1.0, ">")):
            edge = ir.Constant(_REALS, [limit] * LANES)
            cosine = builder.select(builder.fcmp_ordered(sign, cosine, edge), edge, cosine)
        there = builder.fcmp_ordered("!=", lengths, ir.Constant(_REALS, [0.0] * LANES))
        cosine = builder.select(there, cosine, _MISSING)
        best = builder.select(builder.fcmp_ordered(">", cosine, best), cosine, best)
    return best


def _lower_by_texts(
    typing_context: Any, bound: Any, first: Any, own: Any, inverse: Any, texts: Any, inverses: Any, below: Any
) -> Any:
    """Lower 16 bounds from `first` on by how far texts are below their most; returns the highest.

    `own` and `inverse` are a job's text, `texts` those of applicants (blocks, texts, dimensions, lanes) and `inverses`
    one over their lengths (blocks, texts, lanes), one after the other; `below` is by code.
    """

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        start = arguments[1]
        axes = _data(context, builder, own, arguments[2])
        weights = [
            _splat(builder, builder.sext(builder.load(builder.gep(axes, [ir.Constant(_LONG, axis)])), _INT), _INTS)
            for axis in range(at.DIMENSIONS)
        ]
        of_texts, of_inverses = (
            _data(context, builder, kind, array, builder.mul(start, ir.Constant(_LONG, each)))
            for kind, array, each in ((texts, arguments[4], at.A_TEXT), (inverses, arguments[5], at.TEXTS))
        )
        best = _best_cosine(builder, weights, of_texts, arguments[3], of_inverses)
        steps = builder.fadd(best, ir.Constant(_REALS, [1.0] * LANES))
        steps = builder.fmul(steps, ir.Constant(_REALS, [at.TEXT_STEPS / 2] * LANES))
        code = builder.add(builder.fptosi(steps, _INTS), ir.Constant(_INTS, [1] * LANES))
        code = builder.select(builder.fcmp_ordered("==", best, _MISSING), ir.Constant(_INTS, [0] * LANES), code)
        place = builder.bitcast(_data(context, builder, bound, arguments[0], start), _INTS.as_pointer())
        lower = builder.sub(
            _load(builder, place, _INTS, 4), _look_up(builder, _data(context, builder, below, arguments[6]), code)
        )
        builder.store(lower, place).align = 4
        return _call(builder, "llvm.vector.reduce.smax.v16i32", _INT, lower)

    return types.int32(bound, types.uint64, own, types.float64, texts, inverses, below), generate


lower_by_texts: Any = intrinsic(_lower_by_texts)
