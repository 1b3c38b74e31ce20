"""flake8 itself is run, with the plugin as users have it."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_nnx_rng import __version__
from flake8_nnx_rng.frontends.flake8_plugin import Plugin

CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"
FOUND = "4:12: NNX117"
OLD = "from flax import nnx\n\nnnx.Vmap(f)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of its own, so that no search for settings leaves it."""
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def flake8(
    folder: Path, *options: str, stdin: bytes | None = None, path: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    env = dict(os.environ) if path is None else {**os.environ, "PYTHONPATH": str(path)}
    command = [sys.executable, "-m", "flake8", *options]
    return subprocess.run(command, cwd=folder, input=stdin, capture_output=True, env=env)


def told(folder: Path, *options: str) -> list[str]:
    """The lines of a run that has nothing to say on standard error."""
    run = flake8(folder, *options)
    assert run.stderr == b""
    return run.stdout.decode().splitlines()


def test_findings_are_shown_by_default(project: Path) -> None:
    write(project / "a.py", CODE)
    run = flake8(project, "a.py")
    assert run.returncode == 1
    [line] = run.stdout.decode().splitlines()
    assert line.startswith(f"a.py:{FOUND} nnx.Rngs(0) as the default of 'rngs'")


def test_the_plugin_is_listed_with_its_version(project: Path) -> None:
    assert f"flake8-nnx-rng: {__version__}" in flake8(project, "--version").stdout.decode()


def test_code_without_findings_passes(project: Path) -> None:
    write(project / "a.py", "from flax import nnx\n\nprint(nnx.Rngs(0))\n")
    write(project / "b.py", "print(1)\n")
    assert flake8(project, ".").returncode == 0


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
@pytest.mark.parametrize("option", ["nnx-target-flax", "nnx_target_flax"])
def test_the_target_may_stand_in_flake8s_own_files(project: Path, name: str, option: str) -> None:
    write(project / "a.py", OLD)
    assert any("NNX202" in line for line in told(project, "--select=NNX", "a.py"))
    write(project / name, f"[flake8]\n{option} = 0.8.5\n")
    assert told(project, "--select=NNX", "a.py") == []


def test_the_target_may_stand_on_the_command_line(project: Path) -> None:
    write(project / "a.py", OLD)
    write(project / ".flake8", "[flake8]\nnnx-target-flax = 0.12.8\n")
    assert told(project, "--select=NNX", "--nnx-target-flax=0.8.5", "a.py") == []


def test_the_target_may_stand_in_pyproject_or_the_requirements(project: Path) -> None:
    write(project / "a.py", OLD)
    write(project / "pyproject.toml", '[project]\ndependencies = ["flax==0.8.5"]\n')
    assert told(project, "--select=NNX", "a.py") == []
    write(project / "pyproject.toml", '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    assert len(told(project, "--select=NNX", "a.py")) == 1


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8", ""])
def test_rules_that_are_off_are_turned_on(project: Path, name: str) -> None:
    write(project / "a.py", CODE)
    write(project / "pyproject.toml", '[tool.flake8-nnx-rng]\nignore = ["NNX117"]\n')
    assert told(project, "a.py") == []
    if name:
        write(project / name, "[flake8]\nnnx-enable =\n    NNX117,\n    NNX101\n")
        assert len(told(project, "a.py")) == 1
    else:
        assert len(told(project, "--nnx-enable=NNX117,NNX101", "a.py")) == 1


@pytest.mark.parametrize(
    ("option", "message"),
    [
        pytest.param("--nnx-target-flax=newest", "newest", id="no version"),
        pytest.param("--nnx-enable=NNX1170", "NNX1170", id="no rule"),
        pytest.param("--nnx-enable=E501", "E501", id="another plugin's rule"),
    ],
)
def test_a_bad_option_is_explained_without_a_traceback(
    project: Path, option: str, message: str
) -> None:
    write(project / "a.py", CODE)
    run = flake8(project, option, "a.py")
    output = (run.stdout + run.stderr).decode()
    assert run.returncode == 1
    assert "Traceback" not in output
    assert "There was a critical error" in output
    assert message in output
    assert "default of" not in output


@pytest.mark.parametrize(
    "option", ["--nnx-target-flax=newest", "--nnx-enable=NNX1170"], ids=["target", "enable"]
)
def test_a_bad_option_is_called_what_the_user_called_it(project: Path, option: str) -> None:
    write(project / "a.py", CODE)
    name = option.removeprefix("--").partition("=")[0]
    assert name in flake8(project, option, "a.py").stdout.decode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[flake8]\nnnx-target-flax = newest\n", id="target"),
        pytest.param("[flake8]\nnnx-enable = NNX1170\n", id="enable"),
    ],
)
def test_a_bad_value_in_a_file_is_explained_without_a_traceback(project: Path, text: str) -> None:
    write(project / "a.py", CODE)
    write(project / ".flake8", text)
    run = flake8(project, "a.py")
    assert run.returncode == 1
    assert b"Traceback" not in run.stdout + run.stderr
    assert b"There was a critical error" in run.stdout + run.stderr


def test_a_broken_pyproject_is_told_and_other_plugins_still_report(project: Path) -> None:
    write(project / "a.py", CODE + "import os\n")
    write(project / "pyproject.toml", "[tool.flake8-nnx-rng]\nselect = 1\n")
    run = flake8(project, "a.py")
    assert b"Traceback" not in run.stdout + run.stderr
    assert b"pyproject.toml" in run.stdout + run.stderr
    assert b"select" in run.stdout + run.stderr
    assert b"F401" in run.stdout


def test_flake8_can_be_told_to_use_processes(project: Path) -> None:
    names = [f"{letter}.py" for letter in "abcdef"]
    for name in names:
        write(project / name, CODE + OLD)
    serial = told(project, "--select=NNX", "--jobs=1", "--nnx-target-flax=0.12.8", ".")
    parallel = told(project, "--select=NNX", "--jobs=2", "--nnx-target-flax=0.12.8", ".")
    assert len(serial) == 2 * len(names)
    assert sorted(parallel) == sorted(serial)


def test_the_target_reaches_the_processes(project: Path) -> None:
    for letter in "abcd":
        write(project / f"{letter}.py", OLD)
    assert told(project, "--select=NNX", "--jobs=2", "--nnx-target-flax=0.8.5", ".") == []


def test_standard_input_is_checked_under_the_name_that_is_shown(project: Path) -> None:
    write(project / "pyproject.toml", '[tool.flake8-nnx-rng.per-file-ignores]\n"b.py" = ["NNX"]\n')
    shown = flake8(project, "--stdin-display-name=a.py", "-", stdin=CODE.encode())
    assert shown.stdout.decode().startswith(f"a.py:{FOUND}")
    ignored = flake8(project, "--stdin-display-name=b.py", "-", stdin=CODE.encode())
    assert ignored.stdout == b""


def test_standard_input_needs_no_name(project: Path) -> None:
    run = flake8(project, "-", stdin=CODE.encode())
    assert run.stdout.decode().startswith(f"stdin:{FOUND}")


@pytest.mark.parametrize(
    ("comment", "count"),
    [
        ("", 1),
        ("  # noqa", 0),
        ("  # noqa: NNX117", 0),
        ("  # noqa: NNX", 0),
        ("  # noqa: NNX101", 1),
    ],
)
def test_noqa_is_left_to_flake8(project: Path, comment: str, count: int) -> None:
    write(project / "a.py", CODE.replace("(0)):\n", f"(0)):{comment}\n"))
    assert len(told(project, "--select=NNX", "a.py")) == count


def test_disable_noqa_shows_what_was_hidden(project: Path) -> None:
    write(project / "a.py", CODE.replace("(0)):\n", "(0)):  # noqa\n"))
    assert len(told(project, "--select=NNX", "--disable-noqa", "a.py")) == 1


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        (["--select=NNX1"], ["NNX117"]),
        (["--select=NNX2"], ["NNX202"]),
        (["--extend-ignore=NNX117"], ["NNX202"]),
        (["--ignore=NNX"], []),
        (["--select=F"], []),
        (["--per-file-ignores=a.py:NNX117"], ["NNX202"]),
    ],
)
def test_flake8s_own_selection_holds(project: Path, options: list[str], codes: list[str]) -> None:
    write(project / "a.py", CODE + "\n\nnnx.Vmap(f)\n")
    lines = told(project, "--nnx-target-flax=0.12.8", *options, "a.py")
    assert [line.split()[1] for line in lines] == codes


def test_isolated_leaves_flake8s_files_unread(project: Path) -> None:
    write(project / "a.py", OLD)
    write(project / ".flake8", "[flake8]\nnnx-target-flax = 0.8.5\n")
    assert told(project, "--select=NNX", "a.py") == []
    assert len(told(project, "--select=NNX", "--isolated", "a.py")) == 1


def test_another_configuration_file_takes_the_place_of_flake8s_files(project: Path) -> None:
    write(project / "a.py", OLD)
    write(project / ".flake8", "[flake8]\nnnx-target-flax = 0.8.5\n")
    write(project / "other.cfg", "[flake8]\nmax-line-length = 100\n")
    assert len(told(project, "--select=NNX", "--config=other.cfg", "a.py")) == 1


def test_a_syntax_error_is_told_once_by_flake8(project: Path) -> None:
    write(project / "a.py", CODE + "x = = 1\n")
    lines = told(project, "--select=NNX,E9", "a.py")
    assert [line.split()[1] for line in lines] == ["E999"]


def test_a_broken_file_that_names_flax_is_told_beside_the_findings(project: Path) -> None:
    write(project / "pyproject.toml", "")
    write(project / "pixi.toml", '[dependencies\nflax = "==0.8.5"\n')
    write(project / "a.py", CODE)
    write(project / "b.py", CODE)
    done = flake8(project, "--select=NNX", "--jobs=1", "a.py", "b.py")
    assert len(done.stdout.splitlines()) == 2
    said = "flake8-nnx-rng: warning: pixi.toml: cannot be parsed as TOML"
    assert done.stderr.decode().startswith(said)
    assert done.stderr.count(b"\n") == 1


def test_a_file_in_another_encoding_is_read(project: Path) -> None:
    write(project / "a.py", f"# coding: latin-1\n{CODE}x = 'é'\n".encode("latin-1"))
    assert len(told(project, "--select=NNX", "a.py")) == 1


BREAKING_RULE = """
from flake8_nnx_rng.rules import rule

def broken(analysis):
    raise RuntimeError("boom")
    yield

object.__setattr__(rule("NNX117"), "check", broken)
"""
BREAKING_ENGINE = """
from flake8_nnx_rng.semantics.analysis import Analysis

def broken(*args, **options):
    raise RuntimeError("boom")

Analysis.__init__ = broken
"""


@pytest.mark.parametrize(
    ("patch", "where"),
    [
        pytest.param(BREAKING_RULE, " in NNX117", id="rule"),
        pytest.param(BREAKING_ENGINE, "", id="engine"),
    ],
)
def test_a_bug_of_ours_is_a_finding_and_flake8_goes_on(
    project: Path, patch: str, where: str
) -> None:
    write(project / "patched" / "sitecustomize.py", patch)
    write(project / "a.py", CODE)
    write(project / "b.py", "import os\n")
    run = flake8(project, "--jobs=1", "a.py", "b.py", path=project / "patched")
    lines = run.stdout.decode().splitlines()
    assert run.stderr == b""
    assert lines[0].startswith(f"a.py:1:1: NNX999 internal error{where} while checking a.py")
    assert "RuntimeError: boom" in lines[0]
    assert lines[1].startswith("b.py:1:1: F401")


@pytest.fixture
def options() -> Iterator[None]:
    """The options of the class as they were."""
    yield
    Plugin.target_flax, Plugin.enable, Plugin._checker = None, (), None


def run(code: str, filename: str = "a.py") -> list[tuple[int, int, str, type]]:
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):  # of which flake8 has no tree
        tree = ast.parse("")
    return list(Plugin(tree, filename, code.splitlines(keepends=True)).run())


@pytest.mark.usefixtures("options")
def test_reports_have_rows_from_one_and_columns_from_zero() -> None:
    [(row, column, text, kind)] = run(CODE)
    assert (row, column, kind) == (4, 11, Plugin)
    assert text.startswith("NNX117 ")


@pytest.mark.usefixtures("options")
@pytest.mark.parametrize(
    "code",
    [
        pytest.param("print(1)\n", id="no nnx"),
        pytest.param(CODE + "\0\n", id="null byte"),
        pytest.param("", id="empty"),
    ],
)
def test_what_flake8_tells_itself_is_not_told_again(code: str) -> None:
    assert run(code) == []


@pytest.mark.usefixtures("options")
def test_the_minus_sign_stands_for_standard_input(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    write(project / "pyproject.toml", '[tool.flake8-nnx-rng.per-file-ignores]\n"stdin" = ["NNX"]\n')
    assert run(CODE, "-") == []


@pytest.mark.parametrize("module", ["flake8_nnx_rng", "flake8_nnx_rng.frontends.flake8_plugin"])
def test_importing_the_plugin_loads_nothing_heavy(module: str) -> None:
    heavy = ["jax", "flax", "ast_grep_py", "click", "rich", "numpy", "flake8_nnx_rng.checking"]
    program = f"import {module}, sys; print([m for m in {heavy} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert found.stdout.split() == [b"[]"]


def test_a_run_without_nnx_never_loads_the_engine(project: Path) -> None:
    write(project / "a.py", "print(1)\n")
    program = (
        "import sys\nfrom flake8.main import cli\ncode = cli.main(['--jobs=1', 'a.py'])\n"
        "print([m for m in ('jax', 'flax', 'ast_grep_py', 'click') if m in sys.modules])\n"
        "sys.exit(code)"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True)
    assert found.stdout.split() == [b"[]"]


def test_a_run_with_findings_never_loads_jax(project: Path) -> None:
    write(project / "a.py", CODE)
    program = (
        "import sys\nfrom flake8.main import cli\ncli.main(['--jobs=1', '--select=NNX', 'a.py'])\n"
        "print([m for m in ('jax', 'flax', 'click') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=project, capture_output=True)
    assert found.stdout.splitlines()[-1] == b"[]"
    assert b"NNX117" in found.stdout
