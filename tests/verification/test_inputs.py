"""Inputs that a file itself gives for its units."""

import ast

import pytest

from flake8_nnx_rng.syntax.source import from_text
from flake8_nnx_rng.verification.calls import VisibleCall, visible_calls
from flake8_nnx_rng.verification.examples import Example, example_above
from flake8_nnx_rng.verification.users import calls_elsewhere


@pytest.mark.parametrize(
    ("comment", "arguments"),
    [
        ("# nnx-rng: example(x=jnp.ones((4, 3)))", "x=jnp.ones((4, 3))"),
        ("#nnx-rng: example(1, y=(2))  # small", "1, y=(2)"),
        ("# nnx-rng: example(x=ones(\n#     (4, 3)), y=2)\n# and more", "x=ones( (4, 3)), y=2"),
        ("# nnx-rng: example()", ""),
        ("# A comment.\n# nnx-rng: example(x=')')", "x=')'"),
        ("# nnx-rng: example(x=", "x="),
    ],
)  # fmt: skip
def test_example_is_read_up_to_its_bracket(comment: str, arguments: str) -> None:
    lines = ["x = 1", *comment.split("\n"), "@nnx.jit", "def f(x): ..."]
    assert example_above(lines, len(lines) - 1, "f") == Example("f", arguments)


def test_example_stands_right_above() -> None:
    lines = ["# nnx-rng: example(x=1)", "", "def f(x): ..."]
    assert example_above(lines, 3, "f") is None


PROGRAM = """\
def main(n):
    rngs = nnx.Rngs(0)
    model, unused = Block(rngs), 1
    print("starts")
    x = jnp.ones((n, 2))
    other = 5
    return f(model, *x, rngs=rngs)

f(1, y=2)
model.forward(x)

if ready:
    block = Block(nnx.Rngs(1))
    block(3)
"""


def calls(name: str) -> list[VisibleCall]:
    return visible_calls(ast.parse(PROGRAM), name)


def test_call_comes_with_the_assignments_that_it_needs() -> None:
    local, outermost = calls("f")
    assert local.preamble == (
        "rngs = nnx.Rngs(0)",
        "model, unused = (Block(rngs), 1)",
        "x = jnp.ones((n, 2))",
    )
    assert local.arguments == ((None, "model"), (None, "*x"), ("rngs", "rngs=rngs"))
    assert outermost.arguments == ((None, "1"), ("y", "y=2"))
    assert outermost.preamble == ()


def test_calls_of_methods_are_those_of_any_object() -> None:
    assert [call.callee for call in calls("Block.forward")] == ["model.forward"]
    (call,) = calls("Block.__call__")
    assert (call.callee, call.preamble) == ("block", ("block = Block(nnx.Rngs(1))",))


TESTS = """\
import pytest
from layers import Block

SIZE = 3

@pytest.fixture
def size():
    n = SIZE
    return n + 1

@pytest.fixture
def block(size):
    return Block(size)

def test_refused(block):
    with pytest.raises(ValueError):
        block(None)

def test_block(block):
    x = jnp.ones(2)
    assert block(x)
"""


def test_calls_in_tests_come_with_fixtures_and_what_the_file_binds() -> None:
    (call,) = calls_elsewhere(
        [("test_layers.py", from_text(TESTS, "test_layers.py"))], "Block.__call__"
    )
    assert call.shown == "block(x) in test_layers.py"
    assert call.preamble == (
        *("import pytest", "from layers import Block", "SIZE = 3"),
        *("n = SIZE", "size = n + 1", "block = Block(size)", "x = jnp.ones(2)"),
    )


def test_calls_in_a_readme_are_those_of_its_blocks() -> None:
    text = "Use it (it's easy):\n\n```python\nfrom layers import f\nf(1)\n```\n"
    (call,) = calls_elsewhere([("README.md", from_text(text, "README.md"))], "f")
    assert (call.shown, call.arguments) == ("f(1) in README.md", ((None, "1"),))
