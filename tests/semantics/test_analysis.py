"""The questions that rules ask of a module."""

from __future__ import annotations

import textwrap

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.program.stacks import Stack
from flake8_nnx_rng.semantics.releases.source import SourceRelease
from flake8_nnx_rng.semantics.values.arriving import Arrived, arrived
from flake8_nnx_rng.syntax.source import from_text

HEAD = "import jax\nfrom flax import nnx\nfrom functools import partial\n"


def analysis_of(code: str, *words: str, said: str | None = None) -> Analysis:
    source = from_text(HEAD + textwrap.dedent(code), "a.py")
    project = None if said is None else SourceRelease(releases.resolve(said), "the project")
    return Analysis(source, releases.newest(), words, project)


def first(analysis: Analysis) -> Stack:
    return analysis.stacks.all[0]


def test_references_are_the_uses_of_names_of_nnx() -> None:
    code = "r = nnx.Rngs(0)\nv = nnx.vmap\nRngs = 1\njax.vmap(f)\nnnx.statelib.Rngs\n"
    found = analysis_of(code).mentions.references
    assert [(name, node.text) for name, node in found] == [
        ("Rngs", "nnx.Rngs"),
        ("vmap", "nnx.vmap"),
    ]


@pytest.mark.parametrize(
    ("code", "taken"),
    [
        pytest.param("nnx.Vmap(f)", ["nnx.Vmap"], id="attribute"),
        pytest.param("from flax.nnx import Vmap", ["Vmap"], id="import"),
        pytest.param("from flax.nnx import Vmap\nVmap(f)", ["Vmap"], id="reported once"),
        pytest.param("from flax.nnx import Vmap as V", ["Vmap as V"], id="renamed"),
        pytest.param("from flax.experimental.nnx import Vmap", ["Vmap"], id="old path"),
        pytest.param("from flax.nnx.transforms import Vmap", [], id="private path"),
        pytest.param("import flax.nnx.Vmap", [], id="a module cannot be"),
        pytest.param("from flax.nnx import vmap", [], id="another name"),
        pytest.param("from flax.linen import Vmap", [], id="Linen's"),
        pytest.param("nnx.Vmap = 1", [], id="assigned to"),
    ],
)
def test_names_are_taken_from_the_namespace(code: str, taken: list[str]) -> None:
    found = analysis_of(code, "Vmap").mentions.taken_names({"Vmap"})
    assert [node.text for _name, node in found] == taken


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        pytest.param("", ["flax.nnx"], id="from flax import nnx"),
        pytest.param("import flax.nnx.bridge", ["flax.nnx", "flax.nnx.bridge"], id="submodule"),
        pytest.param(
            "from flax.experimental import nnx", ["flax.nnx", "flax.experimental.nnx"], id="old"
        ),
        pytest.param(
            "from flax.nnx.rnglib import Rngs",
            ["flax.nnx", "flax.nnx.rnglib"],
            id="name of a module",
        ),
        pytest.param("from flax.nnx import *", ["flax.nnx", "flax.nnx"], id="star"),
        pytest.param("from flax import linen", ["flax.nnx"], id="not NNX"),
        pytest.param("from mylib.nnx import a", ["flax.nnx"], id="another package"),
        pytest.param("import numpy", ["flax.nnx"], id="no Flax"),
    ],
)
def test_modules_of_nnx_that_are_imported_are_named(code: str, modules: list[str]) -> None:
    found = analysis_of(code).mentions.imported_modules()
    assert [path for path, _node in found] == modules


@pytest.mark.parametrize(
    ("code", "options"),
    [
        pytest.param("nnx.vmap(f, axis_size=3)", [("vmap", "axis_size = 3")], id="call"),
        pytest.param(
            "@nnx.vmap(axis_size=3)\ndef f(): pass", [("vmap", "axis_size = 3")], id="deco"
        ),
        pytest.param(
            "partial(nnx.vmap, axis_size=3)(f)", [("vmap", "axis_size = 3")], id="partial"
        ),
        pytest.param("v = nnx.vmap(axis_size=3)", [("vmap", "axis_size = 3")], id="kept"),
        pytest.param("nnx.Rngs(params=0)", [("Rngs", "params = 0")], id="plain call"),
        pytest.param("nnx.vmap(f)(params=0)", [], id="of the transformed function"),
        pytest.param("f(nnx.Rngs, params=0)", [], id="of another call"),
        pytest.param("nnx.Rngs.from_state(params=0)", [], id="of a method"),
        pytest.param("@nnx.vmap\ndef f(axis_size=3): pass", [], id="bare decorator"),
    ],
)
def test_options_of_transforms_and_plain_calls_are_listed(
    code: str, options: list[tuple[str, str]]
) -> None:
    found = analysis_of(code).mentions.options()
    assert [(o.name, f"{o.keyword} = {o.node.text.partition('=')[2]}") for o in found] == options


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("nnx.Rngs(0).fork()", ["nnx.Rngs(0).fork()"]),
        ("r = nnx.Rngs(0)\nr.fork(split=3)", ["r.fork(split=3)"]),
        ("def f(r: nnx.Rngs): r.fork()", ["r.fork()"]),
        ("def f(r): r.fork()", []),
        ("repo.fork()", []),
        ("r = nnx.Rngs(0)\nr.fork", []),
        ("r = nnx.Rngs(0)\nr.params.fork", []),
        ("r = nnx.Rngs(0)\ng(r.fork)", []),
        ("r = nnx.Rngs(0)\nfork(r)", []),
        ("r = nnx.Rngs(0)\nfork.r()", []),
    ],
)
def test_methods_are_those_of_what_certainly_is_an_rngs(code: str, calls: list[str]) -> None:
    analysis = analysis_of(code)
    assert [call.text for call, _name in analysis.mentions.method_calls({"fork"})] == calls
    assert list(analysis.mentions.method_calls(())) == []


@pytest.mark.parametrize(
    ("code", "said", "release"),
    [
        pytest.param("nnx.vmap(f, split_rngs=True)", None, "0.8.5", id="removed keyword"),
        pytest.param("nnx.Vmap(f)", None, "0.8.5", id="lifted class"),
        pytest.param("from flax.nnx import Scan", None, "0.8.5", id="lifted class imported"),
        pytest.param("from flax.experimental import nnx", None, "0.8.5", id="old path"),
        pytest.param("import flax.experimental.nnx.nnx.module", None, "0.8.5", id="old module"),
        pytest.param("nnx.vmap(f, axis_size=3)", None, None, id="no sign"),
        pytest.param("nn.vmap(f, split_rngs=True)", None, None, id="Linen's keyword"),
        pytest.param(
            "nnx.RNN(c, state_axes=0)", None, "0.10.0", id="the keyword of something else"
        ),
        pytest.param("nnx.vmap(f)", "0.8.4", "0.8.4", id="it is said"),
        pytest.param("nnx.split_rngs", "0.8.5", "0.8.5", id="what is said counts more"),
        pytest.param("nnx.Vmap(f)", "0.10.0", "0.10.0", id="it is said to be new"),
        pytest.param("nnx.split_rngs(splits=2)", None, "0.9.0", id="new name"),
        pytest.param("from flax.nnx import StateAxes", None, "0.9.0", id="new name imported"),
        pytest.param("@nnx.vmap(axis_size=3)\ndef f(r): ...", None, "0.9.0", id="new form"),
        pytest.param("partial(nnx.vmap, axis_size=3)(f)", None, None, id="the form of both"),
        pytest.param(
            "from flax.experimental import nnx\nnnx.Carry", None, "0.9.0", id="old path, new name"
        ),
        pytest.param("nnx.Carry\nnnx.Vmap(f)", None, "0.8.5", id="mended in part"),
        pytest.param("from typing import Any", None, None, id="a name from elsewhere"),
        pytest.param("model.call(x)\njax.extract", None, None, id="an attribute of elsewhere"),
    ],
)
def test_code_shows_the_release_that_it_was_written_for(
    code: str, said: str | None, release: str | None
) -> None:
    found = analysis_of(code, said=said).source
    assert found.release == (release and releases.resolve(release))


def test_what_is_written_as_only_later_releases_take_it_is_new() -> None:
    code = """
        @nnx.vmap(in_axes=(None, 0))
        def new(model, x): ...
        @partial(nnx.vmap, in_axes=(None, 0))
        def old(model, x): ...
        @nnx.split_rngs(splits=3)
        @partial(nnx.vmap, axis_size=3)
        def split(rngs): ...
        @partial(nnx.scan, in_axes=(nnx.Carry, 0))
        def carried(carry, x): ...
        @nnx.vmap(axis_size=3, state_axes={})
        def removed(rngs): ...
    """
    analysis = analysis_of(code, said="0.8.5")
    found = {
        stack.function.name: any(analysis.was_implicit(stack, layer) for layer in stack.layers)
        for stack in analysis.stacks.all
        if stack.function is not None
    }
    assert found == {"new": False, "old": True, "split": False, "carried": False, "removed": True}


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ("rngs", ["rngs"]),
        ("rngs: nnx.Rngs", ["rngs"]),
        ("r: nnx.Rngs", ["r"]),
        ("r: nnx.Rngs = None, *, s: nnx.Rngs", ["r", "s"]),
        ("rngs: dict", []),
        ("rng", []),
        ("r: Rngs", []),
        ("r: 'nnx.Rngs'", ["r"]),
        ("r: nnx.Rngs | None", ["r"]),
        ("r: Optional[nnx.Rngs] = None", ["r"]),
        ("r: 'nnx.Rngs | None'", ["r"]),
        ("r: type[nnx.Rngs]", []),
        ("r: typing.Type[nnx.Rngs]", []),
        ("r: Callable[[nnx.Rngs], None]", []),
        ("r: typing.Callable[[nnx.Rngs], None]", []),
        ("r: list[nnx.Rngs]", []),
        ("rngs: 'dict'", []),
        ("", []),
    ],
)
def test_rngs_parameters_are_known_by_annotation_or_name(parameters: str, names: list[str]) -> None:
    analysis = analysis_of(f"@nnx.vmap\ndef f({parameters}): pass")
    assert [p.name for p in analysis.rngs_parameters(first(analysis))] == names


def test_an_unknown_function_has_no_rngs_parameters_nor_axes() -> None:
    analysis = analysis_of("nnx.vmap(make())")
    stack = first(analysis)
    assert analysis.rngs_parameters(stack) == []
    assert analysis.axes(stack, stack.layers[0]) == {}


@pytest.mark.parametrize(
    ("axes", "mapped"), [("0", True), ("None", False), ("axes", False), ("(1,)", True)]
)
def test_a_parameter_is_mapped_only_if_that_is_certain(axes: str, mapped: bool) -> None:
    analysis = analysis_of(f"@nnx.vmap(in_axes={axes})\ndef f(rngs): pass")
    stack = first(analysis)
    [parameter] = analysis.rngs_parameters(stack)
    assert analysis.is_mapped(stack, stack.layers[0], parameter) is mapped


@pytest.mark.parametrize(
    ("call", "passed"),
    [
        pytest.param("", (None, False, False), id="never called"),
        pytest.param("f(nnx.Rngs(0))", ("nnx.Rngs(0)", False, False), id="scalar"),
        pytest.param("f(rngs=nnx.Rngs(0))", ("nnx.Rngs(0)", False, False), id="by keyword"),
        pytest.param("f(nnx.Rngs(0).split(3))", (None, True, False), id="split"),
        pytest.param(
            "f(nnx.Rngs(0))\nf(nnx.Rngs(0).split(3))", ("nnx.Rngs(0)", True, False), id="both"
        ),
        pytest.param("f(make())", (None, False, True), id="made elsewhere"),
        pytest.param("f(unknown)", (None, False, True), id="unknown"),
        pytest.param("def g(r): f(r)", (None, False, False), id="a parameter of the caller"),
        pytest.param("f(*args)", (None, False, False), id="unpacked"),
        pytest.param("g(f, nnx.Rngs(0))", (None, False, False), id="handed on"),
    ],
)
def test_what_visible_calls_pass_is_told(call: str, passed: tuple[str | None, bool, bool]) -> None:
    analysis = analysis_of(f"@nnx.vmap\ndef f(rngs): pass\n{call}\n")
    stack = first(analysis)
    [parameter] = analysis.rngs_parameters(stack)
    found = arrived(parameter, stack, analysis)
    scalar = found.scalar.text if found.scalar is not None else None
    assert (scalar, found.splits, found.uncertain) == passed


def test_nothing_is_passed_to_an_unknown_function() -> None:
    analysis = analysis_of("@nnx.vmap\ndef f(rngs): pass\nnnx.vmap(make())(nnx.Rngs(0))\n")
    known, unknown = analysis.stacks.all
    [parameter] = analysis.rngs_parameters(known)
    assert arrived(parameter, unknown, analysis) == Arrived()


@pytest.mark.parametrize(
    ("code", "size"),
    [
        ("nnx.vmap(f, axis_size=3)", 3),
        ("n = 3\nnnx.vmap(f, axis_size=n)", 3),
        ("n = 3\ndef g(): nnx.vmap(f, axis_size=n)", 3),
        ("nnx.vmap(f, axis_size=n)", None),
        ("def g(n): nnx.vmap(f, axis_size=n)", None),
        ("nnx.vmap(f, axis_size=len(x))", None),
        ("n = len(x)\nnnx.vmap(f, axis_size=n)", None),
        ("n = 3\nn += 1\nnnx.vmap(f, axis_size=n)", None),
        ("nnx.vmap(f)", None),
    ],
)
def test_a_size_is_a_literal_or_a_name_of_one(code: str, size: int | None) -> None:
    analysis = analysis_of(code)
    [use] = analysis.uses
    assert analysis.sizes.number(use.option("axis_size")) == size


def test_the_target_release_answers_for_names() -> None:
    old = Analysis(from_text("", "a.py"), releases.resolve("0.8.5"))
    assert old.api("split_rngs") is None
    new = analysis_of("").api("split_rngs")
    assert new is not None
    assert new.name == "split_rngs"
