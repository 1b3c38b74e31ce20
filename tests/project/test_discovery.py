"""Which files a path on the command line stands for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter

import pytest

from flake8_nnx_rng.project.discovery import Problem, discover
from flake8_nnx_rng.project.gitignore_names import Names
from flake8_nnx_rng.project.patterns import matches
from flake8_nnx_rng.project.settings import ConfigError, Overrides, Settings, SettingsLoader


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository that is the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def found(*paths: str, over: Overrides | None = None) -> list[str]:
    """What is found, as a user reads it; problems in angle brackets."""
    results = discover([Path(path) for path in paths], SettingsLoader(over))
    return [shown(result) for result in results]


def shown(result: Path | Problem) -> str:
    if isinstance(result, Problem):
        return f"<{result.path.as_posix()}: {result.reason}>"
    return result.as_posix()


def ignore(lines: Iterable[str], folder: str = ".") -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    Path(folder, ".gitignore").write_text("\n".join(lines), encoding="utf-8")


def test_a_folder_is_searched_for_every_kind_of_source() -> None:
    make("b.py", "a.pyi", "n.ipynb", "d/README.md", "d/x.rst", "UP.PY", "c.txt", "py", "d/e.pyc")

    assert found(".") == ["UP.PY", "a.pyi", "b.py", "d/README.md", "d/x.rst", "n.ipynb"]


def test_paths_are_spelled_as_the_user_does(root: Path) -> None:
    make("pkg/a.py", "pkg/sub/b.py")

    assert found(".") == ["pkg/a.py", "pkg/sub/b.py"]
    assert found("./pkg") == ["pkg/a.py", "pkg/sub/b.py"]
    assert found("pkg/../pkg/sub") == ["pkg/../pkg/sub/b.py"]
    assert found(str(root)) == [f"{root.as_posix()}/pkg/{name}" for name in ("a.py", "sub/b.py")]


def test_a_named_file_is_taken_whatever_it_is() -> None:
    make("script", "build/a.py", "ignored.py")
    ignore(["ignored.py"])

    assert found("script", "build/a.py", "ignored.py") == ["script", "build/a.py", "ignored.py"]


def test_our_own_cache_is_never_searched() -> None:
    make("a.py", ".nnx_rng_cache/0.1.0/a.py")

    assert found(".", over=Overrides(exclude=())) == ["a.py"]


def test_an_excluded_folder_can_be_named() -> None:
    make("build/a.py", "build/dist/b.py")

    assert found("build") == ["build/a.py"]


def test_excluded_folders_are_not_entered() -> None:
    make(".venv/a.py", "node_modules/a.py", "x/__pycache__/a.py", "x.egg/a.py", ".hidden/a.py")

    assert found(".") == [".hidden/a.py"]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("gen", ["a.py", "pkg/a.py"]),
        ("pkg/gen", ["a.py", "gen/a.py", "pkg/a.py"]),
        ("./gen/", ["a.py", "pkg/a.py", "pkg/gen/a.py"]),
        ("a.py", []),
        ("pkg/*.py", ["a.py", "gen/a.py"]),
        ("**/gen", ["a.py", "pkg/a.py"]),
    ],
)
def test_extend_exclude(pattern: str, left: list[str]) -> None:
    make("a.py", "gen/a.py", "pkg/a.py", "pkg/gen/a.py")

    assert found(".", over=Overrides(extend_exclude=(pattern,))) == left


def test_each_folder_has_the_excludes_of_its_own_configuration() -> None:
    make("old/a.py", "pkg/old/a.py", "pkg/new/a.py")
    Path("pkg/pyproject.toml").write_text("[tool.flake8-nnx-rng]\nexclude = ['old']")

    assert found(".") == ["old/a.py", "pkg/new/a.py"]


def test_a_wrong_configuration_below_is_not_passed_over() -> None:
    make("pkg/a.py")
    Path("pkg/pyproject.toml").write_text("[tool.flake8-nnx-rng]\nexcluded = []")

    with pytest.raises(ConfigError, match="unknown field `excluded`"):
        found(".")


@pytest.mark.parametrize(
    ("outer", "inner", "left"),
    [
        pytest.param(["gen/"], [], ["a.py", "pkg/a.py"], id="folder at any depth"),
        pytest.param(["/gen"], [], ["a.py", "pkg/a.py", "pkg/gen/a.py"], id="anchored"),
        pytest.param(["*.py"], ["!a.py"], ["pkg/a.py", "pkg/gen/a.py"], id="nearest file decides"),
        pytest.param([], ["/a.py"], ["a.py", "gen/a.py", "pkg/gen/a.py"], id="anchored in its own"),
        pytest.param(["pkg/"], ["!a.py"], ["a.py", "gen/a.py"], id="not entered, not re-included"),
        pytest.param(["!", "[z-a]", "gen"], [], ["a.py", "pkg/a.py"], id="lines git passes over"),
        pytest.param(
            ["# gen", ""], [], ["a.py", "gen/a.py", "pkg/a.py", "pkg/gen/a.py"], id="none"
        ),
    ],
)
def test_gitignore(outer: list[str], inner: list[str], left: list[str]) -> None:
    make("a.py", "gen/a.py", "pkg/a.py", "pkg/gen/a.py")
    ignore(outer)
    ignore(inner, "pkg")

    assert found(".") == left


@pytest.mark.parametrize(
    "lines",
    [
        *(["*"], ["/*"], ["gen/*"], ["gen/**"], ["**/gen"], ["pkg/*/a.py"], ["p*/gen/"], ["[g]en"]),
        *(["[!p]*"], ["[^p]*"], ["?.py"], [r"\a.py"], [r"\*.py"], [r"g\en"]),
        *(["gen "], ["gen/ "], [r"b\ b.py"], ["b b.py"], ["#gen"], [r"\#c.py"], [r"\!d.py"]),
        *(["*", "!*/", "!b.py"], ["gen/*", "!gen/b.py"], ["pkg/**/b.py"], ["*.p[xyz]"], ["**"]),
        *(["a.py/"], ["gen//"], ["/"], ["//gen"], ["pkg/gen/a.py", "!a.py"]),
    ],
    ids=repr,
)
def test_the_cheap_test_of_gitignore_changes_nothing(
    lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = ("", "gen/", "pkg/", "pkg/gen/", "pkg/gen/deep/")
    names = ("a.py", "b.py", "b b.py", "#c.py", "!d.py")
    make(*(folder + name for folder in folders for name in names))
    ignore(lines)
    cheap = found(".")
    monkeypatch.setattr(Names, "may_hold", lambda *_: True)
    assert cheap == found(".")


def test_gitignore_of_folders_above_up_to_the_repository() -> None:
    make("repo/.git/HEAD", "repo/pkg/a.py", "repo/pkg/gen.py", "repo/pkg/up.py")
    ignore(["up.py"])
    ignore(["gen.py"], "repo")

    assert found("repo/pkg") == ["repo/pkg/a.py", "repo/pkg/up.py"]
    assert found(".") == ["repo/pkg/a.py", "repo/pkg/up.py"], "a repository within another"


def test_an_ignored_folder_can_be_named() -> None:
    make("gen/a.py", "gen/sub/b.py")
    ignore(["gen/"])

    assert found(".") == []
    assert found("gen") == ["gen/a.py", "gen/sub/b.py"]
    assert found("gen/sub") == ["gen/sub/b.py"]


def test_outside_of_a_repository_only_files_in_the_folder_count(root: Path) -> None:
    (root / ".git").rmdir()
    make("pkg/a.py", "pkg/b.py", "pkg/c.py")
    ignore(["a.py"])
    ignore(["b.py"], "pkg")

    assert found("pkg") == ["pkg/a.py", "pkg/c.py"]


def test_a_file_reached_twice_comes_once() -> None:
    make("pkg/a.py", "pkg/b.py")

    assert found("pkg/b.py", "pkg", "./pkg/a.py", ".", "pkg") == ["pkg/b.py", "pkg/a.py"]


def test_symbolic_links(root: Path) -> None:
    make("pkg/a.py")
    os.symlink(root, "pkg/loop")
    os.symlink("a.py", "pkg/b.py")
    os.symlink("nowhere.py", "pkg/.#lock.py")
    os.symlink("self.py", "pkg/self.py")
    os.symlink("pkg", "named")

    assert found(".") == ["pkg/a.py"]
    assert found("named") == ["named/a.py"], "a folder that is named is followed"
    assert found("pkg/b.py") == ["pkg/b.py"]


def test_links_in_a_folder_lead_to_no_file_that_is_not_to_be_looked_at() -> None:
    make("pkg/a.py", "pkg/excluded/b.py", "outside/c.py", "pkg/script", "outside/other")
    for name, target in {
        "to_excluded.py": "excluded/b.py",
        "to_outside.py": "../outside/c.py",
        "to_script.py": "script",
        "to_script_outside.py": "../outside/other",
    }.items():
        os.symlink(target, f"pkg/{name}")

    settings = Settings(root=Path.cwd(), extend_exclude=("excluded",))
    paths = [*discover([Path("pkg")], lambda folder: settings)]
    assert [str(path) for path in paths] == ["pkg/a.py", "pkg/to_script.py"]


def test_a_link_that_is_named_leads_to_no_excluded_file() -> None:
    make("pkg/excluded/b.py", "pkg/a.py")
    for name in ("b.py", "a.py"):
        os.symlink("excluded/b.py" if name == "b.py" else "a.py", f"pkg/to_{name}")
    settings = Settings(root=Path.cwd(), extend_exclude=("excluded",))

    def paths(*named: str) -> list[str]:
        return [str(path) for path in discover([*map(Path, named)], lambda folder: settings)]

    assert paths("pkg/to_b.py", "pkg/to_a.py") == ["pkg/to_a.py"]
    assert paths("pkg/excluded/b.py") == ["pkg/excluded/b.py"], "unless it is named itself"


def test_a_file_goes_by_its_own_name_wherever_a_link_to_it_stands() -> None:
    make("pkg/foo.py")
    os.symlink("foo.py", "pkg/alias.py")

    assert found("pkg") == ["pkg/foo.py"]
    assert found("pkg/alias.py", "pkg/foo.py") == ["pkg/foo.py"]
    assert found("pkg/alias.py", "pkg") == ["pkg/foo.py"]


def test_a_folder_with_the_suffix_of_a_file_is_a_folder() -> None:
    make("odd.py/a.py")

    assert found(".") == ["odd.py/a.py"]


def test_problems_do_not_stop_the_rest() -> None:
    make("a.py", "b.py")

    first, missing, unusual, last = found("a.py", "missing", "nul\0", "b.py")

    assert (first, last) == ("a.py", "b.py")
    assert missing == "<missing: No such file or directory>"
    assert "embedded null" in unusual


def test_a_folder_that_cannot_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    make("a/a.py", "b/b.py", "c.py")
    scandir = os.scandir

    def refusing(path: str | os.PathLike[str]) -> object:
        if Path(path) == Path("a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    # Permissions do not bind the superuser, whom tests may run as.
    monkeypatch.setattr(os, "scandir", refusing)

    assert found(".") == ["<a: Permission denied>", "b/b.py", "c.py"]


def test_an_undecodable_name(root: Path) -> None:
    try:
        (root / os.fsdecode(b"\xff.py")).touch()
    except OSError:
        pytest.skip("this file system has no such names")
    make("a.py")
    ignore(["*.md"])

    assert found(".") == ["a.py", os.fsdecode(b"\xff.py")]


def test_nothing_named_is_nothing_found() -> None:
    make("a.py")

    assert found() == []


@pytest.mark.parametrize(
    "lines",
    [
        *(["/gen/a.py"], ["gen/**/a.py"], ["**/deep/"], ["*n/"], ["[[:lower:]].py"], ["[!a].py"]),
        *(["pkg/**", "!pkg/gen/"], ["*", "!*/", "!a.py"], [r"\!d.py"], ["b b.py  "], [r"b\ b.py"]),
        *(["gen[", "[b-a].py"], ["**.py"], ["p*g/*/deep"], ["a.py\r"], ["pkg/***/b.py"]),
    ],
    ids=repr,
)
def test_gitignore_means_what_git_says(lines: list[str], root: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    folders = ("", "gen/", "pkg/", "pkg/gen/", "pkg/gen/deep/")
    names = ("a.py", "b.py", "b b.py", "!d.py")
    everything = {folder + name for folder in folders for name in names}
    make(*everything)
    ignore(lines)
    (root / ".git").rmdir()
    subprocess.run(["git", "init", "--quiet"], check=True)
    asked = ["git", "-c", "core.quotePath=false", "check-ignore", "--no-index", "--stdin", "-z"]
    told = subprocess.run(asked, input="\0".join(everything), capture_output=True, text=True)

    assert set(found(".")) == everything - set(told.stdout.split("\0"))


@pytest.mark.parametrize(
    "line", ["*a" * 50 + "*b/*", "**/a/" * 50 + "b", "a*" * 50 + "/**/" + "*a" * 50], ids=len
)
def test_no_line_of_gitignore_makes_the_search_long(line: str) -> None:
    folder = "a" * 100
    make(f"{folder}/{'a' * 100}.py", "/".join("a" * 90) + "/m.py")
    ignore([line])

    start = perf_counter()
    assert len(found(".")) == 2
    assert perf_counter() - start < 5


@pytest.mark.parametrize(
    ("pattern", "path", "is_named"),
    [
        *(("**/**/**/a.py", "a.py", True), ("x/**/**/a.py", "x/y/z/a.py", True)),
        *(("**/x/**/y/*.py", "b/x/y/y/c.py", True), ("**/x/**/y/*.py", "b/x/c.py", False)),
        *(("x**/a.py", "xy/a.py", True), ("x/*y*/z", "x/1/y/2/z", True), ("x/[*]", "x/*", True)),
        *(("x/[!a]*", "x/bc", True), ("x/[!a]*", "x/ac", False), ("x/**", "x/a/b", True)),
        *(("**/a*b/c", "a/ab/c", True), ("*/b/**/b", "b/b", False), ("*/b/**/b", "a/b/b", True)),
        *(("**/" * 50 + "x", "/".join("a" * 200), False), ("*a/" * 50 + "x", "a/" * 200, False)),
        *(("/".join(["**/*a*"] * 50) + "/x", "/".join(["aa"] * 300), False),),
    ],
)
def test_patterns_of_settings(pattern: str, path: str, is_named: bool) -> None:
    start = perf_counter()
    assert matches(path, (pattern,)) is is_named
    assert perf_counter() - start < 2
