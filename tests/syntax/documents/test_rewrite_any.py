"""Whatever the document and the edits: the code becomes what was asked for, the rest stays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syntax.documents.edits import Edit, spliced
from syntax.documents.test_documents import CELLS, LINES

from flake8_nnx_rng.syntax.documents import Document, DocumentError, extract, rewrite

Program = Sequence[Sequence[str]]

STATEMENTS = st.sampled_from(
    [
        ["import a"],
        ["x = 'é'  # why?"],
        ["f(", "  a,", ")"],
        ["@partial(d)", "def f():", "  return 1"],
        ["if x:", "", "    y = '''", "z", "'''"],
        ["class A:", "", "", "\tx = 1", "\ty = 2"],
    ]
)
CHANGES = st.lists(
    st.tuples(STATEMENTS, st.none() | st.lists(STATEMENTS, max_size=2)), min_size=1, max_size=4
)
"""Statements, each with those that are to stand in its place, or with None to leave it alone."""

FRAMES = {
    ".md": [
        ("```python", "", "", "```"),
        ("1. Item\n\n   ~~~py", "   ", "   ", "   ~~~"),
        ("> ````{code-cell}\n> :tags: [a]", "> ", "> ", "> ````\n"),
        ("> - ```py", ">   ", ">   ", ">   ```"),
        ("```python", ">>> ", "... ", "```"),
        ("> ~~~pycon", ">  >>> ", ">  ... ", "> ~~~\n"),
    ],
    ".rst": [
        (".. code-block:: python\n", "   ", "   ", "\nText"),
        ("* - .. testcode:: a\n", "      ", "      ", ""),
        ("Text::\n", "  >>> ", "  ... ", ""),
    ],
}
"""What stands before a program, its statements, their other lines, and behind the program."""


def before(changed: list[tuple[list[str], list[list[str]] | None]]) -> Program:
    return [statement for statement, _ in changed]


def after(changed: list[tuple[list[str], list[list[str]] | None]]) -> Program:
    pairs = [[statement] if others is None else others for statement, others in changed]
    return [statement for statements in pairs for statement in statements]


def framed(program: Program, opening: str, first: str, more: str, closing: str) -> str:
    lines = [
        prefix + line if line else prefix.rstrip()
        for statement in program
        for prefix, line in zip([first] + [more] * 9, statement, strict=False)
    ]
    return "\n".join([opening, *lines, closing])


def edits_of(code: str, blocks: list[list[tuple[list[str], list[list[str]] | None]]]) -> list[Edit]:
    edits, at = [], 0
    for statement, others in (pair for block in blocks for pair in block):
        text = "\n".join([*statement, ""])
        start = code.index(text, at)
        at = start + len(text)
        if others is not None:
            edits.append((start, at, "".join(f"{line}\n" for other in others for line in other)))
    return edits


@pytest.mark.parametrize("suffix", FRAMES)
@given(data=st.data(), line_end=st.sampled_from(["\n", "\r\n"]))
def test_statements_in_prose(suffix: str, data: st.DataObject, line_end: str) -> None:
    chosen = data.draw(
        st.lists(st.tuples(st.sampled_from(FRAMES[suffix]), CHANGES), min_size=1, max_size=3)
    )
    old, new = (
        "\n\n".join(framed(version(block), *frame) for frame, block in chosen).replace(
            "\n", line_end
        )
        for version in (before, after)
    )
    document = extract(f"a{suffix}", old)
    edits = edits_of(document.code, [block for _, block in chosen])

    assert rewrite(f"a{suffix}", old, document, edits) == new
    assert extract(f"a{suffix}", new).code == spliced(document.code, edits)


@given(cells=st.lists(CHANGES, min_size=1, max_size=3), ascii_only=st.booleans())
def test_statements_in_notebooks(
    cells: list[list[tuple[list[str], list[list[str]] | None]]], ascii_only: bool
) -> None:
    def notebook(*programs: Program) -> str:
        lines = (["\n".join(statement) for statement in program] for program in programs)
        sources = ["\n".join(["%magic", *statements]).splitlines(True) for statements in lines]
        content = [{"cell_type": "code", "metadata": "é", "source": s} for s in sources]
        return json.dumps({"cells": content}, indent=1, ensure_ascii=ascii_only)

    old, new = notebook(*map(before, cells)), notebook(*map(after, cells))
    document = extract("a.ipynb", old)
    edits = edits_of(document.code, cells)

    assert rewrite("a.ipynb", old, document, edits) == new
    assert extract("a.ipynb", new).code == spliced(document.code, edits)


@st.composite
def prose(draw: st.DrawFn, suffix: str) -> str:
    """Programs in their frames, with any lines between them."""
    chosen = draw(
        st.lists(st.tuples(st.sampled_from(FRAMES[suffix]), CHANGES), min_size=1, max_size=3)
    )
    pieces = [framed(before(block), *frame) for frame, block in chosen]
    between = draw(st.lists(LINES, max_size=len(pieces)))
    for number, lines in enumerate(between):
        pieces[number] += "\n".join(["", *lines])
    return "\n\n".join(pieces)


@st.composite
def any_edits(draw: st.DrawFn, document: Document) -> list[Edit]:
    """Spans that mostly lie in code, with code for them that mostly parses."""
    starts = list(accumulate((len(row.code) + 1 for row in document.rows), initial=0))
    written = [i for i, row in enumerate(document.rows) if row.code] or [0]
    near = st.sampled_from(written).flatmap(lambda i: st.integers(starts[i], starts[i + 1]))
    at = sorted(draw(st.lists(near, min_size=2, max_size=6)))
    ends = [min(at, len(document.code)) for at in at]
    news = st.sampled_from(["", "\n", "y", "y\n", "\ny", "(\n1)", "y = 'é'\r\nz\n", "# x\n", " "])
    return [(start, end, draw(news)) for start, end in zip(ends[::2], ends[1::2], strict=False)]


def rewritten(filename: str, text: str, edits: list[Edit]) -> str | None:
    document = extract(filename, text)
    try:
        changed = rewrite(filename, text, document, edits)
    except DocumentError:
        return None
    wanted = spliced(document.code, edits).replace("\r\n", "\n")
    found = extract(filename, changed).code
    assert [line for line in found.split("\n") if line.strip()] == [
        line for line in wanted.split("\n") if line.strip()
    ]
    return changed


@pytest.mark.parametrize("suffix", FRAMES)
@given(data=st.data())
def test_any_edits_in_prose(suffix: str, data: st.DataObject) -> None:
    text = data.draw(prose(suffix))
    document = extract(f"a{suffix}", text)
    edits = data.draw(any_edits(document))
    changed = rewritten(f"a{suffix}", text, edits)

    if changed is not None:
        above = document.code.count("\n", 0, edits[0][0])
        below = document.code.count("\n", edits[-1][1])
        # Statements that come apart get prompts of their own.
        lines, new = (t.replace(">>>", "...").split("\n") for t in (text, changed))
        assert new[:above] == lines[:above]
        assert new[len(new) - below :] == lines[len(lines) - below :]


@given(cells=CELLS, data=st.data(), joined=st.booleans())
def test_any_edits_in_notebooks(
    cells: list[tuple[str, list[str]]], data: st.DataObject, joined: bool
) -> None:
    sources = ["\n".join(texts) for _, texts in cells]
    content = [
        {"cell_type": kind, "source": source if joined else source.splitlines(keepends=True)}
        for (kind, _), source in zip(cells, sources, strict=True)
    ]
    text = json.dumps({"cells": content}, indent=1, ensure_ascii=False)
    changed = rewritten("a.ipynb", text, data.draw(any_edits(extract("a.ipynb", text))))

    if changed is not None:
        found = json.loads(changed)["cells"]
        assert [cell["cell_type"] for cell in found] == [kind for kind, _ in cells]
        if [] not in [cell["source"] for cell in content]:
            assert json.dumps({"cells": found}, indent=1, ensure_ascii=False) == changed
