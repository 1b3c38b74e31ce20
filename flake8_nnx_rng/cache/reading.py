"""Checks plain data that strangers may have written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

_T = TypeVar("_T")


class ForeignError(ValueError):
    """Data that this tool has not written."""


def exactly(value: object, kind: type[_T]) -> _T:
    """A value of this very type; true and false are no numbers."""
    if type(value) is not kind:
        raise ForeignError
    return value


def table(value: object) -> Mapping[str, Any]:
    """An object, whose keys are always text."""
    return exactly(value, dict)


def listed(value: object, length: int | None = None) -> Sequence[Any]:
    """A list, of this length if given."""
    items = exactly(value, list)
    if length is not None and len(items) != length:
        raise ForeignError
    return items


def texts(value: object) -> tuple[str, ...]:
    """A list of texts."""
    items = listed(value)
    if not {*map(type, items)} <= {str}:
        raise ForeignError
    return tuple(items)


def line(value: object) -> str:
    """A text that may be shown on a terminal."""
    text = exactly(value, str)
    if not text.isprintable():
        raise ForeignError
    return text


def shown(value: object) -> str:
    """A text that may be shown there once its lines are joined."""
    text = exactly(value, str)
    line(" ".join(text.split()))
    return text


def number(value: object, most: int) -> int:
    """A number from 1 on."""
    found = exactly(value, int)
    if not 1 <= found <= most:
        raise ForeignError
    return found


def relative(value: object) -> str:
    """A path from some folder on."""
    path = exactly(value, str)
    if "\0" in path or path.startswith(("/", "\\")) or path[1:2] == ":":
        raise ForeignError
    return path
