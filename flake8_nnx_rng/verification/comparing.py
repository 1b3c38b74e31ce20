"""Comparing: what a unit did before and after its fix, and the verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from flake8_nnx_rng.verification.answers import Answer, Draw, Leaf

_FORKED = re.compile(r"\['rngs'\]\['(?:key|count)'\]")
"""A stream in the place of an Rngs: nnx.Dropout keeps a fork since Flax 0.11.0."""
OTHER_STREAMS = "nnx.Dropout has a stream of its own on this Flax, forked from the one it is given"
"""What the release does, whatever is fixed: other masks, and other keys for what is made later."""

_LATE = "it differs, perhaps since the time limit has ended a statement before it"

Lanes = dict[tuple[str, tuple[int, ...]], list[str]]


class Verdict(Enum):
    """What a verification comes to for one unit."""

    IDENTICAL = "identical"
    """Results, states, draws and next keys are the same, bit for bit (or to rounding, if noted)."""
    DISTRIBUTION = "equal in distribution"
    """As many draws, the same of them equal to each other, but other numbers."""
    MENDED = "mended"
    """It raised or drew keys repeatedly, and now it runs or repeats fewer: other numbers."""
    DIFFERENT = "different"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Parts:
    """How many leaves of one kind there are, and how many of them are the same."""

    same: int
    total: int

    @property
    def shown(self) -> str:
        """`4 same`, `1 of 4 differ`, `-` where there are none."""
        if self.total == 0:
            return "-"
        if self.same == self.total:
            return f"{self.total} same"
        return f"{self.total - self.same} of {self.total} differ"


@dataclass(frozen=True)
class Keys:
    """The keys that were drawn on one side; `lanes` are the sizes of the levels around them."""

    drawn: int
    distinct: int
    lanes: tuple[int, ...]

    @property
    def repeated(self) -> int:
        """Draws of a key that was drawn before."""
        return self.drawn - self.distinct


@dataclass(frozen=True)
class Comparison:
    """A unit before and after; `note` says what else there is to know, such as an error.

    `after_runs` is False where it raises.
    """

    verdict: Verdict
    note: str = ""
    before: Keys = Keys(0, 0, ())
    after: Keys = Keys(0, 0, ())
    draws: Parts = Parts(0, 0)
    parameters: Parts = Parts(0, 0)
    values: Parts = Parts(0, 0)
    next_keys: Parts = Parts(0, 0)
    after_runs: bool = True


def compare(before: Answer, after: Answer) -> Comparison:
    """Hold the two sides of a unit against each other, neither of which raised."""
    old, new = _by_path(before.leaves), _by_path(after.leaves)
    verdict, note = _judge(old, new, before.draws, after.draws)
    return Comparison(
        verdict,
        note,
        keys(before),
        keys(after),
        _same_draws(_lanes(before.draws), _lanes(after.draws)),
        _parts(old, new, "parameter"),
        _parts(old, new, "value", "state"),
        _parts(old, new, "rng"),
    )


def unless_late(found: Comparison) -> Comparison:
    """What is told where the time limit has ended a statement: how far it came differs, too."""
    if found.verdict is not Verdict.DIFFERENT or not found.after_runs:
        return found
    return Comparison(Verdict.NOT_RUN, f"{_LATE}: {found.note}" if found.note else _LATE)


def keys(answer: Answer) -> Keys:
    """What was drawn on one side."""
    sizes = max((draw.sizes for draw in answer.draws), key=len, default=())
    distinct = {(draw.key) for draw in answer.draws}
    return Keys(len(answer.draws), len(distinct), sizes)


def _judge(
    old: dict[str, Leaf], new: dict[str, Leaf], before: Sequence[Draw], after: Sequence[Draw]
) -> tuple[Verdict, str]:
    first, second = _lanes(before), _lanes(after)
    if old.keys() != new.keys() and _is_by_dropout(old, new):
        return _judge_but_masks(old, new, before, after)
    if old.keys() != new.keys():
        odd = sorted(old.keys() ^ new.keys())[0]
        side = "before" if odd in old else "after"
        return Verdict.DIFFERENT, f"{odd} is there only {side}"
    for path, leaf in old.items():
        if (leaf.dtype, leaf.shape) != (new[path].dtype, new[path].shape):
            return Verdict.DIFFERENT, f"{path}: {_shape(leaf)} before, {_shape(new[path])} after"
    if first == second:
        return _judge_numbers(old, new)
    if {lane: len(k) for lane, k in first.items()} != {lane: len(k) for lane, k in second.items()}:
        return Verdict.DIFFERENT, f"{len(before)} draws before, {len(after)} after, or other lanes"
    if _partition(first, second):
        return Verdict.DISTRIBUTION, ""
    return Verdict.DIFFERENT, "other draws are equal to each other"


def _judge_but_masks(
    old: dict[str, Leaf], new: dict[str, Leaf], before: Sequence[Draw], after: Sequence[Draw]
) -> tuple[Verdict, str]:
    """The verdict on what both sides have, where the streams of layers are other ones."""
    both = {path for path in old.keys() & new.keys() if not _is_count(old[path])}
    mine, theirs = ({path: side[path] for path in side if path in both} for side in (old, new))
    verdict, note = _judge(mine, theirs, before, after)
    told = "; ".join(filter(None, (note, OTHER_STREAMS)))
    return (Verdict.DISTRIBUTION if verdict is Verdict.IDENTICAL else verdict), told


def _is_by_dropout(old: dict[str, Leaf], new: dict[str, Leaf]) -> bool:
    """Whether only streams of layers are there on one side: what 0.8.5 shared, new layers fork.

    None of the new ones has a key that another one has.
    """
    gone = [old[path] for path in old if path not in new]
    come = [new[path] for path in new if path not in old]
    keys_ = [leaf for leaf in come if leaf.dtype.startswith("key<")]
    return (
        all(leaf.kind == "rng" for leaf in gone)
        and all(leaf.kind == "rng" and _FORKED.search(leaf.path) for leaf in come)
        and len({leaf.digest for leaf in keys_}) == len(keys_) > 0
        and all(leaf.is_distinct for leaf in keys_)
    )


def _is_count(leaf: Leaf) -> bool:
    """Whether it is how often a stream was drawn from, or forked, which the draws tell better."""
    return leaf.kind == "rng" and not leaf.dtype.startswith("key<")


def _judge_numbers(old: dict[str, Leaf], new: dict[str, Leaf]) -> tuple[Verdict, str]:
    """The verdict where all draws are the same."""
    other = [path for path, leaf in old.items() if leaf != new[path]]
    if not other:
        return Verdict.IDENTICAL, ""
    far = [path for path in other if not old[path].is_near(new[path])]
    if far:
        return Verdict.DIFFERENT, f"{far[0]} differs, though all draws are the same"
    return Verdict.IDENTICAL, f"{', '.join(other[:2])} to rounding"


def _partition(first: Lanes, second: Lanes) -> bool:
    """Whether the same draws are equal to each other on both sides."""
    pairs = {pair for lane in first for pair in zip(first[lane], second[lane], strict=True)}
    return len(pairs) == len({old for old, _ in pairs}) == len({new for _, new in pairs})


def _same_draws(first: Lanes, second: Lanes) -> Parts:
    same = sum(
        old == new
        for lane in first.keys() & second.keys()
        for old, new in zip(first[lane], second[lane], strict=False)
    )
    return Parts(same, max(sum(map(len, first.values())), sum(map(len, second.values()))))


def _lanes(draws: Iterable[Draw]) -> Lanes:
    """The keys of each stream in each lane, in the order in which they were drawn."""
    found: Lanes = {}
    for draw in draws:
        found.setdefault((draw.stream, draw.lane), []).append(draw.key)
    return found


def _by_path(leaves: Iterable[Leaf]) -> dict[str, Leaf]:
    return {leaf.path: leaf for leaf in leaves}


def _parts(old: dict[str, Leaf], new: dict[str, Leaf], *kinds: str) -> Parts:
    paths = {p for leaves in (old, new) for p, leaf in leaves.items() if leaf.kind in kinds}
    same = sum(old.get(path) == new.get(path) for path in paths)
    return Parts(same, len(paths))


def _shape(leaf: Leaf) -> str:
    return f"{leaf.dtype}[{', '.join(map(str, leaf.shape))}]"
