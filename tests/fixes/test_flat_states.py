"""`State.flat_state()` gave a dict up to 0.10.2 and gives pairs of a path and a variable since."""

from __future__ import annotations

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

HEAD = "from flax import nnx\nmodel = nnx.Linear(2, 2, rngs=nnx.Rngs(0))\n"


def settings(target: str = "0.10.3") -> Settings:
    return Settings(target_flax=target, select=("NNX204",), across_files=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "paths = nnx.state(model, nnx.Param).flat_state().keys()\n",
            "paths = dict(nnx.state(model, nnx.Param).flat_state()).keys()\n",
            id="at once",
        ),
        pytest.param(
            "state = nnx.state(model)\nflat = state.flat_state()\n"
            "for path, value in flat.items():\n    print(path)\n",
            "state = nnx.state(model)\nflat = dict(state.flat_state())\n"
            "for path, value in flat.items():\n    print(path)\n",
            id="by a name",
        ),
        pytest.param(
            "graphdef, state = nnx.split(model)\nbias = state.flat_state()[('bias',)]\n",
            "graphdef, state = nnx.split(model)\nbias = dict(state.flat_state())[('bias',)]\n",
            id="by a path",
        ),
        pytest.param(
            "graphdef, params, rest = nnx.split(other, nnx.Param, ...)\n"
            "flat = {**params.flat_state(), **rest.flat_state()}\n",
            "graphdef, params, rest = nnx.split(other, nnx.Param, ...)\n"
            "flat = {**dict(params.flat_state()), **dict(rest.flat_state())}\n",
            id="unpacked",
        ),
    ],
)
def test_what_is_used_as_a_dict_is_made_one(before: str, after: str) -> None:
    assert fix_source(HEAD + before, settings=settings()).text == HEAD + after
    assert fix_source(HEAD + after, settings=settings()).text == HEAD + after
    assert check_source(HEAD + before, settings=settings("0.10.2")) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "for path, value in nnx.state(model).flat_state():\n    print(path)\n", id="pairs"
        ),
        pytest.param(
            "flat = nnx.state(model).flat_state()\nback = nnx.State.from_flat_path(flat)\n",
            id="handed on",
        ),
        pytest.param(
            "def paths(tree):\n    return tree.flat_state().keys()\n", id="who knows what"
        ),
        pytest.param("pairs = nnx.to_flat_state(nnx.state(model)).paths\n", id="the new function"),
    ],
)
def test_nothing_is_said_of(text: str) -> None:
    assert check_source(HEAD + text, settings=settings()) == []
