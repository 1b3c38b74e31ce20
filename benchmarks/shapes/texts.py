"""What the text of a file is like: comments, plain code, notebooks, documents."""

from __future__ import annotations

import json

from shapes.functions import MAPPED
from shapes.shape import Files, each, program, shape

ONE = f"\n\n{MAPPED}def f(rngs):\n    return rngs.params()\n"


@shape(start=100, limit=100_000)
def comments(size: int) -> Files:
    """Lines that name a transform, in a module that has one."""
    return program(each(size, "# nnx.vmap over lane {k}\n"), ONE)


@shape(start=100, limit=100_000)
def lines_of_a_string(size: int) -> Files:
    """The same in one string."""
    return program('TEXT = """\n', each(size, "nnx.vmap over lane {k}\n"), '"""\n', ONE)


@shape(start=100, limit=100_000)
def plain_statements(size: int) -> Files:
    """Lines that are not about nnx, in a module that is."""
    return program(each(size, "x{k} = jnp.sin({k}) + y[{k}]\n"), ONE)


@shape(start=50, limit=32_000)
def plain_functions(size: int) -> Files:
    """Functions that are not about nnx, in a module that is."""
    start = "\n\ndef p0(x):\n    return x\n"
    more = "\n\ndef p{k}(x, y=1):\n    return p{j}(x) + y\n"
    return program(start, each(size, more, first=1), ONE)


@shape(start=20, limit=2_000)
def suppressed_lines(size: int) -> Files:
    """Findings, each with a comment that silences it."""
    line = "\n\n@nnx.vmap(axis_size=3)  # noqa: NNX101\ndef f{k}(rngs: nnx.Rngs):\n    rngs()\n"
    return program(each(size, line + "\n\nf{k}(nnx.Rngs({k}))\n"))


@shape(start=20, limit=64_000)
def imports(size: int) -> Files:
    """Many imports of many names."""
    return program(each(size, "from package{k} import a{k}, b{k} as c{k}\n"), ONE)


@shape(start=20, limit=64_000)
def imports_of_the_module(size: int) -> Files:
    """Many imports of nnx itself."""
    return program(each(size, "from flax import nnx as n{k}\n"), ONE)


@shape(start=10, limit=1_000, finds=(2, 0))
def cells_of_a_notebook(size: int) -> Files:
    """A notebook with a finding in each cell."""
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell{k}",
            "metadata": {},
            "outputs": [],
            "source": f"@partial(nnx.vmap, axis_size=3)\ndef f{k}(rngs: nnx.Rngs): ...",
        }
        for k in range(size)
    ]
    cells[0]["source"] = (
        f"from functools import partial\nfrom flax import nnx\n\n{cells[0]['source']}"
    )
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    book = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return {"program.ipynb": json.dumps(book, indent=1)}


@shape(start=10, limit=1_000, finds=(2, 0))
def blocks_of_a_document(size: int) -> Files:
    """A page with a finding in each example."""
    block = (
        "Example {k}:\n\n```python\nfrom functools import partial\nfrom flax import nnx\n\n"
        "@partial(nnx.vmap, axis_size=3)\ndef f{k}(rngs: nnx.Rngs): ...\n```\n\n"
    )
    return {"program.md": each(size, block)}
