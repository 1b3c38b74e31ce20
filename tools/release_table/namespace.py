"""Follows names through imports and aliases to what they are."""

import ast
from dataclasses import dataclass

from release_table.modules import Binding, Imported, Lazy, Module

MAX_ALIASES = 20


@dataclass(frozen=True)
class Definition:
    """What a name stands for: a node, and the module whose names the node uses."""

    module: str
    node: ast.FunctionDef | ast.ClassDef | ast.expr

    @property
    def identity(self) -> tuple[str, int, int]:
        """Equal for two names exactly when they are bound to the same thing."""
        return self.module, self.node.lineno, self.node.col_offset


@dataclass(frozen=True)
class ModuleReference:
    """A module of the wheel."""

    name: str

    @property
    def identity(self) -> tuple[str, int, int]:
        """Equal for two names of the same module."""
        return self.name, 0, 0


@dataclass(frozen=True)
class External:
    """Something outside the wheel, by its dotted name."""

    name: str


Meaning = Definition | ModuleReference | External


class Namespace:
    """Names of all modules of one release."""

    def __init__(self, modules: dict[str, Module]) -> None:
        """Take the modules of one wheel by dotted name."""
        self.modules = modules
        self.packages = {p for name in modules for p in _parents(name)}

    def names(self, module: str) -> dict[str, Binding]:
        """Names that `module` binds, those from star imports included."""
        own = self.modules[module].bindings
        starred: dict[str, Binding] = {}
        for source in self.modules[module].stars:
            if source in self.modules:
                public = [n for n in self.names(source) if not n.startswith("_")]
                starred.update({n: Imported(source, n) for n in public})
        return starred | own

    def exported(self, module: str) -> dict[str, Binding]:
        """Public names of a package that it binds from its own wheel."""
        return {
            name: binding
            for name, binding in self.names(module).items()
            if not name.startswith("_") and not self._is_foreign_module(binding)
        }

    def submodules(self, package: str) -> list[str]:
        """Modules right below a package that are its attributes, since its import runs them."""
        prefix = f"{package}."
        below = (n.removeprefix(prefix) for n in self._loaded_by(package) if n.startswith(prefix))
        return [name for name in below if "." not in name]

    def look_up(self, module: str, name: str, depth: int = 0) -> Meaning:
        """What `name` is inside `module`."""
        path = f"{module}.{name}"
        if depth > MAX_ALIASES:
            return External(path)
        if module in self.modules:
            binding = self.names(module).get(name)
            if binding is not None and binding != Imported(module, name):
                return self._follow(module, binding, depth + 1)
        if path in self.modules or path in self.packages:
            return ModuleReference(path)
        return External(path)

    def evaluate(self, module: str, expression: ast.expr, depth: int = 0) -> Meaning:
        """What an expression of names and dots is inside `module`."""
        match expression:
            case ast.Name(id=name):
                return self.look_up(module, name, depth)
            case ast.Attribute(value=value, attr=name):
                return self._attribute(self.evaluate(module, value, depth), name, depth)
            case ast.Subscript(value=ast.Call(func=ast.Name(id="globals")), slice=ast.Name()):
                return External("globals")
        return Definition(module, expression)

    def _loaded_by(self, module: str) -> set[str]:
        loaded: set[str] = set()
        waiting = [module]
        while waiting:
            name = waiting.pop()
            if name in self.modules and name not in loaded:
                loaded.add(name)
                waiting += [*_parents(name), *self.modules[name].imported()]
        return loaded

    def _attribute(self, owner: Meaning, name: str, depth: int) -> Meaning:
        match owner:
            case ModuleReference(name=module):
                return self.look_up(module, name, depth)
            case External(name=path):
                return External(f"{path}.{name}")
        return External(f"{owner.module}.?.{name}")

    def _follow(self, module: str, binding: Binding, depth: int) -> Meaning:
        match binding:
            case Imported(module=source, name=None):
                return self._module(source)
            case Imported(module=source, name=str(name)):
                return self.look_up(source, name, depth)
            case Lazy(expression=expression):
                return self.evaluate(module, expression, depth)
            case ast.FunctionDef() | ast.ClassDef():
                return Definition(module, binding)
        assert isinstance(binding, ast.expr)
        return self.evaluate(module, binding, depth)

    def _module(self, name: str) -> Meaning:
        known = name in self.modules or name in self.packages
        return ModuleReference(name) if known else External(name)

    def _is_foreign_module(self, binding: Binding) -> bool:
        """`import typing as tp` and the like: an import that leaves the wheel."""
        return isinstance(binding, Imported) and not binding.module.startswith("flax")


def _parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]
