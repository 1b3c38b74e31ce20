"""Programs written for Flax 0.8.5 run on the installed Flax, with the numbers of 0.8.5."""

from flake8_nnx_rng.runtime.legacy.context import legacy_flax

__all__ = ["legacy_flax"]
