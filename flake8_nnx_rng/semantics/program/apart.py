"""Apart: whether what is drawn is made another one in each lane or step, by data.

`jax.random.fold_in(key, i)` does that to a key, an index that is no constant to drawn numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from math import inf
from typing import TYPE_CHECKING

from flake8_nnx_rng.semantics.program.samplers import key_of
from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.module import reference
from flake8_nnx_rng.syntax.nodes import (
    LITERALS,
    PATTERNS,
    ancestor,
    arguments,
    field_of,
    is_assigned,
    is_field,
    start,
)
from flake8_nnx_rng.syntax.scopes import FUNCTIONS

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.names import Names
    from flake8_nnx_rng.syntax.tree import Node

_PICKING = frozenset(
    {"take", "take_along_axis", "dynamic_index_in_dim", "dynamic_slice", "dynamic_slice_in_dim"}
)
_PASSING = frozenset({"split", "clone", "asarray"})
"""Functions whose result is as good as the key or the numbers that they are given."""
_DISPLAYS = ("expression_list", "tuple", "list")
_WRAPPING = ("list_splat", "parenthesized_expression")
_FAR = 6
"""Names of names after which nothing is followed."""
_MOST = 32
"""Mentions of a name behind the place where it is bound, after which nobody would see it either."""


class Apart:
    """Answers for the expressions of one module, each once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[tuple[Node, bool], bool] = {}

    def is_made_apart(self, drawn: Node, *, picked: bool) -> bool:
        """Whether all that becomes of it is folded with data or, if that counts, `picked` by it."""
        if (drawn, picked) not in self._known:
            self._known[drawn, picked] = self._is_apart(drawn, _FAR, picked)
        return self._known[drawn, picked]

    def _is_apart(self, value: Node, far: int, picked: bool) -> bool:
        around = value.parent
        if around is None or far <= 0:
            return False
        if around.kind in _WRAPPING:
            return self._is_apart(around, far, picked)
        if around.kind == "subscript" and is_field(around, "value", value):
            index = field_of(around, "subscript")
            is_picked = picked and not _is_constant(index)
            return is_picked or self._is_apart(around, far, picked)
        targets = _targets(value, around)
        if targets:
            used = [self._are_apart(value, target, far, picked) for target in targets]
            return False not in used and True in used
        return self._is_argument_apart(value, around, far, picked)

    def _is_argument_apart(self, value: Node, around: Node, far: int, picked: bool) -> bool:
        is_named = around.kind == "keyword_argument"
        listed = around.parent if is_named else around
        call = None if listed is None or listed.kind != "argument_list" else listed.parent
        if call is None or call.kind != "call":
            return False
        given, name = arguments(call), field_of(call, "function").text.rpartition(".")[2]
        if name.endswith("fold_in"):
            return value == key_of(call)
        if not is_named and value not in given.positional[:1]:
            return False
        if name in _PICKING:
            return picked and not all(_is_constant(v) for v in given.values if v != value)
        return name in _PASSING and self._is_apart(call, far, picked)

    def _are_apart(self, value: Node, target: Node, far: int, picked: bool) -> bool | None:
        """Whether all is that stands for a value by the name it is given; None if nothing does."""
        found = None
        for use in self._uses(value, target):
            if use is None or not self._is_apart(use, far - 1, picked):
                return False
            found = True
        return found

    def _uses(self, value: Node, target: Node) -> Iterator[Node | None]:
        """Where a name stands for a value or a part of it, until it is bound again.

        None comes last where there are too many mentions to look at.
        """
        if target.kind != "identifier":
            return
        module, end = self._names.module, inf
        block = ancestor(target, "block", "module")
        mentions = module.mentions_by_name(target.text)
        first = bisect_left(mentions, value.end, key=start)
        for mention in mentions[first : first + _MOST]:
            if mention.start >= end:
                return
            if is_assigned(mention) and mention.parent is not None:
                is_beside = ancestor(mention, "block", "module") == block
                end = mention.parent.end if is_beside else end
            elif reference(mention) is not None and any(
                _binds(binding, value) for binding in module.reaching(mention)
            ):
                yield mention
        if first + _MOST < len(mentions):
            yield None


def _targets(value: Node, around: Node) -> list[Node]:
    """What takes a value or its parts: `a, b = value`, `a` of `a, b = value, other`."""
    outer = around.parent
    if around.kind == "assignment" and is_field(around, "right", value):
        left = field_of(around, "left")
        return left.parts if left.kind in PATTERNS else [left]
    if outer is None or around.kind not in _DISPLAYS or outer.kind != "assignment":
        return []
    left = field_of(outer, "left")
    is_each = left.kind in PATTERNS and len(left.parts) == len(around.parts)
    return [left.parts[around.parts.index(value)]] if is_each else []


def _binds(binding: Binding, value: Node) -> bool:
    is_kind = binding.kind in (BindingKind.VALUE, BindingKind.UNPACKED)
    return is_kind and binding.value in (value, value.parent)


def _is_constant(index: Node) -> bool:
    """Whether an index, or another argument, is the same whatever the lane."""
    if index.kind in LITERALS or index.kind == "ellipsis":
        return True
    if index.kind in FUNCTIONS or index.kind in ("identifier", "attribute", "call"):
        return False
    return all(map(_is_constant, index.parts))
