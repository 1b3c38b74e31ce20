"""Where else a project may say which release of Flax it is for, and what is not understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.project.inline import declared
from flake8_nnx_rng.project.requirement import Evidence
from flake8_nnx_rng.project.target import find_target
from flake8_nnx_rng.semantics.releases import newest

GIT = "git+https://github.com/google/flax"
PYPI = "https://files.pythonhosted.org/packages/1b/0f"


@pytest.fixture(autouse=True)
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, a git repository."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def environment(*entries: str, pip: tuple[str, ...] = ()) -> dict[str, str]:
    lines = ["name: old", "dependencies:", "  - python=3.11", *(f"  - {e}" for e in entries)]
    nested = ["  - pip:", *(f"    - {entry}" for entry in pip)] if pip else []
    return {"environment.yml": "\n".join([*lines, *nested, ""])}


@pytest.mark.parametrize(
    ("files", "release", "reason"),
    [
        pytest.param(
            environment("flax=0.8.5"), "0.8.5", "environment.yml: flax=0.8.5", id="conda, one ="
        ),
        pytest.param(
            environment("flax=0.10"), "0.10.7", "environment.yml: flax=0.10", id="conda, a prefix"
        ),
        pytest.param(
            environment("conda-forge::flax==0.9.0=pyhd8ed1ab_0  # last"),
            *("0.9.0", "environment.yml: flax==0.9.0=pyhd8ed1ab_0"),
            id="conda, channel and build",
        ),
        pytest.param(
            environment('"flax>=0.8,<0.9"'),
            *("0.8.5", "environment.yml: flax>=0.8,<0.9"),
            id="conda, a range",
        ),
        pytest.param(
            environment("flax 0.8.*|0.9.*"),
            *("0.9.0", "environment.yml: flax 0.8.*|0.9.*"),
            id="conda, alternatives",
        ),
        pytest.param(
            environment("flax[version='>=0.8,<0.9']"),
            *("0.8.5", "environment.yml: flax[version='>=0.8,<0.9']"),
            id="conda, in brackets",
        ),
        pytest.param(
            environment("flaxmodels=0.8.5", "flax-cpu=0.8.5", pip=("flax[all]==0.9.0",)),
            *("0.9.0", "environment.yml: flax[all]==0.9.0"),
            id="conda, by pip",
        ),
        pytest.param(
            {"environment-gpu.yaml": environment("flax=0.8.5")["environment.yml"]},
            *("0.8.5", "environment-gpu.yaml: flax=0.8.5"),
            id="conda, another name",
        ),
        pytest.param(
            {"pixi.toml": '[dependencies]\nflax = "0.8.5"\n'},
            *("0.8.5", "pixi.toml: flax 0.8.5"),
            id="pixi",
        ),
        pytest.param(
            {"pixi.toml": '[feature.old.dependencies]\nflax = {version = ">=0.8,<0.9"}\n'},
            *("0.8.5", "pixi.toml: flax >=0.8,<0.9"),
            id="pixi, a feature",
        ),
        pytest.param(
            {"pixi.toml": '[target.linux-64.pypi-dependencies]\nflax = "==0.9.0"\n'},
            *("0.9.0", "pixi.toml: flax ==0.9.0"),
            id="pixi, from PyPI on a platform",
        ),
        pytest.param(
            {"pyproject.toml": '[tool.pixi.pypi-dependencies]\nflax = "==0.8.5"\n'},
            *("0.8.5", "pyproject.toml: flax ==0.8.5"),
            id="pixi in pyproject.toml",
        ),
        pytest.param(
            {
                "pixi.toml": '[dependencies]\nflax = "*"\n',
                "pixi.lock": "packages:\n- conda: https://conda.anaconda.org/conda-forge/noarch/"
                "flax-0.8.5-pyhd8ed1ab_0.conda\n  sha256: 00\n",
            },
            *("0.8.5", "pixi.lock: flax 0.8.5"),
            id="pixi.lock, conda",
        ),
        pytest.param(
            {"pixi.lock": f"- pypi: {PYPI}/flax-0.9.0-py3-none-any.whl\n  name: flaxlib\n"},
            *("0.9.0", "pixi.lock: flax 0.9.0"),
            id="pixi.lock, PyPI",
        ),
        pytest.param(
            {"conda-lock.yml": "package:\n- name: flax\n  version: 0.8.5\n  manager: conda\n"},
            *("0.8.5", "conda-lock.yml: flax 0.8.5"),
            id="conda-lock.yml",
        ),
        pytest.param(
            {"Pipfile": '[packages]\nflax = "==0.8.5"\n[dev-packages]\nflax = "*"\n'},
            *("0.8.5", "Pipfile: flax ==0.8.5"),
            id="Pipfile",
        ),
        pytest.param(
            {"Pipfile": f'[dev-packages]\nflax = {{git = "{GIT[4:]}", ref = "v0.9.0"}}\n'},
            *("0.9.0", "Pipfile: flax https://github.com/google/flax@v0.9.0"),
            id="Pipfile, a tag",
        ),
        pytest.param(
            {
                "Pipfile": '[packages]\nflax = ">=0.8"\n',
                "Pipfile.lock": json.dumps({"default": {"flax": {"version": "==0.8.5"}}}),
            },
            *("0.8.5", "Pipfile.lock: flax 0.8.5"),
            id="Pipfile.lock",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\ndynamic = ["dependencies"]\n'
                '[tool.setuptools.dynamic]\ndependencies = {file = ["needs/base.in"]}\n',
                "needs/base.in": "-r more.in\n",
                "needs/more.in": "flax==0.8.5\n",
            },
            *("0.8.5", "needs/more.in: flax==0.8.5"),
            id="setuptools dynamic",
        ),
        pytest.param(
            {
                "pyproject.toml": "[tool.setuptools.dynamic.optional-dependencies]\n"
                'nnx = {file = "nnx.in"}\n',
                "nnx.in": "flax<0.9\n",
            },
            *("0.8.5", "nnx.in: flax<0.9"),
            id="setuptools dynamic extras",
        ),
        pytest.param(
            {
                "setup.cfg": "[options]\ninstall_requires = file: base.in, more.in\n",
                "base.in": "numpy\n",
                "more.in": "flax<0.9\n",
            },
            *("0.8.5", "more.in: flax<0.9"),
            id="setup.cfg names files",
        ),
        pytest.param(
            {"requirements.txt": f"flax @ {GIT}@v0.9.0\n"},
            *("0.9.0", f"requirements.txt: flax @ {GIT}@v0.9.0"),
            id="a tag",
        ),
        pytest.param(
            {"requirements.txt": f"-e {GIT}.git@v0.9.0#egg=flax\n"},
            *("0.9.0", f"requirements.txt: -e {GIT}.git@v0.9.0#egg=flax"),
            id="an address alone",
        ),
        pytest.param(
            {"requirements.txt": f"{PYPI}/flax-0.8.5-py3-none-any.whl\n"},
            *("0.8.5", f"requirements.txt: {PYPI}/flax-0.8.5-py3-none-any.whl"),
            id="a wheel",
        ),
        pytest.param(
            {
                "requirements.txt": "flax @ "
                "https://github.com/google/flax/archive/refs/tags/v0.8.5.tar.gz\n"
            },
            "0.8.5",
            "requirements.txt: flax @ "
            "https://github.com/google/flax/archive/refs/tags/v0.8.5.tar.gz",
            id="an archive",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\ndependencies = ["flax"]\n'
                f'[tool.uv.sources]\nflax = {{git = "{GIT[4:]}", tag = "v0.9.0"}}\n'
            },
            *("0.9.0", "pyproject.toml: flax https://github.com/google/flax@v0.9.0"),
            id="a tag of uv",
        ),
        pytest.param(
            {
                "pyproject.toml": "[tool.poetry.dependencies]\n"
                f'flax = {{git = "{GIT[4:]}", rev = "v0.8.5"}}\n'
            },
            *("0.8.5", "pyproject.toml: flax https://github.com/google/flax@v0.8.5"),
            id="a tag of Poetry",
        ),
        pytest.param(
            {
                "pyproject.toml": '[project]\ndependencies = ["flax>=0.8"]\n',
                **environment("flax=0.8.5"),
            },
            *("0.8.5", "environment.yml: flax=0.8.5"),
            id="a pin of conda before a range",
        ),
        pytest.param(
            {
                **environment("flax=0.8.5"),
                "poetry.lock": '[[package]]\nname = "flax"\nversion = "0.9.0"\n',
            },
            *("0.9.0", "poetry.lock: flax 0.9.0"),
            id="a lock before a pin",
        ),
    ],
)
def test_places(repo: Path, files: dict[str, str], release: str, reason: str) -> None:
    write(files)
    target = find_target(repo)
    assert (str(target.release), target.reason, target.unread) == (release, reason, "")
    assert str(target.declared) == release


NOT_UNDERSTOOD = {
    f"flax @ {GIT}@nnx-next": {"requirements.txt": f"flax @ {GIT}@nnx-next\n"},
    "flax https://github.com/google/flax@nnx-next": {
        "Pipfile": f'[packages]\nflax = {{git = "{GIT[4:]}", ref = "nnx-next"}}\n'
    },
    f"{GIT}@1a2b3c4": {"requirements.txt": f"{GIT}@1a2b3c4\n"},
    "flax=0.8.5": {"pyproject.toml": '[project]\ndependencies = ["flax=0.8.5"]\n'},
    "flax ../flax": {"Pipfile": '[packages]\nflax = {path = "../flax"}\n'},
    "flax =>0.8": environment("flax =>0.8"),
    "flax ^x": {"pyproject.toml": '[tool.poetry.dependencies]\nflax = "^x"\n'},
}


@pytest.mark.parametrize("shown", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_told(repo: Path, shown: str) -> None:
    files = NOT_UNDERSTOOD[shown]
    write(files)
    target = find_target(repo)
    assert target.declared is None
    assert target.unread == f"{next(iter(files))}: {shown} names no release that is understood"


@pytest.mark.parametrize(
    "requirement",
    [f"flax @ {GIT}", f"flax @ {GIT}.git@main", f"{GIT}.git#egg=flax", f"-e {GIT}@HEAD"],
)
def test_the_repository_itself_is_the_newest(repo: Path, requirement: str) -> None:
    write({"requirements.txt": f"{requirement}\n"})
    target = find_target(repo)
    assert (target.release, target.declared) == (newest(), newest())
    assert target.reason == f"requirements.txt: {requirement}"


@pytest.mark.parametrize("name", ["pyproject.toml", "pixi.toml", "Pipfile"])
def test_a_file_that_names_flax_and_is_broken_is_told(repo: Path, name: str) -> None:
    write({name: '[project\ndependencies = ["flax==0.8.5"]\n', "a.py": "import flax\n"})
    target = find_target(repo)
    assert target.unread.startswith(f"{name}: cannot be parsed as TOML: Expected ']'")
    assert target.unread.endswith("(at line 1, column 9)")
    assert check(".")[1] == f"warning: {target.warning}\n"
    assert CliRunner().invoke(main, ["check", "--no-cache", "."]).exit_code == 0


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": '[project\ndependencies = ["relaflax", "jax"]\n'},
        {"pyproject.toml": "[project\n# flax\n", "requirements.txt": "flax==0.9.0\n"},
        {"pyproject.toml": '[project]\nname = "flaxen"\ndescription = "uses flax"\n'},
        {"pixi.toml": ""},
    ],
)
def test_a_file_that_says_nothing_of_flax_is_for_others_to_complain_about(
    repo: Path, files: dict[str, str]
) -> None:
    write(files)
    assert find_target(repo).warning == ""


def test_what_another_place_says_is_enough(repo: Path) -> None:
    write({**NOT_UNDERSTOOD["flax=0.8.5"], "requirements.txt": "flax==0.9.0\n"})
    target = find_target(repo)
    assert (str(target.release), target.unread) == ("0.9.0", "")


def check(*arguments: str) -> tuple[str, str]:
    result = CliRunner().invoke(main, ["check", "--no-cache", *arguments])
    return result.stdout, result.stderr


def test_the_command_warns_once_unless_it_is_quiet_or_told_the_release() -> None:
    write(NOT_UNDERSTOOD["flax=0.8.5"])
    write({"a.py": "import flax\n", "b.py": "import flax\n"})
    _, told = check(".")
    assert told.startswith("warning: pyproject.toml: flax=0.8.5 names no release that is")
    assert told.count("\n") == 1
    assert check("--quiet", ".")[1] == ""
    assert check("--target-flax=0.9", ".")[1] == ""
    assert "names no release" in check("--show-settings", ".")[0]


SCRIPT = """\
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "jax",
#   "{}",
# ]
# ///
from flax import nnx

f = nnx.Vmap(g)
"""


def installing(*lines: str) -> str:
    cell = {"cell_type": "code", "metadata": {}, "source": [*lines], "outputs": []}
    text = {"cell_type": "markdown", "metadata": {}, "source": "!pip install flax==0.12.0"}
    return json.dumps({"cells": [text, cell], "metadata": {}, "nbformat": 4})


@pytest.mark.parametrize(
    ("name", "text", "release"),
    [
        ("a.py", SCRIPT.format("flax==0.8.5"), "0.8.5"),
        ("a.py", SCRIPT.format("flax>=0.8,<0.9").replace("\n", "\r\n"), "0.8.5"),
        ("a.py", SCRIPT.format(f"flax @ {GIT}@v0.9.0"), "0.9.0"),
        ("a.py", SCRIPT.format("flax==0.8.5").replace("script", "other"), None),
        ("a.py", SCRIPT.format("flax==0.8.5").replace('",\n# ]', "\n# ]"), None),
        ("a.ipynb", installing("!pip install flax==0.8.5"), "0.8.5"),
        ("a.ipynb", installing("import os\n", "%pip install -q -U 'flax<0.9' jax  # old"), "0.8.5"),
        ("a.ipynb", installing("!{sys.executable} -m pip install flax==0.8.5"), "0.8.5"),
        ("a.ipynb", installing("!uv pip install --system flax==0.8.5"), "0.8.5"),
        ("a.ipynb", installing("%conda install -y flax=0.8.5"), "0.8.5"),
        ("a.ipynb", installing("%%bash\n", "cd /content\n", "pip install flax==0.8.5"), "0.8.5"),
        ("a.ipynb", installing("F = 'flax==0.8.5'\n", "!pip install -q $F"), "0.8.5"),
        ("a.ipynb", installing("L = ['flax==0.8.5']\n", "!pip install {' '.join(L)}"), "0.8.5"),
        ("a.ipynb", installing("!pip install git+https://example.org/flax"), None),
        ("a.ipynb", installing(f"!pip install -q {GIT}@v0.9.0"), "0.9.0"),
        ("a.ipynb", installing("!pip install flax", "print('flax==0.8.5')"), None),
        ("a.ipynb", "no notebook, install flax", None),
        ("a.ipynb", '{"cells": [3], "install": "flax"}', None),
        ("a.md", "!pip install flax==0.8.5", None),
    ],
)
def test_what_a_file_says_itself(name: str, text: str, release: str | None) -> None:
    found = declared(name, text)
    assert (str(found.release) if isinstance(found, Evidence) else None) == release


PIP = 'sys.executable, "-m", "pip", "install"'


@pytest.mark.parametrize("shape", ["a.py", "a.ipynb"])
@pytest.mark.parametrize(
    ("code", "release"),
    [
        (f'subprocess.check_call([{PIP}, "-q", "flax==0.8.5"])', "0.8.5"),
        (f'L = ["jax==0.4", "flax==0.8.5"]\nsubprocess.run([{PIP}, *L], check=True)', "0.8.5"),
        (f'L = ["jax"]\nL += ["flax==0.8.5"]\ncheck_call([{PIP}] + L)', "0.8.5"),
        (f'L = ["jax"]\nfor one in [*L, "flax==0.8.5"]:\n    run([{PIP}, one])', "0.8.5"),
        (f'def install(p):\n    run([{PIP}, p])\n\ninstall("flax==0.8.5")', "0.8.5"),
        (f'V = "0.8.5"\nsubprocess.run(args=[{PIP}, f"flax=={{V}}"])', "0.8.5"),
        ('os.system("pip install -q flax==0.8.5 && echo done")', "0.8.5"),
        ('subprocess.run("pip install flax==0.8.5".split())', "0.8.5"),
        ('pip.main(["install", "flax==0.8.5"])', "0.8.5"),
        ('get_ipython().system("pip install flax==0.8.5")', "0.8.5"),
        ('get_ipython().run_line_magic("pip", "install flax==0.8.5")', "0.8.5"),
        ('subprocess.run(["conda", "install", "-y", "flax=0.8.5"])', "0.8.5"),
        (f'L = ["flax==0.8.5"]\nsubprocess.run([{PIP}, "jax"])', None),
        (f'subprocess.run([{PIP}, "flax"])\nprint("flax==0.8.5")', None),
        ('subprocess.run(["pip", "uninstall", "flax==0.8.5"])', None),
        ('print("to run: pip install flax==0.8.5")', None),
        (f"L = L\nsubprocess.run([{PIP}, *L, flax])", None),
    ],
)
def test_what_code_has_installed_itself(shape: str, code: str, release: str | None) -> None:
    found = declared(shape, code if shape == "a.py" else installing(code))
    assert (str(found.release) if isinstance(found, Evidence) else None) == release


def test_a_file_is_checked_for_what_it_says_itself() -> None:
    write({"pyproject.toml": '[project]\ndependencies = ["flax==0.12.8"]\n'})
    write({"old.py": SCRIPT.format("flax==0.8.5"), "new.py": SCRIPT.format("jax")})
    shown, told = check("--verbose", ".")
    assert [line.partition(" ")[0] for line in shown.splitlines()[:1]] == ["new.py:10:5:"]
    assert "info: checking for Flax 0.8.5 (old.py: flax==0.8.5)" in told
    assert "info: checking for Flax 0.12.8 (pyproject.toml: flax==0.12.8)" in told
    assert "(old.py: flax==0.8.5)" in check("--show-settings", "old.py")[0]


def test_old_code_that_says_so_itself_is_migrated_as_such() -> None:
    script = SCRIPT.partition("f = ")[0].format("flax==0.8.5")
    body = "def f(rngs): return rngs.noise()\n\ng = nnx.vmap(f, axis_size=3)\n"
    write({"old.py": script + body, "new.py": body.replace("def", "from flax import nnx\ndef", 1)})
    check("--fix", "--target-flax=0.12.8", "--unsafe-fixes", ".")
    assert "nnx.split_rngs(splits=3)" in Path("old.py").read_text()
