"""NNX113: wrong call of `split_rngs`, `fork` or `split`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, brief
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases import changes
from flake8_nnx_rng.syntax.nodes import arguments, field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Api, History, Release
    from flake8_nnx_rng.syntax.nodes import Arguments
    from flake8_nnx_rng.syntax.text import Text

_METHODS = ("fork", "split")
_NO_STATE = "nothing is split"
_REFUSED = "raises TypeError"
_FUNCTIONS = frozenset({"split_rngs", "fork_rngs"})
_ODD_FORK = r"\.fork\s*\(\s*(?!\)|split\s*=)"
_ODD_SPLIT = (
    r"\.split(?<!random\.split)(?<!jr\.split)(?<!np\.split)(?<!nnx\.split)(?<!nn\.split)"
    r"\s*\(\s*(?:\)|split|[^),]+,)"
)


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find calls that the signature refuses, and those that do something else than they say."""
    for use in analysis.uses:
        api = analysis.api(use.name) if use.name in _FUNCTIONS else None
        problem = None if api is None else _wrong_use(analysis, use, api)
        if problem is not None:
            yield Finding(use.node, problem)
    yield from _wrong_methods(analysis)


def _wrong_use(analysis: Analysis, use: TransformUse, api: Api) -> Message | None:
    name = brief(use.reference.text)
    if use.partial:
        return _wrong_partial(analysis, use, name)
    if use.form is Form.REFERENCE:
        return None
    if use.form is Form.BARE_DECORATOR:
        what = f"bare @{name} takes the function for state"
        return Message(what, _NO_STATE, f"write @{name}({_size(api)}...)")
    if use.form is Form.CALL:
        wrong_node = _wrong_node(analysis, use, name)
        if wrong_node is not None:
            return wrong_node
    history = releases.history(use.name)
    skip_first = use.form is not Form.CALL
    misfit = _misfit(name, api, use.options, history, skip_first=skip_first)
    return misfit or _wrong_squeeze(analysis, use, api, name)


def _wrong_squeeze(analysis: Analysis, use: TransformUse, api: Api, name: str) -> Message | None:
    """`squeeze=True` takes away the axis that was added, which must be one of one key."""
    squeeze, written = use.option("squeeze"), use.option("splits")
    if api.keyword("squeeze") is None or squeeze is None or squeeze.kind != "true":
        return None
    sizes = analysis.sizes.listed(written) if written is not None else ()
    is_row = len(sizes) > 1 or (written is not None and written.kind == "tuple")
    if not is_row and all(size is None or size.base or size.number == 1 for size in sizes):
        return None
    what = f"{name}(squeeze=True) takes splits=1 only"
    return Message(what, "raises ValueError", "leave squeeze out")


def _wrong_partial(analysis: Analysis, use: TransformUse, name: str) -> Message | None:
    """A partial of it works on state, `partial(split_rngs, splits=3)(rngs)`, not on a function."""
    applied_to = use.target
    if applied_to is None:
        return None
    if use.form is Form.PARTIAL_DECORATOR or analysis.stacks.is_function(applied_to):
        what = f"functools.partial of {name} takes the function for state to split"
        return Message(what, "it returns no function", f"write {name}(...) without partial")
    return None


def _wrong_node(analysis: Analysis, use: TransformUse, name: str) -> Message | None:
    if use.target is None:
        return None
    if integer(use.target) is not None:
        option = "splits" if use.name == "split_rngs" else "split"
        size = use.target.text
        what = f"{name}({size}) splits the number {size}"
        return Message(what, _NO_STATE, f"the size is a keyword, {option}={size}")
    if analysis.stacks.is_function(use.target):
        target = brief(use.target.text)
        what = f"{name} takes the function {target} for state to split"
        return Message(what, _NO_STATE, f"write {name}(...)({target})")
    return None


def _misfit(
    name: str, api: Api, given: Arguments, history: History, *, skip_first: bool = False
) -> Message | None:
    """What the signature says against the arguments, worded as Python would.

    A keyword that another release knows is left to NNX201 and NNX205.
    """
    limit = api.positional_limit
    if limit is not None and len(given.positional) > limit - skip_first:
        return Message(f"{name}() takes {_counted(limit)}", _REFUSED, _size_hint(api))
    for keyword in given.keywords:
        if not api.takes_keyword(keyword) and not changes.is_named(history, keyword):
            what = f"{name}() has no keyword {keyword!r}"
            return Message(what, _REFUSED, _meant(api, keyword))
    if given.unpacks:
        return None
    filled = {p.name for p in (api.parameters or ())[: len(given.positional)]}
    missing = [p for p in api.required if p not in given.keywords and p not in filled]
    if not missing:
        return None
    needed = ", ".join(f"{p}=" for p in missing)
    return Message(f"{name}() needs {needed}", _REFUSED, f"write {needed}")


def _counted(limit: int) -> str:
    return (
        "no positional arguments"
        if limit == 0
        else f"{limit} positional argument{'s'[: limit > 1]}"
    )


def _size_hint(api: Api) -> str:
    size = _size(api)
    return f"the size is a keyword, {size}" if size else "leave them out"


def _size(api: Api) -> str:
    """The keyword for the number of keys, as it is written in a call."""
    return next((f"{name}=" for name in ("splits", "split") if api.keyword(name)), "")


def _meant(api: Api, keyword: str) -> str:
    for candidate in (keyword + "s", keyword.removesuffix("s")):
        if api.keyword(candidate) is not None:
            return f"write {candidate}="
    return "leave it out"


def _wrong_methods(analysis: Analysis) -> Iterator[Finding]:
    """`rngs.fork(3)` and the like, where the object certainly is an Rngs."""
    for call, method in analysis.mentions.method_calls(_METHODS):
        api = releases.method("Rngs", method, analysis.release)
        if api is None:
            continue
        history = releases.method_history("Rngs", method)
        name = brief(field_of(call, "function").text)
        problem = _misfit(name, api, arguments(call), history)
        if problem is not None:
            remedy = problem.remedy + _newer_method(method, api, analysis.release)
            yield Finding(call, problem._replace(remedy=remedy))


def may_find(text: Text, release: Release) -> bool:
    """A splitting function, or a method call that looks odd."""
    if text.takes(_FUNCTIONS):
        return True
    return text.has("Rngs") and (text.matches(_ODD_FORK) or text.matches(_ODD_SPLIT))


def _newer_method(method: str, api: Api, release: Release) -> str:
    """What to call instead of a method whose argument for the size is deprecated."""
    sizes = [p for p in api.parameters or () if p.name == "split" and p.deprecated]
    has_split = releases.method("Rngs", "split", release) is not None
    return ", or better Rngs.split(n)" if sizes and has_split and method == "fork" else ""


RULE = Rule(
    code="NNX113",
    name="wrong-split-call",
    summary="Wrong call of `split_rngs`, `fork` or `split`.",
    why="""
`nnx.split_rngs` is used in three ways: `@nnx.split_rngs(splits=n)` on a function,
`nnx.split_rngs(node, splits=n)` on state, and the same in a `with` statement. The first positional
argument is always the state. A size given by position is taken for state and splits nothing, a
function given with the options is searched for streams that it does not have, and a
`functools.partial` of it decorates with something that is no function.
""",
    before="""
from flax import nnx

@nnx.split_rngs(3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    after="""
from flax import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    outcomes=(Outcome("0.9.0", "raises TypeError, or nothing is split and the call fails later"),),
    silent=(
        "the object of `.fork` or `.split` is not certainly an `nnx.Rngs`",
        "`*args` or `**kwargs` may hold what is missing",
        "the keyword belongs to another release: NNX201 and NNX205 say so",
        "`partial(nnx.split_rngs, splits=n)` is applied to state",
    ),
    links=("https://flax.readthedocs.io/en/latest/api_reference/nnx/rnglib.html",),
    check=check,
    may_find=may_find,
    fixes=("safe",),
)
