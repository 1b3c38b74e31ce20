"""Branches: the functions that control flow runs, which are not its first argument."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from flake8_nnx_rng.semantics.program.names import NNX
from flake8_nnx_rng.syntax.nodes import elements

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.nodes import Arguments
    from flake8_nnx_rng.syntax.tree import Node

Given: TypeAlias = tuple[int, str]
"""Where an argument is taken: its place and its keyword."""


class Control(NamedTuple):
    """Where control flow takes the functions that it runs, and from where on their operands.

    Of the parameters of a function it fills the first ones itself, as many as `filled`: the number
    of a step. Its `test` decides and hands nothing on.
    """

    functions: tuple[Given, ...]
    operands: Given
    filled: int = 0
    test: Given | None = None

    def function_nodes(self, given: Arguments) -> list[Node]:
        """What stands for the functions, each of a list of them."""
        return _written(self.functions, given)

    def operand_nodes(self, given: Arguments) -> list[Node]:
        """What the functions are handed, as far as it is known which operand that is."""
        place, keyword = self.operands
        named = given.keywords.get(keyword)
        return [*given.certain[place:], *([] if named is None else [named])]


CONTROL = {
    "cond": Control(((1, "true_fun"), (2, "false_fun")), (3, "operand")),
    "switch": Control(((1, "branches"),), (2, "operand")),
    "while_loop": Control(((1, "body_fun"),), (2, "init_val"), test=(0, "cond_fun")),
    "fori_loop": Control(((2, "body_fun"),), (3, "init_val"), filled=1),
}
"""That of `jax.lax` and of `flax.nnx`, by name."""


_MAPPING = Control(((0, "f"),), (1, "tree"))
APPLYING = {
    "map": Control(((0, ""),), (1, "")),
    "filter": Control(((0, ""),), (1, "")),
    "functools.reduce": Control(((0, ""),), (1, "")),
    "jax.tree.map": _MAPPING,
    "jax.tree_util.tree_map": _MAPPING,
    "jax.tree.map_with_path": _MAPPING,
    "jax.tree_util.tree_map_with_path": _MAPPING,
}
"""What runs a function at once, on parts of what it is given beside it, by its whole name."""


def control_flow(symbol: str | None) -> str | None:
    """`cond` for `jax.lax.cond` and for that of Flax."""
    owner, _, name = (symbol or "").rpartition(".")
    return name if owner in ("jax.lax", NNX) and name in CONTROL else None


def branches(use: TransformUse) -> list[Node]:
    """The functions handed to `cond`, `switch`, `while_loop` or `fori_loop`; else none."""
    control = CONTROL.get(use.name.rpartition(".")[2])
    if control is None:
        return []
    tested = () if control.test is None else (control.test,)
    return _written((*tested, *control.functions), use.options)


def _written(wanted: tuple[Given, ...], given: Arguments) -> list[Node]:
    found: list[Node] = []
    for place, keyword in wanted:
        value = given.keywords.get(keyword)
        if value is None and place < len(given.certain):
            value = given.certain[place]
        if value is not None:
            listed = elements(value)
            found += [value] if listed is None else listed
    return found
