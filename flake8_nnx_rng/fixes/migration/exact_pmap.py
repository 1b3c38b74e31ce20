"""What `nnx.pmap` of 0.8.5 did to keys, bit for bit: a helper that splits them and keeps counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Edit
from flake8_nnx_rng.fixes.layout import Group, Piece
from flake8_nnx_rng.fixes.migration.helpers import Helper
from flake8_nnx_rng.fixes.migration.options import Split, Streams
from flake8_nnx_rng.fixes.migration.refusal import Refused

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.migration.spelling import Speller
    from flake8_nnx_rng.syntax.tree import Node

HELPER = "split_rng_keys"
OTHER_KEYS = "nnx.pmap of 0.8.5 split the key itself, nnx.split_rngs splits one drawn from it"
_HELPER = Helper(
    HELPER,
    '''\
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
''',
)


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


def helper_definition(bench: Bench, reference: Node) -> list[Edit]:
    """The helper, before the first statement that may need it; raises `Refused`."""
    return _HELPER.definition(bench, reference)


def no_helper(bench: Bench, reference: Node) -> str:
    """Why the module cannot have the helper; empty if it can."""
    try:
        _HELPER.definition(bench, reference)
    except Refused as refused:
        return refused.reason
    return ""
