"""Runs a program on the reference."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from conformance.explicit.operations import (
    ByFilter,
    Draw,
    Except,
    Map,
    New,
    Only,
    Operation,
    Program,
    Scan,
    Seed,
    Split,
    Stack,
)
from conformance.explicit.seeds import seed_value

from flake8_nnx_rng.runtime import explicit
from flake8_nnx_rng.runtime.explicit import Carry, Release, Rngs


def run_case(seeds: tuple[tuple[str, Seed], ...], program: Program, release: Release) -> Any:
    """What was drawn, and each stream's key and count afterwards."""
    values = {name: seed_value(seed) for name, seed in seeds}
    drawn, rngs = Reference(release).run(program, explicit.make_rngs(values, release=release))
    state = {name: (jax.random.key_data(rngs[name].key), rngs[name].count) for name in rngs}
    return drawn, state


class Reference:
    def __init__(self, release: Release) -> None:
        self.release = release

    def run(self, program: Program, rngs: Rngs) -> tuple[list[Any], Rngs]:
        results = []
        for operation in program:
            result, rngs = self.step(operation, rngs)
            results.append(result)
        return results, rngs

    def step(self, operation: Operation, rngs: Rngs) -> tuple[Any, Rngs]:
        match operation:
            case Draw():
                key, rngs = explicit.draw(rngs, operation.stream)
                return jax.random.key_data(key), rngs
            case Split():
                return self.split(operation, rngs)
            case New():
                make = explicit.fork if operation.method == "fork" else explicit.split
                new, rngs = make(rngs, shapes(operation.shapes), release=self.release)
                return self.run(operation.body, new)[0], rngs
            case Map():
                return self.map(operation, rngs)
            case Scan():
                return self.scan(operation, rngs)
            case Stack():
                return self.stack(operation, rngs)

    def split(self, operation: Split, rngs: Rngs) -> tuple[Any, Rngs]:
        options: dict[str, Any] = {
            "splits": operation.splits,
            "only": chosen(operation.only),
            "squeeze": operation.squeeze,
            "release": self.release,
        }
        if operation.spelling in ("decorator", "context"):
            return explicit.splitting(lambda inside: self.run(operation.body, inside), **options)(
                rngs
            )
        rngs, backups = explicit.split_rngs(rngs, **options)
        drawn, rngs = self.run(operation.body, rngs)
        return drawn, rngs if operation.spelling == "bare" else explicit.restore_rngs(rngs, backups)

    def map(self, operation: Map, rngs: Rngs) -> tuple[Any, Rngs]:
        transform = explicit.vmap if operation.transform == "vmap" else explicit.pmap
        lanes = transform(
            lambda rngs, *_: self.run(operation.body, rngs),
            axes=axes(operation.axes),
            axis_size=operation.size if operation.with_size else None,
        )
        return lanes(rngs, *([jnp.arange(operation.size)] if operation.with_argument else []))

    def scan(self, operation: Scan, rngs: Rngs) -> tuple[Any, Rngs]:
        def one(rngs: Rngs, carry: jax.Array, x: jax.Array) -> Any:
            drawn, rngs = self.run(operation.body, rngs)
            return (carry, drawn), rngs

        steps = explicit.scan(
            one, axes=axes(operation.axes), reverse=operation.reverse, release=self.release
        )
        (_, drawn), rngs = steps(rngs, jnp.zeros(()), jnp.arange(operation.length))
        return drawn, rngs

    def stack(self, operation: Stack, rngs: Rngs) -> tuple[Any, Rngs]:
        make = explicit.vmap(
            lambda rngs: explicit.kept_by_layer(rngs, operation.stream, release=self.release),
            axis_size=operation.size,
        )
        own, rngs = explicit.splitting(make, splits=operation.size)(rngs)
        call = explicit.vmap(lambda rngs, _: self.run((Draw(operation.stream),), rngs))
        if operation.split_again:
            call = explicit.splitting(call, splits=operation.size)
        drawn = []
        for _ in range(operation.calls):
            result, after = call(rngs if own is None else own, jnp.arange(operation.size))
            rngs, own = (after, None) if own is None else (rngs, after)
            drawn.append(result)
        return drawn, rngs


def chosen(data: Any) -> Any:
    if isinstance(data, Except):
        return lambda name, part: name != data.stream
    if isinstance(data, Only):
        return {"key": explicit.keys, "count": explicit.counts}[data.part]
    return tuple(chosen(one) for one in data) if isinstance(data, tuple) else data


def axes(data: Any) -> Any:
    if isinstance(data, ByFilter):
        return {chosen(one): axes(axis) for one, axis in data.items}
    return Carry if data == "carry" else data


def shapes(data: Any) -> Any:
    if isinstance(data, ByFilter):
        return {chosen(one): shape for one, shape in data.items}
    return data
