"""Programs: nearly all are right, since the shape of each stream is known while one is made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from conformance.explicit.operations import (
    ByFilter,
    Case,
    Draw,
    Except,
    Map,
    New,
    Only,
    Program,
    Scan,
    Seed,
    Split,
    Stack,
)
from hypothesis import strategies as st

State = dict[str, tuple[int, ...]]
"""The shape of each stream."""
NAMES = ("default", "params", "dropout")
SEED_SHAPES = [(), (), (), (), (2,), (2, 3)]
MOST_LEVELS = 3
LENGTHS = [(1, 2, 3), (1, 1, 2), (1, 1, 2), (1, 2)]
SPLITS = [1, 2, 3, (2,), (2, 3), (3, 2), ()]


@dataclass(frozen=True)
class Scope:
    """Where a program is made: what the release has, how deep, on how many devices."""

    release: tuple[int, ...]
    devices: int
    depth: int = 0
    pmap: bool = True
    bare: bool = True
    mistakes: bool = True

    def inside(self, **changes: Any) -> Scope:
        return replace(self, depth=self.depth + 1, **changes)


@st.composite
def cases(draw: st.DrawFn, release: tuple[int, ...], devices: int) -> Case:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    shape = draw(st.sampled_from([*SEED_SHAPES, (devices,)]))
    seeds = tuple((name, draw(_seeds(shape))) for name in names)
    scope = Scope(release, devices, mistakes=draw(st.integers(0, 7)) == 5)
    program, _ = draw(_programs(scope, {name: seed.shape for name, seed in seeds}))
    return Case(seeds, program)


@st.composite
def _seeds(draw: st.DrawFn, shape: tuple[int, ...]) -> Seed:
    number = draw(st.integers(-1, 2**31))
    if shape and draw(st.integers(0, 3)):
        return Seed(draw(st.sampled_from(["key", "legacy"])), number, shape)
    return Seed(draw(st.sampled_from(["int", "key", "legacy"])), number)


@st.composite
def _programs(draw: st.DrawFn, scope: Scope, state: State) -> tuple[Program, State]:
    operations = []
    for _ in range(draw(st.sampled_from(LENGTHS[scope.depth]))):
        makers = _makers(scope, state)
        if not makers:
            break
        operation, state = draw(draw(st.sampled_from(makers))(scope, state))
        operations.append(operation)
    return tuple(operations), state


def _makers(scope: Scope, state: State) -> list[Any]:
    """What can be done here; with mistakes, a split stream may be drawn from or split again."""
    scalars = [name for name in state if state[name] == ()]
    draws = [_draws, _draws] if scalars or scope.mistakes else []
    if scope.depth >= MOST_LEVELS:
        return draws
    splits = [_splits, _splits, _splits] if scalars else []
    news = [_news] if len(scalars) == len(state) and scope.release >= (0, 10, 7) else []
    stacks = [_stacks] if len(scalars) == len(state) and "default" in state else []
    return [*draws, _maps, _maps, _scans, *splits, *news, *stacks]


@st.composite
def _draws(draw: st.DrawFn, scope: Scope, state: State) -> tuple[Draw, State]:
    scalars = [name for name in state if state[name] == ()]
    if "default" in scalars:
        scalars.append("unknown")
    if not scalars or (scope.mistakes and draw(st.integers(0, 5)) == 3):
        scalars = [*state, "unknown"]
    return Draw(draw(st.sampled_from(scalars))), state


@st.composite
def _filters(draw: st.DrawFn, state: State) -> tuple[Any, list[str]]:
    """A filter, and the streams that it takes: those of shape () if it can be."""
    scalars = [name for name in state if state[name] == ()]
    one = draw(st.sampled_from(sorted(state)))
    if len(scalars) == len(state):
        forms = [(..., scalars), (True, scalars), (one, [one])]
        forms += [(Except(one), [name for name in scalars if name != one])]
        forms += [(False, []), ((), []), (("unknown", one), [one]), (Only("key"), [])]
        return draw(st.sampled_from(forms))
    return draw(st.sampled_from([(tuple(scalars), scalars), (scalars[0], scalars[:1])]))


@st.composite
def _splits(draw: st.DrawFn, scope: Scope, state: State) -> tuple[Split, State]:
    chosen, taken = draw(_filters(state))
    squeeze = scope.release >= (0, 10, 3) and draw(st.integers(0, 5)) == 0
    splits = 1 if squeeze else draw(st.sampled_from([*SPLITS, scope.devices]))
    if scope.mistakes and draw(st.integers(0, 5)) == 3:
        chosen, squeeze = ..., scope.release >= (0, 10, 3) and draw(st.booleans())
    added = () if squeeze else (splits,) if isinstance(splits, int) else splits
    inside = {name: added if name in taken else shape for name, shape in state.items()}
    spellings = ["decorator", "context", "restore"] + ["bare"] * scope.bare
    spelling = draw(st.sampled_from(spellings))
    body, after = draw(_programs(scope.inside(), inside))
    if spelling != "bare":
        after = {name: state[name] if name in taken else after[name] for name in state}
    return Split(spelling, splits, chosen, squeeze, body), after


@st.composite
def _news(draw: st.DrawFn, scope: Scope, state: State) -> tuple[New, State]:
    method = "split" if scope.release >= (0, 12, 6) and draw(st.booleans()) else "fork"
    shapes, new = draw(_shapes(scope, state, method))
    body, _ = draw(_programs(scope.inside(), new)) if new else ((), {})
    return New(method, shapes, body), state


@st.composite
def _shapes(draw: st.DrawFn, scope: Scope, state: State, method: str) -> tuple[Any, State]:
    sizes = [2, 3, scope.devices] + ([(2, 3)] if scope.release >= (0, 12, 0) else [])
    form = draw(st.sampled_from(["none", "size", "filters", "filters"]))
    if form == "none" and method == "fork":
        return None, dict(state)
    if form != "filters":
        size = draw(st.sampled_from(sizes))
        return size, dict.fromkeys(state, size if isinstance(size, tuple) else (size,))
    one = draw(st.sampled_from(sorted(state)))
    first, rest = draw(st.sampled_from([2, (2, 3), None])), draw(st.sampled_from([2, (3,), None]))
    chosen = draw(st.sampled_from([one, (one, "unknown"), Except(one)]))
    items = ((chosen, first), (..., rest)) if draw(st.booleans()) else ((chosen, first),)
    taken = {name for name in state if (name != one) == isinstance(chosen, Except)}
    of_rest = dict(items).get(..., None)
    new = {name: first if name in taken else of_rest for name in state}
    return ByFilter(items), {name: _as_shape(shape) for name, shape in new.items()}


def _as_shape(shape: Any) -> tuple[int, ...]:
    return () if shape is None else shape if isinstance(shape, tuple) else (shape,)


@st.composite
def _stacks(draw: st.DrawFn, scope: Scope, state: State) -> tuple[Stack, State]:
    right = scope.release < (0, 11, 0)
    split_again = draw(st.booleans()) if scope.mistakes else right
    name = draw(st.sampled_from([*sorted(state), "unknown"]))
    return Stack(name, draw(st.integers(1, 3)), split_again, draw(st.integers(1, 2))), state


@st.composite
def _maps(draw: st.DrawFn, scope: Scope, state: State) -> tuple[Map, State]:
    on_devices = scope.pmap and (scope.devices > 1 or draw(st.integers(0, 4)) == 3)
    transform = "pmap" if on_devices else "vmap"
    size = scope.devices if transform == "pmap" else _size(draw, state)
    axes = {name: _int_axis(draw, state[name], size) for name in state}
    axes = _mistaken(draw, scope, axes)
    with_argument = draw(st.booleans()) or all(axis is None for axis in axes.values())
    with_size = not with_argument or draw(st.booleans())
    within = scope.inside(pmap=False, bare=False)
    body, _ = draw(_programs(within, _without(state, axes)))
    prefix = draw(_prefixes(axes))
    operation = Map(transform, prefix, size, with_argument, with_size, body)
    return operation, state


@st.composite
def _scans(draw: st.DrawFn, scope: Scope, state: State) -> tuple[Scan, State]:
    length = _size(draw, state)
    axes = {name: _int_axis(draw, state[name], length) for name in state}
    whole = draw(st.sampled_from(["carry", "carry", None, "each"]))
    each = whole == "each" or any(isinstance(axis, int) for axis in axes.values())
    for name in (name for name in axes if axes[name] is None):
        axes[name] = draw(st.sampled_from(["carry", None])) if each else whole
    axes = _mistaken(draw, scope, axes)
    within = scope.inside(pmap=False, bare=False)
    body, _ = draw(_programs(within, _without(state, axes)))
    prefix = draw(_prefixes(axes))
    needs_axis = scope.release < (0, 10, 0) and not any(isinstance(a, int) for a in axes.values())
    if needs_axis and isinstance(prefix, ByFilter) and not scope.mistakes:
        prefix = ByFilter((("unknown", 0), *prefix.items))
    return Scan(prefix, length, draw(st.booleans()), body), state


def _size(draw: st.DrawFn, state: State) -> int:
    sizes = sorted({size for shape in state.values() for size in shape})
    return draw(st.sampled_from(sizes or [2, 3]))


def _int_axis(draw: st.DrawFn, shape: tuple[int, ...], size: int) -> int | None:
    """An axis of this size, or None."""
    fitting = [axis for axis, length in enumerate(shape) if length == size]
    fitting += [axis - len(shape) for axis in fitting if axis == len(shape) - 1]
    return draw(st.sampled_from(fitting * 3 + [None])) if fitting else None


def _mistaken(draw: st.DrawFn, scope: Scope, axes: dict[str, Any]) -> dict[str, Any]:
    if scope.mistakes and draw(st.integers(0, 5)) == 3:
        return axes | {draw(st.sampled_from(sorted(axes))): 0}
    return axes


def _without(state: State, axes: dict[str, Any]) -> State:
    return {name: _drop(state[name], axes[name]) for name in state}


def _drop(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    if not isinstance(axis, int) or not shape:
        return shape
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


@st.composite
def _prefixes(draw: st.DrawFn, axes: dict[str, Any]) -> Any:
    """One axis for all, or axes by filters that say the same."""
    values = list(axes.values())
    if all(axis == values[0] for axis in values) and draw(st.booleans()):
        return values[0]
    names = draw(st.permutations(sorted(axes)))
    items: list[tuple[Any, Any]] = [(name, axes[name]) for name in names]
    form = draw(st.sampled_from(["names", "rest", "rest", "parts", "except"]))
    if form == "rest":
        items[-1] = (draw(st.sampled_from([..., True])), items[-1][1])
    if form == "parts":
        items[-1:] = [(Only("key"), items[-1][1]), (Only("count"), items[-1][1])]
    if form == "except" and len(items) == 2:
        items = [(Except(names[0]), axes[names[1]]), (names[0], axes[names[0]])]
    return ByFilter(tuple(items))
