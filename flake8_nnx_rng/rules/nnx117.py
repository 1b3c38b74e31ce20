"""NNX117: `nnx.Rngs` or `nnx.Rngs(0)` as a default argument."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from string import ascii_letters, digits
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, brief, headed
from flake8_nnx_rng.semantics.program.names import RNGS
from flake8_nnx_rng.syntax.nodes import ancestor, arguments, call_of, field_of, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find parameters whose default is an Rngs, or the class itself."""
    for name, expression in analysis.mentions.references:
        if name != "Rngs":
            continue
        call = call_of(expression)
        value = expression if call is None else call
        parameter = _parameter_with_default(value)
        if parameter is None:
            continue
        if call is not None:
            yield Finding(value, _instance_message(value, parameter))
        elif _is_rngs(analysis, parameter) and not _is_called(parameter):
            yield Finding(value, _class_message(value, parameter))


def _parameter_with_default(value: Node) -> Node | None:
    top = value
    parent = top.parent
    if parent is None or parent.kind not in ("default_parameter", "typed_default_parameter"):
        return None
    return parent if is_field(parent, "value", top) else None


def _is_rngs(analysis: Analysis, parameter: Node) -> bool:
    """Whether the parameter is meant to hold an Rngs, and not a class."""
    annotation = parameter.field("type")
    if annotation is None:
        return field_of(parameter, "name").text == "rngs"
    return analysis.names.annotates(annotation, RNGS)


def _is_called(parameter: Node) -> bool:
    """Whether the body makes instances of the class that it gets: `rngs(seed)`."""
    function = ancestor(parameter, "function_definition", "lambda")
    name = field_of(parameter, "name").text
    calls = field_of(function, "body").find_all("call") if function is not None else []
    made = (call for call in calls if field_of(call, "function").text == name)
    return any(arguments(call).positional or arguments(call).keywords for call in made)


_REMEDY = "use None and make the Rngs inside"


def _instance_message(value: Node, parameter: Node) -> Message:
    name = brief(field_of(parameter, "name").text)
    what = f" as the default of {name!r} is made once, with the function"
    return Message(headed(value.text, what), "all calls share its streams", _REMEDY)


def _class_message(value: Node, parameter: Node) -> Message:
    name = brief(field_of(parameter, "name").text)
    what = f"the default of {name!r} is the class {brief(value.text)}, not an Rngs"
    return Message(what, "it has no streams", _REMEDY)


_LAMBDA = r"lambda\b[^:]*="
_COMMENT = re.compile(r"#[^\n]*")
_SIGNATURE_END = re.compile(r"\)\s*(?:->[^:\n]*)?:[ \t]*(?:#[^\n]*)?\n")
_AROUND_NAME = f"{ascii_letters}{digits}_. \t\r\n\\("


def may_find(text: Text, release: Release) -> bool:
    """Rngs behind a `=` between a `def` and the end of its line or signature."""
    if not text.takes({"Rngs"}):
        return False
    if text.has("lambda") and text.matches(_LAMBDA):
        return True
    names = {"Rngs", *(local for local, name in text.aliases.items() if name == "Rngs")}
    heads = list(text.offsets("def "))
    return any(
        _is_default(text.code, heads[bisect_left(heads, offset) - 1], offset)
        for name in names
        for offset in text.offsets(name)
        if heads and heads[0] < offset
    )


def _is_default(code: str, head: int, offset: int) -> bool:
    """Whether a name stands behind a `=` in the signature that begins at a `def`."""
    if _SIGNATURE_END.search(code, head, offset) is not None:
        return False
    before = code[head:offset]
    ends = (text.rstrip(_AROUND_NAME) for text in (before, _COMMENT.sub("", before)))
    return any(text.endswith("=") for text in ends)


RULE = Rule(
    code="NNX117",
    name="rngs-default-argument",
    summary="`nnx.Rngs` or `nnx.Rngs(0)` as a default argument.",
    why="""
Python evaluates a default once, when the function is defined. An `nnx.Rngs` there is one object
with a counter that every call advances: two models made by the same call differ, a run depends on
what else was made before, and under a transform the shared object belongs to another trace. The
class itself as a default is not an Rngs at all and fails at the first draw.
""",
    before="""
from flax import nnx

class Block(nnx.Module):
    def __init__(self, features: int, rngs: nnx.Rngs = nnx.Rngs(0)):
        self.linear = nnx.Linear(features, features, rngs=rngs)
""",
    after="""
from flax import nnx

class Block(nnx.Module):
    def __init__(self, features: int, rngs: nnx.Rngs | None = None):
        self.linear = nnx.Linear(features, features, rngs=rngs or nnx.Rngs(0))
""",
    outcomes=(
        Outcome("0.8.0", "runs; every call without the argument draws on from the last one"),
    ),
    silent=(
        "the default is None, a seed or a key",
        "the class is the default of a parameter that is not meant as an `nnx.Rngs`, or is called",
    ),
    links=("https://docs.python.org/3/reference/compound_stmts.html#function-definitions",),
    check=check,
    may_find=may_find,
    fixes=("unsafe",),
)
