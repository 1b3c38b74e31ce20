"""Signs of age: what in a module shows the release that it was written for.

Only names that are reached through Flax count, and keywords of its transforms.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import NNX, exported_name
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases import changes
from flake8_nnx_rng.semantics.releases.eras import (
    first_explicit,
    is_legacy_keyword,
    is_legacy_release,
    is_legacy_symbol,
    last_implicit,
)
from flake8_nnx_rng.semantics.releases.source import UNKNOWN_SOURCE, SourceRelease
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text
    from flake8_nnx_rng.syntax.tree import Node

_OLD_NAMESPACE = "flax.experimental.nnx"
_KEPT_DECORATORS = (Form.DECORATOR, Form.CURRIED, Form.FACTORY)


class Sign(NamedTuple):
    """What shows the release that a module was written for, and where."""

    node: Node
    source: SourceRelease


def shown_by(analysis: Analysis) -> SourceRelease:
    """What a module shows by itself.

    An old path is weaker than a new name: it works to this day.
    """
    return next((sign.source for sign in signs_in(analysis)), UNKNOWN_SOURCE)


def signs_in(analysis: Analysis) -> Iterator[Sign]:
    """All that a module shows by itself, what counts more first."""
    yield from _old(analysis)
    yield from _newer(analysis)
    yield from _old_paths(analysis)


def is_for(analysis: Analysis, release: Release) -> bool:
    """Whether a module takes a name that came with a release, or later."""
    shown = (sign.source.release for sign in _newer(analysis))
    return any(first is not None and first >= release for first in shown)


def may_show_age(text: Text) -> bool:
    """The cheap test: whether a module could show that it is old, by its own text alone."""
    if text.has("experimental") or (text.has(*_lifted()) and text.takes(_lifted())):
        return True
    return text.gives(changes.keywords(first_explicit(), releases.StatusKind.REMOVED))


def is_newer_use(use: TransformUse) -> bool:
    """Whether a transform is written as only the explicit releases take it: without a function."""
    if use.partial or use.call is None or use.form not in _KEPT_DECORATORS:
        return False
    then = releases.export(use.name, last_implicit())
    now = releases.export(use.name, releases.newest())
    was = then is not None and then.partial_like
    return now is not None and now.partial_like and not was


def _old(analysis: Analysis) -> Iterator[Sign]:
    for use in analysis.uses:
        for keyword in use.options.keywords:
            if is_legacy_keyword(use.name, keyword):
                yield _of_old(analysis, use.node, f"{keyword}= of nnx.{use.name}")
    if analysis.module.source.outline.takes(_lifted()):
        for name, node in _named(analysis, _lifted()):
            yield _of_old(analysis, node, f"nnx.{name}")


def _of_old(analysis: Analysis, node: Node, what: str) -> Sign:
    return Sign(node, SourceRelease(last_implicit(), f"{what}{_on_line(analysis, node)}"))


def _newer(analysis: Analysis) -> Iterator[Sign]:
    wanted = frozenset(analysis.module.source.outline.taken_of(_new_names()))
    for name, node in _named(analysis, wanted):
        first = min(span.since for span in releases.history(name).spans)
        yield Sign(node, SourceRelease(first, f"nnx.{name}{_on_line(analysis, node)}"))
    for use in analysis.uses:
        if is_newer_use(use):
            where = _on_line(analysis, use.node)
            told = f"nnx.{use.name} without a function{where}"
            yield Sign(use.node, SourceRelease(first_explicit(), told))


def _old_paths(analysis: Analysis) -> Iterator[Sign]:
    """What is imported where that may fail says of no release alone that the module is for it."""
    for imported in analysis.mentions.imports:
        if analysis.guards.protects(imported.node):
            continue
        for path in (imported.path, imported.module):
            if path == _OLD_NAMESPACE or _is_gone(path):
                yield _of_old(analysis, imported.node, f"import of {path}")


def _is_gone(path: str) -> bool:
    """Whether only the implicit releases had a module."""
    if not path.startswith((f"{NNX}.", f"{_OLD_NAMESPACE}.")):
        return False
    status = releases.module_status(path, first_explicit())
    return status.kind is releases.StatusKind.REMOVED and status.first is None


def _named(analysis: Analysis, names: frozenset[str]) -> Iterator[tuple[str, Node]]:
    """Where one of these names is reached through Flax."""
    for mention in analysis.module.mentions_of(names):
        expression = reference(mention)
        name = None if expression is None else analysis.names.nnx(expression)
        if expression is not None and name in names:
            yield name, expression
    for imported in analysis.mentions.imports if names else ():
        name = exported_name(imported.path)
        if name is not None and name in names and imported.module:
            yield name, imported.node


@cache
def _lifted() -> frozenset[str]:
    return frozenset(filter(is_legacy_symbol, releases.all_exports()))


@cache
def _new_names() -> frozenset[str]:
    """What is exported by explicit releases alone, and was no module of the implicit ones."""
    old = {name for release in _implicit() for name in releases.exports(release)}
    new = releases.all_exports() - old
    return frozenset(name for name in new if not _was_module(f"{NNX}.{name}"))


def _was_module(path: str) -> bool:
    return any(releases.module(path, release) for release in _implicit())


@cache
def _implicit() -> tuple[releases.Release, ...]:
    return tuple(filter(is_legacy_release, releases.known()))


def _on_line(analysis: Analysis, node: Node) -> str:
    """` on line 3`; nothing in a notebook or page, whose code has lines of its own."""
    if analysis.module.source.filename.lower().endswith(DOCUMENTS):
        return ""
    return f" on line {analysis.module.lines.position(node.start).row}"
