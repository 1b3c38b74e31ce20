"""Graph nodes on their way into a JAX transform and back, with all references kept.

A transform is four steps of one update context (`flax.nnx.update_context`): outside, the nodes are
split into a graphdef and states; inside, they are merged, the function runs, and what it leaves
is split; outside again, all of that is merged into the nodes that came in. What the function
returns may hold nodes, new ones and those that came in; in between, each has a `Place`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit import installed


@jax.tree_util.register_static
@dataclass(frozen=True)
class Place:
    """Where a graph node was in a pytree: an index into the nodes taken out of it."""

    index: int


def take_nodes(tree: Any) -> tuple[Any, tuple[Any, ...]]:
    """A pytree with a Place for each graph node, and the nodes, each of them once."""
    places: dict[int, Place] = {}
    nodes: list[Any] = []

    def take(leaf: Any) -> Any:
        if not installed.is_node(leaf):
            return leaf
        if id(leaf) not in places:
            places[id(leaf)] = Place(len(nodes))
            nodes.append(leaf)
        return places[id(leaf)]

    return jax.tree.map(take, tree, is_leaf=installed.is_node), tuple(nodes)


def put_nodes(tree: Any, nodes: Sequence[Any]) -> Any:
    """The pytree with its nodes again; inverse of `take_nodes`."""
    return jax.tree.map(
        lambda leaf: nodes[leaf.index] if isinstance(leaf, Place) else leaf,
        tree,
        is_leaf=lambda leaf: isinstance(leaf, Place),
    )


def split(tag: str, nodes: Any, *filters: Any) -> tuple[Any, ...]:
    """A graphdef and one state for each filter; their paths start with the index of a node."""
    with installed.split_context(tag) as context:
        return tuple(context.split(nodes, *filters))


def merge(tag: str, graphdef: Any, *states: Any, inner: bool) -> Any:
    """The nodes of a graphdef and states: new ones inside, outside those that went in."""
    with installed.merge_context(tag, inner=inner) as context:
        return context.merge(graphdef, *states)


def run_inside(
    tag: str,
    function: Callable[..., Any],
    arguments: tuple[Any, dict[str, Any]],
    graphdef: Any,
    states: Sequence[Any],
    filters: Sequence[Any] = (),
) -> tuple[Any, Any, list[Any]]:
    """Runs a function inside a transform.

    Returns what it returns, with Places for the nodes, the graphdef of `(nodes that came in, nodes
    that are returned)`, and their states, one for each filter. A filter sees paths that start with
    0 for what came in and 1 for what is new.
    """
    nodes = merge(tag, graphdef, *states, inner=True)
    args, kwargs = put_nodes(arguments, nodes)
    out, returned = take_nodes(function(*args, **kwargs))
    graphdef, *left = split(tag, (nodes, returned), *filters)
    return out, graphdef, left


def come_back(tag: str, out: Any, graphdef: Any, *states: Any) -> Any:
    """What `run_inside` returned, with its nodes, after those that went in are up to date."""
    _, returned = merge(tag, graphdef, *states, inner=False)
    return put_nodes(out, returned)
