"""NNX118: a transform of a bound method."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, brief, headed
from flake8_nnx_rng.semantics.program.functions import has_keyword_only
from flake8_nnx_rng.semantics.program.in_place_statements import is_tried
from flake8_nnx_rng.semantics.releases.transforms import MAPPING, TRANSFORMS
from flake8_nnx_rng.semantics.summaries.bound_methods import BoundMethods
from flake8_nnx_rng.semantics.values.in_view import value_in_view

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.summaries.bound_methods import BoundMethod
    from flake8_nnx_rng.syntax.text import Text

_REFUSED = "raises ValueError: bound methods are not supported"
_FOREIGN = "raises TraceContextError where the method draws"
_REUSED = "every lane draws the same numbers"
_FROZEN = "the numbers that the method draws are frozen: each call repeats them"
_EARLY = f"{_FOREIGN}; under nnx.vmap {_REUSED}"
_GRADIENTS = ("grad", "value_and_grad", "custom_vjp")
_BY_PLACE = frozenset({"vmap", "scan", "remat", "checkpoint", *_GRADIENTS})
"""Those that refuse functions with parameters that are keywords alone, passed or not."""


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find transforms applied to a method of an object, or to a module that draws when called."""
    for found in BoundMethods(analysis).all():
        effect = _effect(RULE.effect(analysis.release), found)
        if effect and not ("raises" in effect and is_tried(found.node)):
            yield Finding(found.node, _message(analysis, found, effect))


def refused(analysis: Analysis) -> Iterator[BoundMethod]:
    """The bound methods that the release refuses, drawn from or not."""
    if RULE.effect(analysis.release) == _REFUSED:
        yield from (found for found in BoundMethods(analysis).all() if found.is_checked)


def _effect(era: str, found: BoundMethod) -> str:
    """What happens, empty where the code is right."""
    if era == _REFUSED and found.is_checked:
        return era
    if not found.draws:
        return ""
    if era in (_REFUSED, _FOREIGN):
        return _FOREIGN
    if found.transform in _GRADIENTS or (era == _FROZEN and found.is_branch):
        return ""
    if found.transform == "vmap":
        return _REUSED
    return _FROZEN if era == _FROZEN else _FOREIGN


def takes_too_much(analysis: Analysis, found: BoundMethod) -> bool:
    """Whether the method has parameters that are keywords alone, which the transform refuses.

    Those of layers of Flax have.
    """
    if found.transform not in _BY_PLACE:
        return False
    value = value_in_view(found.object_, analysis)
    method = analysis.flow.reader.instances.method(value, found.name)
    return value.export is not None if method is None else has_keyword_only(method[1])


def as_lambda(found: BoundMethod) -> str:
    """A function of the module, and of what a method takes by position."""
    called = "module" if found.name == "__call__" else f"module.{found.name}"
    return f"lambda module, *args: {called}(*args)"


def _message(analysis: Analysis, found: BoundMethod, effect: str) -> Message:
    what = "is a bound method" if found.is_method else "is a module that draws when called"
    transform = brief(found.use.reference.text)
    what = headed(found.node.text, f" {what}, whose state {transform} cannot see")
    function = as_lambda(found) if takes_too_much(analysis, found) else found.unbound
    return Message(what, effect, _how(found, function))


def _how(found: BoundMethod, name: str) -> str:
    """What to write instead, of a plain function."""
    transform, module = found.use.reference.text, found.owner
    if found.is_branch:
        return f"let {transform} run a plain function and pass {module} as an operand"
    if found.transform == "eval_shape":
        return f"write {transform}({name}, {module}, ...)"
    axes = ", in_axes=(None, ...)" if found.transform in MAPPING else ""
    number = "; argnums count it" if found.transform in _GRADIENTS else ""
    return f"write {transform}({name}{axes})({module}, ...){number}"


def may_find(text: Text, release: Release) -> bool:
    """A transform."""
    return text.takes(TRANSFORMS)


RULE = Rule(
    code="NNX118",
    name="bound-method",
    summary="A transform of a bound method.",
    why="""
A transform of `flax.nnx` takes apart the modules among the arguments, runs the function and puts
back what has changed. A bound method brings its module along where the transform cannot see it:
what the method draws or changes belongs to another trace. Give the transform the plain function and
pass the module as the first argument, or use the transform as a decorator in the class.
""",
    before="""
from flax import nnx

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

model = Model(nnx.Rngs(0))
forward = nnx.jit(model.__call__)
""",
    after="""
from flax import nnx

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.jit
    def __call__(self, x):
        return self.dropout(self.linear(x))

model = Model(nnx.Rngs(0))
""",
    outcomes=(
        Outcome("0.8.0", _EARLY),
        Outcome("0.10.1", _FROZEN),
        Outcome("0.10.5", _FOREIGN),
        Outcome("0.12.1", _REFUSED),
    ),
    silent=(
        "the release takes bound methods and nothing shows that the method draws",
        "a module is transformed itself, `nnx.jit(model)`, and does not draw when it is called",
        "the error is expected, below `pytest.raises` or in a `try` that catches it",
        "the method is static, decorated, or replaced on the instance",
        "the object is not certainly a module",
    ),
    links=(
        "https://github.com/google/flax/issues/5053",
        "https://github.com/google/flax/pull/5055",
    ),
    check=check,
    may_find=may_find,
    fixes=("safe", "unsafe"),
)
