"""Constraints on shardings as 0.8.5 put them on."""

from __future__ import annotations

from typing import Any

import jax


def with_sharding_constraint(x: Any, axis_resources: Any, mesh: Any = None) -> Any:
    """Constrain the arrays of a pytree to partition specs, where there is a mesh.

    Args:
        x: a pytree of arrays of any shape and dtype.
        axis_resources: a prefix of `x` of partition specs (or tuples of names); None: none.
        mesh: the mesh that the names are about; None: without a mesh around, `x` is given back.
    """
    if axis_resources is None or mesh is None:
        return x

    def constrained(spec: Any, part: Any) -> Any:
        if spec is None:
            return part
        sharding = jax.sharding.NamedSharding(mesh, jax.sharding.PartitionSpec(*spec))
        return jax.lax.with_sharding_constraint(part, sharding)

    return jax.tree.map(constrained, axis_resources, x, is_leaf=_is_spec)


def _is_spec(value: Any) -> bool:
    return value is None or (
        isinstance(value, tuple) and all(isinstance(name, str | None) for name in value)
    )
