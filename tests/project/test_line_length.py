"""The line length: our own setting, else what the project's formatters and linters are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_nnx_rng.project.settings import ConfigError, Overrides, SettingsLoader, load

OURS = "[tool.flake8-nnx-rng]\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A git repository, so that no search leaves it."""
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, 88, id="default"),
        pytest.param({"pyproject.toml": OURS + "line-length = 100"}, 100, id="ours"),
        pytest.param({"pyproject.toml": "[tool.ruff]\nline-length = 100"}, 100, id="ruff"),
        pytest.param({"ruff.toml": "line-length = 100"}, 100, id="ruff.toml"),
        pytest.param({".ruff.toml": "line-length = 100"}, 100, id=".ruff.toml"),
        pytest.param({"pyproject.toml": "[tool.black]\nline-length = 100"}, 100, id="black"),
        pytest.param({"setup.cfg": "[flake8]\nmax-line-length = 100"}, 100, id="setup.cfg"),
        pytest.param({"tox.ini": "[flake8]\nmax_line_length = 100"}, 100, id="tox.ini"),
        pytest.param({".flake8": "[flake8]\nmax-line-length=100\n"}, 100, id=".flake8"),
        pytest.param(
            {
                "pyproject.toml": f"{OURS}line-length = 70\n[tool.ruff]\nline-length = 80\n",
                "ruff.toml": "line-length = 90",
            },
            70,
            id="ours first",
        ),
        pytest.param(
            {
                "pyproject.toml": "[tool.black]\nline-length = 70\n[tool.ruff]\nline-length = 80\n",
                ".flake8": "[flake8]\nmax-line-length = 90",
            },
            80,
            id="ruff before black and flake8",
        ),
        pytest.param(
            {
                "pyproject.toml": "[tool.black]\nline-length = 70\n",
                ".flake8": "[flake8]\nmax-line-length = 90",
            },
            70,
            id="black before flake8",
        ),
        pytest.param(
            {"pyproject.toml": OURS + 'ignore = ["NNX3"]\n[tool.ruff]\nline-length = 100'},
            100,
            id="ours says something else",
        ),
        pytest.param(
            {"pyproject.toml": OURS, "pkg/pyproject.toml": "[tool.ruff]\nline-length = 100"},
            100,
            id="nearer than ours, which does not say",
        ),
        pytest.param(
            {
                "pyproject.toml": OURS + "line-length = 70",
                "pkg/pyproject.toml": "[tool.ruff]\nline-length = 100",
            },
            70,
            id="ours, though farther",
        ),
        pytest.param(
            {"ruff.toml": "line-length = 70", "pkg/.flake8": "[flake8]\nmax-line-length = 100"},
            100,
            id="the nearest",
        ),
        pytest.param(
            {"ruff.toml": "line-length = 70", "pkg/pyproject.toml": OURS + "select = ['NNX1']"},
            70,
            id="above ours",
        ),
    ],
)
def test_where_it_is_found(repo: Path, files: dict[str, str], expected: int) -> None:
    for name, text in files.items():
        write(repo / name, text)
    assert load(repo / "pkg" / "deep").line_length == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 'wide'"),
        ("pyproject.toml", "[tool.ruff]\nline-length = 0"),
        ("pyproject.toml", "[tool.ruff]\nline-length = 1000"),
        ("pyproject.toml", "[tool.ruff]\nline-length = true"),
        ("pyproject.toml", "tool = 1\n# line-length"),
        ("pyproject.toml", "[tool]\nruff = 1\n# line-length"),
        ("pyproject.toml", "[tool.ruff\nline-length = 70"),
        ("ruff.toml", "line-length = = 70"),
        ("ruff.toml", "[format]\nline-length = 70"),
        (".flake8", "[flake8]\nmax-line-length = wide"),
        (".flake8", "[flake8]\nmax-line-length ="),
        (".flake8", "[flake8]\nmax-line-length = 70\nmax-line-length = 71"),
        (".flake8", "max-line-length = 70\n[flake8]"),
        (".flake8", "[other]\nmax-line-length = 70"),
    ],
)
def test_what_another_tool_could_not_use_is_passed_over(repo: Path, name: str, text: str) -> None:
    write(repo / "pkg" / name, text)
    write(repo / "ruff.toml", "line-length = 77")
    assert load(repo / "pkg").line_length == 77


def test_a_file_that_cannot_be_read_says_nothing(repo: Path) -> None:
    (repo / "pyproject.toml").mkdir()
    (repo / "ruff.toml").symlink_to("ruff.toml")
    assert load(repo).line_length == 88


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("'88'", "invalid type for `line-length`: expected an integer from 1 to 320, found string"),
        (
            "true",
            "invalid type for `line-length`: expected an integer from 1 to 320, found boolean",
        ),
        ("88.0", "invalid type for `line-length`: expected an integer from 1 to 320, found float"),
        ("0", "invalid value for `line-length`: expected an integer from 1 to 320, found 0"),
        ("321", "invalid value for `line-length`: expected an integer from 1 to 320, found 321"),
    ],
)
def test_a_wrong_value_of_ours_is_an_error(repo: Path, value: str, message: str) -> None:
    path = write(repo / "pyproject.toml", f"{OURS}line-length = {value}\n")
    with pytest.raises(ConfigError) as raised:
        load(repo)
    assert str(raised.value) == f"{path}: {message}"


def test_what_is_given_beats_every_file(repo: Path) -> None:
    write(repo / "pyproject.toml", OURS + "line-length = 70")
    assert load(repo, Overrides(line_length=100)).line_length == 100
    with pytest.raises(ConfigError, match="command line: invalid value for `line-length`"):
        SettingsLoader(Overrides(line_length=0))


def test_within_flake8_no_other_tool_is_asked(repo: Path) -> None:
    write(repo / "ruff.toml", "line-length = 77")
    assert SettingsLoader(within_flake8=True)(repo).line_length == 88
