"""IPython's magics, shell escapes and help requests leave the Python around them readable."""

from __future__ import annotations

import json
import sys

import pytest

from flake8_nnx_rng.syntax.documents import extract


def cell(*lines: str) -> list[str]:
    """The code of a notebook with one cell, one string for each of its lines."""
    content = {"cells": [{"cell_type": "code", "source": "\n".join(lines)}]}
    return extract("a.ipynb", json.dumps(content)).code.split("\n")[:-1]


@pytest.mark.parametrize(
    "escape",
    [
        "%matplotlib inline",
        "!pip install flax",
        "?x",
        "??x",
        "x?",
        "a.b[0]??",
        "x? # why",
        "%time?",
    ],
)
def test_escapes(escape: str) -> None:
    assert cell("x = 1", escape, "y = 2") == ["x = 1", "pass", "y = 2"]


@pytest.mark.parametrize("escape", ["!ls", "%env HOME", "! ls *.py"])
def test_assigned_escapes(escape: str) -> None:
    assert cell(f"files = {escape}", "a, b.c = !ls") == ["files = ...", "a, b.c = ..."]


def test_function_with_nothing_but_magics() -> None:
    assert cell("def f():", "    !ls", "    %pwd") == ["def f():", "    pass", "    pass"]


def test_continued_escape() -> None:
    assert cell("!pip install \\", "  flax \\", "  jax", "x = 1") == ["pass", "", "", "x = 1"]


@pytest.mark.parametrize(
    "python",
    [
        ["x = ('%d'", "  % 2)"],
        ["x = 5 \\", "  % 2"],
        ["x = '''", "%d", "!ls", "'''"],
        ['x = """it\'s', "%d", '"""'],
        ["x = {  # it's ( {", "  'a': 1", "  % 2}"],
        ["x = 'a\\", "%d'"],
        ["x = '\\'' \\", "% 2"],
        ["x = ''", "y = 1 != 2"],
        ["x = 1  # why?"],
        ["x %= 2", "x != 2"],
        ["x = r'\\'' '(' ')'", "y = 1"],
    ],
)
def test_python_beside_a_magic_is_left_alone(python: list[str]) -> None:
    assert cell(*python, "%magic") == [*python, "pass"]


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 701")
def test_quotes_nested_in_an_f_string() -> None:
    assert cell("""x = f"{'"'}" """, "%magic") == ["""x = f"{'"'}" """, "pass"]


def test_unbalanced_quote_in_an_escape_hides_no_later_one() -> None:
    assert cell("!echo it's (", "!ls", "x = 1") == ["pass", "pass", "x = 1"]


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 3", "%%capture out"])
def test_magics_for_cells_of_python(magic: str) -> None:
    assert cell("", magic, "x = 1") == ["", "", "x = 1"]


def test_stacked_cell_magics() -> None:
    assert cell("%%capture", "%%time", "x = 1") == ["", "", "x = 1"]


@pytest.mark.parametrize("magic", ["%%bash", "%%writefile a.py", "%%timer", "%%", "%%html"])
def test_cells_of_other_languages(magic: str) -> None:
    assert cell(magic, "x = 1") == ["", ""]


def test_magics_in_markdown() -> None:
    text = "```{code-cell}\n:tags: [a]\n\n%%time\n!ls\nx = 1\n```\n"

    assert extract("a.md", text).code == "\n\n\n\npass\nx = 1\n\n"
