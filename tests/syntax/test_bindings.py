"""What each statement that binds names says about them."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.syntax.bindings import Binding, BindingKind
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.source import from_text


def module_of(code: str) -> Module:
    return Module(from_text(code, "a.py"))


def bindings(module: Module) -> list[Binding]:
    """The bindings of the whole module in the order in which they are written."""
    scope = module.scope_at(0)
    found = [binding for named in scope.bindings.values() for binding in named]
    return sorted(found, key=lambda binding: binding.since)


@pytest.mark.parametrize(
    ("code", "bound"),
    [
        pytest.param("import a", [("a", "IMPORT", "a")], id="import"),
        pytest.param("import a.b", [("a", "IMPORT", "a")], id="a dotted import binds its root"),
        pytest.param("import a.b as c", [("c", "IMPORT", "a.b")], id="import as"),
        pytest.param("import a, b", [("a", "IMPORT", "a"), ("b", "IMPORT", "b")], id="imports"),
        pytest.param("from a import b as c", [("c", "IMPORT", "a.b")], id="from import as"),
        pytest.param("from . import b", [("b", "IMPORT", ".b")], id="relative"),
        pytest.param("from .a import b", [("b", "IMPORT", ".a.b")], id="relative module"),
        pytest.param("from a import *", [], id="a star hides what it binds"),
        pytest.param("def f(): pass", [("f", "FUNCTION", None)], id="function"),
        pytest.param("async def f(): pass", [("f", "FUNCTION", None)], id="coroutine"),
        pytest.param("class A: x = 1", [("A", "CLASS", None)], id="class"),
        pytest.param("a = 1", [("a", "VALUE", None)], id="assignment"),
        pytest.param("a: int", [], id="annotation"),
        pytest.param("a, b = c", [("a", "UNPACKED", None), ("b", "UNPACKED", None)], id="tuple"),
        pytest.param("[a, b] = c", [("a", "UNPACKED", None), ("b", "UNPACKED", None)], id="list"),
        pytest.param("a, *b = c", [("a", "UNPACKED", None), ("b", "OPAQUE", None)], id="star"),
        pytest.param("a, (b,) = c", [("a", "UNPACKED", None), ("b", "OPAQUE", None)], id="deep"),
        pytest.param("a.b = c[d] = 1", [], id="attributes and subscripts"),
        pytest.param("del a, b", [("a", "DELETED", None), ("b", "DELETED", None)], id="del"),
        pytest.param("del a.b, c[d]", [], id="del of parts"),
        pytest.param("for a, b in c: pass", [("a", "OPAQUE", None), ("b", "OPAQUE", None)]),
        pytest.param("with a as b: pass", [("b", "OPAQUE", None)], id="with"),
        pytest.param("a += 1", [("a", "OPAQUE", None)], id="augmented"),
    ],
)
def test_each_statement_binds_its_names(
    code: str, bound: list[tuple[str, str, str | None]]
) -> None:
    found = bindings(module_of(code))
    assert [(b.name, b.kind.name, b.path) for b in found] == bound


def test_an_unpacked_name_knows_its_place() -> None:
    module = module_of("a, b = c, d")
    found = {b.name: (b.index, b.value.text if b.value else None) for b in bindings(module)}
    assert found == {"a": (0, "c, d"), "b": (1, "c, d")}


def test_each_name_of_a_chain_has_the_value_at_its_end() -> None:
    module = module_of("a = b = c = 3")
    values = {b.name: b.value.text if b.value else None for b in bindings(module)}
    assert values == {"a": "3", "b": "3", "c": "3"}


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ("a, /, b, *, c", ["a", "b", "c"]),
        ("a=1, b: int = 2, *c, **d", ["a", "b", "c", "d"]),
        ("a: int, *b: int, **c: int", ["a", "b", "c"]),
        ("", []),
    ],
)
def test_parameters_are_bound_in_the_body(parameters: str, names: list[str]) -> None:
    code = f"def f({parameters}): pass"
    module = module_of(code)
    scope = module.scope_at(code.index("pass"))
    assert list(scope.bindings) == names
    kinds = {binding.kind for named in scope.bindings.values() for binding in named}
    assert kinds <= {BindingKind.PARAMETER}


@pytest.mark.parametrize(
    ("code", "always"),
    [
        pytest.param("a = 1\nEND", True, id="module"),
        pytest.param("if x:\n  a = 1\nEND", False, id="branch"),
        pytest.param("with x:\n  a = 1\nEND", True, id="with"),
        pytest.param("if x:\n  with y:\n    a = 1\nEND", False, id="with in a branch"),
        pytest.param("with x:\n  with y:\n    a = 1\nEND", True, id="with in with"),
        pytest.param("try:\n  a = 1\nexcept E: pass\nEND", False, id="try"),
        pytest.param("for x in y:\n  a = 1\nEND", False, id="loop"),
    ],
)
def test_a_binding_holds_after_its_block_only_if_the_block_always_runs(
    code: str, always: bool
) -> None:
    module = module_of(f"a = 0\n{code}")
    (end,) = module.mentions_by_name("END")
    assert (len(module.reaching_at("a", end.start)) == 1) is always
