"""The analysis of one module: what rules ask their questions of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.legacy import signs
from flake8_nnx_rng.semantics.legacy.axes import is_explicit
from flake8_nnx_rng.semantics.legacy.handed_on import HandedOn
from flake8_nnx_rng.semantics.legacy.merged_states import MergedStates, merged_states
from flake8_nnx_rng.semantics.passages.flows import Flow
from flake8_nnx_rng.semantics.passages.missed import MissedStreams
from flake8_nnx_rng.semantics.program import axes
from flake8_nnx_rng.semantics.program.attribute_writes import Write, writes
from flake8_nnx_rng.semantics.program.attributes import Attributes
from flake8_nnx_rng.semantics.program.axes import Axis
from flake8_nnx_rng.semantics.program.call_sites import CallSites
from flake8_nnx_rng.semantics.program.derivatives import Derivatives
from flake8_nnx_rng.semantics.program.functions import Function, Parameter, class_bound_to
from flake8_nnx_rng.semantics.program.guards import Guards
from flake8_nnx_rng.semantics.program.layers import Layer, Stack
from flake8_nnx_rng.semantics.program.names import RNGS, Names
from flake8_nnx_rng.semantics.program.rebound_members import ReboundMembers
from flake8_nnx_rng.semantics.program.stacks import Stacks
from flake8_nnx_rng.semantics.program.state_mentions import StateMentions
from flake8_nnx_rng.semantics.program.transformed import Transformed
from flake8_nnx_rng.semantics.program.uses import TransformUse
from flake8_nnx_rng.semantics.project.far_functions import FarFunctions
from flake8_nnx_rng.semantics.project.neighbours import Located, Neighbours
from flake8_nnx_rng.semantics.project.outside_calls import OutsideCalls
from flake8_nnx_rng.semantics.project.questions import Questions
from flake8_nnx_rng.semantics.releases import Release
from flake8_nnx_rng.semantics.releases.eras import is_legacy_keyword
from flake8_nnx_rng.semantics.releases.source import UNKNOWN_SOURCE, SourceRelease
from flake8_nnx_rng.semantics.releases.transforms import MAPPING, TRANSFORMS
from flake8_nnx_rng.semantics.summaries.key_reuse import KeyReuse
from flake8_nnx_rng.semantics.values.arriving import passed_for
from flake8_nnx_rng.semantics.values.frames import Frames
from flake8_nnx_rng.semantics.values.mentions import Mentions
from flake8_nnx_rng.semantics.values.sizes import Sizes
from flake8_nnx_rng.semantics.values.values import Definition, Kind
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import field_of
from flake8_nnx_rng.syntax.source import Source

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.tree import Node


DEFINED = (BindingKind.CLASS, BindingKind.FUNCTION)


class Analysis:
    """A module read for one Flax release.

    `said` is the release that it was written for, where that is said outside of it. `pinned` is
    the one that was found before part of it was mended. `neighbours` are the other modules of the
    project, where those may be read; `module` is the source where it is parsed already.
    """

    def __init__(
        self,
        source: Source,
        release: Release,
        names: Iterable[str] = (),
        said: SourceRelease | None = None,
        *,
        pinned: SourceRelease | None = None,
        neighbours: Neighbours | None = None,
        module: Module | None = None,
    ) -> None:
        self.release = release
        self.said = said
        self.pinned = pinned
        self._words = frozenset(names)
        self.module = module or Module(source)
        self.names = Names(self.module)
        self.call_sites = CallSites(self.names)
        self.guards = Guards(self.names)
        self.attributes = Attributes()
        self.rebound_members = ReboundMembers(self.module)
        self.state_mentions = StateMentions(self.module)
        self.derivatives = Derivatives(self.names)
        self.frames = Frames(self.module)
        self._definitions: dict[Node, Definition | None] = {}
        self.outside_calls = OutsideCalls(self)
        self.neighbours = neighbours
        self.questions = Questions() if neighbours is None else neighbours.questions
        if neighbours is not None:
            neighbours.enter(self)
            self.names.brought = lambda name: neighbours.brought(name, self)
            self.names.led = lambda path: neighbours.led(path, self)

    def neighbour(self, module: Module) -> Analysis:
        """The analysis of another module of the project."""
        return Analysis(
            module.source,
            self.release,
            self._words,
            self.said,
            neighbours=self.neighbours,
            module=module,
        )

    @cached_property
    def mentioned(self) -> list[Node]:
        """The mentions of transforms and of the names of `flax.nnx` that rules look for."""
        return self.module.taken(TRANSFORMS | {"Rngs"} | self._words)

    @cached_property
    def stacks(self) -> Stacks:
        """The transformed functions of the module."""
        return Stacks(self.module, self.names, self.mentioned)

    @cached_property
    def far_functions(self) -> FarFunctions:
        """What it transforms that other files define."""
        return FarFunctions(self)

    @cached_property
    def handed_on(self) -> HandedOn:
        """The decorators that it keeps for the functions of other files."""
        return HandedOn(self)

    @cached_property
    def mentions(self) -> Mentions:
        """Where names of `flax.nnx` are taken and used."""
        return Mentions(self)

    @cached_property
    def writes(self) -> list[Write]:
        """Where the module writes attributes, in the order of places."""
        return writes(self.module)

    @cached_property
    def set_from_outside(self) -> dict[str, list[Write]]:
        """The attributes, by name, that are set on anything but `self`."""
        found: dict[str, list[Write]] = {}
        for write in self.writes:
            if write.holder.text != "self":
                found.setdefault(write.name, []).append(write)
        return found

    @cached_property
    def follows_captures(self) -> bool:
        """Whether JAX itself follows state that functions capture: that of hijax variables."""
        return self.module.source.outline.has("hijax")

    @cached_property
    def sizes(self) -> Sizes:
        """How long the axes are that the module splits and maps."""
        return Sizes(self)

    @cached_property
    def missed_streams(self) -> MissedStreams:
        """Where filters name streams that are not there."""
        return MissedStreams(self)

    @cached_property
    def merged_states(self) -> list[MergedStates]:
        """The merges of states that others have as well, in old code."""
        return list(merged_states(self))

    @cached_property
    def transformed(self) -> Transformed:
        """Which functions transforms run, those of JAX too."""
        return Transformed(self)

    @cached_property
    def key_reuse(self) -> KeyReuse:
        """Which keys of `jax.random` it uses up twice, and which its functions use up."""
        return KeyReuse(self)

    @cached_property
    def flow(self) -> Flow:
        """What RNG state the values of the module carry, and where it is drawn from."""
        return Flow(self)

    def definition(self, expression: Node) -> Definition | None:
        """The class or function that an expression certainly names."""
        if expression not in self._definitions:
            self._definitions[expression] = self._definition(expression)
        return self._definitions[expression]

    def _definition(self, expression: Node) -> Definition | None:
        binding = self.names.binding(expression)
        if binding is not None and binding.kind in DEFINED:
            return Definition(self, binding.node)
        if binding is not None and binding.kind is BindingKind.PARAMETER:
            bound = class_bound_to(binding.node)
            return None if bound is None else Definition(self, bound)
        found = self.imported(expression)
        if found is None and expression.kind == "attribute":
            return self._method(expression)
        if found is None or found.binding.kind not in DEFINED:
            return None
        return Definition(found.analysis, found.binding.node)

    def _method(self, attribute: Node) -> Definition | None:
        """A method that is named by its class: `Block.__call__(self, x)`."""
        owner = self.definition(field_of(attribute, "object"))
        if owner is None or owner.node.kind != "class_definition":
            return None
        instances = owner.analysis.flow.reader.instances
        return instances.plain(owner, field_of(attribute, "attribute").text)

    def imported(self, expression: Node) -> Located | None:
        """What an expression certainly takes from another file of the project."""
        return None if self.neighbours is None else self.neighbours.named(expression, self)

    def home(self, node: Node) -> Analysis:
        """The analysis of the module in which a node stands."""
        found = None if self.neighbours is None else self.neighbours.home(node)
        return self if found is None else found

    @property
    def shown(self) -> str:
        """The file as messages in other files name it."""
        filename = self.module.source.filename
        return filename if self.neighbours is None else self.neighbours.files.shown(filename)

    def definition_at(self, node: Node) -> Definition:
        """A class or function of this module."""
        return Definition(self, node)

    def function_at(self, expression: Node) -> Function | None:
        """The function that an expression is, whatever is around it."""
        return self.stacks.function_at(expression)

    @property
    def uses(self) -> list[TransformUse]:
        """Every use of a transform."""
        return self.stacks.uses

    @cached_property
    def source(self) -> SourceRelease:
        """The release that the module was written for.

        What is said outside of it comes first, then what it shows itself, then what its package
        shows.
        """
        said = None if self.said is None or self.said.is_bound else self.said
        known = self.pinned or said or self.shown_source
        if known is not UNKNOWN_SOURCE or self.neighbours is None:
            return known
        return self.neighbours.source_of_package(self)

    @cached_property
    def shown_source(self) -> SourceRelease:
        """The release that the module itself shows it was written for."""
        return signs.shown_by(self)

    @property
    def is_legacy(self) -> bool:
        """Whether the module was written for releases that split implicitly."""
        return self.source.is_implicit

    def is_from_before(self, release: Release) -> bool:
        """Whether it is known to be written for releases before one.

        What it shows itself to be new is no more than the first release that it may be for.
        """
        said = self.said
        if self.is_legacy or said is None or said.release is None or said.release >= release:
            return self.is_legacy
        return not said.is_bound or not signs.is_for(self, release)

    @property
    def is_said_new(self) -> bool:
        """Whether somebody says that it was not: then its form alone shows nothing else."""
        return self.said is not None and self.said.is_explicit and not self.said.is_bound

    def is_legacy_use(self, use: TransformUse) -> bool:
        """Whether a use has keywords that only the implicit releases took."""
        return any(is_legacy_keyword(use.name, keyword) for keyword in use.options.keywords)

    def was_implicit(self, stack: Stack, layer: Layer) -> bool:
        """Whether a layer of a function certainly was written for releases that split implicitly.

        What is written as only later releases take it was not, whatever is around it.
        """
        use = layer.use
        if use is None:
            return False
        if self.is_legacy_use(use):
            return True
        is_split = self.stacks.is_split_around(stack)
        says_itself = is_split or is_explicit(self, layer) or signs.is_newer_use(use)
        return self.is_legacy and not says_itself

    def axes(self, stack: Stack, layer: Layer) -> dict[str, Axis]:
        """The axis over which a mapping layer maps each parameter of the function."""
        if layer.use is None or stack.function is None or layer.use.name not in MAPPING:
            return {}
        written = self.in_axes(layer)
        if written is not None:
            in_axes = written
        elif layer.use.options.unpacks_keywords:
            in_axes = axes.UNKNOWN
        elif layer.use.name == "scan" and not self.is_legacy_use(layer.use):
            in_axes = axes.STEPS
        else:
            in_axes = axes.MAPPED
        return axes.parameter_axes(in_axes, stack.function.parameters)

    def in_axes(self, layer: Layer) -> Axis | None:
        """What a layer's `in_axes` says, None where it is not written."""
        written = None if layer.use is None else layer.use.option("in_axes")
        return None if written is None else axes.read_axis(written, self.names)

    def rngs_parameters(self, stack: Stack) -> list[Parameter]:
        """The parameters that are `nnx.Rngs`: by annotation, by name, or by all visible calls."""
        function = stack.function
        return [p for p in function.parameters if self._is_rngs(stack, p)] if function else []

    def _is_rngs(self, stack: Stack, parameter: Parameter) -> bool:
        if parameter.annotation is not None:
            return self.home(parameter.node).names.annotates(parameter.annotation, RNGS)
        if parameter.name == "rngs":
            return True
        passed = list(passed_for(parameter, stack, self))
        return bool(passed) and all(argument.value.kind is Kind.RNGS for argument in passed)

    def is_mapped(self, stack: Stack, layer: Layer, parameter: Parameter) -> bool:
        """Whether a layer certainly maps a parameter over an axis."""
        axis = self.axes(stack, layer).get(parameter.name)
        return axis is not None and axis.is_mapped

    def api(self, name: str) -> releases.Api | None:
        """What the target release says about an export of `flax.nnx`."""
        return releases.export(name, self.release)
