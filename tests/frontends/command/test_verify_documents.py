"""Notebooks and documents are verified as the one program that their cells or blocks make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from flake8_nnx_rng.frontends.command import main

NEWEST = ("--isolated", "--target-flax", "0.12.8", "--timeout", "600")
PAGE = """\
# A page that no Python can parse (it isn't code)

```python
from functools import partial
from flax import nnx
import jax

@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (2,))
```

The same name again, with another size:

```python
@partial(nnx.vmap, axis_size=5)
def create(rngs: nnx.Rngs):
    return jax.random.normal(rngs.noise(), (2,))

made = create(nnx.Rngs(1))
```
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_page_is_run_block_by_block(project: Path) -> None:
    (project / "page.md").write_text(PAGE)
    done = CliRunner().invoke(main, ["verify", *NEWEST, "--output-format", "json", "."])
    (file,) = json.loads(done.stdout)
    found = [(u["unit"], u["place"], u["verdict"], u["before"]["lanes"]) for u in file["units"]]
    assert found == [
        ("create 1", "line 8", "identical", [3]),
        ("create", "line 16", "identical", [5]),
    ]
    assert file["units"][1]["run_by"] == "create(nnx.Rngs(1))"
    assert [path.name for path in project.iterdir()] == ["page.md"]


def cell(*lines: str) -> dict[str, object]:
    code: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": []}
    return {**code, "source": [f"{line}\n" for line in lines]}


def test_cells_are_fixed_that_were_seen_to_be_identical(project: Path) -> None:
    cells = [
        cell("%matplotlib inline", "from functools import partial", "from flax import nnx"),
        cell(
            "@partial(nnx.vmap, axis_size=3)",
            "def create(rngs: nnx.Rngs):",
            "    return nnx.Linear(2, 4, rngs=rngs)",
        ),
        cell(
            "@partial(nnx.vmap, axis_size=3)",
            "def unknown(rngs: nnx.Rngs, thing):",
            "    return thing.nobody.has.this(rngs.params())",
        ),
    ]
    path = project / "book.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    done = CliRunner().invoke(main, ["check", "--fix", "--verify", *NEWEST, str(path)])
    fixed = ["".join(each["source"]) for each in json.loads(path.read_text())["cells"]]
    assert fixed[1].startswith("@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)\n")
    assert fixed[0].startswith("%matplotlib inline\n")
    assert fixed[2] == "".join(cells[2]["source"])  # type: ignore[arg-type]
    assert "book.ipynb: unknown (cell 3): NNX301 not fixed (not run: " in done.stderr
