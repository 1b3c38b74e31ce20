"""What stands in the fields of f-strings is found where it is, on every Python."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.source import from_text


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        pytest.param('f"{draw()}"', ["draw()"], id="a field"),
        pytest.param('f"a {{b()}} {draw()}"', ["draw()"], id="doubled braces"),
        pytest.param('f"{draw()!r}"', ["draw()"], id="conversion"),
        pytest.param('f"{draw()=}"', ["draw()"], id="shown"),
        pytest.param('f"{draw() == 1}"', ["draw()"], id="compared"),
        pytest.param('f"{draw() != 1}"', ["draw()"], id="not equal"),
        pytest.param('f"{draw():>{width()}}"', ["draw()", "width()"], id="format with a field"),
        pytest.param("f\"{take('}')} {draw()}\"", ["take('}')", "draw()"], id="a brace in quotes"),
        pytest.param('f"{ {1: draw()}[1] }"', ["draw()"], id="a dict"),
        pytest.param('"plain {no()}" f"{draw()}"', ["draw()"], id="one behind the other"),
        pytest.param('f"""\n{draw()}\n  {other(\n  1)}"""', ["draw()", "other(\n  1)"], id="lines"),
        pytest.param('"é" f"ü{draw()}"', ["draw()"], id="letters of two bytes"),
        pytest.param('rf"\\d{draw()}"', ["draw()"], id="raw"),
        pytest.param('f"\\"{draw()}\\""', ["draw()"], id="escaped quotes"),
        pytest.param('f"{a}" f"{b.c}"', [], id="no call"),
    ],
)
def test_calls_in_fields_have_their_places(code: str, calls: list[str]) -> None:
    module = Module(from_text(f"x = 1\ny = ({code})\n", "a.py"))
    assert [call.text for call in module.root.find_all("call")] == calls
