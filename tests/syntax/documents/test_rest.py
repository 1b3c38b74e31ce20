"""Which parts of reStructuredText hold Python, and what of them is code."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.syntax.documents import Place, extract


def code(text: str) -> list[str]:
    """The lines of code in a document, without the empty ones."""
    return [line for line in extract("a.rst", text).code.split("\n") if line]


@pytest.mark.parametrize(
    "directive",
    [
        "code-block:: python",
        "code-block::   py",
        "code-block:: Python3",
        "code-block:: ipython3",
        "code-block:: pycon",
        "code:: python",
        "sourcecode:: python",
        "testcode::",
        "testcode:: Linen, NNX",
        "testsetup::",
        "doctest::",
        "ipython::",
    ],
)
def test_python_directives(directive: str) -> None:
    assert code(f"Text\n\n.. {directive}\n\n   x = 1\n\ny = 2\n") == ["x = 1"]


@pytest.mark.parametrize(
    "directive",
    ["code-block:: bash", "code-block::", "codediff::", "testoutput::", "math::", "note::"],
)
def test_other_directives(directive: str) -> None:
    assert code(f".. {directive}\n\n   x = 1\n") == []


@pytest.mark.parametrize("markup", [".. codediff::", ".. code-block:: text", "..", ".. Old:"])
def test_nothing_is_taken_from_literal_text_and_comments(markup: str) -> None:
    inside = "   >>> x = 1\n\n   .. testcode::\n\n     y = 2\n"

    assert code(f"{markup}\n{inside}\n>>> z = 3\n") == ["z = 3"]


def test_of_a_codediff_of_flax_the_last_side_is_read() -> None:
    text = ".. codediff::\n  :title: Linen, NNX\n  :sync:\n\n  x = 1\n  ---\n  y = 2\n\n>>> z\n"

    assert code(text) == ["y = 2", "z"]


def test_empty_comment_hides_nothing() -> None:
    assert code("..\n\n   >>> x = 1\n") == ["x = 1"]


@pytest.mark.parametrize("line", [".. _label:", ".. [1] Note", ".. |x| replace:: y"])
def test_targets_and_footnotes_are_no_comments(line: str) -> None:
    assert code(f"{line}\n  >>> x = 1\n") == ["x = 1"]


def test_options_are_not_code() -> None:
    text = ".. code-block:: python\n   :linenos:\n   :emphasize-lines: 1,2\n\n   x = 1\n"

    assert code(text) == ["x = 1"]


def test_nested_directives_shift_columns() -> None:
    text = (
        ".. tab-set::\n\n  .. tab-item:: NNX\n\n    .. testcode::\n\n"
        "      if x:\n        é = y\n\n  text\n"
    )
    document = extract("a.rst", text)

    assert document.code.strip("\n") == "if x:\n  é = y"
    assert document.place(8, 7) == Place(8, 13, None)


def test_directive_in_a_list_item() -> None:
    assert code("* - .. code-block:: python\n\n        x = 1\n\n    y\n") == ["x = 1"]


def test_blank_lines_do_not_end_a_directive() -> None:
    text = ".. testcode::\n\n  def f():\n\n\n    return 1\n\n\n  f()\n"

    assert code(text) == ["def f():", "  return 1", "f()"]


def test_tabs() -> None:
    document = extract("a.rst", ".. testcode::\n\n\tif x:\n\t\ty\n")

    assert document.code == "\n\nif x:\n\ty\n"
    assert document.place(4, 2) == Place(4, 3, None)


def test_doctest_on_its_own() -> None:
    document = extract("a.rst", "Text::\n\n  >>> if x:\n  ...   y\n  1\n  2\n\nText >>> z\n")

    assert document.code == "\n\nif x:\n  y\n\n\n\n\n"
    assert document.place(4, 3) == Place(4, 9, None)


def test_prompt_directly_below_text_is_a_doctest() -> None:
    assert code("Text:\n>>> x = 1\n>>> y = 2") == ["x = 1", "y = 2"]
