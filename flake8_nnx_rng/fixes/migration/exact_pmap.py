"""What `nnx.pmap` of 0.8.5 did to keys, bit for bit: a helper that splits them and keeps counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group, Piece
from flake8_nnx_rng.fixes.migration.options import Split, Streams

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.spelling import Speller
    from flake8_nnx_rng.semantics.program.uses import TransformUse
    from flake8_nnx_rng.syntax.tree import Node

HELPER = "split_rng_keys"
_SOURCE = '''\
def split_rng_keys(*, splits, only=...):
    """Give each lane a key of its own; counts go on, as in nnx.pmap up to Flax 0.8.5."""
    import functools

    import jax

    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args):
            is_split = nnx.filterlib.to_predicate(only)
            streams = [
                stream
                for path, stream in nnx.iter_graph(args)
                if isinstance(stream, nnx.RngStream) and is_split((*path, "key"), stream.key)
            ]
            keys = [stream.key.value for stream in streams]
            for stream, key in zip(streams, keys):
                stream.key.value = jax.random.split(key, splits)
            try:
                return function(*args)
            finally:
                for stream, key in zip(streams, keys):
                    stream.key.value = key

        return wrapper

    return decorate
'''


def keys_prefix(spell: Speller, split: Split, prefix: Piece) -> Piece:
    """The prefix of nodes with their keys mapped and their counts shared."""
    rest = prefix.pieces if isinstance(prefix, Group) else (f"...: {prefix}",)
    states = tuple(piece for piece in rest if not str(piece).startswith(_rng_entries(spell)))
    if split.streams is Streams.SOME:
        key = f"{spell('All')}({spell('RngKey')}, {split.only}): 0"
        rngs = (key, f"{spell('RngState')}: None")
    else:
        rngs = (f"{spell('RngKey')}: 0", f"{spell('RngCount')}: None")
    return Group(f"{spell('StateAxes')}({{", (*rngs, *states), "})")


def _rng_entries(spell: Speller) -> tuple[str, ...]:
    return f"{spell('RngState')}: ", f"{spell('All')}({spell('RngState')}, "


def no_helper(bench: Bench, reference: Node) -> str:
    """Why the module cannot have the helper; empty if it can."""
    if not _prefix(bench, reference):
        return f"{HELPER}, which would, needs the module nnx, of which only names are imported"
    if bench.module.mentions_by_name(HELPER) and not _has_helper(bench, reference):
        return f"the name {HELPER}, that of the helper which would, is taken"
    return ""


def helper_definition(bench: Bench, use: TransformUse) -> list[Edit]:
    """The helper, before the first statement of the module that may need it, if it is not there."""
    if _has_helper(bench, use.reference):
        return []
    root = bench.module.root
    statement = next(node for node in (use.node, *use.node.ancestors()) if node.parent == root)
    line = bench.line_start(_first_definition(bench, statement.start))
    text = f"{_definition(bench, use.reference)}\n\n".replace("\n", bench.style.newline)
    return [Edit(line, line, text, shared=True)]


def _prefix(bench: Bench, reference: Node) -> str:
    """What stands before a name of `flax.nnx` in the module, with its dot."""
    spelling = bench.spell("iter_graph", reference)
    if spelling is None or spelling.needed is not None:
        return ""
    return spelling.text.removesuffix("iter_graph")


def _definition(bench: Bench, reference: Node) -> str:
    prefix = _prefix(bench, reference)
    text = _SOURCE.replace("nnx.", prefix).replace("    ", bench.style.indent)
    return text.replace(f"in {prefix}pmap", "in nnx.pmap")


def _has_helper(bench: Bench, reference: Node) -> bool:
    text = bench.module.source.text.replace(bench.style.newline, "\n")
    return _definition(bench, reference) in text


def _first_definition(bench: Bench, offset: int) -> int:
    """The first class, function or decorated one at the top level, or the use if that is first."""
    kinds = ("decorated_definition", "class_definition", "function_definition")
    children = (node for node in bench.module.root.parts if node.kind in kinds)
    return min([offset, *(node.start for node in children)])
