"""The draws of one site as a table: the lanes, steps or calls among which keys repeat, across."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.trace.places import around

if TYPE_CHECKING:
    from flake8_nnx_rng.frontends.command.trace.letters import Letters
    from flake8_nnx_rng.runtime.recording import Draw, Frame

_ROWS = 12
"""What is still seen at a glance; more is only counted."""

_Where = tuple[int | None, ...]
"""The index in each transform around a draw, and how often that drew before."""


@dataclass(frozen=True)
class Row:
    """One draw, or one lane or step, along the columns of its site.

    A key that was drawn once has the letter "", a column in which nothing was drawn None.
    """

    name: str
    letters: tuple[str | None, ...]


@dataclass(frozen=True)
class Site:
    """A place that draws from a stream; `unit` is what its columns count, from `first`.

    `hidden` rows repeat keys as well.
    """

    frame: Frame
    stream: str
    transforms: str
    unit: str
    first: int
    rows: tuple[Row, ...]
    hidden: int

    @property
    def columns(self) -> int:
        """How many lanes, steps or draws it shows."""
        return len(self.rows[0].letters)


def site(draws: Sequence[Draw], named: Letters) -> Site:
    """The table of all draws of a site; rows in which no key repeats are left out."""
    first, cells = draws[0], dict(_cells(draws, named))
    axis = _axis(cells)
    units = [*(level.unit for level in first.levels), "draw"]
    lines: defaultdict[_Where, dict[int, str]] = defaultdict(dict)
    for where, letter in cells.items():
        lines[where[:axis] + where[axis + 1 :]][where[axis] or 0] = letter
    ordered = sorted(lines, key=_order)
    names = _names(ordered, units[:axis] + units[axis + 1 :])
    repeating = [
        (name, lines[line])
        for name, line in zip(names, ordered, strict=True)
        if any(lines[line].values())
    ]
    columns = range(max(_sizes(draws, axis), default=0) or 1 + max(map(max, lines.values())))
    rows = tuple(Row(name, tuple(map(line.get, columns))) for name, line in repeating[:_ROWS])
    return Site(
        first.frames[0],
        first.stream,
        around(first),
        units[axis],
        int(axis == len(first.levels)),
        rows,
        len(repeating) - len(rows),
    )


def _sizes(draws: Sequence[Draw], axis: int) -> Iterator[int]:
    """How many lanes or steps each draw knows of; none where its draws go across."""
    yield from (draw.levels[axis].size or 0 for draw in draws if axis < len(draw.levels))


def _cells(draws: Sequence[Draw], named: Letters) -> Iterator[tuple[_Where, str]]:
    """Each draw by its lanes and steps, and how often these drew before."""
    before: Counter[_Where] = Counter()
    for draw in sorted(draws, key=lambda draw: draw.number):
        where = tuple(level.index for level in draw.levels)
        yield (*where, before[where]), named.get(draw.key, "")
        before[where] += 1


def _axis(cells: Mapping[_Where, str]) -> int:
    """The place in `_Where` that goes across: along which one key comes most often.

    Where it comes once along each, lanes and steps before draws, the most of them first.
    """
    calls = len(next(iter(cells))) - 1

    def rank(axis: int) -> tuple[int, bool, int, int]:
        repeated, columns = _spread(cells, axis)
        return repeated, columns > 1 and axis != calls, columns, axis

    return max(range(calls + 1), key=rank)


def _spread(cells: Mapping[_Where, str], axis: int) -> tuple[int, int]:
    """Among how many columns one key repeats, and how many there are."""
    columns: defaultdict[str, set[int | None]] = defaultdict(set)
    for where, letter in cells.items():
        if letter:
            columns[letter].add(where[axis])
    repeated = max(map(len, columns.values()), default=0)
    return repeated, len({where[axis] for where in cells})


def _names(lines: Sequence[_Where], units: Sequence[str]) -> Iterator[str]:
    """What tells the rows apart: `lane 2`, `step 0, draw 1`."""
    several = [len(set(indices)) > 1 for indices in zip(*lines, strict=True)]
    for line in lines:
        parts = zip(units, line, several, strict=True)
        yield ", ".join(_name(unit, index) for unit, index, shown in parts if shown)


def _name(unit: str, index: int | None) -> str:
    """One row; draws are counted from 1."""
    return f"{unit} {(index or 0) + (unit == 'draw')}"


def _order(line: _Where) -> tuple[int, ...]:
    return tuple(-1 if index is None else index for index in line)
