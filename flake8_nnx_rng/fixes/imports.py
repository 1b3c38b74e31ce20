"""Imports that come and go with a set of fixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit, Fix
from flake8_nnx_rng.syntax.bindings import Binding, bindings_of
from flake8_nnx_rng.syntax.nodes import ancestor, end, is_field, parts, start

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.syntax.module import Module

_WORD = re.compile(r"[^\W\d]\w*")


def import_edits(module: Module, fixes: Iterable[Fix]) -> list[Edit]:
    """Edits of import statements: names whose last use goes are dropped, needed ones added."""
    chosen = list(fixes)
    edits = [edit for fix in chosen for edit in fix.edits]
    needed = {need for fix in chosen for need in fix.exports}
    found: list[Edit] = []
    for statement in module.imports:
        added = sorted(name for offset, name in needed if offset == start(statement))
        dropped = list(_unused(module, statement, edits))
        if added or dropped:
            found += _changed(module, statement, dropped, added)
    return found


def _unused(module: Module, statement: SgNode, edits: list[Edit]) -> Iterator[Binding]:
    """The names that nothing uses any more once the edits are made."""
    if ancestor(statement, "try_statement") is not None or _is_kept(module, statement):
        return
    gone = {word for e in edits for word in _WORD.findall(module.source.code[e.start : e.end])}
    written = {word for edit in edits for word in _WORD.findall(edit.text)}
    for binding in bindings_of(statement):
        name = binding.name
        if name not in gone or name in written or _is_exported(module, name):
            continue
        uses = [use for use in module.mentions_by_name(name) if _is_use(use)]
        if uses and all(_is_deleted(use, edits) for use in uses):
            yield binding


def _is_kept(module: Module, statement: SgNode) -> bool:
    """Whether the file says that an import is for others: a `noqa`, or a package's own names."""
    if re.search(r"(^|[\\/])__init__\.pyi?$", module.source.filename):
        return True
    code = module.source.code
    line_end = code.find("\n", end(statement))
    return "noqa" in code[end(statement) : line_end if line_end >= 0 else None].lower()


def _is_exported(module: Module, name: str) -> bool:
    """Whether a string of this name, as in `__all__`, may ask for it."""
    return any(f"{quote}{name}{quote}" in module.source.code for quote in "\"'")


def _is_use(mention: SgNode) -> bool:
    parent = mention.parent()
    if parent is None or parent.kind() in ("dotted_name", "aliased_import"):
        return False
    names_part = {"attribute": "attribute", "keyword_argument": "name"}.get(parent.kind())
    return names_part is None or not is_field(parent, names_part, mention)


def _is_deleted(mention: SgNode, edits: list[Edit]) -> bool:
    return any(edit.start <= start(mention) and end(mention) <= edit.end for edit in edits)


def _changed(
    module: Module, statement: SgNode, dropped: list[Binding], added: list[str]
) -> list[Edit]:
    """Put what is added where something is dropped; then append, or take away, what is left."""
    listed = _listed(statement)
    gone = [node for node in listed if _name_of(node) in {binding.name for binding in dropped}]
    if len(gone) == len(listed) and not added:
        return _without_statement(module, statement)
    edits = [Edit(start(node), end(node), name) for node, name in zip(gone, added, strict=False)]
    edits += _without(module, gone[len(added) :], listed)
    more = added[len(gone) :]
    if more:
        edits.append(_appended(module, listed[-1], more))
    return edits


def _listed(statement: SgNode) -> list[SgNode]:
    """The imported names, with their aliases."""
    if statement.kind() == "import_statement":
        return parts(statement)
    return list(statement.field_children("name"))


def _name_of(node: SgNode) -> str:
    alias = node.field("alias")
    return node.text().partition(".")[0].strip() if alias is None else alias.text()


def _without(module: Module, gone: list[SgNode], listed: list[SgNode]) -> Iterator[Edit]:
    """Take names out of several, with their commas, and with the lines that they alone stand on."""
    inline: list[SgNode] = []
    for node in gone:
        edit = _own_line(module.source.code, node)
        if edit is None:
            inline.append(node)
        else:
            yield edit
    for first, last in _runs([listed.index(node) for node in inline]):
        if last + 1 < len(listed):
            yield Edit(start(listed[first]), start(listed[last + 1]), "")
        else:
            yield Edit(end(listed[first - 1]), end(listed[last]), "")


def _own_line(code: str, node: SgNode) -> Edit | None:
    line = code.rfind("\n", 0, start(node)) + 1
    behind = re.compile(r"[ \t]*,[ \t]*(?:#[^\n]*?)?\r?\n").match(code, end(node))
    alone = not code[line : start(node)].strip() and behind is not None
    return Edit(line, behind.end(), "") if alone and behind is not None else None


def _runs(indices: list[int]) -> list[tuple[int, int]]:
    """First and last of each row of neighbours."""
    runs: list[tuple[int, int]] = []
    for index in sorted(indices):
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _appended(module: Module, last: SgNode, names: list[str]) -> Edit:
    """Names behind the last one, each on a line of its own if that one is."""
    code = module.source.code
    line = code.rfind("\n", 0, start(last)) + 1
    before = code[line : start(last)]
    own_line = not before.strip()
    newline = "\r\n" if code[line - 2 : line] == "\r\n" else module.source.text[line - 1 : line]
    separator = f",{newline}{before}" if own_line else ", "
    return Edit(end(last), end(last), "".join(separator + name for name in names))


def _without_statement(module: Module, statement: SgNode) -> list[Edit]:
    """The statement with its line, or with its `;` where the line holds others."""
    block = statement.parent()
    if block is None:
        return []
    if block.kind() == "block" and len(parts(block)) == 1:
        return [Edit(start(statement), end(statement), "pass")]
    code = module.source.code
    line = code.rfind("\n", 0, start(statement)) + 1
    first = not code[line : start(statement)].strip()
    semicolon = re.compile(r"[ \t]*;[ \t]*").match(code, end(statement))
    if semicolon and code[semicolon.end() : semicolon.end() + 1] not in ("", "\n", "\r", "#"):
        return [Edit(start(statement), semicolon.end(), "")]
    if not first:
        before = re.compile(r";[ \t]*$").search(code[line : start(statement)])
        return [Edit(line + before.start() if before else start(statement), end(statement), "")]
    rest = re.compile(r"[^\n]*(\n|\Z)").match(code, end(statement))
    stop = end(statement) if rest is None else rest.end()
    return [Edit(line, _past_blank_lines(code, line, stop), "")]


def _past_blank_lines(code: str, line: int, stop: int) -> int:
    """Also the blank lines behind, if the statement stood alone between blank lines."""
    above = code[:line].rstrip(" \t\r\n")
    stands_alone = not above or code[len(above) : line].count("\n") > 1
    if not stands_alone:
        return stop
    blank = re.compile(r"(?:[ \t\r]*\n)*").match(code, stop)
    return stop if blank is None else blank.end()
