"""`legacy_flax()`: while any thread is inside, `flax.nnx` is that of 0.8.5."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import flax

from flake8_nnx_rng.runtime.jax_settings import bits, setting
from flake8_nnx_rng.runtime.legacy.classes import old_classes
from flake8_nnx_rng.runtime.legacy.old_paths import old_import_paths
from flake8_nnx_rng.runtime.legacy.view import old_names

_lock = threading.RLock()
_inside = 0
_undo = ExitStack()
_partitionable: bool | None = None


@contextmanager
def legacy_flax(*, threefry_partitionable: bool | None = False) -> Iterator[None]:
    """Let code for Flax 0.8.5 run unchanged: its `nnx` names, import paths, classes and numbers.

    What `flax.nnx` gives to anyone but Flax itself is what 0.8.5 gave: `nnx.vmap`, `pmap` and
    `scan` that split or carry RNG state by themselves, lifted classes, `grad(wrt=)`, a Dropout that
    shares its Rngs, modules with lists of modules. Names bound before (`from flax.nnx import vmap`
    above the context) stay what they were.

    It holds for the whole process, as long as any thread is inside, and may be entered again.
    Nothing stays behind: the last one who leaves, also by an exception, restores everything.

    Args:
        threefry_partitionable: how jax makes random bits inside. False is what jax did in the time
            of Flax 0.8.5 (its default changed in 0.5.0), so numbers are those of then; None leaves
            jax as it is set.

    Raises:
        RuntimeError: another thread or an outer `legacy_flax()` has asked for another
            `threefry_partitionable`.

    Source: the table in facts/migration_0_8_5.md, measured on Flax 0.8.5 with jax 0.4.31.
    """
    _enter(threefry_partitionable)
    try:
        yield
    finally:
        _leave()


def _enter(partitionable: bool | None) -> None:
    global _inside, _partitionable
    with _lock:
        if _inside and partitionable not in (None, _partitionable):
            raise RuntimeError(
                f"legacy_flax() is active with threefry_partitionable={_partitionable}, "
                f"now {partitionable} is asked for: it is one setting for the whole process"
            )
        if not _inside:
            _partitionable = partitionable
            with ExitStack() as entered:
                entered.enter_context(_settings(partitionable))
                for part in (old_names, old_import_paths, old_classes):
                    entered.enter_context(part())
                _undo.push(entered.pop_all())
        _inside += 1


def _leave() -> None:
    global _inside
    with _lock:
        _inside -= 1
        if not _inside:
            _undo.close()


@contextmanager
def _settings(partitionable: bool | None) -> Iterator[None]:
    """How jax makes bits, and no shardings by themselves, which Flax makes since 0.12.0."""
    with ExitStack() as stack:
        stack.enter_context(bits(partitionable))
        if hasattr(flax.config, "flax_always_shard_variable"):
            stack.enter_context(setting(flax.config, "flax_always_shard_variable", False))
        yield
