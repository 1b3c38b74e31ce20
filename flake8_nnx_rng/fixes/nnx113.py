"""Call `split_rngs`, `fork` and `split` the way they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes import nnx301
from flake8_nnx_rng.fixes.argument_list import ArgumentList
from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe, unsafe
from flake8_nnx_rng.fixes.found_at import stacks_at, uses_at
from flake8_nnx_rng.fixes.keywords import (
    give_by_keyword,
    give_by_position,
    rename_keyword,
    replace_node,
)
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.program.uses import Form
from flake8_nnx_rng.semantics.releases.transforms import MAPPING, SPLITTING
from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.nodes import field_of, integer, is_field, keyword_node

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.rules.base import Finding
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.releases import Api
    from flake8_nnx_rng.syntax.tree import Node

_BY_HAND = advice("Write the size by keyword, and the function in a call of its own: (...)(f)")
_GAVE_KEYS = (
    "up to Flax 0.8.3 fork split the key itself, and nnx.Rngs(keys) was made of what it gave: what "
    "comes now is an Rngs itself, of other numbers"
)
_SIZES = ("splits", "split", "k")


def fix(bench: Bench, finding: Finding) -> Fix | None:
    """Say the size by its keyword, apply to a function what was given the function."""
    for use in uses_at(bench, finding.node):
        if use.name in SPLITTING:
            return _function(bench, use, finding)
    return _method(bench, finding.node)


def _function(bench: Bench, use: TransformUse, finding: Finding) -> Fix | None:
    api = bench.analysis.api(use.name)
    if api is None:
        return None
    size = "splits" if api.keyword("splits") is not None else "split"
    if use.partial:
        return (
            nnx301.fix(bench, finding) if _is_complete(api, {*use.options.keywords}) else _BY_HAND
        )
    if use.form is Form.BARE_DECORATOR:
        return _sized(bench, use, size)
    mended = _Call(bench, use, api, size)
    return mended.fix() if mended.read() else _BY_HAND


def _is_complete(api: Api, keywords: set[str]) -> bool:
    return keywords.issuperset(api.required) and all(map(api.takes_keyword, keywords))


def _sized(bench: Bench, use: TransformUse, size: str) -> Fix:
    """`@nnx.split_rngs` above one transform that says its size."""
    for stack in stacks_at(bench, use.node):
        split = next((layer for layer in stack.layers if layer.node == use.node), None)
        below = () if split is None else stack.below(split)
        mapping = [layer for layer in below if layer.is_a(MAPPING)]
        if len(mapping) == 1 and mapping[0].size is not None and size == "splits":
            written = bench.text(mapping[0].size.start, mapping[0].size.end)
            after = outermost_parenthesis(use.node).end
            return safe(
                f"Split into the size of {mapping[0].written}",
                Edit(after, after, f"({size}={written})"),
            )
    return advice(f"Say how many keys to make: @{use.reference.text}({size}=...)")


@dataclass
class _Call:
    """A call of a splitting function: what its arguments come to when they are mended."""

    bench: Bench
    use: TransformUse
    api: Api
    size: str
    function: Node | None = None
    edits: list[Edit] = field(default_factory=list)

    def read(self) -> bool:
        """Whether each argument has one place where it can be meant."""
        call, given = self.use.call, self.use.options
        if call is None or given.unpacks:
            return False
        keywords = self._read_keywords(call)
        listed = [n for n in field_of(call, "arguments").parts if n.kind != "keyword_argument"]
        for place, argument in enumerate(listed):
            if place == 0 and self.bench.analysis.stacks.is_function(argument):
                self.function = argument
            elif self._is_size(place, argument, alone=len(listed) == 1):
                keywords.append(self.size)
                self.edits.append(give_by_keyword(argument, self.size))
            elif place > 0:
                return False
        is_mended = bool(self.edits) or self.function is not None
        unique = set(keywords)
        return is_mended and len(keywords) == len(unique) and _is_complete(self.api, unique)

    def _read_keywords(self, call: Node) -> list[str]:
        """The keywords as they are to be, misspelt ones mended."""
        found = []
        for keyword in self.use.options.keywords:
            is_size = keyword in _SIZES and not self.api.takes_keyword(keyword)
            found.append(self.size if is_size else keyword)
            if is_size:
                self.edits.append(rename_keyword(keyword_node(call, keyword), self.size))
        return found

    def _is_size(self, place: int, argument: Node, *, alone: bool) -> bool:
        """Whether a positional argument can only be the number of keys."""
        is_number = integer(argument) is not None
        if place > 0:
            return is_number or argument.kind == "tuple"
        if not alone or self.size in self.use.options.keywords:
            return False
        return self._decorates() or (is_number and self.api.required == (self.size,))

    def _decorates(self) -> bool:
        """Whether the value of the call is applied to a function."""
        top = outermost_parenthesis(self.use.node)
        parent = top.parent
        if parent is None or parent.kind == "decorator":
            return parent is not None
        return parent.kind == "call" and is_field(parent, "function", top)

    def fix(self) -> Fix:
        """The call as it is meant."""
        if self.function is None:
            return safe(f"Say the size as {self.size}=", *self.edits)
        call = self.use.call or self.use.node
        applied = f"({self.bench.text(self.function.start, self.function.end)})"
        return safe("Apply it to the function", self._without_function(call, applied))

    def _without_function(self, call: Node, applied: str) -> Edit:
        listed = ArgumentList(self.bench, call, self.edits)
        listed.drop_first()
        name = self.bench.text(self.use.reference.start, self.use.reference.end)
        indent, column = self.bench.indent_of(call), self.bench.column(call.start)
        first_line = len(applied.splitlines()[0])
        written = listed.write(name, indent=indent, column=column, tail=first_line)
        return replace_node(call, written + applied)


def _method(bench: Bench, call: Node) -> Fix | None:
    """`rngs.fork(5)` and the like, with what the target release has."""
    release, given = bench.analysis.release, field_of(call, "arguments").parts
    if len(given) != 1 or given[0].kind in ("list_splat", "dictionary_splat"):
        return advice("Give the number of keys, and nothing else")
    argument, name = given[0], field_of(field_of(call, "function"), "attribute")
    is_named = argument.kind == "keyword_argument"
    if is_named and field_of(argument, "name").text not in _SIZES:
        return advice("Give the number of keys, and nothing else")
    value = field_of(argument, "value") if is_named else argument
    if releases.method("Rngs", "split", release) is not None:
        edits = [give_by_position(bench, argument)] if is_named else []
        return _called(bench, name, "split", edits)
    fork = releases.method("Rngs", "fork", release)
    if fork is None or fork.keyword("split") is None or value.kind == "tuple":
        return advice("Use nnx.split_rngs, which takes such sizes in the target release")
    as_split = rename_keyword if is_named else give_by_keyword
    return _called(bench, name, "fork", [as_split(argument, "split")])


def _called(bench: Bench, name: Node, method: str, edits: Sequence[Edit]) -> Fix:
    changed = [] if name.text == method else [replace_node(name, method)]
    if name.text == "fork" and bench.analysis.is_legacy:
        return unsafe(f"Use {method}", _GAVE_KEYS, *changed, *edits)
    return safe(f"Use {method}", *changed, *edits)
