"""`nnx.vmap` and `nnx.pmap` of 0.8.5."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, wraps
from types import MappingProxyType
from typing import Any

import jax

from flake8_nnx_rng.runtime.implicit import axes as axes_of
from flake8_nnx_rng.runtime.implicit.crossing import come_back, run_inside, split, take_nodes
from flake8_nnx_rng.runtime.implicit.forking import ForkStates, fork, fork_lanes
from flake8_nnx_rng.runtime.implicit.installed import (
    Not,
    RngKey,
    RngState,
    merge_state,
    split_state,
    update_context,
)
from flake8_nnx_rng.runtime.implicit.streams import Kept, count_one_draw, keep, restore_keys

ALL_ON_FIRST: Mapping[Any, Any] = MappingProxyType({...: 0})
NO_METADATA: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Streams:
    """What a mapping transform does to RNG state."""

    fork: Callable[[Any, Any, int], ForkStates]
    axes: ForkStates
    """Axes of the forked parts."""
    shared: Any
    """A filter for what is never mapped on the way out."""
    restore: Callable[[list[Kept], Any], None]


def _restore_counted(kept: list[Kept], split_rngs: Any) -> None:
    restore_keys(kept)
    count_one_draw(kept, split_rngs)


def _restore_keys(kept: list[Kept], _: Any) -> None:
    restore_keys(kept)


VMAP = Streams(fork_lanes, ForkStates(0, 0, None, None), None, _restore_counted)
PMAP = Streams(fork, ForkStates(0, None, None, None), Not(RngKey), _restore_keys)


@dataclass(frozen=True, eq=False)
class Mapped:
    """A function and how it is mapped."""

    tag: str
    function: Callable[..., Any]
    streams: Streams
    in_axes: Any
    in_axes_kwargs: Any
    out_axes: Any
    axis_size: int | None
    state_axes: Mapping[Any, int | None]
    split_rngs: Any
    metadata: Mapping[str, Any]

    def transformed(self, transform: Callable[..., Any], **options: Any) -> Callable[..., Any]:
        """The function under jax.vmap or jax.pmap."""
        state_axes = list(self.state_axes.values())
        mapped = transform(
            self._inside,
            in_axes=(
                *(self.in_axes, self.in_axes_kwargs, None),
                *(self.streams.axes, state_axes, None),
            ),
            out_axes=(None, None, state_axes, 0, self.out_axes),
            axis_size=self.axis_size,
            **options,
        )

        @wraps(self.function)
        @update_context(self.tag)
        def outside(*args: Any, **kwargs: Any) -> Any:
            return self._outside(mapped, args, kwargs)

        return outside

    def _outside(self, mapped: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        (args, kwargs), nodes = take_nodes((args, kwargs))
        kept = keep(nodes)
        filters = RngState, *self.state_axes, ...
        graphdef, rng_state, *states, shared = split(self.tag, nodes, *filters)
        lanes = self._lanes(args, kwargs, states)
        forked = self.streams.fork(rng_state, self.split_rngs, lanes)
        graphdef, shared, states, split_state_, out = mapped(
            args, kwargs, graphdef, forked, states, shared
        )
        out = come_back(self.tag, out, graphdef, *states, shared, split_state_)
        self.streams.restore(kept, self.split_rngs)
        return out

    def _inside(
        self, args: Any, kwargs: Any, graphdef: Any, forked: ForkStates, states: Any, shared: Any
    ) -> tuple[Any, ...]:
        state_axes = list(self.state_axes.values())
        states = axes_of.without_axis(states, state_axes, self.metadata)
        out, graphdef, (rng_state, *states, shared) = run_inside(
            self.tag,
            self.function,
            (args, kwargs),
            graphdef,
            (*states, shared, *forked),
            (RngState, *self.state_axes, ...),
        )
        never, hit, missed = split_state(rng_state, self.streams.shared, self.split_rngs, ...)
        shared = merge_state(shared, missed, never)
        return graphdef, shared, axes_of.with_axis(states, state_axes, self.metadata), hit, out

    def _lanes(self, args: Any, kwargs: Any, states: Sequence[Any]) -> int:
        found = axes_of.sizes(args, self.in_axes) | axes_of.sizes(kwargs, self.in_axes_kwargs)
        for state, axis in zip(states, self.state_axes.values(), strict=True):
            found |= axes_of.sizes(state, axis)
        return axes_of.one_size(found, self.axis_size, "axis_size")


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
