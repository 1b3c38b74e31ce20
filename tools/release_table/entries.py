"""Entries of the table for one symbol in one release."""

from typing import Any

Facts = dict[str, Any]


def spelled(parameters: object) -> str | None:
    """Parameters as the table writes them; None when they are unknown."""
    return None if parameters is None else str(parameters)


def with_text(facts: Facts, text: str | None) -> Facts:
    """The facts with the text of a deprecation, if there is one."""
    return {**facts, "deprecated": text} if text else facts
