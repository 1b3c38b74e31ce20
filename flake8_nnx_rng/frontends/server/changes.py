"""The edits that make one text of another, line by line, so that cursors stay where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate

from lsprotocol import types

from flake8_nnx_rng.frontends.server.units import BOM, Units
from flake8_nnx_rng.syntax.positions import Lines

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def edits_between(before: str, after: str, encoding: str) -> Iterator[types.TextEdit]:
    """The edits, in order, as an editor that holds the first text counts positions."""
    units, lines = Units(before, encoding), Lines(before.removeprefix(BOM))
    old, new = _LINE.findall(lines.text), _LINE.findall(after.removeprefix(BOM))
    starts = [*accumulate(map(len, old), initial=0)]
    for kind, first, last, new_first, new_last in _differences(old, new):
        if kind != "equal":
            places = (lines.position(starts[row]) for row in (first, last))
            where = types.Range(*map(units.position, places))
            yield types.TextEdit(where, "".join(new[new_first:new_last]))


def _differences(old: list[str], new: list[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """The operations of difflib, which compares only what is between equal lines at both ends."""
    least = min(len(old), len(new))
    head = next((i for i in range(least) if old[i] != new[i]), least)
    rest = least - head
    tail = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    middle = old[head : len(old) - tail], new[head : len(new) - tail]
    for kind, *rows in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        first, last, new_first, new_last = (row + head for row in rows)
        yield kind, first, last, new_first, new_last
