"""How a file is written, so that new code looks like its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE_LENGTH = 88
_INDENTED_BLOCK = re.compile(r":[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)([ \t]+)\S")
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Style:
    """One level of indentation, the line end, and the longest line, in columns."""

    indent: str = "    "
    newline: str = "\n"
    line_length: int = LINE_LENGTH


def read_style(text: str, line_length: int = LINE_LENGTH) -> Style:
    """What the first indented block and the first line end of a text show."""
    block, ending = _INDENTED_BLOCK.search(text), _LINE_END.search(text)
    return Style(
        indent=Style.indent if block is None else _one_level(block[1]),
        newline=Style.newline if ending is None else ending[0],
        line_length=line_length,
    )


def _one_level(indent: str) -> str:
    """The indentation itself, but one tab where a first block is indented by several."""
    return "\t" if indent.startswith("\t") else indent
