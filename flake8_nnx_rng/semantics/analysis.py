"""The analysis of one module: what rules ask their questions of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import axes, releases
from flake8_nnx_rng.semantics.axes import Axis, AxisKind
from flake8_nnx_rng.semantics.draws import Draws
from flake8_nnx_rng.semantics.eras import is_legacy_keyword, is_legacy_release, is_legacy_symbol
from flake8_nnx_rng.semantics.functions import Parameter
from flake8_nnx_rng.semantics.imports import Imported, read_imports
from flake8_nnx_rng.semantics.names import RNGS, Names, exported_name
from flake8_nnx_rng.semantics.provenance import Origins, Provenance, argument_for
from flake8_nnx_rng.semantics.releases import Release
from flake8_nnx_rng.semantics.stacks import Layer, Stack, Stacks
from flake8_nnx_rng.semantics.transforms import MAPPING, TRANSFORMS
from flake8_nnx_rng.semantics.uses import TransformUse
from flake8_nnx_rng.syntax.module import Module, reference
from flake8_nnx_rng.syntax.nodes import (
    arguments,
    field_of,
    integer,
    is_assigned,
    is_field,
    keyword_node,
)
from flake8_nnx_rng.syntax.source import Source
from flake8_nnx_rng.syntax.text import Text

if TYPE_CHECKING:
    from ast_grep_py import SgNode


@dataclass(frozen=True)
class Passed:
    """What visible calls pass; `made_elsewhere` is the result of a call that none can see into."""

    scalars: bool = False
    splits: bool = False
    made_elsewhere: bool = False


@dataclass(frozen=True)
class Option:
    """A keyword given to a function or class of `flax.nnx`; `node` is `keyword=value`."""

    name: str
    keyword: str
    node: SgNode


class Analysis:
    """A module read for one Flax release.

    `declared` is the release that the project itself asks for, where it says one.
    """

    def __init__(
        self,
        source: Source,
        release: Release,
        names: Iterable[str] = (),
        declared: Release | None = None,
    ) -> None:
        self.release = release
        self.declared = declared
        wanted = TRANSFORMS | {"Rngs"} | frozenset(names)
        aliases = Text(source.code).aliases.items()
        local_names = {local for local, name in aliases if name in wanted}
        self.module = Module(source, wanted | local_names)
        self.names = Names(self.module)
        self.origins = Origins(self.names)
        self.draws = Draws(self.names)

    @cached_property
    def stacks(self) -> Stacks:
        """The transformed functions of the module."""
        return Stacks(self.module, self.names)

    @property
    def uses(self) -> list[TransformUse]:
        """Every use of a transform."""
        return self.stacks.uses

    @cached_property
    def references(self) -> list[tuple[str, SgNode]]:
        """Each mention of a name of `flax.nnx`, with that name."""
        found = []
        for mention in self.module.mentions:
            expression = reference(mention)
            name = None if expression is None else self.names.nnx(expression)
            if name is not None and expression is not None and "." not in name:
                found.append((name, expression))
        return found

    @cached_property
    def imports(self) -> list[Imported]:
        """Every absolute import."""
        return list(read_imports(self.module.imports))

    def taken_names(self, names: Collection[str]) -> Iterator[tuple[str, SgNode]]:
        """Where one of these names is taken from `flax.nnx`: as an attribute or by an import.

        A name that was imported is reported there and not again at each use.
        """
        for _, expression in self.references:
            name = self.names.exported(expression) if expression.kind() == "attribute" else None
            if name is not None and name in names and not is_assigned(expression):
                yield name, expression
        for imported in self.imports:
            name = exported_name(imported.path) if self._is_attribute(imported) else None
            if name is not None and name in names:
                yield name, imported.node

    def _is_attribute(self, imported: Imported) -> bool:
        """Whether an import takes a name from a module, not a module that has gone since."""
        status = releases.module_status(imported.path, self.release)
        return bool(imported.module) and status.kind is not releases.StatusKind.REMOVED

    def imported_modules(self) -> Iterator[tuple[str, SgNode]]:
        """The modules below `flax` that import statements name, with the node that names them."""
        for imported in self.imports:
            for path in (imported.path, imported.module):
                if _is_known_module(path):
                    yield path, imported.node
                    break

    def options(self) -> Iterator[Option]:
        """The keywords given to anything of `flax.nnx`: transforms in all forms, plain calls."""
        for use in self.uses:
            for keyword in use.options.keywords:
                yield Option(use.name, keyword, keyword_node(use.call or use.node, keyword))
        for name, expression in self.references:
            call = expression.parent()
            if name in TRANSFORMS or call is None or call.kind() != "call":
                continue
            if is_field(call, "function", expression):
                for keyword in arguments(call).keywords:
                    yield Option(name, keyword, keyword_node(call, keyword))

    def method_calls(self, methods: Collection[str]) -> Iterator[tuple[SgNode, str]]:
        """Calls of these methods on what certainly is an `nnx.Rngs`, with the method's name."""
        for mention in self.module.mentions_of(methods) if methods else ():
            attribute = mention.parent()
            call = attribute.parent() if attribute is not None else None
            if attribute is None or call is None or call.kind() != "call":
                continue
            if not is_field(attribute, "attribute", mention):
                continue
            is_called = is_field(call, "function", attribute)
            if is_called and self.origins.is_rngs(field_of(attribute, "object")):
                yield call, mention.text()

    @cached_property
    def is_legacy(self) -> bool:
        """Whether the file or its project was written for releases that split implicitly."""
        if self.declared is not None and is_legacy_release(self.declared):
            return True
        return any(map(self.is_legacy_use, self.uses)) or any(
            is_legacy_symbol(name) for name, _ in self.references
        )

    def is_legacy_use(self, use: TransformUse) -> bool:
        """Whether a use has keywords that only the implicit releases took."""
        return any(is_legacy_keyword(use.name, keyword) for keyword in use.options.keywords)

    def axes(self, stack: Stack, layer: Layer) -> dict[str, Axis]:
        """The axis over which a mapping layer maps each parameter of the function."""
        if layer.use is None or stack.function is None or layer.use.name not in MAPPING:
            return {}
        written = layer.use.option("in_axes")
        if written is not None:
            in_axes = axes.read_axis(written, self.names)
        elif layer.use.options.unpacks_keywords:
            in_axes = axes.UNKNOWN
        elif layer.use.name == "scan" and not self.is_legacy_use(layer.use):
            in_axes = Axis(AxisKind.TREE, children=(axes.CARRY, axes.MAPPED))
        else:
            in_axes = axes.MAPPED
        return axes.parameter_axes(in_axes, stack.function.parameters)

    def rngs_parameters(self, stack: Stack) -> list[Parameter]:
        """The parameters that are `nnx.Rngs`: annotated so, or named `rngs` without annotation."""
        function = stack.function
        return [p for p in function.parameters if self._is_rngs(p)] if function else []

    def _is_rngs(self, parameter: Parameter) -> bool:
        if parameter.annotation is None:
            return parameter.name == "rngs"
        return self.names.annotates(parameter.annotation, RNGS)

    def is_mapped(self, stack: Stack, layer: Layer, parameter: Parameter) -> bool:
        """Whether a layer certainly maps a parameter over an axis."""
        axis = self.axes(stack, layer).get(parameter.name)
        return axis is not None and axis.is_mapped

    def passed(self, stack: Stack, parameter: Parameter) -> Passed:
        """What the visible calls of a transformed function pass for a parameter."""
        if stack.function is None:
            return Passed()
        values = [
            argument_for(stack.function, parameter, arguments(call))
            for call in self.stacks.calls(stack)
        ]
        known = [value for value in values if value is not None]
        found = [self.origins.of(value) for value in known]
        return Passed(
            scalars=Provenance.SCALAR in found,
            splits=Provenance.SPLIT in found,
            made_elsewhere=any(
                value.kind() == "call" and origin is Provenance.UNKNOWN
                for value, origin in zip(known, found, strict=True)
            ),
        )

    def size(self, node: SgNode | None) -> int | None:
        """The value of a size: a literal, or a name that is bound to one literal only."""
        if node is None:
            return None
        literal = integer(node)
        if literal is not None:
            return literal
        value = self.names.value(node)
        return None if value is None or value == node else integer(value)

    def api(self, name: str) -> releases.Api | None:
        """What the target release says about an export of `flax.nnx`."""
        return releases.export(name, self.release)


def _is_known_module(path: str) -> bool:
    """Whether any release has this module of Flax NNX."""
    if not path.startswith("flax."):
        return False
    status = releases.module_status(path, releases.newest())
    return status.kind is not releases.StatusKind.UNKNOWN
