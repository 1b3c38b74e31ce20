"""Lays code out: on one line where it fits, else one element a line with a trailing comma."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from flake8_nnx_rng.fixes.style import Style


@dataclass(frozen=True)
class Group:
    """Elements between brackets; `opening` and `closing` hold all that stands around them.

    A one-element tuple is written with its comma. `spread` asks for a line an element.
    """

    opening: str
    pieces: tuple[Piece, ...]
    closing: str
    is_tuple: bool = False
    spread: bool = False


@dataclass(frozen=True)
class Commented:
    """An element with the comments above it and the one behind it; None for comments alone."""

    piece: Piece | None
    above: tuple[str, ...] = ()
    behind: str = ""


Piece: TypeAlias = str | Group | Commented
"""Code that is written as it stands, or that can be laid out."""


def flat(piece: Piece) -> str | None:
    """The code on one line, or None where it takes several."""
    if isinstance(piece, str):
        return None if "\n" in piece or "\r" in piece else piece
    if isinstance(piece, Commented) or piece.spread:
        return None
    inner = [flat(element) for element in piece.pieces]
    if None in inner:
        return None
    comma = "," if piece.is_tuple and len(inner) == 1 else ""
    return f"{piece.opening}{', '.join(filter(None, inner))}{comma}{piece.closing}"


def lay_out(piece: Piece, style: Style, indent: str = "", column: int = 0, tail: int = 0) -> str:
    """The code as it starts at a column, `indent` before its line and `tail` columns behind it."""
    line = flat(piece)
    if line is not None and column + len(line) + tail <= style.line_length:
        return line
    if isinstance(piece, Group) and (piece.pieces or piece.spread):
        return _spread(piece, style, indent)
    if isinstance(piece, Commented):
        return lay_out(piece.piece or "", style, indent, column, tail)
    return line if isinstance(piece, Group) and line is not None else str(piece)


def _spread(group: Group, style: Style, indent: str) -> str:
    inner = indent + style.indent
    lines = [group.opening]
    for piece in group.pieces:
        comments = piece if isinstance(piece, Commented) else Commented(piece)
        lines += [inner + comment for comment in comments.above]
        if comments.piece is not None:
            written = lay_out(comments.piece, style, inner, len(inner), 1)
            lines.append(f"{inner}{written},{'  ' * bool(comments.behind)}{comments.behind}")
    return style.newline.join([*lines, indent + group.closing])


def prefixed(text: str, piece: Piece) -> Piece:
    """The piece with `keyword=` or `key: ` before it."""
    if isinstance(piece, Group):
        return replace(piece, opening=text + piece.opening)
    if isinstance(piece, Commented):
        return replace(piece, piece=prefixed(text, piece.piece or ""))
    return text + piece
