"""The streams that come out of a transform as they went in."""

from dataclasses import dataclass
from typing import Any

from flake8_nnx_rng.runtime.implicit.installed import (
    RngStream,
    iterate,
    leaf_of,
    predicate,
    read,
    write,
)


@dataclass(frozen=True)
class Kept:
    """A stream and what it held before the transform."""

    path: tuple[Any, ...]
    stream: Any
    key: Any
    count: Any


def keep(nodes: tuple[Any, ...]) -> list[Kept]:
    """All streams under nodes; a path starts with the index of a node."""
    return [
        Kept(path, value, read(value.key), read(value.count))
        for path, value in iterate(nodes)
        if isinstance(value, RngStream)
    ]


def restore_keys(kept: list[Kept]) -> None:
    """Give every stream its key of before."""
    for one in kept:
        write(one.stream.key, one.key)


def count_one_draw(kept: list[Kept], split_rngs: Any) -> None:
    """Set the count of each stream that a filter hits to one more than before."""
    hit = predicate(split_rngs)
    for one in kept:
        if hit((*one.path, "count"), leaf_of(one.stream.count)):
            write(one.stream.count, one.count + 1)
