"""What `nnx.reseed` is given: up to 0.10.7 the new key, since 0.11.0 what that is drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.releases.eras import draws_reseeded, first_sharing
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import arguments, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node

RESEED = "reseed"
POLICY = "policy"
"""The keyword that says what key a stream gets of the one that is drawn."""
_KEY = "jax.random.key"


def reseeded(analysis: Analysis) -> Iterator[Node]:
    """Calls in old code whose streams draw other numbers in the target release."""
    if not draws_reseeded(analysis.release) or analysis.is_legacy:  # which had no such function
        return
    for name, expression in analysis.mentions.references:
        call = expression.parent if name == RESEED else None
        if call is None or call.kind != "call" or not is_field(call, "function", expression):
            continue
        given = arguments(call)
        is_plain = given.keywords and POLICY not in given.keywords and not given.unpacks
        if is_plain and analysis.is_from_before(first_sharing()):
            yield call


def key_of(analysis: Analysis, call: Node) -> Node | None:
    """The one seed or key that such a call gives to the streams of an Rngs.

    None for a module: its layers keep streams of one name that were one stream before, and are to
    have different keys.
    """
    given = arguments(call)
    values = list(given.keywords.values())
    if len(given.positional) != 1 or len(values) != 1:
        return None
    whole, value = analysis.flow.reader.of(given.positional[0]), values[0]
    if whole.kind is not Kind.RNGS or whole.by_name:
        return None
    made = analysis.names.value(value) if value.kind == "identifier" else value
    is_made = made is not None and made.kind == "call" and analysis.names.called(made) == _KEY
    is_certain = value.kind == "identifier" or all(
        node.kind == "integer" for node in arguments(value).values
    )
    return value if value.kind == "integer" or (is_made and is_certain) else None
