"""Where a new class can stand, and which names mean there what they mean where it is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.fixes.migration.spelling import Speller
from flake8_nnx_rng.semantics.program.names import exported_name
from flake8_nnx_rng.syntax.bindings import BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import field_of, integer

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.lifted.reading import Lift
    from flake8_nnx_rng.syntax.bindings import Binding
    from flake8_nnx_rng.syntax.scopes import Scope
    from flake8_nnx_rng.syntax.tree import Node


@dataclass(frozen=True)
class Place:
    """The statement before which a class is written, in the scope that knows all its parts."""

    bench: Bench
    scope: Scope
    statement: Node

    @property
    def is_module(self) -> bool:
        """Whether the class stands at the top of the file."""
        return self.scope.kind == "module"

    @property
    def indent(self) -> str:
        """What stands before the statement on its line."""
        return self.bench.indent_of(self.statement)

    @cached_property
    def offset(self) -> int:
        """The start of the line above which the class is written: that of the first comment."""
        code = self.bench.module.source.code
        offset = self.bench.line_start(self.statement.start)
        while offset > 0:
            above = self.bench.line_start(offset - 1)
            line = code[above:offset]
            is_own = line.startswith(self.indent + "#") and not line.startswith("#!")
            if not is_own:
                break
            offset = above
        return offset

    def knows(self, node: Node) -> bool:
        """Whether an expression means in the class what it means where it is written."""
        return all(self._knows(name, node) for name in names_of(node))

    def _knows(self, name: Node, within: Node) -> bool:
        module = self.bench.module
        reaching = module.reaching(name)
        if reaching and all(_is_within(binding, within) for binding in reaching):
            return True
        known = module.reaching_at(name.text, self.statement.start)
        is_one = len(known) <= 1 and len(self._bindings(name.text)) == len(known)
        is_import = all(binding.kind is BindingKind.IMPORT for binding in known)
        return (is_one or is_import) and set(known) == set(reaching)

    def is_constant(self, node: Node) -> bool:
        """Whether an expression certainly has one value for every instance of the class."""
        if any(node.find_all("call")) or node.kind == "call" or not self.knows(node):
            return False
        is_same_scope = self.bench.module.scope_at(node.start) == self.scope
        return is_same_scope or all(map(self._is_literal, names_of(node)))

    def _is_literal(self, name: Node) -> bool:
        value = self.bench.names.value(name)
        return value is not None and integer(value) is not None

    def _bindings(self, name: str) -> list[Binding]:
        """All bindings of a name in the scope where it is found."""
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.bindings:
                return scope.bindings[name]
            scope = scope.parent
        return []


class PlacedSpeller(Speller):
    """Spells exports of `flax.nnx` as they can be written in the class."""

    def __init__(self, place: Place, mention: Node) -> None:
        super().__init__(place.bench, mention)
        self._place = place

    def __call__(self, export: str) -> str:
        """The name as the class can write it."""
        written = super().__call__(export)
        offset = self._place.statement.start
        paths = self._place.bench.module.paths_of(written, offset)
        is_known = {exported_name(path) for path in paths} == {export}
        is_brought = any(name == written and place < offset for place, name in self.needed)
        if not is_known and not is_brought:
            raise Refused(f"{written} has no name where the new class would stand", written)
        return written


def place_for(bench: Bench, lift: Lift, submodule: Node) -> Place:
    """Before the statement that holds the lift, in the innermost scope that names all parts."""
    scopes = [_scope_of(bench, name) for name in (lift.reference, submodule)]
    scope = max(scopes, key=lambda scope: scope.start)
    if scope.kind not in ("module", "function_definition"):
        raise Refused("its parts are known in the body of a class only")
    body = scope.node if scope.kind == "module" else field_of(scope.node, "body")
    statement = lift.value
    for outer in lift.value.ancestors():
        if outer == body:
            break
        statement = outer
    before = bench.text(bench.line_start(statement.start), statement.start)
    if before.strip():
        raise Refused("the statement that makes it does not start its line")
    return Place(bench, scope, statement)


def _root(expression: Node) -> Node:
    while expression.kind == "attribute":
        expression = field_of(expression, "object")
    return expression


def _scope_of(bench: Bench, name: Node) -> Scope:
    """The scope that binds the name at the root of an expression."""
    name = _root(name)
    reaching = bench.module.reaching(name)
    scope = bench.module.scope_at(name.start)
    while scope.parent is not None and not _binds(scope, name.text, reaching):
        scope = scope.parent
    return scope


def _binds(scope: Scope, name: str, reaching: list[Binding]) -> bool:
    return any(binding in scope.bindings.get(name, ()) for binding in reaching)


def names_of(node: Node) -> Iterator[Node]:
    """The names that an expression looks up."""
    found = [node] if node.kind == "identifier" else node.find_all("identifier")
    return (name for name in found if reference(name) == name)


def _is_within(binding: Binding, node: Node) -> bool:
    return node.start <= binding.node.start and binding.node.end <= node.end


def names_in(node: Node) -> set[str]:
    """The words of an expression that a parameter of the same name would hide."""
    return {name.text for name in names_of(node)}
