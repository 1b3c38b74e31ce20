"""`nnx.jit` and `nnx.remat` of 0.8.5."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit.crossing import come_back, run_inside, split, take_nodes
from flake8_nnx_rng.runtime.implicit.installed import get_partition_spec, update_context

JIT, REMAT = "jit of 0.8.5", "remat of 0.8.5"
UNSPECIFIED: Any = object()


@jax.tree_util.register_static
@dataclass(frozen=True)
class Jitted:
    """What jax.jit compiles for: a function and the graph of its nodes."""

    function: Callable[..., Any]
    constrain_state: Callable[[Any], Any] | None
    graphdef: Any


def jit(
    fun: Callable[..., Any],
    *,
    in_shardings: Any = UNSPECIFIED,
    out_shardings: Any = UNSPECIFIED,
    static_argnums: int | Sequence[int] | None = None,
    static_argnames: str | Iterable[str] | None = None,
    donate_argnums: int | Sequence[int] | None = None,
    donate_argnames: str | Iterable[str] | None = None,
    keep_unused: bool = False,
    device: jax.Device | None = None,
    backend: str | None = None,
    inline: bool = False,
    abstracted_axes: Any | None = None,
    donate_state: bool = False,
    constrain_state: bool | Callable[[Any], Any] = False,
) -> Callable[..., Any]:
    """0.8.5's jit: options of jax.jit are of the arguments without graph nodes.

    `donate_state` donates the state of all graph nodes; `constrain_state` constrains it, before and
    after, to the partition specs of its Variables or by a function from State to State. The
    function under jax.jit is the attribute `inner`.
    """
    names = (*_several(donate_argnames), *(("_nnx_state",) if donate_state else ()))
    given = {
        **({} if in_shardings is UNSPECIFIED else {"in_shardings": in_shardings}),
        **({} if out_shardings is UNSPECIFIED else {"out_shardings": out_shardings}),
        **{
            name: value
            for name, value in (
                ("device", device),
                ("backend", backend),
                ("abstracted_axes", abstracted_axes),  # jax lacks it in later releases
            )
            if value is not None
        },
    }
    jitted = jax.jit(
        _compiled,
        static_argnums=_several(static_argnums),
        static_argnames=_several(static_argnames),
        donate_argnums=_several(donate_argnums),
        donate_argnames=names,
        keep_unused=keep_unused,
        inline=inline,
        **given,
    )
    constrain = _constrained if constrain_state is True else constrain_state or None

    @wraps(fun)
    @update_context(JIT)
    def outside(*args: Any, **kwargs: Any) -> Any:
        (args, kwargs), nodes = take_nodes((args, kwargs))
        graphdef, state = split(JIT, nodes)
        fixed = Jitted(fun, constrain, graphdef)
        out = jitted(*args, _nnx_fixed=fixed, _nnx_state=state, **kwargs)
        return come_back(JIT, *out)

    outside.inner = jitted  # type: ignore[attr-defined]
    return outside


def _compiled(*args: Any, _nnx_fixed: Jitted, _nnx_state: Any, **kwargs: Any) -> tuple[Any, ...]:
    constrain = _nnx_fixed.constrain_state or (lambda state: state)
    out, graphdef, (state,) = run_inside(
        JIT,
        _nnx_fixed.function,
        (args, kwargs),
        _nnx_fixed.graphdef,
        (constrain(_nnx_state),),
    )
    return out, graphdef, constrain(state)


def _constrained(state: Any) -> Any:
    constrain: Any = jax.lax.with_sharding_constraint
    return constrain(state, get_partition_spec(state))


def _several(given: Any) -> tuple[Any, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, int | str) else tuple(given)


def remat(
    f: Callable[..., Any],
    *,
    prevent_cse: bool = True,
    static_argnums: int | tuple[int, ...] = (),
    policy: Callable[..., bool] | None = None,
) -> Callable[..., Any]:
    """0.8.5's remat: jax.checkpoint of a function of positional arguments and graph nodes."""
    # The first argument of what is checkpointed is the state.
    static = tuple(number + (number >= 0) for number in _several(static_argnums))

    @wraps(f)
    @update_context(REMAT)
    def outside(*args: Any) -> Any:
        args, nodes = take_nodes(args)
        graphdef, state = split(REMAT, nodes)

        def inside(state: Any, *args: Any) -> tuple[Any, ...]:
            out, graphdef_out, (left,) = run_inside(REMAT, f, (args, {}), graphdef, (state,))
            return out, graphdef_out, left

        checkpointed = jax.checkpoint(
            inside, prevent_cse=prevent_cse, static_argnums=static, policy=policy
        )
        return come_back(REMAT, *checkpointed(state, *args))

    return outside
