"""Containers of Python that are given to `nnx.List` and its like with modules or state in them.

What these take is an attribute, or an element, as that of a module is: data or static at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.summaries.containers import holds_data, is_plain
from flake8_nnx_rng.syntax.nodes import arguments, call_of, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

_TAKING_ONE = frozenset({"List", "Dict"})
"""Take one container apart, and keep what is in it."""
_TAKING_EACH = frozenset({"Sequential"})
"""Keep each of their arguments."""
TAKING = _TAKING_ONE | _TAKING_EACH
_COMPREHENSIONS = frozenset({"list_comprehension", "generator_expression"})


def static_elements(analysis: Analysis) -> Iterator[tuple[Node, str, Node]]:
    """Each such container, the name of what it is given to, and the call."""
    for name, expression in analysis.mentions.references:
        call = call_of(expression) if name in TAKING else None
        for element in () if call is None else _elements(call, name, analysis):
            if is_plain(element, analysis) and holds_data(element, analysis):
                yield element, name, field_of(call, "function") if call else expression


def _elements(call: Node, name: str, analysis: Analysis) -> Iterator[Node]:
    """What a call makes elements, as far as it is written."""
    passed = arguments(call)
    if name in _TAKING_EACH:
        yield from passed.positional
        return
    yield from passed.keywords.values()
    for given in passed.positional[:1]:
        whole = analysis.names.value(given) if given.kind == "identifier" else given
        yield from () if whole is None else _written_in(whole)


def _written_in(whole: Node) -> Iterator[Node]:
    if whole.kind in ("list", "tuple"):
        yield from (part for part in whole.parts if part.kind != "list_splat")
    elif whole.kind == "dictionary":
        yield from (field_of(part, "value") for part in whole.parts if part.kind == "pair")
    elif whole.kind in _COMPREHENSIONS:
        yield field_of(whole, "body")
    elif whole.kind == "dictionary_comprehension":
        yield field_of(field_of(whole, "body"), "value")
