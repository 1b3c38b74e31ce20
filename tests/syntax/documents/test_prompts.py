"""Sessions: what was typed is code, what was printed is not."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.syntax.documents import Place, extract


def session(*lines: str, info: str = "pycon") -> list[str]:
    """The code of a block of Markdown, one string for each of its lines."""
    text = "\n".join([f"```{info}", *lines, "```"])
    return extract("a.md", text).code.split("\n")[1:-1]


@pytest.mark.parametrize("info", ["pycon", "python", "{testcode}"])
def test_prompts_are_cut_and_output_is_blanked(info: str) -> None:
    typed = session(">>> x = f(", "... 1)", ">>> x", "Array(1)", "", ">>> y", info=info)

    assert typed == ["x = f(", "1)", "x", "", "", "y"]


def test_ellipsis_in_output_is_no_input() -> None:
    assert session(">>> f()", "Traceback:", "... 1", "...") == ["f()", "", "", ""]


def test_empty_continuation() -> None:
    assert session(">>> def f():", "...   pass", "...", ">>> f()") == [
        "def f():",
        "  pass",
        "",
        "f()",
    ]


def test_ipython_prompts() -> None:
    typed = session("In [1]: def f():", "   ...:     return 1", "Out[1]: 1", "In [12]: f()")

    assert typed == ["def f():", "    return 1", "", "f()"]


def test_broken_input_spoils_only_itself() -> None:
    assert session(">>> x = 1", ">>> y = = 2", ">>> z = 3") == ["x = 1", "", "z = 3"]


def test_inputs_that_parse_only_together() -> None:
    assert session(">>> def f():", ">>>   return 1") == ["def f():", "  return 1"]


def test_magic_in_a_session() -> None:
    assert session("In [1]: %time f()", "In [2]: x = 1") == ["pass", "x = 1"]


def test_columns_count_the_prompt() -> None:
    document = extract("a.md", "```pycon\n  >>> x = 1\n```")

    assert document.place(2, 1) == Place(2, 7, None)


def test_output_marked_in_plain_code_is_blanked() -> None:
    assert session("x = 1", "print(x)", ">>> 1", "y = 2", info="python") == [
        "x = 1",
        "print(x)",
        "",
        "y = 2",
    ]
