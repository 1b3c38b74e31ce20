"""How a file is written, so that new code looks like its own."""

from __future__ import annotations

import re
from typing import NamedTuple

LINE_LENGTH = 88
_END = r"[^\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*\n)*"
_BODY = r"(?P=outer)(?P<level>[ \t]+)\S"
_DEFINITION = re.compile(
    rf"^\f?(?P<outer>[ \t]*)(?:(?:async[ \t]+)?def[ \t]|class[ \t]|\)){_END}{_BODY}", re.MULTILINE
)
_BLOCK = re.compile(
    rf"^\f?(?P<outer>[ \t]*)(?:if|for|while|with|try|else)\b{_END}{_BODY}", re.MULTILINE
)
_LINE_END = re.compile(r"\r\n|\r|\n")


class Style(NamedTuple):
    """One level of indentation, the line end, and the longest line, in columns."""

    indent: str = "    "
    newline: str = "\n"
    line_length: int = LINE_LENGTH


def read_style(text: str, line_length: int = LINE_LENGTH) -> Style:
    """What the first definition, else the first block, and the first line end of a text show."""
    lines = _LINE_END.sub("\n", text) if "\r" in text else text
    block = _DEFINITION.search(lines) or _BLOCK.search(lines)
    ending = _LINE_END.search(text)
    usual = Style()
    return Style(
        indent=usual.indent if block is None else block["level"],
        newline=usual.newline if ending is None else ending[0],
        line_length=line_length,
    )


class FixOptions(NamedTuple):
    """How a project wants fixes; `exact_pmap` asks for what `nnx.pmap` of 0.8.5 drew, bit for bit.

    That takes a helper function in the module, where `nnx.split_rngs` would draw other numbers.
    """

    style: Style
    exact_pmap: bool = True
