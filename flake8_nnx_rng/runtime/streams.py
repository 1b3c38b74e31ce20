"""Streams of random keys: a stream is a key and a count, and `Rngs` are streams by their names.

Everything here is a value. What changes a stream in Flax gives the changed one back here, so each
rule can be read off one line: `draw` is `fold_in(key, count)`, and the count grows by one.
Source: https://flax.readthedocs.io/en/latest/guides/randomness.html; held against 0.9.0 to 0.12.12
in `tests/conformance/explicit`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import jax
import jax.numpy as jnp

Release = tuple[int, int, int]
"""A release of Flax, where releases differ."""
NEWEST: Release = (0, 12, 12)

Part = Literal["key", "count"]
Seed = int | jax.Array
DEFAULT = "default"

CHECKS_SEEDS: Release = (0, 10, 7)
"""An array that is no key is refused with ValueError at once. Before, it became the stream's key,
and what failed was the first use of it. Measured on 0.9.0 and 0.10.7."""


@dataclass(frozen=True)
class Stream:
    """A key and how often it was drawn from.

    Both have the same shape: `()` for a stream that can be drawn from, `(n, ...)` for one that was
    split and has to be mapped first. `key` is a typed key, `count` is uint32.
    """

    key: jax.Array
    count: jax.Array

    def draw(self) -> tuple[jax.Array, Stream]:
        """The next key, of shape `()`, and the stream after it.

        Raises:
            ValueError: the stream is split (fold_in takes a single key; facts: row 03d).
        """
        return jax.random.fold_in(self.key, self.count), Stream(self.key, self.count + 1)


jax.tree_util.register_dataclass(Stream, data_fields=["key", "count"], meta_fields=[])


@dataclass(frozen=True)
class Rngs(Mapping[str, Stream]):
    """Streams by name. A name that is not among them means the stream `default`, if there is one.

    A pytree whose leaves are each stream's key and count.
    """

    streams: Mapping[str, Stream]

    def resolve(self, name: str) -> str:
        """The name of the stream that is used for this name.

        Raises:
            KeyError: there is neither a stream of this name nor a default. (`rngs[name]()` of Flax
                does the same, `rngs.name()` raises AttributeError.)
        """
        if name in self.streams:
            return name
        if DEFAULT not in self.streams:
            raise KeyError(f"no stream is named {name!r} or {DEFAULT!r}")
        return DEFAULT

    def __getitem__(self, name: str) -> Stream:
        return self.streams[self.resolve(name)]

    def __contains__(self, name: object) -> bool:
        return name in self.streams

    def __iter__(self) -> Iterator[str]:
        return iter(self.streams)

    def __len__(self) -> int:
        return len(self.streams)

    def replace(self, streams: Mapping[str, Stream]) -> Rngs:
        """These streams in place of those of the same names."""
        return Rngs({**self.streams, **streams})

    def leaves(self) -> dict[tuple[str, Part], jax.Array]:
        """Each stream's key and count, by the stream's name."""
        leaves: dict[tuple[str, Part], jax.Array] = {}
        for name, stream in self.streams.items():
            leaves[name, "key"] = stream.key
            leaves[name, "count"] = stream.count
        return leaves


def from_leaves(leaves: Mapping[tuple[str, Part], jax.Array]) -> Rngs:
    """The inverse of `Rngs.leaves`."""
    names = [name for name, part in leaves if part == "key"]
    return Rngs({name: Stream(leaves[name, "key"], leaves[name, "count"]) for name in names})


jax.tree_util.register_dataclass(Rngs, data_fields=["streams"], meta_fields=[])


def make_rngs(
    default: Seed | Mapping[str, Seed] | None = None, *, release: Release = NEWEST, **seeds: Seed
) -> Rngs:
    """New streams, each with count 0.

    Args:
        default: the seed of the stream `default`, or seeds by the names of their streams.
        release: the release of Flax whose errors are meant.
        seeds: a stream's seed: an int, a typed key or key array of shape S, or the data of legacy
            keys, uint32 of shape `(*S, 2)`. The stream has shape S.

    Raises:
        TypeError: uint32 that is no legacy key (its last dimension is not 2).
        ValueError: any other value, and any other array (0.10.7 and later; TypeError before).
    """
    named = default if isinstance(default, Mapping) else {}
    if default is not None and not isinstance(default, Mapping):
        named = {DEFAULT: default}
    every = {**named, **seeds}
    return Rngs({name: _new_stream(seed, release) for name, seed in every.items()})


def new_stream(key: jax.Array) -> Stream:
    """A stream that was not drawn from yet, of the key's shape."""
    return Stream(key, jnp.zeros(key.shape, jnp.uint32))


def _new_stream(seed: Seed, release: Release) -> Stream:
    if isinstance(seed, int):
        return new_stream(jax.random.key(seed))
    if not isinstance(seed, jax.Array):
        raise ValueError(f"a seed is an int or a key, not {seed!r}")
    if seed.dtype == jnp.uint32:
        return new_stream(jax.random.wrap_key_data(seed))
    if release >= CHECKS_SEEDS and not jnp.issubdtype(seed.dtype, jax.dtypes.prng_key):
        raise ValueError(f"a seed is an int or a key, not an array of {seed.dtype}")
    return new_stream(seed)


def draw(rngs: Rngs, name: str = DEFAULT) -> tuple[jax.Array, Rngs]:
    """A key from the stream of this name, and the streams after it.

    Raises:
        KeyError: as `Rngs.resolve`.
        ValueError: the stream is split.
    """
    resolved = rngs.resolve(name)
    key, stream = rngs.streams[resolved].draw()
    return key, rngs.replace({resolved: stream})
