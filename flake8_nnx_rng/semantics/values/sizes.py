"""Sizes: how long axes are, as a number or as a name with something added to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flake8_nnx_rng.semantics.program.samplers import sampler
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import arguments, elements, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node

_NUMPY = ("jax.numpy.", "numpy.")
_FILLED = frozenset({"ones", "zeros", "full", "empty"})
_LISTED = frozenset({"array", "asarray", "stack"})
_SHAPE_THIRD = frozenset({"bernoulli", "categorical", "choice", "permutation"})
_FAR = 8

Shape: TypeAlias = "tuple[Size | None, ...]"
"""The sizes of leading axes, outermost first; None for one that is not known."""


class Size(NamedTuple):
    """`3`, `depth`, `depth + 1`: a number on top of what a name stands for.

    `base` is that name and `bound` where it gets its value; without a base it is the number.
    """

    number: int
    base: str = ""
    bound: int = -1

    def differs(self, other: Size) -> bool:
        """Whether the two certainly are not equal."""
        return (self.base, self.bound) == (other.base, other.bound) and self != other

    def is_of(self, function: Node) -> bool:
        """Whether it is about a name of this function, which another call binds anew."""
        return bool(self.base) and function.start <= self.bound < function.end

    def __str__(self) -> str:
        """The size as code."""
        if not self.base:
            return str(self.number)
        sign = "-" if self.number < 0 else "+"
        return f"{self.base} {sign} {abs(self.number)}" if self.number else self.base


class Sizes:
    """Answers for the expressions of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._names = analysis.names

    def of(self, node: Node | None, frame: Frame | None = None, far: int = _FAR) -> Size | None:
        """The size that an expression is, None if it is nothing that could be compared."""
        if node is None or far <= 0:
            return None

        number = integer(node)
        if number is not None:
            return Size(number)
        readers = {
            "identifier": self._of_name,
            "attribute": self._of_attribute,
            "binary_operator": self._of_sum,
            "subscript": self._of_subscript,
            "call": self._of_length,
        }
        reader = readers.get(str(node.kind))
        return None if reader is None else reader(node, frame, far - 1)

    def number(self, node: Node | None) -> int | None:
        """The number that an expression certainly is."""
        size = self.of(node)
        return None if size is None or size.base else size.number

    def listed(self, node: Node | None, frame: Frame | None = None) -> Shape:
        """The size of each axis that a split adds: one, or one for each element of a tuple."""
        if node is None:
            return (None,)
        value = self._names.value(node)
        nodes = elements(node) or (None if value is None else elements(value)) or [node]
        return tuple(self.of(node, frame) for node in nodes)

    def shape(self, node: Node, frame: Frame | None = None, far: int = _FAR) -> Shape:
        """The sizes of the leading axes of an array, as far as they are known."""

        if far <= 0:
            return ()
        if node.kind == "call":
            return self._shape_of_call(node, frame, far - 1)
        if node.kind != "identifier":
            return ()
        value = self._names.value(node)
        known = () if value is None else self.shape(value, frame, far - 1)
        binding = self._names.binding(node)
        if known or binding is None or binding.kind is BindingKind.OPAQUE:
            return known
        return (_symbol(f"len({binding.name})", binding),)

    def _of_name(self, node: Node, frame: Frame | None, far: int) -> Size | None:
        value = self._names.value(node)
        if value is not None:
            known = self.of(value, frame, far)
            if known is not None:
                return known
        constant = self._analysis.flow.reader.of(node, frame).constant
        if constant is not None and constant.isdecimal():
            return Size(int(constant))
        binding = self._names.binding(node)
        if binding is None or binding.kind is BindingKind.OPAQUE:
            return None
        return _symbol(binding.name, binding)

    def _of_attribute(self, node: Node, frame: Frame | None, far: int) -> Size | None:
        """`self.depth`, which the class assigns once."""
        assigned = self._analysis.attributes.assigned_to(node)
        return self.of(assigned[0], None, far) if len(assigned) == 1 else None

    def _of_sum(self, node: Node, frame: Frame | None, far: int) -> Size | None:
        left, right = field_of(node, "left"), field_of(node, "right")
        sign = {"+": 1, "-": -1}.get(field_of(node, "operator").text)
        first, second = self.of(left, frame, far), self.of(right, frame, far)
        if sign is None or first is None or second is None:
            return None
        if not second.base:
            return first._replace(number=first.number + sign * second.number)
        return second._replace(number=second.number + first.number) if not first.base else None

    def _of_subscript(self, node: Node, frame: Frame | None, far: int) -> Size | None:
        """`x.shape[0]`."""
        shape, index = field_of(node, "value"), integer(field_of(node, "subscript"))
        if index is None or shape.kind != "attribute" or not shape.text.endswith(".shape"):
            return None
        found = self.shape(field_of(shape, "object"), frame, far)
        return found[index] if 0 <= index < len(found) else None

    def _of_length(self, node: Node, frame: Frame | None, far: int) -> Size | None:
        """`len(x)`."""
        passed = arguments(node).positional
        if field_of(node, "function").text != "len" or len(passed) != 1:
            return None
        return next(iter(self.shape(passed[0], frame, far)), None)

    def _shape_of_call(self, call: Node, frame: Frame | None, far: int) -> Shape:
        given = arguments(call)
        function = field_of(call, "function")
        if given.unpacks:
            return ()
        if function.kind == "attribute" and function.text.endswith(".reshape"):
            return self._shape_written(given.positional, frame, far)
        symbol = self._names.symbol(function) or ""
        name = symbol.rpartition(".")[2]
        if symbol == "jax.random.split":
            count = given.keywords.get("num") or next(iter(given.positional[1:]), None)
            return () if count is None else self._shape_written([count], frame, far)
        if sampler(call, self._names):
            index = 2 if name in _SHAPE_THIRD else 1
            written = given.keywords.get("shape") or next(iter(given.positional[index:]), None)
            return () if written is None else self._shape_written([written], frame, far)
        if not symbol.startswith(_NUMPY):
            return ()
        return self._shape_of_array(name, list(given.positional), frame, far)

    def _shape_of_array(
        self, name: str, passed: list[Node], frame: Frame | None, far: int
    ) -> Shape:
        """`jnp.ones((3, 4))`, `jnp.arange(3)`, `jnp.array([a, b])`."""
        if name in _FILLED and passed:
            return self._shape_written(passed[:1], frame, far)
        if name == "arange" and len(passed) == 1:
            return (self.of(passed[0], frame, far),)
        listed = elements(passed[0]) if name in _LISTED and passed else None
        return () if listed is None else (Size(len(listed)),)

    def _shape_written(
        self, written: list[Node] | tuple[Node, ...], frame: Frame | None, far: int
    ) -> Shape:
        """`(3, 4)` or `3, 4`; -1 is whatever is left."""
        nodes = elements(written[0]) if len(written) == 1 else list(written)
        sizes = [self.of(node, frame, far) for node in (written if nodes is None else nodes)]
        return tuple(None if size is not None and size.number < 0 else size for size in sizes)


def may_be_several(written: Node, sizes: Shape) -> bool:
    """Whether the size of a split is but a name, which may stand for one size or a tuple."""
    return len(sizes) == 1 and elements(written) is None and (not sizes[0] or bool(sizes[0].base))


def _symbol(name: str, binding: Binding) -> Size:
    return Size(0, name, binding.node.start)
