"""`Rngs.fork` and `Rngs.split`: new streams, drawn from old ones, that live on their own."""

from __future__ import annotations

from collections.abc import Mapping

import jax

from flake8_nnx_rng.runtime.explicit.filters import Filter, matches
from flake8_nnx_rng.runtime.streams import NEWEST, Release, Rngs, Stream, new_stream

Shape = int | tuple[int, ...]
Shapes = Mapping[Filter, Shape | None]

HAS_FORK: Release = (0, 10, 7)
"""`Rngs.fork`. Before, that is the name of a stream like any other, so that `rngs.fork()` is a draw
from the default. Facts: rows 20f, 12b2."""
FORKS_INTO_SHAPES: Release = (0, 12, 0)
"""`fork(split=(2, 3))`; 0.11.2 takes an int or a mapping. Measured on 0.11.2 and 0.12.12, and read
in 0.12.0."""
HAS_SPLIT: Release = (0, 12, 6)
"""`Rngs.split`; the name of a stream before, as `fork`. Facts: rows 12b, 12b2."""


def fork(
    rngs: Rngs, split: Shape | Shapes | None = None, *, release: Release = NEWEST
) -> tuple[Rngs, Rngs]:
    """New streams of the same names, each from one draw, and the old ones after that draw.

    Args:
        rngs: streams of shape `()`.
        split: the shape of each new stream, or shapes by filters of streams, the first that takes
            a stream counting; a stream that none takes, and None, is not split: shape `()`.
        release: the release of Flax that is meant.

    Returns:
        The new streams with count 0, the old ones with their keys and count + 1. Facts: rows 12a,
        12a2, 12a3.

    Raises:
        ValueError: a stream is split already.
        TypeError: before 0.10.7.
        AttributeError: a tuple as `split` before 0.12.0.
    """
    if release < HAS_FORK:
        raise TypeError("Rngs cannot be forked before 0.10.7")
    if isinstance(split, tuple) and release < FORKS_INTO_SHAPES:
        raise AttributeError("fork takes no shape before 0.12.0")
    shapes: Shapes = split if isinstance(split, Mapping) else {...: split}
    new: dict[str, Stream] = {}
    old: dict[str, Stream] = {}
    for name in rngs:
        new[name], old[name] = _new_from(rngs[name], _shape(shapes, name))
    return Rngs(new), Rngs(old)


def split(rngs: Rngs, k: Shape | Shapes, *, release: Release = NEWEST) -> tuple[Rngs, Rngs]:
    """New streams, split as `fork(split=k)` would, and the old ones after the draw.

    Other than there, a stream that no filter takes, or takes with None, is not drawn from: the new
    one has the *same key* and count 0, so that it gives the old stream's keys again; and with no
    filters at all there are no streams. Source: `Rngs.split` of 0.12.12, measured.

    Raises:
        ValueError: a stream that is to be split is split already.
        TypeError: before 0.12.6.
    """
    if release < HAS_SPLIT:
        raise TypeError("Rngs cannot be split before 0.12.6")
    shapes: Shapes = k if isinstance(k, Mapping) else {...: k}
    new: dict[str, Stream] = {}
    old = dict(rngs.streams)
    for name in rngs if shapes else ():
        shape = _shape(shapes, name)
        if shape is None:
            new[name] = new_stream(rngs[name].key)
        else:
            new[name], old[name] = _new_from(rngs[name], shape)
    return Rngs(new), Rngs(old)


def _new_from(stream: Stream, shape: Shape | None) -> tuple[Stream, Stream]:
    key, after = stream.draw()
    return new_stream(key if shape is None else jax.random.split(key, shape)), after


def _shape(shapes: Shapes, name: str) -> Shape | None:
    return next((shape for chosen, shape in shapes.items() if matches(chosen, name, None)), None)
