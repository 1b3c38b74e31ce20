"""Samplers: the functions of `jax.random` that use a key up, and the methods of Rngs like them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.nodes import arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.tree import Node

JAX_RANDOM = "jax.random."
SAMPLERS = frozenset(
    {"ball", "bernoulli", "beta", "binomial", "bits", "categorical", "cauchy", "chisquare"}
    | {"choice", "dirichlet", "double_sided_maxwell", "exponential", "f", "gamma", "geometric"}
    | {"generalized_normal", "gumbel", "laplace", "loggamma", "logistic", "lognormal", "maxwell"}
    | {"multinomial", "multivariate_normal", "normal", "orthogonal", "pareto", "permutation"}
    | {"poisson", "rademacher", "randint", "rayleigh", "t", "triangular", "truncated_normal"}
    | {"uniform", "wald", "weibull_min"}
)
"""They draw numbers from a key. `fold_in` and `clone` make another key and leave it as it is."""

MANAGING = frozenset(
    {"fork", "split", "broadcast", "items", "keys", "values", "copy", "get", "key", "count", "tag"}
)
"""Methods of an Rngs that manage streams; any other attribute is a stream or draws from one."""
KEEPING = frozenset({"fork", "split", "broadcast"})
"""Those that give another Rngs with the same streams."""


def sampler(call: Node, names: Names) -> str:
    """Which sampler of `jax.random` a call calls, empty if none."""
    symbol = names.called(call) or ""
    name = symbol.removeprefix(JAX_RANDOM)
    return name if name != symbol and name in SAMPLERS else ""


def key_of(call: Node) -> Node | None:
    """The key that a function of `jax.random` gets."""
    given = arguments(call)
    return given.keywords.get("key") or next(iter(given.positional), None)


def splits_itself(binding: Binding, names: Names) -> bool:
    """Whether a key is bound to a part of itself: `key, subkey = jax.random.split(key)`."""
    call = binding.value
    if binding.kind is not BindingKind.UNPACKED or call is None or call.kind != "call":
        return False
    key = key_of(call) if names.called(call) == f"{JAX_RANDOM}split" else None
    return key is not None and key.text == binding.name
