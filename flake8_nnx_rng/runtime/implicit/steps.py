"""One step of a scan of 0.8.5."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit import axes as axes_of
from flake8_nnx_rng.runtime.implicit.crossing import run_inside
from flake8_nnx_rng.runtime.implicit.installed import RngState, split_state
from flake8_nnx_rng.runtime.implicit.slicing import joined

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
    args = with_carry(args, body.carry_argnum, argument)
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
            "Expected a tuple of length 2 as the output of the scan function, (carry, output);"
            f" got {out}"
        )
    return out


def _only_old(state: Any) -> Any:
    if 1 in state:
        raise ValueError(
            "Cannot add new carry state during scan: a step makes nodes whose state has no axis in"
            f" state_axes, or which keep the Rngs; got {state[1]}"
        )
    return state.get(0, state)


def with_carry(args: tuple[Any, ...], argnum: int, carry: Any) -> tuple[Any, ...]:
    """The arguments with the carry in its place."""
    together = list(args)
    together[argnum] = carry
    return tuple(together)
