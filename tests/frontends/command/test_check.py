"""`nnx-rng check` as a user runs it: paths, options, formats, exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng import __version__
from flake8_nnx_rng.frontends.command import main

CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"
CLEAN = "from flax import nnx\n\nprint(nnx.Rngs(0))\n"
OLD = "from flax import nnx\n\nnnx.Vmap(f)\n"
TABLE = "[tool.flake8-nnx-rng]\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, which is the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def check(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


def codes(result: Result) -> list[str]:
    """The codes of a run that was asked for JSON."""
    return [found["code"] for found in json.loads(result.stdout)]


def process(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "flake8_nnx_rng", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True)


def test_a_finding_is_a_line_and_exit_code_1(project: Path) -> None:
    write(project / "a.py", CODE)
    result = check("a.py")
    assert result.exit_code == 1
    first, total, *_ = result.stdout.splitlines()
    assert first.startswith("a.py:4:12: NNX117 nnx.Rngs(0) as the default of 'rngs'")
    assert total == "Found 1 finding."
    assert result.stderr == ""


def test_several_findings_are_counted(project: Path) -> None:
    write(project / "a.py", CODE + CODE)
    assert "\nFound 2 findings.\n" in check("a.py").stdout


def test_clean_code_is_exit_code_0(project: Path) -> None:
    write(project / "a.py", CLEAN)
    result = check("a.py")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "All checks passed!\n", "")


def test_without_paths_the_current_folder_is_searched(project: Path) -> None:
    write(project / "sub" / "a.py", CODE)
    result = check()
    assert result.exit_code == 1
    assert result.stdout.startswith(f"sub{os.sep}a.py:4:12: ")


def test_folders_are_searched_for_all_kinds_of_sources(project: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": CODE, "outputs": []}]
    write(project / "a.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    write(project / "b.md", f"```python\n{CODE}```\n")
    write(project / "c.py", CODE)
    write(project / "d.pyi", CODE)
    write(project / "e.rst", ".. code-block:: python\n\n    " + CODE.replace("\n", "\n    "))
    write(project / "f.txt", CODE)
    result = check("--output-format=json", ".")
    found = {item["filename"]: item.get("cell") for item in json.loads(result.stdout)}
    assert found == {"a.ipynb": 1, "b.md": None, "c.py": None, "d.pyi": None, "e.rst": None}


def test_a_cell_is_shown_in_the_place(project: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": CODE, "outputs": []}]
    write(project / "a.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    assert check("a.ipynb").stdout.startswith("a.ipynb:cell 1:4:12: NNX117")


@pytest.mark.parametrize("options", [[], ["--fix"], ["--diff"]])
def test_a_cell_that_cannot_be_parsed_is_told_and_the_others_are_checked(
    project: Path, options: list[str]
) -> None:
    sources = ("x = = 1", OLD, "pip install flax", CODE, "(")
    cells = [{"cell_type": "code", "metadata": {}, "source": s, "outputs": []} for s in sources]
    write(project / "a.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    for _ in ("anew", "from the cache"):
        result = check("--target-flax=0.12.8", *options, "a.ipynb")
        assert (result.exit_code, result.stderr.splitlines()[0]) == (
            2,
            "error: a.ipynb: cell 1, row 1, column 5: cannot be parsed: invalid syntax; "
            "cell 5, row 1, column 1: cannot be parsed: '(' was never closed",
        )
        if "--diff" not in options:
            assert "a.ipynb:cell 4:4:12: NNX117" in result.stdout


DIAGNOSTICS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": [
            *("code", "name", "message", "consequence", "help", "severity", "filename"),
            *("location", "end_location", "fix", "url", "related"),
        ],
        "properties": {
            "code": {"pattern": "^NNX[0-9]{3}$"},
            "name": {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
            "message": {"type": "string", "minLength": 1, "maxLength": 100},
            "consequence": {"type": "string"},
            "help": {"type": "string"},
            "severity": {"enum": ["error", "warning"]},
            "filename": {"type": "string"},
            "location": {"$ref": "#/$defs/position"},
            "end_location": {"$ref": "#/$defs/position"},
            "fix": {"oneOf": [{"type": "null"}, {"$ref": "#/$defs/fix"}]},
            "url": {"pattern": "^https://.*/NNX[0-9]{3}/$"},
            "related": {"type": "array", "items": {"$ref": "#/$defs/related"}},
            "cell": {"type": "integer", "minimum": 1},
        },
    },
    "$defs": {
        "related": {
            "type": "object",
            "additionalProperties": False,
            "required": ["message", "filename", "location", "end_location"],
            "properties": {
                "message": {"type": "string", "minLength": 1},
                "filename": {"type": "string"},
                "location": {"$ref": "#/$defs/position"},
                "end_location": {"$ref": "#/$defs/position"},
                "cell": {"type": "integer", "minimum": 1},
            },
        },
        "position": {
            "type": "object",
            "additionalProperties": False,
            "required": ["row", "column"],
            "properties": {
                "row": {"type": "integer", "minimum": 1},
                "column": {"type": "integer", "minimum": 1},
            },
        },
        "fix": {
            "type": "object",
            "additionalProperties": False,
            "required": ["message", "applicability", "edits"],
            "properties": {
                "message": {"type": "string"},
                "applicability": {"enum": ["safe", "unsafe", "display"]},
                "reason": {"type": "string", "minLength": 1},
                "next_step": {"type": "string", "minLength": 1},
                "edits": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["location", "end_location", "content"],
                        "properties": {
                            "location": {"$ref": "#/$defs/position"},
                            "end_location": {"$ref": "#/$defs/position"},
                            "content": {"type": "string"},
                            "cell": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def test_json_keeps_the_contract(project: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": CODE, "outputs": []}]
    write(project / "a.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    write(project / "b.py", CODE.replace("f(rngs", "f(é='𝄞', rngs") + OLD)
    result = check("--output-format=json", "--target-flax=0.12.8", ".")
    found = json.loads(result.stdout)
    jsonschema.Draft202012Validator(DIAGNOSTICS).validate(found)
    assert [(item["code"], item.get("cell"), item["location"]) for item in found] == [
        ("NNX117", 1, {"row": 4, "column": 12}),
        ("NNX117", None, {"row": 4, "column": 19}),
        ("NNX202", None, {"row": 8, "column": 1}),
    ]
    assert found[1]["end_location"] == {"row": 4, "column": 30}
    assert "é" not in result.stdout
    assert result.exit_code == 1


def test_an_empty_path_is_refused_and_no_folder_is_checked(project: Path) -> None:
    write(project / "marked.py", CODE)
    result = check("")
    assert result.exit_code == 2
    assert "an empty path was given" in result.stderr
    assert result.stdout == ""


def test_json_of_nothing_is_an_empty_list(project: Path) -> None:
    write(project / "a.py", CLEAN)
    result = check("--output-format=json", "a.py")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_full_shows_the_code_that_is_meant(project: Path) -> None:
    write(project / "marked.py", CODE)
    expected = [
        " --> marked.py:4:12",
        "  |",
        "2 |",
        "3 |",
        "4 | def f(rngs=nnx.Rngs(0)):",
        "  |            ^^^^^^^^^^^",
        "5 |     return rngs",
    ]
    result = check("--output-format=full", "marked.py")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("NNX117 nnx.Rngs(0) as the default")
    assert lines[1:8] == expected
    assert "Found 1 finding." in lines


def test_full_shows_a_fix_that_is_for_several_findings_under_the_first(project: Path) -> None:
    (project / "old.py").write_text(
        "from functools import partial\nfrom flax import nnx\n\n"
        "@partial(nnx.grad, wrt=nnx.BatchStat)\ndef f(m): return m.scale.value\n"
    )
    lines = check("--output-format=full", "old.py").stdout.splitlines()
    written = [line for line in lines if "+ @nnx.grad(argnums=nnx.DiffState(" in line]
    assert len(written) == 1
    assert "  = help: Migrate nnx.grad: write argnums= for wrt=" in lines
    assert "  = help: Migrate nnx.grad: this is the fix of NNX301 at old.py:4:2" in lines


def test_full_keeps_tabs_and_marks_the_first_line_of_many(project: Path) -> None:
    write(
        project / "tabs.py", "from flax import nnx\nif x:\n\tdef f(rngs=nnx.Rngs(\n\t\t0)): pass\n"
    )
    lines = check("--output-format=full", "tabs.py").stdout.splitlines()
    marked = next(line for line in lines if "^" in line)
    assert marked == f"  | \t{' ' * 11}{'^' * 9}"


def test_full_shows_the_file_as_it_is_now(project: Path) -> None:
    write(project / "changed.py", CODE)
    check("--output-format=full", "changed.py")
    write(project / "changed.py", CODE.replace("def f", "def renamed"))
    assert "4 | def renamed(rngs" in check("--output-format=full", "changed.py").stdout


def test_full_shows_the_lines_of_a_cell(project: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Title"},
        {"cell_type": "code", "source": CODE, "outputs": [], "execution_count": 12},
        {"cell_type": "code", "metadata": {}, "source": ["# why\n", CODE], "outputs": []},
    ]
    write(project / "cells.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    lines = check("--output-format=full", "cells.ipynb").stdout.splitlines()
    assert " --> cells.ipynb:cell 2:4:12 (In [12])" in lines
    assert "4 | def f(rngs=nnx.Rngs(0)):" in lines
    assert " --> cells.ipynb:cell 3:5:12" in lines
    assert "5 | def f(rngs=nnx.Rngs(0)):" in lines


@pytest.mark.parametrize("name", ["-", "a.py", "missing.py"])
def test_full_of_standard_input_shows_its_own_lines(project: Path, name: str) -> None:
    write(project / "a.py", "x = 1\n")
    arguments = ["--output-format=full", f"--stdin-filename={name}", "-"]
    lines = check(*arguments, stdin=CODE).stdout.splitlines()
    assert lines[1] == f" --> {name}:4:12"
    assert "4 | def f(rngs=nnx.Rngs(0)):" in lines


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param([], ["NNX117", "NNX202"], id="all that are on"),
        pytest.param(["--select=NNX117"], ["NNX117"], id="one"),
        pytest.param(["--select=nnx2"], ["NNX202"], id="prefix in small letters"),
        pytest.param(["--select=NNX117,NNX202"], ["NNX117", "NNX202"], id="two"),
        pytest.param(["--select=NNX117", "--select=NNX2"], ["NNX117", "NNX202"], id="twice"),
        pytest.param(["--ignore=NNX117"], ["NNX202"], id="not one"),
        pytest.param(["--ignore", "NNX1, NNX2"], [], id="none"),
        pytest.param(["--select=ALL", "--ignore=NNX202"], ["NNX117"], id="all but one"),
        pytest.param(["--select=NNX2", "--extend-select=NNX117"], ["NNX117", "NNX202"], id="more"),
        pytest.param(["--target-flax=0.8.5"], ["NNX117"], id="older target"),
    ],
)
def test_options_choose_the_rules(project: Path, options: list[str], expected: list[str]) -> None:
    write(project / "pyproject.toml", TABLE + 'target-flax = "0.12.8"\n')
    write(project / "a.py", CODE + "nnx.Vmap(f)\n")
    assert codes(check("--output-format=json", *options, "a.py")) == expected


def test_a_rule_ignored_by_the_project_is_turned_on_again(project: Path) -> None:
    write(project / "pyproject.toml", TABLE + 'ignore = ["NNX117"]\n')
    write(project / "a.py", CODE)
    assert check("a.py").exit_code == 0
    assert check("--extend-select=NNX117", "a.py").exit_code == 1


def test_statistics_count_by_rule_most_first(project: Path) -> None:
    write(project / "a.py", OLD + CODE * 10)
    result = check("--statistics", "--target-flax=0.12.8", "a.py")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "10  NNX117  rngs-default-argument"
    assert result.stdout.splitlines()[1].startswith(" 1  NNX202  ")
    as_json = check("--statistics", "--output-format=json", "--target-flax=0.12.8", "a.py")
    assert json.loads(as_json.stdout)[0] == {
        "code": "NNX117",
        "name": "rngs-default-argument",
        "count": 10,
        "folders": {f".{os.sep}": 10},
    }


def test_statistics_count_by_folder(project: Path) -> None:
    write(project / "a.py", CODE)
    write(project / "sub" / "b.py", CODE + CODE)
    lines = check("--statistics", ".").stdout.splitlines()
    assert lines[2:] == [f"2  sub{os.sep}  (2 x NNX117)", f"1  .{os.sep}  (NNX117)"]


def test_statistics_are_not_in_every_format(project: Path) -> None:
    write(project / "a.py", CODE)
    result = check("--statistics", "--output-format=sarif", "a.py")
    assert result.exit_code == 2
    assert "concise, full, grouped, json only" in result.stderr


def test_statistics_of_nothing_are_empty(project: Path) -> None:
    write(project / "a.py", CLEAN)
    result = check("--statistics", "a.py")
    assert (result.exit_code, result.stdout.strip()) == (0, "")


def test_exit_zero_forgives_findings_but_no_errors(project: Path) -> None:
    write(project / "a.py", CODE)
    result = check("--exit-zero", "a.py")
    assert result.exit_code == 0
    assert "NNX117" in result.stdout
    assert check("-e", "missing.py").exit_code == 2


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        pytest.param("bad.py", b"nnx = '\xff'", "cannot be decoded", id="no UTF-8"),
        pytest.param("bad.py", b"# coding: klingon\nnnx", "klingon", id="unknown encoding"),
        pytest.param("bad.py", f"{CODE}x = = 1\n", "cannot be parsed", id="syntax error"),
        pytest.param("bad.py", f"{CODE}\0", "null byte", id="null byte"),
        pytest.param("bad.ipynb", "{nnx", "bad.ipynb:1:", id="broken notebook"),
    ],
)
def test_a_bad_file_is_named_and_the_others_are_checked(
    project: Path, name: str, text: str | bytes, reason: str
) -> None:
    write(project / "a.py", CODE)
    write(project / name, text)
    write(project / "c.py", CODE)
    result = check(".")
    assert result.exit_code == 2
    assert [line.partition(":")[0] for line in result.stdout.splitlines()[:2]] == ["a.py", "c.py"]
    [error] = result.stderr.splitlines()
    assert error.startswith(f"error: {name}:")
    assert reason in error


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("plain.py", "x = = 1\n", "1:5: cannot be parsed: invalid syntax"),
        ("linen.py", "from flax import linen\nx = = 1\n", "2:5: cannot be parsed: invalid syntax"),
        ("cut.ipynb", '{"cells": [', "1:12: not valid JSON: Expecting value"),
    ],
)
@pytest.mark.parametrize("options", [[], ["--fix"], ["--diff"]])
def test_a_file_that_is_named_has_to_be_readable(
    project: Path, name: str, text: str, place: str, options: list[str]
) -> None:
    write(project / name, text)
    for _ in ("anew", "from the cache"):
        result = check(*options, name)
        assert (result.exit_code, result.stderr.splitlines()[0]) == (2, f"error: {name}:{place}")
        assert "All checks passed!" not in result.output


@pytest.mark.parametrize(
    "imports", ["from flax import linen", "import jax, flax", "if x:\n    import flax.core"]
)
def test_a_file_of_a_folder_has_to_be_readable_if_it_imports_flax(
    project: Path, imports: str
) -> None:
    write(project / "linen.py", f"{imports}\nx = = 1\n")
    write(project / "other.py", "import onnx  # not flax\nx = = 1\n")
    result = check(".")
    assert result.exit_code == 2
    [error] = result.stderr.splitlines()
    assert error.startswith("error: linen.py:")
    assert result.stdout == "Found 0 findings. 1 file could not be checked.\n"


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("type X = int\n", (3, 12)),
        ("def f[T](x: T): ...\n", (3, 12)),
        ("""print(f"{", ".join('ab')}")\n""", (3, 12)),
        ("class A[T = int]: ...\n", (3, 13)),
        ("try: ...\nexcept A, B: ...\n", (3, 14)),
        ("x = t'{y}'\n", (3, 14)),
        ("x = = 'at'\n", None),
    ],
)
def test_newer_syntax_is_told_from_mistakes(
    project: Path, text: str, since: tuple[int, int] | None
) -> None:
    write(project / "a.py", text)
    running = sys.version_info[:2]
    told = check("a.py").stderr
    if since is None:
        assert "Python" not in told
    elif since <= running:
        assert told == ""
    else:
        came, runs = ("{}.{}".format(*version) for version in (since, running))
        assert told.endswith(f" came with Python {came}, this is Python {runs})\n")


def test_a_missing_path_is_named_and_the_others_are_checked(project: Path) -> None:
    write(project / "a.py", CODE)
    result = check("missing.py", "a.py")
    assert result.exit_code == 2
    assert result.stderr == "error: missing.py: No such file or directory\n"
    assert result.stdout.startswith("a.py:4:12: ")


def test_a_link_that_leads_nowhere_is_named(project: Path) -> None:
    (project / "loop.py").symlink_to("loop.py")
    result = check("loop.py")
    assert result.exit_code == 2
    assert result.stderr.startswith("error: loop.py: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_named(project: Path) -> None:
    write(project / "a.py", CODE).chmod(0)
    result = check("a.py")
    assert (result.exit_code, result.stderr) == (2, "error: a.py: Permission denied\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("[tool.flake8-nnx-rng\n", "cannot be parsed as TOML", id="no TOML"),
        pytest.param(TABLE + "select = 1\n", "invalid type for `select`", id="type"),
        pytest.param(TABLE + "selct = []\n", "unknown field `selct`", id="name"),
        pytest.param(TABLE + 'select = ["E501"]\n', "unknown rule code `E501`", id="code"),
        pytest.param(TABLE + 'target-flax = "new"\n', "target-flax", id="release"),
    ],
)
@pytest.mark.parametrize("arguments", [["a.py"], ["--show-settings"], ["-"]])
def test_a_broken_configuration_is_exit_code_2(
    project: Path, text: str, reason: str, arguments: list[str]
) -> None:
    write(project / "a.py", CODE)
    write(project / "pyproject.toml", text)
    result = check(*arguments, stdin=CODE)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"error: {project / 'pyproject.toml'}: ")
    assert reason in result.stderr


def test_a_broken_configuration_in_a_subfolder_is_exit_code_2(project: Path) -> None:
    write(project / "sub" / "a.py", CODE)
    write(project / "sub" / "pyproject.toml", TABLE + "select = 1\n")
    result = check("sub")
    assert result.exit_code == 2
    assert "invalid type for `select`" in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(["--select=E501"], "unknown rule code `E501`", id="code"),
        pytest.param(["--target-flax=new"], "new", id="release"),
        pytest.param(["--output-format=xml"], "xml", id="format"),
        pytest.param(["--jobs=0"], "jobs", id="jobs"),
        pytest.param(["--no-such-option"], "--no-such-option", id="option"),
    ],
)
def test_a_wrong_argument_is_exit_code_2(project: Path, arguments: list[str], reason: str) -> None:
    result = check(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert reason in result.stderr


def test_a_bug_of_ours_is_told_and_exit_code_2(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flake8_nnx_rng.semantics.analysis import Analysis

    def broken(*_: object, **options: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(Analysis, "__init__", broken)
    write(project / "a.py", CODE)
    write(project / "b.py", CLEAN)
    result = check("--exit-zero", "--jobs=1", "a.py", "b.py")
    assert result.exit_code == 2
    assert result.stdout.startswith("a.py:1:1: NNX999 internal error while checking a.py: RuntimeE")


def test_standard_input_is_a_file(project: Path) -> None:
    result = check("-", stdin=CODE)
    assert result.exit_code == 1
    assert result.stdout.startswith("-:4:12: NNX117")


def test_standard_input_may_have_a_name(project: Path) -> None:
    table = '[tool.flake8-nnx-rng.per-file-ignores]\n"ignored.py" = ["NNX117"]\n'
    write(project / "pyproject.toml", table)
    named = check("--stdin-filename=sub/a.py", "-", stdin=CODE)
    assert named.stdout.startswith("sub/a.py:4:12: NNX117")
    assert check("--stdin-filename=ignored.py", "-", stdin=CODE).exit_code == 0
    markdown = check("--stdin-filename=a.md", "-", stdin=f"```python\n{CODE}```\n")
    assert markdown.stdout.startswith("a.md:5:12: NNX117")


@pytest.mark.parametrize("paths", [[], ["a.py"], ["."]])
def test_a_name_for_standard_input_means_standard_input(project: Path, paths: list[str]) -> None:
    file = write(project / "a.py", OLD)
    result = check("--fix", "--target-flax=0.12", "--stdin-filename=b.py", *paths, stdin=CLEAN)
    assert (result.exit_code, result.stdout) == (0, CLEAN)
    ignored = [f"warning: ignoring {path} in favor of standard input" for path in paths]
    assert result.stderr.splitlines() == [*ignored, "All checks passed!"]
    assert file.read_text() == OLD


def test_standard_input_may_be_one_of_several_paths(project: Path) -> None:
    write(project / "a.py", CODE)
    found = json.loads(check("--output-format=json", "a.py", "-", stdin=CODE).stdout)
    assert sorted(item["filename"] for item in found) == ["-", "a.py"]


@pytest.mark.parametrize(
    ("stdin", "reason"), [(b"nnx = '\xff'", "cannot be decoded"), (f"{CODE}x = = 1\n", "4: ")]
)
def test_bad_standard_input_is_exit_code_2(project: Path, stdin: str | bytes, reason: str) -> None:
    result = check("--stdin-filename=a.py", "-", stdin=stdin)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: a.py:")
    assert reason in result.stderr or "cannot be parsed" in result.stderr


def test_noqa_and_settings_hold(project: Path) -> None:
    write(project / "a.py", CODE.replace("(0)):\n", "(0)):  # noqa: NNX117\n"))
    write(project / "sub" / "pyproject.toml", TABLE + 'ignore = ["NNX117"]\n')
    write(project / "sub" / "b.py", CODE)
    assert check(".").exit_code == 0


def test_settings_are_shown_with_the_target_and_its_reason(project: Path) -> None:
    write(project / "pyproject.toml", TABLE + 'target-flax = "0.9.0"\nselect = ["NNX117"]\n')
    write(project / "a.py", CODE)
    result = check("--show-settings", "a.py", ".")
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[0] == "# a.py"
    assert lines[1] == "target: Flax 0.9.0 (pyproject.toml: [tool.flake8-nnx-rng] target-flax)"
    assert lines[2] == "source: not known (no sign of 0.8.x)"
    assert lines[3] == "rules: NNX117"
    assert "select: ('NNX117',) (pyproject.toml: [tool.flake8-nnx-rng])" in lines
    assert "# ." in lines


def test_the_target_is_told_once_for_each_project(project: Path) -> None:
    for name in ("a.py", "b.py", "sub/c.py", "old/d.py", "old/e.py"):
        write(project / name, CODE)
    write(project / "pyproject.toml", '[project]\ndependencies = ["flax==0.12.8"]\n')
    write(project / "old" / "pyproject.toml", '[project]\ndependencies = ["flax==0.8.5"]\n')
    lines = check("--verbose", ".").stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("info: checking for Flax 0.12.8 (pyproject.toml: ")
    assert lines[1].startswith("info: checking for Flax 0.8.5 (")


def test_the_target_of_the_command_line_says_so(project: Path) -> None:
    write(project / "a.py", CODE)
    result = check("-v", "--target-flax=0.9.0", "a.py")
    assert result.stderr == "info: checking for Flax 0.9.0 (option --target-flax)\n"


MAPPED = """\
from functools import partial
from flax import nnx
from made import make_rngs

@partial(nnx.vmap, in_axes=(None, 0))
def create(rngs: nnx.Rngs, x):
    return x + rngs.normal()

create(make_rngs(), x)
"""
OLD_FILE = "from flax import nnx\nold = nnx.vmap(f, state_axes={})\n"


@pytest.mark.parametrize(
    ("files", "options", "said"),
    [
        pytest.param(
            {"pyproject.toml": '[project]\ndependencies = ["flax==0.8.5"]\n'},
            (),
            "code written for Flax 0.8.5 (pyproject.toml: flax==0.8.5)",
            id="requirement",
        ),
        pytest.param(
            {},
            ("--source-flax=0.8.4",),
            "code written for Flax 0.8.4 (option --source-flax)",
            id="option",
        ),
        pytest.param(
            {"pyproject.toml": TABLE + 'source-flax = "0.8.3"\n'},
            (),
            "code written for Flax 0.8.3 (pyproject.toml: [tool.flake8-nnx-rng] source-flax)",
            id="setting",
        ),
        pytest.param(
            {".flake8": "[flake8]\nnnx-source-flax = 0.8.2\n"},
            (),
            "code written for Flax 0.8.2 (.flake8: [flake8] nnx-source-flax)",
            id="flake8's files",
        ),
        pytest.param(
            {"pkg/__init__.py": "", "pkg/inner/old.py": OLD_FILE},
            (),
            "pkg/a.py written for Flax 0.8.5 (state_axes= of nnx.vmap on line 2 of "
            "pkg/inner/old.py, in the same package)",
            id="its package",
        ),
        pytest.param(
            {"pkg/made.py": OLD_FILE},
            (),
            "pkg/a.py written for Flax 0.8.5 (state_axes= of nnx.vmap on line 2 of pkg/made.py, "
            "in the same package)",
            id="what it imports from its folder",
        ),
    ],
)
def test_old_code_is_told_with_what_shows_it(
    project: Path, files: dict[str, str], options: tuple[str, ...], said: str
) -> None:
    write(project / "pkg" / "a.py", MAPPED)
    for name, text in files.items():
        write(project / name, text)
    result = check("-v", "-n", "--target-flax=0.12.8", *options, "pkg/a.py")
    assert result.stderr.splitlines()[1:] == [f"info: {said}"]
    assert "NNX204" in result.stdout
    shown = json.loads(
        check("--show-settings", "--output-format=json", *options, "pkg/a.py").stdout
    )
    assert said.endswith(f"{shown[0]['source']['release']} ({shown[0]['source']['reason']})")


@pytest.mark.parametrize(
    ("files", "text", "options"),
    [
        pytest.param({"old.py": OLD_FILE}, MAPPED, (), id="beside an old script"),
        pytest.param(
            {"pyproject.toml": '[project]\ndependencies = ["flax>=0.8.5"]\n'},
            MAPPED,
            (),
            id="a requirement that allows new releases",
        ),
        pytest.param(
            {"pyproject.toml": '[project]\ndependencies = ["flax==0.8.5"]\n'},
            MAPPED,
            ("--source-flax=0.9.0",),
            id="the option says otherwise",
        ),
        pytest.param(
            {"__init__.py": "", "old.py": OLD_FILE},
            MAPPED + "create = nnx.split_rngs(splits=2)(create)\n",
            (),
            id="it uses newer names than its package",
        ),
    ],
)
def test_code_is_not_old_by_what_is_around_it(
    project: Path, files: dict[str, str], text: str, options: tuple[str, ...]
) -> None:
    write(project / "a.py", text)
    for name, content in files.items():
        write(project / name, content)
    result = check("-v", "-n", "--target-flax=0.12.8", *options, "a.py")
    assert "NNX204" not in result.stdout
    assert "0.8" not in result.stderr


def test_nothing_is_told_of_targets_without_verbose(project: Path) -> None:
    write(project / "a.py", CODE)
    assert check("a.py").stderr == ""


@pytest.mark.parametrize("jobs", ["--jobs=1", "--jobs=2", "-j2"])
def test_the_number_of_processes_changes_nothing(project: Path, jobs: str) -> None:
    for letter in "abc":
        write(project / f"{letter}.py", CODE)
    write(project / "bad.py", CODE + "x = = 1\n")
    run = process("check", jobs, ".")
    assert run.returncode == 2
    lines = run.stdout.decode().splitlines()
    assert [line.partition(":")[0] for line in lines[:3]] == ["a.py", "b.py", "c.py"]
    assert lines[3] == "Found 3 findings. 1 file could not be checked."
    assert run.stderr.decode().startswith("error: bad.py:6:")


def test_a_broken_configuration_is_told_from_a_process_too(project: Path) -> None:
    write(project / "sub" / "a.py", CODE)
    write(project / "sub" / "pyproject.toml", TABLE + "select = 1\n")
    run = process("check", "--jobs=2", "sub/a.py")
    assert run.returncode == 2
    assert b"Traceback" not in run.stderr
    assert b"invalid type for `select`" in run.stderr


def test_many_files_are_checked_in_order(project: Path) -> None:
    names = [f"f{number:03}.py" for number in range(40)]
    for name in names:
        write(project / name, CODE)
    run = process("check", *names)
    lines = run.stdout.decode().splitlines()
    assert [line.partition(":")[0] for line in lines[:40]] == names


def test_the_module_runs_as_the_command(project: Path) -> None:
    write(project / "a.py", CODE)
    as_module = process("check", "a.py")
    script = Path(sys.executable).with_name("nnx-rng")
    as_script = subprocess.run([script, "check", "a.py"], capture_output=True)
    assert as_module.returncode == as_script.returncode == 1
    assert as_module.stdout == as_script.stdout
    assert as_module.stdout.startswith(b"a.py:4:12: NNX117")


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told(option: str) -> None:
    run = process(option)
    assert (run.returncode, run.stdout.decode().split()) == (
        0,
        ["nnx-rng,", "version", __version__],
    )


@pytest.mark.parametrize("arguments", [["-h"], ["--help"], ["check", "-h"], ["rule", "--help"]])
def test_help_is_there(arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "Usage:" in result.output


def test_output_that_is_cut_off_is_no_crash(project: Path) -> None:
    write(project / "a.py", CODE * 600)
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", "a.py"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        assert b"Traceback" not in run.stderr.read()


def test_a_terminal_that_knows_only_ascii_gets_the_findings(project: Path) -> None:
    write(project / "a.py", CODE.replace("rngs", "é"))
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", "a.py"]
    run = subprocess.run(command, capture_output=True, env=env)
    assert run.returncode == 1
    assert run.stdout.startswith(b"a.py:4:9: NNX117")


@pytest.mark.parametrize("arguments", [["check", "a.py"], ["rule", "NNX117"], ["--version"]])
def test_the_command_never_loads_jax(project: Path, arguments: list[str]) -> None:
    write(project / "a.py", CODE)
    program = (
        "import sys\nfrom flake8_nnx_rng.frontends.command import main\n"
        f"try:\n    main({arguments})\n"
        "finally:\n    print([m for m in ('jax', 'flax', 'rich') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True)
    assert run.stdout.splitlines()[-1] == b"[]"


@pytest.mark.parametrize("options", [[], ["--fix"], ["--diff"]])
def test_paths_without_files_are_told(project: Path, options: list[str]) -> None:
    (project / "empty").mkdir()
    result = check(*options, "empty")
    warning = "warning: no files to check found under the given path(s)\n"
    assert (result.exit_code, result.stderr) == (0, warning)
    assert check(*options, "--quiet", "empty").output == ""


def test_files_are_shown(project: Path) -> None:
    for name in ("a.py", "sub/b.md", "build/c.py", "sub/d.txt"):
        write(project / name, CODE)
    assert check("--show-files").stdout.splitlines() == ["a.py", f"sub{os.sep}b.md"]
    result = check("--show-files", "missing", "a.py")
    assert (result.exit_code, result.stdout) == (2, "a.py\n")
    assert result.stderr == "error: missing: No such file or directory\n"


def test_a_quiet_run_prints_findings_and_errors_only(project: Path) -> None:
    write(project / "a.py", CODE)
    for options in ([], ["--fix"]):
        result = check("-q", *options)
        assert (result.exit_code, len(result.stdout.splitlines()), result.stderr) == (1, 1, "")
    assert check("-q", "--diff").output == ""
    assert check("-q", "--output-format=full").stdout.rstrip().endswith("/rules/NNX117/")
    assert check("-q", "missing").stderr == "error: missing: No such file or directory\n"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("other.toml", f'{TABLE}ignore = ["NNX117"]\n', 0),
        ("other.toml", '[tool.flake8]\nextend-ignore = ["NNX1"]\n', 0),
        ("other.cfg", "[flake8]\nper-file-ignores = a.py:NNX117\n", 0),
        ("other.toml", "", 1),
    ],
)
def test_one_configuration_may_be_given(project: Path, name: str, text: str, code: int) -> None:
    write(project / "a.py", CODE)
    write(project / "pyproject.toml", f'{TABLE}select = ["NNX2"]\n')
    given = write(project / "settings" / name, text)
    assert check("--config", str(given)).exit_code == code
    assert check().exit_code == 0


def test_a_configuration_that_is_given_has_to_be_there(project: Path) -> None:
    result = check("--config=missing.toml")
    assert result.exit_code == 2
    assert result.stderr.endswith("missing.toml: cannot be read: no such file\n")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_isolated_reads_no_configuration(project: Path, jobs: str) -> None:
    write(project / "a.py", CODE)
    write(project / "pyproject.toml", f'{TABLE}ignore = ["NNX117"]\n')
    write(project / ".flake8", "[flake8]\nignore = NNX117\n")
    assert check("-j", jobs).exit_code == 0
    assert check("-j", jobs, "--isolated").exit_code == 1
    assert check("--isolated", "--config=pyproject.toml").exit_code == 2


def test_what_is_named_is_left_out_if_exclusion_is_forced(project: Path) -> None:
    file = write(project / "gen" / "a.py", CODE)
    write(project / ".flake8", "[flake8]\nextend-exclude = gen\n")
    name = str(file.relative_to(project))
    assert check(name).exit_code == 1
    assert check("--force-exclude", name, "gen").exit_code == 0
    fixed = check("--force-exclude", "--fix", "--stdin-filename", name, stdin=CODE)
    assert (fixed.exit_code, fixed.stdout) == (0, CODE)
    write(project / "pyproject.toml", f"{TABLE}force-exclude = true\n")
    assert check(name).exit_code == 0
    assert check("--no-force-exclude", name).exit_code == 1


def test_a_requirement_from_before_nnx_says_nothing_of_code_that_uses_it(project: Path) -> None:
    write(project / "a.py", MAPPED)
    for text in ("flax==0.6.5\n", "flax<0.7\n"):
        write(project / "requirements.txt", text)
        assert "NNX204" not in check("-n", "--target-flax=0.12.8", "a.py").stdout


def test_earlier_results_hold_only_for_the_same_age(project: Path) -> None:
    write(project / "pkg/__init__.py", "")
    write(project / "pkg/a.py", MAPPED)

    def is_old(*options: str) -> bool:
        return "NNX204" in check("--target-flax=0.12.8", *options, "pkg/a.py").stdout

    assert not is_old()
    write(project / "pkg/old.py", OLD_FILE)
    assert is_old()
    assert not is_old("--source-flax=0.9.0")
    write(project / "pkg/old.py", "from flax import nnx\n")
    assert not is_old()
    write(project / "requirements.txt", "flax==0.8.5\n")
    assert is_old()
