"""New code looks like that around it: indentation, line ends."""

import pytest

from flake8_nnx_rng.fixes.style import Style, read_style


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        pytest.param("", "    ", id="nothing"),
        pytest.param("x = 1\n", "    ", id="no block"),
        pytest.param("def f():\n  pass\n", "  ", id="function"),
        pytest.param("class A:\n\tx = 1\n", "\t", id="tabs"),
        pytest.param("class A:  # why: not\n\n   x = 1\n", "   ", id="comment and blank line"),
        pytest.param("class A:\n  def f(self):\n    pass\n", "  ", id="nested"),
        pytest.param("if x:\n    pass\n  # c\ndef f(): pass\n", "    ", id="only a block"),
        pytest.param(
            "if x:\n        pass\ndef f():\n  pass\n", "  ", id="a definition counts more"
        ),
        pytest.param(
            "def f(\n        x,\n) -> None:\n  pass\n", "  ", id="header of several lines"
        ),
        pytest.param("if x:\n  async def f():\n      pass\n", "    ", id="level within a block"),
        pytest.param('"""Usage:\n  run\n"""\ndef f():\n    pass\n', "    ", id="a text before"),
        pytest.param("x = {1:\n  2}\n", "    ", id="no block but a colon"),
        pytest.param("\fclass A:\r\n  x = 1\r\n", "  ", id="form feed, CR LF"),
        pytest.param("class A:\r  x = 1\r", "  ", id="lone CR"),
    ],
)
def test_the_first_definition_shows_the_indentation(text: str, indent: str) -> None:
    assert read_style(text).indent == indent


@pytest.mark.parametrize(
    ("text", "newline"),
    [("", "\n"), ("x", "\n"), ("x\r\ny\n", "\r\n"), ("x\ry\n", "\r"), ("x\ny\r\n", "\n")],
)
def test_the_first_line_end_shows_the_others(text: str, newline: str) -> None:
    assert read_style(text, 100) == Style(newline=newline, line_length=100)
