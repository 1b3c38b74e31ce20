"""The size of a mapped axis as the code says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.refusal import Refused

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.layers import Layer

_ONCE = re.compile(r":=|\bawait\b|\byield\b|\bnext\s*\(|\.pop\s*\(|\bit?er\s*\(")


class SizeRefused(Refused):
    """Nothing says how many lanes there are."""

    def __init__(self) -> None:
        super().__init__(
            "the number of lanes is not written (axis_size=), so nnx.split_rngs cannot be told how "
            "many keys to make",
            step="write splits= with the leading size of the mapped arguments",
        )


_SIZES = ("axis_size", "length")


def written_size(bench: Bench, layer: Layer) -> str | None:
    """The expression of `axis_size=` or `length=`, which can be evaluated twice."""
    if layer.size is None:
        return None
    spread = {} if layer.use is None else dict(layer.use.spread)
    named = next((spread[key] for key in _SIZES if key in spread), None)
    text = named or bench.text(layer.size.start, layer.size.end)
    if _ONCE.search(text):
        raise Refused(f"the size {text} cannot be evaluated twice", text)
    return text
