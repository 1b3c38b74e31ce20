"""`nnx.grad` and `nnx.value_and_grad` of 0.8.5, with `wrt=`."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit.crossing import merge, put_nodes, split, take_nodes
from flake8_nnx_rng.runtime.implicit.installed import (
    All,
    Param,
    State,
    is_tree_of_nodes,
    predicate,
    update_context,
)

TAG = "grad of 0.8.5"


def grad(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    holomorphic: bool = False,
    allow_int: bool = False,
    reduce_axes: Sequence[Hashable] = (),
    *,
    wrt: Any = Param,
) -> Callable[..., Any]:
    """0.8.5's grad: of a function of positional arguments, some of them graph nodes.

    The gradient of a graph node is a State of what the filter `wrt` hits in it; that of a pytree
    of arrays is as of jax.grad. A sequence of one argnum gives one gradient, not a tuple.
    """
    options = {"holomorphic": holomorphic, "allow_int": allow_int}
    return _differentiated(jax.grad, f, argnums, has_aux, reduce_axes, wrt, options)


def value_and_grad(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    holomorphic: bool = False,
    allow_int: bool = False,
    reduce_axes: Sequence[Hashable] = (),
    *,
    wrt: Any = Param,
) -> Callable[..., Any]:
    """0.8.5's value_and_grad: as `grad`, with the value (and what else `f` returns) before it."""
    options = {"holomorphic": holomorphic, "allow_int": allow_int}
    return _differentiated(jax.value_and_grad, f, argnums, has_aux, reduce_axes, wrt, options)


def _differentiated(
    transform: Callable[..., Any],
    f: Callable[..., Any],
    argnums: int | Sequence[int],
    has_aux: bool,
    reduce_axes: Sequence[Hashable],
    wrt: Any,
    options: dict[str, Any],
) -> Callable[..., Any]:
    numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    options |= {"argnums": numbers[0] if len(numbers) == 1 else numbers}
    options |= {"reduce_axes": reduce_axes} if reduce_axes else {}  # later releases of jax lack it
    gives_value = transform is jax.value_and_grad

    @update_context(TAG)
    def outside(*args: Any) -> Any:
        differentiated = {
            i: arg for i, arg in enumerate(args) if i in numbers and is_tree_of_nodes(arg)
        }
        pure, nodes = take_nodes(args)
        differentiable = All(predicate(wrt), _is_first)
        graphdef, states, rest = split(TAG, (differentiated, nodes), differentiable, ...)
        hit: dict[int, Any] = dict(states[0].items()) if 0 in states else {}
        inside = partial(_inside, f, has_aux, tuple(hit), graphdef)
        arguments = [hit.get(i, arg) for i, arg in enumerate(pure)]
        out = transform(inside, has_aux=True, **options)(*arguments, rest)
        out, (graphdef, left) = _arranged(out, has_aux, gives_value)
        _, returned = merge(TAG, graphdef, left, inner=False)
        return put_nodes(out, returned)

    return outside


def _is_first(path: tuple[Any, ...], _: Any) -> bool:
    return bool(path[0] == 0)


def _inside(
    f: Callable[..., Any], has_aux: bool, hit: tuple[int, ...], graphdef: Any, *args: Any
) -> tuple[Any, Any]:
    *given, rest = args
    states: Any = State({0: {i: given[i].raw_mapping for i in hit}}) if hit else State({})
    differentiated, nodes = merge(TAG, graphdef, states, rest, inner=True)
    whole = put_nodes(given, nodes)
    out, returned = take_nodes(f(*(differentiated.get(i, arg) for i, arg in enumerate(whole))))
    left = split(TAG, (nodes, returned))
    if not has_aux:
        return out, (left, None)
    loss, aux = out
    return loss, (left, aux)


def _arranged(out: Any, has_aux: bool, gives_value: bool) -> tuple[Any, Any]:
    """What the user gets, and the graphdef and state after the function."""
    if gives_value:
        (loss, (left, aux)), grads = out
        return ((loss, aux) if has_aux else loss, grads), left
    grads, (left, aux) = out
    return (grads, aux) if has_aux else grads, left
