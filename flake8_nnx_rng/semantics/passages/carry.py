"""The carry of `nnx.scan`: in which keywords a release names it, and whether a use does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program import axes
from flake8_nnx_rng.semantics.program.axes import AxisKind
from flake8_nnx_rng.semantics.releases import Release

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.axes import Axis
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.semantics.program.uses import TransformUse


@cache
def belongs_in(keyword: str, release: Release) -> bool:
    """Whether a release wants `nnx.Carry` in this keyword, as the default shows."""
    api = releases.export("scan", release)
    parameter = None if api is None else api.keyword(keyword)
    return parameter is not None and "Carry" in (parameter.default or "")


@cache
def first_release(keyword: str) -> Release:
    """The first release that wants it there."""
    return next(release for release in releases.known() if belongs_in(keyword, release))


def is_named(use: TransformUse, keyword: str, release: Release, names: Names) -> bool | None:
    """Whether the keyword of a scan names the carry, by default too; None if that is not sure."""
    written = use.option(keyword)
    if written is not None:
        return _is_in(axes.read_axis(written, names))
    return None if use.options.unpacks_keywords else belongs_in(keyword, release)


def is_missing(use: TransformUse, release: Release, names: Names) -> bool:
    """Whether a scan cannot run for want of a carry in `in_axes`.

    Where it belongs in `out_axes` as well, a scan that names it in neither carries nothing.
    """
    if use.name != "scan" or not belongs_in("in_axes", release):
        return False
    if is_named(use, "in_axes", release, names) is not False:
        return False
    return not belongs_in("out_axes", release) or bool(is_named(use, "out_axes", release, names))


def effect_of_missing(release: Release) -> str:
    """What a scan does that wants a carry, as a message says it."""
    if belongs_in("out_axes", release):
        return "raises ValueError: If one of in_axes or out_axes has Carry, the other must also"
    return "raises ValueError: No Carry axis specified in in_axes"


def _is_in(axis: Axis) -> bool | None:
    if axis.kind is AxisKind.UNKNOWN:
        return None
    if axis.kind is not AxisKind.TREE:
        return axis.kind is AxisKind.CARRY
    if any(child.kind is AxisKind.CARRY for child in axis.children):
        return True
    return False if all(_is_in(child) is False for child in axis.children) else None
