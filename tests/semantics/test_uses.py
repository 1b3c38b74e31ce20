"""Every way to write a transform is read into the same shape."""

from __future__ import annotations

import textwrap

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.program.uses import Form, TransformUse
from flake8_nnx_rng.semantics.releases.transforms import TRANSFORMS
from flake8_nnx_rng.syntax.source import from_text

_alive: list[Analysis] = []


def uses(code: str) -> list[TransformUse]:
    source = from_text("from flax import nnx\nfrom functools import partial\n" + code, "a.py")
    _alive[:] = [Analysis(source, releases.newest())]
    return _alive[0].uses


def use(code: str) -> TransformUse:
    [found] = uses(textwrap.dedent(code))
    return found


@pytest.mark.parametrize(
    ("code", "form", "node", "target"),
    [
        pytest.param(
            "@nnx.vmap\ndef f(a): pass",
            Form.BARE_DECORATOR,
            "nnx.vmap",
            "@nnx.vmap\ndef f(a): pass",
            id="bare decorator",
        ),
        pytest.param(
            "@(nnx.vmap)\ndef f(a): pass",
            Form.BARE_DECORATOR,
            "nnx.vmap",
            "@(nnx.vmap)\ndef f(a): pass",
            id="bare decorator in parentheses",
        ),
        pytest.param(
            "@nnx.vmap(in_axes=0)\ndef f(a): pass",
            Form.DECORATOR,
            "nnx.vmap(in_axes=0)",
            "@nnx.vmap(in_axes=0)\ndef f(a): pass",
            id="decorator with options",
        ),
        pytest.param(
            "@nnx.vmap()\nclass A: pass",
            Form.DECORATOR,
            "nnx.vmap()",
            "@nnx.vmap()\nclass A: pass",
            id="decorator of a class",
        ),
        pytest.param(
            "@partial(nnx.vmap, in_axes=0)\ndef f(a): pass",
            Form.PARTIAL_DECORATOR,
            "partial(nnx.vmap, in_axes=0)",
            "@partial(nnx.vmap, in_axes=0)\ndef f(a): pass",
            id="partial decorator",
        ),
        pytest.param("nnx.vmap(f)", Form.CALL, "nnx.vmap(f)", "f", id="call"),
        pytest.param("nnx.vmap(f, 0)", Form.CALL, "nnx.vmap(f, 0)", "f", id="call, axes by place"),
        pytest.param("nnx.vmap(f=g)", Form.CALL, "nnx.vmap(f=g)", "g", id="function by keyword"),
        pytest.param("nnx.grad(fun=g)", Form.CALL, "nnx.grad(fun=g)", "g", id="fun by keyword"),
        pytest.param("nnx.vmap(*fs)", Form.CALL, "nnx.vmap(*fs)", None, id="unpacked function"),
        pytest.param(
            "nnx.vmap(lambda a: a)(b)",
            Form.CALL,
            "nnx.vmap(lambda a: a)",
            "lambda a: a",
            id="lambda",
        ),
        pytest.param(
            "nnx.vmap(in_axes=0)(f)", Form.CURRIED, "nnx.vmap(in_axes=0)", "f", id="curried call"
        ),
        pytest.param(
            "(nnx.vmap(in_axes=0))((f))",
            Form.CURRIED,
            "nnx.vmap(in_axes=0)",
            "f",
            id="curried call in parentheses",
        ),
        pytest.param(
            "nnx.vmap(in_axes=0)()", Form.CURRIED, "nnx.vmap(in_axes=0)", None, id="curried, empty"
        ),
        pytest.param(
            "partial(nnx.vmap, in_axes=0)(f)",
            Form.PARTIAL_CALL,
            "partial(nnx.vmap, in_axes=0)",
            "f",
            id="partial called at once",
        ),
        pytest.param(
            "nnx.vmap(in_axes=0)", Form.FACTORY, "nnx.vmap(in_axes=0)", None, id="factory"
        ),
        pytest.param(
            "v = partial(nnx.vmap, in_axes=0)",
            Form.FACTORY,
            "partial(nnx.vmap, in_axes=0)",
            None,
            id="partial kept for later",
        ),
        pytest.param("v = nnx.vmap", Form.REFERENCE, "nnx.vmap", None, id="alias"),
        pytest.param("f(nnx.vmap)", Form.REFERENCE, "nnx.vmap", None, id="handed on"),
        pytest.param("partial(f, nnx.vmap)", Form.REFERENCE, "nnx.vmap", None, id="in a partial"),
        pytest.param(
            "partial(nnx.vmap, f)",
            Form.REFERENCE,
            "partial(nnx.vmap, f)",
            None,
            id="partial of all",
        ),
        pytest.param(
            "partial(nnx.vmap, *a)", Form.REFERENCE, "partial(nnx.vmap, *a)", None, id="unpacked"
        ),
        pytest.param(
            "partial(nnx.vmap, f=g)",
            Form.REFERENCE,
            "partial(nnx.vmap, f=g)",
            None,
            id="partial with the function by keyword",
        ),
    ],
)
def test_each_form_is_recognised(code: str, form: Form, node: str, target: str | None) -> None:
    found = use(code)
    assert found.name == "vmap" or "grad" in code
    assert found.form is form
    assert found.node.text == node
    assert (found.target.text if found.target else None) == target


@pytest.mark.parametrize(
    ("code", "applied"),
    [
        ("nnx.vmap(f)(a)", "nnx.vmap(f)"),
        ("nnx.vmap(in_axes=0)(f)(a)", "nnx.vmap(in_axes=0)(f)"),
        ("partial(nnx.vmap, in_axes=0)(f)(a)", "partial(nnx.vmap, in_axes=0)(f)"),
        ("@nnx.vmap(in_axes=0)\ndef f(): pass", None),
        ("v = nnx.vmap(in_axes=0)", None),
    ],
)
def test_the_applied_call_is_the_transformed_function(code: str, applied: str | None) -> None:
    found = use(code)
    assert (found.applied.text if found.applied else None) == applied


@pytest.mark.parametrize(
    ("code", "options", "partial"),
    [
        ("@nnx.vmap\ndef f(): pass", {}, False),
        (
            "@nnx.vmap(in_axes=0, axis_size=n)\ndef f(): pass",
            {"in_axes": "0", "axis_size": "n"},
            False,
        ),
        ("@partial(nnx.vmap, axis_size=(3))\ndef f(): pass", {"axis_size": "3"}, True),
        ("nnx.vmap(f, axis_size=3)", {"axis_size": "3"}, False),
        ("nnx.vmap(axis_size=3)(f)", {"axis_size": "3"}, False),
        ("partial(nnx.vmap, axis_size=3)(f)", {"axis_size": "3"}, True),
        ("v = partial(nnx.vmap, axis_size=3)", {"axis_size": "3"}, True),
    ],
)
def test_options_are_found_wherever_they_are_written(
    code: str, options: dict[str, str], partial: bool
) -> None:
    found = use(code)
    assert {name: node.text for name, node in found.options.keywords.items()} == options
    assert found.partial is partial


def test_an_option_may_have_two_names() -> None:
    found = use("nnx.scan(f, length=3)")
    size = found.option("axis_size", "length")
    assert size is not None
    assert size.text == "3"
    assert found.option("in_axes") is None


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("v = nnx.vmap\nv(f)", id="alias"),
        pytest.param("from flax.nnx import vmap as v\nv(f)", id="import under another name"),
        pytest.param("from flax.nnx import vmap\nvmap(f)", id="imported function"),
        pytest.param("import flax\nflax.nnx.vmap(f)", id="full path"),
        pytest.param("from flax.experimental import nnx as old\nold.vmap(f)", id="old path"),
    ],
)
def test_a_transform_under_another_name_is_still_one(code: str) -> None:
    found = uses(code)[-1]
    assert found.name == "vmap"
    assert found.form is Form.CALL
    assert found.target is not None


def test_options_in_an_alias_are_one_use_and_its_application_none() -> None:
    found = uses("v = nnx.vmap(axis_size=3)\ng = v(f)")
    assert [(u.form, u.node.text) for u in found] == [(Form.FACTORY, "nnx.vmap(axis_size=3)")]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("jax.vmap(f)", id="JAX's own"),
        pytest.param("from flax import linen\nlinen.vmap(f)", id="Linen's"),
        pytest.param("from mylib import vmap\nvmap(f)", id="another library's"),
        pytest.param("def vmap(f): pass\nvmap(f)", id="the file's own"),
        pytest.param("x.vmap(f)", id="a method"),
        pytest.param("nnx.compat.vmap(f)", id="nnx.compat"),
        pytest.param("f(vmap=1)", id="a keyword"),
        pytest.param("nnx.Rngs(0)", id="not a transform"),
        pytest.param("from flax.nnx import vmap", id="an import alone"),
    ],
)
def test_other_functions_of_the_same_name_are_no_uses(code: str) -> None:
    assert uses(code) == []


def test_a_partial_of_somebody_else_is_no_partial() -> None:
    found = uses("from mylib import partial\nx = partial(nnx.vmap, axis_size=3)")
    assert [(u.form, u.partial) for u in found] == [(Form.REFERENCE, False)]


def test_functools_may_be_imported_as_a_module() -> None:
    found = use("import functools as ft\n@ft.partial(nnx.vmap, axis_size=3)\ndef f(): pass")
    assert found.form is Form.PARTIAL_DECORATOR


@pytest.mark.parametrize("name", sorted(TRANSFORMS & releases.exports(releases.newest())))
def test_every_transform_is_found_as_a_decorator(name: str) -> None:
    found = use(f"@nnx.{name}\ndef f(): pass")
    assert found.name == name


def test_comments_in_a_partial_do_not_hide_the_transform() -> None:
    found = use("@partial(  # why\n  nnx.vmap,  # this\n  axis_size=3,\n)\ndef f(): pass")
    assert found.form is Form.PARTIAL_DECORATOR
    assert list(found.options.keywords) == ["axis_size"]
