"""Spread options: those that a dict gives to a transform by `**`, be that in another file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.options import is_dict, options_in, splats
from flake8_nnx_rng.syntax.bindings import BindingKind

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node


def with_spread(use: TransformUse, analysis: Analysis) -> TransformUse:
    """The use with all its options; as it is where a dict that gives some is not in view."""
    if use.call is None or not use.options.unpacks_keywords:
        return use
    given: dict[str, Node] = {}
    spread: dict[str, str] = {}
    for name in splats(use.call):
        options = _options(name, analysis)
        if options is None:
            return use
        given |= options
        spread |= {keyword: f'{name.text}["{keyword}"]' for keyword in options}
    whole = replace(use.options, keywords={**given, **use.options.keywords}, unpacks_keywords=False)
    return use._replace(options=whole, spread=tuple(spread.items()))


def _options(name: Node, analysis: Analysis) -> dict[str, Node] | None:
    """What stands in the dict of this name, None if that is not certain."""
    written, located = analysis.names.value(name), analysis.imported(name)
    if located is not None and located.binding.kind is BindingKind.VALUE:
        written = located.binding.value
    return None if written is None or not is_dict(written) else options_in(written)
