"""Lines that remember where they come from while fences, margins and prompts are cut off them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LINE_END = re.compile(r"\r\n|\r|\n")
_MARGIN = re.compile(r"[ \t]*")
BOM = "\ufeff"


class Line(NamedTuple):
    """What is left of a row (from 0) once `shift` characters on its left are gone.

    In a session `prompt` is the prompt among those, with the blanks before it.
    """

    row: int
    shift: int
    text: str
    prompt: str = ""

    @property
    def margin(self) -> str:
        """The blanks at the start."""
        match = _MARGIN.match(self.text)
        return match[0] if match else ""

    @property
    def is_blank(self) -> bool:
        """Whether Python sees nothing here."""
        return not self.text.strip(" \t\f")

    def cut(self, width: int) -> Line:
        """This line without its first characters."""
        if not width:
            return self
        shift = self.shift + min(width, len(self.text))
        return Line(self.row, shift, self.text[width:], self.prompt)


Block = Sequence[Line]


def split(text: str, first_row: int = 0) -> list[Line]:
    """The lines of a text, ended as Python ends them; a leading BOM is no character of it."""
    texts = LINE_END.split(text.removeprefix(BOM))
    return [Line(row, 0, line) for row, line in enumerate(texts, first_row)]


def strip_margin(block: Block, width: int) -> list[Line]:
    """The lines without up to so many blanks on the left."""
    return [line.cut(min(width, len(line.margin))) for line in block]


def dedent(block: Block) -> list[Line]:
    """The lines without the blanks that all of them start with, as `textwrap.dedent` does it."""
    margins = {line.margin for line in block if not line.is_blank}
    width = _common_prefix(min(margins), max(margins)) if margins else 0
    return strip_margin(block, width)


def skip_blank(block: Block) -> Block:
    """The lines from the first that is not blank."""
    return block[next((i for i, line in enumerate(block) if not line.is_blank), len(block)) :]


def _common_prefix(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
