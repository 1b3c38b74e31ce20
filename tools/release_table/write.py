"""Writes the table so that a new release makes a readable diff."""

import json
from collections.abc import Iterator
from typing import Any


def as_text(table: dict[str, Any]) -> str:
    """The table as JSON with one span a line."""
    sections = [f"{json.dumps(name)}: {_section(content)}" for name, content in table.items()]
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _section(content: Any) -> str:
    if isinstance(content, list):
        return _block("[", map(json.dumps, content), "]", " ")
    return _block("{", (f"{json.dumps(k)}: {_symbol(v)}" for k, v in content.items()), "}", " ")


def _symbol(value: Any) -> str:
    if isinstance(value, str) or len(value) == 1:
        return json.dumps(value)
    return _block("[", map(json.dumps, value), "]", "  ")


def _block(opening: str, lines: Iterator[str], closing: str, indent: str) -> str:
    separator = f",\n{indent}"
    return f"{opening}\n{indent}{separator.join(lines)}\n{indent[1:]}{closing}"
