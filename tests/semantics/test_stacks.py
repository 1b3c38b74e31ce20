"""Stacks: the transforms around a function in order, and the calls of the result."""

from __future__ import annotations

import textwrap

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.program.layers import Stack
from flake8_nnx_rng.syntax.source import from_text

HEAD = "from flax import nnx\nfrom functools import partial\nimport jax\n"
_alive: list[Analysis] = []


def stacks(code: str) -> list[Stack]:
    source = from_text(HEAD + textwrap.dedent(code), "a.py")
    _alive[:] = [Analysis(source, releases.newest())]
    return _alive[0].stacks.all


def stack(code: str) -> Stack:
    [found] = stacks(code)
    return found


def layers(found: Stack) -> list[str]:
    """The transforms from the outermost inwards; others as they are written."""
    return [layer.use.name if layer.use else layer.node.text for layer in found.layers]


def calls(found: Stack) -> list[str]:
    return [site.call.text for site in _alive[0].call_sites.of(found)]


SPLIT_VMAP = ["split_rngs", "vmap"]


@pytest.mark.parametrize(
    ("code", "order"),
    [
        pytest.param(
            "@nnx.split_rngs(splits=3)\n@nnx.vmap\ndef f(rngs): pass", SPLIT_VMAP, id="decorators"
        ),
        pytest.param(
            "@nnx.vmap\n@nnx.split_rngs(splits=3)\ndef f(rngs): pass",
            ["vmap", "split_rngs"],
            id="decorators the other way round",
        ),
        pytest.param(
            "@nnx.split_rngs(splits=3)\n# why\n@nnx.vmap  # what\ndef f(rngs): pass",
            SPLIT_VMAP,
            id="comments between decorators",
        ),
        pytest.param(
            "@nnx.split_rngs(splits=3)\n@partial(nnx.vmap, in_axes=0)\ndef f(rngs): pass",
            SPLIT_VMAP,
            id="partial decorator",
        ),
        pytest.param(
            "def f(rngs): pass\nnnx.split_rngs(splits=3)(nnx.vmap(f))",
            SPLIT_VMAP,
            id="nested calls",
        ),
        pytest.param(
            "def f(rngs): pass\nnnx.split_rngs(splits=3)(nnx.vmap(in_axes=0)(f))",
            SPLIT_VMAP,
            id="curried calls",
        ),
        pytest.param(
            "def f(rngs): pass\nnnx.split_rngs(splits=3)(partial(nnx.vmap, in_axes=0)(f))",
            SPLIT_VMAP,
            id="partial called at once",
        ),
        pytest.param(
            "def f(rngs): pass\nnnx.split_rngs(splits=3)((nnx.vmap((f))))",
            SPLIT_VMAP,
            id="parentheses",
        ),
        pytest.param(
            "nnx.split_rngs(splits=3)(nnx.vmap(lambda rngs: rngs))", SPLIT_VMAP, id="lambda"
        ),
        pytest.param(
            "@nnx.vmap\ndef f(rngs): pass\ng = nnx.split_rngs(splits=3)(f)",
            SPLIT_VMAP,
            id="call of a decorated function",
        ),
        pytest.param(
            "def f(rngs): pass\ng = nnx.vmap(f)\nh = nnx.split_rngs(splits=3)(g)",
            SPLIT_VMAP,
            id="by a local name",
        ),
        pytest.param(
            "split = nnx.split_rngs(splits=3)\n@split\n@nnx.vmap\ndef f(rngs): pass",
            SPLIT_VMAP,
            id="kept decorator",
        ),
        pytest.param(
            "split = nnx.split_rngs(splits=3)\nvmap = partial(nnx.vmap, in_axes=0)\n"
            "@split\n@vmap\ndef f(rngs): pass",
            SPLIT_VMAP,
            id="only kept decorators",
        ),
        pytest.param(
            "split = nnx.split_rngs(splits=3)\ndef f(rngs): pass\nsplit(nnx.vmap(f))",
            SPLIT_VMAP,
            id="kept decorator, called",
        ),
        pytest.param(
            "split, vmap = nnx.split_rngs, nnx.vmap\n", [], id="nothing is transformed by naming"
        ),
        pytest.param(
            "from flax.nnx import split_rngs as s, vmap as v\n"
            "@s(splits=3)\n@v(in_axes=0)\ndef f(rngs): pass",
            SPLIT_VMAP,
            id="imported under other names",
        ),
        pytest.param(
            "s = nnx.split_rngs\nv = nnx.vmap\n@s(splits=3)\n@v\ndef f(rngs): pass",
            SPLIT_VMAP,
            id="assigned to other names",
        ),
        pytest.param(
            "class A:\n  @nnx.split_rngs(splits=3)\n  @nnx.vmap\n  def f(self, rngs): pass",
            SPLIT_VMAP,
            id="method",
        ),
        pytest.param(
            "class A:\n  @nnx.vmap\n  def f(self, rngs): pass\ng = nnx.split_rngs(splits=3)(A.f)",
            SPLIT_VMAP,
            id="method named through its class",
        ),
        pytest.param(
            "class A:\n  def __init__(self, rngs): pass\nnnx.split_rngs(splits=3)(nnx.vmap(A))",
            SPLIT_VMAP,
            id="class as function",
        ),
        pytest.param(
            "@nnx.split_rngs(splits=3)\n@nnx.vmap\nclass A:\n  def __init__(self, rngs): pass",
            SPLIT_VMAP,
            id="decorated class",
        ),
        pytest.param(
            "@nnx.split_rngs(splits=3)\n@functools.wraps(g)\n@nnx.vmap\ndef f(rngs): pass",
            ["split_rngs", "functools.wraps(g)", "vmap"],
            id="a stranger in between",
        ),
        pytest.param(
            "def f(rngs): pass\nnnx.vmap(jax.jit(f))", ["vmap", "jax.jit(f)"], id="jax.jit inside"
        ),
        pytest.param("nnx.vmap(make())", ["vmap", "make()"], id="function from a call"),
        pytest.param("nnx.vmap(unknown)", ["vmap"], id="unbound function"),
        pytest.param("nnx.vmap(fs[0])", ["vmap"], id="subscript"),
        pytest.param("nnx.vmap(self.f)", ["vmap"], id="bound method"),
    ],
)
def test_layers_are_in_the_order_in_which_they_wrap(code: str, order: list[str]) -> None:
    found = [s for s in stacks(code) if layers(s) == order] if order else stacks(code)
    assert bool(found) is bool(order)


@pytest.mark.parametrize(
    ("code", "name", "parameters"),
    [
        pytest.param("@nnx.vmap\ndef f(a, b): pass", "f", ["a", "b"], id="decorated"),
        pytest.param("@nnx.vmap\nasync def f(a): pass", "f", ["a"], id="coroutine"),
        pytest.param("def f(a): pass\nnnx.vmap(f)", "f", ["a"], id="by name"),
        pytest.param("nnx.vmap(lambda a: a)", None, ["a"], id="lambda"),
        pytest.param("f = lambda a: a\nnnx.vmap(f)", None, ["a"], id="named lambda"),
        pytest.param(
            "class A:\n  @nnx.vmap\n  def f(self, a): pass", "f", ["self", "a"], id="method"
        ),
        pytest.param(
            "class A:\n  def f(self, a): pass\nnnx.vmap(A.f)", "f", ["self", "a"], id="Class.method"
        ),
        pytest.param(
            "class A:\n  @staticmethod\n  def f(a): pass\nnnx.vmap(A.f)", "f", ["a"], id="static"
        ),
        pytest.param(
            "class A:\n  def __init__(self, a): pass\nnnx.vmap(A)", "A", ["a"], id="class"
        ),
        pytest.param("def f(a): pass\nnnx.vmap(jax.jit(f))", "f", ["a"], id="below jax.jit"),
        pytest.param("def f(a): pass\nnnx.vmap((f))", "f", ["a"], id="parentheses"),
        pytest.param("def f(a): pass\nnnx.vmap(f=f)", "f", ["a"], id="by keyword"),
        pytest.param(
            "def f(a, b, c): pass\nnnx.vmap(partial(f, 1, c=2))", "f", ["b"], id="partial of it"
        ),
        pytest.param(
            "class A:\n  def f(self, a): pass\n  def g(self): nnx.vmap(self.f)",
            "f",
            ["a"],
            id="bound method",
        ),
        pytest.param(
            "class A:\n  @classmethod\n  def f(cls, a): pass\nnnx.vmap(A.f)",
            "f",
            ["a"],
            id="classmethod",
        ),
    ],
)
def test_the_function_below_is_found(code: str, name: str | None, parameters: list[str]) -> None:
    found = stack(code).function
    assert found is not None
    assert found.name == name
    assert [p.name for p in found.parameters] == parameters


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("nnx.vmap(f)", id="from elsewhere"),
        pytest.param("def g(f):\n  nnx.vmap(f)", id="parameter"),
        pytest.param("f = g()\nnnx.vmap(f)", id="made by a call"),
        pytest.param("if x:\n  def f(a): pass\nelse:\n  def f(b): pass\nnnx.vmap(f)", id="either"),
        pytest.param("class A: pass\nnnx.vmap(A)", id="class without init"),
        pytest.param("class A: pass\nnnx.vmap(A.f)", id="method that is not there"),
        pytest.param("import a\nnnx.vmap(a.f)", id="from a module"),
        pytest.param("f = g\ng = f\nnnx.vmap(f)", id="circle"),
        pytest.param("def f(a): pass\nnnx.vmap(wrap(f))", id="wrapped by a stranger"),
        pytest.param("def f(a, b): pass\nnnx.vmap(partial(f, *x))", id="partial of who knows what"),
    ],
)
def test_a_function_that_is_not_certain_is_not_known(code: str) -> None:
    assert stack(code).function is None


def test_state_given_first_is_split_and_no_function() -> None:
    assert stacks("nnx.split_rngs(rngs, splits=3)") == []


def test_nested_calls_are_one_stack() -> None:
    found = stack("nnx.split_rngs(splits=3)(nnx.jit(nnx.vmap(lambda rngs: rngs)))")
    assert layers(found) == ["split_rngs", "jit", "vmap"]
    assert found.root.text.startswith("nnx.split_rngs")


def test_a_transform_in_the_arguments_of_another_is_a_stack_of_its_own() -> None:
    found = stacks("nnx.vmap(f)(nnx.jit(g))")
    assert sorted(map(layers, found)) == [["jit"], ["vmap"]]


def test_a_decorated_function_in_another_is_a_stack_of_its_own() -> None:
    found = stacks("@nnx.jit\ndef f(a):\n  @nnx.vmap\n  def g(b): pass\n  return g(a)")
    assert [(layers(s), s.function and s.function.name) for s in found] == [
        (["jit"], "f"),
        (["vmap"], "g"),
    ]


def test_layers_below_and_above_are_told_apart() -> None:
    found = stack("@nnx.jit\n@nnx.split_rngs(splits=3)\n@nnx.vmap\n@nnx.scan\ndef f(a, b): pass")
    split = found.splitting_layers[0]
    assert [layer.use.name for layer in found.below(split) if layer.use] == ["vmap", "scan"]
    assert [layer.use.name for layer in found.mapping_layers if layer.use] == ["vmap", "scan"]
    assert split.is_a({"split_rngs"})
    assert not split.is_a({"vmap"})


@pytest.mark.parametrize(
    ("above", "opaque"),
    [
        pytest.param("", False, id="nothing"),
        pytest.param("@nnx.jit", False, id="jit"),
        pytest.param("@nnx.remat(prevent_cse=False)", False, id="remat"),
        pytest.param("@nnx.vmap", False, id="another map"),
        pytest.param("@jax.jit", False, id="jax.jit"),
        pytest.param("@partial(jax.jit, static_argnums=0)", False, id="partial jax.jit"),
        pytest.param("@jax.jit(static_argnums=0)", False, id="jax.jit with options"),
        pytest.param("@staticmethod", False, id="staticmethod"),
        pytest.param("@override", False, id="override"),
        pytest.param("@nnx.split_rngs(splits=3)", True, id="a split"),
        pytest.param("@mine", True, id="a stranger"),
        pytest.param("@mine(3)", True, id="a stranger with options"),
        pytest.param("@partial(mine, 3)", True, id="partial of a stranger"),
        pytest.param("@partial()", True, id="partial of nothing"),
        pytest.param("@nnx.jit\n@mine", True, id="a stranger below jit"),
    ],
)
def test_a_layer_that_may_touch_rng_state_is_opaque(above: str, opaque: bool) -> None:
    found = stack(f"{above}\n@nnx.vmap(axis_size=3)\ndef f(rngs): pass")
    innermost = found.mapping_layers[-1]
    assert found.is_opaque_above(innermost) is opaque


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("@nnx.vmap\ndef f(a): pass\nf(1)\nf(2)", ["f(1)", "f(2)"], id="by name"),
        pytest.param("@nnx.vmap\ndef f(a): pass\ng(f)\nx.f(1)", [], id="only handed on"),
        pytest.param("@nnx.vmap\ndef f(a): pass\ndef g(f): f(1)", [], id="another f"),
        pytest.param("@nnx.vmap\ndef f(a): pass\ndef g(): f(1)", ["f(1)"], id="in a function"),
        pytest.param("nnx.vmap(f)(1)", ["nnx.vmap(f)(1)"], id="at once"),
        pytest.param("(nnx.vmap(f))(1)", ["(nnx.vmap(f))(1)"], id="at once, in parentheses"),
        pytest.param("nnx.vmap(in_axes=0)(f)(1)", ["nnx.vmap(in_axes=0)(f)(1)"], id="curried"),
        pytest.param("g = nnx.vmap(f)\ng(1)", ["g(1)"], id="through a name"),
        pytest.param("g = nnx.vmap(f)\nh = g\ng(1)", ["g(1)"], id="through one of two names"),
        pytest.param("g = nnx.vmap(f)\ng = h\ng(1)", [], id="name bound again"),
        pytest.param("x.g = nnx.vmap(f)\nx.g(1)", [], id="attribute"),
        pytest.param("nnx.vmap(f)", [], id="dropped"),
        pytest.param("use(nnx.vmap(f))", [], id="argument"),
        pytest.param("g: Any = nnx.vmap(f)\ng(1)", ["g(1)"], id="annotated name"),
        pytest.param(
            "v = nnx.vmap(in_axes=0)\n@v\ndef f(a): pass\nf(1)", ["f(1)"], id="kept decorator"
        ),
    ],
)
def test_visible_calls_are_found(code: str, found: list[str]) -> None:
    assert calls(stack(code)) == found


@pytest.mark.parametrize(
    ("call", "found"),
    [
        pytest.param("    self.f(1)", ["self.f(1)"], id="self.method"),
        pytest.param("    cls.f(1)", ["cls.f(1)"], id="cls.method"),
        pytest.param("    A.f(self, 1)", ["A.f(self, 1)"], id="Class.method inside"),
        pytest.param("\nA.f(a, 1)", ["A.f(a, 1)"], id="Class.method outside"),
        pytest.param("\nclass B:\n  def h(self): self.f(1)", [], id="self of another class"),
        pytest.param("\nB.f(1)", [], id="another class"),
        pytest.param("\nf(1)", [], id="no function of that name"),
        pytest.param("\na.f(1)", [], id="an object of unknown class"),
    ],
)
def test_visible_calls_of_a_method_are_found(call: str, found: list[str]) -> None:
    code = f"class A:\n  @nnx.vmap\n  def f(self, a): pass\n  def g(self):\n    pass\n{call}\n"
    assert calls(stack(code)) == found


def test_a_method_of_an_attribute_is_no_call_of_a_plain_function() -> None:
    assert calls(stack("@nnx.vmap\ndef f(a): pass\nmodel.f(1)")) == []


@pytest.mark.parametrize(
    ("argument", "is_function"),
    [
        ("f", True),
        ("lambda: 1", True),
        ("nnx.vmap(unknown)", True),
        ("A", True),
        ("rngs", False),
        ("nnx.Rngs(0)", False),
        ("3", False),
        ("unknown", False),
    ],
)
def test_a_function_is_told_from_state(argument: str, is_function: bool) -> None:
    code = (
        "def f(a): pass\nclass A:\n  def __init__(self): pass\nrngs = nnx.Rngs(0)\n"
        f"nnx.jit({argument})"
    )
    assert stacks(code)
    [use] = [u for u in _alive[0].uses if u.name == "jit"]
    assert use.target is not None
    assert _alive[0].stacks.is_function(use.target) is is_function
