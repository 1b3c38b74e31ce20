"""A block counts if Python can parse it on its own, and otherwise spoils no other."""

from __future__ import annotations

import warnings

import pytest

from flake8_nnx_rng.syntax.documents import extract


def code(*blocks: str) -> list[str]:
    """The lines of code in a document of such blocks, without the empty ones."""
    text = "\n".join(f"```python\n{block}\n```" for block in blocks)
    return [line for line in extract("a.md", text).code.split("\n") if line]


@pytest.mark.parametrize(
    "block",
    [
        "def f(...):\n  x",
        "else:\n  x",
        "@decorator",
        "def f():",
        "f(a=1, ...)",
        "x = 1 \\",
        "x = '''",
        "x = (",
        "if x:\n  y\n z",
        "x = '\0'",
        "(" * 500,
    ],
)
def test_blocks_that_do_not_parse_spoil_no_other(block: str) -> None:
    assert code("x = 1", block, "y = 2") == ["x = 1", "y = 2"]


@pytest.mark.parametrize(
    "block",
    [
        "await x",
        "return 1",
        "yield",
        "async with x: pass",
        "from __future__ import annotations",
        "y = [await z async for z in x]",
        "...",
        "# only a comment",
    ],
)
def test_snippets_of_function_bodies_are_code(block: str) -> None:
    assert code("x = 1", block) == ["x = 1", block]


def test_warnings_about_the_code_are_not_ours() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert code(r"x = '\d'") == [r"x = '\d'"]


def test_deeply_nested_code_is_refused() -> None:
    assert code("x" + ".x" * 100_000, "y = 2") == ["y = 2"]
