"""Whether a function draws from its Rngs itself, so that the Rngs must be scalar there."""

from __future__ import annotations

import textwrap

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.program.functions import Function, is_stub, read_function
from flake8_nnx_rng.semantics.values.callees import draws_from
from flake8_nnx_rng.syntax.source import from_text

_alive: list[Analysis] = []


def target(code: str) -> Function:
    """The function `target` of a program."""
    source = from_text("from flax import nnx\n" + textwrap.dedent(code), "a.py")
    _alive[:] = [Analysis(source, releases.newest())]
    found = _alive[0].module.root.find_all("function_definition")
    [node] = [n for n in found if (name := n.field("name")) and name.text == "target"]
    return read_function(node)


def body(statements: str) -> Function:
    return target("def target(rngs):\n" + textwrap.indent(textwrap.dedent(statements), "  "))


CLASSES = """
class Draws:
    def __init__(self, rngs):
        rngs.params()

class Passes:
    def __init__(self, rngs):
        self.inner = Draws(rngs=rngs)

class Keeps:
    def __init__(self, rngs):
        self.rngs = rngs

class Circle:
    def __init__(self, rngs):
        self.inner = Circle(rngs=rngs)

class Bare:
    pass
"""


@pytest.mark.parametrize(
    ("statements", "draws"),
    [
        pytest.param("rngs()", True, id="the default stream"),
        pytest.param("rngs.params()", True, id="a stream"),
        pytest.param("jax.random.normal(rngs.noise(), (3,))", True, id="in an argument"),
        pytest.param("rngs.normal((3,))", True, id="a sampler"),
        pytest.param("nnx.Linear(2, 3, rngs=rngs)", True, id="a layer with parameters"),
        pytest.param("[nnx.Linear(2, 3, rngs=rngs) for _ in x]", True, id="layers in a loop"),
        pytest.param("Draws(rngs=rngs)", True, id="a class of the file that draws"),
        pytest.param("Passes(rngs=rngs)", True, id="a class that hands it on to one that draws"),
        pytest.param("Keeps(rngs=rngs)", False, id="a class that keeps it"),
        pytest.param("Circle(rngs=rngs)", False, id="a class that makes itself"),
        pytest.param("Bare(rngs=rngs)", False, id="a class without init"),
        pytest.param("Unknown(rngs=rngs)", False, id="a class of another file"),
        pytest.param("nnx.Dropout(0.5, rngs=rngs)", True, id="Dropout forks its stream"),
        pytest.param("nnx.relu(x, rngs=rngs)", False, id="a function of flax.nnx"),
        pytest.param("nnx.Linear(2, 3, rngs=other)", False, id="another Rngs"),
        pytest.param("nnx.Linear(2, 3)", False, id="a layer without Rngs"),
        pytest.param("rngs.fork()", False, id="fork"),
        pytest.param("rngs.split(3)", False, id="split"),
        pytest.param("rngs.params", False, id="a stream that is not called"),
        pytest.param("rngs.params.uniform((3,))", True, id="a sampler of a stream"),
        pytest.param("rngs.params.key.value", False, id="the state of a stream"),
        pytest.param("f(rngs)", False, id="handed on"),
        pytest.param("other.params()", False, id="another object"),
        pytest.param("def inner():\n  rngs.params()", False, id="in an inner function"),
        pytest.param("lambda: rngs.params()", False, id="in a lambda"),
        pytest.param("pass", False, id="nothing"),
    ],
)
def test_a_body_draws_only_if_it_certainly_does(statements: str, draws: bool) -> None:
    body_code = textwrap.indent(textwrap.dedent(statements), "  ")
    function = target(f"{CLASSES}\ndef target(rngs):\n{body_code}")
    assert draws_from(function, "rngs", _alive[0]) is draws


def test_a_dropout_that_keeps_its_stream_draws_nothing() -> None:
    source = from_text("from flax import nnx\nf = lambda r: nnx.Dropout(0.5, rngs=r)", "a.py")
    for release, draws in (("0.10.7", False), ("0.11.0", True)):
        analysis = Analysis(source, releases.resolve(release))
        node = analysis.module.root.find_all("lambda")[0]
        assert draws_from(read_function(node), "r", analysis) is draws


def test_classes_are_followed_as_far_as_they_go() -> None:
    chain = "".join(
        f"class C{n}:\n  def __init__(self, rngs):\n    C{n - 1}(rngs=rngs)\n" for n in range(1, 6)
    )
    first = "class C0:\n  def __init__(self, rngs):\n    rngs()\n"
    function = target(first + chain + "def target(rngs):\n  C5(rngs=rngs)")
    assert draws_from(function, "rngs", _alive[0])


@pytest.mark.parametrize(
    ("statements", "stub"),
    [
        ("pass", True),
        ("...", True),
        ("'''What it does.'''", True),
        ("'''What it does.'''\n...", True),
        ("pass  # later", True),
        ("return 1", False),
        ("'''What it does.'''\nreturn 1", False),
        ("f()", False),
    ],
)
def test_a_stub_says_nothing(statements: str, stub: bool) -> None:
    function = body(statements)
    assert is_stub(function) is stub


def test_a_lambda_is_no_stub() -> None:
    source = from_text("f = lambda rngs: ...", "a.py")
    analysis = Analysis(source, releases.newest())
    [node] = analysis.module.root.find_all("lambda")
    assert not is_stub(read_function(node))


@pytest.mark.parametrize(
    ("code", "draws"),
    [
        ("lambda rngs: rngs.params()", True),
        ("lambda rngs: nnx.Linear(2, 3, rngs=rngs)", True),
        ("lambda rngs: (rngs(), 1)", True),
        ("lambda rngs: rngs.fork()", False),
        ("lambda rngs: lambda: rngs()", False),
    ],
)
def test_a_lambda_draws_in_its_expression(code: str, draws: bool) -> None:
    analysis = Analysis(from_text(f"from flax import nnx\nf = {code}", "a.py"), releases.newest())
    node = analysis.module.root.find_all("lambda")[0]
    assert draws_from(read_function(node), "rngs", analysis) is draws
