"""`nnx-rng check --fix`, `--diff` and `--unsafe-fixes` as a user of ruff expects them."""

from __future__ import annotations

import codecs
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng import Settings, check_source
from flake8_nnx_rng.fixes import catalogue
from flake8_nnx_rng.fixes.bench import Bench
from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe, unsafe
from flake8_nnx_rng.fixing import Fixer
from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.reporters import FORMATS
from flake8_nnx_rng.rules.base import Finding

DIRECT = "from flax import nnx\n\nf = nnx.jit(donate_argnums=1)(g)\n"
PARTIAL = f"from functools import partial\n\n{DIRECT.replace('nnx.jit(', 'partial(nnx.jit, ')}"
DEFAULT = "def f(rngs=nnx.Rngs(0)): pass\n"
OLD = "nnx.Vmap(f)\n"
MIXED = PARTIAL + DEFAULT + OLD
"""A finding with a safe fix, one with an unsafe fix, one with advice."""
MIXED_DIRECT = DIRECT + DEFAULT + OLD
MIXED_MENDED = MIXED_DIRECT.replace("nnx.Rngs(0)", "None")
UNFIXABLE = "from flax import nnx\nnnx.Scan(f)\n"


def replacing(text: str, *reason: str) -> Callable[[Bench, Finding], Fix]:
    def fix(bench: Bench, finding: Finding) -> Fix:
        edit = Edit(finding.node.start, finding.node.end, text)
        return unsafe(f"Write {text}", *reason, edit) if reason else safe(f"Write {text}", edit)

    return fix


def advise(bench: Bench, finding: Finding) -> Fix | None:
    return advice("Write a class") if "Vmap" in finding.node.text else None


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with fixers for NNX301, NNX117 (unsafe) and NNX202 (advice)."""
    (tmp_path / ".git").mkdir()
    table = '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n'
    (tmp_path / "pyproject.toml").write_text(table)
    monkeypatch.chdir(tmp_path)
    real = catalogue.fixer
    own = {"NNX117": replacing("None", "a guess"), "NNX202": advise, "NNX301": real("NNX301")}
    monkeypatch.setattr(catalogue, "fixer", own.get)
    return tmp_path


def install(monkeypatch: pytest.MonkeyPatch, **fixers: Callable[[Bench, Finding], Fix]) -> None:
    monkeypatch.setattr(catalogue, "fixer", fixers.get)


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def check(*arguments: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["check", *arguments], input=stdin)


def test_findings_that_can_be_fixed_are_marked(project: Path) -> None:
    write(project / "a.py", MIXED)
    lines = check("a.py").stdout.splitlines()
    assert [line.partition(" nnx.")[0].partition(" needless")[0] for line in lines[:3]] == [
        "a.py:5:5: NNX301 [*]",
        "a.py:6:12: NNX117",
        "a.py:7:1: NNX202",
    ]
    assert lines[3:] == [
        "Found 3 findings.",
        "[*] 1 fixable with `--fix` (1 unsafe fix available with `--fix --unsafe-fixes`).",
    ]


def test_unsafe_fixes_alone_only_marks_more(project: Path) -> None:
    path = write(project / "a.py", MIXED)
    result = check("--unsafe-fixes", "a.py")
    assert result.exit_code == 1
    assert result.stdout.count("[*]") == 3
    assert result.stdout.endswith("Found 3 findings.\n[*] 2 fixable with `--fix`.\n")
    assert path.read_text() == MIXED


def test_only_unsafe_fixes_are_hinted_at(project: Path) -> None:
    write(project / "a.py", "from flax import nnx\n" + DEFAULT + DEFAULT)
    assert check("a.py").stdout.endswith(
        "Found 2 findings.\n2 unsafe fixes available with `--fix --unsafe-fixes`.\n"
    )


def test_safe_fixes_are_made_and_the_rest_is_told_with_reasons(project: Path) -> None:
    path = write(project / "a.py", MIXED + "nnx.Scan(f)\nnnx.Scan(g)\n")
    result = check("--fix", "a.py")
    assert result.exit_code == 1
    assert path.read_text() == MIXED_DIRECT + "nnx.Scan(f)\nnnx.Scan(g)\n"
    findings, *sections = result.stdout.split("\n\n")
    assert [line.split(" ")[:2] for line in findings.splitlines()] == [
        ["a.py:4:12:", "NNX117"],
        ["a.py:5:1:", "NNX202"],
        ["a.py:6:1:", "NNX202"],
        ["a.py:7:1:", "NNX202"],
    ]
    assert "\n\n".join(sections) == (
        "Fixed by `--fix --unsafe-fixes` only:\n"
        "  a.py:4:12: NNX117 Write None (a guess)\n"
        "\n"
        "To be fixed by hand:\n"
        "  a.py:5:1: NNX202 Write a class\n"
        "\n"
        "No fix is known:\n"
        "  2 x NNX202 (removed-api)\n"
        "\n"
        "Found 5 findings (1 fixed, 4 remaining).\n"
        "1 unsafe fix available with `--fix --unsafe-fixes`.\n"
    )
    assert result.stderr == ""


def test_unsafe_fixes_are_made_when_wanted(project: Path) -> None:
    path = write(project / "a.py", MIXED)
    result = check("--fix", "--unsafe-fixes", "a.py")
    assert path.read_text() == MIXED_MENDED
    assert result.stdout.endswith(
        "\n\nTo be fixed by hand:\n  a.py:5:1: NNX202 Write a class\n\n"
        "Found 3 findings (2 fixed, 1 remaining).\n"
    )


def test_exit_code_0_says_that_nothing_is_left(project: Path) -> None:
    path = write(project / "a.py", PARTIAL)
    result = check("--fix", "a.py")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Found 1 finding (1 fixed, 0 remaining).\n"
    assert path.read_text() == DIRECT
    again = check("--fix", "a.py")
    assert (again.exit_code, again.stdout) == (0, "All checks passed!\n")


def test_exit_zero_forgives_what_is_left(project: Path) -> None:
    write(project / "a.py", UNFIXABLE)
    assert check("--fix", "--exit-zero", "a.py").exit_code == 0
    write(project / "a.py", PARTIAL)
    assert check("--diff", "--exit-zero", "a.py").exit_code == 0


def test_where_nothing_could_be_fixed_the_count_is_plain(project: Path) -> None:
    write(project / "a.py", UNFIXABLE)
    result = check("--fix", "a.py")
    assert result.exit_code == 1
    assert result.stdout.endswith(
        "No fix is known:\n  1 x NNX202 (removed-api)\n\nFound 1 finding.\n"
    )


def test_folders_are_fixed(project: Path) -> None:
    paths = [write(project / name, PARTIAL) for name in ("a.py", "sub/b.py", "sub/deep/c.pyi")]
    left_out = write(project / "build" / "d.py", PARTIAL)
    assert check("--fix", ".").stdout == "Found 3 findings (3 fixed, 0 remaining).\n"
    assert [path.read_text() for path in paths] == [DIRECT] * 3
    assert left_out.read_text() == PARTIAL


def test_verbose_says_what_was_fixed_where(project: Path) -> None:
    write(project / "a.py", MIXED)
    write(project / "b.py", PARTIAL + "\nh = partial(nnx.remat, prevent_cse=True)(g)\n")
    result = check("--fix", "--unsafe-fixes", "--verbose", "--jobs=1", ".")
    assert result.stdout.startswith(
        "Fixed 4 findings:\n"
        "- a.py:\n"
        "    1 x NNX117 (rngs-default-argument)\n"
        "    1 x NNX301 (needless-partial)\n"
        "- b.py:\n"
        "    2 x NNX301 (needless-partial)\n"
        "\n"
        "a.py:5:1: NNX202"
    )


DIFF = (
    "--- {name}\n+++ {name}\n@@ -1,5 +1,3 @@\n"
    "-from functools import partial\n-\n from flax import nnx\n \n"
    "-f = partial(nnx.jit, donate_argnums=1)(g)\n+f = nnx.jit(donate_argnums=1)(g)\n"
)


@pytest.mark.parametrize("options", [["--diff"], ["--diff", "--fix"]])
def test_a_diff_shows_changes_and_makes_none(project: Path, options: list[str]) -> None:
    for name in ("a.py", "b.py"):
        write(project / name, PARTIAL)
    write(project / "c.py", DIRECT)
    result = check(*options, ".")
    assert result.exit_code == 1
    assert result.stdout == DIFF.format(name="a.py") + DIFF.format(name="b.py")
    assert result.stderr == "Would fix 2 findings.\n"
    assert (project / "a.py").read_text() == PARTIAL


def test_a_diff_of_a_notebook_is_one_of_its_cells(project: Path) -> None:
    importing, rest = PARTIAL.split("\n", 1)
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Lanes"},
        {"cell_type": "code", "source": f"{importing}\nx = 1", "execution_count": 3},
        {"cell_type": "code", "source": [rest], "execution_count": None},
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})
    write(project / "a.ipynb", text)
    result = check("--diff", "a.ipynb")
    assert result.exit_code == 1
    first, second = result.stdout.split("--- ")[1:]
    assert first.startswith("a.ipynb:cell 2\n+++ a.ipynb:cell 2\n@@ -1,2 +1 @@ In [3]\n-")
    assert second.startswith("a.ipynb:cell 3\n+++ a.ipynb:cell 3\n@@ -")
    assert "In [" not in second
    assert (project / "a.ipynb").read_text() == text


def test_a_diff_hints_at_unsafe_fixes(project: Path) -> None:
    write(project / "a.py", MIXED)
    assert check("--diff", "a.py").stderr == (
        "Would fix 1 finding (1 more unsafe fix available with `--unsafe-fixes`).\n"
    )
    result = check("--diff", "--unsafe-fixes", "a.py")
    assert result.stderr == "Would fix 2 findings.\n"
    assert "+def f(rngs=None): pass\n" in result.stdout


def test_without_changes_a_diff_is_exit_code_0_whatever_is_found(project: Path) -> None:
    write(project / "a.py", UNFIXABLE)
    result = check("--diff", "a.py")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    write(project / "a.py", "from flax import nnx\n" + DEFAULT)
    result = check("--diff", "a.py")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "No findings would be fixed (1 unsafe fix available with `--unsafe-fixes`).\n"
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PARTIAL.encode(), id="plain"),
        pytest.param(PARTIAL.rstrip().encode(), id="no line end at the end"),
        pytest.param(PARTIAL.replace("\n", "\r\n").encode(), id="CR LF"),
        pytest.param(codecs.BOM_UTF8 + PARTIAL.encode(), id="BOM"),
        pytest.param(("\f# é\u2028𝄞\x1e\n" + PARTIAL).encode(), id="strange line ends"),
        pytest.param(PARTIAL.replace("\n", "\r").encode(), id="lone CR"),
    ],
)
def test_a_diff_can_be_applied(project: Path, data: bytes) -> None:
    path = write(project / "a.py", data)
    diff = subprocess.run(
        [sys.executable, "-m", "flake8_nnx_rng", "check", "--diff", "a.py"], capture_output=True
    ).stdout
    subprocess.run(["git", "apply", "-p0"], input=diff, check=True)
    patched = path.read_bytes()
    write(path, data)
    assert check("--fix", "a.py").exit_code == 0
    assert path.read_bytes() == patched != data


def test_standard_input_is_fixed_to_standard_output(project: Path) -> None:
    result = check("--fix", "-", stdin=PARTIAL)
    assert (result.exit_code, result.stdout) == (0, DIRECT)
    assert result.stderr == "Found 1 finding (1 fixed, 0 remaining).\n"
    result = check("--fix", "--stdin-filename=sub/a.py", "-", stdin=MIXED)
    assert (result.exit_code, result.stdout) == (1, MIXED_DIRECT)
    assert result.stderr.startswith("sub/a.py:4:12: NNX117 ")


@pytest.mark.parametrize(
    "stdin",
    [
        pytest.param("x = 1\n", id="nothing of ours"),
        pytest.param(UNFIXABLE, id="nothing to fix"),
        pytest.param(PARTIAL + "x = = 1\n", id="syntax error"),
        pytest.param(b"nnx = '\xff'\r\n", id="no text"),
        pytest.param(b"", id="empty"),
    ],
)
def test_standard_input_that_is_not_fixed_comes_out_as_it_was(
    project: Path, stdin: str | bytes
) -> None:
    result = check("--fix", "-", stdin=stdin)
    assert result.stdout_bytes == (stdin if isinstance(stdin, bytes) else stdin.encode())


def test_standard_input_comes_out_in_its_encoding(project: Path) -> None:
    latin = b"# coding: latin-1\r\n# \xe9\r\n\r\n"
    result = check("--fix", "-", stdin=latin + PARTIAL.replace("\n", "\r\n").encode())
    assert result.stdout_bytes == latin + DIRECT.replace("\n", "\r\n").encode()
    result = check("--fix", "-", stdin=codecs.BOM_UTF8 + PARTIAL.encode())
    assert result.stdout_bytes == codecs.BOM_UTF8 + DIRECT.encode()


@pytest.mark.parametrize("output_format", ["concise", "full", "json"])
def test_every_format_leaves_standard_output_to_the_code(project: Path, output_format: str) -> None:
    options = ("--fix", "--verbose", f"--output-format={output_format}")
    result = check(*options, "-", stdin=MIXED)
    assert result.stdout == MIXED_DIRECT
    assert "NNX117" in result.stderr
    assert check(*options, "--statistics", "-", stdin=MIXED).stdout == MIXED_DIRECT


def test_standard_input_is_compared(project: Path) -> None:
    result = check("--diff", "-", stdin=PARTIAL)
    assert (result.exit_code, result.stdout) == (1, DIFF.format(name="-"))
    assert result.stderr == "Would fix 1 finding.\n"
    assert check("--diff", "-", stdin=DIRECT).stdout == ""


def test_json_holds_what_is_left_and_its_fixes(project: Path) -> None:
    write(project / "a.py", MIXED)
    result = check("--fix", "--verbose", "--output-format=json", "a.py")
    unsafe_one, by_hand = json.loads(result.stdout)
    assert unsafe_one["fix"] == {
        "message": "Write None (a guess)",
        "applicability": "unsafe",
        "edits": [
            {
                "location": {"row": 4, "column": 12},
                "end_location": {"row": 4, "column": 23},
                "content": "None",
            }
        ],
    }
    assert by_hand["fix"] == {"message": "Write a class", "applicability": "display", "edits": []}
    assert "Fixed 1 finding:\n- a.py:\n    1 x NNX301" in result.stderr


def test_statistics_of_what_is_left(project: Path) -> None:
    write(project / "a.py", MIXED)
    assert check("--fix", "--statistics", "a.py").stdout == (
        "1  NNX117  rngs-default-argument\n"
        "1  NNX202  removed-api\n\n"
        f"2  .{os.sep}  (NNX117, NNX202)\n"
        "Found 3 findings (1 fixed, 2 remaining).\n"
        "1 unsafe fix available with `--fix --unsafe-fixes`.\n"
    )


def full(*arguments: str, stdin: str = "") -> list[str]:
    """The blocks of a run in the full format."""
    return check("--output-format=full", *arguments, stdin=stdin).stdout.split("\n\n")


def test_full_shows_what_a_fix_changes(project: Path) -> None:
    write(project / "a.py", PARTIAL)
    block, closing = full("a.py")
    lines = block.splitlines()
    assert lines[0].startswith("NNX301 [*] needless")
    assert lines[7:] == [
        "  = note: nnx.jit takes its options directly",
        "  = help: Use nnx.jit without functools.partial",
        "  |",
        "  - from functools import partial",
        "  -",
        "1 | from flax import nnx",
        "2 |",
        "  - f = partial(nnx.jit, donate_argnums=1)(g)",
        "3 + f = nnx.jit(donate_argnums=1)(g)",
        "  |",
        "  = see: https://flake8-nnx-rng.readthedocs.io/en/latest/rules/NNX301/",
    ]
    assert closing.startswith("Found 1 finding.")


def test_full_tells_unsafe_fixes_and_advice(project: Path) -> None:
    write(project / "a.py", "from flax import nnx\n" + DEFAULT + OLD)
    unsafe_one, by_hand, _ = full("a.py")
    assert "  = help: Write None (a guess)\n  |\n1 | from flax import nnx\n" in unsafe_one
    assert "  - def f(rngs=nnx.Rngs(0)): pass\n2 + def f(rngs=None): pass\n" in unsafe_one
    assert "  = note: unsafe, applied with --unsafe-fixes only\n" in unsafe_one
    assert "  = help: Write a class\n  = see: " in by_hand
    assert "unsafe" not in by_hand


def test_full_shows_changes_of_standard_input(project: Path) -> None:
    write(project / "a.py", "x = 1\n")
    block, _ = full("--stdin-filename=a.py", "-", stdin=PARTIAL)
    assert "3 + f = nnx.jit(donate_argnums=1)(g)\n" in block


def test_full_leaves_out_the_lines_between_changes(project: Path) -> None:
    lines = [f"x{number} = {number}\n" for number in range(20)]
    between = "".join(lines)
    write(project / "a.py", PARTIAL.replace("f = ", f"{between}f = "))
    block, _ = full("a.py")
    assert (
        "   - from functools import partial\n"
        "   -\n"
        " 1 | from flax import nnx\n"
        "   |\n"
        "22 | x19 = 19\n"
        "   - f = partial(nnx.jit, donate_argnums=1)(g)\n"
        "23 + f = nnx.jit(donate_argnums=1)(g)\n"
        "   |\n"
    ) in block


@pytest.mark.parametrize("texts", [{}, {"gone.py": "x = 1\n"}])
def test_full_shows_no_changes_of_lines_that_are_not_there(texts: dict[str, str]) -> None:
    found = check_source(PARTIAL, filename="gone.py", settings=Settings(target_flax="0.12.8"))
    shown = FORMATS["full"].render(Outcome(found, texts=texts))
    assert "  = help: Use nnx.jit without functools.partial\n  = see: " in shown


def test_full_shows_changes_of_several_cells(project: Path) -> None:
    sources = ["from functools import partial\nfrom flax import nnx", "# Text", DIRECT]
    sources[2] = PARTIAL.split("\n\n")[-1]
    kinds = ["code", "markdown", "code"]
    cells = [
        {"cell_type": kind, "metadata": {}, "source": source}
        for kind, source in zip(kinds, sources, strict=True)
    ]
    write(project / "a.ipynb", json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}))
    block, _ = full("a.ipynb")
    assert "\n  = in cell 1:\n  |\n  - from functools import partial\n1 | from flax" in block
    assert "\n  - f = partial(nnx.jit, donate_argnums=1)(g)\n1 + f = nnx.jit(" in block
    assert check("--fix", "a.ipynb").exit_code == 0
    cells = json.loads((project / "a.ipynb").read_text())["cells"]
    assert [cell["source"] for cell in cells] == ["from flax import nnx", "# Text", DIRECT[22:]]


def test_fixes_that_do_not_hold_are_told_and_exit_code_2(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, NNX117=replacing("nnx.Rngs(1)"), NNX301=catalogue.fixer("NNX301"))
    bad, good = write(project / "a.py", MIXED), write(project / "b.py", PARTIAL)
    result = check("--fix", "--jobs=1", ".")
    assert result.exit_code == 2
    withdrawn = "line 4: NNX117 would still be found after its fix"
    assert result.stderr == f"error: a.py: 1 fix withdrawn: {withdrawn}\n"
    assert (bad.read_text(), good.read_text()) == (MIXED_DIRECT, DIRECT)
    assert "a.py:4:12: NNX117 Not fixed: NNX117 would still be found" in result.stdout
    assert result.stdout.splitlines()[-1] == (
        "Found 4 findings (2 fixed, 2 remaining). 1 fix was withdrawn."
    )
    assert check("--diff", "--exit-zero", "a.py").exit_code == 2


def test_a_file_that_cannot_be_written_is_told_and_exit_code_2(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda p, m: Path(p).name != "a.py" and access(p, m))
    bad, good = write(project / "a.py", PARTIAL), write(project / "b.py", PARTIAL)
    result = check("--fix", "--jobs=1", ".")
    assert result.exit_code == 2
    assert result.stderr == "error: a.py: not fixed: cannot be written: Permission denied\n"
    assert result.stdout.startswith("a.py:5:5: NNX301 needless")
    assert result.stdout.splitlines()[-1] == (
        "Found 2 findings (1 fixed, 1 remaining). 1 file could not be fixed."
    )
    assert (bad.read_text(), good.read_text()) == (PARTIAL, DIRECT)


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_bad_files_are_named_and_the_others_go_on(project: Path, option: str) -> None:
    write(project / "a.py", PARTIAL + "x = = 1\n")
    write(project / "b.py", PARTIAL)
    result = check(option, "missing.py", ".")
    assert result.exit_code == 2
    assert result.stderr.splitlines()[:2] == [
        "error: missing.py: No such file or directory",
        "error: a.py:6:5: cannot be parsed: invalid syntax",
    ]
    assert (project / "b.py").read_text() == (DIRECT if option == "--fix" else PARTIAL)


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_bug_of_ours_is_told_and_exit_code_2(
    project: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(Fixer, "fix", broken)
    write(project / "a.py", PARTIAL)
    result = check(option, "--exit-zero", "--jobs=1", "a.py")
    assert result.exit_code == 2
    told = result.stdout if option == "--fix" else result.stderr
    assert "internal error while checking a.py: RuntimeError: boom" in told


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_broken_configuration_changes_nothing(project: Path, option: str) -> None:
    write(project / "sub" / "pyproject.toml", "[tool.flake8-nnx-rng]\nline-length = 0\n")
    path = write(project / "sub" / "a.py", PARTIAL)
    result = check(option, "sub")
    assert result.exit_code == 2
    assert "invalid value for `line-length`" in result.stderr
    assert path.read_text() == PARTIAL


def test_what_is_suppressed_or_not_selected_is_left(project: Path) -> None:
    path = write(project / "a.py", PARTIAL.replace("(g)\n", "(g)  # noqa: NNX301\n"))
    assert check("--fix", "a.py").stdout == "All checks passed!\n"
    assert "partial" in path.read_text()
    write(path, PARTIAL)
    for option in ("--ignore=NNX301", "--select=NNX1"):
        assert check("--fix", option, "a.py").stdout == "All checks passed!\n"
        assert path.read_text() == PARTIAL


def test_the_line_length_of_the_project_holds(project: Path) -> None:
    long = PARTIAL.replace("donate_argnums=1", "static_argnums=1, donate_argnums=2")
    path = write(project / "a.py", long)
    write(project / "ruff.toml", "line-length = 40\n")
    assert "line-length: 40 (ruff, black or flake8)" in check("--show-settings", ".").stdout
    check("--fix", "a.py")
    assert path.read_text().endswith(
        "f = nnx.jit(\n    static_argnums=1,\n    donate_argnums=2,\n)(g)\n"
    )


@pytest.mark.parametrize("jobs", ["--jobs=1", "--jobs=2"])
def test_files_are_fixed_in_processes(project: Path, jobs: str) -> None:
    for number in range(20):
        write(project / f"f{number:02}.py", PARTIAL)
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", jobs, "."]
    diff = subprocess.run([*command, "--diff"], capture_output=True, text=True)
    assert diff.stdout == "".join(DIFF.format(name=f"f{number:02}.py") for number in range(20))
    fixed = subprocess.run([*command, "--fix"], capture_output=True, text=True)
    assert fixed.stdout == "Found 20 findings (20 fixed, 0 remaining).\n"
    assert (project / "f19.py").read_text() == DIRECT
