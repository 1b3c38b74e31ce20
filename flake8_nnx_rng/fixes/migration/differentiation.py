"""`wrt=` of `nnx.grad` and `nnx.value_and_grad`, which is `nnx.DiffState` in `argnums` now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.layout import Group, Piece
from flake8_nnx_rng.fixes.migration.plan import OWN_STREAM, LayerPlan
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.values import Kept
from flake8_nnx_rng.syntax.nodes import elements, integer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

POSITIONAL = ("argnums", "has_aux", "holomorphic", "allow_int", "reduce_axes")
"""What 0.8.5 took by position behind the function, in this order."""


def plan(bench: Bench, stack: Stack, layer: Layer, use: TransformUse) -> LayerPlan:
    """The options without `wrt=`, or `Refused`."""
    if use.options.unpacks:
        raise Refused(
            f"{use.reference.text} gets options by * or **, which are not in view",
            use.reference.text,
        )
    spell = Speller(bench, use.reference)
    put = dict(reversed(_by_position(bench, use)))
    wrt = use.option("wrt")
    argnums = use.option("argnums") or _positional(use).get("argnums")
    if wrt is not None and bench.names.nnx(wrt) != "Param":
        filtered = bench.text(wrt.start, wrt.end)
        put["argnums"] = _diff_states(bench, spell, argnums, filtered)
    elif (only := _only(argnums)) is not None:
        put["argnums"] = only.text
    return LayerPlan(
        layer,
        put=put,
        dropped=frozenset({"wrt"}),
        positional=len(_positional(use)),
        needed=frozenset(spell.needed),
        reasons=() if wrt is None else tuple(_reasons(bench, stack)),
    )


def _reasons(bench: Bench, stack: Stack) -> Iterator[str]:
    """What the models draw otherwise than they did in the release that took `wrt=`."""
    guesses, function = bench.analysis.flow.guesses, stack.function
    given = [guesses.of_parameter(stack, p) for p in function.parameters] if function else []
    if forks_dropout(bench.analysis.release) and any(Kept.OWN in model.kept for model in given):
        yield OWN_STREAM


def _positional(use: TransformUse) -> dict[str, Node]:
    return dict(zip(POSITIONAL, use.by_position, strict=False))


def _by_position(bench: Bench, use: TransformUse) -> list[tuple[str, Piece]]:
    return [(name, bench.text(n.start, n.end)) for name, n in _positional(use).items()]


def _diff_states(bench: Bench, spell: Speller, argnums: Node | None, filtered: str) -> Piece:
    state = spell("DiffState")
    if argnums is None:
        return f"{state}(0, {filtered})"
    if integer(argnums) is not None:
        return f"{state}({argnums.text}, {filtered})"
    only = _only(argnums)
    if only is not None:
        return f"{state}({only.text}, {filtered})"
    listed = elements(argnums)
    if listed == []:
        raise Refused("argnums= is empty, so wrt= was for no argument")
    if not listed or any(integer(element) is None for element in listed):
        raise Refused(
            "argnums= is no literal, so nothing says which arguments wrt= was for",
            step="write the numbers in the call",
        )
    states = tuple(f"{state}({element.text}, {filtered})" for element in listed)
    return Group("(", states, ")", is_tuple=True)


def _only(argnums: Node | None) -> Node | None:
    """The one element of `argnums=(0,)`, for which 0.8.5 returned no tuple."""
    listed = None if argnums is None else elements(argnums)
    return listed[0] if listed is not None and len(listed) == 1 else None
