"""What the runtime needs of the environment, found out without importing it."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

from flake8_nnx_rng.home import install

OLDEST = "0.9.0"
_INSTALL = install("runtime")


def missing() -> str | None:
    """Why code cannot be executed here, in one sentence; None if it can be."""
    for package in ("jax", "flax"):
        try:
            found = version(package)
        except PackageNotFoundError:
            return f"executing code needs {package}, which is not installed: {_INSTALL}"
    if _numbers(found) < _numbers(OLDEST):
        return f"executing code needs Flax {OLDEST} or later, {found} is installed: {_INSTALL}"
    return None


def old_bits() -> bool | None:
    """How jax is to make random bits: as in the time of 0.8.5, unless the user has set it."""
    return None if "JAX_THREEFRY_PARTITIONABLE" in os.environ else False


def _numbers(release: str) -> list[int]:
    return [int(part) for part in release.split(".")[:3] if part.isdigit()]
