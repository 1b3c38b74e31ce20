"""Mutants: what becomes of a correct program by one mistake that people make.

An operator is a function from a program to its edits; each edit gives one mutant. They are in one
file for each kind of mistake, and found by `operator`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mutations import (
    axes,
    capturing,
    containers,
    helpers,
    other_transforms,
    sizes,
    splitting,
    states,
    streams,
)
from mutations.program import Edit, Mutant, Operator, Program

PER_OPERATOR = 3
"""How many mutants of one operator a program may have."""

FAMILIES = (
    *(splitting, sizes, axes, streams, capturing),
    *(other_transforms, helpers, states, containers),
)
OPERATORS: dict[str, Operator] = {
    name: operator for family in FAMILIES for name, operator in family.OPERATORS.items()
}


def mutants(name: str, source: str) -> list[Mutant]:
    """The mutants of a program that differ from it and from each other."""
    program = Program.parsed(name, source)
    seen = {program.text(program.tree)}
    counts: Counter[str] = Counter()
    found = []
    for operator, edit in _edits(program):
        text = edit.of(program)
        if text in seen or counts[operator] == PER_OPERATOR:
            continue
        seen.add(text)
        counts[operator] += 1
        mark = f"{name}--{operator}-{counts[operator]}"
        found.append(Mutant(mark, name, operator, edit.what, text, edit.size_is_free))
    return found


def _edits(program: Program) -> Iterator[tuple[str, Edit]]:
    for operator, edits in OPERATORS.items():
        for edit in edits(program):
            yield operator, edit
