"""Leaves: what a value holds, as names, dtypes, shapes and digests that two processes compare."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import jax
import numpy as np
from flax.nnx import Param, RngState, State, Variable, graph, state  # before they are old ones

_LARGEST = 1 << 20
"""Numbers of an array that are kept besides their digest, to tell rounding from another result."""


@dataclass(frozen=True)
class Writer:
    """Describes values; the numbers of floats go to files of a folder, as float64."""

    folder: Path
    _written: set[str] = field(default_factory=set)

    def leaves(self, role: str, value: Any) -> list[dict[str, Any]]:
        """All leaves of a value: containers, graph nodes (by their state), arrays, scalars.

        Each has a `path`, which starts with `role`; a `kind`: "parameter" (`nnx.Param`), "rng"
        (`nnx.RngState`), "state" (any other variable) or "value"; a `dtype`, a `shape` and a
        `digest`; the name of a file with its `numbers` where those are floats; and whether it
        `is_distinct`, which an array of keys is not that holds one twice.
        """
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [
                {"path": role + path, "kind": kind, **self._leaf(leaf)}
                for path, kind, leaf in _flat(value)
            ]

    def _leaf(self, leaf: Any) -> dict[str, Any]:
        if not isinstance(leaf, jax.Array | np.ndarray | np.generic | float | complex):
            known = isinstance(leaf, str | bytes | int | None)
            text = repr(leaf) if known else type(leaf).__qualname__
            return {"dtype": type(leaf).__name__, "shape": [], "digest": text, "numbers": None}
        dtype, array = _array(leaf)
        digest = sha256(array.tobytes()).hexdigest()
        return {
            "dtype": dtype,
            "shape": list(array.shape),
            "digest": digest,
            "numbers": self._numbers(f"{dtype}-{digest}", array),
            "is_distinct": _is_distinct(array) if dtype.startswith("key<") else True,
        }

    def _numbers(self, name: str, array: np.ndarray[Any, Any]) -> str | None:
        if not jax.numpy.issubdtype(array.dtype, np.floating) or array.size > _LARGEST:
            return None
        if name not in self._written:
            (self.folder / name).write_bytes(array.astype(np.float64).tobytes())
            self._written.add(name)
        return name


def is_traced(value: Any) -> bool:
    """Whether a value is known only by its shape, as inside a transform."""
    return any(isinstance(leaf, jax.core.Tracer) for _, _, leaf in _flat(value))


def _flat(value: Any) -> Iterator[tuple[str, str, Any]]:
    """Path, kind and content of each leaf."""
    for path, leaf in jax.tree_util.tree_flatten_with_path(value, is_leaf=_is_whole)[0]:
        name = jax.tree_util.keystr(path)
        if _is_variable(leaf):
            yield name, _kind(leaf), _content(leaf)
        elif is_node(leaf):
            for inner, kind, content in _flat(state(leaf)):
                yield name + inner, kind, content
        else:
            yield name, "value", leaf


def _is_whole(value: Any) -> bool:
    return _is_variable(value) or is_node(value)


def _is_variable(value: Any) -> bool:
    return isinstance(value, Variable) or type(value).__name__ == "VariableState"


def is_node(value: Any) -> bool:
    """Whether a value is a module, an Rngs or another object with state, not a plain container."""
    if isinstance(value, State | list | tuple | dict):
        return False
    return bool(graph.is_graph_node(value))


def _kind(variable: Any) -> str:
    type_ = getattr(variable, "type", type(variable))
    if issubclass(type_, RngState):
        return "rng"
    return "parameter" if issubclass(type_, Param) else "state"


def _content(variable: Any) -> Any:
    read = getattr(variable, "get_raw_value", None)
    return variable.value if read is None else read()


def _is_distinct(keys: np.ndarray[Any, Any]) -> bool:
    """Whether all keys are different, given their data."""
    each = keys.reshape(-1, keys.shape[-1])
    return len(np.unique(each, axis=0)) == len(each)


def _array(leaf: Any) -> tuple[str, np.ndarray[Any, Any]]:
    """The name of a dtype and the numbers, of a key those of its data."""
    if isinstance(leaf, jax.Array) and jax.numpy.issubdtype(leaf.dtype, jax.dtypes.prng_key):
        return str(leaf.dtype), np.asarray(jax.random.key_data(leaf))
    array = np.asarray(leaf)
    return str(array.dtype), array
