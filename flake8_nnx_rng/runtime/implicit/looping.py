"""`nnx.scan` of 0.8.5."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit import axes as axes_of
from flake8_nnx_rng.runtime.implicit.crossing import come_back, run_inside, split, take_nodes
from flake8_nnx_rng.runtime.implicit.installed import (
    RngState,
    below,
    predicate,
    split_state,
    update_context,
)
from flake8_nnx_rng.runtime.implicit.mapping import ALL_ON_FIRST, NO_METADATA
from flake8_nnx_rng.runtime.implicit.slicing import cut, joined, stacked
from flake8_nnx_rng.runtime.implicit.streams import keep, restore_keys

TAG = "scan of 0.8.5"


@dataclass(frozen=True)
class Body:
    """The function that is scanned, and how its arguments and nodes are."""

    function: Callable[..., Any]
    carry_argnum: int
    scan_output: bool
    state_axes: Mapping[Any, int]
    split_rngs: Any
    metadata: Mapping[str, Any]

    @property
    def filters(self) -> tuple[Any, ...]:
        """RNG state first, whatever state_axes says; what no filter hits last."""
        return RngState, *self.state_axes, ...


@jax.tree_util.register_static
@dataclass(frozen=True)
class Fixed:
    """What is the same at every step and no array."""

    body: Body
    graphdef: Any
    treedef: Any
    axes: tuple[int | None, ...]

    def __hash__(self) -> int:
        return hash((self.body.function, self.axes))


def step(carry: tuple[Any, ...], slices: list[Any]) -> tuple[Any, Any]:
    """One step: the carry and (graphdef, result, scanned states) of this step."""
    *carried, argument, constants, fixed = carry
    body = fixed.body
    args, kwargs, states = joined(fixed.treedef, fixed.axes, slices, constants)
    states = axes_of.without_axis(states, list(body.state_axes.values()), body.metadata)
    args = _with_carry(args, body.carry_argnum, argument)
    out, graphdef, (rng_state, *states, left) = run_inside(
        TAG,
        lambda *args, **kwargs: _pair(body, body.function(*args, **kwargs)),
        (args, kwargs),
        fixed.graphdef,
        (*states, *carried),
        body.filters,
    )
    hit, missed = split_state(rng_state, body.split_rngs, ...)
    states = axes_of.with_axis(states, list(body.state_axes.values()), body.metadata)
    _only_old(missed)
    # A stream that is not hit starts each step where the first one did.
    carried = [_only_old(left), _only_old(hit), carried[2]]
    argument, result = out
    return (*carried, argument, constants, fixed), (graphdef, result, states)


def _pair(body: Body, out: Any) -> tuple[Any, Any]:
    if not body.scan_output:
        return out, None
    if not isinstance(out, tuple) or len(out) != 2:
        raise ValueError(
            f"a function under nnx.scan must return a tuple (carry, output), it returned {out}"
        )
    return out


def _only_old(state: Any) -> Any:
    if 1 in state:
        raise ValueError(
            "a step of nnx.scan cannot make nodes whose state is carried: give it an axis in"
            f" state_axes, or let the node not keep the Rngs; got {state[1]}"
        )
    return state.get(0, state)


def _with_carry(args: tuple[Any, ...], argnum: int, carry: Any) -> tuple[Any, ...]:
    together = list(args)
    together[argnum] = carry
    return tuple(together)


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
                f"nnx.scan with carry_argnum={carry_argnum} needs at least {carry_argnum + 1}"
                f" positional arguments, got {len(args)}"
            )
        carry, args = args[carry_argnum], _with_carry(args, carry_argnum, None)
        graphdef, rng_state, *states, left = split(TAG, nodes, *body.filters)
        sliced = cut((args, kwargs, states), (in_axes, in_axes_kwargs, axes))
        hit, missed = split_state(rng_state, predicate(split_rngs), ...)
        fixed = Fixed(body, graphdef, sliced.treedef, sliced.axes)
        (left, hit, missed, carry, _, _), (graphdef, result, states) = jax.lax.scan(
            step,
            (left, hit, missed, carry, sliced.constants, fixed),
            sliced.slices,
            length=axes_of.one_size(sliced.lengths, length, "length"),
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
