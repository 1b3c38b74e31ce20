"""Guessing: expressions for the arguments of a function, from what its code tells of them."""

from __future__ import annotations

import ast
import collections.abc
import dataclasses
import enum
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import numpy as np
from flax import nnx

from flake8_nnx_rng.runtime.child.inputs import is_rngs, signature_of

RNGS = "nnx.Rngs(0)"
_DEEPEST = 3
"""Objects in objects that are made as arguments."""
_SEQUENCES = (tuple, list, collections.abc.Sequence, collections.abc.Iterable)
_WIDE = ("size", "feature", "channel", "class", "cell", "hidden", "unit", "emb", "vocab", "token")
"""What many of is no sign of depth, as it is with layers and heads."""
_FEW = ("head", "layer", "depth", "block", "step", "expert", "group", "repeat", "stage", "model")
_SHARES = ("rate", "dropout", "prob", "eps", "alpha", "beta", "std", "scale", "momentum", "decay")
_FUNCTIONS = ("activation", "act", "act_fn", "fn", "nonlinearity", "activation_fn")
_SIZES = (
    *("dim", "size", "feature", "hidden", "width", "channel", "num", "n_", "vocab", "length"),
    *("batch", "din", "dout", "dmid", "units", "emb", "seq", "in_", "out_", "count", "latent"),
)


@dataclass(frozen=True)
class Style:
    """One set of sizes: `size` features, arrays of the shape `dims` before them, of `kind`.

    `stacked` is the number of layers where modules are stacks of them, else 0.
    """

    size: int = 4
    dims: tuple[int, ...] | None = (3,)
    kind: str = "float32"
    stacked: int = 0

    @property
    def array(self) -> str:
        """An array of this style; one of no dimensions where there are no `dims`."""
        if self.kind == "int32":
            return f"jnp.zeros({self.dims or ()}, jnp.int32)"
        shape = () if self.dims is None else (*self.dims, self.size)
        return f"jnp.linspace(-1, 1, {int(np.prod(shape))}).reshape({shape})"


class Guesser:
    """Expressions that can be evaluated in a module, in one style."""

    def __init__(self, namespace: Mapping[str, Any], tree: ast.Module, style: Style) -> None:
        self._namespace = namespace
        self._tree = tree
        self._style = style

    def arguments(
        self, function: Callable[..., Any], depth: int = 0, *, without: int = 0
    ) -> str | None:
        """The arguments of a call of a function or class by their names; None if one is unknown.

        The first `without` parameters are left out.
        """
        try:
            parameters = [*signature_of(function).parameters.values()][without:]
        except (TypeError, ValueError):
            return None
        hints, given = _hints(function), []
        uses = _Uses(self._definition(function))
        for parameter in parameters:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if is_rngs(parameter):
                text: str | None = RNGS
            elif parameter.default is not parameter.empty:
                continue
            else:
                hint = hints.get(parameter.name, parameter.annotation)
                is_making = inspect.isclass(function)
                text = self._value(parameter.name, hint, uses, is_making, depth)
            if text is None:
                return None
            by_place = parameter.kind is parameter.POSITIONAL_ONLY
            given.append(text if by_place else f"{parameter.name}={text}")
        return ", ".join(given)

    def instance(self, cls: type, depth: int = 0) -> str | None:
        """An expression that makes an instance of a class of the module."""
        name = self._named(cls)
        arguments = None if name is None or depth > _DEEPEST else self.arguments(cls, depth + 1)
        return None if arguments is None else f"{name}({arguments})"

    def _named(self, cls: type) -> str | None:
        """How the module says a class; one that it does not name is said with its own module."""
        known = next((n for n, value in self._namespace.items() if value is cls), None)
        if known is not None or not self._is_ours(cls):
            return known
        return f"{cls.__module__}.{cls.__qualname__}"

    def _is_ours(self, cls: type) -> bool:
        """Whether the module of a class can be named, and is neither Python's nor installed."""
        top = cls.__module__.partition(".")[0]
        file = getattr(sys.modules.get(cls.__module__), "__file__", None) or "site-packages"
        is_installed = "site-packages" in file or top in sys.stdlib_module_names
        return not is_installed and top in self._namespace and "<" not in cls.__qualname__

    def _value(self, name: str, hint: Any, uses: _Uses, is_making: bool, depth: int) -> str | None:
        return (
            self._by_hint(name, hint, depth)
            or self._by_use(name, uses, depth)
            or self._by_name(name)
            or (str(self._style.size) if is_making else self._style.array)
        )

    def _by_hint(self, name: str, hint: Any, depth: int) -> str | None:
        hint = _without_none(hint)
        if hint in (int, "int"):
            return self._number(name)
        if hint in (float, "float"):
            return "0.1"
        if hint in (bool, "bool"):
            return "False"
        if hint in (str, "str"):
            return repr(name)
        if hint is nnx.Optimizer and "optax" in self._namespace:
            return f"nnx.ModelAndOptimizer({self._layer()}, optax.sgd(0.1), wrt=nnx.Param)"
        origin = typing.get_origin(hint) or hint
        if origin is typing.Literal:
            return repr(typing.get_args(hint)[0])
        if origin in _SEQUENCES and int in typing.get_args(hint):
            many = ", ".join([str(self._style.size)] * 2)
            return f"[{many}]" if origin is list else f"({many})"
        if origin is Callable:
            return "nnx.relu"
        if _is_array(hint):
            return "jax.random.key(0)" if "key" in name else self._style.array
        if hint is nnx.Module:
            return self._layer()
        if inspect.isclass(hint) and issubclass(hint, enum.Enum):
            known = self._named(hint)
            return next((f"{known}.{member.name}" for member in hint if known), None)
        if inspect.isclass(hint) and hint.__module__ not in ("builtins", "typing"):
            made = self.instance(hint, depth)
            is_module = issubclass(hint, nnx.Module)
            return self._stack(made) if made is not None and is_module else made
        return None

    def _by_use(self, name: str, uses: _Uses, depth: int) -> str | None:
        """What the body does with it: a settings object by its fields, an array by its shape."""
        read = uses.attributes(name)
        if uses.is_called(name):
            return self._layer()
        if read & {"shape", "ndim", "dtype", "reshape", "at", "T", "astype"}:
            return self._style.array
        for value in list(self._namespace.values()) if read else []:
            if inspect.isclass(value) and dataclasses.is_dataclass(value):
                fields = {field.name for field in dataclasses.fields(value)}
                if read <= {*fields, *dir(value)}:
                    return self.instance(value, depth)
        return None

    def _by_name(self, name: str) -> str | None:
        lowered = name.lower()
        if lowered in ("key", "rng", "seed_key", "prng_key"):
            return "jax.random.key(0)"
        if "dtype" in lowered:
            return "jnp.float32"
        if lowered in _FUNCTIONS:
            return "nnx.relu"
        if any(part in lowered for part in _SHARES):
            return "0.1"
        if any(part in lowered for part in (*_FEW, *_SIZES)) and lowered not in ("model", "block"):
            return self._number(name)
        return None

    def _number(self, name: str) -> str:
        lowered = name.lower()
        if "kernel" in lowered or "window" in lowered:
            return "3"
        is_size = any(part in lowered for part in _WIDE)
        is_few = lowered.startswith(("num_", "n_")) or any(part in lowered for part in _FEW)
        is_few = is_few and not is_size
        return str(2 if is_few else self._style.size)

    def _layer(self) -> str:
        return self._stack(f"nnx.Linear({self._style.size}, {self._style.size}, rngs={RNGS})")

    def _stack(self, made: str) -> str:
        if not self._style.stacked:
            return made
        copies = f"lambda leaf: jnp.stack([leaf] * {self._style.stacked})"
        return f"(lambda m: nnx.merge(m[0], jax.tree.map({copies}, m[1])))(nnx.split({made}))"

    def _definition(self, function: Callable[..., Any]) -> ast.AST | None:
        wanted = getattr(function, "__qualname__", "").split(".")
        wanted += ["__init__"] if inspect.isclass(function) else []
        node: ast.AST | None = self._tree
        for name in wanted:
            body = getattr(node, "body", [])
            node = next((s for s in body if getattr(s, "name", None) == name), None)
        return node


@dataclass(frozen=True)
class _Uses:
    """What a function reads of its parameters."""

    node: ast.AST | None

    @cached_property
    def _read(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for node in ast.walk(self.node) if self.node is not None else ():
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found.setdefault(node.value.id, set()).add(node.attr)
        return found

    def is_called(self, name: str) -> bool:
        """Whether a parameter is called as a layer or a function is."""
        calls = (n for n in ast.walk(self.node) if isinstance(n, ast.Call)) if self.node else ()
        return any(isinstance(n.func, ast.Name) and n.func.id == name for n in calls)

    def attributes(self, name: str) -> set[str]:
        """The attributes of a parameter that are read."""
        return self._read.get(name, set())


def styles(features: tuple[int, ...], lanes: tuple[int, ...]) -> Iterator[Style]:
    """The styles to be tried, the likeliest first.

    `features` are sizes that layers ask for, `lanes` those that transforms name.
    """
    sizes = tuple(dict.fromkeys((*features, 4, 8)))
    for size in sizes[:3]:
        yield Style(size)
        for lane in lanes[:2]:
            yield Style(size, (lane,), stacked=lane)
            yield Style(size, (2,), stacked=lane)
            yield Style(size, (lane, 2))
        for dims in ((), (2, 3), (2, 8, 8)):
            yield Style(size, dims)
        yield Style(size, (2, 3), "int32")
    yield Style(sizes[0], None)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        left = [part for part in typing.get_args(hint) if part is not type(None)]
        return left[0] if len(left) == 1 else hint
    return hint


def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    asked = function.__init__ if inspect.isclass(function) else function
    try:
        return typing.get_type_hints(asked)
    except Exception:  # names that only a type checker knows
        return {}


def _is_array(hint: Any) -> bool:
    if hint in (jax.Array, np.ndarray):
        return True
    text = hint if isinstance(hint, str) else getattr(hint, "__name__", str(hint))
    whole = text.partition("[")[0].rpartition(".")[2]
    return whole in ("Array", "ndarray", "ArrayLike", "Float", "PRNGKeyArray", "KeyArray")
