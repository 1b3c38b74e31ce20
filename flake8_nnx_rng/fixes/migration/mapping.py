"""`nnx.vmap` and `nnx.pmap` of Flax 0.8.x."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.arguments import ArgumentAxes
from flake8_nnx_rng.fixes.migration.class_calls import as_lambda
from flake8_nnx_rng.fixes.migration.exact_pmap import (
    HELPER,
    OTHER_KEYS,
    helper_definition,
    keys_prefix,
    no_helper,
)
from flake8_nnx_rng.fixes.migration.lane_sizes import LaneSizes, place_of, state_with_axis
from flake8_nnx_rng.fixes.migration.options import OldOptions, Streams
from flake8_nnx_rng.fixes.migration.plan import LayerPlan, SplitCall
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.signature import check_calls, signature_edits
from flake8_nnx_rng.fixes.migration.sizes import written_size
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.fixes.migration.state_prefix import mapped_prefix
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.values import Kept, Kind, Value

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.layout import Piece
    from flake8_nnx_rng.fixes.migration.plan import Wrapper
    from flake8_nnx_rng.semantics.program.functions import Function
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse

_REMOVED = frozenset({"split_rngs", "state_axes", "in_axes_kwargs"})
_OWN_STREAM = (
    "from Flax 0.11.0 nnx.Dropout draws from a stream of its own, which already has one key a lane"
)
_BY_HAND = "split these by hand"
_FORKED = (
    "it makes modules with nnx.Dropout, which from Flax 0.11.0 forks its stream: its masks, and "
    "layers made after it from the same stream, get other numbers, with or without a transform"
)


class Mapping:
    """Plans what becomes of one vmap or pmap."""

    def __init__(self, bench: Bench, stack: Stack, layer: Layer, use: TransformUse) -> None:
        self._bench = bench
        self._stack = stack
        self._layer = layer
        self._use = use
        self._spell = Speller(bench, use.reference)
        self._options = OldOptions(bench, use)
        self._axes = ArgumentAxes(bench, stack, self._options)

    def plan(self) -> LayerPlan:
        """The explicit form, or `Refused`."""
        prefix = self._prefix
        put = {
            keyword: piece
            for keyword, piece in (
                ("out_axes", self._axes.out_axes(prefix)),
                ("in_axes", self._axes.in_axes(prefix)),
            )
            if piece is not None
        }
        split, wrapper, reasons = self._split()
        reasons += [*self._options.reasons, *self._axes.reasons, *self._made_reasons()]
        edits = signature_edits(self._bench, self._stack)
        if self._use.name == "pmap":
            put |= self._by_position()
            check_calls(self._bench, self._stack, self._axes.parameters)
            if self._is_exact:
                edits += helper_definition(self._bench, self._use.reference)
            elif split is not None:
                reasons.append(self._other_keys())
        needless = {key for key, piece in put.items() if piece == "0"}
        return LayerPlan(
            self._layer,
            put={key: piece for key, piece in put.items() if key not in needless},
            dropped=_REMOVED | needless,
            positional=len(self._by_position()),
            around=as_lambda(self._bench, self._stack, self._layer),
            split=split,
            wrapper=wrapper,
            edits=tuple(edits),
            needed=frozenset(self._spell.needed),
            reasons=tuple(reasons),
        )

    @cached_property
    def _prefix(self) -> Piece:
        prefix = mapped_prefix(
            self._spell,
            self._options.split,
            self._options.state_axes,
            holds_rngs=self._kept != Kept.NOTHING,
        )
        return keys_prefix(self._spell, self._options.split, prefix) if self._is_exact else prefix

    @property
    def _is_exact(self) -> bool:
        """Whether a pmap shall draw what it drew, which needs a helper."""
        if self._use.name != "pmap" or not self._bench.exact_pmap or self._no_helper:
            return False
        return self._options.split.streams is not Streams.NONE and self._kept != Kept.NOTHING

    @cached_property
    def _no_helper(self) -> str:
        return no_helper(self._bench, self._use.reference)

    def _other_keys(self) -> str:
        refused = self._no_helper if self._bench.exact_pmap else ""
        return f"{OTHER_KEYS}; {refused}" if refused else OTHER_KEYS

    @cached_property
    def _nodes(self) -> list[Value]:
        """The parameters that are graph nodes, or may be."""
        return [m for m in self._axes.meanings.values() if m.is_node or m.kind is Kind.UNKNOWN]

    @cached_property
    def _kept(self) -> Kept:
        """The RNG state of all parameters together."""
        if self._stack.function is None:
            return Kept.NOTHING if self._axes.are_arrays else Kept.UNKNOWN
        found = Kept.NOTHING
        for meaning in self._nodes:
            found |= meaning.kept
        return found

    @cached_property
    def _of_modules(self) -> Kept:
        """The RNG state in the modules among the parameters."""
        found = Kept.NOTHING
        for meaning in self._nodes:
            if meaning.kind is not Kind.RNGS:
                found |= meaning.kept
        return found

    def _split(self) -> tuple[SplitCall | None, Wrapper | None, list[str]]:
        """The split above the transform, if any, where it stands, and what makes it unsafe."""
        if self._options.split.streams is Streams.NONE or self._kept == Kept.NOTHING:
            return None, None, []
        reasons = self._forked_reasons() if forks_dropout(self._bench.analysis.release) else []
        has_scalar = self._has_rngs or Kept.SHARED in self._of_modules
        if reasons and self._is_stacked and not has_scalar:
            return None, None, reasons
        if reasons and self._has_split_layers():
            raise Refused(f"its layers are made in lanes, and {_OWN_STREAM}", step=_BY_HAND)
        if self._stack.function is None and forks_dropout(self._bench.analysis.release):
            reasons.append(f"the function is not in view, and {_OWN_STREAM}")
        size, wrapper = self._size()
        function = HELPER if self._is_exact else self._spell("split_rngs")
        call = SplitCall(function, size, self._options.split.only)
        return call, wrapper, reasons

    def _has_split_layers(self) -> bool:
        """Whether a module makes layers in lanes that keep streams, which no split can follow."""
        classes = [m.owner.node for m in self._nodes if m.owner is not None]
        return any(
            stack.function is not None and self._makes_own(stack.function)
            for stack in self._bench.analysis.far_functions.stacks
            if stack.mapping_layers and any(node in classes for node in stack.root.ancestors())
        )

    def _makes_own(self, function: Function) -> bool:
        """Whether modules that a function makes keep streams of their own."""
        made = self._bench.analysis.flow.guesses.returned(function)
        return any(Kept.OWN in m.kept for m in (made, *made.children))

    def _forked_reasons(self) -> list[str]:
        """What the streams that modules keep since 0.11.0 mean for this transform."""
        held = self._of_modules
        if Kept.OWN in held:
            if self._is_stacked and (self._has_rngs or Kept.SHARED in held):
                raise Refused(f"{_OWN_STREAM}, beside others that have not", step=_BY_HAND)
            return [_OWN_STREAM]
        if Kept.UNKNOWN in held:
            return [f"the module's class is not in view, and {_OWN_STREAM}"]
        return []

    def _made_reasons(self) -> list[str]:
        """What modules that the function makes will draw otherwise."""
        if self._stack.function is None or not forks_dropout(self._bench.analysis.release):
            return []
        return [_FORKED] if self._makes_own(self._stack.function) else []

    @property
    def _has_rngs(self) -> bool:
        return any(meaning.kind is Kind.RNGS for meaning in self._nodes)

    @property
    def _is_stacked(self) -> bool:
        """Whether modules come with a leading axis on some of their state."""
        states = self._options.state_axes
        return states is None or any(state.axis != "None" for state in states)

    def _size(self) -> tuple[str, Wrapper | None]:
        """How many lanes there are, and the wrapper in which that is known, if it takes one."""
        written = written_size(self._bench, self._layer)
        if written is not None:
            return written, None
        meanings, old = self._axes.meanings, self._axes.old
        arrays = {p: place_of(old[p]) for p in old if meanings[p].is_plain}
        state = state_with_axis(self._spell, self._options.state_axes)
        modules = [p for p in old if meanings[p].kind is Kind.MODULE]
        sizes = LaneSizes(self._bench, self._stack, self._layer, self._axes.parameters)
        return sizes.size(arrays, {} if state is None else dict.fromkeys(modules, state))

    def _by_position(self) -> dict[str, Piece]:
        """The name of the axis, which nnx.pmap took by position up to 0.8.5."""
        given = (self._bench.text(node.start, node.end) for node in self._use.by_position)
        return dict(zip(("axis_name",), given, strict=False))
