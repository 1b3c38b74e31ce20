"""Inputs: the arguments of a call made from the expressions that someone wrote for it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flax import nnx

from flake8_nnx_rng.runtime.child.telling import told

Namespace = dict[str, Any]


class NoInputError(Exception):
    """Why a unit cannot be called: `no example for x`."""


@dataclass(frozen=True)
class Call:
    """A function with its arguments, and in words what is called."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    shown: str

    def __call__(self) -> Any:
        """What the function returns."""
        return self.function(*self.args, **self.kwargs)


def from_example(function: Callable[..., Any], arguments: str, namespace: Namespace) -> Call:
    """The call with the arguments of an example, `model=Block(rngs=nnx.Rngs(0)), x=...`.

    Raises `NoInputError` for an example that cannot be evaluated or lacks something.
    """
    try:
        args, kwargs = _evaluated(arguments, namespace)
    except Exception as error:
        raise NoInputError(f"the example raises {told(error)}") from error
    return _bound(function, args, kwargs, [], f"example({arguments})")


def from_call(written: dict[str, Any], namespace: Namespace) -> Call:
    """A call that stands in the file, with the statements that its arguments need before it.

    An Rngs that cannot be evaluated is made; for anything else `NoInputError` is raised.
    """
    local = dict(namespace)
    for statement in written["preamble"]:
        try:
            exec(statement, local)
        except Exception:  # what needs it will be missing
            continue
    try:
        function = eval(written["callee"], local)
    except Exception as error:
        raise NoInputError(f"{written['callee']} raises {told(error)}") from error
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    missing: list[int | str] = []
    for place, (keyword, text) in enumerate(written["arguments"]):
        try:
            given, named = _evaluated(text, local)
        except Exception:
            missing.append(keyword or place)
            given, named = ((), {}) if keyword else ((None,), {})
        args += given
        kwargs |= named
    return _bound(function, tuple(args), kwargs, missing, written["shown"], by_position=False)


def from_text(written: str, namespace: Namespace) -> Call:
    """The call that an expression `f(...)` is; raises `NoInputError` if a part of it raises."""
    call = ast.parse(written, mode="eval").body
    if not isinstance(call, ast.Call):
        raise NoInputError(f"{written} is no call")
    given = [ast.unparse(part) for part in (*call.args, *call.keywords)]
    try:
        function = eval(ast.unparse(call.func), dict(namespace))
        args, kwargs = _evaluated(", ".join(given), namespace)
    except Exception as error:
        raise NoInputError(f"it raises {told(error)}") from error
    return _bound(function, args, kwargs, [], written)


def from_defaults(function: Callable[..., Any]) -> Call:
    """The call with an Rngs for each parameter that is one and the defaults of the others."""
    return _bound(function, (), {}, [], "defaults")


def signature_of(function: Callable[..., Any]) -> inspect.Signature:
    """The parameters of a call, of a class those of its `__init__`, as far as it is known.

    A metaclass that makes instances itself, as that of `nnx.Module` does, hands all on.
    """
    if not inspect.isclass(function) or type(function).__call__ is type.__call__:
        return inspect.signature(function)
    init = inspect.signature(function.__init__)
    return init.replace(parameters=[*init.parameters.values()][1:])


def _evaluated(text: str, namespace: Namespace) -> tuple[tuple[Any, ...], dict[str, Any]]:
    collect = {**namespace, "__nnx_rng_collect__": lambda *args, **kwargs: (args, kwargs)}
    found: tuple[tuple[Any, ...], dict[str, Any]] = eval(f"__nnx_rng_collect__({text}\n)", collect)
    return found


def _bound(
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    missing: list[int | str],
    shown: str,
    *,
    by_position: bool = True,
) -> Call:
    """The call with an Rngs for each parameter that is one and is missing.

    Up to 0.8.5 a transform treated keywords in another way than positions: what a program wrote is
    kept, while names in an example only say what is meant.
    """
    try:
        signature = signature_of(function)
        bound = signature.bind_partial(*args, **kwargs)
    except (TypeError, ValueError) as error:
        raise NoInputError(f"its parameters do not fit: {error}") from error
    names = list(signature.parameters)
    lost = {names[m] if isinstance(m, int) and m < len(names) else m for m in missing}
    made: dict[str, Any] = {}
    for name, parameter in signature.parameters.items():
        if name in bound.arguments and name not in lost:
            continue
        if is_rngs(parameter):
            made[name] = nnx.Rngs(0)
        elif name in lost or not _may_be_left_out(parameter):
            raise NoInputError(f"no example for {name}")
    shown = ", ".join([shown, *(f"{name}=nnx.Rngs(0)" for name in made)])
    if by_position:
        known = {**bound.arguments, **made}
        bound.arguments = {name: known[name] for name in names if name in known}
        return Call(function, bound.args, bound.kwargs, shown)
    given = [made.pop(name, value) for name, value in zip(names, args, strict=False)]
    return Call(function, (*given, *args[len(given) :]), kwargs | made, shown)


def _may_be_left_out(parameter: inspect.Parameter) -> bool:
    variadic = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return variadic or parameter.default is not parameter.empty


def is_rngs(parameter: inspect.Parameter) -> bool:
    """Whether a parameter is an Rngs by its annotation, else by its name."""
    annotation = parameter.annotation
    if annotation is parameter.empty:
        return parameter.name == "rngs"
    if isinstance(annotation, str):
        return annotation.strip("\"'").rpartition(".")[2] == "Rngs"
    return annotation is nnx.Rngs
