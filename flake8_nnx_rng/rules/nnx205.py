"""NNX205: API newer than the target release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import exported_name
from flake8_nnx_rng.semantics.releases import StatusKind, changes
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import ancestor, arguments

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release, Status
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find names, keywords, methods of Rngs and import paths that the target has not yet."""
    release = analysis.release
    for name, node in analysis.mentions.taken_names(changes.exports(release, StatusKind.NEWER)):
        yield Finding(node, _message(release, f"nnx.{name}", releases.status(name, release)))
    keywords = changes.keywords(release, StatusKind.NEWER)
    for option in analysis.mentions.options():
        if option.keyword in keywords.get(option.name, ()):
            status = releases.keyword_status(option.name, option.keyword, release)
            what = f"the keyword {option.keyword!r} of nnx.{option.name}"
            yield Finding(option.node, _message(release, what, status))
    yield from _newer_methods(analysis)
    for path, node in analysis.mentions.imported_modules():
        status = releases.module_status(path, release)
        if status.kind is StatusKind.NEWER and not _was_export(path, node, release):
            yield Finding(node, _message(release, f"the import path {path}", status))


def _was_export(path: str, node: Node, release: Release) -> bool:
    """Whether the module was a name of `flax.nnx` before, as `from flax.nnx import compat`."""
    name = exported_name(path)
    if ancestor(node, "import_from_statement") is None:
        return name in changes.exports(release, StatusKind.REMOVED)
    return name in releases.exports(release) | changes.exports(release, StatusKind.REMOVED)


def _newer(release: Release) -> frozenset[str]:
    methods = changes.newer_methods
    return methods(release) | methods(release, "RngStream")


def _newer_methods(analysis: Analysis) -> Iterator[Finding]:
    """Calls with arguments only: `rngs.normal()` draws a key from a stream of that name."""
    for class_name, kind in (("Rngs", Kind.RNGS), ("RngStream", Kind.STREAM)):
        methods = changes.newer_methods(analysis.release, class_name)
        for call, method in analysis.mentions.method_calls(methods, kind):
            given = arguments(call)
            if given.positional or given.keywords:
                status = releases.method_status(class_name, method, analysis.release)
                yield Finding(call, _message(analysis.release, f"{class_name}.{method}", status))


def _message(release: Release, what: str, status: Status) -> Message:
    return Message(
        f"{what} comes with Flax {status.first}, after the target release",
        RULE.effect(release),
        f"require flax>={status.first}, or do without it",
    )


def names(release: Release) -> frozenset[str]:
    """The names to come, and the functions and classes that get keywords."""
    keywords = changes.keywords(release, StatusKind.NEWER)
    return changes.exports(release, StatusKind.NEWER) | keywords.keys()


def may_find(text: Text, release: Release) -> bool:
    """A name, keyword, module path or called method to come."""
    return (
        text.takes(changes.exports(release, StatusKind.NEWER))
        or text.gives(changes.keywords(release, StatusKind.NEWER))
        or text.imports_from(changes.modules(release, StatusKind.NEWER))
        or _may_call_methods(text, _newer(release))
    )


_NEVER_RNGS = frozenset({"random", "jr", "jax", "jnp", "np", "numpy", "nnx", "nn", "lax", "re"})
"""Modules whose functions have names that methods of Rngs have too."""


def _may_call_methods(text: Text, methods: frozenset[str]) -> bool:
    if not methods or not text.has("Rngs"):
        return False
    called = rf"\.[\s\\]*(?:{'|'.join(sorted(methods))})\s*\(\s*[^)\s]"
    return not text.before(called) <= _NEVER_RNGS


RULE = Rule(
    code="NNX205",
    name="api-newer-than-target",
    summary="API newer than the target release.",
    why="""
A project that pins an older Flax, or supports one, cannot use what came later: the name is missing,
the keyword is refused, and a method of `nnx.Rngs` that does not exist yet is worse, because any
attribute of an Rngs is a stream there (`rngs.split(3)` calls a stream named split).
""",
    before="""
from flax import nnx

@nnx.split_rngs(splits=1, squeeze=True)
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    after="""
from flax import nnx

@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    outcomes=(Outcome("0.8.0", "raises AttributeError, ImportError or TypeError"),),
    silent=(
        "the target is the newest release, which is what a project without a pin gets",
        "`try`, `hasattr` or a test of the version stands around it",
        "a method call without arguments, or on an object that is not certainly an `nnx.Rngs`",
    ),
    links=("https://github.com/google/flax/blob/main/CHANGELOG.md",),
    check=check,
    about_releases=True,
    may_find=may_find,
    names=names,
    example_target="0.10.0",
    fixes=("safe", "unsafe"),
)
