"""Settings of JAX and Flax, changed for a time and for all threads.

The context managers that jax and Flax have for this set them for one thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import jax


@contextmanager
def setting(config: Any, name: str, value: Any) -> Iterator[None]:
    """An entry of a configuration, which has its value again in the end."""
    before = getattr(config, name)
    config.update(name, value)
    try:
        yield
    finally:
        config.update(name, before)


def bits(partitionable: bool | None) -> AbstractContextManager[None]:
    """How jax makes random bits; None leaves it as it is set."""
    if partitionable is None:
        return nullcontext()
    return setting(jax.config, "jax_threefry_partitionable", partitionable)
