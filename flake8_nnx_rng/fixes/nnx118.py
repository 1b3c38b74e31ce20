"""Give the transform the plain function, and pass it the module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe, unsafe
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.rules.nnx118 import as_lambda, takes_too_much
from flake8_nnx_rng.semantics.summaries.bound_methods import BoundMethods
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import arguments, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.summaries.bound_methods import BoundMethod
    from flake8_nnx_rng.syntax.tree import Node

_SHIFTS_NOTHING = ("jit", "remat", "checkpoint")
"""Transforms that without options treat a further argument like the others."""

_BRANCH = "Write a function that takes the module as an operand"
_OPTIONS = "Give the plain function and pass the module; its axis or number comes first in options"
_CALLS = "Give the plain function and pass the module in each call"
_KEYWORDS = "Write a function that takes the module, and passes it the keywords"
_DRAWN = "before, the module's numbers were frozen or the same in every lane"


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """`nnx.jit(model.step)(x)` becomes `nnx.jit(type(model).step)(model, x)`."""
    found = bench.tool(_found).get(finding.node)
    if found is None:
        return None
    if found.is_branch:
        return advice(_BRANCH)
    if found.object_.kind not in ("identifier", "attribute"):
        return advice(_CALLS)
    edits = _edits(bench, found)
    if isinstance(edits, str):
        return advice(edits)
    message = f"Pass {found.owner} to the plain function"
    raised = "raises" in finding.message.consequence
    return safe(message, *edits) if raised else unsafe(message, _DRAWN, *edits)


def _found(bench: Bench) -> dict[Node, BoundMethod]:
    return {found.node: found for found in reversed([*BoundMethods(bench.analysis).all()])}


def _edits(bench: Bench, found: BoundMethod) -> list[Edit] | str:
    """What to change, or why that is left to the user."""
    applied = found.use.applied
    if applied is None or found.use.call is None:
        return _CALLS
    listed = field_of(found.use.call, "arguments").parts
    if found.node not in listed:
        return _CALLS
    plain = replace_node(outermost_parenthesis(found.node), _unbound(bench, found))
    if found.transform == "eval_shape":
        return [replace_node(found.node, f"{_unbound(bench, found)}, {found.owner}")]
    if found.transform not in _SHIFTS_NOTHING or len(listed) != 1:
        return _OPTIONS
    calls = _calls(bench, applied, found)
    if takes_too_much(bench.analysis, found):
        given = [arguments(call) for call in calls]
        if any(passed.keywords or passed.unpacks_keywords for passed in given):
            return _KEYWORDS
        plain = replace_node(outermost_parenthesis(found.node), as_lambda(found))
    passed = [_passing(call, found.owner) for call in calls]
    edits = [edit for edit in passed if edit is not None]
    return [plain, *edits] if calls and len(edits) == len(calls) else _CALLS


def _unbound(bench: Bench, found: BoundMethod) -> str:
    """By the class where the module is made in view, so that no subclass can have another."""
    value = bench.names.value(found.object_)
    made = None if value is None or value.kind != "call" else field_of(value, "function")
    binding = None if made is None else bench.names.binding(made)
    if binding is None or binding.kind is not BindingKind.CLASS:
        return f"type({found.owner}).{found.name}"
    return found.unbound


def _calls(bench: Bench, applied: Node, found: BoundMethod) -> list[Node]:
    """All calls of what the transform returns; empty if some cannot be seen."""
    parent = applied.parent
    if parent is None:
        return []
    if parent.kind == "call" and is_field(parent, "function", applied):
        return [parent]
    left = parent.field("left") if parent.kind == "assignment" else None
    if left is None or left.kind != "identifier" or found.object_.kind != "identifier":
        return []
    used = bench.module.mentions_by_name(left.text)
    calls = [_call_of(bench, use, applied, found) for use in used if use != left]
    complete = [call for call in calls if call is not None]
    return complete if len(complete) == len(calls) else []


def _call_of(bench: Bench, use: Node, applied: Node, found: BoundMethod) -> Node | None:
    """The call of a kept transformed function, where the module has its name still."""
    call = use.parent
    if reference(use) != use or call is None or call.kind != "call":
        return None
    if not is_field(call, "function", use) or bench.names.value(use) != applied:
        return None
    here = bench.module.reaching_at(found.object_.text, use.start)
    return call if here == bench.module.reaching(found.object_) and len(here) == 1 else None


def _passing(call: Node, owner: str) -> Edit | None:
    """The module before the arguments of a call."""
    listed = field_of(call, "arguments")
    if listed.kind != "argument_list":
        return None
    given = listed.parts
    place = outermost_parenthesis(given[0]).start if given else listed.start + 1
    return Edit(place, place, f"{owner}, " if given else owner)
