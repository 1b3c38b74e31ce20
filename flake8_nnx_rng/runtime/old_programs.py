"""Programs for Flax 0.8.5, which find it as soon as they import it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flake8_nnx_rng.runtime.imports import entered_on_import
from flake8_nnx_rng.runtime.installed import old_bits


@contextmanager
def legacy_when_imported() -> Iterator[None]:
    """`legacy_flax()` once the program has imported Flax, the random bits of then with JAX."""
    with entered_on_import({"jax": _bits, "flax": _flax}):
        yield


def _bits() -> AbstractContextManager[None]:
    from flake8_nnx_rng.runtime.jax_settings import bits

    return bits(old_bits())


def _flax() -> AbstractContextManager[None]:
    from flake8_nnx_rng.runtime.legacy import legacy_flax

    return legacy_flax(threefry_partitionable=old_bits())
