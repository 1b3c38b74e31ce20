"""Names as Flax knows them: every spelling of an import resolved to one canonical name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.nodes import bare, elements, field_of, parts, start

if TYPE_CHECKING:
    from ast_grep_py import SgNode

    from flake8_nnx_rng.syntax.module import Module

NNX = "flax.nnx"
RNGS = f"{NNX}.Rngs"
_UNIONS = ("Optional", "Union", "Annotated")
_ALTERNATIVES = ("type", "type_parameter", "binary_operator")
_OLD_NNX = "flax.experimental.nnx"


def canonical(path: str) -> str:
    """`flax.nnx.vmap` for every path at which any release keeps it; other paths as they are."""
    if not path.startswith("flax."):
        return path
    name = releases.canonical_export(path)
    if name is not None:
        return f"{NNX}.{name}"
    return NNX if path == _OLD_NNX else path


def exported_name(path: str) -> str | None:
    """`vmap` for `flax.nnx.vmap` and `flax.experimental.nnx.vmap`; None for any other path."""
    owner, _, name = path.rpartition(".")
    return name if owner in (NNX, _OLD_NNX) else None


class Names:
    """Resolves expressions of one module."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def symbol(self, expression: SgNode) -> str | None:
        """The canonical dotted name of an expression when every way to reach it agrees."""
        found = {canonical(path) for path in self.module.paths(expression)}
        return found.pop() if len(found) == 1 else None

    def nnx(self, expression: SgNode) -> str | None:
        """The name in `flax.nnx` that an expression stands for: "vmap", "Rngs"."""
        symbol = self.symbol(expression)
        prefix = NNX + "."
        return symbol.removeprefix(prefix) if symbol and symbol.startswith(prefix) else None

    def exported(self, expression: SgNode) -> str | None:
        """The name that an expression takes from the namespace itself, `nnx.vmap`.

        None for the same object taken from a private module, where it may outlive the export.
        """
        found = {exported_name(path) for path in self.module.paths(expression)}
        return found.pop() if len(found) == 1 else None

    def annotates(self, annotation: SgNode, symbol: str) -> bool:
        """Whether an annotation says this class: alone, in quotes, or as one of several."""
        kind = annotation.kind()
        if kind == "string":
            return self._quoted(annotation, symbol)
        if kind in ("type", "type_parameter") or (
            kind == "binary_operator" and "|" in annotation.text()
        ):
            return any(self.annotates(part, symbol) for part in parts(annotation))
        if kind in ("generic_type", "subscript"):
            container, *members = parts(annotation)
            is_union = container.text().rpartition(".")[2] in _UNIONS
            return is_union and any(self.annotates(member, symbol) for member in members)
        return self.symbol(annotation) == symbol

    def _quoted(self, annotation: SgNode, symbol: str) -> bool:
        offset = start(annotation)
        written = annotation.text().strip("\"' ").split("|")
        found = [self.module.paths_of(member.strip(), offset) for member in written]
        return any({canonical(path) for path in paths} == {symbol} for paths in found)

    def called(self, call: SgNode) -> str | None:
        """The canonical name of what a call calls."""
        return self.symbol(field_of(call, "function")) if call.kind() == "call" else None

    def binding(self, expression: SgNode) -> Binding | None:
        """The one binding that an identifier can stand for."""
        expression = bare(expression)
        if expression.kind() != "identifier":
            return None
        reaching = self.module.reaching(expression)
        return reaching[0] if len(reaching) == 1 else None

    def value(self, expression: SgNode) -> SgNode | None:
        """The expression that was assigned to a name, where it is certain and written."""
        binding = self.binding(expression)
        if binding is None or binding.value is None:
            return None
        if binding.kind is BindingKind.VALUE:
            return bare(binding.value)
        if binding.kind is not BindingKind.UNPACKED or binding.index is None:
            return None
        values = elements(bare(binding.value))
        fits = values is not None and binding.index < len(values)
        return values[binding.index] if values is not None and fits else None
