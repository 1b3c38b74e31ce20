"""Units: the stacks that are migrated together, and the one fix that does so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.found_at import by_node
from flake8_nnx_rng.fixes.migration import differentiation
from flake8_nnx_rng.fixes.migration.callers import Way, ways
from flake8_nnx_rng.fixes.migration.explicit import plan_split
from flake8_nnx_rng.fixes.migration.mapping import Mapping
from flake8_nnx_rng.fixes.migration.plan import LayerPlan
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.scanning import Scanning
from flake8_nnx_rng.semantics.legacy.axes import is_explicit
from flake8_nnx_rng.semantics.legacy.signs import is_newer_use
from flake8_nnx_rng.semantics.passages import carry
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases.eras import is_legacy_keyword
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.module import reference

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

_GRADIENTS = ("grad", "value_and_grad")


def unit_of(bench: Bench, stack: Stack) -> list[Stack]:
    """The stack with all others that share a kept decorator with it, in the order of the text."""
    kept = list(_kept(stack))
    if not kept:
        return [stack]
    sharing = bench.tool(_sharing)
    found = {other.root.start: other for node in kept for other in sharing[node]}
    return [found[offset] for offset in sorted(found)]


def _sharing(bench: Bench) -> dict[Node, list[Stack]]:
    """The stacks by the decorators that they keep in names."""
    stacks = bench.analysis.far_functions.stacks
    return by_node((node, stack) for stack in stacks for node in _kept(stack))


def _kept(stack: Stack) -> Iterator[Node]:
    """The decorators around a function that are kept in a name."""
    for layer in stack.layers:
        if layer.use is not None and layer.use.form is Form.FACTORY:
            yield layer.use.node


def check_all_in_view(bench: Bench, unit: Sequence[Stack]) -> None:
    """Refuse a unit if the name of a kept decorator is used for more than to decorate."""
    layers = [layer for stack in unit for layer in stack.layers]
    for kept in {node for stack in unit for node in _kept(stack)}:
        left = outermost_parenthesis(kept).parent
        name = None if left is None else left.field("left")
        for mention in bench.module.mentions_by_name(name.text) if name is not None else ():
            means_it = reference(mention) == mention and bench.names.value(mention) == kept
            if means_it and not any(_is_head(mention, layer.node) for layer in layers):
                raise Refused(
                    f"{mention.text} is used for more than to transform functions",
                    mention.text,
                    step="write the transform at each function",
                )


def _is_head(mention: Node, layer: Node) -> bool:
    """Whether a name is the decorator itself, or what a call calls."""
    called = layer.field("function") if layer.kind == "call" else None
    return layer == mention or (called is not None and called == mention)


def plans(bench: Bench, stack: Stack) -> Iterator[LayerPlan]:
    """What becomes of the layers of a stack, innermost first; raises `Refused`."""
    _check_defaults(bench, stack)
    for layer in reversed(stack.layers):
        use = layer.use
        if use is None:
            continue
        implicit = is_implicit(bench, stack, layer)
        if use.name in ("vmap", "pmap") and implicit:
            yield Mapping(bench, stack, layer, use).plan()
        elif use.name == "scan" and implicit:
            yield Scanning(bench, stack, layer, use).plan()
        elif use.name in ("vmap", "pmap", "scan"):
            yield plan_split(bench, stack, layer, use)
        elif use.name in _GRADIENTS:
            yield differentiation.plan(bench, stack, layer, use)
        elif use.partial:
            yield LayerPlan(layer)


def _check_defaults(bench: Bench, stack: Stack) -> None:
    """Refuse state that comes as a default: no release has split what is not passed."""
    function = stack.function
    if function is None or function.is_class or not stack.mapping_layers:
        return
    for parameter in function.parameters:
        is_state = bench.analysis.flow.guesses.of_parameter(stack, parameter).is_node
        if parameter.default is None or parameter.default.kind == "none" or not is_state:
            continue
        if Way.DEFAULT in ways(bench.analysis, stack, parameter):
            raise Refused("a default is not split", step=f"pass {parameter.name!r} in every call")


def is_implicit(bench: Bench, stack: Stack, layer: Layer) -> bool:
    """Whether a layer was written for releases that split implicitly.

    A partial alone says so only where no axes are written, which may be meant as they are today.
    """
    use, analysis = layer.use, bench.analysis
    if use is None or analysis.was_implicit(stack, layer):
        return use is not None
    if is_explicit(analysis, layer) or analysis.stacks.is_split_around(stack):
        return False
    guessed = use.partial and use.option("in_axes") is None and not analysis.is_said_new
    return guessed or lacks_carry(analysis, use)


def lacks_carry(analysis: Analysis, use: TransformUse) -> bool:
    """Whether a scan names no carry where the target wants it named, or old code has one."""
    if carry.is_missing(use, analysis.release, analysis.names):
        return True
    is_scan = use.name == "scan" and carry.belongs_in("in_axes", analysis.release)
    unnamed = is_scan and carry.is_named(use, "in_axes", analysis.release, analysis.names) is False
    return unnamed and analysis.is_legacy and not is_newer_use(use)


def has_removed(use: TransformUse) -> bool:
    """Whether a use has options that went with implicit splitting."""
    return any(is_legacy_keyword(use.name, keyword) for keyword in use.options.keywords)
