"""`scan` over RNG state: what each step draws is decided by the stream's axis.

| axis | step s draws | afterwards |
|---|---|---|
| int | `fold_in(key[s], count[s] + n)` for its n-th draw | the counts of the steps, stacked |
| `Carry` | `fold_in(key, count + s * D + n)`, D draws in each step | count + N * D |
| None | `fold_in(key, count + n)`: every step the same | **unchanged**: the next call repeats it |

Facts: rows 07b, 07b2, 07c, 07f2, 08a, 08c, 08d3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.explicit.axes import Axes, Axis, Carry, Leaf, leaf_axes
from flake8_nnx_rng.runtime.streams import NEWEST, Release, Rngs, from_leaves

C = TypeVar("C")
X = TypeVar("X")
Y = TypeVar("Y")
Leaves = dict[Leaf, jax.Array]
Step = Callable[[Rngs, C, X], tuple[tuple[C, Y], Rngs]]

NEEDS_NO_AXIS: Release = (0, 10, 0)
"""`StateAxes` whose axes are all None or Carry; AssertionError before. Facts: row 07c2."""
LEAVES_AXIS_0: Release = (0, 12, 1)
"""A stream of shape `()` on axis 0 gives IndexError, and ValueError before, as on every other axis.
Facts: row 07c5; the release is read from 0.12.0 and 0.12.1."""


def scan(
    step: Step[C, X, Y],
    *,
    axes: Axes,
    length: int | None = None,
    reverse: bool = False,
    release: Release = NEWEST,
) -> Step[C, X, Y]:
    """The step, repeated.

    Args:
        step: takes streams, the carry and one x; gives the next carry and one y, and the streams.
        axes: the axis of the streams, or axes of their parts.
        length: the number of steps, needed if nothing has an axis.
        reverse: the last x, and the last lane of each stream, first.
        release: the release of Flax that is meant.

    Returns:
        A function of streams, the first carry, and xs with one more axis in front; it gives the
        last carry, the ys with that axis, and the streams, of the shapes they came in.

    Raises:
        IndexError: a stream of shape `()` on axis 0 (ValueError in old releases).
        ValueError: such a stream on another axis, lengths that differ, as of `leaf_axes`.
        TypeError: a carried stream that a step gives back in another shape.
        AssertionError: 0.9 only, `axes` by filters without any int.
    """

    def scanned(rngs: Rngs, carry: C, xs: X) -> tuple[tuple[C, Y], Rngs]:
        axis_of = leaf_axes(rngs, axes)
        mapped, carried, broadcast = _parts(rngs, axis_of)
        lanes = {
            leaf: _to_front(array, _index(axis_of[leaf]), release) for leaf, array in mapped.items()
        }

        def one(state: tuple[C, Leaves], now: tuple[X, Leaves]) -> tuple[Any, Any]:
            before = from_leaves({**broadcast, **state[1], **now[1]})
            (carry, y), after = step(before, state[0], now[0])
            mapped, carried, _ = _parts(after, axis_of)
            return (carry, carried), (y, mapped)

        (last, carried), (ys, lanes) = jax.lax.scan(
            one, (carry, carried), (xs, lanes), length=length, reverse=reverse
        )
        _check(axes, release)
        after = {**broadcast, **carried}
        after |= {
            leaf: jnp.moveaxis(lane, 0, _index(axis_of[leaf])) for leaf, lane in lanes.items()
        }
        return (last, ys), from_leaves({leaf: after[leaf] for leaf in rngs.leaves()})

    return scanned


def _check(axes: Axes, release: Release) -> None:
    if not isinstance(axes, Mapping) or release >= NEEDS_NO_AXIS:
        return
    if not any(isinstance(axis, int) for axis in axes.values()):
        raise AssertionError("axes by filters need an int before 0.10")


def _parts(rngs: Rngs, axis_of: Mapping[Leaf, Axis]) -> tuple[Leaves, Leaves, Leaves]:
    mapped: Leaves = {}
    carried: Leaves = {}
    broadcast: Leaves = {}
    for leaf, array in rngs.leaves().items():
        axis = axis_of[leaf]
        part = broadcast if axis is None else carried if axis is Carry else mapped
        part[leaf] = array
    return mapped, carried, broadcast


def _index(axis: Axis) -> int:
    assert isinstance(axis, int)
    return axis


def _to_front(array: jax.Array, axis: int, release: Release) -> jax.Array:
    if axis == 0 and array.ndim == 0 and release >= LEAVES_AXIS_0:
        raise IndexError("a stream of shape () has no axis 0 to scan over")
    return jnp.moveaxis(array, axis, 0)
