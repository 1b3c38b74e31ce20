"""The index: one look at each node of Python's tree, for what holds it and for the names in it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeAlias

from flake8_nnx_rng.syntax.binders import STRUCTURE

Reader: TypeAlias = Callable[[Any], Any]


class Index:
    """What holds each node of Python's tree, and all nodes by their class.

    `evaluated` tells what an f-string evaluates.
    """

    def __init__(self, raw: ast.Module, evaluated: Reader) -> None:
        self.parents: dict[int, ast.AST] = {}
        """What holds each node, by its identity."""
        self.found: defaultdict[type, list[ast.AST]] = defaultdict(list)
        """All nodes of each class, an outer one before an inner one."""
        self.structure: list[ast.AST] = []
        """What opens scopes and binds names, in the order of the text."""
        self._look_at(raw, {**_READERS, **dict.fromkeys(_STRINGS, evaluated)})

    def _look_at(self, raw: ast.AST, readers: dict[type, Reader]) -> None:
        """Come to what is inside in the order of the text: the last piece is laid by first."""
        left = [raw]
        parents, found, following = self.parents, self.found, left.pop
        keep: dict[type, Reader] = dict.fromkeys(readers, left.append)
        keep |= {cls: found[cls].append for cls in _LEAVES}
        while left:
            raw = following()
            cls = raw.__class__
            found[cls].append(raw)
            if cls in STRUCTURE:
                self.structure.append(raw)
            held = readers[cls](raw)
            for value in held if held.__class__ is tuple else (held,):
                if value.__class__ is list:
                    for child in reversed(value):
                        parents[id(child)] = raw
                        keep[child.__class__](child)
                elif value is not None:
                    parents[id(value)] = raw
                    keep[value.__class__](value)

    def depth(self, raw: ast.AST) -> int:
        """How many nodes stand around one."""
        around = 0
        while (outer := self.parents.get(id(raw))) is not None:
            raw, around = outer, around + 1
        return around

    @property
    def assigned_attributes(self) -> frozenset[str]:
        """The names of the attributes that are assigned, of whatever."""
        attributes: list[Any] = self.found.get(ast.Attribute, [])
        return frozenset(raw.attr for raw in attributes if isinstance(raw.ctx, ast.Store))

    def assignments_to(self, target: type[ast.expr]) -> list[ast.AST]:
        """The assignments of which a target, or one of several, is of this class, in no order."""
        found: list[Any] = self.found.get(ast.Assign, [])
        annotated: list[Any] = self.found.get(ast.AnnAssign, [])
        whole = [raw for raw in found if any(_holds(each, target) for each in raw.targets)]
        return [*whole, *(raw for raw in annotated if raw.target.__class__ is target)]

    @cached_property
    def names(self) -> dict[str, list[ast.AST]]:
        """The nodes that hold each name: as they are used, bound, passed and imported."""
        found: defaultdict[str, list[ast.AST]] = defaultdict(list)
        for cls, read in _NAMED.items():
            for raw in self.found.get(cls, ()):
                found[read(raw)].append(raw)
        for cls in _NAMING:
            for raw in self.found.get(cls, ()):
                for name in _names_of(raw):
                    found[name].append(raw)
        return found


def _holds(raw: Any, target: type[ast.expr]) -> bool:
    """Whether a target is of a class, or has one of it inside."""
    if raw.__class__ in (ast.Tuple, ast.List):
        return any(_holds(each, target) for each in raw.elts)
    return raw.__class__ is target


_NAMED: dict[type, Reader] = {
    ast.Name: attrgetter("id"),
    ast.Attribute: attrgetter("attr"),
    ast.arg: attrgetter("arg"),
    ast.keyword: attrgetter("arg"),
    ast.FunctionDef: attrgetter("name"),
    ast.AsyncFunctionDef: attrgetter("name"),
    ast.ClassDef: attrgetter("name"),
    ast.ExceptHandler: attrgetter("name"),
    ast.MatchAs: attrgetter("name"),
    ast.MatchStar: attrgetter("name"),
    ast.MatchMapping: attrgetter("rest"),
}
"""The name in a node of each class; None in those that hold none."""
_NAMING = (ast.Global, ast.Nonlocal, ast.Import, ast.ImportFrom, ast.MatchClass)


def _names_of(raw: Any) -> Iterable[str]:
    """The names in a declaration, an import or the pattern of a class, each once."""
    if isinstance(raw, ast.MatchClass):
        return set(raw.kwd_attrs)
    if isinstance(raw, ast.Global | ast.Nonlocal):
        return set(raw.names)
    return set(_imported(raw))


def _imported(raw: ast.Import | ast.ImportFrom) -> Iterator[str]:
    yield from (getattr(raw, "module", None) or "").split(".")
    for alias in raw.names:
        yield from alias.name.split(".")
        if alias.asname is not None:
            yield alias.asname


def nested(raw: Any) -> list[ast.AST]:
    """The fields that the format of a field in an f-string holds."""
    values = [] if raw.format_spec is None else raw.format_spec.values
    return [value for value in values if not isinstance(value, ast.Constant)]


def _fields(cls: type[ast.AST]) -> Sequence[str]:
    """The fields of a class of Python's tree that hold code, the one that is written last first."""
    if cls in (ast.Constant, ast.MatchSingleton):
        return ()
    written = _ORDERS.get(cls, cls._fields)
    found = [name for name in written if name in _CODE.intersection(cls._fields)]
    return [*reversed(found), "name"] if cls.__name__ == "TypeAlias" else found[::-1]


def _pairs(raw: ast.Dict) -> list[ast.expr]:
    """The keys and values of a dictionary in the order in which they are written."""
    pairs = zip(raw.keys, raw.values, strict=True)
    return [each for pair in pairs for each in pair if each is not None]


def _parameters(raw: ast.arguments) -> tuple[Any, ...]:
    """What parameters hold, the last first; those by keyword may have no default."""
    defaults = [default for default in raw.kw_defaults if default is not None]
    named = raw.kwarg, defaults, raw.kwonlyargs, raw.vararg
    return *named, raw.defaults, raw.args, raw.posonlyargs


_FUNCTION = ("decorator_list", "type_params", "args", "returns", "body")
_ORDERS: dict[type, Sequence[str]] = {
    ast.FunctionDef: _FUNCTION,
    ast.AsyncFunctionDef: _FUNCTION,
    ast.ClassDef: ("decorator_list", "type_params", "bases", "keywords", "body"),
    ast.IfExp: ("body", "test", "orelse"),
}
"""The fields of those classes that do not name them in the order in which they are written."""
_CODE = frozenset(
    {"body", "orelse", "finalbody", "handlers", "items", "decorator_list", "cases", "subject"}
    | {"args", "keywords", "func", "value", "values", "targets", "target", "annotation", "returns"}
    | {"iter", "test", "msg", "left", "right", "operand", "comparators", "keys", "key", "elts"}
    | {"generators", "elt", "ifs", "context_expr", "optional_vars", "type", "bases", "exc", "cause"}
    | {"pattern", "patterns", "cls", "kwd_patterns", "guard", "lower", "upper", "step", "slice"}
    | {"posonlyargs", "vararg", "kwonlyargs", "kw_defaults", "kwarg", "defaults"}
    | {"type_params", "bound", "default_value"}
)
"""The fields of Python's tree that hold code, but for constants."""
_CLASSES = [cls for cls in vars(ast).values() if isinstance(cls, type) and issubclass(cls, ast.AST)]
_READERS: dict[type, Reader] = {
    cls: attrgetter(*held) for cls in _CLASSES if (held := _fields(cls))
}
"""What a node of each class holds: one value for one field, a tuple for several, the last first."""
_READERS |= dict.fromkeys(STRUCTURE - _READERS.keys(), lambda raw: ())
_LEAVES = frozenset(_CLASSES) - _READERS.keys()
_STRINGS = {cls for cls in _CLASSES if cls.__name__ in ("JoinedStr", "TemplateStr")}
_FIELDS = {cls for cls in _CLASSES if cls.__name__ in ("FormattedValue", "Interpolation")}
_READERS |= dict.fromkeys(_FIELDS, lambda raw: (nested(raw), raw.value))
_READERS |= {ast.Dict: _pairs, ast.arguments: _parameters}
