"""Runs a program on the installed Flax."""

from __future__ import annotations

from typing import Any

import flax
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
from flax import nnx

RELEASE = tuple(int(part) for part in flax.__version__.split(".")[:3])


def run_case(seeds: tuple[tuple[str, Seed], ...], program: Program) -> Any:
    """What was drawn, and each stream's key and count afterwards."""
    rngs = nnx.Rngs({name: seed_value(seed) for name, seed in seeds})
    drawn = run(program, rngs)
    state = {
        name: (jax.random.key_data(raw(rngs[name].key)), raw(rngs[name].count)) for name in rngs
    }
    return drawn, state


def raw(variable: Any) -> Any:
    return variable.get_value() if RELEASE >= (0, 12, 0) else variable.value


def run(program: Program, rngs: nnx.Rngs) -> list[Any]:
    return [step(operation, rngs) for operation in program]


def step(operation: Operation, rngs: nnx.Rngs) -> Any:
    match operation:
        case Draw():
            return jax.random.key_data(rngs[operation.stream]())
        case Split():
            return split(operation, rngs)
        case New(method="fork"):
            return run(operation.body, rngs.fork(split=shapes(operation.shapes)))
        case New():
            return run(operation.body, rngs.split(shapes(operation.shapes)))
        case Map():
            return mapped(operation, rngs)
        case Scan():
            return scanned(operation, rngs)
        case Stack():
            return stacked(operation, rngs)


def split(operation: Split, rngs: nnx.Rngs) -> Any:
    options = {"splits": operation.splits, "only": chosen(operation.only)}
    if operation.squeeze:
        options["squeeze"] = True
    if operation.spelling == "decorator":
        return nnx.split_rngs(**options)(lambda rngs: run(operation.body, rngs))(rngs)
    if operation.spelling == "context":
        with nnx.split_rngs(rngs, **options):
            return run(operation.body, rngs)
    backups = nnx.split_rngs(rngs, **options)
    drawn = run(operation.body, rngs)
    if operation.spelling == "restore":
        nnx.restore_rngs(backups)
    return drawn


def mapped(operation: Map, rngs: nnx.Rngs) -> Any:
    transform = nnx.vmap if operation.transform == "vmap" else nnx.pmap
    options = {"axis_size": operation.size} if operation.with_size else {}
    state = axes(operation.axes)
    if operation.with_argument:
        lanes = transform(lambda rngs, x: run(operation.body, rngs), in_axes=(state, 0), **options)
        return lanes(rngs, jnp.arange(operation.size))
    return transform(lambda rngs: run(operation.body, rngs), in_axes=(state,), **options)(rngs)


def scanned(operation: Scan, rngs: nnx.Rngs) -> Any:
    """Streams that are carried as a whole are the carry; others are an argument beside it."""
    options = {"out_axes": 0 if RELEASE < (0, 10, 0) else (nnx.Carry, 0)}
    options["reverse"] = operation.reverse
    xs = jnp.arange(operation.length)
    if operation.axes == "carry":

        def with_carry(rngs: nnx.Rngs, x: jax.Array) -> Any:
            return rngs, run(operation.body, rngs)

        return nnx.scan(with_carry, in_axes=(nnx.Carry, 0), **options)(rngs, xs)[1]

    def beside_carry(rngs: nnx.Rngs, carry: jax.Array, x: jax.Array) -> Any:
        return carry, run(operation.body, rngs)

    in_axes = (axes(operation.axes), nnx.Carry, 0)
    return nnx.scan(beside_carry, in_axes=in_axes, **options)(rngs, jnp.zeros(()), xs)[1]


def stacked(operation: Stack, rngs: nnx.Rngs) -> Any:
    size = operation.size

    @nnx.split_rngs(splits=size)
    @nnx.vmap(axis_size=size)
    def make(rngs: nnx.Rngs) -> nnx.Dropout:
        return nnx.Dropout(0.5, rng_collection=operation.stream, rngs=rngs)

    @nnx.vmap(in_axes=(0, 0))
    def call(layer: nnx.Dropout, x: jax.Array) -> Any:
        kept = layer.rngs if RELEASE >= (0, 11, 0) else layer.rngs[operation.stream]
        return [jax.random.key_data(kept())]

    if operation.split_again:
        call = nnx.split_rngs(splits=size)(call)
    layer = make(rngs)
    return [call(layer, jnp.arange(size)) for _ in range(operation.calls)]


def chosen(data: Any) -> Any:
    if isinstance(data, Except):
        return nnx.Not(data.stream)
    if isinstance(data, Only):
        return {"key": nnx.RngKey, "count": nnx.RngCount}[data.part]
    return tuple(chosen(one) for one in data) if isinstance(data, tuple) else data


def axes(data: Any) -> Any:
    if isinstance(data, ByFilter):
        return nnx.StateAxes({chosen(one): axes(axis) for one, axis in data.items})
    return nnx.Carry if data == "carry" else data


def shapes(data: Any) -> Any:
    if isinstance(data, ByFilter):
        return {chosen(one): shape for one, shape in data.items}
    return data
