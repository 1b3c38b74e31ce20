"""What stands at a node: read once for all findings of a module."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.semantics.passages.faults import Fault
    from flake8_nnx_rng.semantics.program.layers import Layer, Stack
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.semantics.values.mentions import Option
    from flake8_nnx_rng.syntax.tree import Node

T = TypeVar("T")


def stacks_at(bench: Bench, node: Node) -> list[Stack]:
    """The transformed functions that have a layer at a node, in the order of the text."""
    return bench.tool(_stacks).get(node, [])


def stacks_with(bench: Bench, layers: Iterable[Layer]) -> list[Stack]:
    """Those that have a layer at the node of one of these, in the order of the text."""
    found = {id(stack): stack for layer in layers for stack in stacks_at(bench, layer.node)}
    return sorted(found.values(), key=lambda stack: stack.root.start)


def uses_at(bench: Bench, node: Node) -> list[TransformUse]:
    """The uses of transforms that are a node."""
    return bench.tool(_uses).get(node, [])


def faults_at(bench: Bench, node: Node) -> list[Fault]:
    """All faults at a layer."""
    return bench.tool(_faults).get(node, [])


def faults_in(bench: Bench, stack: Stack) -> list[Fault]:
    """All faults of a transformed function."""
    return bench.tool(_faults_by_root).get(stack.root, [])


def option_at(bench: Bench, node: Node) -> Option | None:
    """The keyword given to something of `flax.nnx` that a node is."""
    return bench.tool(_options).get(node)


def module_at(bench: Bench, node: Node) -> str | None:
    """The module below `flax` that a node of an import names."""
    return bench.tool(_modules).get(node)


def by_node(pairs: Iterable[tuple[Node, T]]) -> dict[Node, list[T]]:
    """What there is by the nodes that it is at, each thing once."""
    found: dict[Node, dict[int, T]] = {}
    for node, thing in pairs:
        found.setdefault(node, {}).setdefault(id(thing), thing)
    return {node: list(things.values()) for node, things in found.items()}


def _stacks(bench: Bench) -> dict[Node, list[Stack]]:
    stacks = bench.analysis.stacks.all
    return by_node((layer.node, stack) for stack in stacks for layer in stack.layers)


def _options(bench: Bench) -> dict[Node, Option]:
    found: dict[Node, Option] = {}
    for option in bench.analysis.mentions.options():
        found.setdefault(option.node, option)
    return found


def _modules(bench: Bench) -> dict[Node, str]:
    found: dict[Node, str] = {}
    for path, node in bench.analysis.mentions.imported_modules():
        found.setdefault(node, path)
    return found


def _uses(bench: Bench) -> dict[Node, list[TransformUse]]:
    return by_node((use.node, use) for use in bench.analysis.uses)


def _faults(bench: Bench) -> dict[Node, list[Fault]]:
    return by_node((fault.layer.node, fault) for fault in bench.analysis.flow.every_fault)


def _faults_by_root(bench: Bench) -> dict[Node, list[Fault]]:
    return by_node((fault.passage.stack.root, fault) for fault in bench.analysis.flow.every_fault)
