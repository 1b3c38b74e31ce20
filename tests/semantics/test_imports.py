"""Imports: each name with the path that it comes from."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.semantics.program.imports import read_imports
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.source import from_text


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("import a", [("", "a", "a")], id="import"),
        pytest.param("import a.b", [("", "a.b", "a.b")], id="dotted"),
        pytest.param("import a.b as c", [("", "a.b", "a.b")], id="import as"),
        pytest.param("import a, b.c", [("", "a", "a"), ("", "b.c", "b.c")], id="two"),
        pytest.param("from a import b", [("a", "b", "a.b")], id="from"),
        pytest.param("from a.b import c as d", [("a.b", "c", "a.b.c")], id="from as"),
        pytest.param("from a import (b,  # x\n c)", [("a", "b", "a.b"), ("a", "c", "a.c")]),
        pytest.param("from a.b import *", [("", "a.b", "a.b")], id="star names the module"),
        pytest.param("from . import a", [], id="relative"),
        pytest.param("from .flax import nnx", [], id="relative module"),
        pytest.param("from __future__ import annotations", [], id="future"),
        pytest.param("x = 1", [], id="none"),
    ],
)
def test_every_absolute_import_is_read(code: str, found: list[tuple[str, str, str]]) -> None:
    imports = read_imports(Module(from_text(code, "a.py")).imports)
    assert [(i.module, i.name, i.path) for i in imports] == found


@pytest.mark.parametrize(
    ("code", "node"),
    [
        ("import a, b.c as d", ["a", "b.c as d"]),
        ("from a import b as c, d", ["b as c", "d"]),
        ("from a import *", ["from a import *"]),
    ],
)
def test_a_finding_points_at_the_name_imported(code: str, node: list[str]) -> None:
    module = Module(from_text(code, "a.py"))
    assert [i.node.text for i in read_imports(module.imports)] == node
