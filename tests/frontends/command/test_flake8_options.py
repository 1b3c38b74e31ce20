"""The options of flake8: the command gives the findings that flake8 itself gives."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from flake8_nnx_rng.frontends.command import main

CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n\n\nnnx.Vmap(f)\n"
FINDING = re.compile(r"^(?:\./)?(\S+: NNX\d+)", re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a file in each of three folders, which is the current folder."""
    (tmp_path / ".git").mkdir()
    for name in ("a.py", "old/b.py", "docs/c.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(CODE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str) -> str:
    return CliRunner().invoke(main, ["check", "--no-cache", *arguments]).stdout


def flake8() -> list[str]:
    done = subprocess.run([sys.executable, "-m", "flake8"], capture_output=True, text=True)
    assert done.stderr == ""
    return sorted(FINDING.findall(done.stdout))


@pytest.mark.parametrize(
    ("options", "number"),
    [
        ("nnx-target-flax = 0.12", 6),
        ("nnx-target-flax = 0.12\nextend-ignore = NNX117\nexclude = docs", 2),
        ("nnx-target-flax = 0.12\nselect = NNX1,E\nper-file-ignores = old/*:NNX117", 2),
    ],
)
def test_both_give_the_same_findings(project: Path, options: str, number: int) -> None:
    (project / "setup.cfg").write_text(f"[flake8]\n{options}\n")
    found = sorted(FINDING.findall(check()))
    assert len(found) == number
    assert found == flake8()


def test_flake8_pyproject_gives_the_same_findings(project: Path) -> None:
    lines = ['nnx-target-flax = "0.12"', 'extend-ignore = ["NNX117"]', 'exclude = ["docs"]']
    (project / "pyproject.toml").write_text("\n".join(["[tool.flake8]", *lines, ""]))
    (project / "setup.cfg").write_text("[flake8]\nignore = NNX\n")  # stands back
    found = sorted(FINDING.findall(check()))
    assert found == flake8()
    assert len(found) == 2


def test_settings_are_shown_with_where_they_come_from(project: Path) -> None:
    (project / ".flake8").write_text("[flake8]\nignore = NNX117\n")
    (project / "pyproject.toml").write_text('[tool.flake8-nnx-rng]\nignore = ["NNX2"]\n')
    lines = check("--show-settings", "--select=NNX1", "--ignore=NNX101", "old/b.py").splitlines()
    assert "select: ('NNX1',) (command line)" in lines
    assert "flake8.ignore: ('NNX117',) (.flake8: [flake8])" in lines
    assert "line-length: 88 (default)" in lines


def test_settings_are_shown_as_json(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.flake8]\nignore = ["NNX117"]\n')
    [shown] = json.loads(check("--show-settings", "--output-format=json", "a.py"))
    assert shown["path"] == "a.py"
    assert "NNX117" not in shown["rules"]
    assert shown["settings"]["flake8.ignore"] == {
        "value": ["NNX117"],
        "from": ["pyproject.toml: [tool.flake8]"],
    }
    assert shown["settings"]["target-flax"] == {"value": None, "from": ["default"]}
