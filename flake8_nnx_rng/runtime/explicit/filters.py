"""Which streams, or which parts of them, an operation means.

Source: https://flax.readthedocs.io/en/latest/guides/filters_guide.html.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import EllipsisType

from flake8_nnx_rng.runtime.streams import Part

Predicate = Callable[[str, Part | None], bool]
Filter = str | bool | EllipsisType | None | Predicate | Sequence["Filter"]
"""A stream's name; `...` or True: all; False, None or an empty sequence: none; a sequence: any of
its filters; or a function of a stream's name and "key" or "count" (None where a whole stream is
asked about)."""


def matches(chosen: Filter, name: str, part: Part | None) -> bool:
    """Whether the filter takes this part of this stream.

    Raises:
        ValueError: it is none of the forms of a filter.
    """
    if isinstance(chosen, str):
        return chosen == name
    if chosen is ... or isinstance(chosen, bool):
        return bool(chosen)
    if chosen is None:
        return False
    if callable(chosen):
        return chosen(name, part)
    if isinstance(chosen, list | tuple):
        return any(matches(one, name, part) for one in chosen)
    raise ValueError(f"not a filter: {chosen!r}")


def keys(name: str, part: Part | None) -> bool:
    """The keys alone, as `nnx.RngKey`."""
    return part == "key"


def counts(name: str, part: Part | None) -> bool:
    """The counts alone, as `nnx.RngCount`."""
    return part == "count"


def takes_stream(chosen: Filter, name: str) -> bool:
    """Whether the filter takes the key and the count, which is when `split_rngs` splits."""
    return matches(chosen, name, "key") and matches(chosen, name, "count")
