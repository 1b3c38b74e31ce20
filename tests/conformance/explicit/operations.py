"""Programs over RNG state as data: each interpreter runs the same one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import EllipsisType
from typing import Any, Literal


@dataclass(frozen=True)
class Except:
    """The filter of every stream but one."""

    stream: str


@dataclass(frozen=True)
class Only:
    """The filter of one part of every stream."""

    part: Literal["key", "count"]


Chosen = str | bool | EllipsisType | None | Except | Only | tuple[Any, ...]
Shape = int | tuple[int, ...]
Axis = int | Literal["carry"] | None


@dataclass(frozen=True)
class ByFilter:
    """Axes or shapes by filters, in this order."""

    items: tuple[tuple[Chosen, Any], ...]


@dataclass(frozen=True)
class Draw:
    stream: str


@dataclass(frozen=True)
class Split:
    """`split_rngs`; "bare" restores nothing."""

    spelling: Literal["decorator", "context", "restore", "bare"]
    splits: Shape
    only: Chosen
    squeeze: bool
    body: Program


@dataclass(frozen=True)
class New:
    """`fork` or `split` of Rngs; the body draws from what is new."""

    method: Literal["fork", "split"]
    shapes: Shape | ByFilter | None
    body: Program


@dataclass(frozen=True)
class Map:
    """`vmap` or `pmap`, with an argument that is mapped, or the size alone."""

    transform: Literal["vmap", "pmap"]
    axes: Axis | ByFilter
    size: int
    with_argument: bool
    with_size: bool
    body: Program


@dataclass(frozen=True)
class Scan:
    axes: Axis | ByFilter
    length: int
    reverse: bool
    body: Program


@dataclass(frozen=True)
class Stack:
    """Dropouts made under split and vmap, then called under vmap, with another split or without."""

    stream: str
    size: int
    split_again: bool
    calls: int


Operation = Draw | Split | New | Map | Scan | Stack
Program = tuple[Operation, ...]


@dataclass(frozen=True)
class Seed:
    """An int, or a key, or an array of keys of some shape; or a value that is none of them."""

    form: Literal["int", "key", "legacy", "float", "int32", "numpy"]
    number: int
    shape: tuple[int, ...] = ()


@dataclass(frozen=True)
class Case:
    seeds: tuple[tuple[str, Seed], ...]
    program: Program


def walk(program: Program, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The kind of each operation, and of each pair of one directly inside another."""
    for operation in program:
        name = kind(operation)
        yield name
        if path:
            yield f"{path[-1]} > {name}"
        if not isinstance(operation, Draw | Stack):
            yield from walk(operation.body, (*path, name.split(",")[0]))


def kind(operation: Operation) -> str:
    """What the results are counted by."""
    match operation:
        case Draw():
            return "draw"
        case Split(squeeze=True):
            return f"split_rngs, {operation.spelling}, squeeze"
        case Split():
            return f"split_rngs, {operation.spelling}"
        case New(shapes=None):
            return operation.method
        case New():
            return f"{operation.method}, shapes"
        case Map():
            return f"{operation.transform}, {_axes(operation.axes)}"
        case Stack():
            return "stack of layers, split again" if operation.split_again else "stack of layers"
        case Scan():
            return f"scan, {_axes(operation.axes)}"


def _axes(axes: Axis | ByFilter) -> str:
    if isinstance(axes, ByFilter):
        return "by filter"
    return "int" if isinstance(axes, int) else str(axes)
