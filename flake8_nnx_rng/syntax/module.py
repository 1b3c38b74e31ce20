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
from flake8_nnx_rng.time_limit import look

if TYPE_CHECKING:
    from flake8_nnx_rng.syntax.scopes import Scope
    from flake8_nnx_rng.syntax.tree import Node
    from flake8_nnx_rng.syntax.ways import Ways


class Module:
    """A source parsed once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = Lines(source.code)
        self.tree = lowered(source.code, source.parsed, self.lines)
        self.root = self.tree.root
        self._ways: dict[tuple[str, int], Ways | None] = {}
        self._meant: dict[Ways, frozenset[str] | None] = {}
        self._roots: dict[Node, Node | None] = {}
        look()
        self._scopes = scopes_of(self.tree, source.filename.lower().endswith(PROSE))
        for scope in self._scopes:
            look()
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

    def taken(self, words: Iterable[str]) -> list[Node]:
        """Every use of one of these words, or of a local name for it, that NNX may be behind."""
        aliases = self.source.outline.aliases
        wanted = {*words}
        local = {name for name, origin in aliases.items() if origin in wanted}
        return self.tree.taken(wanted | local, aliases)

    def mentions_by_name(self, name: str) -> list[Node]:
        """Every identifier of this name."""
        if name not in self._by_name:
            self._by_name[name] = self.tree.named((name,))
        return self._by_name[name]

    @cached_property
    def kept_names(self) -> frozenset[str]:
        """The names of the attributes that objects and classes are given, but for plain methods."""
        held = (scope.held for scope in self._scopes if scope.kind == "class_definition")
        return self.tree.index.assigned_attributes.union(*held)

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """The same with all methods."""
        classes = (scope.bound for scope in self._scopes if scope.kind == "class_definition")
        return self.kept_names.union(*classes)

    @cached_property
    def _by_name(self) -> dict[str, list[Node]]:
        return {}

    def reaching(self, name: Node) -> list[Binding]:
        """The bindings that may hold where an identifier is used."""
        return self.reaching_at(name.text, name.start)

    def reaching_at(self, name: str, offset: int) -> list[Binding]:
        """The bindings that may hold for a name at an offset."""
        ways = self.ways_at(name, offset)
        return [] if ways is None else ways.all

    def ways(self, name: Node) -> Ways | None:
        """The ways by which an identifier comes to mean something where it is used."""
        return self.ways_at(name.text, name.start)

    def ways_at(self, name: str, offset: int) -> Ways | None:
        """The same for a name at an offset."""
        key = name, offset
        if key not in self._ways:
            self._ways[key] = self.scope_at(offset).ways(name, offset)
        return self._ways[key]

    def paths(self, expression: Node) -> frozenset[str]:
        """The dotted paths of imports that an expression may stand for, as they are written.

        Empty when any way to reach it leads elsewhere than to an import: then nothing is certain.
        """
        root = expression if expression.kind == "identifier" else self._root(expression)
        found = frozenset[str]() if root is None else self._paths_of(self.ways(root), [])
        if not found or root is expression:
            return found
        names = _dotted(expression)[1]
        return frozenset(".".join((path, *names)) for path in found)

    def _root(self, expression: Node) -> Node | None:
        """The identifier with which a dotted name starts, None for anything else."""
        passed: list[Node] = []
        node = expression
        while node.kind == "attribute":
            if node in self._roots:
                root = self._roots[node]
                break
            passed.append(node)
            node = field_of(node, "object")
        else:
            root = node if node.kind == "identifier" else None
        self._roots |= dict.fromkeys(passed, root)
        return root

    def paths_of(self, dotted: str, offset: int) -> frozenset[str]:
        """The same for a dotted name that would be evaluated at an offset."""
        root, *names = dotted.split(".")
        return self._paths_of(self.ways_at(root, offset), names)

    def _paths_of(self, ways: Ways | None, names: list[str]) -> frozenset[str]:
        if ways is None:
            return frozenset()
        if ways not in self._meant:
            self._follow(ways)
        found = self._meant[ways] or ()
        return frozenset(".".join((path, *names)) for path in found)

    def _follow(self, ways: Ways) -> None:
        """Note what ways may stand for, after those before them: rows of them may be long.

        None is unknown, as what leads back to itself is.
        """
        left = [ways]
        while left:
            top = left[-1]
            if top not in self._meant:
                self._meant[top] = None
                before = (top.earlier, self._ways_of_value(top.latest))
                left += [other for other in before if other and other not in self._meant]
                continue
            left.pop()
            found = self._paths_of_binding(top.latest)
            earlier = frozenset() if top.earlier is None else self._meant[top.earlier]
            self._meant[top] = None if found is None or earlier is None else found | earlier

    def _ways_of_value(self, binding: Binding) -> Ways | None:
        if binding.kind is not BindingKind.VALUE or binding.value is None:
            return None
        root, _ = _dotted(binding.value)
        return None if root is None else self.ways(root)

    def _paths_of_binding(self, binding: Binding) -> frozenset[str] | None:
        """What a binding may stand for; an empty set for a placeholder None, None if unknown."""
        if binding.kind is BindingKind.IMPORT and binding.path is not None:
            return frozenset({binding.path})
        if binding.kind is not BindingKind.VALUE or binding.value is None:
            return None
        return frozenset() if binding.value.kind == "none" else self.paths(binding.value) or None

    def exported(self, name: str) -> list[Binding]:
        """The bindings that a name of the module may have once it has run."""
        ways = self._scopes[0].ways(name, self._scopes[0].end)
        return [] if ways is None else ways.all

    @cached_property
    def starred(self) -> list[str]:
        """The modules, as written, all of whose names are imported, in order."""
        starred = (node for node in self.imports if node.parts[-1].kind == "wildcard_import")
        return [field_of(node, "module_name").text for node in starred]

    @cached_property
    def imports(self) -> list[Node]:
        """All import statements, in order."""
        return self.root.find_all("import_statement", "import_from_statement")


def _dotted(expression: Node) -> tuple[Node | None, list[str]]:
    """The identifier with which a dotted name starts, None for anything else, and the rest."""
    names: list[str] = []
    while expression.kind == "attribute":
        names.append(field_of(expression, "attribute").text)
        expression = field_of(expression, "object")
    return (expression if expression.kind == "identifier" else None), names[::-1]


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
