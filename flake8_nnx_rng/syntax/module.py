"""A parsed module: its nodes, its scopes, and where interesting names are mentioned."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax.bindings import DEFINITIONS, Binding, BindingKind
from flake8_nnx_rng.syntax.lowering import lowered
from flake8_nnx_rng.syntax.nesting import scopes_of
from flake8_nnx_rng.syntax.nodes import field_of, is_field
from flake8_nnx_rng.syntax.positions import Lines
from flake8_nnx_rng.syntax.source import PROSE, Source

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.scopes import Scope
    from flake8_nnx_rng.syntax.tree import Node


class Module:
    """A source parsed once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = Lines(source.code)
        self.tree = lowered(source.code, source.parsed, self.lines)
        self.root = self.tree.root
        self._reaching: dict[tuple[str, int], list[Binding]] = {}
        self._meant: dict[int, frozenset[str] | None] = {}
        self._scopes = scopes_of(self.tree, source.filename.lower().endswith(PROSE))
        for scope in self._scopes:
            scope.hand_out()

    @cached_property
    def _by_start(self) -> tuple[list[int], list[Scope]]:
        ordered = sorted(self._scopes, key=lambda scope: scope.start)
        return [scope.start for scope in ordered], ordered

    def scope_at(self, offset: int) -> Scope:
        """The innermost scope whose body holds this offset."""
        starts, scopes = self._by_start
        scope = scopes[bisect_right(starts, offset) - 1]
        while offset >= scope.end and scope.parent is not None:
            scope = scope.parent
        return scope

    def mentions_of(self, words: Iterable[str]) -> list[Node]:
        """Every identifier of the module that is one of these words."""
        return self.tree.named(words)

    def mentions_by_name(self, name: str) -> list[Node]:
        """Every identifier of this name."""
        if name not in self._by_name:
            self._by_name[name] = self.tree.named((name,))
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        return {}

    def reaching(self, name: Node) -> list[Binding]:
        """The bindings that may hold where an identifier is used."""
        return self.reaching_at(name.text, name.start)

    def reaching_at(self, name: str, offset: int) -> list[Binding]:
        """The bindings that may hold for a name at an offset."""
        key = name, offset
        if key not in self._reaching:
            self._reaching[key] = self.scope_at(offset).reaching(name, offset)
        return self._reaching[key]

    def paths(self, expression: Node) -> frozenset[str]:
        """The dotted paths of imports that an expression may stand for, as they are written.

        Empty when any way to reach it leads elsewhere than to an import: then nothing is certain.
        """
        return self._paths(expression, 0)

    def paths_of(self, dotted: str, offset: int) -> frozenset[str]:
        """The same for a dotted name that would be evaluated at an offset."""
        root, *names = dotted.split(".")
        return self._paths_of(root, names, offset, 0)

    def _paths(self, expression: Node, far: int) -> frozenset[str]:
        names: list[str] = []
        while expression.kind == "attribute":
            names.append(field_of(expression, "attribute").text)
            expression = field_of(expression, "object")
        if expression.kind != "identifier":
            return frozenset()
        return self._paths_of(expression.text, names[::-1], expression.start, far)

    def _paths_of(self, root: str, names: list[str], offset: int, far: int) -> frozenset[str]:
        found: set[str] = set()
        for binding in self.reaching_at(root, offset):
            paths = self._paths_of_binding(binding, far)
            if paths is None:
                return frozenset()
            found |= paths
        return frozenset(".".join((path, *names)) for path in found)

    def _paths_of_binding(self, binding: Binding, far: int) -> frozenset[str] | None:
        """What a binding may stand for; an empty set for a placeholder None, None if unknown.

        Unknown is what leads back to itself, or is too long a row of aliases to be followed.
        """
        if binding.kind is BindingKind.IMPORT and binding.path is not None:
            return frozenset({binding.path})
        if binding.kind is not BindingKind.VALUE or binding.value is None or far > _FAR:
            return None
        key = id(binding)  # the bindings live as long as their scope
        if key not in self._meant:
            self._meant[key] = None
            is_none = binding.value.kind == "none"
            paths = frozenset[str]() if is_none else self._paths(binding.value, far + 1) or None
            self._meant[key] = paths
        return self._meant[key]

    def exported(self, name: str) -> list[Binding]:
        """The bindings that a name of the module may have once it has run."""
        return self._scopes[0].reaching(name, self._scopes[0].end)

    @cached_property
    def starred(self) -> list[str]:
        """The modules, as written, all of whose names are imported, in order."""
        starred = (node for node in self.imports if node.parts[-1].kind == "wildcard_import")
        return [field_of(node, "module_name").text for node in starred]

    @cached_property
    def imports(self) -> list[Node]:
        """All import statements, in order."""
        return self.root.find_all("import_statement", "import_from_statement")


_STARRED = ("list_splat_pattern", "dictionary_splat_pattern")
_PARAMETERS = ("parameters", "lambda_parameters", "typed_parameter")
_PATTERNS = ("capture_pattern", "splat_pattern")
_NO_VALUES = ("dotted_name", "aliased_import", *_PARAMETERS, *_PATTERNS)


def reference(mention: Node) -> Node | None:
    """The expression that a mentioned identifier ends: itself, or the attribute it names.

    None where the identifier is no use of a value: an argument's keyword, a parameter, an import.
    """
    parent = mention.parent
    if parent is None:
        return None
    kind = parent.kind
    if kind in _STARRED and parent.parent is not None:
        kind = parent.parent.kind  # a parameter, or an element that is assigned
    if kind == "attribute":
        return parent if is_field(parent, "attribute", mention) else mention
    if kind in _NO_VALUES:
        return None
    named = ("keyword_argument", "default_parameter", "typed_default_parameter", *DEFINITIONS)
    if kind in named and is_field(parent, "name", mention):
        return None
    if kind == "assignment" and is_field(parent, "left", mention):
        return None
    return mention


_FAR = 50
