"""Edits of the code in notebooks: of the JSON only the lines that change."""

from __future__ import annotations

import json
from typing import Any

import nbformat
import pytest
from syntax.documents.edits import replaced

from flake8_nnx_rng.syntax.documents import DocumentError


def notebook(source: str, before: str = '"metadata": {}') -> str:
    """The JSON of a notebook whose one cell has this JSON as its source."""
    return (
        '{"nbformat": 4, "nbformat_minor": 4, "metadata": {"a":1 ,"é": "\\/"}, "cells": [\n'
        f'  {{"outputs": [], "cell_type": "code", "execution_count": null, {before},\n'
        f'   "source": {source}}} ]  }}'
    )


def edited(source: str, *pairs: tuple[str, str]) -> str:
    """The JSON of a cell's source after the edits; nothing else of the notebook changes."""
    before, behind = notebook("|").split("|")
    changed = replaced("a.ipynb", notebook(source), *pairs)
    assert changed.startswith(before)
    assert changed.endswith(behind)
    nbformat.validate(nbformat.reads(changed, 4))
    return changed[len(before) : len(changed) - len(behind)]


SPREAD = '[\n    "a = 1\\n",\n    "b = 2\\n",\n    "c = 3"\n   ]'


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (("1", "2"), '[\n    "a = 2\\n",\n    "b = 2\\n",\n    "c = 3"\n   ]'),
        (("3", "4"), '[\n    "a = 1\\n",\n    "b = 2\\n",\n    "c = 4"\n   ]'),
        (("2", "(\n2)"), '[\n    "a = 1\\n",\n    "b = (\\n",\n    "2)\\n",\n    "c = 3"\n   ]'),
        (("3", "(\n3)"), '[\n    "a = 1\\n",\n    "b = 2\\n",\n    "c = (\\n",\n    "3)"\n   ]'),
        (("a", "x\na"), '[\n    "x\\n",\n    "a = 1\\n",\n    "b = 2\\n",\n    "c = 3"\n   ]'),
        (("a = 1\n", ""), '[\n    "b = 2\\n",\n    "c = 3"\n   ]'),
        (("b = 2\n", ""), '[\n    "a = 1\\n",\n    "c = 3"\n   ]'),
        (("c = 3\n", ""), '[\n    "a = 1\\n",\n    "b = 2"\n   ]'),
        (("b = 2\nc = 3\n", "c\n"), '[\n    "a = 1\\n",\n    "c"\n   ]'),
        (("\nb = 2\n", ";"), '[\n    "a = 1;c = 3"\n   ]'),
        (("a = 1\nb = 2\nc = 3\n", ""), "[]"),
        (("c = 3\n", "c = 3\nd\n"), SPREAD.replace('"\n   ]', '\\n",\n    "d"\n   ]')),
    ],
)
def test_list_of_lines(edit: tuple[str, str], expected: str) -> None:
    assert edited(SPREAD, edit) == expected


def test_several_edits() -> None:
    assert edited(SPREAD, ("a = 1\n", ""), ("2", "(\n2)"), ("c", "d")) == (
        '[\n    "b = (\\n",\n    "2)\\n",\n    "d = 3"\n   ]'
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('["x"]', '["y\\n", "z"]'),
        ('["x\\n"]', '["y\\n", "z\\n"]'),
        ('["x\\n", ""]', '["y\\n", "z\\n", ""]'),
        ('[ "x" ]', '[ "y\\n", "z" ]'),
        ('["x\\n","w"]', '["y\\n","z\\n","w"]'),
        ('["x\\n"\n, "w"]', '["y\\n"\n, "z\\n"\n, "w"]'),
        ('[\r\n\t"x"\r\n]', '[\r\n\t"y\\n",\r\n\t"z"\r\n]'),
        ('"x"', '"y\\nz"'),
        ('"x\\n"', '"y\\nz\\n"'),
        ('"\\u0077\\u000ax\\u000a"', '"\\u0077\\u000ay\\u000az\\u000a"'),
        ('["w\\nx\\n\\n", "v"]', '["w\\ny\\nz\\n\\n", "v"]'),
        ('["w\\nx"]', '["w\\ny\\nz"]'),
        ('["w\\r\\n", "x\\r\\n", "v"]', '["w\\r\\n", "y\\r\\n", "z\\r\\n", "v"]'),
        ('["%time f()\\n", "x\\n", "!ls"]', '["%time f()\\n", "y\\n", "z\\n", "!ls"]'),
        ('["%%time\\n", "x"]', '["%%time\\n", "y\\n", "z"]'),
        ('["  x\\n", "  w"]', '["  y\\n", "  z\\n", "  w"]'),
        ('["\\u0077\\u000a", "x"]', '["\\u0077\\u000a", "y\\u000a", "z"]'),
        (r"""["w = '\\n'\n", "x"]""", r"""["w = '\\n'\n", "y\n", "z"]"""),
    ],
)
def test_spellings_of_a_source(source: str, expected: str) -> None:
    assert edited(source, ("x", "y\nz")) == expected


def test_line_in_several_strings_is_left_alone() -> None:
    with pytest.raises(DocumentError, match="cell 1 is not cut at the ends of its lines"):
        edited('["x = ", "1\\n", "y"]', ("1", "2"))


def test_deletions_in_one_string() -> None:
    source = '"x\\ny\\nz"'

    assert edited(source, ("x\n", "")) == '"y\\nz"'
    assert edited(source, ("z\n", "")) == '"x\\ny"'
    assert edited(source, ("x\ny\nz\n", "")) == '""'
    assert edited(source, ("", "w\n"), ("x\ny\nz\n", "")) == '"w"'


@pytest.mark.parametrize(
    ("source", "metadata", "expected"),
    [
        ("[\"x = 'é'\"]", '"metadata": {}', "[\"y = 'é'\"]"),
        ("[\"x = '\\u00e9'\"]", '"metadata": {}', "[\"y = '\\u00e9'\"]"),
        ("[\"x = '😀'\"]", '"metadata": {"a": "\\u00e9"}', "[\"y = '😀'\"]"),
        ("[\"x = '\\ud83d\\ude00'\"]", '"metadata": {}', "[\"y = '\\ud83d\\ude00'\"]"),
    ],
)
def test_characters_beyond_ascii(source: str, metadata: str, expected: str) -> None:
    text = notebook(source, metadata).replace('"é"', '"e"')
    changed = notebook(expected, metadata).replace('"é"', '"e"')

    assert replaced("a.ipynb", text, ("x", "y")) == changed


def test_escapes_of_control_characters_tell_nothing_of_letters() -> None:
    text = notebook('["x"]', '"metadata": {"a": "\\u001b \\\\u00e9"}').replace('"é"', '"e"')

    assert "'é'" in replaced("a.ipynb", text, ("x", "'é'"))


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("escape", [True, False])
@pytest.mark.parametrize("joined", [True, False])
def test_expected_sources_in_every_style(indent: int | None, escape: bool, joined: bool) -> None:
    def cell(kind: str, *lines: str) -> dict[str, Any]:
        source = "".join(lines) if joined else lines
        code: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
        return {"cell_type": kind, "metadata": {}, "source": source, **code}

    def text(*cells: dict[str, Any]) -> str:
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        return "\ufeff" + json.dumps(content, indent=indent, ensure_ascii=escape) + "\n\n"

    title = cell("markdown", "# é\n", "x")
    before = text(title, cell("code", "%pip a\n", "import x\n", "é = '''\n", "'''"), cell("code"))
    after = text(title, cell("code", "%pip a\n", "è = '''\n", "\n", "ê'''"), cell("code"))

    edits = [("import x\n", ""), ("é", "è"), ("'''\n'''", "'''\n\nê'''")]
    assert replaced("a.ipynb", before, *edits) == after


def test_cells_of_nbformat_3() -> None:
    cell = '{"cell_type": "code", "language": "python", "input": ["x\\n", "y"], "outputs": []}'
    text = f'{{"nbformat": 3, "worksheets": [{{"cells": []}}, {{"cells": [{cell}]}}]}}'

    assert replaced("a.ipynb", text, ("x", "z")) == text.replace("x\\n", "z\\n")


def test_edits_in_several_cells() -> None:
    cells = [
        {"cell_type": "code", "source": ["import x\n", "f(x)"]},
        {"cell_type": "raw"},
        {"cell_type": "code", "source": "x"},
    ]
    text = json.dumps({"cells": cells})
    changed = json.loads(replaced("a.ipynb", text, ("import x\n", ""), ("x", "y"), ("x", "a\nb")))

    assert [cell.get("source") for cell in changed["cells"]] == [["f(y)"], None, "a\nb"]


def test_edits_across_cells_are_refused() -> None:
    text = json.dumps({"cells": [{"cell_type": "code", "source": "x"} for _ in "ab"]})
    with pytest.raises(DocumentError, match="cell 1, row 2 is no code"):
        replaced("a.ipynb", text, ("x\n\nx", "y"))


def test_cell_that_was_empty() -> None:
    text = notebook("[]")

    assert replaced("a.ipynb", text, ("", "x")) == text.replace('"source": []', '"source": ["x"]')
