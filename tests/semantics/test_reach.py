"""From where something may be run, told by names: rather too much than too little."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.semantics.summaries.reach import reaching
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import field_of
from flake8_nnx_rng.syntax.source import Source

CALLED = "class A:\n    def __call__(self): run()\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("def f(): run()\ndef g(): f()\ndef h(): pass\n", {"f", "g"}, id="by calls"),
        pytest.param("h = [run]\ndef f(): h[0]()\n", {"f"}, id="by an assignment"),
        pytest.param(
            "def f(): return run\ng = f()\ndef h(): g()\n", {"f", "h"}, id="made by another"
        ),
        pytest.param(
            "def f():\n    x = run()\n    return x\ny = f()\ndef g(): x = y\n",
            {"f"},
            id="not by what it returns",
        ),
        pytest.param(
            "def f(): run()\n    \ndef g():\n    h = run\n    return [h]\na = g()[0]\n"
            "def k(): a()\ndef m(): a = g()\n",
            {"f", "g", "k", "m"},
            id="made by another that has it under a name",
        ),
        pytest.param(
            "f = lambda: run\ng = lambda: run()\na, b = f(), g()\n"
            "def h(): a()\ndef k(): return g\n",
            {"h", "k"},
            id="made by a lambda",
        ),
        pytest.param(
            "def f(): return g()\ndef g(): return run\nh = f()\ndef k(): h()\n",
            {"f", "g", "k"},
            id="made by one that another makes it by",
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
            CALLED + "class B:\n    def __init__(self): self.a = [A()]\n"
            "    def m(self): self.a[0]()\n    def n(self): self.m\n",
            {"__call__", "__init__", "m", "n"},
            id="by an instance in an attribute",
        ),
        pytest.param(
            CALLED + "def make() -> A: ...\ndef f(): make()()\ndef g(a: A): a()\ndef h(a): a()\n",
            {"__call__", "make", "f", "g"},
            id="by an instance that is told as a type",
        ),
        pytest.param(
            CALLED + "def f(a): a()\ndef g():\n    for a in [A()]: f(a)\n",
            {"__call__", "f", "g"},
            id="by an instance that is handed on",
        ),
        pytest.param(
            CALLED + "    def again(self): self()\n    def show(self): helper(self)\n"
            "def helper(a): a()\nclass B(A):\n    def twice(self): self()\nB()\n",
            {"__call__", "again", "show", "helper", "twice"},
            id="by the instance itself",
        ),
        pytest.param(
            CALLED
            + "def f(a): x = a()\ndef g(): return f(A())\ndef h(x): g()\ndef other(x): x()\n",
            {"__call__", "f", "g", "h"},
            id="not by what its calls return, nor by others of that name",
        ),
        pytest.param(
            CALLED + "def f(a: 'A'): a()\ndef g(): pass\n",
            {"__call__", "f", "g"},
            id="by an instance that a string tells: from everywhere",
        ),
        pytest.param(
            "class A:\n    def __getitem__(self, i): run()\ndef f(a): a[0]\n",
            {"__getitem__", "f"},
            id="by a method without a name: from everywhere",
        ),
        pytest.param(
            "def f(): return lambda: run()\ndef g(h): h()()\ng(f)\n"
            "def k(x): pass\ndef m(): x = run()\n",
            {"f", "g", "m"},
            id="by a function that returns one",
        ),
    ],
)
def test_functions_from_which_it_may_be_run(code: str, expected: set[str]) -> None:
    module = Module(Source("a.py", code))
    found = reaching(module, module.mentions_by_name("run")).functions
    assert {field_of(node, "name").text for node in found} == expected
