"""Dispatch by name, and the promises that hold for documents of every kind."""

from __future__ import annotations

import ast
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_nnx_rng.syntax.documents import Document, Place, extract, is_document

PIECES = st.sampled_from(
    [
        "```python",
        "~~~ py",
        "````{code-cell} ipython3",
        "```",
        "````",
        "- ```py",
        "> ```py",
        "<!--",
        "-->",
        "---",
        ":tags: [a]",
        ".. code-block:: python",
        "  .. testcode::",
        ".. codediff::",
        "..",
        "%%time",
        "%%bash",
        "%matplotlib inline",
        "!ls \\",
        "x?",
        "x = !ls",
        ">>> x = (",
        ">>> y",
        "... 1)",
        "In [1]: x",
        "   ...: y",
        "def f():",
        "class A:",
        "@d",
        "if x:",
        "else:",
        "x = 1",
        "x = é",
        "await x",
        "return",
        "x = '''",
        "'''",
        "x = (1",
        "% 2)",
        "\\",
        "# why?",
        "f'{x}'",
        "\f",
        "",
    ]
)
MARGINS = st.sampled_from(["", "  ", "   ", "    ", "\t", "\f"])
LINES = st.lists(st.builds(str.__add__, MARGINS, PIECES), max_size=25)
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
CELLS = st.lists(st.tuples(st.sampled_from(["code", "markdown"]), LINES), max_size=6)


def assert_maps_back(document: Document, originals: dict[int | None, list[str]]) -> None:
    """Each character of code is the one that is found at its place, neutral words aside."""
    for row, text in enumerate(document.code.split("\n"), start=1):
        start = document.place(row, 1)
        rest = originals[start.cell][start.row - 1][start.column - 1 :] if text else ""
        kept = re.sub(r"pass$|\.\.\.$", "", text)
        assert rest.startswith((text, kept))
        assert rest.endswith(text) or text != kept


@pytest.mark.parametrize("suffix", [".md", ".rst"])
@given(texts=LINES, line_end=LINE_ENDS)
def test_prose_gives_a_module_with_the_same_rows(
    suffix: str, texts: list[str], line_end: str
) -> None:
    document = extract(f"a{suffix}", line_end.join(texts))

    ast.parse(document.code)
    assert document.code.count("\n") == max(len(texts) - 1, 0)
    for row in range(1, len(texts) + 1):
        assert document.place(row, 1).row == row
    assert_maps_back(document, {None: texts})


@given(cells=CELLS, line_end=LINE_ENDS)
def test_notebook_gives_a_module_that_parses(
    cells: list[tuple[str, list[str]]], line_end: str
) -> None:
    content = [{"cell_type": kind, "source": line_end.join(texts)} for kind, texts in cells]

    document = extract("a.ipynb", json.dumps({"cells": content}))

    ast.parse(document.code)
    originals: dict[int | None, list[str]] = {1: [""]}
    originals |= {number: texts or [""] for number, (_, texts) in enumerate(cells, start=1)}
    assert_maps_back(document, originals)


@given(st.text())
def test_any_text_is_a_document(text: str) -> None:
    for name in ("a.md", "a.rst"):
        ast.parse(extract(name, text).code)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.md", True),
        ("docs/a.RST", True),
        ("a.b.ipynb", True),
        ("a.py", False),
        ("md", False),
        ("a.md.py", False),
        (".md", False),
    ],
)
def test_is_document(name: str, expected: bool) -> None:
    assert is_document(name) is expected


def test_positions_behind_the_last_row_stay_behind_it() -> None:
    assert extract("a.md", "a\nb").place(4, 1) == Place(4, 1, None)


def test_byte_order_mark_is_no_column() -> None:
    document = extract("a.rst", "\ufeff>>> x")

    assert document.code == "x"
    assert document.place(1, 1) == Place(1, 5, None)
