"""The streams that a layer keeps: `nnx.Dropout` is made with streams and draws from them later."""

from __future__ import annotations

from flake8_nnx_rng.runtime.streams import NEWEST, Release, Rngs, new_stream

KEEPS_ITS_OWN: Release = (0, 11, 0)
"""A Dropout forks its stream. Facts: rows 04k, 11l, 20a, and flax_api_changes, 0.10.7 -> 0.11.0."""


def kept_by_layer(rngs: Rngs, name: str, *, release: Release = NEWEST) -> tuple[Rngs | None, Rngs]:
    """The streams that a new layer draws from, and those of its maker after that.

    Args:
        rngs: streams of shape `()`, as they are inside a lane where the layer is made.
        name: the stream that the layer uses (`rng_collection`).
        release: the release of Flax that is meant.

    Returns:
        From 0.11.0: one stream of its own, from one draw, with count 0; a stack of layers made
        under `split_rngs` and `vmap` so has streams of shape `(n,)`, and must be mapped *without*
        another split, which raises (facts: rows 04i, 04j, 07a, 07d). Before: None, the layer
        shares its maker's streams, which are restored to shape `()` after the split: there a stack
        *needs* the split at each call.

    Raises:
        KeyError: as `Rngs.resolve`.
        ValueError: the stream is split already (0.11.0 and later).
    """
    if release < KEEPS_ITS_OWN:
        return None, rngs
    resolved = rngs.resolve(name)
    key, after = rngs[resolved].draw()
    return Rngs({resolved: new_stream(key)}), rngs.replace({resolved: after})
