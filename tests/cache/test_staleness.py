"""What is kept is used while all is as it was, and never once anything has changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from flake8_nnx_rng import FileReport
from flake8_nnx_rng.checking import Checker, check_paths
from flake8_nnx_rng.project.settings import Overrides

TABLE = '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n'
LAYERS = """\
from flax import nnx


@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
"""
TRAIN = "from flax import nnx\nfrom pkg.layers import create\n\ncreate(nnx.Rngs(0))\n"
DEFAULT = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"
BLOCKS = """\
from flax import nnx


class Dropping(nnx.Module):
    def __init__(self, rate, rngs):
        self.drop = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.drop(x)
"""
BROADCAST = """\
from flax import nnx
from pkg import blocks


@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)


forward(blocks.Dropping(0.5, rngs=nnx.Rngs(0)), x)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Findings that rest on other files: who imports them and what they import."""
    files = {
        "pyproject.toml": TABLE,
        "pkg/__init__.py": "",
        "pkg/layers.py": LAYERS,
        "pkg/blocks.py": BLOCKS,
        "pkg/other.py": "from flax import nnx\n\nprint(nnx.Rngs(0))\n",
        "runs/train.py": TRAIN,
        "runs/apply.py": BROADCAST,
        "runs/default.py": DEFAULT,
    }
    for name, text in files.items():
        write(tmp_path / name, text)
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def checker(*, keeps: bool = True, target: str | None = None) -> Checker:
    return Checker(Overrides(extend_select=("NNX103",), target_flax=target), keeps=keeps)


def reports(project: Path, using: Checker) -> list[FileReport]:
    found = list(check_paths([project], checker=using))
    assert [report.error for report in found] == [None] * len(found)
    return found


def codes(project: Path) -> dict[str, list[str]]:
    found = reports(project, checker())
    return {Path(r.filename).name: [d.code for d in r.diagnostics] for r in found if r.diagnostics}


def kept(project: Path, **options: str) -> set[str]:
    """The files about NNX whose results need no parse."""
    using = checker(**options)  # type: ignore[arg-type]
    files = [path for path in project.rglob("*.py") if "nnx" in path.read_text()]
    return {path.name for path in files if using.known(path) is not None}


FOUND = {"layers.py": ["NNX101"], "apply.py": ["NNX103"], "default.py": ["NNX117"]}
ALL = {"layers.py", "blocks.py", "other.py", "train.py", "apply.py", "default.py"}


def test_a_second_run_needs_no_parse_and_says_the_same(project: Path) -> None:
    assert codes(project) == FOUND
    assert kept(project) == ALL
    assert reports(project, checker()) == reports(project, checker(keeps=False))


def test_nobody_asks_again_who_imports_what(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("imports were read")

    text = TRAIN.replace("pkg.layers import create", "pkg import layers")
    write(project / "runs" / "train.py", text.replace("create(", "layers.create("))
    layers = project / "pkg" / "layers.py"
    assert [d.code for d in checker().check_anew(layers).diagnostics] == ["NNX101"]
    monkeypatch.setattr("flake8_nnx_rng.project.importers.clauses", refuse)
    assert checker().known(layers) is not None


def test_fixes_are_kept(project: Path) -> None:
    reports(project, checker())
    shown = [d.fix for report in reports(project, checker()) for d in report.diagnostics]
    fresh = [d.fix for r in reports(project, checker(keeps=False)) for d in r.diagnostics]
    assert shown == fresh
    assert any(fix is not None and fix.edits for fix in shown)


def test_nothing_is_kept_unless_asked_for(project: Path) -> None:
    list(check_paths([project]))
    assert not (project / ".nnx_rng_cache").exists()


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(project: Path) -> None:
        text = (project / name).read_text()
        assert old in text
        write(project / name, text.replace(old, new))

    return change


def added(name: str, text: str) -> Callable[[Path], object]:
    return lambda project: write(project / name, text)


def removed(name: str) -> Callable[[Path], None]:
    return lambda project: (project / name).unlink()


def settings(text: str) -> Callable[[Path], object]:
    return added("pyproject.toml", TABLE + text)


NO_LAYERS = {name: found for name, found in FOUND.items() if name != "layers.py"}
NO_APPLY = {name: found for name, found in FOUND.items() if name != "apply.py"}
NO_DEFAULT = {name: found for name, found in FOUND.items() if name != "default.py"}
CHANGES = [
    pytest.param(replaced("runs/default.py", "=nnx.Rngs(0)", ""), NO_DEFAULT, id="the file itself"),
    pytest.param(
        replaced("pkg/blocks.py", "Dropout(rate", "Dropout(0.0"), NO_APPLY, id="what is imported"
    ),
    pytest.param(removed("pkg/blocks.py"), NO_APPLY, id="what is imported is gone"),
    pytest.param(removed("runs/train.py"), NO_LAYERS, id="a caller is gone"),
    pytest.param(
        replaced("runs/train.py", "Rngs(0)", "Rngs(0).split(3)"), NO_LAYERS, id="a caller changes"
    ),
    pytest.param(
        replaced("runs/train.py", "pkg.layers", "elsewhere"), NO_LAYERS, id="a caller of another"
    ),
    pytest.param(added("src/pkg/blocks.py", ""), NO_APPLY, id="a module of the same name"),
    pytest.param(added("src/pkg/layers.py", ""), NO_LAYERS, id="one for the caller"),
    pytest.param(added("runs/pkg/blocks/__init__.py", ""), NO_APPLY, id="a package of that name"),
    pytest.param(added(".gitignore", "train.py"), NO_LAYERS, id="a caller that git ignores"),
    pytest.param(settings('extend-exclude = ["blocks.py"]'), NO_APPLY, id="excluded"),
    pytest.param(settings("across-files = false"), {"default.py": ["NNX117"]}, id="across-files"),
    pytest.param(settings('ignore = ["NNX117"]'), NO_DEFAULT, id="ignore"),
    pytest.param(
        settings('per-file-ignores = { "runs/def*" = ["NNX117"] }'), NO_DEFAULT, id="in one file"
    ),
    pytest.param(
        added("runs/pyproject.toml", TABLE + 'ignore = ["NNX117"]'),
        {"layers.py": ["NNX101"]},
        id="a configuration nearer by",
    ),
]


@pytest.mark.parametrize(("change", "expected"), CHANGES)
def test_a_change_is_seen(
    project: Path, change: Callable[[Path], object], expected: dict[str, list[str]]
) -> None:
    assert codes(project) == FOUND
    change(project)
    assert codes(project) == expected
    assert reports(project, checker()) == reports(project, checker(keeps=False))


def test_a_new_caller_is_seen(project: Path) -> None:
    (project / "runs" / "train.py").unlink()
    assert codes(project) == NO_LAYERS
    write(project / "runs" / "train.py", TRAIN)
    assert codes(project) == FOUND


def test_a_caller_that_was_listed_nowhere_is_seen(project: Path) -> None:
    write(project / ".gitignore", "runs/train.py\n")
    assert codes(project) == NO_LAYERS
    (project / ".gitignore").unlink()
    assert codes(project) == FOUND


def test_a_module_that_was_missing_is_seen(project: Path) -> None:
    (project / "pkg" / "blocks.py").unlink()
    assert codes(project) == NO_APPLY
    write(project / "pkg" / "blocks.py", BLOCKS)
    assert codes(project) == FOUND


def test_a_file_is_seen_behind_one_that_is_read_for_another(project: Path) -> None:
    """The class comes from a third file, by way of the package."""
    (project / "pkg" / "blocks.py").rename(project / "pkg" / "deep.py")
    write(project / "pkg" / "blocks.py", "from pkg.deep import Dropping\n")
    assert codes(project) == FOUND
    replaced("pkg/deep.py", "Dropout(rate", "Dropout(0.0")(project)
    assert codes(project) == NO_APPLY


def test_a_folder_that_becomes_a_package_is_seen(project: Path) -> None:
    """In a package one old file tells for which release all of them were written."""
    applied = "\n\nnnx.vmap(lambda m, x: m(x), in_axes=(None, 0))(Dropping(0.5, nnx.Rngs(0)), x)\n"
    write(project / "lib" / "old.py", "from flax import nnx\n\nnnx.vmap(f, split_rngs='params')\n")
    write(project / "lib" / "new.py", BLOCKS + applied)
    assert codes(project)["new.py"] == ["NNX103"]
    write(project / "lib" / "__init__.py", "")
    assert codes(project)["new.py"] == ["NNX204"]


def test_what_the_project_requires_is_seen(project: Path) -> None:
    write(project / "pyproject.toml", "")
    write(project / "old.py", "from flax import nnx\n\nnnx.Vmap(f)\n")
    write(project / "requirements.txt", "flax==0.12.8\n")
    assert codes(project)["old.py"] == ["NNX202"]
    write(project / "requirements.txt", "flax==0.8.5\n")
    assert "old.py" not in codes(project)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(settings("line-length = 40"), id="line-length"),
        pytest.param(settings("exact-pmap = false"), id="exact-pmap"),
        pytest.param(added("ruff.toml", "line-length = 40"), id="that of another tool"),
    ],
)
def test_settings_of_fixes_count(project: Path, change: Callable[[Path], object]) -> None:
    reports(project, checker())
    change(project)
    assert kept(project) == set()


def test_the_target_of_the_command_line_counts(project: Path) -> None:
    reports(project, checker())
    assert kept(project, target="0.11.2") == set()


def test_another_release_of_the_tool_starts_anew(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports(project, checker())
    monkeypatch.setattr("flake8_nnx_rng.cache.results.identity", lambda: "another")
    assert kept(project) == set()


@pytest.mark.parametrize(
    ("change", "again"),
    [
        pytest.param(added("pkg/new.py", "from flax import nnx\n"), {"new.py"}, id="new"),
        pytest.param(
            replaced("pkg/other.py", "Rngs(0)", "Rngs(1)"), {"other.py"}, id="imported by none"
        ),
        pytest.param(added("pkg/new.py", "import os\n"), set(), id="about something else"),
        pytest.param(
            replaced("pkg/blocks.py", "drop(x)", "drop(x) "), {"blocks.py", "apply.py"}, id="module"
        ),
        pytest.param(
            replaced("runs/train.py", "create(", "create( "), {"train.py", "layers.py"}, id="caller"
        ),
    ],
)
def test_only_what_rests_on_a_change_is_checked_again(
    project: Path, change: Callable[[Path], object], again: set[str]
) -> None:
    reports(project, checker())
    change(project)
    assert kept(project) == ALL - again


def test_a_project_may_be_moved(project: Path) -> None:
    reports(project, checker())
    place = project.parent / f"{project.name}-moved"
    shutil.copytree(project, place)
    assert kept(place) == ALL
    assert [Path(r.filename).is_relative_to(place) for r in reports(place, checker())]


def test_a_syntax_error_is_kept_until_it_is_mended(project: Path) -> None:
    broken = write(project / "broken.py", DEFAULT + "x = = 1\n")
    [first] = check_paths([broken], checker=checker())
    report = checker().known(broken)
    assert report is not None
    assert str(report.error) == str(first.error)
    write(broken, DEFAULT)
    [mended] = check_paths([broken], checker=checker())
    assert [d.code for d in mended.diagnostics] == ["NNX117"]


def test_what_a_defect_made_is_not_kept(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    with monkeypatch.context() as patched:
        patched.setattr("flake8_nnx_rng.linter.inspect", breaking)
        assert codes(project)["default.py"] == ["NNX999"]
    assert codes(project) == FOUND


def test_what_changes_during_a_run_is_no_basis(project: Path) -> None:
    """The class is read, then changed, and then read again as a file to be checked."""
    using = checker()
    blocks = project / "pkg" / "blocks.py"
    using.check_anew(project / "runs" / "apply.py")
    replaced("pkg/blocks.py", "Dropout(rate", "Dropout(0.0")(project)
    using.check_anew(blocks)
    using.check_anew(project / "runs" / "apply.py")
    assert codes(project) == NO_APPLY
