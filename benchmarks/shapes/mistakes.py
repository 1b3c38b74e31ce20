"""Mistakes: many of one kind in one function, class, display, line, cell or document."""

from __future__ import annotations

import json

from shapes.shape import HEAD, Files, each, program, shape

DRAWN = "\n\ndef f(rngs, x):\n    return rngs.params() + x\n\n\n"
USED = "y{k} = nnx.vmap(f, in_axes=(None, 0))(rngs, x)\n"
START = f"{HEAD}{DRAWN}rngs = nnx.Rngs(0)\nx = 1\n"


@shape(start=10, limit=2_000, finds=(1, 0))
def wrong_maps_in_a_function(size: int) -> Files:
    """One function maps an Rngs again and again that it has not split."""
    return program(
        f"{DRAWN}def run(x):\n    rngs = nnx.Rngs(0)\n",
        each(size, "    y{k} = nnx.vmap(f, axis_size=3)(rngs, x)\n"),
        "    return x\n",
    )


@shape(start=10, limit=2_000, finds=(1, 0))
def wrong_maps_in_a_list(size: int) -> Files:
    """One list holds all of them."""
    maps = each(size, "        nnx.vmap(f, axis_size=3)(rngs, x),\n")
    return program(f"{DRAWN}def run(x):\n    rngs = nnx.Rngs(0)\n    return [\n{maps}    ]\n")


@shape(start=10, limit=2_000, finds=(1, 0))
def maps_of_jax_in_a_function(size: int) -> Files:
    """One function hands an Rngs to JAX again and again."""
    return program(
        f"{DRAWN}def run(rngs: nnx.Rngs, x):\n",
        each(size, "    y{k} = jax.vmap(f, in_axes=(None, 0))(rngs, x)\n"),
        "    return x\n",
    )


@shape(start=10, limit=2_000, finds=(1, 0))
def scans_of_one_module(size: int) -> Files:
    """One function scans a module again and again that draws the same at each step."""
    return program(
        "\n\ndef apply(m, x):\n    return m(x)\n\n\n",
        "def run(x):\n    m = nnx.Dropout(0.5, rngs=nnx.Rngs(0))\n",
        each(size, "    y{k} = nnx.scan(apply, in_axes=(None, 0), out_axes=0)(m, x)\n"),
        "    return x\n",
    )


@shape(start=10, limit=1_000, finds=(2, 0))
def wrong_layers_of_a_class(size: int) -> Files:
    """One class makes all its layers in the words of an old release."""
    return program(
        "\n\nclass A(nnx.Module):\n    def __init__(self, rngs: nnx.Rngs):\n",
        each(
            size,
            "        @partial(nnx.vmap, axis_size=4)\n        def make{k}(rngs):\n"
            "            return nnx.Linear(2, 3, rngs=rngs)\n        self.a{k} = make{k}(rngs)\n",
        ),
    )


@shape(start=10, limit=2_000, finds=(1, 0))
def wrong_methods_of_a_class(size: int) -> Files:
    """Each method maps an Rngs that it hands to all lanes."""
    method = (
        "\n    @nnx.vmap(in_axes=(None, None, 0))\n"
        "    def g{k}(self, rngs: nnx.Rngs, x):\n        return rngs.params() + x\n"
    )
    return program("\n\nclass A(nnx.Module):\n    pass\n", each(size, method))


@shape(start=10, limit=2_000, finds=(1, 0))
def wrong_functions_in_a_function(size: int) -> Files:
    """Each inner function is mapped and called there."""
    return program(
        "\n\ndef run(rngs: nnx.Rngs, x):\n",
        each(
            size,
            "    @nnx.vmap(in_axes=(None, 0))\n    def g{k}(rngs, x):\n"
            "        return rngs.params() + x\n    y{k} = g{k}(rngs, x)\n",
        ),
    )


@shape(start=10, limit=1_000, finds=(2, 0))
def results_dropped_in_a_function(size: int) -> Files:
    """One function forks again and again and keeps nothing."""
    forks = each(size, "    rngs.fork(split=3)\n")
    return program(f"\n\ndef run(rngs: nnx.Rngs):\n{forks}")


@shape(start=10, limit=2_000, finds=(1, 0))
def splits_that_nothing_undoes(size: int) -> Files:
    """One function splits in place again and again, and draws behind each."""
    splits = each(size, "    nnx.split_rngs(rngs, splits=3)\n    rngs.params()\n")
    return program(f"\n\ndef run(rngs: nnx.Rngs):\n{splits}")


@shape(start=10, limit=2_000, finds=(1, 0))
def transforms_of_a_bound_method(size: int) -> Files:
    """One function transforms the same method of a module again and again."""
    return program(
        "\n\nclass A(nnx.Module):\n    def __call__(self, x):\n        return x\n\n\n",
        "def run(m: A, x):\n",
        each(size, "    y{k} = nnx.jit(m.__call__)(x)\n"),
    )


@shape(start=10, limit=2_000, finds=(1, 0))
def removed_classes_in_a_function(size: int) -> Files:
    """One function uses a class again and again that is gone."""
    return program("\n\ndef run(m):\n", each(size, "    y{k} = nnx.Vmap(m)\n"))


@shape(start=10, limit=2_000, finds=(1, 0))
def mistakes_on_one_line(size: int) -> Files:
    """All stand on one line."""
    line = each(size, USED.replace("\n", "; "))
    return {"program.py": f"{START}{line}\n"}


@shape(start=10, limit=2_000, finds=(1, 0))
def mistakes_in_one_cell(size: int) -> Files:
    """One cell of a notebook holds all."""
    return {"notes.ipynb": _notebook([START + each(size, USED)])}


@shape(start=10, limit=2_000, finds=(1, 0))
def cells_with_a_mistake(size: int) -> Files:
    """Each cell of a notebook holds one."""
    return {"notes.ipynb": _notebook([START, *each(size, USED).splitlines(keepends=True)])}


@shape(start=10, limit=2_000, finds=(1, 0))
def mistakes_in_one_block(size: int) -> Files:
    """One block of a page holds all."""
    return {"page.md": f"# Page\n\n```python\n{START}{each(size, USED)}```\n"}


def _notebook(sources: list[str]) -> str:
    cells = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": s}
        for s in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@shape(start=20, limit=2_000, finds=(1, 0))
def wrong_transforms_around_a_function(size: int) -> Files:
    """One function below many transforms, each of which hands the Rngs to all lanes."""
    transforms = "@nnx.vmap(in_axes=(None, 0))\n" * size
    return program(f"\n\n{transforms}def f(rngs: nnx.Rngs, x):\n    return rngs.params() + x\n")
