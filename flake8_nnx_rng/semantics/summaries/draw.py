"""Draws: where a function takes keys from a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.program.apart import Apart
from flake8_nnx_rng.semantics.values.copies import replace
from flake8_nnx_rng.semantics.values.places import Place, place_of
from flake8_nnx_rng.semantics.values.values import Kind, Value
from flake8_nnx_rng.syntax.nodes import ancestor, field_of
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.passages.passage import Passage
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.syntax.tree import Node


class Crossing(NamedTuple):
    """A call of a transformed function on the way to a draw, and where that is in its body."""

    passage: Passage
    place: Place
    node: Node


@dataclass(frozen=True)
class Draw:
    """A draw in a function's body: `node` is the call there, `place` where its keys live.

    `value` is what is drawn from as the body has it, `kept` says that it is a stream which a module
    keeps, `random` that the numbers matter: norms draw and start at ones all the same. A `folded`
    key is made another one by data, `forks` says that a layer keeps what is drawn as its stream.
    The transformed functions that run it are `through`, innermost first; `lost` are calls of
    `jax.lax.cond` and its like, which hand no counts back.
    """

    node: Node
    place: Place
    value: Value
    stream: str
    kept: bool = False
    random: bool = True
    folded: bool = False
    forks: bool = False
    through: tuple[Crossing, ...] = ()
    lost: tuple[Node, ...] = ()
    opaque: bool = False
    """Whether a function that brings its own derivative draws, which no gradient looks into."""
    calls: int = 0
    """How many calls lie between."""
    always: bool = True
    """Whether all that decides if it is come to is known."""
    merged: bool = False
    """Whether it is from what `nnx.merge` made of a state, which is at the place."""
    inside: Draw | None = field(default=None, compare=False, repr=False)
    """The same draw as the function has it that is called here."""

    @cached_property
    def look(self) -> tuple[object, ...]:
        """What tells it from other draws: not which of the parts of an object it draws from."""
        return self.node, self.look_from_outside

    @cached_property
    def look_from_outside(self) -> tuple[object, ...]:
        """What tells it from others in the eyes of a caller, to whom all are at its call."""
        through = tuple((c.passage.stack.root, c.place.root, c.node) for c in self.through)
        flags = (
            self.kept,
            self.random,
            self.folded,
            self.forks,
            self.opaque,
            self.always,
            self.merged,
        )
        return (
            self.place.root,
            self.place.binding,
            self.value,
            self.stream,
            flags,
            through,
            self.lost,
            self.seeds,
        )

    @property
    def rngs(self) -> Value | None:
        """The Rngs that is drawn from, or that the module was made with which draws."""
        if self.value.kind is not Kind.MODULE:
            return self.value
        return None if self.value.made is None else self.value.made.keywords.get("rngs")

    @cached_property
    def seeds(self) -> Node | None:
        """The call that makes the Rngs of constants alone, where a function makes it."""
        rngs = self.rngs
        if rngs is None or not rngs.fixed or rngs.written is None:
            return None
        return None if ancestor(rngs.written, *FUNCTIONS) is None else rngs.written

    @property
    def way(self) -> Iterator[Draw]:
        """The draw as each function on the way to it has it, this one first."""
        here: Draw | None = self
        while here is not None:
            yield here
            here = here.inside

    def has_crossed(self, passage: Passage) -> bool:
        """Whether the transformed function of a passage has run it already."""
        return any(crossing.passage.stack.root is passage.stack.root for crossing in self.through)

    def crossing(self, passage: Passage) -> Draw:
        """The draw as seen from outside of a transformed function that runs it."""
        return replace(self, through=(*self.through, Crossing(passage, self.place, self.node)))


class Drawing:
    """Makes the draws of one module."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self.apart = Apart(analysis.names)

    def of(
        self,
        call: Node,
        source: Node,
        value: Value,
        stream: str,
        frame: Frame | None,
        *,
        kept: bool = False,
        random: bool = True,
    ) -> Draw:
        """The draw that a call makes from the value of a source."""
        whole = self._analysis.flow.reader.standing_for(self._whole(source, frame), frame)
        place = place_of(whole, self._analysis.names)
        kept = kept or bool(place.path)
        is_own = value.kind in (Kind.RNGS, Kind.STREAM)  # not what a layer makes of data
        folded = self.apart.is_made_apart(call, picked=is_own)
        return Draw(call, place, value, stream, kept, random, folded, merged=place.merged)

    def _whole(self, source: Node, frame: Frame | None) -> Node:
        """The Rngs of a stream that is read off it: `rngs` of `rngs.noise`."""
        if source.kind != "attribute":
            return source
        owner = field_of(source, "object")
        is_rngs = self._analysis.flow.reader.of(owner, frame).kind is Kind.RNGS
        return owner if is_rngs else source
