"""Modules of one wheel and the names that they bind when they run."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

NOT_IMPORTED = frozenset({"tests", "examples", "docs", "scripts", "ideas"})


@dataclass(frozen=True)
class Imported:
    """`from module import name`, or `import module` when `name` is None."""

    module: str
    name: str | None = None


@dataclass(frozen=True)
class Lazy:
    """A name that the module's own `__getattr__` answers for."""

    expression: ast.expr
    branch: ast.If


Binding = Imported | Lazy | ast.FunctionDef | ast.ClassDef | ast.expr


@dataclass
class Module:
    """One source file, parsed when it is first asked for."""

    name: str
    is_package: bool
    source: str
    stars: list[str] = field(default_factory=list)
    """Modules that are star-imported."""

    @cached_property
    def body(self) -> list[ast.stmt]:
        """Top-level statements that run, in order."""
        return list(running(ast.parse(self.source).body))

    @cached_property
    def bindings(self) -> dict[str, Binding]:
        """Names bound at top level; the last one wins, and `__getattr__` answers for the rest."""
        bound: dict[str, Binding] = {}
        lazy: dict[str, Binding] = {}
        for statement in self.body:
            bound.update(self._bind(statement))
            if isinstance(statement, ast.FunctionDef) and statement.name == "__getattr__":
                lazy.update(_lazy_names(statement, bound))
        return lazy | bound

    def imported(self) -> Iterator[str]:
        """Dotted names that may be modules and that the import of this one imports."""
        for statement in self.body:
            match statement:
                case ast.ImportFrom(module=module, names=names, level=level):
                    source = self.absolute(module, level)
                    yield source
                    yield from (f"{source}.{alias.name}" for alias in names)
                case ast.Import(names=names):
                    yield from (alias.name for alias in names)

    def absolute(self, module: str | None, level: int) -> str:
        """The absolute name of the module in `from ..module import x`."""
        if not level:
            return module or ""
        drop = level - 1 if self.is_package else level
        parts = self.name.split(".")[: -drop or None]
        return ".".join([*parts, *([module] if module else [])])

    def _bind(self, statement: ast.stmt) -> Iterator[tuple[str, Binding]]:
        match statement:
            case ast.ImportFrom():
                yield from self._import_from(statement)
            case ast.Import():
                for alias in statement.names:
                    top = alias.name.partition(".")[0]
                    yield alias.asname or top, Imported(alias.name if alias.asname else top)
            case ast.FunctionDef() | ast.ClassDef():
                if not is_overload(statement):
                    yield statement.name, statement
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value

    def _import_from(self, statement: ast.ImportFrom) -> Iterator[tuple[str, Binding]]:
        source = self.absolute(statement.module, statement.level)
        for alias in statement.names:
            if alias.name == "*":
                self.stars.append(source)
            else:
                yield alias.asname or alias.name, Imported(source, alias.name)


def read_modules(sources: dict[str, str]) -> dict[str, Module]:
    """Modules by dotted name, without tests and examples."""
    modules = {}
    for path, source in sources.items():
        parts = path.removesuffix(".py").split("/")
        is_package = parts[-1] == "__init__"
        if is_package:
            parts.pop()
        if not NOT_IMPORTED.intersection(parts):
            modules[".".join(parts)] = Module(".".join(parts), is_package, source)
    return modules


def running(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run, seen through `if TYPE_CHECKING`, other `if`s and `try`."""
    for statement in body:
        match statement:
            case ast.If(test=test):
                yield from running(_branches(statement, ast.unparse(test)))
            case ast.Try():
                yield from running([*statement.body, *statement.orelse, *statement.finalbody])
            case _:
                yield statement


def is_overload(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether `node` only tells type checkers about one way to call."""
    return any(ast.unparse(d).split(".")[-1] == "overload" for d in node.decorator_list)


def _branches(statement: ast.If, test: str) -> list[ast.stmt]:
    if test.endswith("TYPE_CHECKING"):
        return statement.body if test.startswith("not ") else statement.orelse
    return [*statement.body, *statement.orelse]


def _lazy_names(
    function: ast.FunctionDef, bound: dict[str, Binding]
) -> Iterator[tuple[str, Binding]]:
    for statement in function.body:
        match statement:
            case ast.If(test=ast.Compare(comparators=[ast.Constant(value=str(name))])):
                last = statement.body[-1]
                value = last.value if isinstance(last, ast.Return) else bound.get(name)
                if isinstance(value, ast.expr):
                    yield name, Lazy(value, statement)
