"""Attributes that are static by their first value since 0.12.0, in old code that fills them."""

from __future__ import annotations

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

OLD = """\
from flax import nnx

nnx.grad(f, wrt=nnx.Param)


class Layers(nnx.Module{options}):
    def __init__(self, rngs: nnx.Rngs):
        {first}

    def later(self, rngs: nnx.Rngs):
        {later}


def change(layers: Layers):
    {outside}
"""
LIST = "self.layers = {}[nnx.Linear(2, 2, rngs=rngs), nnx.Dropout(0.5)]{}"


def program(
    first: str, later: str = "pass", outside: str = "return layers", options: str = ""
) -> str:
    return OLD.format(first=first, later=later, outside=outside, options=options)


def settings(target: str = "0.12.8") -> Settings:
    return Settings(target_flax=target, select=("NNX204",), across_files=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            program(LIST.format("", "")), program(LIST.format("nnx.data(", ")")), id="list"
        ),
        pytest.param(
            program("self.layers = {n: nnx.Param(n) for n in NAMES}"),
            program("self.layers = nnx.data({n: nnx.Param(n) for n in NAMES})"),
            id="dict",
        ),
        pytest.param(
            program("self.layers = []", "self.layers.append(nnx.Linear(2, 2, rngs=rngs))"),
            program(
                "self.layers = nnx.data([])", "self.layers.append(nnx.Linear(2, 2, rngs=rngs))"
            ),
            id="appended later",
        ),
        pytest.param(
            program("layers = []; layers.append(nnx.Dropout(0.5)); self.layers = layers"),
            program("layers = []; layers.append(nnx.Dropout(0.5)); self.layers = nnx.data(layers)"),
            id="appended before",
        ),
        pytest.param(
            program("self.rngs = None", "self.rngs = rngs"),
            program("self.rngs = nnx.data(None)", "self.rngs = rngs"),
            id="None first",
        ),
        pytest.param(
            program("self.next: Layers | None = (None)", outside="layers.next = layers"),
            program("self.next: Layers | None = nnx.data(None)", outside="layers.next = layers"),
            id="set from outside",
        ),
    ],
)
def test_what_data_is_to_be_in_is_data(before: str, after: str) -> None:
    assert fix_source(before, settings=settings()).text == after
    assert fix_source(after, settings=settings()).text == after


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param(program(LIST.format("", "")), "0.11.2", id="a release that finds out itself"),
        pytest.param(program(LIST.format("nnx.List(", ")")), "0.12.8", id="a list of Flax"),
        pytest.param(program("self.sizes = [1, 2]; self.name = None"), "0.12.8", id="no data"),
        pytest.param(program("self.only = [nnx.All(nnx.Param)]"), "0.12.8", id="a filter"),
        pytest.param(
            program("if rngs is None: self.x = None\n        else: self.x = rngs"),
            "0.12.8",
            id="None on another way",
        ),
        pytest.param(
            program(LIST.format("", ""), options=", pytree=False"), "0.12.8", id="no pytree"
        ),
        pytest.param(
            program(LIST.format("", "")).replace("nnx.grad(f, wrt=nnx.Param)", ""),
            "0.12.8",
            id="no old code",
        ),
    ],
)
def test_nothing_is_said_of(text: str, target: str) -> None:
    assert check_source(text, settings=settings(target)) == []
