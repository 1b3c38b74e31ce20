"""The programs in examples/ lint as their folder says; tests/releases/ runs them."""

import ast
from functools import cache
from pathlib import Path

import pytest
from rules.cases import chosen

from flake8_nnx_rng import Settings, check_paths
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.semantics.releases import Release, known, resolve
from flake8_nnx_rng.syntax.source import from_text

pytestmark = pytest.mark.untraced
EXAMPLES = Path(__file__).parents[1] / "examples"
IMPLICIT = sorted((EXAMPLES / "implicit").glob("*.py"))
EXPLICIT = sorted((EXAMPLES / "explicit").glob("*.py"))
NEW = [release for release in known() if release >= resolve("0.9.0")]
SOME = len(NEW) // 3
"""For how many of them, besides the oldest and the newest, a program is looked at."""


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def codes(path: Path, release: Release | str) -> list[str]:
    """What is found, for which no fixes are made."""
    source = from_text(path.read_text(encoding="utf-8"), str(path))
    return [d.code for d, _ in checker(str(release)).glance(source).shown]


@cache
def checker(release: str) -> Checker:
    return Checker(settings=Settings(target_flax=release))


def releases(path: Path) -> list[Release]:
    """Which ones goes round from program to program, as the spellings of a case do."""
    number = [program.name for program in IMPLICIT].index(path.name)
    return sorted({*chosen(number, NEW, SOME), NEW[-1]})


def test_every_program_is_there_in_both_styles() -> None:
    assert [path.name for path in IMPLICIT] == [path.name for path in EXPLICIT]
    assert len(IMPLICIT) >= 10


@pytest.mark.parametrize("path", IMPLICIT + EXPLICIT, ids=name)
def test_program_says_what_it_is_and_has_a_main(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert "Flax" in (ast.get_docstring(tree) or "")
    assert "main" in [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("path", EXPLICIT, ids=name)
def test_explicit_program_names_its_twin(path: Path) -> None:
    assert f"`implicit/{path.name}`" in (
        ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    )


@pytest.mark.parametrize("path", EXPLICIT, ids=name)
def test_nothing_is_found_in_explicit_programs_for_any_release_they_run_on(path: Path) -> None:
    found = {str(release): codes(path, release) for release in releases(path)}
    assert {release: told for release, told in found.items() if told} == {}


@pytest.mark.parametrize("path", IMPLICIT, ids=name)
def test_something_is_found_in_implicit_programs_for_every_later_release(path: Path) -> None:
    assert [str(release) for release in releases(path) if not codes(path, release)] == []


def test_something_is_found_in_implicit_programs_with_the_settings_of_this_project() -> None:
    reports = check_paths([EXAMPLES / "implicit"])
    assert {Path(r.filename).name: bool(r.diagnostics) for r in reports} == {
        path.name: True for path in IMPLICIT
    }


@pytest.mark.parametrize("path", IMPLICIT, ids=name)
def test_nothing_is_found_in_implicit_programs_for_the_release_they_are_for(path: Path) -> None:
    assert codes(path, "0.8.5") == []
