"""What other tools read of this repository: the hooks, the action, and the snippets for CI."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"


def loaded(text: str) -> Any:
    return YAML(typ="safe").load(text)


def snippets() -> list[str]:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    return re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def fits(path: Path, schema: str) -> None:
    """Hold a file against a schema that comes with check-jsonschema."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_action_is_one() -> None:
    fits(ROOT / "action.yml", "vendor.github-actions")


@pytest.mark.parametrize(
    ("start", "schema"),
    [
        ("on: ", "vendor.github-workflows"),
        ("nnx-rng:", "vendor.gitlab-ci"),
        ("repos:", ""),
    ],
)
def test_snippets_are_what_they_are_for(start: str, schema: str, tmp_path: Path) -> None:
    found = [text for text in snippets() if text.startswith(start)]
    assert found
    for text in found:
        assert loaded(text)
        (tmp_path / "snippet.yml").write_text(text, encoding="utf-8")
        if schema:
            fits(tmp_path / "snippet.yml", schema)


def test_every_snippet_is_known() -> None:
    assert all(text.startswith(("on: ", "nnx-rng:", "repos:")) for text in snippets())


def hooks() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = loaded((ROOT / ".pre-commit-hooks.yaml").read_text())
    return found


def test_hooks_are_commands(tmp_path: Path) -> None:
    assert [hook["id"] for hook in hooks()] == ["nnx-rng-check", "nnx-rng-fix"]
    (tmp_path / "build").mkdir()
    for name in ("a.py", "build/b.py"):
        (tmp_path / name).write_text(CODE)
    for hook in hooks():
        assert {"python", "jupyter", "markdown", "rst"} <= {*hook["types_or"]}
        program, *arguments = hook["entry"].split()
        assert program == "nnx-rng"
        command = [sys.executable, "-m", "flake8_nnx_rng", *arguments, "a.py", "build/b.py"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 1
        assert "a.py:4:12: NNX117" in done.stdout
        assert "b.py" not in done.stdout  # the settings exclude it


@pytest.mark.skipif(os.name == "nt", reason="needs bash")
@pytest.mark.parametrize(("report", "shown"), [("annotations", "::error "), ("sarif", "")])
def test_the_action_runs_the_command(report: str, shown: str, tmp_path: Path) -> None:
    steps = loaded((ROOT / "action.yml").read_text())["runs"]["steps"]
    (script,) = [step["run"] for step in steps if step.get("id") == "check"]
    (tmp_path / "a b*.py").write_text(CODE)
    (tmp_path / "nnx-rng").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m flake8_nnx_rng "$@"\n'
    )
    (tmp_path / "nnx-rng").chmod(0o755)
    given = {"ARGS": "--isolated .", "REPORT": report, "SARIF": "out/r.sarif"}
    paths = {"NNX_RNG": str(tmp_path / "nnx-rng"), "GITHUB_OUTPUT": str(tmp_path / "output")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={**os.environ, **given, **paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(shown)
    assert (tmp_path / "output").read_text() == "code=1\n"
    assert (tmp_path / "out" / "r.sarif").exists() is (report == "sarif")
