"""Which release of Flax a project is for, and how a user is told."""

from __future__ import annotations

import importlib
import pickle
import warnings
from pathlib import Path

import pytest

from flake8_nnx_rng.project.target import Target, TargetFinder, find_target
from flake8_nnx_rng.semantics.releases import known, newest

NEWEST = str(newest())
OLDEST = str(known()[0])


@pytest.fixture(autouse=True)
def repo(tmp_path: Path) -> Path:
    """A git repository, so that no search leaves it."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture(autouse=True)
def site(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where installed distributions are looked for first; what it says of flax is no version."""
    folder = tmp_path_factory.mktemp("site-packages")
    monkeypatch.syspath_prepend(folder)
    install(folder, "Name: flax\nVersion: unknown\n")
    return folder


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def install(site: Path, metadata_text: str) -> None:
    write(site, {"flax-0.dist-info/METADATA": metadata_text})
    importlib.invalidate_caches()


def told(folder: Path) -> tuple[str, str]:
    target = find_target(folder)
    return str(target.release), target.reason


def project(dependencies: str) -> dict[str, str]:
    return {"pyproject.toml": f"[project]\ndependencies = [{dependencies}]\n"}


def newest_below(version: tuple[int, ...]) -> str:
    return str(max(release for release in known() if release.version < version))


@pytest.mark.parametrize(
    ("requirement", "release"),
    [
        ("flax==0.8.5", "0.8.5"),
        ("flax == 0.8.5", "0.8.5"),
        ("flax===0.8.5", "0.8.5"),
        ("Flax>=0.10,<0.11", "0.10.7"),
        ("flax[all]~=0.10.2", "0.10.7"),
        ("flax==0.10.*", "0.10.7"),
        ("flax<0.9", "0.8.5"),
        ("flax (<=0.10.3)", "0.10.3"),
        ("flax>=0.8", NEWEST),
        (f"flax!={NEWEST}", newest_below(newest().version)),
        ("flax>=0.10.0rc1,<0.11", "0.10.7"),
    ],
)
def test_a_range_means_the_newest_release_in_it(repo: Path, requirement: str, release: str) -> None:
    write(repo, project(f"'numpy', '{requirement}'"))

    assert told(repo) == (release, f"pyproject.toml: {requirement}")


@pytest.mark.parametrize(
    ("requirement", "nearest"),
    [
        ("flax>=99", NEWEST),
        ("flax==99.1", NEWEST),
        ("flax~=99.1.0", NEWEST),
        ("flax<0.7", OLDEST),
        ("flax==0.6.*", OLDEST),
        ("flax==0.8.99", "0.8.5"),
        ("flax>0.10.7,<0.11", "0.10.7"),
        ("flax>=0.10.99,<=0.10.100", "0.10.7"),
        ("flax===nightly", NEWEST),
    ],
)
def test_a_range_without_a_known_release(repo: Path, requirement: str, nearest: str) -> None:
    write(repo, project(f"'{requirement}'"))
    note = f" (no known release fits; nearest is {nearest})"

    assert told(repo) == (nearest, f"pyproject.toml: {requirement}{note}")


@pytest.mark.parametrize(
    "dependency",
    [
        "flax",
        "flax[all]",
        "flax; python_version >= '3.11'",
        "flax @ git+https://example.org/flax@main",
        "flax @ git+https://github.com/google/flax@v0.100.",
        "flax @ https://example.org/flax/0.10.0_.tar.gz",
        "flax-something==0.8.5",
        "flaxmodels==0.8.5",
        "flax_ext==0.8.5",
        "flax=0.8.5",
        "flax == 0.8.5; python_version < '3.8'",
        "flax == 0.8.5; python_full_version < '3.11'",
        "flax == 0.8.5; sys_platform == 'plan9'",
        "flax == 0.8.5; 'x' in extras",
    ],
)
def test_no_evidence(repo: Path, dependency: str) -> None:
    write(repo, project(f'"{dependency}"'))

    assert told(repo) == (NEWEST, "newest known release")
    assert find_target(repo).declared is None


@pytest.mark.parametrize(
    ("dependencies", "release", "shown"),
    [
        pytest.param(
            '"flax>=0.8", "flax<0.11"', "0.10.7", "flax>=0.8, flax<0.11", id="both have to hold"
        ),
        pytest.param(
            "\"flax<0.9; python_version<'3.12'\", \"flax<0.11; python_version>='3.12'\"",
            "0.10.7",
            "flax<0.11",
            id="one or the other: what the newer Python gets",
        ),
        pytest.param(
            "\"flax==0.8.5; sys_platform == 'win32'\"", "0.8.5", "flax==0.8.5", id="some systems"
        ),
        pytest.param(
            '"flax==0.10.0", "flax==0.8.5; python_version<\'3.10\'"',
            "0.10.0",
            "flax==0.10.0",
            id="no supported Python",
        ),
        pytest.param(
            "\"flax==0.10.0; python_full_version>='3.11.4'\"", "0.10.0", "flax==0.10.0", id="patch"
        ),
    ],
)
def test_several_requirements(repo: Path, dependencies: str, release: str, shown: str) -> None:
    write(repo, project(dependencies))

    assert told(repo) == (release, f"pyproject.toml: {shown}")


@pytest.mark.parametrize(
    "text",
    [
        "[project.optional-dependencies]\njax = ['flax<0.9']",
        "[dependency-groups]\nnone = []\ndev = [{include-group = 'none'}, 'flax<0.9']",
        "[tool.uv]\ndev-dependencies = ['flax<0.9']",
        "[tool.pdm.dev-dependencies]\ntest = ['flax<0.9']",
        "[project]\ndependencies = ['flax']\n[dependency-groups]\ndev = ['flax<0.9']",
        "[project]\ndependencies = ['flax<0.9']\n[dependency-groups]\ndev = ['flax==0.10.0']",
        "[project]\ndependencies = 'flax==0.10.0'\n[dependency-groups]\ndev = ['flax<0.9']",
        "tool = 'flax'\n[dependency-groups]\ndev = ['flax<0.9']",
    ],
)
def test_places_in_pyproject(repo: Path, text: str) -> None:
    write(repo, {"pyproject.toml": text})

    assert told(repo) == ("0.8.5", "pyproject.toml: flax<0.9")


@pytest.mark.parametrize(
    ("constraint", "release"),
    [
        ("^0.10", "0.10.7"),
        ("^0.10.2", "0.10.7"),
        ("^0.0", OLDEST),
        ("^0", NEWEST),
        ("^1", NEWEST),
        ("~0.10.2", "0.10.7"),
        ("~0.10", "0.10.7"),
        ("~0", NEWEST),
        ("~=0.8.2", "0.8.5"),
        ("0.8.*", "0.8.5"),
        ("0.8.5", "0.8.5"),
        ("=0.8.5", "0.8.5"),
        (">=0.8, <0.9", "0.8.5"),
        (">= 0.8 < 0.9", "0.8.5"),
        ("^0.8 || ^0.10", "0.10.7"),
    ],
)
def test_poetry_constraints(repo: Path, constraint: str, release: str) -> None:
    text = f"[tool.poetry.dependencies]\npython = '^3.11'\nFlax = '{constraint}'\n"
    write(repo, {"pyproject.toml": text})
    found, reason = told(repo)

    assert found == release
    assert reason.startswith(f"pyproject.toml: flax {constraint}")


@pytest.mark.parametrize(
    ("text", "release"),
    [
        pytest.param(
            "dependencies.flax = {version = '^0.10', extras = ['all']}", "0.10.7", id="table"
        ),
        pytest.param(
            "dependencies.flax = [{version = '0.8.5', python = '<3.11'},"
            " {version = '0.10.0', python = '>=3.11 || ^4.0'}]",
            "0.10.0",
            id="by Python",
        ),
        pytest.param(
            "dependencies.flax = [{version = '0.8.5', markers = \"python_version < '3.11'\"},"
            " {version = '0.10.0', markers = \"sys_platform == 'linux'\", python = '*'}]",
            "0.10.0",
            id="by marker",
        ),
        pytest.param("group.dev.dependencies.flax = '<0.9'", "0.8.5", id="group"),
        pytest.param("dev-dependencies.flax = '<0.9'", "0.8.5", id="old dev table"),
        pytest.param("dependencies.flax = '*'", None, id="any version"),
        pytest.param("dependencies.flax = '<0.9 || *'", None, id="any version in the end"),
        pytest.param("dependencies.flax = {git = 'https://example.org/flax'}", None, id="git"),
        pytest.param("dependencies.flax = {path = '../flax', develop = true}", None, id="path"),
        pytest.param("dependencies.flax = 3", None, id="number"),
        pytest.param("dependencies.flax = ''", None, id="empty"),
        pytest.param("dependencies.flax = '^new'", None, id="no version"),
        pytest.param("dependencies.flax = '>=0.8 <'", None, id="half a range"),
        pytest.param("dependencies.flax = {version = '0.8.5', markers = '?'}", None, id="marker"),
        pytest.param("dependencies.flaxlib = '0.8.5'", None, id="another distribution"),
    ],
)
def test_poetry_tables(repo: Path, text: str, release: str | None) -> None:
    write(repo, {"pyproject.toml": f"[tool.poetry]\n{text}\n"})
    declared = find_target(repo).declared

    assert (declared and str(declared)) == release


UV = 'version = 1\n\n[[package]]\nname = "jax"\nversion = "0.4.30"\n\n[[package]]\nname = "flax"\n'


@pytest.mark.parametrize(
    ("name", "text", "release"),
    [
        ("uv.lock", f'{UV}version = "0.8.5"\nsource = {{registry = "x"}}\n', "0.8.5"),
        ("uv.lock", f'{UV}version = "0.8.5"\n[[package]]\nname="flax"\nversion="0.10.0"', "0.10.0"),
        ("uv.lock", f'{UV}version = "0.8.5"\n\n[[package]]\n<<<<<<< HEAD\n', "0.8.5"),
        (
            "poetry.lock",
            '[[package]]\nname = "flax"\nversion = "0.8.5"\n[package.extras]\nall = []\n'
            '\n[metadata]\nlock-version = "2.0"\n',
            "0.8.5",
        ),
        ("pdm.lock", '[[package]]\nname = "flax"\nversion = "0.8.5"\n', "0.8.5"),
        ("pylock.toml", "[[packages]]\nname = 'flax'\nversion = '0.8.5'\n", "0.8.5"),
    ],
)
def test_a_lock_file_goes_before_ranges(repo: Path, name: str, text: str, release: str) -> None:
    write(repo, {**project("'flax>=0.8'"), "requirements.txt": "flax==0.9.0", name: text})

    assert told(repo) == (release, f"{name}: flax {release}")


@pytest.mark.parametrize(
    "text",
    [
        UV,
        f"{UV}version = 3\n",
        f'{UV}version = "new"\n',
        f'{UV}<<<<<<< HEAD\nversion = "0.8.5"\n',
        '[[package]]\nname = "flaxlib"\nversion = "0.8.5"\n',
        '[[package]]\nname = "jax"\nversion = "0.8.5"\ndependencies = [\n{name = "flax"},\n]\n',
        'name = "flax"\nversion = "0.8.5"\n',
    ],
)
def test_lock_files_that_say_nothing(repo: Path, text: str) -> None:
    write(repo, {**project("'flax<0.11'"), "uv.lock": text})

    assert told(repo) == ("0.10.7", "pyproject.toml: flax<0.11")


def test_a_locked_version_that_is_not_known(repo: Path) -> None:
    write(repo, {"uv.lock": f'{UV}version = "0.7.4"\n'})
    note = f"(not a known release; nearest is {OLDEST})"

    assert told(repo) == (OLDEST, f"uv.lock: flax 0.7.4 {note}")


@pytest.mark.parametrize(
    ("files", "release", "reason"),
    [
        pytest.param(
            {"requirements.txt": "numpy\nFlax==0.8.5  # pinned\n"},
            *("0.8.5", "requirements.txt: Flax==0.8.5"),
            id="comment",
        ),
        pytest.param(
            {"requirements.txt": "flax==0.8.5 \\\n    --hash=sha256:0 \\\n    --hash=sha256:1\n"},
            *("0.8.5", "requirements.txt: flax==0.8.5"),
            id="hashes",
        ),
        pytest.param(
            {"requirements.txt": "flax<0.11", "requirements-dev.txt": "flax<0.9"},
            *("0.10.7", "requirements.txt: flax<0.11"),
            id="requirements.txt first",
        ),
        pytest.param(
            {"requirements-b.txt": "flax<0.11", "requirements-a.txt": "flax<0.9"},
            *("0.8.5", "requirements-a.txt: flax<0.9"),
            id="then by name",
        ),
        pytest.param(
            {"requirements/gpu.txt": "flax<0.9", "constraints.txt": "flax<0.11"},
            *("0.8.5", "requirements/gpu.txt: flax<0.9"),
            id="folder",
        ),
        pytest.param(
            {"constraints.txt": "flax<0.11"},
            "0.10.7",
            "constraints.txt: flax<0.11",
            id="only these",
        ),
        pytest.param(
            {"requirements.txt": "-r base/all.txt\n", "base/all.txt": "flax<0.9\n"},
            *("0.8.5", "base/all.txt: flax<0.9"),
            id="included",
        ),
        pytest.param(
            {"requirements/dev.txt": "-r../base.in\n", "base.in": "flax<0.9\n"},
            *("0.8.5", "base.in: flax<0.9"),
            id="included from the folder above",
        ),
        pytest.param(
            {"requirements.txt": "flax>=0.8\n--constraint=c.txt", "c.txt": "flax<0.11"},
            *("0.10.7", "requirements.txt: flax>=0.8, flax<0.11"),
            id="narrowed by a constraint",
        ),
        pytest.param(
            {
                "requirements.txt": "-r requirements-a.txt",
                "requirements-a.txt": "-r requirements.txt",
            },
            *(NEWEST, "newest known release"),
            id="circle",
        ),
        pytest.param(
            {"requirements.txt": "-r ../outside.txt\n-r missing.txt\n-r nul\0.txt\n-e .\n"},
            *(NEWEST, "newest known release"),
            id="nothing to find",
        ),
        pytest.param(
            {"requirements.txt/x": "", "requirements-x.txt": "flax<0.9"},
            *("0.8.5", "requirements-x.txt: flax<0.9"),
            id="folder of that name",
        ),
        pytest.param(
            {"setup.cfg": "[options]\ninstall_requires =\n    numpy\n    flax<0.9\n"},
            *("0.8.5", "setup.cfg: flax<0.9"),
            id="setup.cfg",
        ),
        pytest.param(
            {
                "setup.cfg": "[options]\ninstall_requires = flax\n"
                "[options.extras_require]\ntest = pytest\nnnx =\n    flax<0.9\n"
            },
            *("0.8.5", "setup.cfg: flax<0.9"),
            id="setup.cfg extras",
        ),
        pytest.param(
            {
                "setup.cfg": "[options]\nbroken\nflax<0.9",
                "setup.py": "s(install_requires='flax<0.9')",
            },
            *("0.8.5", "setup.py: flax<0.9"),
            id="broken setup.cfg",
        ),
        pytest.param(
            {"setup.cfg": "[metadata]\nname = flax-user\n"},
            *(NEWEST, "newest known release"),
            id="setup.cfg without requirements",
        ),
        pytest.param(
            {
                "setup.py": "setup(extras_require={'x': ['flax<0.11']},"
                " install_requires=['numpy', 'flax<0.9'])"
            },
            *("0.8.5", "setup.py: flax<0.9"),
            id="setup.py",
        ),
        pytest.param(
            {
                "setup.py": "OTHER = 'flax==0.9.0'\nDEPS = ['numpy', 'flax<0.9']\n"
                "raise SystemExit\nsetup(install_requires=DEPS)"
            },
            *("0.8.5", "setup.py: flax<0.9"),
            id="setup.py with a name, not run",
        ),
        pytest.param(
            {"setup.py": "setup(extras_require={'x': ['flax<0.11']}, install_requires=read())"},
            *("0.10.7", "setup.py: flax<0.11"),
            id="setup.py extras",
        ),
        pytest.param(
            {"setup.py": "setup(install_requires=['flax<0.9'"},
            *(NEWEST, "newest known release"),
            id="broken setup.py",
        ),
        pytest.param(
            {"pyproject.toml": "[project\n'flax'", "requirements.txt": "flax<0.9"},
            *("0.8.5", "requirements.txt: flax<0.9"),
            id="broken pyproject.toml",
        ),
        pytest.param(
            {**project("'flax<0.11'"), "requirements.txt": "flax<0.9"},
            *("0.10.7", "pyproject.toml: flax<0.11"),
            id="pyproject.toml before requirements.txt",
        ),
        pytest.param(
            {**project("'flax>=0.8.0'"), "requirements.txt": "flax==0.8.5"},
            *("0.8.5", "requirements.txt: flax==0.8.5"),
            id="a pin before a range",
        ),
        pytest.param(
            {**project("'flax>=0.10'"), "requirements.txt": "flax==0.8.5"},
            *(NEWEST, "pyproject.toml: flax>=0.10"),
            id="a pin that the range allows",
        ),
        pytest.param(
            {**project("'flax==0.10.2'"), "requirements.txt": "flax==0.10.4"},
            *("0.10.2", "pyproject.toml: flax==0.10.2"),
            id="the first of two pins",
        ),
        pytest.param(
            {"requirements.txt": "flax>=0.8", "requirements-frozen.txt": "flax==0.9.0"},
            *("0.9.0", "requirements-frozen.txt: flax==0.9.0"),
            id="a pin in another requirement file",
        ),
    ],
)
def test_other_files(repo: Path, files: dict[str, str], release: str, reason: str) -> None:
    write(repo.parent, {"outside.txt": "flax==0.9.0"})
    write(repo, files)

    assert told(repo) == (release, reason)


def test_requirements_written_by_powershell(repo: Path) -> None:
    (repo / "requirements.txt").write_text("numpy\r\nflax==0.8.5\r\n", encoding="utf-16")

    assert told(repo) == ("0.8.5", "requirements.txt: flax==0.8.5")


def test_a_setup_script_is_read_without_its_warnings(repo: Path) -> None:
    write(repo, {"setup.py": "x = '\\d'\nsetup(install_requires=['flax<0.9'])\n"})

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert told(repo) == ("0.8.5", "setup.py: flax<0.9")


@pytest.mark.parametrize(
    ("files", "release", "reason"),
    [
        pytest.param(
            {"flax/version.py": '"""V."""\n__version__ = "0.10.2"\n'},
            *("0.10.2", "flax/version.py: flax 0.10.2 (this project)"),
            id="version.py",
        ),
        pytest.param(
            {"flax/version.py": "major = 0\n__version__ = f'{major}'"},
            *("0.9.0", "pyproject.toml: flax 0.9.0 (this project)"),
            id="version that is computed",
        ),
        pytest.param({}, "0.9.0", "pyproject.toml: flax 0.9.0 (this project)", id="pyproject"),
    ],
)
def test_flax_itself(repo: Path, files: dict[str, str], release: str, reason: str) -> None:
    own = {"pyproject.toml": '[project]\nname = "flax"\nversion = "0.9.0"\n'}
    write(repo, {**own, "uv.lock": f'{UV}version = "0.8.5"\n', **files})

    assert told(repo / "flax/nnx") == (release, reason)


def test_the_nearest_folder_that_says_anything_wins(repo: Path) -> None:
    write(repo, project("'flax<0.9'"))
    write(repo / "examples/new", {"requirements.txt": "flax>=0.10,<0.11"})
    write(repo / "examples/bare", {"requirements.txt": "flax"})

    assert told(repo / "examples/new/src") == ("0.10.7", "requirements.txt: flax>=0.10,<0.11")
    assert told(repo / "examples/bare") == ("0.8.5", "pyproject.toml: flax<0.9")


def test_a_repository_is_not_left(repo: Path) -> None:
    write(repo, {**project("'flax<0.9'"), "inner/.git": "gitdir: elsewhere"})

    assert told(repo / "inner") == (NEWEST, "newest known release")


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("flax>=0.8", ("0.8.5", "uv.lock: flax 0.8.5")),
        ("flax>=0.10,<0.11", ("0.10.7", "pyproject.toml: flax>=0.10,<0.11")),
    ],
)
def test_a_lock_of_the_workspace_narrows_the_range_of_a_member(
    repo: Path, requirement: str, expected: tuple[str, str]
) -> None:
    write(repo, {"uv.lock": f'{UV}version = "0.8.5"\n'})
    write(repo / "packages/a", project(f"'{requirement}'"))

    assert told(repo / "packages/a/src") == expected


def test_a_choice_goes_before_everything_and_what_is_declared_is_still_told(repo: Path) -> None:
    write(repo, project("'flax<0.11'"))
    chosen = find_target(repo, "0.8", "option --target-flax")
    declared = find_target(repo).release

    assert str(declared) == "0.10.7"
    assert chosen == Target(
        find_target(repo, "0.8.5").release,
        "option --target-flax",
        declared,
        "pyproject.toml: flax<0.11",
    )


def test_a_choice_that_is_no_version(repo: Path) -> None:
    with pytest.raises(ValueError, match="not a version of Flax"):
        find_target(repo, "new", "")


@pytest.mark.parametrize(
    ("version", "release", "note"),
    [
        ("0.10.4", "0.10.4", ""),
        ("0.9.1", "0.9.0", " (not a known release; nearest is 0.9.0)"),
    ],
)
def test_the_installed_flax(repo: Path, site: Path, version: str, release: str, note: str) -> None:
    install(site, f"Metadata-Version: 2.1\nName: flax\nVersion: {version}\n")

    assert told(repo) == (release, f"installed flax {version}{note}")
    assert find_target(repo).declared is None


@pytest.mark.parametrize("text", ["", "Metadata-Version: 2.1\nName: flax\n", "Version: x\n"])
def test_a_broken_installation(repo: Path, site: Path, text: str) -> None:
    install(site, text)

    assert told(repo) == (NEWEST, "newest known release")


def test_no_installation(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", [])

    assert told(repo) == (NEWEST, "newest known release")


def test_one_run_reads_a_folder_once_and_the_next_run_anew(repo: Path) -> None:
    finder = TargetFinder()
    write(repo, project("'flax<0.9'"))
    assert str(finder(repo / "pkg").release) == "0.8.5"

    write(repo, project("'flax<0.11'"))

    assert str(finder(repo / "other").release) == "0.8.5"
    assert str(find_target(repo / "other").release) == "0.10.7"


def test_a_finder_can_be_sent_to_another_process(repo: Path) -> None:
    write(repo, project("'flax<0.11'"))
    finder = TargetFinder()
    target = finder(repo)

    assert pickle.loads(pickle.dumps(finder))(repo) == target
