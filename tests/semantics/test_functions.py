"""Functions as a transform sees them: which parameters, by position or keyword."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.semantics.program.functions import (
    class_around,
    method,
    read_class,
    read_function,
    read_parameters,
)
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.source import from_text
from flake8_nnx_rng.syntax.tree import Node


def first(code: str, kind: str) -> Node:
    return Module(from_text(code, "a.py")).root.find_all(kind)[0]


def function(code: str) -> Node:
    return first(code, "function_definition")


@pytest.mark.parametrize(
    ("parameters", "kinds"),
    [
        pytest.param("", {}, id="none"),
        pytest.param("a, b=1", {"a": "POSITIONAL", "b": "POSITIONAL"}, id="positional"),
        pytest.param("a, /, b", {"a": "POSITIONAL", "b": "POSITIONAL"}, id="slash"),
        pytest.param("a, *, b", {"a": "POSITIONAL", "b": "KEYWORD_ONLY"}, id="star"),
        pytest.param("*a, b", {"a": "VARIADIC", "b": "KEYWORD_ONLY"}, id="after *args"),
        pytest.param("*a: int, b=1", {"a": "VARIADIC", "b": "KEYWORD_ONLY"}, id="annotated *args"),
        pytest.param("**a", {"a": "VARIADIC_KEYWORD"}, id="**kwargs"),
        pytest.param("**a: int", {"a": "VARIADIC_KEYWORD"}, id="annotated **kwargs"),
        pytest.param(
            "a: int,  # why\n  b: int = 1,\n",
            {"a": "POSITIONAL", "b": "POSITIONAL"},
            id="comments and trailing comma",
        ),
    ],
)
def test_parameters_are_taken_by_position_or_keyword(
    parameters: str, kinds: dict[str, str]
) -> None:
    found = read_parameters(function(f"def f({parameters}): pass"))
    assert {p.name: p.kind.name for p in found} == kinds


def test_a_lambda_has_parameters_too() -> None:
    found = read_function(first("lambda a, *, b=1: a", "lambda"))
    assert [(p.name, p.kind.name) for p in found.parameters] == [
        ("a", "POSITIONAL"),
        ("b", "KEYWORD_ONLY"),
    ]
    assert found.name is None
    assert found.body.text == "a"


def test_annotations_and_defaults_are_kept_as_written() -> None:
    found = read_function(function("def f(a, b: nnx.Rngs, c=(1), d: 'x' = None): pass"))
    annotations = {p.name: p.annotation and p.annotation.text for p in found.parameters}
    defaults = {p.name: p.default and p.default.text for p in found.parameters}
    assert annotations == {"a": None, "b": "nnx.Rngs", "c": None, "d": "'x'"}
    assert defaults == {"a": None, "b": None, "c": "1", "d": "None"}


def test_a_parameter_is_found_by_name() -> None:
    found = read_function(function("def f(a, b): pass"))
    named = found.parameter("b")
    assert named is not None
    assert named.name == "b"
    assert found.parameter("c") is None


def test_a_class_is_the_function_that_its_init_is_without_self() -> None:
    found = read_class(
        first("class A:\n  def __init__(self, a, *, rngs): pass", "class_definition")
    )
    assert found is not None
    assert found.name == "A"
    assert [p.name for p in found.parameters] == ["a", "rngs"]


def test_a_class_without_init_is_no_known_function() -> None:
    assert read_class(first("class A:\n  def call(self): pass", "class_definition")) is None


def test_methods_are_found_with_and_without_decorators_but_not_in_inner_blocks() -> None:
    code = "class A:\n  x = 1\n  @d\n  def f(self): pass\n  def g(self):\n    def h(): pass\n"
    node = first(code, "class_definition")
    assert [method(node, name) is not None for name in "fgh"] == [True, True, False]


@pytest.mark.parametrize(
    ("code", "inside"),
    [
        ("class A:\n  def f(self): pass", True),
        ("class A:\n  @d\n  def f(self): pass", True),
        ("class A:\n  if x:\n    def f(self): pass", True),
        ("def f(): pass", False),
        ("class A: pass\ndef f(): pass", False),
    ],
)
def test_a_function_knows_its_class(code: str, inside: bool) -> None:
    assert (class_around(function(code)) is not None) is inside


def test_a_function_in_a_method_is_no_method() -> None:
    code = "class A:\n  def f(self):\n    def g(): pass\n"
    _outer, inner = function(code).find_all("function_definition")
    assert class_around(inner) is None
