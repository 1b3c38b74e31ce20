"""Vmap and Scan: the submodule is made by vmap over its Rngs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from flake8_nnx_rng.fixes.layout import Group, Piece, prefixed
from flake8_nnx_rng.fixes.migration.lifted.design import MAY_OWN_STREAM, Design
from flake8_nnx_rng.fixes.migration.lifted.place import names_in
from flake8_nnx_rng.fixes.migration.lifted.writing import BLANK, Line, called, fresh, text
from flake8_nnx_rng.fixes.migration.options import Streams
from flake8_nnx_rng.fixes.migration.plan import OWN_STREAM, SplitCall
from flake8_nnx_rng.fixes.migration.refusal import ANNOTATE, Refused
from flake8_nnx_rng.fixes.migration.state_prefix import carried_prefix, mapped_prefix
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.values import Kept, Kind

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.migration.lifted.calls import Argument
    from flake8_nnx_rng.fixes.migration.lifted.submodules import Formal
    from flake8_nnx_rng.syntax.tree import Node

_MAY_FORK = Kept.OWN | Kept.UNKNOWN


class StackDesign(Design):
    """What Vmap and Scan have in common."""

    size_option: ClassVar[str]
    builder: ClassVar[str] = "vmap"
    """The transform that makes the submodule."""
    also_built_with: ClassVar[tuple[str, ...]]
    """Options that were in force while the submodule was made as well."""

    def check(self) -> None:
        """Refuse what 0.8.5 did with modules, which it sliced by `state_axes`."""
        init = self.submodule.init
        for formal in init:
            if formal.meaning.kind is Kind.MODULE:
                raise Refused(f"the module {formal.name!r} is an argument of __init__")
            if formal.is_variadic and not any(map(_is_rngs, init)):
                raise Refused("the Rngs is one of *args or **kwargs of __init__")
        if self.result.is_node or any(child.is_node for child in self.result.children):
            raise Refused("__call__ returns a module")
        size = self.lift.given.get(self.size_option)
        if size is None or size.kind == "none":
            raise Refused(
                f"{self.size_option}= is not given, so nothing says how many to make",
                self.size_option,
            )
        self._check_hidden({formal.name for formal in init})

    def _check_hidden(self, names: set[str]) -> None:
        """No parameter of `__init__` may hide a name that its body needs."""
        used = {self.submodule.written.partition(".")[0], self.base.partition(".")[0]}
        for keyword in ("state_axes", "split_rngs", *self.also_built_with):
            node = self.lift.given.get(keyword)
            if node is not None and not self.place.knows(node):
                raise Refused(f"{keyword}= is not known where the new class would stand")
            used |= set() if node is None else names_in(node)
        for name in sorted(used & names):
            raise Refused(f"the parameter {name!r} of __init__ hides what its body needs")

    def is_fixed(self, keyword: str, node: Node) -> bool:
        """The size is written where the submodule is made, too, and must be the same there."""
        if keyword != self.size_option:
            return super().is_fixed(keyword, node)
        hidden = names_in(node) & {formal.name for formal in self.submodule.init}
        return self.place.is_constant(node) and not hidden

    @property
    def size(self) -> str:
        """The size as the body of `__init__` can say it."""
        return self.value_name(self.size_option) or text(
            self.place, self.lift.given[self.size_option]
        )

    @property
    def size_of_call(self) -> str:
        """The size as `__call__` can say it."""
        return f"self.{self.size}" if self.value_name(self.size_option) else self.size

    @property
    def is_inferred(self) -> bool:
        """Whether `__call__` finds the size by the stacked parameters alone."""
        return self.submodule.keeps_parameters and self.options.state_axes is None

    @cached_property
    def is_nested(self) -> bool:
        """A size that is passed need not be kept where the parameters say it."""
        only_size = list(self.values) == [self.value_name(self.size_option)]
        one_use = sum(bool(self.value_name(keyword)) for keyword in self.may_be_passed) == 1
        if only_size and one_use and self.is_inferred:
            return not self.is_in_order
        return super().is_nested

    def inferred_size(self) -> dict[str, Piece | None]:
        """Nothing, where the size is passed to `__init__` and kept nowhere."""
        return {self.size_option: None} if self.value_name(self.size_option) else {}

    def creation(self) -> list[Line]:
        """The body of `__init__`: the submodule, made by vmap over its Rngs."""
        streams = [formal for formal in self.submodule.init if _is_rngs(formal)]
        names = {formal.name for formal in self.init}
        create, parameters = fresh("create", names), ", ".join(formal.name for formal in streams)
        prefix = self.axes_of_nodes(Kept.UNKNOWN if streams else Kept.NOTHING)
        lines: list[Line] = []
        axes: dict[str, Piece] = {}
        if isinstance(prefix, Group):
            named = fresh("axes", names)
            lines.append((2, replace(prefix, opening=f"{named} = {prefix.opening}")))
            if streams:
                axes["in_axes"] = Group("(", tuple(named for _ in streams), ")", is_tuple=True)
            axes["out_axes"] = named
        if lines or self.kept_values:
            lines.append(BLANK)
        if streams and self.options.split.streams is not Streams.NONE:
            lines.append((2, f"@{self.split(self.size)}"))
        return [
            *lines,
            (2, self._built_by(axes)),
            (2, f"def {create}({parameters}):"),
            (3, called(self.submodule.written, self.submodule.init, "return ")),
            BLANK,
            (2, f"{self.kept} = {create}({parameters})"),
        ]

    def axes_of_nodes(self, kept: Kept) -> Piece:
        """The prefix of modules and Rngs that keep such state, where they are mapped."""
        return mapped_prefix(
            self.spell,
            self.options.split,
            self.options.state_axes,
            holds_rngs=kept != Kept.NOTHING,
        )

    def split(self, size: str) -> str:
        """The call that makes the decorator above a mapping transform."""
        return SplitCall(self.spell("split_rngs"), size, self.options.split.only).text

    def _built_by(self, axes: dict[str, Piece]) -> Piece:
        """The transform that makes the submodule."""
        given = {key: text(self.place, node) for key, node in self.lift.given.items()}
        kept = {key: given[key] for key in self.also_built_with if key in given}
        options: dict[str, Piece] = {**axes, "axis_size": self.size, **kept}
        pieces = tuple(prefixed(f"{keyword}=", piece) for keyword, piece in options.items())
        return Group(f"@{self.spell(self.builder)}(", pieces, ")")

    def axis_of(self, argument: Argument, prefix: Piece) -> Piece:
        """The new axis of one argument; `prefix` is that of a graph node."""
        if argument.meaning.is_node:
            return prefix
        if argument.meaning.is_plain or prefix == argument.axis.text:
            return argument.axis.text
        raise Refused(
            f"nothing says whether {argument.formal.name!r} is a module or an array", step=ANNOTATE
        )


class VmapDesign(StackDesign):
    """`nnx.vmap`, with a split above where RNG state passes through it."""

    transform = "vmap"
    may_be_passed: ClassVar = {"axis_size": "int"}
    puts_axes_first = True
    traces_all = False
    size_option = "axis_size"
    also_built_with: ClassVar[tuple[str, ...]] = (
        "axis_name",
        "spmd_axis_name",
        "transform_metadata",
    )

    @property
    def is_inferred(self) -> bool:
        """Not where the size is that of a split, too."""
        return super().is_inferred and not self._splits

    def above(self, size: str) -> Iterator[str]:
        """The split."""
        if self._splits:
            yield f"@{self.split(size)}"

    def new_options(self) -> dict[str, Piece | None]:
        """The new axes, where they are others."""
        new: dict[str, Piece | None] = {} if self.is_nested else self.inferred_size()
        pieces = [self.axes_of_nodes(self.submodule.kept)]
        pieces += [self.axis_of(a, self.axes_of_nodes(a.meaning.kept)) for a in self.arguments]
        old = self.options.axes("in_axes").children
        if all(piece == "0" for piece in pieces):
            return {**new, "in_axes": None}
        if old is not None and [axis.text for axis in old] == pieces:
            return new
        return {**new, "in_axes": Group("(", tuple(pieces), ")", is_tuple=True)}

    @cached_property
    def _splits(self) -> bool:
        """Whether the module or an argument has streams to split."""
        held = self.submodule.kept
        for argument in self.arguments:
            held |= Kept.NOTHING if argument.meaning.is_plain else argument.meaning.kept
        if self.options.split.streams is Streams.NONE or held == Kept.NOTHING:
            return False
        if not forks_dropout(self.bench.analysis.release) or not held & _MAY_FORK:
            return True
        if Kept.SHARED in held:
            raise Refused(f"{OWN_STREAM}, which is split already, beside others that are not")
        self.reasons.append(OWN_STREAM if Kept.OWN in held else MAY_OWN_STREAM)
        return False


class ScanDesign(StackDesign):
    """`nnx.scan`, which carries the streams that 0.8.5 said it split."""

    transform = "scan"
    may_be_passed: ClassVar = {"length": "int", "reverse": "bool", "unroll": "int | bool"}
    size_option = "length"
    also_built_with = ("transform_metadata",)

    def new_options(self) -> dict[str, Piece | None]:
        """The new axes, with the carry among them."""
        self._check_carry()
        pieces = [self._prefix(self.submodule.kept, is_module=True)]
        pieces += [self._axis(argument) for argument in self.arguments]
        in_axes = Group("(", tuple(pieces), ")", is_tuple=True)
        new: dict[str, Piece | None] = {"in_axes": in_axes, "out_axes": self._out_axes()}
        return new if self.is_nested else {**self.inferred_size(), **new}

    @cached_property
    def _carry(self) -> int:
        return self.options.number("carry_argnum", 1)

    def _check_carry(self) -> None:
        carry = next((a for a in self.arguments if a.index == self._carry), None)
        if carry is None:
            raise Refused(
                f"__call__ has no parameter {self._carry} for the carry", str(self._carry)
            )
        if carry.meaning.kind is Kind.UNKNOWN:
            raise Refused(
                f"nothing says whether the carry {carry.formal.name!r} is a module", step=ANNOTATE
            )
        if carry.meaning.kind is Kind.MODULE and self.options.state_axes != ():
            raise Refused("0.8.5 sliced a module that was the carry by state_axes")

    def _axis(self, argument: Argument) -> Piece:
        if argument.index == self._carry:
            return self.spell("Carry")
        is_module = argument.meaning.kind is not Kind.RNGS
        return self.axis_of(argument, self._prefix(argument.meaning.kept, is_module=is_module))

    def _prefix(self, kept: Kept, *, is_module: bool) -> Piece:
        forks = forks_dropout(self.bench.analysis.release) and is_module
        own = kept & _MAY_FORK if forks else Kept.NOTHING
        if own and Kept.SHARED in kept:
            raise Refused(f"{OWN_STREAM}, one for each step, beside others that are carried")
        if own:
            self.reasons.append(OWN_STREAM if Kept.OWN in own else MAY_OWN_STREAM)
        return carried_prefix(
            self.spell,
            self.options.split,
            self.options.state_axes,
            holds_rngs=kept != Kept.NOTHING,
            forked=bool(own),
            axes_first="transform_metadata" in self.lift.given,
            needs_axis=False,
        )

    def _out_axes(self) -> Piece | None:
        """The new `out_axes`; None where it is the default."""
        if not self.options.flag("scan_output", default=True):
            return self.spell("Carry")
        written = self.options.axes("out_axes").text
        if written == "0":
            return None
        outputs = self.result.children[1:2] if self.result.kind is Kind.TREE else ()
        if not outputs or not outputs[0].is_plain:
            self.reasons.append("nothing says that each step gives arrays only")
        return Group("(", (self.spell("Carry"), written), ")")


def _is_rngs(formal: Formal) -> bool:
    return formal.meaning.kind is Kind.RNGS
