"""What the reader says of an expression: scalar or split RNG state, a module, or unknown."""

from __future__ import annotations

import textwrap
from enum import Enum, auto

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.program.call_sites import argument_for
from flake8_nnx_rng.semantics.program.functions import read_function
from flake8_nnx_rng.semantics.values import in_view
from flake8_nnx_rng.semantics.values.seeds import is_seed
from flake8_nnx_rng.semantics.values.values import Kind
from flake8_nnx_rng.syntax.nodes import arguments
from flake8_nnx_rng.syntax.source import from_text
from flake8_nnx_rng.syntax.tree import Node


class Provenance(Enum):
    SCALAR = auto()
    SPLIT = auto()
    MODULE = auto()
    UNKNOWN = auto()


SCALAR, SPLIT, MODULE, UNKNOWN = Provenance
HEAD = "import jax\nfrom flax import nnx\n"


def used(code: str) -> tuple[Analysis, Node]:
    """The argument of the last `use(...)`."""
    analysis = Analysis(from_text(HEAD + textwrap.dedent(code), "a.py"), releases.newest())
    call = [m.parent for m in analysis.module.mentions_by_name("use")][-1]
    assert call is not None
    return analysis, arguments(call).positional[0]


def origin(code: str) -> Provenance:
    analysis, node = used(code)
    reader = analysis.flow.reader
    value = reader.of(node)
    if value.kind is Kind.MODULE:
        return MODULE
    if value.kind not in (Kind.RNGS, Kind.STREAM, Kind.KEY):
        return SCALAR if is_seed(node, None, reader) else UNKNOWN
    if all(track.is_scalar for track in value.tracks()):
        return SCALAR
    return SPLIT if any(track.least > 0 for track in value.tracks()) else UNKNOWN


@pytest.mark.parametrize(
    ("expression", "provenance"),
    [
        pytest.param("nnx.Rngs(0)", SCALAR, id="seed"),
        pytest.param("nnx.Rngs(params=0, dropout=1)", SCALAR, id="seeds of streams"),
        pytest.param("nnx.Rngs(0, dropout=jax.random.key(1))", SCALAR, id="seed and key"),
        pytest.param("nnx.Rngs(jax.random.key(0))", SCALAR, id="key"),
        pytest.param("nnx.Rngs(jax.random.PRNGKey(0))", SCALAR, id="old-style key"),
        pytest.param("nnx.Rngs(jax.random.fold_in(key, 1))", SCALAR, id="folded key"),
        pytest.param("nnx.Rngs(jax.random.split(key, 3))", SPLIT, id="split keys"),
        pytest.param(
            "nnx.Rngs(params=jax.random.split(key, 3))", SPLIT, id="split key of a stream"
        ),
        pytest.param("nnx.Rngs(0, dropout=jax.random.split(key, 3))", SPLIT, id="half split"),
        pytest.param("nnx.Rngs(key)", UNKNOWN, id="unknown key"),
        pytest.param("nnx.Rngs()", SCALAR, id="no seed"),
        pytest.param("nnx.Rngs(**seeds)", UNKNOWN, id="unpacked seeds"),
        pytest.param("nnx.Rngs(0, **seeds)", UNKNOWN, id="more seeds"),
        pytest.param("(nnx.Rngs(0))", SCALAR, id="parentheses"),
        pytest.param("nnx.Rngs(0).fork()", SCALAR, id="fork"),
        pytest.param("nnx.Rngs(0).fork(split=3)", SPLIT, id="fork with split"),
        pytest.param("nnx.Rngs(0).fork(**options)", UNKNOWN, id="fork with options"),
        pytest.param("nnx.Rngs(0).fork(splits=3)", SCALAR, id="fork with a wrong keyword"),
        pytest.param("nnx.Rngs(0).fork(split=None)", SCALAR, id="fork without a number"),
        pytest.param("nnx.Rngs(0).split(3)", SPLIT, id="split method"),
        pytest.param("nnx.Rngs(0).split()", UNKNOWN, id="a split that is refused"),
        pytest.param("nnx.Rngs(jax.random.split(key, 3)).fork()", SPLIT, id="fork of split state"),
        pytest.param("rngs.fork(split=3)", SPLIT, id="fork of anything"),
        pytest.param("text.split(',')", UNKNOWN, id="split of a text"),
        pytest.param("unknown.fork()", UNKNOWN, id="fork of what is unknown"),
        pytest.param("nnx.Rngs(0).params()", SCALAR, id="a draw"),
        pytest.param("jax.random.key(0)", SCALAR, id="a key"),
        pytest.param("jax.random.split(key)", SPLIT, id="two keys"),
        pytest.param("nnx.Dropout(0.5)", MODULE, id="Dropout"),
        pytest.param("nnx.Linear(2, 3, rngs=rngs)", MODULE, id="a module without RNG"),
        pytest.param("3", SCALAR, id="a seed alone"),
        pytest.param("None", UNKNOWN, id="None"),
        pytest.param("'a'", UNKNOWN, id="text"),
        pytest.param("[nnx.Rngs(0)]", UNKNOWN, id="list"),
        pytest.param("nnx.Rngs(0) if x else nnx.Rngs(1)", SCALAR, id="either way"),
        pytest.param("nnx.Rngs(0) if x else make()", UNKNOWN, id="one way"),
        pytest.param("nnx.Rngs(1 + 2)", SCALAR, id="sum"),
        pytest.param("given or nnx.Rngs(0)", UNKNOWN, id="or something"),
        pytest.param("nnx.Rngs(0)[0]", UNKNOWN, id="subscript"),
        pytest.param("make()", UNKNOWN, id="call of the unknown"),
        pytest.param("rngs", UNKNOWN, id="unbound name"),
    ],
)
def test_an_expression_is_what_its_text_proves(expression: str, provenance: Provenance) -> None:
    assert origin(f"use({expression})") is provenance


@pytest.mark.parametrize(
    ("code", "provenance"),
    [
        pytest.param("r = nnx.Rngs(0)\nuse(r)", SCALAR, id="assigned"),
        pytest.param("r = s = nnx.Rngs(0)\nuse(s)", SCALAR, id="chain"),
        pytest.param("r: nnx.Rngs = nnx.Rngs(0)\nuse(r)", SCALAR, id="annotated"),
        pytest.param("a = nnx.Rngs(0)\nb = a\nuse(b)", SCALAR, id="alias"),
        pytest.param("print(r := nnx.Rngs(0))\nuse(r)", SCALAR, id="walrus"),
        pytest.param("a, r = 1, nnx.Rngs(0)\nuse(r)", SCALAR, id="unpacked"),
        pytest.param("a, b, r = 1, nnx.Rngs(0)\nuse(r)", UNKNOWN, id="too few"),
        pytest.param("a, *r = 1, nnx.Rngs(0)\nuse(r)", UNKNOWN, id="the rest"),
        pytest.param("a, r = make()\nuse(r)", UNKNOWN, id="unpacked from the unknown"),
        pytest.param("a, b = jax.random.split(key)\nuse(b)", SCALAR, id="one of two keys"),
        pytest.param("a, b, c = jax.random.split(key, 3)\nuse(c)", SCALAR, id="one of three"),
        pytest.param("a, b = jax.random.split(key, num=2)\nuse(b)", SCALAR, id="num="),
        pytest.param("a, b = jax.random.split(key, (2,))\nuse(b)", SCALAR, id="one axis"),
        pytest.param("a, b = jax.random.split(key, (2, 3))\nuse(b)", SPLIT, id="two axes"),
        pytest.param("a, b = jax.random.split(key, n)\nuse(b)", UNKNOWN, id="unknown shape"),
        pytest.param("ks = jax.random.split(key, 3)\nuse(nnx.Rngs(ks))", SPLIT, id="keys by name"),
        pytest.param("ks = jax.random.split(key, 3)\nuse(ks[0])", SCALAR, id="one of the keys"),
        pytest.param("n = 42\nuse(nnx.Rngs(n))", SCALAR, id="seed by name"),
        pytest.param("r = nnx.Rngs(0)\nr = r.fork(split=3)\nuse(r)", SPLIT, id="bound again"),
        pytest.param("r = nnx.Rngs(0)\nr.params()\nuse(r)", SCALAR, id="after a draw"),
        pytest.param("for r in rs:\n  use(r)", UNKNOWN, id="loop variable"),
        pytest.param("with make() as r:\n  use(r)", UNKNOWN, id="with"),
        pytest.param("import r\nuse(r)", UNKNOWN, id="import"),
        pytest.param("def r(): pass\nuse(r)", UNKNOWN, id="function"),
        pytest.param(
            "if x:\n  r = nnx.Rngs(0)\nelse:\n  r = nnx.Rngs(1)\nuse(r)", SCALAR, id="both scalar"
        ),
        pytest.param(
            "r = nnx.Rngs(0)\nif x:\n  r = r.fork(split=3)\nuse(r)", UNKNOWN, id="maybe split"
        ),
        pytest.param(
            "r = nnx.Rngs(0)\nif x:\n  r = make()\nuse(r)", UNKNOWN, id="maybe something else"
        ),
        pytest.param("r = nnx.Rngs(0)\nfor i in x:\n  use(r)\n  r = make()", UNKNOWN, id="loop"),
        pytest.param("r = nnx.Rngs(0)\ndef f():\n  use(r)", SCALAR, id="captured"),
        pytest.param(
            "r = nnx.Rngs(0)\ndef f():\n  use(r)\nr = r.fork(split=3)", UNKNOWN, id="captured early"
        ),
        pytest.param("while x:\n  a = b\n  b = a\nuse(a)", UNKNOWN, id="circle"),
    ],
)
def test_a_name_is_what_every_way_to_it_agrees_on(code: str, provenance: Provenance) -> None:
    assert origin(code) is provenance


@pytest.mark.parametrize(
    ("code", "provenance"),
    [
        pytest.param(
            "r = nnx.Rngs(0)\nnnx.split_rngs(r, splits=3)\nuse(r)", UNKNOWN, id="split in place"
        ),
        pytest.param("r = nnx.Rngs(0)\nuse(r)\nnnx.split_rngs(r, splits=3)", SCALAR, id="later"),
        pytest.param(
            "r = nnx.Rngs(0)\nwith nnx.split_rngs(r, splits=3):\n  use(r)", SPLIT, id="with"
        ),
        pytest.param("r = nnx.Rngs(0)\nnnx.fork_rngs(r)\nuse(r)", UNKNOWN, id="forked in place"),
        pytest.param(
            "r = nnx.Rngs(0)\ns = nnx.Rngs(1)\nnnx.split_rngs(s, splits=3)\nuse(r)",
            SCALAR,
            id="another one",
        ),
        pytest.param(
            "r = nnx.Rngs(0)\ns = Model(r)\nnnx.split_rngs(s, splits=3)\nuse(r)",
            UNKNOWN,
            id="what may hold it",
        ),
        pytest.param(
            "def f():\n  r = nnx.Rngs(0)\n  use(r)\ndef g(r):\n  nnx.split_rngs(r, splits=3)",
            SCALAR,
            id="in another function",
        ),
        pytest.param(
            "r = nnx.Rngs(0)\nnnx.split_rngs(splits=3)(f)(r)\nuse(r)", SCALAR, id="by a decorator"
        ),
        pytest.param("f = lambda r: use(r)", UNKNOWN, id="parameter of a lambda"),
    ],
)
def test_state_split_in_place_is_not_certain_any_more(code: str, provenance: Provenance) -> None:
    assert origin(code) is provenance


@pytest.mark.parametrize(
    ("code", "provenance"),
    [
        pytest.param("def f(r):\n  r.params()\n  use(r)", SCALAR, id="drawn from"),
        pytest.param("def f(r):\n  nnx.Linear(2, 3, rngs=r)\n  use(r)", SCALAR, id="made a layer"),
        pytest.param("def f(r):\n  use(r)", UNKNOWN, id="nothing known"),
        pytest.param("def f(r):\n  use(r)\nf(nnx.Rngs(0))", SCALAR, id="the caller's"),
        pytest.param("def f(r):\n  use(r)\nf(r=nnx.Rngs(0))", SCALAR, id="by keyword"),
        pytest.param("def f(r):\n  use(r)\nf(nnx.Rngs(0).fork(split=3))", SPLIT, id="split"),
        pytest.param(
            "def f(r):\n  use(r)\nf(nnx.Rngs(0))\nf(nnx.Rngs(1))", SCALAR, id="callers agree"
        ),
        pytest.param(
            "def f(r):\n  use(r)\nf(nnx.Rngs(0))\nf(nnx.Rngs(0).split(3))",
            UNKNOWN,
            id="they do not",
        ),
        pytest.param("def f(r):\n  use(r)\nf(nnx.Rngs(0))\nf(make())", UNKNOWN, id="one unknown"),
        pytest.param("def f(r):\n  use(r)\ng(f, nnx.Rngs(0))", UNKNOWN, id="handed on"),
        pytest.param("def f(r):\n  use(r)\nf(*args)", UNKNOWN, id="unpacked"),
        pytest.param("def f(a, r):\n  use(r)\nf(1)", UNKNOWN, id="not passed"),
        pytest.param("def f(r):\n  use(r)\ndef g(f):\n  f(nnx.Rngs(0))", UNKNOWN, id="another f"),
        pytest.param("def f(r):\n  use(r)\n  f(r)", UNKNOWN, id="only itself"),
        pytest.param("@d\ndef f(r):\n  use(r)\nf(nnx.Rngs(0))", UNKNOWN, id="decorated"),
        pytest.param(
            "class A:\n  def f(self, r):\n    use(r)\nA().f(nnx.Rngs(0))", UNKNOWN, id="method"
        ),
        pytest.param(
            "def f(r):\n  r.params()\n  def g():\n    use(r)", UNKNOWN, id="drawn from outside"
        ),
        pytest.param("(lambda r: use(r))(nnx.Rngs(0))", UNKNOWN, id="lambda"),
    ],
)
def test_a_parameter_is_what_the_body_needs_or_all_callers_pass(
    code: str, provenance: Provenance
) -> None:
    assert origin(code) is provenance


def method(init: str, body: str = "use(self.r)") -> str:
    code = f"class A:\n  def __init__(self):\n    {init}\n  def f(self):\n    {body}\n"
    return code.replace("; ", "\n    ")


@pytest.mark.parametrize(
    ("code", "provenance"),
    [
        pytest.param(method("self.r = nnx.Rngs(0)"), SCALAR, id="set once"),
        pytest.param(method("self.r: nnx.Rngs = nnx.Rngs(0)"), SCALAR, id="annotated"),
        pytest.param(method("self.r = nnx.Rngs(0).split(3)"), SPLIT, id="split"),
        pytest.param(method("self.r = nnx.Rngs(0); self.r = nnx.Rngs(1)"), SCALAR, id="agree"),
        pytest.param(method("self.r = nnx.Rngs(0); self.r = make()"), UNKNOWN, id="differ"),
        pytest.param(method("self.r: nnx.Rngs"), UNKNOWN, id="declared only"),
        pytest.param(method("self.s = nnx.Rngs(0)"), UNKNOWN, id="another attribute"),
        pytest.param(method("other.r = nnx.Rngs(0)"), UNKNOWN, id="another object"),
        pytest.param(
            method("self.r = nnx.Rngs(0)", "use(other.r)"), UNKNOWN, id="asked of another"
        ),
        pytest.param(method("self.r = nnx.Dropout(0.5)"), MODULE, id="module"),
        pytest.param("self.r = nnx.Rngs(0)\nuse(self.r)", UNKNOWN, id="outside of a class"),
        pytest.param(method("self.r = nnx.Rngs(0); x = self.r"), SCALAR, id="also read"),
    ],
)
def test_an_attribute_is_what_its_class_assigns_to_it(code: str, provenance: Provenance) -> None:
    assert origin(code) is provenance


def test_an_attribute_that_is_assigned_from_itself_ends() -> None:
    assert origin(method("self.r = nnx.Rngs(0); self.r = self.r.fork()")) in (SCALAR, UNKNOWN)


def test_setting_an_attribute_leaves_the_owner_what_it_was() -> None:
    assert origin("r = nnx.Rngs(0)\nr.tag = 'a'\nuse(r)") is SCALAR


@pytest.mark.parametrize(
    ("bases", "body", "provenance"),
    [
        pytest.param("nnx.Module", "self.d = nnx.Dropout(0.5)", MODULE, id="makes a Dropout"),
        pytest.param("nnx.Module", "self.d = nnx.Linear(2, 3)", MODULE, id="makes none"),
        pytest.param("object", "self.d = nnx.Dropout(0.5)", UNKNOWN, id="no module"),
        pytest.param("", "self.d = nnx.Dropout(0.5)", UNKNOWN, id="no base"),
        pytest.param("Base", "self.d = nnx.Dropout(0.5)", UNKNOWN, id="unknown base"),
        pytest.param("Mixin, nnx.Module", "self.d = nnx.Dropout(0.5)", MODULE, id="one base is"),
    ],
)
def test_a_class_of_the_file_is_a_module_that_draws(
    bases: str, body: str, provenance: Provenance
) -> None:
    code = f"class A({bases}):\n  def __init__(self):\n    {body}\nuse(A())"
    assert origin(code) is provenance


def test_a_class_without_parentheses_is_no_module() -> None:
    assert origin("class A:\n  d = nnx.Dropout(0.5)\nuse(A())") is UNKNOWN


@pytest.mark.parametrize(
    ("code", "is_rngs"),
    [
        pytest.param("use(nnx.Rngs(0))", True, id="made here"),
        pytest.param("use((nnx.Rngs()))", True, id="without seed"),
        pytest.param("r = nnx.Rngs(x)\nuse(r)", True, id="by name"),
        pytest.param("a, r = 1, nnx.Rngs(0)\nuse(r)", True, id="unpacked"),
        pytest.param("def f(r: nnx.Rngs):\n  use(r)", True, id="annotated parameter"),
        pytest.param("def f(r: nnx.Rngs = None):\n  use(r)", True, id="with default"),
        pytest.param(method("self.r = nnx.Rngs(0)"), True, id="attribute"),
        pytest.param("def f(rngs):\n  use(rngs)", False, id="parameter without annotation"),
        pytest.param("def f(r: str):\n  use(r)", False, id="annotated as something else"),
        pytest.param("def f(r: nnx.Rngs | None):\n  use(r)", True, id="or None"),
        pytest.param("use(make())", False, id="made elsewhere"),
        pytest.param("r = make()\nuse(r)", False, id="name of what is made elsewhere"),
        pytest.param("a, r = make()\nuse(r)", False, id="unpacked from elsewhere"),
        pytest.param(method("self.r = make()"), False, id="attribute of unknown value"),
        pytest.param(method("self.r = nnx.Rngs(0); self.r = make()"), False, id="either"),
        pytest.param(method("pass"), False, id="attribute never set here"),
        pytest.param("use(rngs)", False, id="unbound"),
        pytest.param("use('a')", False, id="text"),
        pytest.param("r = r\nuse(r)", False, id="itself"),
        pytest.param("if x:\n  r = nnx.Rngs(0)\nelse:\n  r = 1\nuse(r)", False, id="branches"),
    ],
)
def test_an_rngs_is_one_only_if_that_is_certain(code: str, is_rngs: bool) -> None:
    analysis, node = used(code)
    assert in_view.is_rngs(node, analysis) is is_rngs


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("while x:\n  a = b\n  b = a\nuse(a)", id="names"),
        pytest.param(method("self.r = self.s; self.s = self.r"), id="attributes"),
        pytest.param(method("self.r = self.r"), id="one attribute"),
    ],
)
def test_a_circle_of_assignments_ends_unknown(code: str) -> None:
    analysis, node = used(code)
    assert not in_view.is_rngs(node, analysis)
    assert origin(code) is UNKNOWN


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        ("f(1, 2)", "2"),
        ("f(1, b=2)", "2"),
        ("f(b=2, a=1)", "2"),
        ("f(1)", None),
        ("f(*x)", None),
        ("f(1, *x)", None),
        ("f(1, **x)", None),
        ("f(*x, b=2)", "2"),
    ],
)
def test_the_argument_for_a_parameter_is_found(call: str, argument: str | None) -> None:
    analysis = Analysis(from_text(f"def f(a, b): pass\n{call}\n", "a.py"), releases.newest())
    definition = analysis.module.root.find_all("function_definition")[0]
    node = analysis.module.root.find_all("call")[0]
    function = read_function(definition)
    found = argument_for(function, function.parameter("b"), arguments(node))
    assert (found.text if found else None) == argument


def test_a_parameter_that_is_not_there_gets_no_argument() -> None:
    analysis = Analysis(from_text("def f(a): pass\nf(1)\n", "a.py"), releases.newest())
    definition = analysis.module.root.find_all("function_definition")[0]
    node = analysis.module.root.find_all("call")[0]
    function = read_function(definition)
    assert argument_for(function, function.parameter("b"), arguments(node)) is None
