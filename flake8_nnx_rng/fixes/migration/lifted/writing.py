"""The text of a new class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.fixes.layout import Group, Piece
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.semantics.program.functions import STARS, ParameterKind
from flake8_nnx_rng.syntax.nodes import LITERALS

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.migration.lifted.place import Place
    from flake8_nnx_rng.fixes.migration.lifted.submodules import Formal
    from flake8_nnx_rng.syntax.tree import Node

Written: TypeAlias = "Callable[[str], str]"
"""Writes code for the white space that stands before it."""
Line: TypeAlias = "tuple[int, Piece | Written]"
"""Code with its depth below the class statement; an empty one is a blank line."""

BLANK: Line = (0, "")


def write(place: Place, lines: Iterable[Line]) -> str:
    """The lines in the style of the file, without the last line end."""
    return place.bench.style.newline.join(_line(place, depth, piece) for depth, piece in lines)


def _line(place: Place, depth: int, piece: Piece | Written) -> str:
    if piece == "":
        return ""
    indent = place.indent + place.bench.style.indent * depth
    if callable(piece):
        return indent + piece(indent)
    return indent + place.bench.lay_out(piece, indent, len(indent))


def signature(
    place: Place, name: str, formals: Sequence[Formal], result: str = "", *, by_position: bool
) -> Piece:
    """`def name(self, ...):` with the parameters as they are, or all of them by position."""
    pieces = ["self"]
    opened = by_position
    for formal in formals:
        if formal.kind is ParameterKind.KEYWORD_ONLY and not opened:
            pieces.append("*")
            opened = True
        opened = opened or formal.kind is ParameterKind.VARIADIC
        pieces.append(declared(place, formal))
    return Group(f"def {name}(", tuple(pieces), f"){result}:")


def declared(place: Place, formal: Formal) -> str:
    """A parameter with its default, and with its annotation where the names in it are known."""
    parameter = formal.parameter
    if parameter is None:
        return f"{formal.name}: {formal.annotation}" if formal.annotation else formal.name
    if formal.is_far:
        return _declared_elsewhere(formal)
    default = parameter.default
    if default is not None and not place.knows(default):
        raise Refused(
            f"the default of {formal.name!r} is not known where the new class would stand"
        )
    annotation = parameter.annotation
    if not formal.is_bare and (annotation is None or place.knows(annotation)):
        return place.bench.text(parameter.node.start, parameter.node.end)
    written = STARS.get(formal.kind, "") + formal.name
    return written if default is None else f"{written}={text(place, default)}"


def _declared_elsewhere(formal: Formal) -> str:
    """The same for a parameter of a class in another file, whose names mean nothing here."""
    default = formal.default
    if default is not None and default.kind not in LITERALS:
        raise Refused(
            f"the default of {formal.name!r} is not known where the new class would stand"
        )
    written = STARS.get(formal.kind, "") + formal.name
    if formal.annotation and not formal.is_bare:
        written += f": {formal.annotation}"
        return written if default is None else f"{written} = {default.text}"
    return written if default is None else f"{written}={default.text}"


def result_of(place: Place, annotation: Node | None) -> str:
    """` -> annotation` where the names in it are known."""
    known = annotation is not None and place.knows(annotation)
    return f" -> {text(place, annotation)}" if annotation is not None and known else ""


def called(function: str, formals: Iterable[Formal], prefix: str = "") -> Piece:
    """A call that hands the parameters on."""
    return Group(f"{prefix}{function}(", tuple(formal.passed for formal in formals), ")")


def text(place: Place, node: Node) -> str:
    """Code as it is written."""
    return place.bench.text(node.start, node.end)


def fresh(name: str, taken: Iterable[str]) -> str:
    """The name, with a number where it is taken."""
    used, number, found = set(taken), 1, name
    while found in used:
        number += 1
        found = f"{name}_{number}"
    return found
