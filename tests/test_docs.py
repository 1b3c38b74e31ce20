"""README.md and docs/ say what the code does."""

import ast
import json
import re
import runpy
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, check_source
from flake8_nnx_rng.home import ISSUES, REPOSITORY
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules.base import Rule
from flake8_nnx_rng.semantics.releases import known, newest, resolve

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = ROOT / "README.md"
PAGES = [README, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
TOOL = runpy.run_path(str(ROOT / "tools" / "build_docs.py"))
EXPLICIT = [release for release in known() if release >= resolve("0.9.0")]


def page_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def codes(program: str, target: str, *also: str) -> list[str]:
    settings = Settings(target_flax=target, extend_select=also)
    return [d.code for d in check_source(program, settings=settings)]


def command(name: str) -> str:
    text = README.read_text(encoding="utf-8")
    (line,) = re.findall(rf"^<!-- command: {name} -->\n```sh\n(.*)\n```$", text, re.MULTILINE)
    return line


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The program that README.md opens with, in a file."""
    path = tmp_path / "create.py"
    path.write_text(TOOL["program"](README.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def run(tool: str, *args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", tool, *args], cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    return done


@pytest.mark.untraced
def test_generated_parts_are_up_to_date_and_of_rules_that_are_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One test for all pages: each process that has some of several would make them all."""
    monkeypatch.setattr(sys, "argv", ["build_docs.py", "--check"])
    status = TOOL["main"]()
    told = capsys.readouterr().out
    assert (status, told) == (0, ""), f"run tools/build_docs.py\n{told}"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_examples_of_a_page_lint_as_promised(rule: Rule) -> None:
    before, after = blocks(DOCS / "rules" / f"{rule.code}.md", "python")[:2]
    target = rule.example_target or str(newest())
    assert set(codes(before, target, rule.code)) == {rule.code}
    assert codes(after, target, rule.code) == []


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_python_in_pages_parses(path: Path) -> None:
    for program in blocks(path, "python"):
        ast.parse(program)


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_links_between_pages_resolve(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?://)([^)#]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_nav_lists_every_page_once() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    listed = re.findall(r"[\w/.-]+\.md", text)
    pages = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")]
    assert sorted(listed) == sorted([*pages, "changelog.md", "contributing.md"])


def test_pictures_in_pages_are_there() -> None:
    shown = {
        (path.parent / name).resolve()
        for path in PAGES
        for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    }
    assert shown == {*(DOCS / "pictures").iterdir()}


def test_program_in_readme_is_the_one_that_was_asked_for(before: Path) -> None:
    assert before.read_text(encoding="utf-8") == (
        "from functools import partial\n"
        "\n"
        "from flax import nnx\n"
        "\n"
        "@partial(nnx.vmap, axis_size=3)\n"
        "def create(rngs: nnx.Rngs): ...\n"
    )


@pytest.mark.parametrize("release", EXPLICIT, ids=str)
def test_program_in_readme_has_two_findings_on_every_explicit_release(release: object) -> None:
    before, after, *_ = blocks(README, "python")
    assert codes(before, str(release)) == ["NNX101", "NNX301"]
    assert codes(after, str(release)) == []


def test_command_prints_what_readme_shows(before: Path) -> None:
    done = run(
        "flake8_nnx_rng", "check", "--target-flax", str(newest()), before.name, cwd=before.parent
    )
    shown = f"$ nnx-rng check {before.name}\n{done.stdout}"
    assert shown in blocks(README, "console")


def test_flake8_prints_the_same(before: Path) -> None:
    args = ("--isolated", "--select=NNX", f"--nnx-target-flax={newest()}", before.name)
    done = run("flake8", *args, cwd=before.parent)
    assert f"$ flake8 --select=NNX {before.name}\n{done.stdout}" in blocks(
        DOCS / "flake8.md", "console"
    )
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [
        ["create.py:5:2:", "NNX101"],
        ["create.py:5:2:", "NNX301"],
    ]


def test_commands_in_readme_stay_in_the_tree() -> None:
    for name in ("run", "test"):
        made, install, use = command(name).split(" && ")
        assert made == "python3 -m venv .venv"
        assert install.startswith(".venv/bin/pip install ")
        assert use.startswith(".venv/bin/")


def test_ci_runs_the_commands_in_readme() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"readme_command (run|test)$", text, re.MULTILINE) == ["run", "test"]


def test_every_key_of_the_json_output_is_explained() -> None:
    page = DOCS / "output-formats.md"
    (shown,) = blocks(page, "json")
    (finding,) = json.loads(shown)
    text = page.read_text(encoding="utf-8")
    assert [key for key in [*finding, "cell"] if f"`{key}`" not in text] == []


def test_every_setting_is_explained() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    derived = ("flake8", "chosen")
    settings = [f for f in fields(Settings) if f.compare and f.name not in derived]
    names = [field.name.replace("_", "-") for field in settings]
    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_settings_that_are_shown_can_be_used(tmp_path: Path) -> None:
    (example,) = blocks(DOCS / "settings.md", "toml")
    (tmp_path / "pyproject.toml").write_text(example, encoding="utf-8")
    program = "from flax import nnx\n\ndef f(rngs=nnx.Rngs(0)): ...\n"
    found = check_source(program, filename=str(tmp_path / "model.py"))
    assert [d.code for d in found] == ["NNX117"]
    assert check_source(program, filename=str(tmp_path / "tests" / "model.py")) == []


def test_the_address_of_the_project_is_the_same_everywhere() -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["urls"]
    assert (urls["Source"], urls["Issues"]) == (REPOSITORY, ISSUES)
    assert f"\nrepo_url: {REPOSITORY}\n" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
