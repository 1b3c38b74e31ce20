"""Which imported names lose their last use when edits are made."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from flake8_nnx_rng.syntax import concrete
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import ancestor, field_of, imported_names, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Edit
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node

_WORD = re.compile(r"[^\W\d]\w*")
_PACKAGE = re.compile(r"(?:^|[\\/])__init__\.pyi?$")
_KEPT = re.compile(r"#.*(?:\bnoqa\b(?!\s*:)|\bF401\b|\bunused-import\b)", re.IGNORECASE)


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
        uses = (use for use in self._uses(name) if self._may_mean(use, statement))
        first = next(uses, None)
        if first is None or not all(map(self._is_deleted, chain([first], uses))):
            return False
        return not self._is_quoted(name)

    @cached_property
    def deleted_words(self) -> frozenset[str]:
        """The words of what the edits write over."""
        return frozenset(
            word for edit in self._edits for word in _WORD.findall(self._code, edit.start, edit.end)
        )

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

    def _uses(self, name: str) -> Iterator[Node]:
        return filter(is_use, self._module.mentions_by_name(name))

    def _may_mean(self, use: Node, statement: Node) -> bool:
        reaching = self._module.reaching(use)
        return not reaching or any(binding.node == statement for binding in reaching)

    def _is_deleted(self, use: Node) -> bool:
        place = bisect_right(self._deletions, use.start, key=lambda edit: edit.start)
        return place > 0 and use.end <= self._deletions[place - 1].end

    @cached_property
    def _deletions(self) -> list[Edit]:
        return sorted(edit for edit in self._edits if edit.start < edit.end)

    def _is_quoted(self, name: str) -> bool:
        """Whether a string or a comment may use the name: `__all__`, an annotation, a doctest."""
        word = re.compile(rf"\b{name}\b")
        if len(word.findall(self._code)) == len(self._module.mentions_by_name(name)):
            return False
        if re.search(rf"#[ \t]*type:.*\b{name}\b", self._code):
            return True
        strings = self._module.root.find_all("string")
        return any(
            word.search(text.text) and _may_run(text.text, name, exports=_is_export(text))
            for text in strings
        )


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
