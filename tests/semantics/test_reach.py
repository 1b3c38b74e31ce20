"""From where something may be run, told by names: rather too much than too little."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.semantics.summaries.reach import reaching
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import field_of
from flake8_nnx_rng.syntax.source import Source


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def f(): run()\ndef g(): f()\ndef h(): pass\n", {"f", "g"}, id="by calls"),
        pytest.param("h = [run]\ndef f(): h[0]()\n", {"f"}, id="by an assignment"),
        pytest.param(
            "def f(): return run\ng = f()\ndef h(): g()\n", {"f", "h"}, id="made by another"
        ),
        pytest.param("def f(g=run): pass\n", {"f"}, id="by a default"),
        pytest.param("def f():\n    def g(): run()\n", {"f", "g"}, id="in a function inside"),
        pytest.param(
            "class A:\n    def __init__(self): self.x = run\n    def m(self): self.x()\n"
            "class B(A):\n    def n(self): pass\ndef f(): B()\n",
            {"__init__", "m", "f"},
            id="by attributes and by classes",
        ),
        pytest.param(
            "class A:\n    def m(self): run()\ndef f(a): a.m()\n", {"m", "f"}, id="by a method"
        ),
        pytest.param(
            "class A:\n    def __call__(self): run()\ndef f(a): a()\n",
            {"__call__", "f"},
            id="by a method without a name: from everywhere",
        ),
    ],
)
def test_functions_from_which_it_may_be_run(code: str, expected: set[str]) -> None:
    found = reaching(Module(Source("a.py", code)), [], ["run"]).functions
    assert {field_of(node, "name").text for node in found} == expected
