"""The explicit semantics, Flax 0.9.0 and later, in plain JAX: split first, then map.

A function that a transform takes has the form `body(rngs, *args) -> (result, rngs)`, and so has
what the transform gives. Each test of `tests/conformance/explicit` runs the same program here and
on the installed Flax, and compares every key.
"""

from flake8_nnx_rng.runtime.explicit.axes import Axes, Axis, Carry, leaf_axes
from flake8_nnx_rng.runtime.explicit.filters import Filter, counts, keys, matches
from flake8_nnx_rng.runtime.explicit.forking import fork, split
from flake8_nnx_rng.runtime.explicit.layers import kept_by_layer
from flake8_nnx_rng.runtime.explicit.mapping import pmap, vmap
from flake8_nnx_rng.runtime.explicit.scanning import scan
from flake8_nnx_rng.runtime.explicit.splitting import Body, restore_rngs, split_rngs, splitting
from flake8_nnx_rng.runtime.streams import NEWEST, Release, Rngs, Stream, draw, make_rngs

__all__ = [
    "NEWEST",
    "Axes",
    "Axis",
    "Body",
    "Carry",
    "Filter",
    "Release",
    "Rngs",
    "Stream",
    "counts",
    "draw",
    "fork",
    "kept_by_layer",
    "keys",
    "leaf_axes",
    "make_rngs",
    "matches",
    "pmap",
    "restore_rngs",
    "scan",
    "split",
    "split_rngs",
    "splitting",
    "vmap",
]
