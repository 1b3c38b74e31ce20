"""The bench: what fixers work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, cast

from flake8_nnx_rng.fixes.fix import Edit, splice
from flake8_nnx_rng.fixes.layout import Piece, lay_out
from flake8_nnx_rng.semantics.program.names import NNX, exported_name
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flake8_nnx_rng.fixes.style import FixOptions
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.scopes import Scope
    from flake8_nnx_rng.syntax.tree import Node

T = TypeVar("T")


@dataclass(frozen=True)
class Spelling:
    """A name as the module can write it; `needed` says what an import must bring first.

    That is the offset of the import statement and the name to add to it.
    """

    text: str
    needed: tuple[int, str] | None = None


class Bench:
    """One module under repair: its analysis, how it is written, and how it names what it lacks."""

    def __init__(self, analysis: Analysis, options: FixOptions) -> None:
        self.analysis = analysis
        self.module = analysis.module
        self.names = analysis.names
        self.style = options.style
        self.exact_pmap = options.exact_pmap
        self._tools: dict[Callable[[Bench], object], object] = {}
        self._imported: dict[tuple[int, int], list[str]] = {}

    def text(self, start: int, end: int, edits: Sequence[Edit] = ()) -> str:
        """The original text of a span, with the edits made that lie in it."""
        inside = [
            Edit(edit.start - start, edit.end - start, edit.text)
            for edit in edits
            if start <= edit.start and edit.end <= end
        ]
        return splice(self.module.source.text[start:end], inside)

    def lay_out(self, piece: Piece, indent: str, column: int) -> str:
        """Code in the style of the module, as it starts at a column."""
        return lay_out(piece, self.style, indent, column)

    def tool(self, make: Callable[[Bench], T]) -> T:
        """What was made for this module by `make`, once."""
        if make not in self._tools:
            self._tools[make] = make(self)
        return cast("T", self._tools[make])

    def indent_of(self, node: Node) -> str:
        """The white space before the first thing on the node's line."""
        line = self.line_start(node.start)
        text = self.module.source.code
        stop = line
        while stop < len(text) and text[stop] in " \t\f":
            stop += 1
        return text[line:stop]

    def line_start(self, offset: int) -> int:
        """Where the line of an offset starts."""
        return self.module.source.code.rfind("\n", 0, offset) + 1

    def column(self, offset: int) -> int:
        """How many columns stand before an offset on its line."""
        return offset - self.line_start(offset)

    def spell(self, export: str, reference: Node) -> Spelling | None:
        """How the module can name an export of `flax.nnx` where `reference` names another.

        None where it would take a new import statement.
        """

        owner = field_of(reference, "object") if reference.kind == "attribute" else None
        if owner is not None and self.names.symbol(owner) == NNX:
            return Spelling(f"{self.text(owner.start, owner.end)}.{export}")
        offset = reference.start
        for name, path in self._imports_at(offset):
            if path == NNX:
                return Spelling(f"{name}.{export}")
            if exported_name(path) == export:
                return Spelling(name)
        statement = self._import_of(reference)
        if statement is None or self._is_bound(export, offset):
            return None
        return Spelling(export, (statement.start, export))

    def name_of(self, path: str, offset: int) -> str | None:
        """The name at an offset that certainly is the import of a module."""
        found = (name for name, imported in self._imports_at(offset) if imported == path)
        return next(found, None)

    def _is_bound(self, name: str, offset: int) -> bool:
        """Whether the module means something of its own by a name, here or further out."""
        scope: Scope | None = self.module.scope_at(offset)
        while scope is not None:
            if name in scope.bindings:
                return True
            scope = scope.parent
        return False

    def _imports_at(self, offset: int) -> Iterator[tuple[str, str]]:
        """The names at an offset that certainly are imports, and of what."""
        scope = self.module.scope_at(offset)
        while scope is not None:
            for name in self._imported_in(scope):
                paths = self.names.paths_of(name, offset)
                if len(paths) == 1:
                    yield name, next(iter(paths))
            if scope.parent is None:
                return
            scope = scope.parent

    def _imported_in(self, scope: Scope) -> list[str]:
        """The names that a scope has from imports, from others too perhaps."""
        place = scope.start, scope.end
        if place not in self._imported:
            self._imported[place] = [
                name
                for name, bindings in scope.bindings.items()
                if any(binding.kind is BindingKind.IMPORT for binding in bindings)
            ]
        return self._imported[place]

    def _import_of(self, reference: Node) -> Node | None:
        """The statement that imports a bare name from `flax.nnx` itself."""
        binding: Binding | None = self.names.binding(reference)
        if binding is None or binding.kind is not BindingKind.IMPORT:
            return None
        is_from = binding.node.kind == "import_from_statement"
        return binding.node if is_from and exported_name(binding.path or "") else None
