"""What `nnx.pmap` of 0.8.5 did to keys, bit for bit: a helper that splits them and keeps counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group, Piece
from flake8_nnx_rng.fixes.migration.options import Split, Streams
from flake8_nnx_rng.fixes.migration.refusal import Refused

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.spelling import Speller
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


def helper_definition(bench: Bench, spell: Speller, use: Node) -> Edit:
    """The helper, before the first statement of the module that may need it."""
    prefix = spell("iter_graph").removesuffix("iter_graph")
    if not prefix.endswith("."):
        raise Refused(f"{HELPER} would need the module nnx, of which only names are imported")
    if bench.module.mentions_by_name(HELPER):
        raise Refused(f"the name {HELPER} is taken")
    root = bench.module.root
    statement = next(node for node in (use, *use.ancestors()) if node.parent == root)
    line = bench.line_start(_first_definition(bench, statement.start))
    text = _SOURCE.replace("nnx.", prefix).replace("    ", bench.style.indent)
    text = text.replace(f"in {prefix}pmap", "in nnx.pmap")
    return Edit(line, line, f"{text}\n\n".replace("\n", bench.style.newline), shared=True)


def _first_definition(bench: Bench, offset: int) -> int:
    """The first class, function or decorated one at the top level, or the use if that is first."""
    kinds = ("decorated_definition", "class_definition", "function_definition")
    children = (node for node in bench.module.root.parts if node.kind in kinds)
    return min([offset, *(node.start for node in children)])
