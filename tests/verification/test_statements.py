"""What fails in a module that is executed statement by statement, and how it is told."""

from __future__ import annotations

import ast
import time
from pathlib import Path
from types import ModuleType

import pytest
from flax import nnx

from flake8_nnx_rng.runtime.child.patience import TookTooLongError, at_most, share_of
from flake8_nnx_rng.runtime.child.statements import Execution
from flake8_nnx_rng.runtime.child.telling import told_from


def executed(text: str, seconds: float = 30.0) -> tuple[Execution, ModuleType]:
    execution, module = Execution((), seconds), ModuleType("program")
    execution.run(ast.parse(text), "program.py", module)
    return execution, module


def test_annotations_hold_whose_import_failed() -> None:
    execution, module = executed(
        "from no_such_thing import Float, check\n"
        "import no_such_package.inner as inner\n"
        "def f(x: Float['b c'] | None, y: inner.Table) -> Float: return x\n"
        "def g(): return check(1)\n"
        "class A(Float): ...\n"
    )
    assert module.f(3, 4) == 3
    with pytest.raises(NameError, match="check is missing, since its import raises ModuleNotFound"):
        module.g()
    assert [failure.text for failure in execution.failures[2:]] == ["class A(Float):"]


def test_statement_that_goes_on_is_given_up_and_blames_no_unit() -> None:
    text = "import time\ntry:\n    time.sleep(30)\nexcept Exception:\n    pass\ndef f(): return 1\n"
    started = time.monotonic()
    execution, module = executed(text, 0.1)
    assert time.monotonic() - started < 10
    assert module.f() == 1
    assert execution.note() == (
        "`try:` is ended by the time limit of 0.1 s; below it only definitions are run"
    )
    assert execution.within((2, 5)) is None
    assert execution.is_late
    assert not executed("1 / 0\n")[0].is_late


def test_what_a_statement_binds_is_seen_before_others_change_it() -> None:
    seen: list[tuple[int, object]] = []
    execution = Execution(done=lambda line, module: seen.append((line, [*module.x])))
    text = "x = [1]\n\nx.append(2)\nx.gone\n"
    execution.run(ast.parse(text), "program.py", ModuleType("program"))
    assert seen == [(1, [1]), (3, [1, 2])]


def test_block_in_time_goes_on_undisturbed() -> None:
    with at_most(0.05):
        pass
    time.sleep(0.1)
    with pytest.raises(TookTooLongError), at_most(0.05):
        time.sleep(10)
    assert (share_of(20), share_of(400)) == (20, 100)


PROGRAM = """\
class Block:
    def __init__(self, layer):
        self.layer = layer

    def forward(self, x):
        return self.layer(x)
"""


def test_error_is_told_with_its_statement_and_the_layer(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    names: dict[str, type] = {}
    exec(compile(PROGRAM, str(path), "exec"), names)
    block = names["Block"](nnx.Linear(2, 2, rngs=nnx.Rngs(0)))
    with pytest.raises(AttributeError) as caught:
        block.forward(None)
    told = told_from(caught.value, str(tmp_path))
    assert told.startswith("AttributeError: ")
    assert told.endswith(" (raised by nnx.Linear in Block.forward: `return self.layer(x)`)")
    assert told_from(ValueError("x"), str(tmp_path)) == "ValueError: x"
