"""Findings name the other places that they speak of, in their own file or in another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, check_paths, check_source

HEAD = "import jax\nfrom flax import nnx\n"
SETTINGS = Settings(target_flax="0.12.8", extend_select=("NNX401",), cache=False)

CASES = {
    "the call, and the draw": (
        "NNX102",
        "@nnx.vmap(in_axes=(0, None))\ndef f(x, rngs):\n    return x + rngs.normal(())\n\n"
        "f(x, nnx.Rngs(0))\n",
        [("called here", 7), ("drawn from here", 5)],
    ),
    "where captured state is bound": (
        "NNX105",
        "rngs = nnx.Rngs(0)\n\n@nnx.vmap\ndef f(x):\n    return x + rngs.normal(())\n",
        [("bound here", 3)],
    ),
    "the layer that maps": (
        "NNX108",
        "@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=4)\ndef f(rngs):\n    rngs.normal(())\n",
        [("mapped here", 4)],
    ),
    "where split state is used": (
        "NNX112",
        "rngs = nnx.Rngs(0)\nnnx.split_rngs(rngs, splits=3)\nx = rngs.normal(())\n",
        [("used as scalar here", 5)],
    ),
    "where the Rngs is made": (
        "NNX114",
        "rngs = nnx.Rngs(params=0)\nnnx.split_rngs(rngs, splits=3, only='dropout')\n",
        [("made here", 3)],
    ),
    "where the key was used up": (
        "NNX401",
        "def f(key):\n    x = jax.random.normal(key)\n    return x + jax.random.normal(key)\n",
        [("used up here", 4)],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_places_are_named(case: tuple[str, str, list[tuple[str, int]]]) -> None:
    code, program, expected = case
    found = check_source(HEAD + program, filename="a.py", settings=SETTINGS)
    (related,) = [d.related for d in found if d.code == code]
    assert [(place.message, place.location.row) for place in related] == expected
    assert {place.filename for place in related} == {"a.py"}


def test_a_place_in_another_file_is_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pkg").mkdir()
    made = f"{HEAD}\n@nnx.vmap(axis_size=3)\ndef create(rngs):\n    return rngs.params()\n"
    (tmp_path / "pkg" / "model.py").write_text(made)
    (tmp_path / "use.py").write_text(f"{HEAD}from pkg.model import create\n\ncreate(nnx.Rngs(0))\n")
    monkeypatch.chdir(tmp_path)
    for folder in (".", str(tmp_path)):
        reports = check_paths([Path(folder)], SETTINGS)
        (found,) = [d for report in reports for d in report.diagnostics]
        (place,) = [p for p in found.related if p.message == "called here"]
        assert Path(place.filename) == Path(folder) / "use.py"
        assert place.location.row == 5


def test_a_place_in_a_notebook_has_its_cell() -> None:
    sources = [f"{HEAD}rngs = nnx.Rngs(0)", "@nnx.vmap\ndef f(x):\n    return x + rngs.normal(())"]
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": s} for s in sources]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    (found,) = check_source(notebook, filename="a.ipynb", settings=SETTINGS)
    (place,) = found.related
    assert (found.cell, place.cell, place.location.row) == (2, 1, 3)
    assert found.to_json()["related"][0]["cell"] == 1
