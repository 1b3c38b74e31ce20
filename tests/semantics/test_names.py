"""Names mean what Flax means by them, whatever path or alias leads there."""

from __future__ import annotations

import textwrap

import pytest

from flake8_nnx_rng.semantics.program.names import Names, canonical, exported_name
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import arguments
from flake8_nnx_rng.syntax.source import from_text


class Used:
    """The argument of the last `use(...)` of a program, and the names around it."""

    def __init__(self, code: str) -> None:
        self.module = Module(from_text(textwrap.dedent(code), "a.py"))
        self.names = Names(self.module)
        self.call = self.module.mentions_by_name("use")[-1].parent
        assert self.call is not None
        self.argument = arguments(self.call).positional[0]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param("flax.nnx.vmap", "flax.nnx.vmap", id="the public path"),
        pytest.param("flax.experimental.nnx.vmap", "flax.nnx.vmap", id="the old path"),
        pytest.param("flax.nnx.nnx.vmap", "flax.nnx.nnx.vmap", id="no export of that place"),
        pytest.param("flax.nnx.transforms.iteration.vmap", "flax.nnx.vmap", id="where it lives"),
        pytest.param("flax.nnx.rnglib.Rngs", "flax.nnx.Rngs", id="where Rngs lives"),
        pytest.param("flax.nnx.nnx.rnglib.Rngs", "flax.nnx.Rngs", id="where Rngs lived"),
        pytest.param("flax.experimental.nnx", "flax.nnx", id="the old module"),
        pytest.param("flax.nnx", "flax.nnx", id="the module"),
        pytest.param("flax.linen.vmap", "flax.linen.vmap", id="Linen is another library"),
        pytest.param("flax.linen", "flax.linen", id="its module"),
        pytest.param("flax.nnx.no_such_thing", "flax.nnx.no_such_thing", id="never exported"),
        pytest.param("mylib.nnx.vmap", "mylib.nnx.vmap", id="another package"),
        pytest.param(".flax.nnx.vmap", ".flax.nnx.vmap", id="a relative import"),
        pytest.param("jax.vmap", "jax.vmap", id="JAX's own"),
    ],
)
def test_a_path_of_any_release_has_one_canonical_name(path: str, name: str) -> None:
    assert canonical(path) == name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("flax.nnx.vmap", "vmap"),
        ("flax.experimental.nnx.vmap", "vmap"),
        ("flax.nnx.nnx.vmap", None),
        ("flax.nnx.transforms.iteration.vmap", None),
        ("flax.nnx", None),
        ("flax.linen.vmap", None),
        ("vmap", None),
    ],
)
def test_only_the_namespace_itself_exports(path: str, name: str | None) -> None:
    assert exported_name(path) == name


@pytest.mark.parametrize(
    ("code", "symbol", "name"),
    [
        ("from flax import nnx\nuse(nnx.vmap)", "flax.nnx.vmap", "vmap"),
        ("from flax.experimental import nnx\nuse(nnx.vmap)", "flax.nnx.vmap", "vmap"),
        ("from flax.nnx.rnglib import Rngs\nuse(Rngs)", "flax.nnx.Rngs", "Rngs"),
        ("from flax import nnx\nuse(nnx)", "flax.nnx", None),
        ("from flax import linen as nn\nuse(nn.vmap)", "flax.linen.vmap", None),
        ("import jax\nuse(jax.vmap)", "jax.vmap", None),
        ("from functools import partial as p\nuse(p)", "functools.partial", None),
        ("use(nnx.vmap)", None, None),
        (
            "try:\n from flax import nnx\nexcept ImportError:\n from flax.experimental import nnx\n"
            "use(nnx.vmap)",
            "flax.nnx.vmap",
            "vmap",
        ),
        (
            "from flax import nnx\nif x:\n  v = nnx.vmap\nelse:\n  v = nnx.pmap\nuse(v)",
            None,
            None,
        ),
    ],
)
def test_an_expression_has_a_symbol_when_every_way_to_it_agrees(
    code: str, symbol: str | None, name: str | None
) -> None:
    used = Used(code)
    assert used.names.symbol(used.argument) == symbol
    assert used.names.nnx(used.argument) == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("from flax import nnx\nuse(nnx.Vmap)", "Vmap"),
        ("from flax.nnx.rnglib import Rngs\nuse(Rngs)", None),
        ("from flax import nnx\nuse(nnx.rnglib.Rngs)", None),
        ("from flax import nnx\nuse(x)", None),
    ],
)
def test_a_name_from_a_private_module_is_no_export(code: str, name: str | None) -> None:
    used = Used(code)
    assert used.names.exported(used.argument) == name


def test_a_call_is_named_by_what_it_calls() -> None:
    used = Used("from flax import nnx\nuse(nnx.Rngs(0))")
    assert used.names.called(used.argument) == "flax.nnx.Rngs"


def test_what_is_no_call_calls_nothing() -> None:
    used = Used("from flax import nnx\nuse(nnx.Rngs)")
    assert used.names.called(used.argument) is None


@pytest.mark.parametrize(
    ("code", "value"),
    [
        pytest.param("n = 3\nuse(n)", "3", id="assigned"),
        pytest.param("n = (3)\nuse((n))", "3", id="parentheses"),
        pytest.param("n = m = 3\nuse(n)", "3", id="chain"),
        pytest.param("n: int = 3\nuse(n)", "3", id="annotated"),
        pytest.param("a, n = 1, 3\nuse(n)", "3", id="unpacked"),
        pytest.param("(a, n) = [1, 3]\nuse(n)", "3", id="unpacked from a list"),
        pytest.param("print(n := 3)\nuse(n)", "3", id="walrus"),
        pytest.param("n = 3\ndef f():\n  use(n)", "3", id="a constant of the module"),
        pytest.param("n = 2\nn = 3\nuse(n)", "3", id="bound again"),
        pytest.param("if x:\n  n = 2\nelse:\n  n = 3\nuse(n)", None, id="either"),
        pytest.param("n = 3\nif x:\n  n = f()\nuse(n)", None, id="maybe another"),
        pytest.param("a, n = f()\nuse(n)", None, id="unpacked from a call"),
        pytest.param("a, b, n = 1, 2\nuse(n)", None, id="too few"),
        pytest.param("a, *n = 1, 2\nuse(n)", None, id="the rest"),
        pytest.param("a, n = *b, 3\nuse(n)", None, id="unpacked twice"),
        pytest.param("for n in x: use(n)", None, id="loop variable"),
        pytest.param("def f(n):\n  use(n)", None, id="parameter"),
        pytest.param("n = 2\ndef f():\n  use(n)\nn = 3", None, id="either when it runs"),
        pytest.param("import n\nuse(n)", None, id="import"),
        pytest.param("x.n = 3\nuse(x.n)", None, id="attribute"),
        pytest.param("use(3)", None, id="no name"),
    ],
)
def test_a_name_has_a_value_where_one_assignment_is_certain(code: str, value: str | None) -> None:
    used = Used(code)
    found = used.names.value(used.argument)
    assert (found if found is None else found.text) == value


def test_an_attribute_assignment_is_no_value_of_its_owner() -> None:
    used = Used("model = make()\nmodel.rngs = 3\nuse(model)")
    found = used.names.value(used.argument)
    assert found is not None
    assert found.text == "make()"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("def f(): pass\nuse(f)", "FUNCTION"),
        ("class A: pass\nuse(A)", "CLASS"),
        ("def f(a):\n  use((a))", "PARAMETER"),
        ("import a\nuse(a)", "IMPORT"),
        ("a = 1\nif x:\n  a = 2\nuse(a)", None),
        ("use(a)", None),
        ("use(a.b)", None),
    ],
)
def test_a_binding_is_known_where_there_is_one(code: str, kind: str | None) -> None:
    used = Used(code)
    binding = used.names.binding(used.argument)
    assert (binding if binding is None else binding.kind.name) == kind
