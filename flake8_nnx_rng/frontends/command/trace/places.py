"""Lines of the program and the transforms around them, as the reports write them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw, Frame


def place(frame: Frame, *, column: bool = False) -> str:
    """`path:line` or `path:line:column`, the path as seen from the current folder."""
    where = f"{short(frame.filename)}:{frame.line}"
    return f"{where}:{frame.column}" if column else where


def short(filename: str) -> str:
    """A path as seen from the current folder, if it is in it."""
    path, here = Path(filename), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else filename


def around(draw: Draw) -> str:
    """The transforms around a draw, outermost first, with the sizes that are known."""
    from flake8_nnx_rng.runtime.recording.repeats import named

    return " > ".join(
        named(level) + (f"[{level.size}]" if level.size is not None else "")
        for level in draw.levels
    )
