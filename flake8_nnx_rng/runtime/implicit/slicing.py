"""What a scan slices and what it passes on whole: leaves of pytrees by their axes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.implicit.axes import axis_per_leaf


class Sliced(NamedTuple):
    """A pytree whose leaves are sliced along the first axis, or constant.

    Each leaf is in one of two lists, with None at its place in the other.
    """

    treedef: Any
    axes: tuple[int | None, ...]
    slices: list[Any]
    constants: list[Any]

    @property
    def lengths(self) -> set[int]:
        """The sizes of the first axes of what is sliced."""
        return {leaf.shape[0] for leaf in self.slices if leaf is not None}


def cut(tree: Any, axes: Any) -> Sliced:
    """The tree with the axis of each leaf moved to the front; with None it is a constant.

    TypeError if a leaf with an axis is no array, ValueError if it has no such axis.
    """
    leaves, treedef = jax.tree.flatten(tree)
    leaf_axes = tuple(axis_per_leaf(axes, tree))
    pairs = list(zip(leaves, leaf_axes, strict=True))
    return Sliced(
        treedef,
        leaf_axes,
        [None if axis is None else _moved(leaf, axis, 0) for leaf, axis in pairs],
        [leaf if axis is None else None for leaf, axis in pairs],
    )


def joined(treedef: Any, axes: Sequence[Any], slices: Sequence[Any], constants: Any) -> Any:
    """The tree of one step: slices where there is an axis, else constants."""
    together = zip(axes, slices, constants, strict=True)
    leaves = [whole if axis is None else one for axis, one, whole in together]
    return jax.tree.unflatten(treedef, leaves)


def stacked(tree: Any, axes: Any) -> Any:
    """The tree with the first axis of each leaf moved to its own; ValueError for None."""
    leaves, treedef = jax.tree.flatten(tree)
    moved = []
    for leaf, axis in zip(leaves, axis_per_leaf(axes, tree), strict=True):
        if axis is None:
            raise ValueError("None is no axis for what nnx.scan returns or makes in state_axes")
        moved.append(_moved(leaf, 0, axis))
    return jax.tree.unflatten(treedef, moved)


def _moved(leaf: Any, source: int, destination: int) -> Any:
    if not isinstance(leaf, jax.Array):
        raise TypeError(f"nnx.scan needs a jax.Array to slice, got {type(leaf).__name__}")
    if not leaf.shape:
        raise ValueError("nnx.scan cannot slice a scalar")
    for axis in (source, destination):
        if not -leaf.ndim <= axis < leaf.ndim:
            raise ValueError(f"axis {axis} is out of bounds for an array of shape {leaf.shape}")
    return jnp.moveaxis(leaf, source, destination)
