"""Wrappers: the uses of transforms that are applied to functions, and to which."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.semantics.program.uses import Form, TransformUse
from flake8_nnx_rng.semantics.releases.transforms import SPLITTING
from flake8_nnx_rng.syntax.nodes import arguments, field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node

_DECORATORS = frozenset(Form) - {Form.CALL, Form.REFERENCE}
"""Forms in which the use itself is a decorator, to be applied to a function."""


class Wrappers:
    """Answers which transform an expression is, ready to be applied or just applied."""

    def __init__(self, names: Names, uses: Iterable[TransformUse]) -> None:
        self._names = names
        wrapping = [use for use in uses if not takes_node(use)]
        self._applied = {use.applied: use for use in wrapping if use.applied is not None}
        self._wrappers = {use.node: use for use in wrapping if use.form in _DECORATORS}

    def applied_by(self, call: Node) -> TransformUse | None:
        """The transform that a call applies to a function."""
        return self._applied.get(call) or self.wrapper(field_of(call, "function"))

    def wrapper(self, expression: Node) -> TransformUse | None:
        """The transform that an expression is, ready to be applied, also by a local name."""

        own = self._wrappers.get(expression)
        if own is not None:
            return own
        value = self._names.value(expression)
        return None if value is None else self._wrappers.get(value)

    def inner(self, call: Node) -> Node | None:
        """The function that a call transforms."""
        use = self._applied.get(call)
        if use is not None:
            return use.target
        if self.wrapper(field_of(call, "function")) is None:
            return None
        return next(iter(arguments(call).positional), None)


def takes_node(use: TransformUse) -> bool:
    """Whether this is `split_rngs(rngs, ...)`, which acts on state and wraps no function."""
    return use.form is Form.CALL and use.name in SPLITTING
