from functools import partial

from flax import nnx


def vmap_init(n):
    """Decorates a constructor of one layer: makes n of them."""
    return partial(nnx.vmap, axis_size=n)


def scan_layers(f, n):
    return nnx.scan(f, length=n)
