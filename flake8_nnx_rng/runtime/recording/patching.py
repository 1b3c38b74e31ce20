"""Attributes replaced for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def replaced(owner: Any, name: str, change: Callable[[Any], Any]) -> Iterator[None]:
    """An attribute of a module or a class, changed inside the block and the same object after."""
    before = vars(owner)[name]
    setattr(owner, name, change(before))
    try:
        yield
    finally:
        setattr(owner, name, before)
