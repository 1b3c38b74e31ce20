"""Edits of the code in Markdown and reStructuredText, written as the document writes its code."""

from __future__ import annotations

import pytest
from syntax.documents.edits import replaced

from flake8_nnx_rng.syntax.documents import DocumentError, extract, rewrite


def session(*lines: str) -> str:
    """A fence with these lines."""
    return "\n".join(["```pycon", *lines, "```", ""])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("```python\nx = 1\n```", "```python\ny = [\n  1,\n]\n```"),
        ("- ```python\n  x = 1\n  ```", "- ```python\n  y = [\n    1,\n  ]\n  ```"),
        ("\t```py\n\tx = 1\n\t```", "\t```py\n\ty = [\n\t  1,\n\t]\n\t```"),
        ("> ```py\n> x = 1\n> ```", "> ```py\n> y = [\n>   1,\n> ]\n> ```"),
        (">> ~~~ py\n>>   x = 1", ">> ~~~ py\n>>   y = [\n>>     1,\n>>   ]"),
        ("```py\n   x = 1\n```", "```py\n   y = [\n     1,\n   ]\n```"),
        ("```py\n>>> x = 1\n```", "```py\n>>> y = [\n...   1,\n... ]\n```"),
        ("> ```py\n> >>> x = 1", "> ```py\n> >>> y = [\n> ...   1,\n> ... ]"),
        ("```py\nIn [12]: x = 1\n```", "```py\nIn [12]: y = [\n    ...:   1,\n    ...: ]\n```"),
    ],
)
def test_new_lines_stand_where_the_code_stands(before: str, after: str) -> None:
    assert replaced("a.md", before, ("x = 1", "y = [\n  1,\n]")) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (".. testcode::\n\n   x = 1\n", ".. testcode::\n\n   y = [\n     1,\n   ]\n"),
        ("* .. code:: py\n\n     x = 1", "* .. code:: py\n\n     y = [\n       1,\n     ]"),
        ("a::\n\n  >>> x = 1\n  2\n", "a::\n\n  >>> y = [\n  ...   1,\n  ... ]\n  2\n"),
    ],
)
def test_restructured_text(before: str, after: str) -> None:
    assert replaced("a.rst", before, ("x = 1", "y = [\n  1,\n]")) == after


def test_restructured_text_in_markdown() -> None:
    text = "```{eval-rst}\n.. code:: py\n\n  x = 1\n```\n"

    assert replaced("a.md", text, ("x = 1", "y\nz")) == text.replace("x = 1", "y\n  z")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_stay(end: str) -> None:
    text = end.join(["\ufeffText", "```py", "x = 1", "y = 2", "```", "Text "])
    new = end.join(["\ufeffText", "```py", "z = (", "  1)", "y = 2", "```", "Text "])

    assert replaced("a.md", text, ("x = 1", "z = (\n  1)")) == new
    assert replaced("a.md", new, ("z = (\n  1)", "x = 1")) == text


def test_only_new_lines_get_the_line_end_of_the_first() -> None:
    text = "a\r\n```py\nx = 1\ny = 2\n```\n"

    assert replaced("a.md", text, ("x = 1", "x = (\n  1)")) == (
        "a\r\n```py\nx = (\r\n  1)\ny = 2\n```\n"
    )


def test_document_that_ends_in_code() -> None:
    assert replaced("a.md", "```py\nx = 1", ("x = 1", "y = 1\nz = 2")) == "```py\ny = 1\nz = 2"


def test_lines_are_deleted_whole() -> None:
    text = "> ```py\n> x = 1\n>\n> y = 2\n> ```\n"

    assert replaced("a.md", text, ("x = 1\n\n", "")) == "> ```py\n> y = 2\n> ```\n"
    assert replaced("a.md", text, ("y = 2\n", "")) == "> ```py\n> x = 1\n>\n> ```\n"


def test_block_that_becomes_empty() -> None:
    text = "- ```py\n  x = 1\n  ```\n"

    assert replaced("a.md", text, ("x = 1\n", "")) == "- ```py\n  ```\n"


def test_deletion_leaves_the_text_around_the_block() -> None:
    text = "```py\nw = 1\n\nx = 1\n```\n\nText\n\n```py\ny = 2\n```\n"

    assert replaced("a.md", text, ("\nx = 1\n\n\n\n\n\n", "")) == text.replace("\nx = 1\n", "", 1)
    assert replaced("a.md", text, ("\n\n\ny = 2\n", "")) == text.replace("y = 2\n", "")


def test_several_edits_in_a_line() -> None:
    text = "> ```py\n> f(a, b)  # é\n> ```\n"

    assert replaced("a.md", text, ("f", "g"), ("a", "c"), (", b", "")) == (
        "> ```py\n> g(c)  # é\n> ```\n"
    )


def test_edits_that_join_and_part_lines() -> None:
    text = "> ```py\n> x = (\n>   1)\n> y = 2\n> ```\n"

    assert replaced("a.md", text, ("(\n  1)\ny = 2", "1; y = 2\n\nz = 3")) == (
        "> ```py\n> x = 1; y = 2\n>\n> z = 3\n> ```\n"
    )


def test_lines_put_before_and_behind_others() -> None:
    text = "- ```py\n  @d\n\n  def f(): ...\n  ```\n"

    assert replaced("a.md", text, ("@d\n", "@d\n@e\n"), ("f(): ...\n", "f(): ...\nx\n")) == (
        "- ```py\n  @d\n  @e\n\n  def f(): ...\n  x\n  ```\n"
    )


def test_blank_line_that_lacks_the_indentation_of_its_block() -> None:
    text = "- ```py\n  x = 1\n\n  y = 2\n  ```\n"

    assert replaced("a.md", text, ("\n\ny", "\nz = 3\n\ny")) == (
        "- ```py\n  x = 1\n  z = 3\n\n  y = 2\n  ```\n"
    )


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        (
            [">>> @partial(d)", "... def f():", "...   pass", "...", ">>> f()"],
            ("@partial(d)", "@d"),
            [">>> @d", "... def f():", "...   pass", "...", ">>> f()"],
        ),
        (
            [">>> @d", "... def f():", "...   pass"],
            ("@d\n", ""),
            [">>> def f():", "...   pass"],
        ),
        (
            [">>> def f():", "...   pass", ">>> f()"],
            ("def", "@d\n@e\ndef"),
            [">>> @d", "... @e", "... def f():", "...   pass", ">>> f()"],
        ),
        (
            [">>> y", ">>> def f():", "...   pass", "...", ">>> f()"],
            ("def", "z = 1\n\n@d\ndef"),
            [">>> y", ">>> z = 1", "...", ">>> @d", "... def f():", "...   pass", "...", ">>> f()"],
        ),
        (
            [">>> import x", ">>> import y", ">>> z", "1"],
            ("import x\n", ""),
            [">>> import y", ">>> z", "1"],
        ),
        (
            [">>> import x", ">>> import y", ">>> z", "1"],
            ("x\nimport y", "a"),
            [">>> import a", ">>> z", "1"],
        ),
        (
            [">>> import x", "", ">>> z", "1"],
            ("import x\n", ""),
            ["", ">>> z", "1"],
        ),
        (
            [">>> x", "1", ">>> # Two", ">>> y", "2"],
            ("y", "y\nz"),
            [">>> x", "1", ">>> # Two", ">>> y", ">>> z", "2"],
        ),
        (
            ["In [1]: @d", "   ...: def f():", "   ...:   pass", "", "In [2]: f()"],
            ("@d\n", ""),
            ["In [1]: def f():", "   ...:   pass", "", "In [2]: f()"],
        ),
        (
            ["In [1]: import x", "", "In [2]: x.f()", "Out[2]: 1"],
            ("x.f()", "y\nx.f()"),
            ["In [1]: import x", "", "In [2]: y", "   ...: x.f()", "Out[2]: 1"],
        ),
    ],
)
def test_prompts(before: list[str], edit: tuple[str, str], after: list[str]) -> None:
    assert replaced("a.md", session(*before), edit) == session(*after)


@pytest.mark.parametrize(
    ("lines", "edit", "reason"),
    [
        ([">>> x = 1", "... y = 2"], ("x = 1\n", ""), "not certain which prompts"),
        ([">>> def f():", ">>>   pass"], ("def", "@d\ndef"), "not certain which prompts"),
        ([">>> x", "1", ">>> y"], ("x\n", ""), "the output in row 3 would be left"),
        ([">>> x", "1", ">>> y"], ("x\n\ny", "z"), "row 3 is no code"),
        (["In [1]: x", "In [2]: y"], ("x\ny", "z"), "from row 2 into another input"),
        (["In [1]: x", "In [2]: %y"], ("pass", "z"), "row 3 is no code"),
    ],
)
def test_uncertain_prompts(lines: list[str], edit: tuple[str, str], reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        replaced("a.md", session(*lines), edit)


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (("w\n\n\n\nx", "y"), "row 3 is no code"),
        (("w\n\n\n\nx\n", ""), "row 3 is no code"),
        (("\n\n\nx", "y\n\n\nx"), "row 3 is no code"),
        (("\n\nx", "\ny\n\nx"), "row 4 is no code"),
        (("pass", "y"), "row 7 is no code"),
        (("x\npass", "x"), "row 7 is no code"),
        (("x", "x = ("), "read in another way"),
        (("x", "x = '''\n```\n'''"), "read in another way"),
    ],
)
def test_edits_without_a_place(edit: tuple[str, str], reason: str) -> None:
    text = "```py\nw\n```\nText\n```py\nx\n%magic\n```\n"
    with pytest.raises(DocumentError, match=reason):
        replaced("a.md", text, edit)


def test_nothing_is_put_into_text() -> None:
    text = "Text\n\nText\n```py\nx\n```\n"
    with pytest.raises(DocumentError, match="row 2 is in no block of code"):
        rewrite("a.md", text, extract("a.md", text), [(1, 1, "y\n")])


def test_no_edits() -> None:
    text = "```py\r\nx\r\n```"

    assert rewrite("a.md", text, extract("a.md", text), []) == text
    assert rewrite("a.md", text, extract("a.md", text), [(1, 1, "")]) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```py\n{}\n```", "a\nb"),
        ("```py\r\n{}\r\n```", "a\r\nb"),
        ("> ```py\n> {}\n> ```", "a\n> b"),
        ("```py\n  >>> {}\n```", "a\n  ... b"),
        ("```py\nIn [1]: {}\n```", "a\n   ...: b"),
    ],
)
def test_written(text: str, expected: str) -> None:
    document = extract("a.md", text.format("x"))

    assert document.written("a\nb", 2) == expected


def test_written_lines_before_and_blank_lines() -> None:
    document = extract("a.md", "> ```py\n> x\n>\n> y\n> ```")

    assert document.written("a\n\nb\n", 4) == "a\n>\n> b\n> "
    assert document.written("a\n", 3) == "a\n> "
    assert document.written("a\r\n", 9) == "a\n"


def test_written_below_a_prompt_that_continues() -> None:
    document = extract("a.md", "```py\n>>> f(\n...  x)\n```")

    assert document.written("a\n b", 3) == "a\n...  b"


def test_edits_across_blocks_that_touch_are_refused() -> None:
    with pytest.raises(DocumentError, match="from row 3 into another block"):
        replaced("a.rst", ".. code:: py\n\n  x\n>>> y", ("x\ny", "z"))


def test_blank_prompts_of_an_edited_input_stay() -> None:
    before = [">>> @d", "... def f():", "...   pass", "... ", ">>> class A:", "...", "...   x"]
    edits = [("@d\n", "@d\n@e\n"), ("A:", "A:\n  y\n")]
    after = [*before[:1], "... @e", *before[1:5], "...   y", "...", "...", "...   x"]

    assert replaced("a.md", session(*before), *edits) == session(*after)
