"""What an editor sets: the project's settings by the same names, and the server's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SECTION = "nnx-rng"
"""Where an editor has them."""
DEBOUNCE = 150
"""Milliseconds of quiet after a change before a text is checked."""


@dataclass(frozen=True)
class EditorOptions:
    """What was set in one place: the project's settings, and how long the server waits."""

    table: Mapping[str, object]
    debounce: int | None = None


def read(given: object) -> EditorOptions:
    """Options as a client sends them, whether or not under the name of their section."""
    if not isinstance(given, Mapping):
        return EditorOptions({})
    inner = given.get(SECTION, given)
    table = dict(inner) if isinstance(inner, Mapping) else {}
    debounce = table.pop("debounce", None)
    is_number = isinstance(debounce, int) and not isinstance(debounce, bool) and debounce >= 0
    return EditorOptions(
        {name: value for name, value in table.items() if value is not None},
        debounce if is_number else None,
    )


def merged(weaker: EditorOptions, stronger: EditorOptions) -> EditorOptions:
    """Options of two places, as one."""
    debounce = weaker.debounce if stronger.debounce is None else stronger.debounce
    return EditorOptions({**weaker.table, **stronger.table}, debounce)
