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
_SHORT = ir.IntType(16)
_BYTES, _SHORTS, _PRODUCTS = (ir.VectorType(kind, 2 * LANES) for kind in (_BYTE, _SHORT, _INT))
_MISSING = ir.Constant(_REALS, [-1e300] * LANES)
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


def _pairs_of_axes(builder: Any, own: Any) -> list[Any]:
    """The axes of a job's text, two for every lane: integers of 16 bits."""
    pairs = []
    for axis in range(0, at.DIMENSIONS, 2):
        two = _load(builder, builder.gep(own, [ir.Constant(_LONG, axis)]), ir.VectorType(_BYTE, 2), 1)
        as_one = builder.bitcast(builder.sext(two, ir.VectorType(_SHORT, 2)), _INT)
        pairs.append(builder.sext(builder.bitcast(_splat(builder, as_one, _INTS), _SHORTS), _PRODUCTS))
    return pairs


def _products(builder: Any, pairs: list[Any], text: Any) -> Any:
    """Dot products of a job's text and one of 16 applicants, two axes at a time: one instruction where there is one."""
    dot = ir.Constant(_INTS, [0] * LANES)
    for number, pair in enumerate(pairs):
        held = _load(builder, builder.gep(text, [ir.Constant(_LONG, 2 * LANES * number)]), _BYTES, 1)
        products = builder.mul(builder.sext(held, _PRODUCTS), pair)
        for odd in (0, 1):
            every_other = ir.Constant(_INTS, [2 * lane + odd for lane in range(LANES)])
            dot = builder.add(dot, builder.shuffle_vector(products, ir.Constant(_PRODUCTS, ir.Undefined), every_other))
    return dot


def _best_cosine(builder: Any, own: Any, texts: Any, inverse: Any, inverses: Any, present: Any) -> Any:
    """The best cosine of 16 applicants' texts and a job's, not yet within -1 and 1; `_MISSING` where there is none."""
    pairs = _pairs_of_axes(builder, own)
    best = builder.alloca(_REALS)
    builder.store(_MISSING, best)
    for text in range(at.TEXTS):
        bit = builder.and_(present, ir.Constant(_LONG, 1 << text))
        with builder.if_then(builder.icmp_unsigned("!=", bit, ir.Constant(_LONG, 0))):
            dot = _products(builder, pairs, builder.gep(texts, [ir.Constant(_LONG, text * at.DIMENSIONS * LANES)]))
            other = _load(builder, builder.gep(inverses, [ir.Constant(_LONG, text * LANES)]), _REALS, 8)
            lengths = builder.fmul(_splat(builder, inverse, _REALS), other)
            there = builder.fcmp_ordered("!=", lengths, ir.Constant(_REALS, [0.0] * LANES))
            cosine = builder.select(there, builder.fmul(builder.sitofp(dot, _REALS), lengths), _MISSING)
            held = builder.load(best)
            builder.store(builder.select(builder.fcmp_ordered(">", cosine, held), cosine, held), best)
    return builder.load(best)


def _lower_by_texts(
    typing_context: Any, bound: Any, codes: Any, first: Any, own: Any, inverse: Any, texts: Any, inverses: Any,
    present: Any, below: Any,
) -> Any:  # fmt: skip
    """Lower 16 bounds from `first` on by how far texts are below their most, write their codes; returns the highest.

    `own` and `inverse` are a job's text, `texts` those of applicants (blocks, texts, pairs of axes, lanes, 2) and
    `inverses` one over their lengths (blocks, texts, lanes), one after the other; `present` has a bit for each text
    that any of the 16 has, and `below` is by code.
    """

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        start = arguments[2]
        axes = _data(context, builder, own, arguments[3])
        of_texts, of_inverses = (
            _data(context, builder, kind, array, builder.mul(start, ir.Constant(_LONG, each)))
            for kind, array, each in ((texts, arguments[5], at.A_TEXT), (inverses, arguments[6], at.TEXTS))
        )
        best = _best_cosine(builder, axes, of_texts, arguments[4], of_inverses, arguments[7])
        cosine = best
        for limit, sign in ((-1.0, "<"), (1.0, ">")):
            edge = ir.Constant(_REALS, [limit] * LANES)
            cosine = builder.select(builder.fcmp_ordered(sign, cosine, edge), edge, cosine)
        steps = builder.fadd(cosine, ir.Constant(_REALS, [1.0] * LANES))
        steps = builder.fmul(steps, ir.Constant(_REALS, [at.TEXT_STEPS / 2] * LANES))
        code = builder.add(builder.fptosi(steps, _INTS), ir.Constant(_INTS, [1] * LANES))
        code = builder.select(builder.fcmp_ordered("==", best, _MISSING), ir.Constant(_INTS, [0] * LANES), code)
        builder.store(code, _place(context, builder, codes, arguments[1], start)).align = 4
        place = _place(context, builder, bound, arguments[0], start)
        lower = builder.sub(
            _load(builder, place, _INTS, 4), _look_up(builder, _data(context, builder, below, arguments[8]), code)
        )
        builder.store(lower, place).align = 4
        return _call(builder, "llvm.vector.reduce.smax.v16i32", _INT, lower)

    return (
        types.int32(bound, codes, types.uint64, own, types.float64, texts, inverses, types.uint64, below),
        generate,
    )


def _place(context: Any, builder: Any, kind: Any, array: Any, start: Any) -> Any:
    """Where 16 integers of an array begin."""
    return builder.bitcast(_data(context, builder, kind, array, start), _INTS.as_pointer())


lower_by_texts: Any = intrinsic(_lower_by_texts)


def _most_of(typing_context: Any, bound: Any, floors: Any, block: Any, best: Any, reach: Any) -> Any:
    """Write the highest of 16 bounds, and by how much one is above its floor at most."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        block_at = arguments[2]
        start = builder.mul(block_at, ir.Constant(_LONG, LANES))
        here, least = (
            _load(builder, _place(context, builder, kind, array, start), _INTS, 4)
            for kind, array in ((bound, arguments[0]), (floors, arguments[1]))
        )
        for values, kind, array in ((here, best, arguments[3]), (builder.sub(here, least), reach, arguments[4])):
            most = _call(builder, "llvm.vector.reduce.smax.v16i32", _INT, values)
            builder.store(most, _data(context, builder, kind, array, block_at))
        return context.get_dummy_value()

    return types.void(bound, floors, types.uint64, best, reach), generate


most_of: Any = intrinsic(_most_of)
