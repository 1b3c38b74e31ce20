"""The cache as users of the command and of flake8 meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.command import main

CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"
TABLE = '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n'
CACHE = ".nnx_rng_cache"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a finding, which is the current folder."""
    place = tmp_path / "project"
    place.mkdir()
    (place / ".git").mkdir()
    (place / "pyproject.toml").write_text(TABLE)
    (place / "a.py").write_text(CODE)
    monkeypatch.chdir(place)
    monkeypatch.delenv("NNX_RNG_CACHE_DIR", raising=False)
    return place


def nnx_rng(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def flake8(*options: str, env: dict[str, str] | None = None) -> str:
    command = [sys.executable, "-m", "flake8", "--select=NNX", *options]
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    return done.stdout


def entries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.json"))


@pytest.fixture
def no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is looked into any more."""

    def refuse(*_: object) -> None:
        raise AssertionError("a file was parsed")

    monkeypatch.setattr(Checker, "inspect", refuse)


FORMATS = ["concise", "full", "json"]


@pytest.mark.parametrize("output", FORMATS)
def test_the_second_run_says_the_same(
    project: Path, output: str, request: pytest.FixtureRequest
) -> None:
    first = nnx_rng("check", "--output-format", output)
    assert first.exit_code == 1
    assert len(entries(project / CACHE)) == 1
    request.getfixturevalue("no_parser")
    second = nnx_rng("check", "--output-format", output)
    assert (second.exit_code, second.output) == (1, first.output)


def test_documents_are_kept_too(project: Path, request: pytest.FixtureRequest) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": CODE, "outputs": []}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4}
    (project / "b.ipynb").write_text(json.dumps(notebook))
    (project / "c.md").write_text(f"```python\n{CODE}```\n")
    (project / "d.rst").write_text(".. code-block:: python\n\n    " + CODE.replace("\n", "\n    "))
    first = nnx_rng("check")
    assert "b.ipynb:cell 1:4:12" in first.output
    request.getfixturevalue("no_parser")
    assert nnx_rng("check").output == first.output


def test_findings_are_named_as_the_paths_of_each_run(project: Path) -> None:
    nnx_rng("check", "a.py")
    shown = nnx_rng("check", str(project / "a.py")).output
    assert shown.startswith(f"{project / 'a.py'}:4:12: ")


def test_noqa_is_a_change(project: Path) -> None:
    nnx_rng("check")
    (project / "a.py").write_text(CODE.replace(":\n", ":  # noqa: NNX117\n", 1))
    assert nnx_rng("check").output == "All checks passed!\n"


def test_a_fix_is_made_of_what_was_kept(project: Path) -> None:
    nnx_rng("check")
    text = nnx_rng("check", "--diff").stdout
    assert nnx_rng("check", "--no-cache", "--diff").stdout == text


def test_a_file_without_a_fix_is_not_parsed_for_a_diff(
    project: Path, request: pytest.FixtureRequest
) -> None:
    (project / "a.py").write_text("from flax import nnx\n\nprint(nnx.Rngs(0))\n")
    nnx_rng("check")
    request.getfixturevalue("no_parser")
    result = nnx_rng("check", "--diff")
    assert (result.exit_code, result.output) == (0, "")


def test_after_a_fix_nothing_is_stale(project: Path) -> None:
    nnx_rng("check")
    nnx_rng("check", "--fix", "--unsafe-fixes")
    assert nnx_rng("check").stdout == nnx_rng("check", "--no-cache").stdout


@pytest.mark.parametrize("option", ["-n", "--no-cache"])
def test_it_can_be_turned_off(project: Path, option: str) -> None:
    assert nnx_rng("check", option).exit_code == 1
    assert not (project / CACHE).exists()


@pytest.mark.parametrize(
    "name", ["pyproject.toml", "setup.cfg", "tox.ini", ".flake8"], ids=lambda name: name
)
def test_the_project_can_turn_it_off(project: Path, name: str) -> None:
    text = TABLE + "cache = false" if name == "pyproject.toml" else "[flake8]\nnnx-cache = false"
    (project / name).write_text(text)
    nnx_rng("check")
    flake8("a.py")
    assert not (project / CACHE).exists()


@pytest.mark.parametrize("how", ["option", "environment", "setting", "flake8's file"])
def test_it_can_be_elsewhere(project: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = project.parent / "elsewhere"
    match how:
        case "option":
            nnx_rng("check", "--cache-dir", "../elsewhere")
        case "environment":
            monkeypatch.setenv("NNX_RNG_CACHE_DIR", "../elsewhere")
            nnx_rng("check")
        case "setting":
            (project / "pyproject.toml").write_text(TABLE + 'cache-dir = "../elsewhere"')
            nnx_rng("check", str(project))
        case _:
            (project / ".flake8").write_text("[flake8]\nnnx-cache-dir = ../elsewhere")
            nnx_rng("check")
    assert len(entries(elsewhere)) == 1
    assert not (project / CACHE).exists()


def test_options_beat_the_environment_and_that_beats_settings(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pyproject.toml").write_text(TABLE + 'cache-dir = "../weakest"')
    monkeypatch.setenv("NNX_RNG_CACHE_DIR", "../middle")
    nnx_rng("check")
    nnx_rng("check", "--cache-dir=../strongest")
    found = [bool(entries(project.parent / name)) for name in ("weakest", "middle", "strongest")]
    assert found == [False, True, True]


@pytest.mark.parametrize("value", ["1", '""', '"a\\u0000b"'])
def test_a_cache_dir_that_is_no_folder_is_explained(project: Path, value: str) -> None:
    (project / "pyproject.toml").write_text(f"{TABLE}cache-dir = {value}")
    result = nnx_rng("check")
    assert result.exit_code == 2
    assert "`cache-dir`" in result.output


def test_flake8_keeps_and_uses_results(project: Path) -> None:
    first = flake8("a.py")
    assert first.startswith("a.py:4:12: NNX117")
    (entry,) = entries(project / CACHE)
    kept = json.loads(entry.read_text())
    kept["found"][0] |= {"message": "from", "help": "the cache"}
    entry.write_text(json.dumps(kept))
    assert flake8("a.py") == "a.py:4:12: NNX117 from: the cache\n"


def test_flake8_suppresses_what_was_kept(project: Path) -> None:
    """Each of the two keeps its own: flake8 suppresses by itself."""
    (project / "a.py").write_text(CODE.replace(":\n", ":  # noqa: NNX117\n", 1))
    for _ in range(2):
        assert flake8("a.py") == ""
        assert len(flake8("--disable-noqa", "a.py").splitlines()) == 1
        assert nnx_rng("check").exit_code == 0


def test_processes_of_flake8_share_it(project: Path) -> None:
    for number in range(12):
        (project / f"b{number}.py").write_text(CODE + f"\n\n{number}\n")
    first = flake8("--jobs=2", ".")
    assert len(entries(project / CACHE)) == 13
    assert flake8("--jobs=2", ".") == first
    assert len(first.splitlines()) == 13


def test_flake8_can_be_told_to_keep_nothing(project: Path) -> None:
    flake8("--nnx-cache=false", "a.py")
    assert not (project / CACHE).exists()


@pytest.mark.parametrize("how", ["option", "environment", "file"])
def test_flake8_can_be_told_where(project: Path, how: str) -> None:
    match how:
        case "option":
            flake8("--nnx-cache-dir=../elsewhere", "a.py")
        case "environment":
            flake8("a.py", env={"NNX_RNG_CACHE_DIR": "../elsewhere"})
        case _:
            (project / "setup.cfg").write_text("[flake8]\nnnx-cache-dir = ../elsewhere\n")
            flake8("a.py")
    assert len(entries(project.parent / "elsewhere")) == 1
    assert not (project / CACHE).exists()


def test_flake8_explains_a_value_that_is_neither(project: Path) -> None:
    command = [sys.executable, "-m", "flake8", "--nnx-cache=maybe", "a.py"]
    done = subprocess.run(command, capture_output=True, text=True)
    output = done.stdout + done.stderr
    assert "nnx-cache" in output
    assert "Traceback" not in output


def test_a_text_that_is_in_no_file_leaves_nothing(project: Path) -> None:
    command = [sys.executable, "-m", "flake8", "--stdin-display-name=new.py", "-"]
    done = subprocess.run(command, input=CODE, capture_output=True, text=True)
    assert "NNX117" in done.stdout
    CliRunner().invoke(main, ["check", "-", "--stdin-filename", "a.py"], input=CODE)
    assert not (project / CACHE).exists()


def test_a_warm_run_loads_no_parser_and_no_rule(project: Path) -> None:
    nnx_rng("check")
    code = (
        "import sys\n"
        # What measures coverage is there already, with modules of its own.
        "before = set(sys.modules)\n"
        "from flake8_nnx_rng.frontends.command import main\n"
        "try:\n    main(['check'])\nexcept SystemExit as end:\n    print(end.code)\n"
        "heavy = ('ast_grep_py', 'flake8', 'flake8_nnx_rng.rules.nnx117',"
        " 'flake8_nnx_rng.semantics.analysis', 'multiprocessing', 'flake8_nnx_rng.runtime')\n"
        "print([name for name in heavy if name in sys.modules.keys() - before])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.splitlines()[-2:] == ["1", "[]"]


def test_clean_removes_every_cache_below(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "setup.py").touch()
    (project / "sub" / "b.py").write_text(CODE)
    nnx_rng("check")
    result = nnx_rng("clean")
    told = {f"Removing cache at: {CACHE}", f"Removing cache at: sub{os.sep}{CACHE}"}
    assert (result.exit_code, {*result.stderr.splitlines()}) == (0, told)
    assert [*project.rglob(CACHE)] == []
    assert nnx_rng("clean").output == ""


def test_clean_takes_paths(project: Path) -> None:
    nnx_rng("check")
    (project / "sub").mkdir()
    assert nnx_rng("clean", "sub").output == ""
    os.chdir(project / "sub")
    assert nnx_rng("clean", str(project)).exit_code == 0
    assert not (project / CACHE).exists()


def test_clean_follows_no_link(project: Path) -> None:
    precious = project.parent / "precious"
    precious.mkdir()
    (precious / "data.json").touch()
    (project / CACHE).symlink_to(precious)
    nnx_rng("clean")
    assert (precious / "data.json").exists()


@pytest.mark.parametrize("how", ["environment", "setting"])
def test_clean_removes_a_cache_elsewhere(
    project: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "setting":
        (project / "pyproject.toml").write_text(TABLE + 'cache-dir = "../elsewhere"')
    else:
        monkeypatch.setenv("NNX_RNG_CACHE_DIR", str(project.parent / "elsewhere"))
    nnx_rng("check")
    nnx_rng("clean")
    assert not (project.parent / "elsewhere").exists()


def test_clean_leaves_what_is_not_ours(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that was there is no cache of ours, and one that is may hold other things."""
    (project.parent / "home").mkdir()
    (project.parent / "home" / "data").touch()
    monkeypatch.setenv("NNX_RNG_CACHE_DIR", str(project.parent / "home"))
    nnx_rng("check")
    nnx_rng("clean")
    assert len(entries(project.parent / "home")) == 1
    monkeypatch.setenv("NNX_RNG_CACHE_DIR", str(project.parent / "made"))
    nnx_rng("check")
    (project.parent / "made" / "data").touch()
    nnx_rng("clean")
    assert [path.name for path in (project.parent / "made").iterdir()] == ["data"]
