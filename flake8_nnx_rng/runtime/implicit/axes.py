"""Axes of arguments and states: prefixes, sizes, partition names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit.installed import spmd


def axis_per_leaf(axes: Any, tree: Any) -> list[int | None]:
    """The axis of each leaf, from a prefix of the tree; ValueError if it is none."""
    found: list[int | None] = []

    def add(axis: int | None, subtree: Any) -> None:
        found.extend([axis] * len(jax.tree.leaves(subtree)))

    jax.tree.map(add, axes, tree, is_leaf=lambda axis: axis is None)
    return found


def sizes(tree: Any, axes: Any) -> set[int]:
    """The sizes of the mapped axes of a tree."""
    pairs = zip(axis_per_leaf(axes, tree), jax.tree.leaves(tree), strict=True)
    return {leaf.shape[axis] for axis, leaf in pairs if axis is not None}


def one_size(found: Iterable[int], given: int | None, option: str) -> int:
    """The size that all mapped axes have, or the given one; ValueError if they differ or lack."""
    seen = set(found)
    if len(seen) > 1:
        raise ValueError(
            f"Inconsistent lengths between state_axes states and arguments: {sorted(seen)}"
        )
    if given is None and not seen:
        raise ValueError(
            "Cannot infer length from state_axes states or the axes of arguments,"
            f" please specify {option}"
        )
    if given is not None and seen and seen != {given}:
        raise ValueError(
            f"Specified {option} {given} is not the same as the inferred length {seen.pop()}"
        )
    return given if given is not None else seen.pop()


def without_axis(states: Sequence[Any], axes: Sequence[Any], metadata: Mapping[str, Any]) -> Any:
    """States with the partition name of the mapped axis taken off their Variables."""
    return _renamed(spmd.remove_axis, states, axes, metadata)


def with_axis(states: Sequence[Any], axes: Sequence[Any], metadata: Mapping[str, Any]) -> Any:
    """States with the partition name of the mapped axis on their Variables."""
    return _renamed(spmd.add_axis, states, axes, metadata)


def _renamed(
    change: Callable[..., Any],
    states: Sequence[Any],
    axes: Sequence[Any],
    metadata: Mapping[str, Any],
) -> list[Any]:
    if spmd.PARTITION_NAME not in metadata:
        return list(states)
    return [change(state, axis, metadata) for state, axis in zip(states, axes, strict=True)]
