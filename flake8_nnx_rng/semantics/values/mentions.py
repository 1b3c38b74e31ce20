"""Mentions: where a module takes names of `flax.nnx`, and how it uses them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.imports import Imported, read_imports
from flake8_nnx_rng.semantics.program.names import exported_name
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS
from flake8_nnx_rng.semantics.values.in_view import is_rngs
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import arguments, field_of, is_assigned, is_field, keyword_node

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.syntax.tree import Node


class Option(NamedTuple):
    """A keyword given to a function or class of `flax.nnx`; `node` is `keyword=value`."""

    name: str
    keyword: str
    node: Node


class Mentions:
    """What a module mentions of the API of one release."""

    def __init__(self, analysis: Analysis) -> None:
        self.names = analysis.names
        self.module = analysis.module
        self._analysis = analysis
        self.uses = analysis.uses
        self.release = analysis.release
        self._mentioned = analysis.mentioned

    @cached_property
    def references(self) -> list[tuple[str, Node]]:
        """Each mention of a name of `flax.nnx`, with that name."""
        found = []
        for mention in self._mentioned:
            expression = reference(mention)
            name = None if expression is None else self.names.nnx(expression)
            if name is not None and expression is not None and "." not in name:
                found.append((name, expression))
        return found

    @cached_property
    def imports(self) -> list[Imported]:
        """Every absolute import."""
        return list(read_imports(self.module.imports))

    def taken_names(self, names: Collection[str]) -> Iterator[tuple[str, Node]]:
        """Where one of these names is taken from `flax.nnx`: as an attribute or by an import.

        A name that was imported is reported there and not again at each use.
        """
        for _, expression in self.references:
            name = self.names.exported(expression) if expression.kind == "attribute" else None
            if name is not None and name in names and not is_assigned(expression):
                yield name, expression
        for imported in self.imports:
            name = exported_name(imported.path) if self._is_attribute(imported) else None
            if name is not None and name in names:
                yield name, imported.node

    def _is_attribute(self, imported: Imported) -> bool:
        """Whether an import takes a name from a module, not a module that has gone since."""
        status = releases.module_status(imported.path, self.release)
        return bool(imported.module) and status.kind is not releases.StatusKind.REMOVED

    def imported_modules(self) -> Iterator[tuple[str, Node]]:
        """The modules below `flax` that import statements name, with the node that names them."""
        for imported in self.imports:
            for path in (imported.path, imported.module):
                if _is_known_module(path):
                    yield path, imported.node
                    break

    def options(self) -> Iterator[Option]:
        """The keywords given to anything of `flax.nnx`: transforms in all forms, plain calls."""
        for use in self.uses:
            for keyword in use.options.keywords:
                yield Option(use.name, keyword, keyword_node(use.call or use.node, keyword))
        for name, expression in self.references:
            call = expression.parent
            if name in TRANSFORMS or call is None or call.kind != "call":
                continue
            if is_field(call, "function", expression):
                for keyword in arguments(call).keywords:
                    yield Option(name, keyword, keyword_node(call, keyword))

    def method_calls(
        self, methods: Collection[str], kind: Kind = Kind.RNGS
    ) -> Iterator[tuple[Node, str]]:
        """Calls of these methods on what certainly is an `nnx.Rngs`, with the method's name.

        On one of its streams, if that is the kind.
        """
        for mention in self.module.mentions_of(methods) if methods else ():
            attribute = mention.parent
            call = attribute.parent if attribute is not None else None
            if attribute is None or call is None or call.kind != "call":
                continue
            if not is_field(attribute, "attribute", mention):
                continue
            is_called = is_field(call, "function", attribute)
            if is_called and self._is_a(kind, field_of(attribute, "object")):
                yield call, mention.text

    def _is_a(self, kind: Kind, owner: Node) -> bool:
        """Whether a value certainly is an Rngs, or one of its streams."""
        if kind is Kind.RNGS:
            return is_rngs(owner, self._analysis)
        value = self._analysis.flow.reader.of(owner)
        return value.kind is kind and not value.by_name


def _is_known_module(path: str) -> bool:
    """Whether any release has this module of Flax NNX."""
    if not path.startswith("flax."):
        return False
    status = releases.module_status(path, releases.newest())
    return status.kind is not releases.StatusKind.UNKNOWN
