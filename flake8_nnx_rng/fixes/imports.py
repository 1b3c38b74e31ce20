"""Imports that come and go with a set of fixes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.cuts import (
    cut,
    keeping_comment,
    line_start,
    own_line,
    without_element,
    without_line,
    without_paragraph,
)
from flake8_nnx_rng.fixes.fix import Edit, Fix
from flake8_nnx_rng.fixes.last_uses import LastUses
from flake8_nnx_rng.syntax.concrete import tokens
from flake8_nnx_rng.syntax.nodes import imported_names
from flake8_nnx_rng.syntax.source import DOCUMENTS

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.cuts import Span
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.tree import Node


def import_edits(module: Module, fixes: Iterable[Fix], *, rewritten: bool = False) -> list[Edit]:
    """Edits of import statements: names whose last use goes are dropped, needed ones added.

    Blank lines that nothing needs any more go, too. In the code of a document they may stand for
    something else; they go if the edits are `rewritten`, since that keeps what only looks blank.
    """
    chosen = list(fixes)
    uses = LastUses(module, [edit for fix in chosen for edit in fix.edits])
    exports = {need for fix in chosen for need in fix.exports if _uses(fix, need[1])}
    needed = _needed(module, exports)
    found: list[Edit] = []
    removed: list[Node] = []
    for statement in _imports(module).concerned(uses, needed):
        names = _names(statement)
        gone = [names.index(name) for name in names if uses.ends(statement, _bound(name))]
        added = needed.get(statement.start, [])
        if gone and len(gone) == len(names) and not added:
            removed.append(statement)
        elif gone or added:
            found += _List(module, statement, names).edits(gone, added)
    in_document = module.source.filename.lower().endswith(DOCUMENTS)
    whole = without_line if in_document and not rewritten else without_paragraph
    return [*found, *_without(module.source.code, removed, keeping_comment(whole))]


class _Imports:
    """The import statements of one module by their start and by the names that they bring."""

    def __init__(self, module: Module) -> None:
        self.by_start = {statement.start: statement for statement in module.imports}
        self._starts: dict[str, list[int]] = {}
        for offset, statement in self.by_start.items():
            for name in _names(statement):
                self._starts.setdefault(_bound(name), []).append(offset)

    def concerned(self, uses: LastUses, offsets: Iterable[int]) -> list[Node]:
        """The statements that uses which are deleted may mean, or at one of these offsets."""
        known = {node.start for node in uses.concerned if node is not None}
        found = {*offsets, *known.intersection(self.by_start)}
        if None in uses.concerned:
            found |= {
                offset for name in uses.deleted_words for offset in self._starts.get(name, ())
            }
        return [self.by_start[offset] for offset in sorted(found)]


@lru_cache(maxsize=1)
def _imports(module: Module) -> _Imports:
    """What is read once for all fixes of the module that is mended."""
    return _Imports(module)


def _uses(fix: Fix, name: str) -> bool:
    """Whether a name is left in what a fix writes, if that is anything but imports."""
    return not fix.edits or any(re.search(rf"\b{name}\b", edit.text) for edit in fix.edits)


def _needed(module: Module, exports: Collection[tuple[int, str]]) -> dict[int, list[str]]:
    """The names to add to each import statement, none where an earlier one brings it already."""
    statements = _imports(module).by_start if exports else {}
    found: dict[int, list[str]] = {}
    for offset, name in sorted(exports):
        statement = statements[offset]
        earlier = [statements[other] for other, names in found.items() if name in names]
        known = name in map(_bound, _names(statement))
        if not known and not any(_reaches(other, statement) for other in earlier):
            found.setdefault(offset, []).append(name)
    return found


def _reaches(earlier: Node, later: Node) -> bool:
    """Whether what an import brings is there, too, where a later one stands."""
    block, other = earlier.parent, later.parent
    return block is not None and (block.kind == "module" or block == other)


def _names(statement: Node) -> list[Node]:
    """What is imported, with aliases."""
    return imported_names(statement)


def _bound(name: Node) -> str:
    """The name that an imported one has in the module."""
    alias = name.field("alias")
    return name.text.partition(".")[0].strip() if alias is None else alias.text


class _List:
    """The names of one import statement that keeps some or gets new ones."""

    def __init__(self, module: Module, statement: Node, names: Sequence[Node]) -> None:
        self._code = module.source.code
        self._text = module.source.text
        self._names = [name.text for name in names]
        self._spans = [(name.start, name.end) for name in names]
        self._bracketed = any(piece.kind == "(" for piece in tokens(statement))

    def edits(self, gone: Sequence[int], added: Sequence[str]) -> Iterator[Edit]:
        """Write new names in the place of those that are gone, else where they sort."""
        for index, name in zip(gone, added, strict=False):
            yield Edit(*self._spans[index], name)
        yield from cut(self._code, self._spans, gone[len(added) :], without_element)
        if gone:
            yield from self._appended(added[len(gone) :])
        else:
            yield from self._inserted(added)

    def _inserted(self, added: Sequence[str]) -> Iterator[Edit]:
        """Names before those that sort behind them."""
        order = _order(self._names)
        places: dict[int, list[str]] = {}
        for name in sorted(added, key=order):
            behind = (i for i, other in enumerate(self._names) if order(other) > order(name))
            places.setdefault(next(behind, len(self._names)), []).append(name)
        yield from self._appended(places.pop(len(self._names), []))
        for index, names in places.items():
            first = self._spans[index]
            separator = f",{self._line_end(first)}{self._indent(first)}"
            if not self._starts_line(first):
                separator = ", "
            yield Edit(first[0], first[0], "".join(name + separator for name in names))

    def _appended(self, added: Sequence[str]) -> Iterator[Edit]:
        """Names behind the last one, which keeps its comment."""
        last = self._spans[-1]
        lines = own_line(self._code, last) if self._bracketed else None
        if not added:
            return
        if lines is None:
            yield Edit(last[1], last[1], "".join(f", {name}" for name in added))
            return
        if not self._code[last[1] :].lstrip(" \t").startswith(","):
            yield Edit(last[1], last[1], ",")
        indent, line_end = self._indent(last), self._line_end(last)
        new = "".join(f"{indent}{name},{line_end}" for name in added)
        yield Edit(lines[1], lines[1], new)

    def _starts_line(self, span: Span) -> bool:
        return self._bracketed and not self._indent(span).strip()

    def _indent(self, span: Span) -> str:
        """What stands before a name on its line."""
        return self._code[line_start(self._code, span[0]) : span[0]]

    def _line_end(self, span: Span) -> str:
        """How the line before that of a name ends."""
        line = line_start(self._code, span[0])
        return "\r\n" if self._code[line - 2 : line] == "\r\n" else self._text[line - 1 : line]


def _order(names: Sequence[str]) -> Callable[[str], tuple[int, str]]:
    """The order in which names are written, as isort knows it; else new ones come last."""
    for order in (_by_kind, _by_letter):
        if list(names) == sorted(names, key=order):
            return order
    return lambda name: (int(name not in names), "")


def _by_kind(name: str) -> tuple[int, str]:
    """Constants, then classes, then the rest."""
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1 if name[0].isupper() else 2), name


def _by_letter(name: str) -> tuple[int, str]:
    return 0, name.casefold()


def _without(
    code: str, removed: Sequence[Node], whole: Callable[[str, Span], Edit]
) -> Iterator[Edit]:
    """Take statements out; a block that holds nothing else keeps a `pass`."""
    blocks = {block.start: block for block in (s.parent for s in removed) if block is not None}
    offsets = {statement.start for statement in removed}
    for block in blocks.values():
        siblings = block.parts
        gone = [index for index, sibling in enumerate(siblings) if sibling.start in offsets]
        spans = [(sibling.start, sibling.end) for sibling in siblings]
        if block.kind == "block" and len(gone) == len(siblings):
            yield Edit(*spans[gone.pop(0)], "pass")
        yield from cut(code, spans, gone, whole)
