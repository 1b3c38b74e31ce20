"""A module is parsed once: scopes, mentions, and an answer to every text however odd."""

from __future__ import annotations

import sys

import pytest

from flake8_nnx_rng.syntax.module import Module, reference
from flake8_nnx_rng.syntax.nodes import start
from flake8_nnx_rng.syntax.source import SourceError, from_text

NEWER = pytest.mark.skipif(sys.version_info < (3, 13), reason="Python cannot parse it")


def module_of(code: str) -> Module:
    return Module(from_text(code, "a.py"))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("class A[T = int]: pass\n", id="newer syntax than tree-sitter's", marks=NEWER),
        pytest.param("", id="nothing"),
    ],
)
def test_what_python_parses_has_a_module(code: str) -> None:
    module = module_of(f"from flax import nnx\nnnx.vmap\n{code}")
    expression = reference(module.mentions_by_name("vmap")[0])
    assert expression is not None
    assert module.paths(expression) == {"flax.nnx.vmap"}


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def f(:\n", id="a syntax error"),
        pytest.param("$ " + "(" * 10_000, id="an error too deep for Python"),
        pytest.param("(" * 5_000 + ")" * 5_000, id="nested too deep for Python"),
    ],
)
def test_what_python_cannot_parse_is_an_error_of_the_source(code: str) -> None:
    with pytest.raises(SourceError, match="cannot be parsed"):
        module_of(code)


def test_deep_nesting_is_read_to_the_bottom() -> None:
    module = module_of(f"from flax import nnx\n{'(' * 80}nnx.vmap{')' * 80}\n")
    [mention] = module.mentions_by_name("vmap")
    expression = reference(mention)
    assert expression is not None
    assert module.paths(expression) == {"flax.nnx.vmap"}


def test_deep_scopes_are_read_to_the_bottom() -> None:
    lambdas = "lambda: " * 2_000
    module = module_of(f"from flax import nnx\n{lambdas}nnx.vmap\n")
    expression = reference(module.mentions_by_name("vmap")[0])
    assert expression is not None
    assert module.paths(expression) == {"flax.nnx.vmap"}


def test_a_long_dotted_name_is_read_to_its_end() -> None:
    module = module_of(f"import flax\nflax{'.a' * 2_000}.vmap\n")
    expression = reference(module.mentions_by_name("vmap")[0])
    assert expression is not None
    [path] = module.paths(expression)
    assert path.count(".") == 2_001


@pytest.mark.parametrize("length", [10, 5_000])
def test_a_row_of_aliases_is_followed_to_its_end(length: int) -> None:
    aliases = "".join(f"v{n + 1} = v{n}\n" for n in range(length))
    last = f"v{length}"
    module = module_of(f"from flax.nnx import vmap as v0\n{aliases}{last}\n")
    assert module.paths(module.mentions_by_name(last)[-1]) == {"flax.nnx.vmap"}


def test_twenty_thousand_lines_are_read() -> None:
    body = "def f{n}(rngs):\n    x = nnx.Linear(2, 3, rngs=rngs)\n    return [x for x in (x,)]\n\n"
    code = "from flax import nnx\n" + "".join(body.format(n=n) for n in range(5_000))
    module = module_of(code)
    assert len(module.mentions_by_name("Linear")) == 5_000
    expression = reference(module.mentions_by_name("Linear")[-1])
    assert expression is not None
    assert module.paths(expression) == {"flax.nnx.Linear"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("vmap", "vmap", id="name"),
        pytest.param("nnx.vmap", "nnx.vmap", id="attribute"),
        pytest.param("a.nnx.vmap(f)", "a.nnx.vmap", id="called attribute"),
        pytest.param("vmap.cache", "vmap", id="owner of an attribute"),
        pytest.param("vmap(f)", "vmap", id="called"),
        pytest.param("f(x=vmap)", "vmap", id="value of a keyword"),
        pytest.param("def f(x=vmap): pass", "vmap", id="default"),
        pytest.param("x = vmap", "vmap", id="assigned"),
        pytest.param("x: vmap = 1", "vmap", id="annotation"),
        pytest.param("f(vmap=1)", None, id="keyword"),
        pytest.param("def f(vmap): pass", None, id="parameter"),
        pytest.param("def f(vmap=1): pass", None, id="parameter with default"),
        pytest.param("def f(vmap: int): pass", None, id="annotated parameter"),
        pytest.param("def f(vmap: int = 1): pass", None, id="annotated parameter with default"),
        pytest.param("lambda vmap: 1", None, id="parameter of a lambda"),
        pytest.param("from a import vmap", None, id="import"),
        pytest.param("from a import b as vmap", None, id="import as"),
        pytest.param("import vmap.a", None, id="dotted import"),
        pytest.param("def vmap(): pass", None, id="function"),
        pytest.param("class vmap: pass", None, id="class"),
        pytest.param("vmap = 1", None, id="target"),
    ],
)
def test_a_mention_is_a_reference_only_where_it_is_a_value(code: str, expected: str | None) -> None:
    found = [reference(mention) for mention in module_of(code).mentions_by_name("vmap")]
    assert [node.text for node in found if node] == ([] if expected is None else [expected])


def test_mentions_are_whole_identifiers_of_the_code() -> None:
    code = "vmap\nvmaps\n'vmap'  # vmap\nx.vmap\n"
    assert [start(m) for m in module_of(code).mentions_by_name("vmap")] == [0, code.rindex("vmap")]


def test_words_may_be_asked_for_later() -> None:
    module = module_of("a = b\nb = c\n")
    assert [start(m) for m in module.mentions_of(["b", "c"])] == [4, 6, 10]


def test_words_are_no_patterns() -> None:
    assert module_of("ab = a.b\n").mentions_of(["a.b", "a|b"]) == []


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("HERE", "module"),
        ("def f(): HERE", "function_definition"),
        ("def f(x=HERE): pass", "module"),
        ("class A: HERE", "class_definition"),
        ("class A(HERE): pass", "module"),
        ("lambda: HERE", "lambda"),
        ("[HERE for x in y]", "list_comprehension"),
        ("class A:\n  def f(self): pass\n  HERE", "class_definition"),
        ("def f(): pass\nHERE", "module"),
        ("def f():\n  def g(): pass\n  HERE", "function_definition"),
    ],
)
def test_each_place_has_its_scope(code: str, kind: str) -> None:
    module = module_of(code)
    scope = module.scope_at(start(module.mentions_by_name("HERE")[0]))
    assert scope.kind == kind


def test_imports_are_found_in_every_scope() -> None:
    code = "import a\ndef f():\n  from b import c\nclass A:\n  import d\nif x:\n  import e\n"
    found = [node.text for node in module_of(code).imports]
    assert sorted(found) == ["from b import c", "import a", "import d", "import e"]
