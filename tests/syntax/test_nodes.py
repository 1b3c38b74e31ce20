"""What the small readers of tree nodes make of each way to write something."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.syntax.concrete import outermost_parenthesis
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import (
    ancestor,
    arguments,
    elements,
    field_of,
    integer,
    is_field,
    keyword_node,
    targets,
)
from flake8_nnx_rng.syntax.source import from_text
from flake8_nnx_rng.syntax.tree import Node


def expression(text: str) -> Node:
    [statement] = Module(from_text(text, "a.py")).root.parts
    return statement.parts[0]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("- 3", -3),
        ("--3", 3),
        ("-(3)", -3),
        ("0x1F", 31),
        ("0b11", 3),
        ("1_000", 1000),
        ("1j", None),
        ("1.0", None),
        ("-n", None),
        ("~3", None),
        ("not 3", None),
        ("n", None),
        ("'3'", None),
        ("True", None),
        ("1 + 1", None),
    ],
)
def test_an_integer_is_read_only_from_a_literal(text: str, value: int | None) -> None:
    assert integer(expression(text)) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(a, b)", ["a", "b"]),
        ("[a, (b)]", ["a", "b"]),
        ("(a,  # why\n b,)", ["a", "b"]),
        ("()", []),
        ("(a, *b)", None),
        ("{a, b}", None),
        ("(a)", None),
        ("a", None),
    ],
)
def test_elements_are_known_only_if_all_are_written(text: str, found: list[str] | None) -> None:
    inner = elements(expression(text))
    assert (inner if inner is None else [node.text for node in inner]) == found


def test_a_tuple_needs_no_parentheses() -> None:
    right = elements(field_of(expression("x = a, b"), "right"))
    assert right is not None
    assert [node.text for node in right] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "inner"),
    [("a", "a"), ("((a))", "a"), ("(  # why\n a)", "a"), ("(a, b)", "(a, b)"), ("()", "()")],
)
def test_parentheses_mean_nothing(text: str, inner: str) -> None:
    assert expression(text).text == inner


def test_the_outermost_parenthesis_is_the_way_back() -> None:
    whole = outermost_parenthesis(expression("((a))"))
    assert (whole.kind, whole.text) == ("parenthesized_expression", "((a))")


@pytest.mark.parametrize(
    ("call", "positional", "keywords", "unpacked"),
    [
        ("f()", [], {}, (False, False)),
        ("f(a, (b), k=(c),)", ["a", "b"], {"k": "c"}, (False, False)),
        ("f(a, *b)", ["a"], {}, (True, False)),
        ("f(a, **b)", ["a"], {}, (False, True)),
        ("f(  # why\n a,  # what\n)", ["a"], {}, (False, False)),
        ("f(a for a in b)", ["(a for a in b)"], {}, (False, False)),
        ("f(\\\n a)", ["a"], {}, (False, False)),
    ],
)
def test_arguments_are_read_as_written(
    call: str, positional: list[str], keywords: dict[str, str], unpacked: tuple[bool, bool]
) -> None:
    given = arguments(expression(call))
    assert [node.text for node in given.positional] == positional
    assert {name: node.text for name, node in given.keywords.items()} == keywords
    assert (given.unpacks_positional, given.unpacks_keywords) == unpacked
    assert given.unpacks == any(unpacked)


def test_a_node_that_is_no_call_has_no_arguments() -> None:
    assert arguments(expression("a")).positional == ()


def test_partial_options_come_after_the_function() -> None:
    given = arguments(expression("partial(f, a, k=b, *c, **d)")).without_first()
    assert [node.text for node in given.positional] == ["a"]
    assert list(given.keywords) == ["k"]
    assert given.unpacks_positional
    assert given.unpacks_keywords


@pytest.mark.parametrize(("name", "text"), [("k", "k = 1"), ("missing", "f(a, k = 1)")])
def test_a_finding_on_a_keyword_points_at_the_keyword_else_at_the_call(
    name: str, text: str
) -> None:
    assert keyword_node(expression("f(a, k = 1)"), name).text == text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = 1", ["a"]),
        ("a, b = 1", ["a", "b"]),
        ("a, (b, *c) = 1", ["a", "b", "c"]),
        ("[a, b] = 1", ["a", "b"]),
        ("a.b, c[d], e = 1", ["e"]),
        ("f(x).y = 1", []),
    ],
)
def test_assignment_targets_bind_their_names_only(text: str, names: list[str]) -> None:
    left = field_of(expression(text), "left")
    assert [node.text for node in targets(left)] == names


def test_ancestors_are_found_by_kind() -> None:
    call = expression("f(g)")
    name = arguments(call).positional[0]
    assert ancestor(name, "call") == call
    assert ancestor(name, "lambda") is None
    assert is_field(call, "function", field_of(call, "function"))
    assert not is_field(call, "function", name)


def test_a_field_that_is_missing_stands_for_the_node_itself() -> None:
    name = expression("a")
    assert field_of(name, "left") == name
