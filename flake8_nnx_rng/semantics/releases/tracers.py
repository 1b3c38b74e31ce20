"""Tracers: the functions of JAX that trace what they are given, and see what that captures.

Others run it as it is, so that each call draws anew: `associative_scan`, `pure_callback`,
`io_callback`, `debug.callback`, `named_call`, `custom_vjp` and `custom_jvp` outside of a trace.
Both kinds were run on Flax 0.9.0, 0.10.7, 0.11.2 and 0.12.12.
"""

from __future__ import annotations

from flake8_nnx_rng.semantics.releases.transforms import DERIVATIVES

TRACERS = frozenset(
    f"{path}.{name}"
    for path, names in {
        "jax": (
            *DERIVATIVES,
            *("jit", "vmap", "pmap", "shard_map", "grad", "value_and_grad", "checkpoint", "remat"),
            *("eval_shape", "make_jaxpr", "closure_convert"),
        ),
        "jax.numpy": ("vectorize", "apply_along_axis"),
        "jax.lax": ("scan", "map", "fori_loop", "while_loop", "cond", "switch"),
        "jax.ad_checkpoint": ("checkpoint",),
        "jax.experimental.shard_map": ("shard_map",),
    }.items()
    for name in names
)
"""Each traces its function in every call of it."""
