"""Methods and arguments of 0.8.5 that Flax's classes and functions have lost."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from flax import nnx

from flake8_nnx_rng.runtime.legacy.asking import asked_by_flax
from flake8_nnx_rng.runtime.legacy.states import SHARED


def lost_members() -> Iterator[tuple[type, str, Any]]:
    """Owner, name and what it is, as 0.8.5 had it, for each that the installed Flax has not."""
    yield nnx.State, "flat_state", _flat_state(nnx.State.flat_state)
    if "rngs" not in inspect.signature(nnx.Sequential.__call__).parameters:
        yield nnx.Sequential, "__call__", _sequential_call
    graph_node = getattr(nnx, "Pytree", nnx.Object)
    checking = getattr(graph_node, "check_valid_context", None)
    yield graph_node, "check_valid_context", _valid_context(checking)
    for owner, name, function in (
        (nnx.Variable, "copy_from_state", _copy_from_state),
        (nnx.Variable, "state", classmethod(_state)),
    ):
        if not hasattr(owner, name):
            yield owner, name, function
    if SHARED:
        yield nnx.Variable, "to_variable", lambda self: self.copy()


def _flat_state(original: Callable[..., Any]) -> Callable[..., Any]:
    """A flat state is a dict by path; later it is a sequence of pairs, and has no keys."""
    flat = getattr(nnx, "to_flat_state", original)

    @wraps(original)
    def flat_state(self: Any) -> Any:
        return original(self) if asked_by_flax() else dict(flat(self))

    return flat_state


def _sequential_call(self: Any, *args: Any, rngs: Any = None, **kwargs: Any) -> Any:
    """Each layer that takes `rngs` gets them; later the first layer alone does."""
    output: Any = None
    for number, layer in enumerate(self.layers):
        if number:
            args = output if isinstance(output, tuple) else (output,)
            args, kwargs = ((), output) if isinstance(output, dict) else (args, {})
        given = {"rngs": rngs} if rngs is not None and _takes_rngs(layer) else {}
        output = layer(*args, **kwargs, **given)
    return output


def _takes_rngs(function: Callable[..., Any]) -> bool:
    parameters = inspect.signature(function).parameters.values()
    return any(p.name == "rngs" or p.kind is p.VAR_KEYWORD for p in parameters)


def _valid_context(original: Callable[..., None] | None) -> Callable[..., None]:
    """What to say was a string; later it is a function, which Flax itself still passes."""

    def check_valid_context(self: Any, error_msg: Any) -> None:
        said = error_msg if callable(error_msg) else lambda: error_msg
        (original or type(self)._check_valid_context)(self, said)

    return check_valid_context


def _copy_from_state(self: Any, variable_state: Any) -> None:
    self.update_from_state(variable_state)


def _state(cls: Any, /, value: Any, **metadata: Any) -> Any:
    return cls(value, **metadata).to_state()


def without_initial(function: Callable[..., Any]) -> Callable[..., Any]:
    """`softmax(initial=)` said from where a maximum starts, which JAX always knows by now."""

    @wraps(function)
    def activation(*args: Any, initial: Any = None, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return activation


class _Kind(type):
    """Is the kind of what a state holds, which are Variables themselves since 0.11.0."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, nnx.Variable)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, nnx.Variable)

    def __call__(cls, type: type, value: Any, **metadata: Any) -> Any:
        return type(value, **metadata)


class VariableState(metaclass=_Kind):
    """`nnx.VariableState(nnx.Param, value)`, where the installed Flax has no such class."""
