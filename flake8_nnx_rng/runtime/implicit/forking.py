"""RNG state split before a transform: `nnx.fork` of 0.8.5 and what its vmap does instead."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from flake8_nnx_rng.runtime.implicit.installed import (
    All,
    RngCount,
    RngKey,
    predicate,
    split_state,
)


class ForkStates(NamedTuple):
    """RNG state in four parts: keys and counts that are split, keys and counts that are not."""

    split_keys: Any
    split_counts: Any
    broadcast_keys: Any
    broadcast_counts: Any


def fork(
    state: Any, split_filter: Any, split_pattern: int | tuple[int | None, ...] | None
) -> ForkStates:
    """RNG state with the keys that a filter hits split by a size or sizes, None standing for 1.

    Keys get the shape of the pattern; counts stay, so that a split stream goes on where it was:
    its n-th draw is `fold_in(split(key, N)[i], count + n)`. RuntimeError if the pattern is None,
    TypeError for an invalid filter.
    """
    if split_pattern is None:
        raise RuntimeError("fork() needs a size or sizes to split by, not None")
    sizes = split_pattern if isinstance(split_pattern, int) else _sizes(split_pattern)
    parts = _separate(state, split_filter)
    keys = jax.tree.map(lambda key: jax.random.split(key, sizes), parts.split_keys)
    return parts._replace(split_keys=keys)


def fork_lanes(state: Any, split_filter: Any, lanes: int) -> ForkStates:
    """RNG state with the streams that a filter hits split for vmap: as one more draw of each.

    A key becomes `split(fold_in(key, count), lanes)`, a count `lanes` zeros (uint32), so lane i
    draws `fold_in(split(fold_in(key, count), lanes)[i], n)`. ValueError if the filter hits keys or
    counts alone, TypeError if it is invalid.
    """
    parts = _separate(state, split_filter)
    keys, counts = jax.tree.leaves(parts.split_keys), jax.tree.leaves(parts.split_counts)
    if len(keys) != len(counts):
        raise ValueError(
            f"split_rngs must hit keys and counts alike, it hits {len(keys)} keys"
            f" and {len(counts)} counts"
        )
    split = [
        jax.random.split(jax.random.fold_in(key, count), lanes)
        for key, count in zip(keys, counts, strict=True)
    ]
    return parts._replace(
        split_keys=jax.tree.unflatten(jax.tree.structure(parts.split_keys), split),
        split_counts=jax.tree.map(lambda _: jnp.zeros((lanes,), jnp.uint32), parts.split_counts),
    )


def _separate(state: Any, split_filter: Any) -> ForkStates:
    hit = predicate(split_filter)
    keys, counts = All(hit, RngKey), All(hit, RngCount)
    return ForkStates(*split_state(state, keys, counts, RngKey, RngCount))


def _sizes(pattern: tuple[int | None, ...]) -> tuple[int, ...]:
    return tuple(1 if size is None else size for size in pattern)
