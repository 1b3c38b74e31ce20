"""Which axis each parameter is mapped over, as far as it is written."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.program.axes import (
    BROADCAST,
    CARRY,
    MAPPED,
    UNKNOWN,
    Axis,
    AxisKind,
    read_axis,
)
from flake8_nnx_rng.syntax.nodes import arguments
from flake8_nnx_rng.syntax.source import from_text


def axis_of(code: str) -> tuple[Axis, Analysis]:
    """The axis that the argument of the last `use(...)` says."""
    analysis = Analysis(
        from_text(f"from flax import nnx\n{code}", "a.py"), releases.newest(), {"use"}
    )
    call = [m.parent for m in analysis.module.mentions_by_name("use")][-1]
    assert call is not None
    return read_axis(arguments(call).positional[0], analysis.names), analysis


@pytest.mark.parametrize(
    ("code", "axis"),
    [
        pytest.param("use(0)", MAPPED, id="first axis"),
        pytest.param("use(-1)", Axis(AxisKind.MAPPED, -1), id="last axis"),
        pytest.param("use((1))", Axis(AxisKind.MAPPED, 1), id="parentheses"),
        pytest.param("use(None)", BROADCAST, id="None"),
        pytest.param("use(nnx.Carry)", CARRY, id="Carry"),
        pytest.param("from flax.nnx import Carry as C\nuse(C)", CARRY, id="Carry, renamed"),
        pytest.param("a = 1\nuse(a)", Axis(AxisKind.MAPPED, 1), id="name"),
        pytest.param("a = None\nuse(a)", BROADCAST, id="name of None"),
        pytest.param("a = b = nnx.Carry\nuse(b)", CARRY, id="name of Carry"),
        pytest.param("use(axis)", UNKNOWN, id="unbound name"),
        pytest.param("def f(axis):\n  use(axis)", UNKNOWN, id="parameter"),
        pytest.param("if x:\n  a = 1\nelse:\n  a = 2\nuse(a)", UNKNOWN, id="either"),
        pytest.param("use(axes())", UNKNOWN, id="call"),
        pytest.param("use('a')", UNKNOWN, id="string"),
        pytest.param("use(0 if x else 1)", UNKNOWN, id="condition"),
        pytest.param("use((0, *axes))", UNKNOWN, id="unpacked tuple"),
        pytest.param("use({0: 1})", UNKNOWN, id="dictionary"),
        pytest.param("use(())", Axis(AxisKind.TREE), id="empty tuple"),
        pytest.param(
            "use((None, 0, nnx.Carry))",
            Axis(AxisKind.TREE, children=(BROADCAST, MAPPED, CARRY)),
            id="tuple",
        ),
        pytest.param("use([0])", Axis(AxisKind.TREE, children=(MAPPED,)), id="list"),
        pytest.param(
            "use((0, (None, 0)))",
            Axis(
                AxisKind.TREE,
                children=(MAPPED, Axis(AxisKind.TREE, children=(BROADCAST, MAPPED))),
            ),
            id="nested",
        ),
        pytest.param(
            "a = (0, None)\nuse(a)",
            Axis(AxisKind.TREE, children=(MAPPED, BROADCAST)),
            id="name of a tuple",
        ),
    ],
)
def test_an_axis_is_read_from_what_is_written(code: str, axis: Axis) -> None:
    assert axis_of(code)[0] == axis


@pytest.mark.parametrize(
    ("code", "states"),
    [
        pytest.param(
            "use(nnx.StateAxes({nnx.Param: 0, 'dropout': None, ...: nnx.Carry}))",
            {"nnx.Param": MAPPED, "'dropout'": BROADCAST, "...": CARRY},
            id="literal",
        ),
        pytest.param(
            "axes = nnx.StateAxes({nnx.RngState: 0})\nuse(axes)",
            {"nnx.RngState": MAPPED},
            id="name",
        ),
        pytest.param("use(nnx.StateAxes({}))", {}, id="empty"),
        pytest.param("use(nnx.StateAxes(filters))", {}, id="not a literal"),
        pytest.param("use(nnx.StateAxes({**more, 'a': 0}))", {"'a'": MAPPED}, id="unpacked"),
    ],
)
def test_state_axes_hold_an_axis_for_each_filter(code: str, states: dict[str, Axis]) -> None:
    axis, _analysis = axis_of(code)
    assert axis.kind is AxisKind.STATES
    assert {key.text: value for key, value in axis.states} == states
    assert not axis.is_mapped
    assert not axis.leaves_whole


@pytest.mark.parametrize(
    ("axis", "mapped", "whole"),
    [
        (MAPPED, True, False),
        (BROADCAST, False, True),
        (CARRY, False, True),
        (UNKNOWN, False, False),
    ],
)
def test_a_value_is_mapped_or_left_whole_or_neither_is_known(
    axis: Axis, mapped: bool, whole: bool
) -> None:
    assert (axis.is_mapped, axis.leaves_whole) == (mapped, whole)


@pytest.mark.parametrize(
    ("decorator", "parameters", "kinds"),
    [
        pytest.param("nnx.vmap", "a, b", ["MAPPED", "MAPPED"], id="vmap maps all"),
        pytest.param("nnx.vmap(in_axes=0)", "a, b", ["MAPPED", "MAPPED"], id="one for all"),
        pytest.param("nnx.vmap(in_axes=None)", "a", ["BROADCAST"], id="None for all"),
        pytest.param("nnx.vmap(in_axes=(0, None))", "a, b", ["MAPPED", "BROADCAST"], id="each"),
        pytest.param("nnx.vmap(in_axes=[0, None])", "a, b", ["MAPPED", "BROADCAST"], id="list"),
        pytest.param("nnx.vmap(in_axes=(0,))", "a, b=1", ["MAPPED", "UNKNOWN"], id="too few"),
        pytest.param("nnx.vmap(in_axes=(0, 0))", "a", ["UNKNOWN"], id="too many"),
        pytest.param("nnx.vmap(in_axes=((0, None), 0))", "a, b", ["TREE", "MAPPED"], id="nested"),
        pytest.param("nnx.vmap(in_axes=axes)", "a", ["UNKNOWN"], id="unknown"),
        pytest.param("nnx.vmap(**options)", "a", ["UNKNOWN"], id="unpacked options"),
        pytest.param("nnx.vmap(in_axes=None)", "a, *, b", ["BROADCAST", "MAPPED"], id="keyword"),
        pytest.param("nnx.vmap(in_axes=0)", "a, *b, **c", ["MAPPED"], id="variadic ones unread"),
        pytest.param("nnx.pmap", "a", ["MAPPED"], id="pmap maps all"),
        pytest.param("nnx.scan", "a, b", ["CARRY", "MAPPED"], id="scan carries the first"),
        pytest.param("nnx.scan", "a", ["UNKNOWN"], id="scan of one parameter"),
        pytest.param("nnx.scan", "a, b, c", ["CARRY", "MAPPED", "UNKNOWN"], id="scan of three"),
        pytest.param("nnx.scan(in_axes=(nnx.Carry, 0))", "a, b", ["CARRY", "MAPPED"], id="scan"),
        pytest.param("nnx.scan(scan_output=True)", "a, b", ["MAPPED", "MAPPED"], id="old scan"),
        pytest.param("nnx.jit", "a", [], id="jit maps nothing"),
    ],
)
def test_each_parameter_has_the_axis_of_its_place(
    decorator: str, parameters: str, kinds: list[str]
) -> None:
    code = f"from flax import nnx\n@{decorator}\ndef f({parameters}): pass\n"
    analysis = Analysis(from_text(code, "a.py"), releases.newest())
    [stack] = analysis.stacks.all
    found = analysis.axes(stack, stack.layers[0])
    by_name = [p for p in stack.function.parameters if p.name in found] if stack.function else []
    assert [found[p.name].kind.name for p in by_name] == kinds


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("while x:\n  a = b\n  b = a\nuse(a)", id="names"),
        pytest.param("while x:\n  a = (0, a)\n  use(a)", id="tuple"),
    ],
)
def test_a_circle_of_names_ends(code: str) -> None:
    axis, _analysis = axis_of(code)
    assert axis.kind in (AxisKind.UNKNOWN, AxisKind.TREE)
