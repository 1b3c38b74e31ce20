"""`nnx.scan` of 0.8.5."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit.axes import ALL_ON_FIRST, NO_METADATA, one_size
from flake8_nnx_rng.runtime.implicit.crossing import come_back, split, take_nodes
from flake8_nnx_rng.runtime.implicit.installed import below, predicate, split_state, update_context
from flake8_nnx_rng.runtime.implicit.slicing import cut, stacked
from flake8_nnx_rng.runtime.implicit.steps import TAG, Body, Fixed, step, with_carry
from flake8_nnx_rng.runtime.implicit.streams import keep, restore_keys


def scan(
    f: Callable[..., Any],
    *,
    length: int | None = None,
    reverse: bool = False,
    unroll: int | bool = 1,
    _split_transpose: bool = False,
    in_axes: int | Sequence[Any] | None = 0,
    in_axes_kwargs: Any = 0,
    out_axes: Any = 0,
    carry_argnum: int = 0,
    state_axes: Mapping[Any, int] = ALL_ON_FIRST,
    split_rngs: Any = ...,
    transform_metadata: Mapping[str, Any] = NO_METADATA,
    scan_output: bool = True,
) -> Callable[..., Any]:
    """0.8.5's scan: a function over steps, graph nodes in any argument or result.

    The argument at `carry_argnum` and the first of what `f` returns are the carry; all of it with
    `scan_output=False`. Axes of arguments do not apply to graph nodes; state that a filter in
    `state_axes` hits is sliced along that axis, other state is carried. RNG state is apart: a
    stream that `split_rngs` hits is not split but carried, with D draws a step step s draws
    `fold_in(key, count + s * D + n)`; any other draws the same at every step and keeps its count.

    TypeError if there is no argument at `carry_argnum` or a sliced leaf is no array; ValueError if
    lengths differ, or none is given, if an axis is None where something is returned or stacked,
    or if a step makes nodes with carried state. Rows "scan" of what 0.8.5 did with RNG state.
    """
    body = Body(f, carry_argnum, scan_output, state_axes, split_rngs, transform_metadata)
    axes = list(state_axes.values())

    @wraps(f)
    @update_context(TAG)
    def outside(*args: Any, **kwargs: Any) -> Any:
        (args, kwargs), nodes = take_nodes((args, kwargs))
        kept = keep(nodes)
        if len(args) <= carry_argnum:
            raise TypeError(
                f"Expected at least {carry_argnum + 1} positional arguments, got {len(args)}:"
                f" nnx.scan finds the carry by carry_argnum={carry_argnum}"
            )
        carry, args = args[carry_argnum], with_carry(args, carry_argnum, None)
        graphdef, rng_state, *states, left = split(TAG, nodes, *body.filters)
        sliced = cut((args, kwargs, states), (in_axes, in_axes_kwargs, axes))
        hit, missed = split_state(rng_state, predicate(split_rngs), ...)
        fixed = Fixed(body, graphdef, sliced.treedef, sliced.axes)
        (left, hit, missed, carry, _, _), (graphdef, result, states) = jax.lax.scan(
            step,
            (left, hit, missed, carry, sliced.constants, fixed),
            sliced.slices,
            length=one_size(sliced.lengths, length, "length"),
            reverse=reverse,
            unroll=unroll,
            _split_transpose=_split_transpose,
        )
        result, states = stacked((result, states), (out_axes, axes))
        carried = (below(0, state) for state in (left, hit, missed))
        out = come_back(TAG, (carry, result), graphdef, *states, *carried)
        restore_keys(kept)
        return out if scan_output else out[0]

    return outside
