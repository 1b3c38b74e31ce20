"""Runs that are kept whole: told again as long as nothing has changed, and no longer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.cache import facts
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.command import main

CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"
CLEAN = "from flax import nnx\n\n\ndef f(rngs: nnx.Rngs):\n    return rngs\n"
USER = "from lib import make\nfrom flax import nnx\n\n\ndef g():\n    return make(nnx.Rngs(0))\n"
LIB = "def make(rngs):\n    return rngs\n"
TABLE = '[project]\nname = "p"\ndependencies = ["flax>=0.12"]\n'
CACHE = ".nnx_rng_cache"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a finding, which is the current folder; all in it counts as old."""
    place = tmp_path / "around" / "project"
    (place / ".git").mkdir(parents=True)
    (place / "inner").mkdir()
    (place / "pyproject.toml").write_text(TABLE)
    (place / "a.py").write_text(CODE)
    (place / "clean.py").write_text(CLEAN)
    (place / "user.py").write_text(USER)
    monkeypatch.chdir(place)
    monkeypatch.delenv("NNX_RNG_CACHE_DIR", raising=False)
    monkeypatch.setattr(facts, "_MARGIN", -(10**15))
    return place


def nnx_rng(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("run-*.json"))


def told_again(*arguments: str) -> bool:
    """Whether the next run makes no checker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Checker, "__init__", _refuse)
        return not isinstance(nnx_rng(*arguments).exception, AssertionError)


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a file is looked at")


@pytest.mark.parametrize("output", ["concise", "full", "json", "sarif"])
def test_the_next_run_tells_the_same(project: Path, output: str) -> None:
    (project / "broken.py").write_text("from flax import nnx\ndef f(:\n")
    (project / "silent.py").write_text(CODE.replace("0)):", "0)):  # noqa: NNX301"))
    arguments = ("--output-format", output)
    first = nnx_rng(*arguments)
    assert told_again(*arguments)
    second = nnx_rng(*arguments)
    assert (second.exit_code, second.output) == (first.exit_code, first.output)


def test_another_format_is_of_the_same_run(project: Path) -> None:
    nnx_rng()
    found = json.loads(nnx_rng("--output-format", "json", "--no-cache").output)
    assert told_again("--output-format", "json")
    assert json.loads(nnx_rng("--output-format", "json").output) == found


def edit(project: Path) -> None:
    (project / "clean.py").write_text(CODE)


def edit_and_hide_it(project: Path) -> None:
    """The same size and time; the system tells of it all the same."""
    path = project / "clean.py"
    before = path.stat()
    path.write_text(CODE.replace("    return", "  return"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def put_another_in_its_place(project: Path) -> None:
    other = project.parent / "other.py"
    other.write_text(CODE)
    os.replace(other, project / "clean.py")


def add(project: Path) -> None:
    (project / "inner" / "new.py").write_text(CODE)


def remove(project: Path) -> None:
    (project / "a.py").unlink()


def rename(project: Path) -> None:
    (project / "a.py").rename(project / "b.py")


def ignore(project: Path) -> None:
    (project / ".gitignore").write_text("a.py\n")


def configure(project: Path) -> None:
    (project / "pyproject.toml").write_text(f'{TABLE}[tool.flake8-nnx-rng]\nignore = ["NNX301"]\n')


def configure_flake8(project: Path) -> None:
    (project / ".flake8").write_text("[flake8]\nextend-ignore = NNX301\n")


def configure_inside(project: Path) -> None:
    (project / "inner" / "x.py").write_text(CODE)
    nnx_rng()
    (project / "inner" / "pyproject.toml").write_text("[tool.flake8-nnx-rng]\nignore=['NNX301']\n")


def require(project: Path) -> None:
    (project / "requirements-dev.txt").write_text("flax==0.8.5\n")


def lock(project: Path) -> None:
    (project / "uv.lock").write_text('[[package]]\nname = "flax"\nversion = "0.12.1"\n')


def give_a_module(project: Path) -> None:
    """What an import means that meant nothing before."""
    (project / "src").mkdir()
    (project / "src" / "lib.py").write_text("def make(rngs):\n    return rngs(), rngs()\n")


def no_more_readable(project: Path) -> None:
    (project / "a.py").unlink()
    (project / "a.py").mkdir()


CHANGES = [
    *(edit, edit_and_hide_it, put_another_in_its_place, add, remove, rename, ignore, configure),
    *(configure_flake8, configure_inside, require, lock, give_a_module, no_more_readable),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(project: Path, change: Callable[[Path], None]) -> None:
    nnx_rng()
    assert told_again()
    change(project)
    assert not told_again()
    assert nnx_rng().output == nnx_rng("--no-cache").output
    assert told_again()


def test_a_link_that_leads_elsewhere_is_seen(project: Path) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (outside / "one.py").write_text(CLEAN)
    (outside / "two.py").write_text(CODE)
    (project.parent / "way.py").symlink_to(outside / "one.py")
    (project / "linked.py").symlink_to(project.parent / "way.py")
    nnx_rng()
    assert told_again()
    (project.parent / "way.py").unlink()
    (project.parent / "way.py").symlink_to(outside / "two.py")
    assert not told_again()
    assert nnx_rng().output == nnx_rng("--no-cache").output


def test_configuration_above_is_seen_and_what_else_comes_there_is_not(project: Path) -> None:
    (project / ".git").rmdir()
    (project / "pyproject.toml").unlink()
    nnx_rng()
    assert told_again()
    (project.parent / "notes.txt").write_text("nothing")
    assert told_again()
    (project.parent / "pyproject.toml").write_text("[tool.flake8-nnx-rng]\nignore=['NNX301']\n")
    assert not told_again()
    assert nnx_rng().output == nnx_rng("--no-cache").output


@pytest.mark.parametrize(
    "options", [["--ignore", "NNX301"], ["--target-flax", "0.8.5"], ["--no-cache"], ["inner"]]
)
def test_other_options_are_another_run(project: Path, options: list[str]) -> None:
    nnx_rng()
    assert not told_again(*options)


def test_a_copy_is_another_run(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nnx_rng()
    copy = project.parent / "copy"
    subprocess.run(["cp", "-a", str(project), str(copy)], check=True)
    monkeypatch.chdir(copy)
    assert not told_again()
    (copy / "a.py").write_text(CLEAN)
    assert nnx_rng().output == nnx_rng("--no-cache").output


@pytest.mark.parametrize(
    "options",
    [
        ["a.py"],
        ["--no-cache"],
        ["--fix"],
        ["--diff"],
        ["--verbose"],
        ["--write-baseline", "--baseline", "b.json"],
        ["--target-flax", "0.99"],
        ["--add-noqa"],
        ["--jobs", "2"],
    ],
)
def test_what_is_more_than_findings_is_not_kept(project: Path, options: list[str]) -> None:
    nnx_rng(*options)
    assert kept(project) == []


def test_what_is_told_besides_is_told_each_time(project: Path) -> None:
    (project / "pyproject.toml").write_text(TABLE.replace(">=0.12", "=>oops"))
    first = nnx_rng()
    assert "warning" in first.output
    assert nnx_rng().output == first.output


def test_known_findings_are_looked_up_each_time(project: Path) -> None:
    nnx_rng("--write-baseline", "--baseline", "b.json")
    table = f'{TABLE}[tool.flake8-nnx-rng]\nbaseline = "b.json"\n'
    (project / "pyproject.toml").write_text(table)
    assert nnx_rng().exit_code == 0
    assert nnx_rng().exit_code == 0
    assert kept(project) == []


def test_no_cache_by_settings_is_none_of_runs(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.flake8-nnx-rng]\ncache = false\n")
    nnx_rng()
    assert not (project / CACHE).exists()


def test_what_was_changed_just_now_may_change_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock may stand still between two changes."""
    monkeypatch.undo()
    monkeypatch.chdir(project)
    nnx_rng()
    assert kept(project) == []


JUNK: list[object] = [None, 7, "text", [], [1], {"a": 1}, {"/etc": [[1], 2]}, [["\0", 1, {}, {}]]]


@pytest.mark.parametrize("key", ["schema", "key", "stamps", "names", "ways", "told", "files"])
@pytest.mark.parametrize("junk", JUNK, ids=str)
def test_what_is_no_run_is_not_believed(project: Path, key: str, junk: object) -> None:
    expected = nnx_rng().output
    (path,) = kept(project)
    data: dict[str, Any] = json.loads(path.read_bytes())
    path.write_text(json.dumps({**data, key: junk}))
    found = nnx_rng()
    assert found.exception is None or isinstance(found.exception, SystemExit)
    if junk != []:  # which says that there is nothing
        assert found.output == expected


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"[" * 100_000, b"\xff", b"null"])
def test_broken_files_are_as_if_not_there(project: Path, data: bytes) -> None:
    expected = nnx_rng().output
    (path,) = kept(project)
    path.write_bytes(data)
    assert nnx_rng().output == expected


AUDITED = """
import os, sys
asked = set()
def hook(event, arguments):
    if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], (str, bytes)):
        asked.add(os.path.abspath(os.fsdecode(arguments[0])))
from flake8_nnx_rng.cache import facts
facts._MARGIN = -(10**15)
from flake8_nnx_rng.__main__ import run
sys.addaudithook(hook)
sys.argv = ["nnx-rng", "check", "-q"]
try:
    run()
except SystemExit:
    print(*sorted(asked), sep="\\n")
"""


def test_all_that_is_opened_is_on_record(project: Path) -> None:
    """What the system has seen of the run in the project and around it."""
    (project / "inner" / "__init__.py").write_text("")
    (project / "inner" / "x.py").write_text("from . import y\nfrom user import g\n" + CODE)
    (project / "requirements").mkdir()
    (project / "requirements" / "base.txt").write_text("-r more.txt\n")
    (project / "environment.yml").write_text("dependencies:\n  - numpy\n")
    done = subprocess.run([sys.executable, "-c", AUDITED], capture_output=True, text=True)
    around = str(project.parent.parent)
    asked = {path for path in done.stdout.splitlines() if path.startswith(around)}
    (run,) = kept(project)
    data = json.loads(run.read_bytes())
    known = {*data["stamps"], *(folder for folder, *_ in data["names"])}
    left = {path for path in asked - known if f"/{CACHE}" not in path}
    assert str(project / "inner" / "x.py") in known
    assert left == set()
