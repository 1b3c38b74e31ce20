"""`vmap` and `pmap` over RNG state.

The state is an argument like any other and nothing is split in passing. Of a stream that is mapped,
lane i has the i-th key and count, and draws `fold_in(key[i], count[i])`. A stream on None is the
same in all lanes: they draw the same keys (facts: rows 02, 02e), and after the call the stream has
the count that any of them left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Concatenate, ParamSpec, TypeVar

import jax

from flake8_nnx_rng.runtime.explicit.axes import Axes, as_prefix
from flake8_nnx_rng.runtime.explicit.splitting import Body
from flake8_nnx_rng.runtime.streams import Rngs

P = ParamSpec("P")
R = TypeVar("R")
ArgumentAxes = int | Sequence[int | None] | None
Transform = Callable[..., Callable[..., Any]]


def vmap(
    body: Body[P, R],
    *,
    axes: Axes = 0,
    argument_axes: ArgumentAxes = 0,
    axis_size: int | None = None,
) -> Body[P, R]:
    """The body in lanes.

    Args:
        body: takes streams and further arguments, all without the mapped axis.
        axes: the axis of the streams that is mapped, or axes of their parts; the streams that come
            out have the new axis at the same place.
        argument_axes: the axis of the further arguments, or one for each.
        axis_size: the number of lanes, needed if nothing is mapped.

    Returns:
        A function of streams and arguments with the mapped axis. Its result has it first.

    Raises:
        ValueError: a mapped stream of shape `()` (facts: rows 01, 03b; IndexError where the size
            is given, with the JAX before 0.10), sizes that differ (row 03c: what happens is JAX's
            own and changes with it), a stream on None that comes out mapped, as of `leaf_axes`.
        TypeError: Carry as an axis.
    """
    return _mapped(jax.vmap, body, axes, argument_axes, {"axis_size": axis_size})


def pmap(
    body: Body[P, R],
    *,
    axes: Axes = 0,
    argument_axes: ArgumentAxes = 0,
    axis_size: int | None = None,
) -> Body[P, R]:
    """The body in lanes, each on a device of its own; otherwise as `vmap`.

    Raises:
        ValueError: as `vmap`; nothing is mapped (facts: row 14b); there are fewer devices than
            lanes (row 14f).
    """
    return _mapped(jax.pmap, body, axes, argument_axes, {"axis_size": axis_size})


def _mapped(
    transform: Transform,
    body: Callable[Concatenate[Rngs, P], tuple[R, Rngs]],
    axes: Axes,
    argument_axes: ArgumentAxes,
    options: dict[str, Any],
) -> Body[P, R]:
    def lanes(rngs: Rngs, /, *args: P.args, **kwargs: P.kwargs) -> tuple[R, Rngs]:
        state = as_prefix(rngs, axes)
        each = (
            [argument_axes] * len(args)
            if not isinstance(argument_axes, Sequence)
            else argument_axes
        )
        run = transform(body, in_axes=(state, *each), out_axes=(0, state), **options)
        result: tuple[R, Rngs] = run(rngs, *args)
        return result

    return lanes
