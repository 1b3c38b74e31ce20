"""A function over lanes: what vmap and pmap of 0.8.5 have in common, and what sets them apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

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

    @property
    def filters(self) -> tuple[Any, ...]:
        """RNG state first, whatever state_axes says; what no filter hits last."""
        return RngState, *self.state_axes, ...

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
        graphdef, rng_state, *states, shared = split(self.tag, nodes, *self.filters)
        lanes = self._lanes(args, kwargs, states)
        forked = self.streams.fork(rng_state, self.split_rngs, lanes)
        graphdef, shared, states, split_streams, out = mapped(
            args, kwargs, graphdef, forked, states, shared
        )
        out = come_back(self.tag, out, graphdef, *states, shared, split_streams)
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
            self.filters,
        )
        never, hit, missed = split_state(rng_state, self.streams.shared, self.split_rngs, ...)
        shared = merge_state(shared, missed, never)
        return graphdef, shared, axes_of.with_axis(states, state_axes, self.metadata), hit, out

    def _lanes(self, args: Any, kwargs: Any, states: Sequence[Any]) -> int:
        found = axes_of.sizes(args, self.in_axes) | axes_of.sizes(kwargs, self.in_axes_kwargs)
        for state, axis in zip(states, self.state_axes.values(), strict=True):
            found |= axes_of.sizes(state, axis)
        return axes_of.one_size(found, self.axis_size, "axis_size")
