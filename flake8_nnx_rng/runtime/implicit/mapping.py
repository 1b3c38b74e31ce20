"""`nnx.vmap` and `nnx.pmap` of 0.8.5."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit.axes import ALL_ON_FIRST, NO_METADATA
from flake8_nnx_rng.runtime.implicit.lanes import PMAP, VMAP, Mapped


def vmap(
    f: Callable[..., Any],
    *,
    in_axes: int | Sequence[Any] | None = 0,
    out_axes: Any = 0,
    axis_name: Hashable | None = None,
    axis_size: int | None = None,
    spmd_axis_name: Hashable | tuple[Hashable, ...] | None = None,
    in_axes_kwargs: Any = 0,
    state_axes: Mapping[Any, int | None] = ALL_ON_FIRST,
    split_rngs: Any = ...,
    transform_metadata: Mapping[str, Any] = NO_METADATA,
) -> Callable[..., Any]:
    """0.8.5's vmap: a function over lanes, graph nodes in any argument or result.

    Axes of arguments do not apply to graph nodes; the axis of each part of their state is that of
    the first filter in `state_axes` that hits it, what none hits is shared. RNG state is apart: a
    stream that `split_rngs` hits draws `fold_in(split(fold_in(key, count), N)[i], n)` in lane i of
    N, and afterwards has its key and count + 1; any other draws the same in all lanes.

    ValueError if sizes differ, or none is given, or `split_rngs` hits a key without its count;
    TypeError for an invalid filter. Rows "vmap" of what 0.8.5 did with RNG state.
    """
    mapped = Mapped(
        "vmap of 0.8.5",
        f,
        VMAP,
        *(in_axes, in_axes_kwargs, out_axes),
        axis_size,
        state_axes,
        split_rngs,
        transform_metadata,
    )
    return mapped.transformed(jax.vmap, axis_name=axis_name, spmd_axis_name=spmd_axis_name)


def pmap(
    f: Callable[..., Any],
    axis_name: Hashable | None = None,
    *,
    in_axes: Any = 0,
    out_axes: Any = 0,
    static_broadcasted_argnums: int | Iterable[int] = (),
    devices: Sequence[jax.Device] | None = None,
    backend: str | None = None,
    axis_size: int | None = None,
    donate_argnums: int | Iterable[int] = (),
    global_arg_shapes: tuple[tuple[int, ...], ...] | None = None,
    in_axes_kwargs: Any = 0,
    state_axes: Mapping[Any, int | None] = ALL_ON_FIRST,
    split_rngs: Any = ...,
    transform_metadata: Mapping[str, Any] = NO_METADATA,
) -> Callable[..., Any]:
    """0.8.5's pmap: as `vmap`, one lane on each device, but keys are split as they are.

    A stream that `split_rngs` hits draws `fold_in(split(key, N)[i], count + n)` on device i of N.
    Counts are shared and go on: afterwards a stream has its key and count + the draws of a lane.

    NotImplementedError for `static_broadcasted_argnums`, `donate_argnums` and `global_arg_shapes`,
    which 0.8.5 refused too; else the errors of `vmap`. Rows "pmap" of what 0.8.5 did.
    """
    _refuse(
        static_broadcasted_argnums=bool(static_broadcasted_argnums),
        donate_argnums=donate_argnums != (),
        global_arg_shapes=global_arg_shapes is not None,
    )
    mapped = Mapped(
        "pmap of 0.8.5",
        f,
        PMAP,
        *(in_axes, in_axes_kwargs, out_axes),
        axis_size,
        state_axes,
        split_rngs,
        transform_metadata,
    )
    transform = partial(jax.pmap, axis_name=axis_name, devices=devices, backend=backend)
    return mapped.transformed(transform)


def _refuse(**options: bool) -> None:
    for name, given in options.items():
        if given:
            raise NotImplementedError(f"nnx.pmap of Flax 0.8.5 does not support {name}")
