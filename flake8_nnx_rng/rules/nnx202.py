"""NNX202: class or function that the target release has removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import StatusKind, changes

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find each place that takes a removed name from `flax.nnx`."""
    removed = changes.exports(analysis.release, StatusKind.REMOVED)
    for name, node in analysis.mentions.taken_names(removed):
        yield Finding(node, _message(analysis.release, name))


def _message(release: Release, name: str) -> Message:
    status = releases.status(name, release)
    back = "" if status.first is None else f" and comes back with {status.first}"
    what = f"nnx.{name} is gone since Flax {status.removed}{back}"
    advice = changes.replacement("export", name, release) or "no replacement is known"
    return Message(what, RULE.effect(release), advice)


def names(release: Release) -> frozenset[str]:
    """The removed names."""
    return changes.exports(release, StatusKind.REMOVED)


def may_find(text: Text, release: Release) -> bool:
    """One of the removed names."""
    return text.takes(names(release))


RULE = Rule(
    code="NNX202",
    name="removed-api",
    summary="Class or function that the target release has removed.",
    why="""
The lifted classes (`nnx.Vmap`, `nnx.Scan`, `nnx.Pmap`, `nnx.Remat`, `nnx.Jit`) kept the implicit
splitting of 0.8.x alive until Flax 0.10.5 and are gone since 0.10.6; `nnx.fork` since 0.11.0. Code
that still names them fails with AttributeError when the line runs, or ImportError when it is
imported. Their work is done by the functions: a Module whose methods carry `nnx.vmap` or
`nnx.scan`, with `nnx.split_rngs` above.
""",
    before="""
from flax import nnx

class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)

blocks = nnx.Vmap.constructor(Block, axis_size=4)(rngs=nnx.Rngs(0))
""",
    after="""
from flax import nnx

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)

@nnx.split_rngs(splits=4)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return Block(rngs)

blocks = create(nnx.Rngs(0))
""",
    outcomes=(Outcome("0.8.1", "raises AttributeError or ImportError"),),
    silent=(
        "the target release still has the name",
        "`try`, `hasattr` or a test of the version stands around it",
        "the name is taken from another package, Flax Linen included",
    ),
    links=("https://flax.readthedocs.io/en/latest/guides/transforms.html",),
    check=check,
    about_releases=True,
    may_find=may_find,
    names=names,
    fixes=("safe", "unsafe"),
)
