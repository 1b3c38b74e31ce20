"""`nnx.scan` of Flax 0.8.x, which carried the streams that it said it split."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.layout import Group, Piece
from flake8_nnx_rng.fixes.migration.arguments import ArgumentAxes
from flake8_nnx_rng.fixes.migration.callers import Way, ways
from flake8_nnx_rng.fixes.migration.carry_alone import shown_alone, with_output
from flake8_nnx_rng.fixes.migration.class_calls import as_lambda
from flake8_nnx_rng.fixes.migration.options import OldOptions
from flake8_nnx_rng.fixes.migration.pairs import returns_no_pair
from flake8_nnx_rng.fixes.migration.plan import LayerPlan
from flake8_nnx_rng.fixes.migration.refusal import ANNOTATE, Refused
from flake8_nnx_rng.fixes.migration.signature import signature_edits
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.fixes.migration.state_prefix import carried_prefix
from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.values import UNKNOWN, Kept, Kind, Value

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.functions import Parameter
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse

_REMOVED = frozenset({"split_rngs", "state_axes", "in_axes_kwargs", "carry_argnum", "scan_output"})
_FORKED = (
    "from Flax 0.11.0 nnx.Dropout draws from a stream of its own, one a layer, where 0.8.5 carried "
    "one from step to step"
)


class Scanning:
    """Plans what becomes of one scan."""

    def __init__(self, bench: Bench, stack: Stack, layer: Layer, use: TransformUse) -> None:
        self._bench = bench
        self._stack = stack
        self._layer = layer
        self._spell = Speller(bench, use.reference)
        self._options = OldOptions(bench, use)
        self._axes = ArgumentAxes(bench, stack, self._options)
        self._reasons = self._options.reasons

    def plan(self) -> LayerPlan:
        """The explicit form, or `Refused`."""
        if self._stack.function is None:
            raise Refused(
                "the function of nnx.scan is not in view",
                step="write the transform where the function is",
            )
        is_pair = self._options.flag("scan_output", True)
        if is_pair and returns_no_pair(self._stack.function, self._bench.analysis.names):
            raise Refused(
                "0.8.5 took a carry and an output from each step, and this one returns no pair",
                step="return `carry, output`",
            )
        put: dict[str, Piece] = {}
        dropped = set(_REMOVED)
        for keyword, piece in (("out_axes", self._out_axes()), ("in_axes", self._in_axes())):
            if piece is None:
                dropped.add(keyword)
            else:
                put[keyword] = piece
        plan = LayerPlan(
            self._layer,
            put=put,
            dropped=frozenset(dropped),
            around=as_lambda(self._bench, self._stack, self._layer),
            edits=tuple(signature_edits(self._bench, self._stack)),
            needed=frozenset(self._spell.needed),
            reasons=(*self._reasons, *self._axes.reasons),
        )
        if len(self._shown) < len(self._axes.parameters):
            plan = shown_alone(self._bench, self._stack, plan, self._shown)
        return plan if self._has_output else with_output(self._bench, plan, self._shown)

    @cached_property
    def _shown(self) -> list[Parameter]:
        """The parameters without those whose default is taken, which a scan would trace."""
        return [parameter for parameter in self._axes.parameters if not self._is_left(parameter)]

    def _is_left(self, parameter: Parameter) -> bool:
        if parameter.default is None or parameter.default.kind == "none":
            return False
        passed = ways(self._bench.analysis, self._stack, parameter)
        if Way.DEFAULT in passed and len(passed) > 1:
            raise Refused(f"nnx.scan would trace the default of {parameter.name!r}")
        return self._axes.keeps_default(parameter)

    @property
    def _has_output(self) -> bool:
        """Whether each step returns, or may return, something beside the carry."""
        names_carry = carry.belongs_in("out_axes", self._bench.analysis.release)
        return names_carry or self._options.flag("scan_output", True)

    @cached_property
    def _carry(self) -> Parameter:
        index = self._options.number("carry_argnum", 0)
        positional = self._stack.function.parameters if self._stack.function else ()
        if not 0 <= index < len(positional):
            raise Refused(f"the function has no parameter {index} for the carry", str(index))
        return positional[index]

    def _in_axes(self) -> Piece | None:
        """The new `in_axes`; None where it is the default."""
        self._check_carry()
        pieces = [self._axis(parameter) for parameter in self._shown]
        if pieces == [self._spell("Carry"), "0"]:
            return None
        return Group("(", tuple(pieces), ")", is_tuple=True)

    def _check_carry(self) -> None:
        meaning = self._axes.meanings[self._carry]
        if meaning.kind is Kind.UNKNOWN:
            meaning = self._carry_out  # what goes in is like what comes out
        if meaning.kind is Kind.UNKNOWN:
            raise Refused(
                f"nothing says whether the carry {self._carry.name!r} is a module", step=ANNOTATE
            )
        nothing_sliced = self._options.state_axes == ()
        if not meaning.is_plain and not nothing_sliced and meaning.kind is not Kind.RNGS:
            raise Refused("0.8.5 sliced a module that was the carry by state_axes")

    @cached_property
    def _returned(self) -> Value:
        function = self._stack.function
        nodes = self._bench.analysis.flow.guesses
        return UNKNOWN if function is None else nodes.returned(function)

    @property
    def _carry_out(self) -> Value:
        if not self._options.flag("scan_output", True):
            return self._returned
        pair = self._returned.children
        return pair[0] if len(pair) == 2 else UNKNOWN

    def _axis(self, parameter: Parameter) -> Piece:
        if parameter == self._carry:
            return self._spell("Carry")
        meaning = self._axes.meanings[parameter]
        if meaning.is_node:
            return self._prefix(meaning)
        broadcast = meaning.kind is Kind.UNKNOWN and self._axes.old[parameter].text == "None"
        if broadcast:
            self._reasons.append(f"{parameter.name!r} is taken for no module")
        elif not meaning.is_plain:
            raise Refused(
                f"nothing says whether {parameter.name!r} is a module or an array", step=ANNOTATE
            )
        passed = ways(self._bench.analysis, self._stack, parameter)
        if parameter.default is not None and Way.DEFAULT in passed:
            return "None"
        return self._axes.old[parameter].text

    def _prefix(self, meaning: Value) -> Piece:
        forks = forks_dropout(self._bench.analysis.release) and meaning.kind is Kind.MODULE
        has_forks = forks and bool(meaning.kept & (Kept.OWN | Kept.UNKNOWN))
        if has_forks:
            self._reasons.append(_FORKED)
        forked = has_forks and self._options.state_axes != ()  # else it is no stack of layers
        if forked and Kept.SHARED in meaning.kept:
            raise Refused("the module keeps an Rngs beside an nnx.Dropout, whose stream is a fork")
        return carried_prefix(
            self._spell,
            self._options.split,
            self._options.state_axes,
            holds_rngs=meaning.kept != Kept.NOTHING,
            forked=forked,
            axes_first=self._options.has("transform_metadata"),
            needs_axis=not carry.belongs_in("out_axes", self._bench.analysis.release),
        )

    def _out_axes(self) -> Piece | None:
        """The new `out_axes`; None where it is the default."""
        names_carry = carry.belongs_in("out_axes", self._bench.analysis.release)
        if not self._options.flag("scan_output", True):
            return self._spell("Carry") if names_carry else None
        outputs = self._outputs()
        if outputs == "0":
            return None
        return Group("(", (self._spell("Carry"), outputs), ")") if names_carry else outputs

    def _outputs(self) -> Piece:
        """The axes of what each step gives besides the carry."""
        written = self._options.axes("out_axes")
        pair = self._returned.children
        return self._output_of(pair[1] if len(pair) == 2 else self._returned, written.text)

    def _output_of(self, output: Value, axes: str) -> Piece:
        if output.is_plain:
            return axes
        if _keeps_rngs(output):
            raise Refused(
                "modules made in nnx.scan keep the Rngs that is carried: no explicit form"
            )
        if self._state_axis == axes:
            if output.kind is Kind.UNKNOWN and self._takes_rngs:
                self._reasons.append("nothing says whether steps return modules that keep an Rngs")
            return axes
        raise Refused("what each step returns is not certain, or is a module")

    @property
    def _state_axis(self) -> str:
        """The axis of all state of modules that the steps return; empty if there are several."""
        states = self._options.state_axes
        axes = {"0"} if states is None else {state.axis for state in states}
        return axes.pop() if len(axes) == 1 else ""

    @property
    def _takes_rngs(self) -> bool:
        return any(m.kind is Kind.RNGS for m in self._axes.meanings.values())


def _keeps_rngs(output: Value) -> bool:
    if output.kind is Kind.TREE:
        return any(_keeps_rngs(child) for child in output.children)
    return output.is_node and output.kept != Kept.NOTHING
