"""Which imported names lose their last use when edits are made."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.words import WORD
from flake8_nnx_rng.syntax import concrete
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, imported_names, is_field, start

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Edit
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node

_PACKAGE = re.compile(r"(?:^|[\\/])__init__\.pyi?$")
_KEPT = re.compile(r"#.*(?:\bnoqa\b(?!\s*:)|\bF401\b|\bunused-import\b)", re.IGNORECASE)


_ANYTHING = frozenset({None})


class LastUses:
    """The uses of one module before and after edits."""

    def __init__(self, module: Module, edits: Sequence[Edit]) -> None:
        self._module = module
        self._code = module.source.code
        self._edits = edits

    def ends(self, statement: Node, name: str) -> bool:
        """Whether the edits delete all uses of a name that a statement imports, one at least.

        An import that may be there for others, or for a case that is not visible, has no last use.
        """
        if name not in self.deleted_words or self._is_written(name):
            return False
        if self._is_for_others(statement, name):
            return False
        uses = _uses(self._module).of(statement, name)
        if not uses or not all(map(self._is_deleted, uses)):
            return False
        return not self._is_quoted(name)

    @cached_property
    def deleted_words(self) -> frozenset[str]:
        """The words of what the edits write over."""
        return frozenset(
            word for edit in self._edits for word in WORD.findall(self._code, edit.start, edit.end)
        )

    @cached_property
    def concerned(self) -> frozenset[Node | None]:
        """What the uses that the edits delete may mean; None among it where nobody knows."""
        return frozenset(
            node for use in self._deleted_uses() for node in _uses(self._module).meant(use)
        )

    def _deleted_uses(self) -> Iterator[Node]:
        for word in self.deleted_words:
            mentions = self._module.mentions_by_name(word)
            for edit in self._deletions:
                first, last = (bisect_left(mentions, o, key=start) for o in (edit.start, edit.end))
                yield from filter(is_use, mentions[first:last])

    def _is_written(self, name: str) -> bool:
        return any(_is_used_in(edit.text, name) for edit in self._edits)

    def _is_for_others(self, statement: Node, name: str) -> bool:
        """In a package's `__init__`, as an alternative, marked by a comment, `name as name`."""
        if _PACKAGE.search(self._module.source.filename):
            return True
        if ancestor(statement, "try_statement") is not None:
            return True
        line_end = self._code.find("\n", statement.end)
        lines = self._code[statement.start : line_end if line_end >= 0 else None]
        if _KEPT.search(lines):
            return True
        return any(
            child.kind == "aliased_import"
            and field_of(child, "name").text == field_of(child, "alias").text == name
            for child in imported_names(statement)
        )

    def _is_deleted(self, use: Node) -> bool:
        place = bisect_right(self._deletions, use.start, key=lambda edit: edit.start)
        return place > 0 and use.end <= self._deletions[place - 1].end

    @cached_property
    def _deletions(self) -> list[Edit]:
        return sorted(edit for edit in self._edits if edit.start < edit.end)

    def _is_quoted(self, name: str) -> bool:
        """Whether a string or a comment may use the name: `__all__`, an annotation, a doctest."""
        if not _uses(self._module).is_elsewhere(name):
            return False
        word = re.compile(rf"\b{name}\b")
        if re.search(rf"#[ \t]*type:.*\b{name}\b", self._code):
            return True
        strings = self._module.root.find_all("string")
        return any(
            word.search(text.text) and _may_run(text.text, name, exports=_is_export(text))
            for text in strings
        )


class _Uses:
    """The uses of names in one module, by what binds them."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._found: dict[str, dict[Node | None, list[Node]]] = {}
        self._elsewhere: dict[str, bool] = {}

    def meant(self, use: Node) -> frozenset[Node | None]:
        """What may bind the name that is used; None where nobody knows."""
        return frozenset(binding.node for binding in self._module.reaching(use)) or _ANYTHING

    def is_elsewhere(self, name: str) -> bool:
        """Whether a name stands in a string or a comment, too."""
        if name not in self._elsewhere:
            written = re.findall(rf"\b{name}\b", self._module.source.code)
            self._elsewhere[name] = len(written) != len(self._module.mentions_by_name(name))
        return self._elsewhere[name]

    def of(self, statement: Node, name: str) -> list[Node]:
        """Those of a name that may mean what a statement binds: a few, or who knows what."""
        if name not in self._found:
            self._found[name] = self._by_binding(name)
        found = self._found[name]
        return [*found.get(statement, ()), *found.get(None, ())]

    def _by_binding(self, name: str) -> dict[Node | None, list[Node]]:
        found: dict[Node | None, list[Node]] = {}
        for use in filter(is_use, self._module.mentions_by_name(name)):
            for node in self.meant(use):
                found.setdefault(node, []).append(use)
        return found


@lru_cache(maxsize=1)
def _uses(module: Module) -> _Uses:
    """What is read once for all fixes of the module that is mended."""
    return _Uses(module)


def is_use(mention: Node) -> bool:
    """Whether an identifier is one that Python looks up, or that a statement declares."""
    parent = mention.parent
    if parent is None:
        return True
    if parent.kind == "attribute":
        return not is_field(parent, "attribute", mention)
    return reference(mention) is not None


def _is_export(string: Node) -> bool:
    """Whether a string stands in `__all__`."""
    statement = ancestor(string, "expression_statement")
    return statement is not None and statement.text.startswith("__all__")


def _is_used_in(text: str, name: str) -> bool:
    """Whether new code uses a name."""
    if name not in text:
        return False
    used = concrete.used_in(text)
    return name in used.names or any(_may_run(string, name) for string in used.strings)


def _may_run(string: str, name: str, *, exports: bool = False) -> bool:
    """Whether the text of a string is code that uses a name, or a list of what is exported."""
    try:
        text = ast.literal_eval(string)
    except (SyntaxError, ValueError):
        return False
    if not isinstance(text, str) or not re.search(rf"\b{name}\b", text):
        return False
    if ">>>" in text or exports:
        return True
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return False
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(tree))
