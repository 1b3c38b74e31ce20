"""Code cells of notebooks, and cells counted as ruff counts them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flake8_nnx_rng.syntax.documents import Document, DocumentError, Place, cells, extract


def code_cell(source: Any, **metadata: Any) -> dict[str, Any]:
    """A code cell of nbformat 4."""
    return {"cell_type": "code", "source": source, "metadata": metadata, "outputs": []}


def notebook(*cells: dict[str, Any], **metadata: Any) -> Document:
    """What is extracted from a notebook of nbformat 4."""
    content = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return extract("a.ipynb", json.dumps(content))


def test_cells_follow_one_another() -> None:
    document = notebook(
        {"cell_type": "markdown", "source": ["x"], "metadata": {}},
        code_cell(["a = 1\n", "b = 2\n"]),
        {"cell_type": "raw", "source": "y", "metadata": {}},
        code_cell("%time\nif é:\n  c = 3"),
    )

    assert document.code == "a = 1\nb = 2\n\n\npass\nif é:\n  c = 3\n"
    assert document.place(1, 1) == Place(1, 1, 2)
    assert document.place(2, 5) == Place(2, 5, 2)
    assert document.place(4, 1) == Place(4, 1, 2)
    assert document.place(7, 3) == Place(3, 3, 4)


def test_cell_that_does_not_parse_keeps_its_rows() -> None:
    document = notebook(code_cell("x = = 1\ny"), code_cell("z"))

    assert document.code == "\n\n\nz\n"
    assert document.place(4, 1) == Place(1, 1, 2)
    (refused,) = document.refused
    assert str(refused) == "cell 1, row 1, column 5: cannot be parsed: invalid syntax"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        pytest.param("%time\n  x = 1\ny = = 2", Place(2, 2, 1), id="behind a magic"),
        pytest.param("  x = (1\n  y", Place(1, 7, 1), id="indented"),
        pytest.param("%%time\n\nprint 'a'", Place(3, 1, 1), id="below a cell magic"),
        pytest.param("pip install flax\nimport flax", Place(1, 5, 1), id="magic in two lines"),
        pytest.param("pip install flax", None, id="magic alone"),
        pytest.param("\ncd ..\n", None, id="another"),
        pytest.param("run = = 1", Place(1, 7, 1), id="name of a magic"),
        pytest.param("%%html\n<p>", None, id="another language"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_cell_that_ipython_refuses_is_told(source: str, place: Place | None) -> None:
    assert [r.place for r in notebook(code_cell(source)).refused] == [place] * (place is not None)


@pytest.mark.parametrize(
    ("numbers", "prompts"),
    [
        ({"execution_count": 7}, "In [7]"),
        ({"execution_count": None}, ""),
        ({"prompt_number": 2}, "In [2]"),
        ({}, ""),
    ],
)
def test_cells_have_the_numbers_that_jupyter_shows(numbers: dict[str, Any], prompts: str) -> None:
    words = {"cell_type": "markdown", "source": "x"}
    text = json.dumps({"cells": [words, {"cell_type": "code", "source": ["a\n", "b"], **numbers}]})
    found = cells("a.ipynb", text)
    assert found is not None
    assert [(n, cell.source, cell.prompt) for n, cell in found.items()] == [(2, "a\nb", prompts)]


def test_indented_cell_shifts_columns() -> None:
    document = notebook(code_cell("  x = 1\n  y = 2"))

    assert document.code == "x = 1\ny = 2\n"
    assert document.place(2, 1) == Place(2, 3, 1)


@pytest.mark.parametrize("source", [[], ""])
def test_empty_cells(source: str | list[str]) -> None:
    document = notebook(code_cell(source), code_cell("x"))

    assert document.code == "\n\nx\n"
    assert document.place(3, 1) == Place(1, 1, 2)


def test_notebook_without_cells() -> None:
    assert notebook().code == ""


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, "x\n"),
        ({"kernelspec": {"language": "python"}}, "x\n"),
        ({"kernelspec": {"name": "conda"}, "language_info": {"name": "Python"}}, "x\n"),
        ({"kernelspec": None}, "x\n"),
        ({"kernelspec": {"language": "R"}}, ""),
        ({"language_info": {"name": "julia"}}, ""),
    ],
)
def test_language_of_a_notebook(metadata: dict[str, Any], expected: str) -> None:
    assert notebook(code_cell("x"), **metadata).code == expected


def test_language_of_a_cell() -> None:
    document = notebook(code_cell("x", vscode={"languageId": "sql"}), code_cell("y"))

    assert document.code == "y\n"
    assert document.place(1, 1).cell == 2


def test_worksheets_of_nbformat_3() -> None:
    cells = [
        {"cell_type": "heading", "source": "A"},
        {"cell_type": "code", "language": "python", "input": ["x = 1\n", "y"]},
        {"cell_type": "code", "language": "ruby", "input": "z"},
    ]
    content = {"metadata": {}, "nbformat": 3, "worksheets": [{"cells": cells}]}

    document = extract("a.ipynb", json.dumps(content))

    assert document.code == "x = 1\ny\n"
    assert document.place(2, 1) == Place(2, 1, 2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1, column 1: not valid JSON: Expecting value"),
        ('{"cells": [],\n  x}', "line 2, column 3: not valid JSON"),
        ("[" * 100_000, "not readable as JSON"),
        ("9" * 5000, "not readable as JSON"),
        ("[]", "not a notebook: the JSON is not an object"),
        ("{}", "not a notebook: it has no list of `cells`"),
        ('{"cells": {}}', "not a notebook: it has no list of `cells`"),
        ('{"cells": ["x"]}', "not a notebook: a cell is not an object"),
        ('{"worksheets": 1}', "not a notebook: `worksheets` is not a list"),
        ('{"worksheets": [1]}', "not a notebook: it has no list of `cells`"),
        ('{"cells": [{"cell_type": "code"}]}', "not a notebook: cell 1 has no text as its source"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "not a notebook: cell 1 has no text"),
    ],
)
def test_unreadable_notebooks(text: str, message: str) -> None:
    with pytest.raises(DocumentError) as caught:
        extract("a.ipynb", text)

    assert str(caught.value).startswith(message)


def test_broken_json_has_a_position() -> None:
    with pytest.raises(DocumentError) as caught:
        extract("a.ipynb", '\n {"cells" []}')

    assert (caught.value.row, caught.value.column) == (2, 11)


def test_half_a_surrogate_pair_is_no_code() -> None:
    assert notebook(code_cell("x = '\ud800'"), code_cell("y")).code == "\n\ny\n"
