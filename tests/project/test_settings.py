"""Where settings come from, which one wins, and what is said about a wrong one."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from flake8_nnx_rng.project.settings import (
    DEFAULT_EXCLUDE,
    ConfigError,
    Overrides,
    Settings,
    SettingsLoader,
    load,
)

CODES = ("NNX101", "NNX103", "NNX117", "NNX201")
TABLE = "[tool.flake8-nnx-rng]\n"


def used(settings: Settings, filename: str = "") -> set[str]:
    """The rules in use of three that are on by default and one that is not."""
    rules = {"NNX101": True, "NNX102": True, "NNX103": False, "NNX117": True}
    return {code for code, default in rules.items() if settings.enabled(code, default, filename)}


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A git repository, so that no search leaves it."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("settings", "code", "default", "expected"),
    [
        pytest.param(Settings(), "NNX101", True, True, id="default on"),
        pytest.param(Settings(), "NNX103", False, False, id="default off"),
        pytest.param(Settings(select=("NNX103",)), "NNX103", False, True, id="selected"),
        pytest.param(Settings(select=("NNX103",)), "NNX101", True, False, id="not selected"),
        pytest.param(Settings(select=("NNX1",)), "NNX103", False, True, id="prefix selects all"),
        pytest.param(Settings(select=("ALL",)), "NNX103", False, True, id="ALL"),
        pytest.param(Settings(extend_select=("NNX103",)), "NNX103", False, True, id="added"),
        pytest.param(Settings(extend_select=("NNX103",)), "NNX101", True, True, id="others stay"),
        pytest.param(Settings(ignore=("NNX101",)), "NNX101", True, False, id="ignored"),
        pytest.param(Settings(ignore=("NNX2",)), "NNX101", True, True, id="another ignored"),
        pytest.param(Settings(ignore=("ALL",)), "NNX101", True, False, id="ALL ignored"),
        pytest.param(
            Settings(select=("NNX1",), ignore=("NNX101",)),
            "NNX101",
            True,
            False,
            id="longer ignore",
        ),
        pytest.param(
            Settings(select=("NNX101",), ignore=("NNX1",)), "NNX101", True, True, id="longer select"
        ),
        pytest.param(
            Settings(extend_select=("NNX101",), ignore=("ALL",)), "NNX101", True, True, id="but one"
        ),
        pytest.param(
            Settings(select=("NNX1",), ignore=("NNX1",)),
            "NNX101",
            True,
            False,
            id="ignore wins tie",
        ),
    ],
)
def test_longest_prefix_decides(
    settings: Settings, code: str, default: bool, expected: bool
) -> None:
    assert settings.enabled(code, default) is expected


@pytest.mark.parametrize(
    ("pattern", "filename", "ignored"),
    [
        ("tests/*", "tests/a.py", True),
        ("tests/*", "tests/deep/a.py", True),
        ("tests/*", "src/tests/a.py", False),
        ("**/tests/*", "tests/a.py", True),
        ("**/tests/*", "src/pkg/tests/a.py", True),
        ("**/tests/*", "src/mytests/a.py", False),
        ("src/**/conftest.py", "src/conftest.py", True),
        ("src/**/conftest.py", "src/a/b/conftest.py", True),
        ("tests", "src/tests/a.py", True),
        ("tests/", "tests/a.py", True),
        ("test_*.py", "deep/test_a.py", True),
        ("./setup.py", "setup.py", True),
        ("./setup.py", "src/setup.py", False),
        ("a[bc].py", "ab.py", True),
        ("!src/*", "tests/a.py", True),
        ("!src/*", "src/a.py", False),
        ("*", "", False),
    ],
)
def test_per_file_ignores(
    pattern: str, filename: str, ignored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(select=("NNX117",), per_file_ignores=((pattern, ("NNX1",)),))

    assert settings.enabled("NNX117", True, filename) is not ignored


def test_patterns_start_from_the_configuration_and_not_from_the_current_folder(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repo / "pkg/pyproject.toml", TABLE + 'per-file-ignores = {"tests/*" = ["NNX117"]}')
    monkeypatch.chdir(repo)
    settings = load(Path("pkg/tests"))

    assert not settings.enabled("NNX117", True, "pkg/tests/a.py")
    assert settings.enabled("NNX117", True, "tests/a.py")
    assert not settings.enabled("NNX117", True, str(repo / "pkg/tests/a.py"))


def test_an_absolute_pattern(repo: Path) -> None:
    settings = Settings(per_file_ignores=((f"{repo}/tests/*", ("ALL",)),), root=repo / "elsewhere")

    assert not settings.enabled("NNX117", True, str(repo / "tests/a.py"))
    assert settings.enabled("NNX117", True, str(repo / "src/a.py"))


def test_every_key_of_pyproject(repo: Path) -> None:
    write(
        repo / "pyproject.toml",
        """
        [tool.flake8-nnx-rng]
        target-flax = "0.10"
        select = ["NNX1"]
        extend-select = ["NNX201"]
        ignore = ["NNX117"]
        per-file-ignores = {"tests/*" = ["NNX101"], "b.py" = ["ALL"]}
        exclude = ["old"]
        extend-exclude = ["gen/*.py"]
        """,
    )

    settings = load(repo, codes=CODES)

    assert settings == Settings(
        target_flax="0.10",
        select=("NNX1",),
        extend_select=("NNX201",),
        ignore=("NNX117",),
        per_file_ignores=(("tests/*", ("NNX101",)), ("b.py", ("ALL",))),
        exclude=("old",),
        extend_exclude=("gen/*.py",),
        chosen=("NNX1", "NNX201"),
    )
    assert settings.target_reason == "pyproject.toml: [tool.flake8-nnx-rng] target-flax"


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
@pytest.mark.parametrize("dash", ["-", "_"])
def test_flake8_files(repo: Path, name: str, dash: str) -> None:
    text = "[flake8]\nmax-line-length = 88\nnnx-target-flax = 0.8.5\nnnx-enable = NNX103, NNX4\n"
    write(repo / name, text.replace("nnx-target-flax", f"nnx{dash}target{dash}flax"))

    settings = load(repo)

    assert (settings.target_flax, settings.extend_select) == ("0.8.5", ("NNX103", "NNX4"))
    assert settings.target_reason == f"{name}: [flake8] nnx-target-flax"


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"pyproject.toml": "[tool.ruff]\n"}, "another tool's table"),
        ({"pyproject.toml": 'tool = 3\nname = "flake8-nnx-rng"'}, "no tables at all"),
        ({"pyproject.toml": '[project]\ndependencies = ["flake8-nnx-rng"]'}, "only a dependency"),
        ({"pyproject.toml": "not [ toml"}, "broken, but not ours"),
        ({"pyproject.toml/x": ""}, "a folder of that name"),
        ({"setup.cfg": "[flake8]\nignore = E1\n# nnx: nothing\n"}, "flake8 without our keys"),
        ({"setup.cfg": "[metadata]\nnnx-enable = NNX103\n"}, "another section"),
        ({"setup.cfg": "[flake8]\n", ".flake8": "[flake8]\nnnx-enable=NNX103"}, "read by no one"),
        ({"tox.ini": "[flake8:local-plugins]\nnnx-enable = NNX103\n"}, "section of plugins"),
        ({"tox.ini": "[flake8]\nnnx-target-flax =\n"}, "empty value"),
        ({"tox.ini": "[tox\nbroken"}, "broken, but no flake8 section"),
    ],
)
def test_files_that_say_nothing(repo: Path, files: dict[str, str], reason: str) -> None:
    for name, text in files.items():
        write(repo / name, text)

    assert load(repo) == Settings(), reason


def test_precedence_is_command_line_then_flake8_then_pyproject(repo: Path) -> None:
    write(repo / "pyproject.toml", TABLE + 'target-flax = "0.8.5"\nignore = ["NNX103"]')
    assert load(repo).target_flax == "0.8.5"

    write(repo / ".flake8", "[flake8]\nnnx-target-flax = 0.10\nnnx-enable = NNX103")
    settings = load(repo)
    assert settings.target_flax == "0.10"
    assert settings.enabled("NNX103", False)

    settings = load(repo, Overrides(target_flax="0.12"))
    assert settings.target_flax == "0.12"
    assert settings.target_reason == "option --target-flax"


@pytest.mark.parametrize(
    ("config", "over", "on"),
    [
        pytest.param(
            'ignore = ["NNX117"]', Overrides(select=("NNX117",)), ["NNX117"], id="--select restarts"
        ),
        pytest.param(
            'select = ["NNX1"]', Overrides(ignore=("NNX117",)), ["NNX101", "NNX103"], id="--ignore"
        ),
        pytest.param(
            'select = ["NNX101"]', Overrides(ignore=("NNX1",)), [], id="--ignore of a whole group"
        ),
        pytest.param(
            'select = ["NNX101", "NNX117"]',
            Overrides(ignore=("NNX1",), extend_select=("NNX117",)),
            ["NNX117"],
            id="--ignore of a group but one",
        ),
        pytest.param(
            'ignore = ["NNX103", "NNX2"]',
            Overrides(extend_select=("NNX1",)),
            ["NNX101", "NNX103", "NNX117"],
            id="--extend-select of what the file ignores",
        ),
        pytest.param(
            'ignore = ["NNX1"]',
            Overrides(extend_select=("NNX117",)),
            ["NNX117", "NNX201"],
            id="--extend-select of one in an ignored group",
        ),
    ],
)
def test_command_line_wins_over_longer_prefixes_in_files(
    repo: Path, config: str, over: Overrides, on: list[str]
) -> None:
    write(repo / "pyproject.toml", TABLE + config)
    settings = load(repo, over, CODES)

    assert [code for code in CODES if settings.enabled(code, code != "NNX103")] == on


def test_excludes_of_layers_add_up_or_replace(repo: Path) -> None:
    write(repo / "pyproject.toml", TABLE + 'exclude = []\nextend-exclude = ["a"]')
    settings = load(repo, Overrides(extend_exclude=("b",)))

    assert settings.excludes(repo / "a")
    assert settings.excludes(repo / "b")
    assert not settings.excludes(repo / ".venv")
    assert Settings().excludes(repo / ".venv")
    assert {".git", ".venv", "node_modules", "__pycache__", "build"} <= {*DEFAULT_EXCLUDE}


def test_nearest_configuration_wins_and_git_ends_the_search(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", TABLE + 'ignore = ["NNX1"]')
    write(tmp_path / "pkg/pyproject.toml", TABLE + 'extend-select = ["NNX103"]')
    (tmp_path / "other/repo/.git").mkdir(parents=True)

    assert load(tmp_path / "pkg/deep").extend_select == ("NNX103",)
    assert load(tmp_path / "pkg/deep").ignore == ()
    assert load(tmp_path / "other").ignore == ("NNX1",)
    assert load(tmp_path / "other/repo/src") == Settings()


def test_a_table_of_ours_and_a_file_of_flake8_are_sought_on_their_own(repo: Path) -> None:
    write(repo / ".flake8", "[flake8]\nignore = NNX117")
    write(repo / "pkg/pyproject.toml", TABLE + 'ignore = ["NNX101"]')
    assert used(load(repo / "pkg/deep")) == {"NNX102"}
    assert used(load(repo)) == {"NNX101", "NNX102"}
    write(repo / "pkg/deep/setup.cfg", "[flake8]\nignore = E1")
    assert used(load(repo / "pkg/deep")) == {"NNX102", "NNX117"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("ignore = E1, NNX101", {"NNX102", "NNX117"}),
        ("extend-ignore =\n    W503\n    NNX1", set()),
        ("extend-ignore = NNX\nextend-select = NNX10", {"NNX101", "NNX102"}),
        ("select = E,F", set()),
        ("select = E,NNX102", {"NNX102"}),
        ("select = NNX\nignore = NNX", set()),
        ("extend-select = NNX103, E", {"NNX101", "NNX102", "NNX117"}),
        ("per-file-ignores =\n    pkg/*: NNX1\n    a.py, b.py: NNX101 E5", {"NNX102", "NNX117"}),
        ("per-file-ignores =\n    *.py: NNX1\n    ./a.py: E1", {"NNX101", "NNX102", "NNX117"}),
        ("per_file_ignores = pkg: NNX1", {"NNX101", "NNX102", "NNX117"}),
        ("nnx-enable = NNX103\nignore = NNX103", {"NNX101", "NNX102", "NNX117"}),
    ],
)
def test_what_flake8_is_told_holds_as_in_flake8(
    repo: Path, options: str, expected: set[str]
) -> None:
    write(repo / ".flake8", f"[flake8]\n{options}")
    assert used(load(repo), str(repo / "a.py")) == expected


@pytest.mark.parametrize(
    ("exclude", "left_out"),
    [
        ("exclude = gen", {"gen", "pkg/gen"}),
        ("exclude = gen/", {"gen"}),
        ("extend-exclude = pkg/*.py", {"pkg/a.py"}),
    ],
)
def test_what_flake8_leaves_out_is_left_out(repo: Path, exclude: str, left_out: set[str]) -> None:
    write(repo / ".flake8", f"[flake8]\n{exclude}")
    settings = load(repo)
    assert {p for p in ("gen", "pkg/gen", "pkg/a.py") if settings.excludes(repo / p)} == left_out
    write(repo / "pyproject.toml", TABLE + 'exclude = ["old"]')
    assert not any(load(repo).excludes(repo / path) for path in left_out)


def test_the_table_of_flake8_stands_for_its_files(repo: Path) -> None:
    write(repo / ".flake8", "[flake8]\nignore = NNX101\nnnx-target-flax = 0.8.5")
    table = '[tool.flake8]\nignore = ["E1", "NNX102"]\nnnx-target-flax = "0.10"\n'
    write(repo / "pyproject.toml", f"{table}nnx-cache = false\n")
    settings = load(repo)
    assert used(settings) == {"NNX101", "NNX117"}
    assert (settings.target_flax, settings.cache) == ("0.10", False)
    assert settings.target_reason == "pyproject.toml: [tool.flake8] nnx-target-flax"


def test_our_own_table_and_options_win_over_flake8(repo: Path) -> None:
    write(repo / ".flake8", "[flake8]\nignore = NNX101, NNX102, NNX117")
    write(repo / "pyproject.toml", TABLE + 'select = ["NNX101"]')
    assert used(load(repo)) == {"NNX101"}
    assert used(load(repo, Overrides(extend_select=("NNX117",)))) == {"NNX101", "NNX117"}
    assert used(load(repo, Overrides(select=("NNX102",)))) == {"NNX102"}
    assert used(load(repo, Overrides(ignore=("NNX101",)))) == set()


@pytest.mark.parametrize("within_flake8", [False, True])
def test_a_table_that_is_called_like_the_command_is_an_error_with_a_hint(
    repo: Path, within_flake8: bool
) -> None:
    write(repo / "pyproject.toml", '[tool.nnx-rng]\nignore = ["NNX1"]')
    told = r"unknown table `\[tool.nnx-rng\]`, did you mean `\[tool.flake8-nnx-rng\]`\?"
    with pytest.raises(ConfigError, match=told):
        SettingsLoader(within_flake8=within_flake8)(repo)


@pytest.mark.parametrize(
    "table",
    [
        *("nnx-rng", "flake8-nnx-rng", "tool.nnx_rng", "tool.flake8_nnx_rng", "tool.flake8-nnx"),
        *("tool.Flake8-NNX-RNG", "tool.flake8-nnx-rgn", "tools.flake8-nnx-rng"),
        *("tool.flake8.nnx-rng", 'tool."flake8.nnx.rng"'),
    ],
)
def test_tables_that_look_like_ours_are_told(repo: Path, table: str) -> None:
    write(repo / "pyproject.toml", f'[{table}]\nignore = ["NNX1"]')
    with pytest.raises(ConfigError, match=r"unknown table .*, did you mean `\[tool.flake8-nnx-rng"):
        load(repo)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "[tool.flake8]\nignore = []",
            "[tool.nnx]\nx = 1",
            "[tool.flake8-docstrings]\nnnx-rng = 1",
        ),
        *("[tool.uv.sources]\nflake8-nnx-rng = { path = '.' }", "[project.urls.nnx-rng]\nx = 1"),
        "[dependency-groups]\nnnx-rng = ['flake8-nnx-rng']",
    ],
)
def test_tables_of_others_are_not(repo: Path, text: str) -> None:
    write(repo / "pyproject.toml", text)
    assert load(repo) == Settings()


@pytest.mark.parametrize("name", ["setup.cfg", "tox.ini", ".flake8"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[flake8\nmax-line-length = 99", r"broken header `\[flake8`, did you mean `\[flake8\]`"),
        ("[metadata]\nx = 1\n[flake8 \nnnx-enable = NNX401", r"broken header `\[flake8"),
        ("flake8]\nnnx-enable = NNX401", r"broken header `flake8\]`"),
        ("[Flake8]\nnnx-enable = NNX401", r"`nnx-enable` stands in `\[Flake8\]`, which flake8"),
        ("[ flake8 ]\nnnx_enable: NNX401", r"`nnx_enable` stands in `\[ flake8 \]`"),
        ("[nnx-rng]\nenable = NNX401", r"unknown section `\[nnx-rng\]`, did you mean"),
        ("[flake8]\n[tool:flake8-nnx-rng]\nx=1", r"unknown section `\[tool:flake8-nnx-rng\]`"),
        ("[flake8]\nnnx-enabel = NNX401", r"unknown option `nnx-enabel`, expected one of"),
    ],
)
def test_headers_that_flake8_does_not_understand(
    repo: Path, name: str, text: str, told: str
) -> None:
    write(repo / name, text)
    with pytest.raises(ConfigError, match=told):
        load(repo)


@pytest.mark.parametrize(
    "text", ["[Flake8]\nignore = E1", "[nnx]\nx = 1", "[flake8-x]\ny = [flake8"]
)
def test_headers_of_others_are_theirs(repo: Path, text: str) -> None:
    write(repo / "setup.cfg", text)
    assert load(repo) == Settings()


def test_each_setting_knows_where_it_comes_from(repo: Path) -> None:
    write(repo / ".flake8", "[flake8]\nignore = NNX101\nnnx-target-flax = 0.10")
    write(repo / "pyproject.toml", TABLE + 'ignore = ["NNX102"]\ntarget-flax = "0.9"')
    origins = load(repo, Overrides(ignore=("NNX117",))).origins
    table, flake8 = f"{repo}/pyproject.toml: [tool.flake8-nnx-rng]", f"{repo}/.flake8: [flake8]"
    assert origins["ignore"] == (table, "command line")
    assert origins["flake8"] == (flake8,)
    assert origins["target_flax"] == (flake8,)


def test_one_run_reads_a_folder_once_and_the_next_run_anew(repo: Path) -> None:
    loader = SettingsLoader()
    assert loader(repo / "pkg") == Settings()

    write(repo / "pyproject.toml", TABLE + 'ignore = ["NNX1"]')

    assert loader(repo) == Settings()
    assert SettingsLoader()(repo / "pkg").ignore == ("NNX1",)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            'targt-flax = "0.8"',
            "unknown field `targt-flax`, expected one of `target-flax`, `source-flax`, `select`, "
            "`extend-select`, `ignore`, `per-file-ignores`, `exclude`, `extend-exclude`",
        ),
        (
            'select = "NNX1"',
            "invalid type for `select`: expected an array of strings, found string",
        ),
        (
            "exclude = [1]",
            "invalid type for `exclude`: expected an array of strings, found integer",
        ),
        (
            "target-flax = 0.10",
            'invalid type for `target-flax`: expected a string such as "0.10.4", found float',
        ),
        (
            "target-flax = 2024-01-01",
            'invalid type for `target-flax`: expected a string such as "0.10.4", '
            "found date or time",
        ),
        ("per-file-ignores = true", "`per-file-ignores`: expected a table, found boolean"),
        ('ignore = ["E501"]', "unknown rule code `E501` in `ignore`"),
        ('select = ["nnx101"]', "unknown rule code `nnx101` in `select`"),
        ('select = ["NNX1011"]', "unknown rule code `NNX1011` in `select`"),
        ('select = ["NNX142"]', "unknown rule code `NNX142` in `select`"),
        (
            'per-file-ignores = {"a.py" = ["NN"]}',
            "unknown rule code `NN` in `per-file-ignores.a.py`",
        ),
        ('target-flax = "latest"', "invalid value for `target-flax`: not a version of Flax"),
    ],
)
def test_wrong_settings_are_named_with_their_file(repo: Path, config: str, message: str) -> None:
    path = write(repo / "pyproject.toml", TABLE + config)

    with pytest.raises(ConfigError) as raised:
        load(repo / "pkg", codes=CODES)

    assert str(raised.value).startswith(f"{path}: ")
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("pyproject.toml", b"[tool.flake8-nnx-rng\n", "cannot be parsed as TOML: "),
        ("pyproject.toml", b"# \xff\n[tool.flake8-nnx-rng]\n", "cannot be parsed as TOML: 'utf-8'"),
        ("pyproject.toml", b"[tool]\nflake8-nnx-rng = 3\n", "expected a table, found integer"),
        (".flake8", b"[flake8]\nnnx-enable = NNX103\nbroken\n", "cannot be parsed: "),
        (".flake8", b"[flake8]\nnnx-enable = \xff\n", "cannot be parsed: 'utf-8'"),
        ("tox.ini", b"[flake8]\nnnx-enable = E501\n", "unknown rule code `E501` in `nnx-enable`"),
        ("setup.cfg", b"[flake8]\nnnx-target-flax = new\n", "`nnx-target-flax`: not a version"),
    ],
)
def test_broken_files(repo: Path, name: str, data: bytes, message: str) -> None:
    (repo / name).write_bytes(data)

    with pytest.raises(ConfigError) as raised:
        load(repo)

    assert str(raised.value).startswith(f"{repo / name}: ")
    assert message in str(raised.value)


def test_a_byte_order_mark_is_no_error(repo: Path) -> None:
    (repo / "pyproject.toml").write_bytes(b"\xef\xbb\xbf" + TABLE.encode() + b'ignore = ["NNX1"]')

    assert load(repo).ignore == ("NNX1",)


@pytest.mark.parametrize(
    ("over", "message"),
    [
        (Overrides(select=("NNX9",)), "command line: unknown rule code `NNX9` in `select`"),
        (Overrides(extend_select=("x",)), "command line: unknown rule code `x` in `extend-select`"),
        (Overrides(target_flax=""), "command line: invalid value for `target-flax`"),
        (Overrides(ignore=("E5",), origin="flake8"), "flake8: unknown rule code `E5` in `ignore`"),
        (Overrides(per_file_ignores=(("a", ("E",)),)), "unknown rule code `E` in"),
    ],
)
def test_wrong_options(repo: Path, over: Overrides, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load(repo, over, CODES)


def test_an_unreadable_file_is_an_error(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    write(repo / "pyproject.toml", TABLE)
    # Permissions do not bind the superuser, whom tests may run as.
    monkeypatch.setattr("flake8_nnx_rng.project.config_files.read_regular", refuse)

    with pytest.raises(ConfigError, match=r"pyproject\.toml: cannot be read: Permission denied"):
        load(repo)


def test_an_error_survives_the_way_between_processes() -> None:
    error = pickle.loads(pickle.dumps(ConfigError(Path("a.toml"), "wrong")))

    assert str(error) == "a.toml: wrong"
