"""Attributes that are static by their first value since 0.12.0, in code that fills them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

TEXT = """\
from flax import nnx
{mark}

class Layers(nnx.Module{options}):
    def __init__(self, rngs: nnx.Rngs):
        {first}

    def later(self, rngs: nnx.Rngs):
        {later}


def change(layers: Layers):
    {outside}
"""
OLD = "\nnnx.grad(f, wrt=nnx.Param)\n"
LIST = "self.layers = {}[nnx.Linear(2, 2, rngs=rngs), nnx.Dropout(0.5)]{}"


def program(
    first: str,
    later: str = "pass",
    outside: str = "return layers",
    options: str = "",
    mark: str = "",
) -> str:
    text = TEXT.format(first=first, later=later, outside=outside, options=options, mark="{mark}")
    return text.replace("{mark}", mark)


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
            program("self.layers = (nnx.Linear(2, 2, rngs=rngs), nnx.relu)"),
            program("self.layers = nnx.data((nnx.Linear(2, 2, rngs=rngs), nnx.relu))"),
            id="tuple",
        ),
        pytest.param(
            program("self.layers = tuple(nnx.Linear(2, 2, rngs=rngs) for _ in range(3))"),
            program("self.layers = nnx.data(tuple(nnx.Linear(2, 2, rngs=rngs) for _ in range(3)))"),
            id="built by tuple",
        ),
        pytest.param(
            program("layers = [rngs] + [nnx.Param(0)] * 2; self.layers = layers"),
            program("layers = [rngs] + [nnx.Param(0)] * 2; self.layers = nnx.data(layers)"),
            id="added up, by a name",
        ),
        pytest.param(
            program("self.layers = dict(a=nnx.Linear(2, 2, rngs=rngs))"),
            program("self.layers = nnx.data(dict(a=nnx.Linear(2, 2, rngs=rngs)))"),
            id="built by dict",
        ),
        pytest.param(
            program("self.layers = []; self.layers.extend([nnx.Linear(2, 2, rngs=rngs)])"),
            program(
                "self.layers = nnx.data([]); self.layers.extend([nnx.Linear(2, 2, rngs=rngs)])"
            ),
            id="extended in __init__",
        ),
        pytest.param(
            program("self.layers = {}; self.layers['a'] = nnx.Linear(2, 2, rngs=rngs)"),
            program("self.layers = nnx.data({}); self.layers['a'] = nnx.Linear(2, 2, rngs=rngs)"),
            id="filled in __init__",
        ),
        pytest.param(
            program("self.layers = None; self.layers = nnx.List([nnx.Param(0)])"),
            program("self.layers = nnx.data(None); self.layers = nnx.List([nnx.Param(0)])"),
            id="None, then a list of Flax",
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
@pytest.mark.parametrize("mark", ["", OLD])
def test_what_data_is_to_be_in_is_data(before: str, after: str, mark: str) -> None:
    before, after = (
        before.replace("nnx\n", f"nnx\n{mark}", 1),
        after.replace("nnx\n", f"nnx\n{mark}", 1),
    )
    assert fix_source(before, settings=settings()).text == after
    assert fix_source(after, settings=settings()).text == after


def test_a_list_that_old_code_fills_later_is_data() -> None:
    later = "self.layers.append(nnx.Linear(2, 2, rngs=rngs))"
    before = program("self.layers = []", later, mark=OLD)
    after = program("self.layers = nnx.data([])", later, mark=OLD)
    assert fix_source(before, settings=settings()).text == after
    known = replace(settings(), source_flax="0.10.7")
    assert fix_source(before.replace(OLD, ""), settings=known).text == after.replace(OLD, "")


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
            program("self.layers = []", "self.layers.append(nnx.Linear(2, 2, rngs=rngs))"),
            "0.12.12",
            id="a list that is filled later, if ever",
        ),
        pytest.param(
            program(
                "self.layers = []\n"
                "        self.layers.append(nnx.Linear(2, 2, rngs=rngs))\n"
                "        self.layers = nnx.data(self.layers)"
            ),
            "0.12.12",
            id="data in the end",
        ),
        pytest.param(
            program("self.layers = nnx.data(None)\n        " + LIST.format("", "")),
            "0.12.12",
            id="data first",
        ),
        pytest.param(
            program("self.layers = nnx.Linear(2, 2, rngs=rngs); " + LIST.format("", "")),
            "0.12.12",
            id="a module first",
        ),
        pytest.param(
            program("layers = nnx.List([nnx.Linear(2, 2, rngs=rngs)]); self.layers = layers"),
            "0.12.12",
            id="a list of Flax by a name",
        ),
        pytest.param(
            program("self.stage = []; self.stage.append(rngs); self.stage.clear()"),
            "0.12.12",
            id="emptied again",
        ),
        pytest.param(
            program("self.x = None; del self.x; self.x = nnx.Linear(2, 2, rngs=rngs)"),
            "0.12.12",
            id="taken away between",
        ),
        pytest.param(
            program("self.x = {nnx.Linear(2, 2, rngs=rngs)}"),
            "0.12.12",
            id="a set, which is opaque",
        ),
        pytest.param(
            program(LIST.format("", "")).replace("nnx.Module", "nnx.Object"),
            "0.12.12",
            id="no pytree, by what it derives from",
        ),
        pytest.param(
            program(LIST.format("", "")).replace(
                "    def __init__", "    layers: nnx.Data[list]\n\n    def __init__"
            ),
            "0.12.12",
            id="said to be data by an annotation",
        ),
        pytest.param(
            program("import jax.numpy as jnp; self.x = None; self.x = jnp.ones(2)"),
            "0.12.12",
            id="arrays, which are taken inside of jit",
        ),
    ],
)
def test_nothing_is_said_of(text: str, target: str) -> None:
    assert check_source(text, settings=settings(target)) == []
