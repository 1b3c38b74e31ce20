"""`nnx-rng check --add-noqa`: what is found is suppressed where it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.frontends.command import main

HEAD = "from flax import nnx\n"
FOUND = "def f(rngs=nnx.Rngs(0)): pass"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--target-flax=0.12.8", *arguments])


CASES = {
    "a line": (FOUND, f"{FOUND}  # noqa: NNX117"),
    "a comment": (f"{FOUND}  # note", f"{FOUND}  # note  # noqa: NNX117"),
    "blanks at the end": (f"{FOUND}   ", f"{FOUND}  # noqa: NNX117   "),
    "other codes": (f"{FOUND}  # noqa: E501", f"{FOUND}  # noqa: E501, NNX117"),
    "other codes with a reason": (
        f"{FOUND}  # noqa: E501 long",
        f"{FOUND}  # noqa: E501, NNX117 long",
    ),
    "two of a rule": (
        "def f(a=nnx.Rngs(0), b=nnx.Rngs(1)): pass",
        "def f(a=nnx.Rngs(0), b=nnx.Rngs(1)): pass  # noqa: NNX117",
    ),
    "two rules": (
        "nnx.Vmap(lambda r=nnx.Rngs(0): r)",
        "nnx.Vmap(lambda r=nnx.Rngs(0): r)  # noqa: NNX117, NNX202",
    ),
    "a statement of several lines": (
        "def f(\n    a=1,\n    rngs=nnx.Rngs(0),\n): pass",
        "def f(\n    a=1,\n    rngs=nnx.Rngs(0),  # noqa: NNX117\n): pass",
    ),
    "before a backslash": (
        "def f(rngs=nnx.Rngs(0)): \\\n    pass",
        "def f(rngs=nnx.Rngs(0)): \\\n    pass  # noqa: NNX117",
    ),
    "before a long string": (
        'def f(rngs=nnx.Rngs(0), a="""\n"""): pass',
        'def f(rngs=nnx.Rngs(0), a="""\n"""): pass  # noqa: NNX117',
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_comment_is_written_where_it_counts(
    case: tuple[str, str], end: str, project: Path
) -> None:
    before, after = (f"{HEAD}{text}\n".replace("\n", end) for text in case)
    file = project / "a.py"
    file.write_bytes(before.encode())
    result = check("--add-noqa", "a.py")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Added 1 noqa directive.\n"
    assert file.read_bytes().decode().replace(" " * 3 + end, end) == after.replace(
        " " * 3 + end, end
    )
    assert check("--extend-select=NNX901", "a.py").exit_code == 0
    assert check("--add-noqa", "a.py").stderr == "Added 0 noqa directives.\n"


def test_a_reason_stands_behind_the_codes(project: Path) -> None:
    (project / "a.py").write_text(f"{HEAD}{FOUND}\n")
    assert check("--add-noqa=shared on purpose", ".").exit_code == 0
    assert (project / "a.py").read_text() == f"{HEAD}{FOUND}  # noqa: NNX117 shared on purpose\n"


@pytest.mark.parametrize("reason", ["two\nlines", "a # sign"])
def test_a_reason_is_one_comment(reason: str, project: Path) -> None:
    (project / "a.py").write_text(f"{HEAD}{FOUND}\n")
    assert check(f"--add-noqa={reason}", ".").exit_code == 2
    assert (project / "a.py").read_text() == f"{HEAD}{FOUND}\n"


def test_what_cannot_be_suppressed_is_told(project: Path) -> None:
    text = f'{HEAD}def f(a="# noqa: E501", rngs=nnx.Rngs(0)): pass\n'  # flake8 reads the string
    (project / "a.py").write_text(text)
    result = check("--add-noqa", ".")
    assert result.exit_code == 1
    assert result.stdout.startswith("a.py:2:30: NNX117")
    assert (project / "a.py").read_text() == text


def test_what_a_baseline_knows_is_left_alone(project: Path) -> None:
    (project / "a.py").write_text(f"{HEAD}{FOUND}\n")
    check("--baseline=known.json", "--write-baseline", ".")
    (project / "a.py").write_text(f"{HEAD}{FOUND}\n{FOUND.replace('f(', 'g(')}\n")
    result = check("--baseline=known.json", "--add-noqa", ".")
    assert (result.exit_code, result.stderr) == (0, "Added 1 noqa directive.\n")
    assert (project / "a.py").read_text().splitlines()[1] == FOUND


def test_notebooks_and_pages_get_comments(project: Path) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": f"{HEAD}{FOUND}"}]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (project / "a.ipynb").write_text(json.dumps(notebook))
    (project / "b.md").write_text(f"Text.\n\n```python\n{HEAD}{FOUND}\n```\n")
    assert check("--add-noqa", ".").exit_code == 0
    source = json.loads((project / "a.ipynb").read_text())["cells"][0]["source"]
    assert "".join(source) == f"{HEAD}{FOUND}  # noqa: NNX117"
    assert f"{FOUND}  # noqa: NNX117\n```" in (project / "b.md").read_text()
    assert check(".").exit_code == 0


@pytest.mark.parametrize("options", [("--fix",), ("--diff",), ("-",)])
def test_it_goes_with_files_alone(options: tuple[str, ...], project: Path) -> None:
    assert check("--add-noqa", *options).exit_code == 2
