"""Decorators that are kept for functions of other files get their split where they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Applicability, Edit, Fix
from flake8_nnx_rng.fixes.migration.plan import OWN_STREAM
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.sizes import SizeRefused, written_size
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.semantics.program.layers import Layer
from flake8_nnx_rng.semantics.releases.eras import forks_dropout
from flake8_nnx_rng.semantics.values.values import Kept
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.program.uses import TransformUse

_LEFT_ALONE = frozenset({"axis_size", "axis_name", "spmd_axis_name"})
"""Options that mean the same for every function."""


def fix_at(bench: Bench, use: TransformUse) -> Fix:
    """A function that splits and transforms, in place of the decorator; or why there is none."""
    try:
        return _fix(bench, use)
    except Refused as refused:
        return refused.of(use.node.start)


def _fix(bench: Bench, use: TransformUse) -> Fix:
    names = use.options.keywords.keys()
    if use.name != "vmap" or names - _LEFT_ALONE or use.options.unpacks:
        raise Refused(
            f"{use.reference.text} is kept for functions that other files define",
            use.reference.text,
            step="write the transform where each function is",
        )
    size = written_size(bench, Layer(use.node, use, transparent=False))
    if size is None:
        raise SizeRefused()
    spell = Speller(bench, use.reference)
    options = ", ".join(_option(bench, use, name) for name in names)
    made = f"{spell('split_rngs')}(splits={size})({use.reference.text}(function, {options}))"
    reasons = _reasons(bench, use)
    return Fix(
        f"Migrate {use.reference.text}: split the Rngs around each function that it is kept for",
        Applicability.UNSAFE if reasons else Applicability.SAFE,
        (_edit(bench, use, made),),
        "; ".join(reasons),
        tuple(sorted(spell.needed)),
    )


def _option(bench: Bench, use: TransformUse, name: str) -> str:
    node = use.options.keywords[name]
    return f"{name}={bench.text(node.start, node.end)}"


def _reasons(bench: Bench, use: TransformUse) -> list[str]:
    """What the functions would draw otherwise."""
    if not forks_dropout(bench.analysis.release):
        return []
    functions = bench.analysis.handed_on.uses[use.node]
    values = [value for one in functions for value in (*one.given, one.returned)]
    parts = [part for value in values for part in (value, *value.children)]
    forked = any(part.is_node and part.kept & (Kept.OWN | Kept.UNKNOWN) for part in parts)
    return [OWN_STREAM] if forked else []


def _edit(bench: Bench, use: TransformUse, made: str) -> Edit:
    """`return lambda function: ...` in a function, `def name(function): ...` at the top."""
    around = use.node.parent
    if around is None or around.kind != "assignment":
        return Edit(use.node.start, use.node.end, f"lambda function: {made}")
    name, newline = field_of(around, "left").text, bench.style.newline
    code = bench.module.source.code
    text = f"def {name}(function):{newline}{bench.style.indent}return {made}"
    before, behind = code[: around.start], code[around.end :]
    above = "" if not before else newline * max(0, 3 - _line_ends(before[::-1]))
    below = newline * max(0, 3 - _line_ends(behind)) if behind.strip() else ""
    is_alone = before[-1:] in ("", "\n") and behind[:1] in ("", "\n", "\r")
    if not is_alone:
        raise Refused("the statement that keeps the decorator does not stand alone on its line")
    return Edit(around.start, around.end, f"{above}{text}{below}")


def _line_ends(text: str) -> int:
    """How many lines end before anything else stands there."""
    return text[: len(text) - len(text.lstrip())].count("\n")
