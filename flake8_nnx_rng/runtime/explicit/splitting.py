"""`split_rngs`: one stream becomes many, for the lanes of a transform, and is restored after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec, TypeVar

import jax

from flake8_nnx_rng.runtime.explicit.filters import Filter, takes_stream
from flake8_nnx_rng.runtime.streams import NEWEST, Release, Rngs, Stream, new_stream

P = ParamSpec("P")
R = TypeVar("R")
Body = Callable[Concatenate[Rngs, P], tuple[R, Rngs]]
"""What a transform runs: it takes streams, and gives its result and the streams after it."""

HAS_SQUEEZE: Release = (0, 10, 3)
"""`split_rngs(squeeze=)`. Facts: flax_api_changes, 0.10.2 -> 0.10.3."""


def split_rngs(
    rngs: Rngs,
    *,
    splits: int | tuple[int, ...],
    only: Filter = ...,
    squeeze: bool = False,
    release: Release = NEWEST,
) -> tuple[Rngs, Mapping[str, Stream]]:
    """Splits each stream that the filter takes: one key is drawn from it, and that key is split.

    Args:
        rngs: streams of shape `()`, at least those that are split.
        splits: the shape of the new streams; `n` is `(n,)`, `()` gives one new key of shape `()`.
        only: the filter; it must take a stream's key and its count.
        squeeze: with `splits=1`, streams of shape `()` instead of `(1,)`.
        release: the release of Flax that is meant.

    Returns:
        The streams, those that were split with new keys and count 0; and backups: the same streams
        as they were, but for the one draw (same key, count + 1). What the filter does not take is
        in the first as it was, and has no backup. Facts: rows 03a, 11a, 11b.

    Raises:
        ValueError: a stream that is taken is split already (facts: rows 03d, 04j, 07d), or
            `squeeze` with splits other than 1. (Flax leaves streams split that it had come to.)
        TypeError: `squeeze` before 0.10.3, splits that are no int or shape.
    """
    if squeeze and release < HAS_SQUEEZE:
        raise TypeError("split_rngs has no squeeze before 0.10.3")
    if squeeze and splits != 1:
        raise ValueError("squeeze is for splits=1")
    split: dict[str, Stream] = {}
    backups: dict[str, Stream] = {}
    for name in rngs:
        if takes_stream(only, name):
            key, backups[name] = rngs[name].draw()
            lanes = jax.random.split(key, splits)
            split[name] = new_stream(lanes[0] if squeeze else lanes)
    return rngs.replace(split), backups


def restore_rngs(rngs: Rngs, backups: Mapping[str, Stream]) -> Rngs:
    """The streams with those of the backups in place: what was drawn from the lanes is forgotten.

    Facts: row 11d.
    """
    return rngs.replace(backups)


def splitting(
    body: Body[P, R],
    *,
    splits: int | tuple[int, ...],
    only: Filter = ...,
    squeeze: bool = False,
    release: Release = NEWEST,
) -> Body[P, R]:
    """The body with split streams: `@nnx.split_rngs(...)` above it, or `with nnx.split_rngs(...)`.

    Streams that were split come out restored; the others as the body left them. Shapes and errors
    are those of `split_rngs`.
    """

    def with_split(rngs: Rngs, /, *args: P.args, **kwargs: P.kwargs) -> tuple[R, Rngs]:
        inside, backups = split_rngs(
            rngs, splits=splits, only=only, squeeze=squeeze, release=release
        )
        result, after = body(inside, *args, **kwargs)
        return result, restore_rngs(after, backups)

    return with_split
