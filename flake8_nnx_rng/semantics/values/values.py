"""Values as far as random numbers go: what RNG state each carries, with how many leading axes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum, Flag, auto
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics.values.copies import replace

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.program.layers import Layer
    from flake8_nnx_rng.semantics.values.frames import Frame
    from flake8_nnx_rng.semantics.values.sizes import Shape
    from flake8_nnx_rng.syntax.tree import Node

DEFAULT = "default"


class Kind(Enum):
    """What a value is."""

    RNGS = auto()
    STREAM = auto()
    KEY = auto()
    MODULE = auto()
    OBJECT = auto()
    STATE = auto()
    FUNCTION = auto()
    TREE = auto()
    PLAIN = auto()
    UNKNOWN = auto()


_KEYLESS = (Kind.PLAIN, Kind.UNKNOWN)
"""What no layer makes anything else of, by itself: no keys are known in it."""


class Kept(Flag):
    """The RNG state in a module; an empty one is certain, too."""

    NOTHING = 0
    OWN = auto()
    """A stream of its own: made in the module, or forked."""
    SHARED = auto()
    """The Rngs or stream that it was given: who splits one splits the other."""
    UNKNOWN = auto()


class Track(NamedTuple):
    """What has become of the keys of a stream.

    They have at least `least` leading axes, and `exact` says no more than these; `sizes` are those
    of the outermost axes, as far as they are known. The layers that split them, mapped them, handed
    the same keys to all lanes, or work on a copy whose counts are lost, are kept, outermost first.
    `spent` counts the axes that were mapped without being known: parts of a module may have them.
    """

    least: int = 0
    exact: bool = True
    split: tuple[Layer, ...] = ()
    mapped: tuple[Layer, ...] = ()
    alike: tuple[Layer, ...] = ()
    copied: tuple[Layer, ...] = ()
    sizes: Shape = ()
    spent: int = 0

    @property
    def is_scalar(self) -> bool:
        """Whether there certainly is no leading axis."""
        return self.exact and self.least <= 0

    def with_axes(self, sizes: Shape, layer: Layer | None = None) -> Track:
        """The keys split, once for each of the sizes."""
        split = self.split if layer is None else (*self.split, layer)
        least = self.least + len(sizes)
        return self._replace(least=least, split=split, sizes=(*sizes, *self.sizes))

    def in_lane(self, layer: Layer, index: int | None = 0) -> Track:
        """The keys of one lane of a layer that maps them over an axis."""
        mapped = (*self.mapped, layer)
        if self.least == 0 and not self.exact:
            return self._replace(mapped=mapped, spent=self.spent + 1)
        return self._replace(least=self.least - 1, mapped=mapped, sizes=without(self.sizes, index))

    def handed_to_all(self, layer: Layer) -> Track:
        """The same keys in every lane."""
        return self._replace(alike=(*self.alike, layer))

    def in_copy(self, layer: Layer) -> Track:
        """The keys in a copy that is not handed back."""
        return self._replace(copied=(*self.copied, layer))

    def within(self, whole: Track) -> Track:
        """The keys of a part of a module, when this much became of the whole."""
        return Track(
            self.least + whole.least - whole.spent,
            self.exact and whole.exact,
            (*whole.split, *self.split),
            (*whole.mapped, *self.mapped),
            (*whole.alike, *self.alike),
            (*whole.copied, *self.copied),
            (*whole.sizes, *self.sizes) if len(whole.sizes) == whole.least else whole.sizes,
        )

    def at_least(self) -> Track:
        """The keys when they may have more axes than are known."""
        return self._replace(exact=False)

    def restarted(self) -> Track:
        """The keys as they are now, without their past."""
        return Track(self.least, self.exact, sizes=self.sizes)

    def element(self) -> Track:
        """One of the keys, as an index or a loop gives it."""
        return Track(max(self.least - 1, 0), self.exact, sizes=self.sizes[1:])

    def outside(self, function: Node) -> Track:
        """The keys without what only one call of a function knows of their sizes."""
        return self._replace(sizes=known_outside(self.sizes, function))


def without(sizes: Shape, index: int | None) -> Shape:
    """Sizes when one axis is gone; none if it is not known which."""
    if index is None or index < 0:
        return ()
    return (*sizes[:index], *sizes[index + 1 :])


def known_outside(sizes: Shape, function: Node) -> Shape:
    """Sizes without those that are about names of a function."""
    return tuple(None if size is not None and size.is_of(function) else size for size in sizes)


SCALAR = Track()
SOMEHOW = Track(exact=False)


class Definition(NamedTuple):
    """A class or function, and the analysis of the module that it stands in."""

    analysis: Analysis
    node: Node


def switches(given: Mapping[str, str | None]) -> dict[str, bool]:
    """Which keywords turn on what they are for, by the constants that they are given."""
    return {name: constant not in ("False", "None") for name, constant in given.items()}


class Made:
    """The call that made an instance, and what it was given; equal where that is equal.

    Of what was given by position, `certain` is how many places are known, where not all are.
    """

    __slots__ = (
        "_hash",
        "_identity",
        "call",
        "certain",
        "depth",
        "keywords",
        "positional",
        "unpacks",
    )

    def __init__(
        self,
        call: Node,
        positional: tuple[Value, ...],
        keywords: dict[str, Value],
        *,
        unpacks: bool,
        certain: int | None = None,
    ) -> None:
        self.call = call
        self.certain = len(positional) if certain is None else certain
        self.positional = tuple(map(_shallow, positional))
        self.keywords = {name: _shallow(value) for name, value in keywords.items()}
        self.unpacks = unpacks
        given = (*self.positional, *self.keywords.values())
        self.depth = 1 + max((value.depth for value in given), default=0)
        named = tuple((name, self.keywords[name].identity) for name in sorted(self.keywords))
        places = tuple(value.identity for value in self.positional)
        self._identity = places, named, unpacks, self.certain
        self._hash = hash(self._identity)  # it is asked for again and again

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Made) and self._identity == other._identity

    def __hash__(self) -> int:
        return self._hash

    @property
    def switches(self) -> dict[str, bool]:
        """What its keywords turn on."""
        return switches({name: value.constant for name, value in self.keywords.items()})

    @property
    def given(self) -> list[Value]:
        """All that it was given."""
        return [*self.positional, *self.keywords.values()]

    def named(self, name: str, place: int) -> Value:
        """What was given under a name, or by position where that is taken so."""
        if place < self.certain:
            return self.positional[place]
        return self.keywords.get(name, UNKNOWN)

    def constant(self, name: str) -> str | None:
        """The text of a literal that was given under a name."""
        value = self.keywords.get(name)
        return None if value is None else value.constant


class Keeps:
    """The RNG state in an instance, which is looked for when somebody asks."""

    __slots__ = ("_made_as", "_read")

    def __init__(self, made_as: Hashable, read: Callable[[], Kept]) -> None:
        self._made_as = made_as
        self._read = read

    @property
    def kept(self) -> Kept:
        """What is found."""
        return self._read()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Keeps):
            return self._made_as == other._made_as or self.kept == other.kept
        return isinstance(other, Kept) and self.kept == other

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Value:
    """What a value certainly is.

    `every` is the track of its streams but for those `apart`; `streams` are their names where
    all are known. A MODULE has its class as `owner` or the name of its class in `flax.nnx` as
    `export`; a TREE has `children`, each of which any element may be where it is `uniform`; an
    UNKNOWN with `children` is each of them in turn, as in a loop. `constant` is the text
    of a literal, `quiet` says that the module may have been told to be deterministic, `lanes`
    are the sizes of the leading axes that all variables of a module have, `written` is the
    list, tuple or dict that a TREE was written as, the call that made an RNGS. The only child of
    a STATE is what it is the state of. `by_name` says
    that no more shows what it is than the name of a parameter.
    """

    kind: Kind
    every: Track = SCALAR
    apart: tuple[tuple[str, Track], ...] = ()
    streams: frozenset[str] | None = None
    stream: str = DEFAULT
    keeps: Kept | Keeps = Kept.NOTHING
    owner: Definition | None = None
    export: str | None = None
    made: Made | None = field(default=None, compare=False)
    children: tuple[Value, ...] = ()
    keys: tuple[str, ...] = ()
    uniform: bool = False
    constant: str | None = None
    quiet: bool = False
    lanes: Shape = ()
    by_name: bool = False
    closure: Frame | None = None
    written: Node | None = field(default=None, compare=False)
    fixed: bool = False
    """Whether an RNGS, or a KEY, is the same whenever it is made: from constants alone."""

    @property
    def kept(self) -> Kept:
        """The RNG state in it."""
        return self.keeps if isinstance(self.keeps, Kept) else self.keeps.kept

    @property
    def is_one_key(self) -> bool:
        """Whether it is a bare key, not several, of which no more is known."""
        return self.kind is Kind.KEY and self.every == SCALAR

    @property
    def is_node(self) -> bool:
        """Whether transforms take its state apart."""
        return self.kind in (Kind.RNGS, Kind.MODULE)

    @property
    def has_state(self) -> bool:
        """Whether it is an Rngs, a stream or a module, or has one among its parts."""
        if self.kind is Kind.TREE:
            return any(child.has_state for child in self.children)
        return self.kind in (Kind.RNGS, Kind.STREAM, Kind.MODULE)

    @property
    def holds_states(self) -> bool:
        """Whether it is what `nnx.split` gives, or has that among its parts, and no more state."""
        if self.kind is Kind.TREE and not self.has_state:
            return any(child.holds_states for child in self.children)
        return self.kind is Kind.STATE

    @property
    def has_class(self) -> bool:
        """Whether it is an instance of a class in view, with the attributes that this assigns."""
        return self.kind in (Kind.MODULE, Kind.OBJECT) and self.owner is not None

    @property
    def is_plain(self) -> bool:
        """Whether it certainly holds no graph node."""
        if self.kind is Kind.TREE:
            return all(child.is_plain for child in self.children)
        return self.kind in (Kind.PLAIN, Kind.KEY, Kind.FUNCTION)

    @property
    def carries(self) -> bool:
        """Whether it certainly carries RNG state or keys."""
        if self.kind is Kind.MODULE:
            return bool(self.kept & (Kept.OWN | Kept.SHARED))
        return self.kind in (Kind.RNGS, Kind.STREAM, Kind.KEY)

    @property
    def carrying(self) -> Kind:
        """What it is; of a pytree what those parts are that carry RNG state, if they are alike."""
        parts = [child for child in self.children if child.kind is Kind.TREE or child.carries]
        kinds = {part.carrying for part in parts}
        return kinds.pop() if self.kind is Kind.TREE and len(kinds) == 1 else self.kind

    def track(self, stream: str | None = None) -> Track:
        """What became of the keys that a draw from a stream uses."""
        return dict(self.apart).get(self.named(stream or self.stream), self.every)

    def named(self, stream: str) -> str:
        """The stream that answers to a name: the default one where none is called so."""
        if self.streams is not None and stream not in self.streams:
            return DEFAULT
        return stream

    def tracks(self) -> list[Track]:
        """The tracks of all its streams."""
        apart = dict(self.apart)
        if self.streams is not None:
            return [apart.get(name, self.every) for name in sorted(self.streams)]
        return [self.every, *apart.values()]

    def changed(self, change: Callable[[Track], Track]) -> Value:
        """The value when this became of all its streams."""
        if self.kind is Kind.TREE:
            return replace(self, children=tuple(c.changed(change) for c in self.children))
        if self.kind is Kind.FUNCTION or (self.kind in _KEYLESS and not self.children):
            return self
        apart = tuple((name, change(track)) for name, track in self.apart)
        return replace(self, every=change(self.every), apart=apart)

    def changed_in(self, streams: frozenset[str], change: Callable[[Track], Track]) -> Value:
        """The value when this became of some of its streams."""
        apart = dict(self.apart)
        for name in sorted(streams):
            if self.streams is None or name in self.streams:
                apart[name] = change(apart.get(name, self.every))
        return replace(self, apart=tuple(sorted(apart.items(), key=lambda item: item[0])))

    def within(self, whole: Value) -> Value:
        """A part of a module, when this much became of the whole."""
        if self.kind is Kind.TREE:
            return replace(self, children=tuple(c.within(whole) for c in self.children))
        inner = self.changed(lambda track: track.within(whole.every))
        extra = tuple(
            (name, self.track(name).within(track))
            for name, track in whole.apart
            if name not in dict(inner.apart)
        )
        apart = tuple((n, self.track(n).within(whole.track(n))) for n, _ in self.apart)
        return replace(inner, apart=(*apart, *extra), quiet=self.quiet or whole.quiet)

    @cached_property
    def identity(self) -> Hashable:
        """What tells it from all others, what it was made from and written as included."""
        return self._origins, self

    @property
    def _origins(self) -> tuple[object, ...]:
        form = None if self.written is None else self.written.kind
        if self.kind is Kind.KEY and self.fixed:
            return self.made, self.written  # which key it is, and there are few
        return (self.made, form, *(child._origins for child in self.children))

    @property
    def depth(self) -> int:
        """How many instances it is made from, one inside the other."""
        own = 0 if self.made is None else self.made.depth
        around = 0 if self.closure is None else 1 + self.closure.depth
        return max([own, around, *(child.depth for child in self.children)])

    def __hash__(self) -> int:
        return self.hash_kept

    @cached_property
    def hash_kept(self) -> int:
        """The hash, which is asked for again and again."""
        named = self.owner, self.export, self.constant, self.closure
        return hash((self.kind, self.every, self.apart, named, self.children))

    def restarted(self) -> Value:
        """The value without the past of its streams."""
        return self.changed(Track.restarted)

    def outside(self, function: Node) -> Value:
        """The value without what only one call of a function knows of its sizes."""
        whole = self.changed(lambda track: track.outside(function))
        return replace(whole, lanes=known_outside(self.lanes, function))

    def element(self) -> Value:
        """One element, as a loop has it."""
        if self.kind is not Kind.TREE or not self.children:
            return UNKNOWN
        return agreed(list(self.children))

    def each(self) -> Value:
        """The elements one after the other, as a loop has them."""
        whole = self.element()
        return whole if whole.kind is not Kind.UNKNOWN else replace(UNKNOWN, children=self.children)

    def keyed(self, name: str) -> Value:
        """What a dict has under a name."""
        return self.children[self.keys.index(name)] if name in self.keys else UNKNOWN

    def child(self, index: int) -> Value:
        """The element at an index."""
        if self.uniform:
            return self.element()
        inside = -len(self.children) <= index < len(self.children)
        return self.children[index] if inside else UNKNOWN


def _shallow(value: Value) -> Value:
    """A value without what it was made from, where that goes deeper than anyone writes it."""
    if value.depth < _DEEP:
        return value
    children = tuple(map(_shallow, value.children))
    return replace(value, made=None, closure=None, children=children)


_DEEP = 6
UNKNOWN = Value(Kind.UNKNOWN, SOMEHOW, keeps=Kept.UNKNOWN)
PLAIN = Value(Kind.PLAIN)


def agreed(found: list[Value]) -> Value:
    """What all ways to a value say, as far as they agree."""
    if not found:
        return UNKNOWN
    first = found[0]
    is_fixed = all(value.fixed and value.written is first.written for value in found)
    if all(value == first for value in found):
        return first if first.fixed is is_fixed else replace(first, fixed=False)
    same = {(v.kind, v.owner, v.export, v.stream, len(v.children), v.keys) for v in found}
    if len(same) != 1 or first.kind is Kind.UNKNOWN:
        return UNKNOWN
    children = tuple(agreed(list(row)) for row in zip(*(v.children for v in found), strict=True))
    kept = Kept.NOTHING
    for value in found:
        kept |= value.kept
    return replace(
        first,
        every=_either([value.every for value in found]),
        apart=first.apart if all(v.apart == first.apart for v in found) else (),
        streams=first.streams if all(v.streams == first.streams for v in found) else None,
        keeps=kept,
        made=None,
        closure=first.closure if all(v.closure == first.closure for v in found) else None,
        children=children,
        constant=first.constant if all(v.constant == first.constant for v in found) else None,
        quiet=any(value.quiet for value in found),
        by_name=any(value.by_name for value in found),
        lanes=first.lanes if all(v.lanes == first.lanes for v in found) else (),
        fixed=is_fixed,
    )


def _either(tracks: list[Track]) -> Track:
    """What is certain of keys that came by one of several ways."""
    first = tracks[0]
    if all(track == first for track in tracks):
        return first
    least = min(track.least for track in tracks)
    exact = all(track.exact and track.least == least for track in tracks)
    alike = first.alike if all(track.alike == first.alike for track in tracks) else ()
    copied = first.copied if all(track.copied == first.copied for track in tracks) else ()
    sizes = first.sizes if all(track.sizes == first.sizes for track in tracks) else ()
    return Track(least, exact, first.split, first.mapped, alike, copied, sizes)
