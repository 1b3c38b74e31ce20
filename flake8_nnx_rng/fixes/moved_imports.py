"""Import statements whose modules have moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.cuts import cut, without_element, without_line
from flake8_nnx_rng.fixes.fix import Edit, Fix, safe
from flake8_nnx_rng.fixes.keywords import replace_node
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.semantics.releases import StatusKind
from flake8_nnx_rng.semantics.releases.notes import notes
from flake8_nnx_rng.syntax.nodes import field_of, imported_names, is_field

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.tree import Node

_OLD = "flax.experimental.nnx"
_NAMESPACES = (_OLD, "flax.nnx.nnx", "flax.experimental.nnx.nnx")


@dataclass(frozen=True)
class _Moved:
    """An imported name and where the target release has it."""

    node: Node
    name: str
    """The name that it has in the importing module."""
    owner: str
    original: str

    @property
    def written(self) -> str:
        """The name with its alias."""
        return self.name if self.name == self.original else f"{self.original} as {self.name}"


def new_module(path: str, release: Release) -> str | None:
    """The module that certainly is at the place of another in a release."""
    note = releases.note("module", path, release)
    if note is None:
        return None
    found = note.replacement.strip("`")
    if not releases.module(found, release) or (found == NNX and path not in _NAMESPACES):
        return None
    told = path in notes()["module"] or path.rpartition(".")[2] == found.rpartition(".")[2]
    return found if told else None


def _is_old(path: str, release: Release) -> bool:
    is_gone = releases.module_status(path, release).kind is StatusKind.REMOVED
    return is_gone or releases.module_deprecation(path, release) is not None


def destination(path: str, release: Release) -> str | None:
    """The path of an imported name in the release, the same if it has not moved."""
    if _is_old(path, release):
        return new_module(path, release)
    owner, _, name = path.rpartition(".")
    if not _is_old(owner, release):
        return path
    if owner == _OLD:
        return f"{NNX}.{name}"
    exported = releases.canonical_export(path)
    if exported in releases.exports(release):
        return f"{NNX}.{exported}"
    return _kept_private(path, release)


def _kept_private(path: str, release: Release) -> str | None:
    """Where a release has what was found in a module that is gone, under the same name."""
    owner, _, name = path.rpartition(".")
    new = new_module(owner, release)
    found = f"{new}.{name}"
    return found if new is not None and releases.has_name(found, release) else None


def moved_names(bench: Bench, statement: Node, node: Node | None) -> Fix | None:
    """All names of a `from` import that have moved; None if `node` is none of them."""
    module = field_of(statement, "module_name")
    owner = _plain(module)
    if node is None:
        new = new_module(owner, bench.analysis.release) if owner == _OLD else None
        return None if new is None else safe(f"Import from {new}", replace_node(module, new))
    names = [_moved(bench, owner, child) for child in imported_names(statement)]
    going = [name for name in names if name is not None and name.owner != owner]
    if node not in [name.node for name in going]:
        return None
    message = f"Import from {' and '.join(dict.fromkeys(name.owner for name in going))}"
    edits = _edits(bench, statement, names, going)
    return safe(message, *edits) if edits else None


def _moved(bench: Bench, owner: str, child: Node) -> _Moved | None:
    alias = child.field("alias")
    original = child if alias is None else field_of(child, "name")
    path = destination(f"{owner}.{_plain(original)}", bench.analysis.release)
    if path is None:
        return None
    new_owner, _, new = path.rpartition(".")
    return _Moved(child, (alias or original).text, new_owner, new)


def _edits(
    bench: Bench, statement: Node, names: list[_Moved | None], going: list[_Moved]
) -> list[Edit]:
    """The statement rewritten in place where all go to one module, else split."""
    needed = [name for name in going if not _is_known(bench, statement, name)]
    owners = list(dict.fromkeys(name.owner for name in needed))
    if len(going) == len(names) and not needed:
        return list(_without(bench, statement))
    if len(going) == len(names) == len(needed) and len(owners) == 1:
        module = field_of(statement, "module_name")
        changed = [name for name in going if name.written != name.node.text]
        renamed = [replace_node(name.node, name.written) for name in changed]
        return [replace_node(module, owners[0]), *renamed]
    lines = [
        f"from {owner} import {', '.join(name.written for name in needed if name.owner == owner)}"
        for owner in owners
    ]
    return _split(bench, statement, lines, [name in going for name in names])


def _split(bench: Bench, statement: Node, lines: list[str], gone: list[bool]) -> list[Edit]:
    """New statements before an old one that keeps some names, or in its place."""
    separator = bench.style.newline + bench.indent_of(statement)
    if bench.text(bench.line_start(statement.start), statement.start).strip():
        separator = "; "
    if all(gone):
        comments = "#" in bench.text(statement.start, statement.end)
        return [] if comments else [replace_node(statement, separator.join(lines))]
    spans = [(child.start, child.end) for child in imported_names(statement)]
    indices = [index for index, is_gone in enumerate(gone) if is_gone]
    removed = cut(bench.module.source.code, spans, indices, without_element)
    before = "".join(line + separator for line in lines)
    return [Edit(statement.start, statement.start, before), *removed]


def _is_known(bench: Bench, statement: Node, name: _Moved) -> bool:
    """Whether another statement of the block imports the same, before anything uses it."""
    wanted = name.name, f"{name.owner}.{name.original}"
    for other in bench.tool(_statements).get(wanted, ()):
        if other != statement and other.parent == statement.parent:
            return not _is_used_between(bench, name.name, statement, other)
    return False


def _statements(bench: Bench) -> dict[tuple[str, str], list[Node]]:
    """The statements that take a name from a module, by what it is called here and its path."""
    found: dict[tuple[str, str], list[Node]] = {}
    for imported in bench.analysis.mentions.imports:
        alias, statement = imported.node.field("alias"), imported.node.parent
        if imported.module and statement is not None:
            bound = imported.name if alias is None else alias.text
            found.setdefault((bound, imported.path), []).append(statement)
    return found


def _is_used_between(bench: Bench, name: str, statement: Node, other: Node) -> bool:
    first, last = sorted((statement.start, other.start))
    if first == other.start:
        return False
    behind = statement.end
    return any(behind <= use.start < last for use in bench.module.mentions_by_name(name))


def _without(bench: Bench, statement: Node) -> Iterator[Edit]:
    """Take a statement out of its block."""
    block = statement.parent
    neighbours = [] if block is None else block.parts
    spans = [(node.start, node.end) for node in neighbours]
    return cut(bench.module.source.code, spans, [neighbours.index(statement)], without_line)


def moved_module(bench: Bench, node: Node) -> Fix | None:
    """`import flax.experimental.nnx`, with all that names it so, or `... as nnx`."""
    name = field_of(node, "name") if node.kind == "aliased_import" else node
    path = _plain(name)
    new = new_module(path, bench.analysis.release)
    if new is None:
        return None
    edits = [replace_node(name, new)]
    if node.kind != "aliased_import":
        uses = _uses(bench, path, new)
        if uses is None:
            return None
        edits += [Edit(use.start, use.end, new, shared=True) for use in uses]
    return safe(f"Import {new}", *edits)


def _uses(bench: Bench, path: str, new: str) -> list[Node] | None:
    """The attributes that spell a module's path, None if a part is used that `new` lacks."""
    root, *rest = path.split(".")
    found = []
    for mention in bench.module.mentions_by_name(root):
        if bench.module.paths(mention) != {root}:
            continue
        depth, node = _climb(mention, rest)
        spelled = ".".join([root, *rest[:depth]])
        if spelled == path:
            found.append(node)
        elif not f"{new}.".startswith(f"{spelled}."):
            return None
    return found


def _climb(mention: Node, names: list[str]) -> tuple[int, Node]:
    """How many of the attributes of a path stand behind its root, and the last of them."""
    node = mention
    for depth, name in enumerate(names):
        parent = node.parent
        is_next = (
            parent is not None
            and parent.kind == "attribute"
            and is_field(parent, "object", node)
            and field_of(parent, "attribute").text == name
        )
        if parent is None or not is_next:
            return depth, node
        node = parent
    return len(names), node


def _plain(node: Node) -> str:
    """A dotted name without the spaces that Python allows in it."""
    return "".join(node.text.replace("\\", " ").split())
