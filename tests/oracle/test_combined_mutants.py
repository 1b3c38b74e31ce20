"""Two and three mistakes in one program, and two programs in one module: fixes do not circle.

A run of fixes ends, keeps each fix that holds by itself, and leaves nothing for a second run.
`COMBINED_EXAMPLES` is the number of examples (default 30, always the same ones).
"""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from collection import PROGRAMS
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from mutations import mutants

from flake8_nnx_rng import Diagnostic, Settings, fix_source
from flake8_nnx_rng.fixing import FixResult

pytestmark = pytest.mark.untraced
OLD_PROGRAMS = Path(__file__).parents[1] / "migration" / "programs"
RELEASES = st.sampled_from(["0.9.0", "0.10.7", "0.11.2", "0.12.12"])
EXAMPLES = os.environ.get("COMBINED_EXAMPLES")
examples = settings(
    max_examples=int(EXAMPLES or 30),
    deadline=None,
    derandomize=EXAMPLES is None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@cache
def texts(folder: Path) -> list[str]:
    """The programs of a folder, those with the fewest lines first."""
    found = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))
    return sorted(found, key=lambda text: text.count("\n"))


@cache
def wrong(text: str) -> list[str]:
    """The mutants of a program."""
    return [mutant.source for mutant in mutants("program", text)]


@st.composite
def programs(draw: st.DrawFn, folder: Path, least: int = 2) -> str:
    """A program with two or three mistakes, often in one function, or fewer if `least` is less."""
    text = draw(st.sampled_from(texts(folder)))
    for _ in range(draw(st.integers(least, 3))):
        found = wrong(text)
        text = draw(st.sampled_from(found)) if found else text
    return text


any_program = st.sampled_from([PROGRAMS, OLD_PROGRAMS]).flatmap(programs)


def fixed(text: str, release: str, *, unsafe: bool, source: str | None = None) -> FixResult:
    chosen = Settings(target_flax=release, source_flax=source)
    return fix_source(text, settings=chosen, unsafe=unsafe)


def codes(found: Iterable[Diagnostic]) -> Counter[str]:
    return Counter(diagnostic.code for diagnostic in found)


@examples
@given(any_program, RELEASES, st.booleans())
def test_a_second_run_changes_nothing(program: str, release: str, unsafe: bool) -> None:
    once = fixed(program, release, unsafe=unsafe)
    ast.parse(once.text)
    again = fixed(once.text, release, unsafe=unsafe)
    assert again.text == once.text
    assert again.applied == ()
    assert codes(again.left) == codes(once.left)


@examples
@given(any_program, RELEASES)
def test_safe_fixes_and_then_unsafe_ones_end_where_all_at_once_do(
    program: str, release: str
) -> None:
    step = fixed(fixed(program, release, unsafe=False).text, release, unsafe=True)
    at_once = fixed(program, release, unsafe=True)
    assert codes(step.left) == codes(at_once.left)


@examples
@given(st.data(), st.sampled_from([PROGRAMS, OLD_PROGRAMS]), RELEASES, st.booleans())
def test_what_is_fixed_alone_is_fixed_beside_other_code(
    data: st.DataObject, folder: Path, release: str, unsafe: bool
) -> None:
    source = "0.8.5" if folder == OLD_PROGRAMS else None  # else one shows the age of the other
    first, second = (data.draw(programs(folder, least=1)) for _ in range(2))
    alone = [fixed(text, release, unsafe=unsafe, source=source) for text in (first, second)]
    both = fixed(beside(first, second), release, unsafe=unsafe, source=source)
    left = codes([*alone[0].left, *alone[1].left])
    assert codes(both.left) == left


def beside(first: str, second: str) -> str:
    """Both programs in one module, the second with other names for what it defines."""
    tree = ast.parse(second)
    defined = {name for statement in tree.body for name in _defined(statement)}
    inner = {name for scope in tree.body for name in _bound_inside(scope)}
    assume(not defined & inner)
    renamed = _Renamed(defined).visit(tree)
    return f"{first}\n\n{ast.unparse(renamed)}\n"


def _defined(statement: ast.stmt) -> list[str]:
    """The names of functions, classes and values that a statement of a module defines."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]


def _bound_inside(scope: ast.stmt) -> list[str]:
    """The names that functions and classes bind in themselves."""
    nodes = [n for n in ast.walk(scope) if n is not scope and not isinstance(scope, ast.Assign)]
    functions = (n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef))
    arguments = (n.arg for n in nodes if isinstance(n, ast.arg))
    stored = (n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return [*functions, *arguments, *stored]


class _Renamed(ast.NodeTransformer):
    """Gives names a suffix wherever they stand."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    def _new(self, name: str) -> str:
        return f"{name}_too" if name in self._names else name

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.copy_location(ast.Name(self._new(node.id), node.ctx), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._new(node.name)
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._new(node.name)
        return self.generic_visit(node)
