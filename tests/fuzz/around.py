"""What is around programs: documents, configuration, files and folders."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from programs import any_program

BITES = st.sampled_from(
    [
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\x0c",
        b"[" * 500,
        b"{",
        b'"',
        b"```",
        b"`",
        b"\\",
    ]
)


@st.composite
def bitten(draw: st.DrawFn, texts: st.SearchStrategy[bytes]) -> bytes:
    """Bytes, often with a piece that is gone or in the wrong place."""
    data = draw(texts)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 5))
        data = data[:at] + draw(BITES | st.just(b"")) + data[at + gone :]
    return data


def _notebook(cells: list[tuple[str, str]]) -> bytes:
    found: list[dict[str, Any]] = []
    for number, (kind, text) in enumerate(cells):
        source: Any = text.splitlines(keepends=True) if number % 2 else text
        cell = {"cell_type": kind, "metadata": {}, "source": source}
        found.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    whole = {"cells": found, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1).encode()


def _page(blocks: list[tuple[str, str]], opened: str, closed: str, indent: str) -> bytes:
    texts = []
    for kind, text in blocks:
        inner = "".join(f"{indent}{line}\n" for line in text.splitlines())
        texts.append(f"{opened}{inner}{closed}\n" if kind == "code" else "Some words.\n\n")
    return "".join(texts).encode()


_cells = st.lists(
    st.tuples(st.sampled_from(["code", "code", "markdown"]), any_program), min_size=1, max_size=3
)
documents = st.one_of(
    st.tuples(bitten(_cells.map(_notebook)), st.just("book.ipynb")),
    st.tuples(
        bitten(_cells.map(lambda cells: _page(cells, "```python\n", "```\n", ""))),
        st.just("page.md"),
    ),
    st.tuples(
        bitten(_cells.map(lambda cells: _page(cells, ".. code-block:: python\n\n", "\n", "   "))),
        st.just("page.rst"),
    ),
)
"""Bytes, and the name of the file that has them."""

_LINES = (
    "[project]", "[tool.flake8-nnx-rng]", "[tool.ruff]", "[flake8]", "[metadata]", "[options]",
    "[[package]]", "[tool.poetry.dependencies]", 'requires-python = ">=3.11"',
    'dependencies = ["flax>=0.10", "jax"]', 'flax = "^0.8"', 'target-flax = "0.12"',
    'select = ["NNX1"]', 'ignore = ["NNX"]', 'exclude = ["**/**/**/x", "*a*a*a*a*a*a"]',
    'extend-exclude = ["["]', "line-length = 100", "time-limit = 0.5", 'cache-dir = "c"',
    'per-file-ignores = { "*.py" = ["NNX101"] }', "nnx-target-flax = 0.12", "nnx-enable = NNX103",
    "per-file-ignores = a.py:NNX1", "install_requires =", "    flax>=0.9", "flax==0.10.4",
    'name = "flax"', 'version = "0.10.4"', "*a*a*a*a*a*a*a*a*a*b", "!/x", "**/", "[a-", "\\",
    "-r requirements.txt", "-c c.txt", "setup(install_requires=['flax<0.9'])", "flax @ file:///x",
    "flax>=0.9; python_version < '4'", "x = [[[[[[[[", "a.b.c = {d = {e = 1}}", "\tflax", "# x",
)  # fmt: skip
_NAMES = (
    "pyproject.toml", "setup.cfg", "tox.ini", ".flake8", ".gitignore", "requirements.txt",
    "setup.py", "uv.lock", "poetry.lock", "Pipfile", "environment.yml", "pixi.toml",
)  # fmt: skip
_config = bitten(
    st.lists(st.sampled_from(_LINES), max_size=8).map(lambda lines: "\n".join(lines).encode())
)
configurations = st.dictionaries(st.sampled_from(_NAMES), _config, min_size=1, max_size=3)
"""Files of a project, by their names."""

_parts = st.sampled_from(
    ["a", "b.py", "c.pyi", "d.ipynb", "e.md", "ü.py", "x\ny.py", "-", "__init__.py", "nnx", ".git"]
)
_kinds = st.sampled_from(["file", "file", "file", "folder", "link", "fifo", "closed"])
trees = st.lists(
    st.tuples(st.lists(_parts, min_size=1, max_size=3), _kinds, any_program), min_size=1, max_size=6
)
"""What is to be made below a folder: a path, of which kind, and what it holds or leads to."""


def build(folder: Path, tree: list[tuple[list[str], str, str]]) -> None:
    """Make what can be made of it."""
    for parts, kind, text in tree:
        path = folder.joinpath(*parts)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if kind == "folder":
                path.mkdir()
            elif kind == "link":
                path.symlink_to(folder.joinpath(*parts[:1]) if len(text) % 2 else folder.parent)
            elif kind == "fifo":
                os.mkfifo(path)
            elif not path.exists():
                path.write_text(text, encoding="utf-8")
                path.chmod(0o000 if kind == "closed" else 0o644)
        except OSError:
            continue
