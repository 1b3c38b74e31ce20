"""The installed Flax under one name for each thing, whichever release from 0.9.0 on it is.

Everything is bound when this module is imported, so it stays what Flax itself has while
`flax.nnx` is patched.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from flax import nnx

Function = TypeVar("Function", bound=Callable[..., Any])

_nnx: Any = nnx
State, Param = _nnx.State, _nnx.Param
RngState, RngKey, RngCount, RngStream = _nnx.RngState, _nnx.RngKey, _nnx.RngCount, _nnx.RngStream
All, Not = _nnx.All, _nnx.Not
split_context, get_partition_spec = _nnx.split_context, _nnx.get_partition_spec
spmd: Any = getattr(nnx, "spmd", None) or importlib.import_module("flax.nnx.nnx.spmd")

_graph, _Variable, _to_predicate = _nnx.graph, _nnx.Variable, _nnx.filterlib.to_predicate
_update_context, _merge_context = _nnx.update_context, _nnx.merge_context
_split_state = getattr(nnx, "split_state", None) or State.split
_merge_state = getattr(nnx, "merge_state", None) or State.merge
_SAYS_WHICH_MERGE = "inner" in inspect.signature(_merge_context).parameters  # from 0.10.4
_HAS_GET_VALUE = hasattr(_Variable, "get_value")  # from 0.12.1, where .value is deprecated


def is_node(value: object) -> bool:
    """Whether a value is a graph node (Module, Rngs, Optimizer); a bare Variable is none."""
    return bool(_graph.is_graph_node(value)) and not isinstance(value, _Variable)


def is_tree_of_nodes(value: object) -> bool:
    """Whether a value is a graph node or a pytree that may hold some; an array is neither."""
    return bool(_graph.is_node(value)) and not isinstance(value, _Variable)


def predicate(given: Any) -> Callable[[tuple[Any, ...], Any], bool]:
    """A filter as a function of path and leaf; TypeError if it is none."""
    try:
        found: Callable[[tuple[Any, ...], Any], bool] = _to_predicate(given)
    except TypeError:
        raise TypeError(
            f"{given!r} is no filter of Flax: that is `...`, a bool, None, a type, a tag, a"
            " function of path and value, or a list or tuple of such"
        ) from None
    return found


def iterate(nodes: object) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each path and value under nodes, a shared node once."""
    return iter(_graph.iter_graph(nodes))


def update_context(tag: str) -> Callable[[Function], Function]:
    """A decorator: all crossings in the function belong together."""
    decorator: Callable[[Function], Function] = _update_context(tag)
    return decorator


def merge_context(tag: str, *, inner: bool) -> AbstractContextManager[Any]:
    """Flax's own merge_context, which only later releases tell which merge it is."""
    context: AbstractContextManager[Any] = (
        _merge_context(tag, inner) if _SAYS_WHICH_MERGE else _merge_context(tag)
    )
    return context


def split_state(state: Any, *filters: Any) -> tuple[Any, ...]:
    """The parts of a state, one for each of two or more filters; ValueError if some is left."""
    return tuple(_split_state(state, *filters))


def merge_state(*states: Any) -> Any:
    """One state of several."""
    return _merge_state(*states)


def below(index: int, state: Any) -> Any:
    """A state with all of its paths prefixed by an index; an empty state stays empty."""
    return State({index: state.raw_mapping}) if state else state


def read(variable: Any) -> Any:
    """The value of a Variable."""
    return variable.get_value() if _HAS_GET_VALUE else variable.value


def write(variable: Any, value: Any) -> None:
    """Set the value of a Variable."""
    if _HAS_GET_VALUE:
        variable.set_value(value)
    else:
        variable.value = value


def leaf_of(variable: Any) -> Any:
    """What a filter is shown of a Variable, as it is in a state."""
    return variable.to_state()
