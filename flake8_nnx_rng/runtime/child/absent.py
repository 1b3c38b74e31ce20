"""Absent: what stands for the names of an import that failed, so that annotations still hold."""

from __future__ import annotations

import ast
from types import ModuleType
from typing import Any, NoReturn


class Absent:
    """A name that could not be imported: any use but in an annotation tells so."""

    _name: str
    _why: str

    def __init__(self, name: str, why: str) -> None:
        """The name as the program knows it, and the error of its import."""
        self.__dict__.update(_name=name, _why=why)

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self._name}.{name}", self._why)

    def __getitem__(self, key: Any) -> Absent:
        return self

    def __or__(self, other: Any) -> Absent:
        return self

    __ror__ = __or__

    def __call__(self, *_: Any, **__: Any) -> NoReturn:
        """No program gets further than this."""
        self._tell()

    def __bool__(self) -> NoReturn:
        self._tell()

    def __iter__(self) -> NoReturn:
        self._tell()

    def __mro_entries__(self, bases: tuple[Any, ...]) -> NoReturn:
        self._tell()

    def __hash__(self) -> int:
        return hash(self._name)

    def __eq__(self, other: object) -> bool:
        return self is other

    def _tell(self) -> NoReturn:
        raise NameError(f"{self._name} is missing, since its import raises {self._why}")


def stand_in(statement: ast.stmt, module: ModuleType, why: str) -> None:
    """Bind what an import statement that failed was to bind, where nothing is bound yet."""
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return
    for alias in statement.names:
        name = alias.asname or alias.name.partition(".")[0]
        if name != "*":
            module.__dict__.setdefault(name, Absent(name, why))
