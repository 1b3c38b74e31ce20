"""The transforms of `flax.nnx`, by what they do to the RNG state that passes through them."""

from __future__ import annotations

MAPPING = frozenset({"vmap", "pmap", "scan"})
SPLITTING = frozenset({"split_rngs", "fork_rngs", "with_rngs"})
"""They take a graph node first; on a function they work as decorators only."""
TRANSPARENT = frozenset(
    {"jit", "remat", "checkpoint", "grad", "value_and_grad", "custom_vjp", "checkify"}
)
"""Transforms that leave the leading axes of RNG state as they are."""
CUSTOM = frozenset({"custom_vjp", "custom_jvp"})
"""Wrappers of JAX for a derivative of one's own: they trace nothing by themselves, but copy."""
DERIVATIVES = frozenset({"vjp", "jvp", "linearize", "jacfwd", "jacrev", "jacobian", "hessian"})
"""Functions of JAX that trace what they differentiate, as its gradients do."""
IMMEDIATE = frozenset({"cond", "switch", "while_loop", "fori_loop", "eval_shape", "jvp", "vjp"})
"""Transforms that run a function at once; the others give one that is run later."""
TRANSFORMS = (
    MAPPING
    | SPLITTING
    | TRANSPARENT
    | IMMEDIATE
    | frozenset({"shard_map", "cached_partial", "jit_partial", "make_jaxpr", "transform_metadata"})
)
