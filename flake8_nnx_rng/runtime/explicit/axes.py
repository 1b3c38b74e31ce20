"""Which axis of the RNG state a transform maps: one for all streams, or one for each part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import jax

from flake8_nnx_rng.runtime.explicit.filters import Filter, matches
from flake8_nnx_rng.runtime.streams import Part, Rngs, Stream


class Carry:
    """Marks state that one step of a scan hands to the next."""


Axis = int | type[Carry] | None
Axes = Axis | Mapping[Filter, Axis]
"""An axis for all streams, or axes by filters, of which the first that takes a leaf counts; that is
`nnx.StateAxes`."""
Leaf = tuple[str, Part]


def leaf_axes(rngs: Rngs, axes: Axes) -> dict[Leaf, Axis]:
    """The axis of each stream's key and of its count.

    Raises:
        ValueError: `...` or True is not the last filter, or no filter takes some leaf
            (facts: row 04d3; the second measured).
    """
    if not isinstance(axes, Mapping):
        return dict.fromkeys(rngs.leaves(), axes)
    filters = list(axes)
    if any(chosen is ... or chosen is True for chosen in filters[:-1]):
        raise ValueError("... and True take everything and can be the last filter only")
    return {(name, part): _axis(axes, name, part) for name, part in rngs.leaves()}


def _axis(axes: Mapping[Filter, Axis], name: str, part: Part) -> Axis:
    for chosen, axis in axes.items():
        if matches(chosen, name, part):
            return axis
    raise ValueError(f"no axis for the {part} of stream {name!r}")


def as_prefix(rngs: Rngs, axes: Axes) -> Rngs:
    """The axes in the shape of the state, as `in_axes` and `out_axes` of JAX take them."""
    of = cast("dict[Leaf, jax.Array]", leaf_axes(rngs, axes))
    return Rngs({name: Stream(of[name, "key"], of[name, "count"]) for name in rngs})
