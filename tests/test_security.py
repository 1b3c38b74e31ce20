"""What strangers wrote is read and never run, and nothing is written but what is asked for."""

from __future__ import annotations

import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flake8_nnx_rng import check_paths, fix_paths
from flake8_nnx_rng.project.settings import Settings

RUN = "from flake8_nnx_rng.__main__ import run\n\nif __name__ == '__main__':\n    run()\n"
WATCH = """
import os, sys

log = os.open(os.environ["AUDIT_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
changes = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
told = ("socket.", "subprocess.", "ctypes.", "shutil.", "urllib.", "os.")
quiet = ("os.scandir", "os.listdir", "os.walk", "os.putenv", "os.unsetenv", "os.add_dll_directory")

def hook(event, args):
    if event == "open":
        path, mode, flags = args
        if isinstance(path, int) or not flags & changes:
            return
        note = os.fsdecode(path)
    elif event == "exec":
        note = getattr(args[0], "co_filename", "?")
        if "hostile" not in note:
            return
    elif event.startswith(told) and event not in quiet:
        note = repr(args)
    else:
        return
    os.write(log, f"{event}\\t{note}\\n".encode("utf-8", "backslashreplace"))

sys.addaudithook(hook)
"""
WRONG = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)): ...\n"
OLD = (
    "from functools import partial\n\nfrom flax import nnx\n\n\n"
    "@partial(nnx.vmap, axis_size=3)\ndef create(rngs: nnx.Rngs): ...\n"
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A project whose modules are called as those that Python and the linter import."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    bomb = f"from flax import nnx\nopen({str(tmp_path / 'ran')!r}, 'w').close()\n"
    ours = ("flax", "jax", "click", "flake8", "ast_grep_py", "packaging", "flake8_nnx_rng")
    special = ("setup", "conftest", "sitecustomize", "usercustomize", "__main__", "__init__")
    for name in {*sys.stdlib_module_names, *ours, *special}:
        (folder / f"{name}.py").write_text(bomb)
    for number in range(4):
        (folder / f"wrong{number}.py").write_text(WRONG)
    (folder / "inner").mkdir()  # where flax is Flax
    (folder / "inner" / "old.py").write_text(OLD)
    (folder / "page.md").write_text(f"```python\n{bomb}```\n")
    (folder / "evil.pth").write_text(f"import os; open({str(tmp_path / 'ran')!r}, 'w')\n")
    settings = '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n'
    for place in (folder, folder / "inner"):
        (place / "pyproject.toml").write_text(settings)
    return folder


def run(
    tree: Path, *options: str, before: tuple[str, ...] = ()
) -> tuple[subprocess.CompletedProcess[str], list[list[str]]]:
    """A run of the command in a tree, and what its processes did besides reading.

    Measuring coverage would write files, too.
    """
    trusted, log = tree.parent / "trusted", tree.parent / "log"
    trusted.mkdir(exist_ok=True)
    log.unlink(missing_ok=True)
    (trusted / "sitecustomize.py").write_text(WATCH)
    (trusted / "nnx_rng.py").write_text(RUN)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")},
        "PYTHONPATH": str(trusted),
        "PYTHONDONTWRITEBYTECODE": "1",
        "AUDIT_LOG": str(log),
    }
    command = [*before, sys.executable, str(trusted / "nnx_rng.py"), "check", ".", *options]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True)
    lines = log.read_text().splitlines() if log.exists() else []
    return done, [line.split("\t", 1) for line in lines]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and ".nnx_rng_cache" not in path.parts
    }


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_check_runs_nothing_and_writes_its_cache_alone(tree: Path, jobs: str) -> None:
    before = contents(tree)
    for options in (["--no-cache"], []):
        done, did = run(tree, "--jobs", jobs, *options)
        assert done.returncode == 1, done.stderr
        assert done.stdout.count("NNX117") == 4
        if jobs == "1":  # else there are processes, too
            assert [note for _, note in did if ".nnx_rng_cache" not in note] == []
            assert bool(did) == (not options)
        assert {event for event, _ in did} & {"exec", "os.system", "socket.connect"} == set()
        assert (tree / ".nnx_rng_cache").exists() == (not options)
    assert contents(tree) == before
    assert not (tree.parent / "ran").exists()


def test_fixing_writes_what_it_mends(tree: Path) -> None:
    before = contents(tree)
    done, did = run(tree, "--fix", "--no-cache", "--jobs", "1")
    assert done.returncode == 1, done.stderr
    after = contents(tree)
    assert {name for name in after if after[name] != before.get(name)} == {"inner/old.py"}
    assert after.keys() == before.keys()
    changing = {"open", "os.rename", "os.chmod", "os.chown", "shutil.copymode"}
    assert {event for event, _ in did} <= changing
    assert all(str(tree) in note for _, note in did)
    assert not (tree.parent / "ran").exists()


def test_links_lead_nowhere_else(tree: Path) -> None:
    outside = tree.parent / "outside"
    outside.mkdir()
    (outside / "victim.py").write_text(OLD)
    (tree / "link.py").symlink_to(outside / "victim.py")
    (tree / "folder").symlink_to(outside)
    (tree / "loop").symlink_to(tree)
    (tree / "itself.py").symlink_to("itself.py")
    (tree / "user.py").write_text("from link import create\nfrom flax import nnx\n")
    reports = list(fix_paths([tree], Settings(target_flax="0.12.8")))
    assert [Path(report.filename).name for report in reports if report.changed] == ["old.py"]
    assert len({os.path.realpath(report.filename) for report in reports}) == len(reports)
    assert (outside / "victim.py").read_text() == OLD


def test_a_file_that_becomes_a_link_while_it_is_mended_is_left_alone(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flake8_nnx_rng import fixing

    outside = tree.parent / "victim.py"
    outside.write_text("secret = 1\n")
    replace = fixing.replace_file

    def swapped(path: Path, *, before: bytes, after: bytes) -> None:
        path.unlink()
        path.symlink_to(outside)
        replace(path, before=before, after=after)

    monkeypatch.setattr(fixing, "replace_file", swapped)
    (report,) = fix_paths([tree / "inner" / "old.py"], Settings(target_flax="0.12.8"))
    assert not report.changed
    assert "changed meanwhile" in report.problem
    assert outside.read_text() == "secret = 1\n"


class Bomb:
    """Touches a file when it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.place,)


def test_a_planted_cache_is_data_and_no_code(tree: Path) -> None:
    run(tree, "--jobs", "1")
    entries = list((tree / ".nnx_rng_cache").rglob("*.json"))
    assert entries
    for number, entry in enumerate(entries):
        json.loads(entry.read_bytes())
        planted = (pickle.dumps(Bomb(tree.parent / "ran")), b"[" * 100_000, b"\xff\x00")
        entry.write_bytes(planted[number % len(planted)])
    done, did = run(tree, "--jobs", "1")
    assert done.stdout.count("NNX117") == 4
    assert not (tree.parent / "ran").exists()
    assert {event for event, _ in did} & {"exec"} == set()


def test_a_cache_that_is_a_link_is_not_filled(tree: Path) -> None:
    outside = tree.parent / "outside"
    outside.mkdir()
    (tree / ".nnx_rng_cache").symlink_to(outside)
    done, _ = run(tree, "--jobs", "1")
    assert done.stdout.count("NNX117") == 4
    assert list(outside.iterdir()) == []


def test_a_baseline_replaces_nothing_that_is_none(tree: Path) -> None:
    victim = tree.parent / "victim.txt"
    victim.write_text("secret\n")
    settings = tree / "pyproject.toml"
    settings.write_text(settings.read_text() + 'baseline = "../victim.txt"\n')
    for options in ([], ["--write-baseline", "../victim.txt"], ["--prune-baseline"]):
        done, _ = run(tree, "--jobs", "1", "--no-cache", *options)
        assert done.returncode == 2, options
        assert "Traceback" not in done.stderr
        assert victim.read_text() == "secret\n"


@pytest.fixture
def read_only(tree: Path) -> Iterator[tuple[str, ...]]:
    """What a command begins with that can only read the tree, be it that of root."""
    if os.geteuid() != 0:
        folders = [tree, tree / "inner"]
        for folder in folders:
            folder.chmod(0o555)
        yield ()
        for folder in folders:
            folder.chmod(0o755)
        return
    mounts = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
    command = ("unshare", "--mount", "sh", "-c", mounts, str(tree))
    tried = subprocess.run([*command, "touch", "written"], capture_output=True, text=True)
    if "Read-only file system" not in tried.stderr:
        pytest.skip(f"root may write, and not mount: {tried.stderr}")
    yield command


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="without users")
@pytest.mark.parametrize("options", [[], ["--no-cache"], ["--fix"], ["--fix", "--jobs", "2"]])
def test_a_tree_that_can_only_be_read_is_checked_and_left(
    tree: Path, read_only: tuple[str, ...], options: list[str]
) -> None:
    before = contents(tree)
    done, _ = run(tree, "--jobs", "1", *options, before=read_only)
    assert done.returncode == (2 if "--fix" in options else 1), done.stderr
    assert ("cannot be written" in done.stderr) == ("--fix" in options)
    told = re.findall(r"^(wrong\d\.py):4:\d+: NNX117 ", done.stdout, re.MULTILINE)
    assert len(set(told)) == 4  # with --fix each is told with the reason why it stays, too
    assert "old.py:6:2: NNX101 " in done.stdout
    assert "Traceback" not in done.stderr
    assert contents(tree) == before
    assert not (tree / ".nnx_rng_cache").exists()


def test_what_a_project_imports_is_not_read_outside_of_it(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "pyproject.toml").touch()
    (tmp_path / "helper.py").write_text(WRONG)
    user = tmp_path / "project" / "user.py"
    user.write_text("from ..helper import f\nfrom flax import nnx\n\nf()\n")
    opened: list[str] = []
    sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
    list(check_paths([user], Settings(target_flax="0.12.8")))
    assert str(user) in opened
    assert str(tmp_path / "helper.py") not in opened
