"""Entries on a disk that may be full, read-only, shared, or arranged by somebody else."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from flake8_nnx_rng.cache import store
from flake8_nnx_rng.cache.places import FOLDER, cache_for
from flake8_nnx_rng.cache.store import Store
from flake8_nnx_rng.checking import Checker

CODE = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)):\n    return rngs\n"


def make(folder: Path) -> Store:
    return Store(str(folder), "0.1.0")


def test_what_was_written_is_read(tmp_path: Path) -> None:
    make(tmp_path / "cache").write("a.json", b"data")
    assert make(tmp_path / "cache").read("a.json") == b"data"
    assert make(tmp_path / "cache").read("b.json") is None


def test_a_new_cache_is_marked_for_git_and_for_backups(tmp_path: Path) -> None:
    make(tmp_path / "deep" / "cache").write("a.json", b"")
    cache = tmp_path / "deep" / "cache"
    assert (cache / ".gitignore").read_text().splitlines()[-1] == "*"
    tag = (cache / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_git_sees_nothing_of_it(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    make(tmp_path / FOLDER).write("a.json", b"")
    status = ["git", "-C", tmp_path, "status", "--porcelain"]
    assert subprocess.run(status, capture_output=True, check=True).stdout == b""


def test_a_folder_that_was_there_is_not_hidden_from_git(tmp_path: Path) -> None:
    make(tmp_path).write("a.json", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["0.1.0"]


def test_nothing_half_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    found = make(tmp_path / "cache")
    found.write("a.json", b"old")
    monkeypatch.setattr(os, "replace", full)
    found.write("a.json", b"new")
    assert found.read("a.json") == b"old"
    assert [path.name for path in (tmp_path / "cache" / "0.1.0").iterdir()] == ["a.json"]


def test_what_can_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "cache").write("a.json", b"data")

    def refusing(*_: object) -> None:
        raise PermissionError(30, "Read-only file system")

    # Permissions do not bind the superuser, whom tests may run as.
    monkeypatch.setattr(store, "_replace", refusing)
    found = make(tmp_path / "cache")
    found.write("b.json", b"data")
    assert (found.read("a.json"), found.read("b.json")) == (b"data", None)


@pytest.mark.parametrize("name", ["cache", "cache/0.1.0", "cache/0.1.0/a.json"])
@pytest.mark.parametrize("kind", ["file", "folder", "pipe", "link", "link to nowhere"])
def test_something_else_in_its_place_is_no_error(tmp_path: Path, name: str, kind: str) -> None:
    place, elsewhere = tmp_path / name, tmp_path / "elsewhere"
    place.parent.mkdir(parents=True, exist_ok=True)
    elsewhere.mkdir()
    match kind:
        case "file":
            place.write_bytes(b"other")
        case "folder":
            place.mkdir()
        case "pipe":
            os.mkfifo(place)
        case "link":
            place.symlink_to(elsewhere)
        case _:
            place.symlink_to(tmp_path / "nowhere")
    found = make(tmp_path / "cache")
    found.read("a.json")
    found.write("a.json", b"data")
    assert found.read("a.json") in (b"data", None)
    assert [*elsewhere.iterdir()] == []
    assert not (tmp_path / "nowhere").exists()


def test_what_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = make(tmp_path / "cache")
    found.write("a.json", b"data")
    monkeypatch.setattr(store, "_MAX_BYTES", 3)
    assert found.read("a.json") is None


def test_many_may_write_the_same(tmp_path: Path) -> None:
    """Whoever reads sees one of the two texts, and all of it."""
    texts = {letter * 100_000 for letter in (b"a", b"b")}
    seen: set[bytes | None] = set()

    def work(text: bytes) -> None:
        found = make(tmp_path / "cache")
        for _ in range(50):
            found.write("a.json", text)
            seen.add(found.read("a.json"))

    threads = [threading.Thread(target=work, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen <= texts
    assert [path.name for path in (tmp_path / "cache" / "0.1.0").iterdir()] == ["a.json"]


def test_the_cache_is_at_the_root_of_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "pkg" / "sub").mkdir(parents=True)
    (project / "setup.py").touch()
    file = project / "pkg" / "sub" / "a.py"
    file.write_text(CODE)
    Checker(keeps=True).check_file(file)
    assert (project / FOLDER).is_dir()
    assert not (project / "pkg" / FOLDER).exists()


def test_without_a_project_it_is_in_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cache_for(None, None) == (str(tmp_path / FOLDER), str(tmp_path))


def test_several_projects_may_share_a_chosen_cache(tmp_path: Path) -> None:
    from flake8_nnx_rng.project.settings import Overrides

    over = Overrides(cache_dir=str(tmp_path / "cache"), target_flax="0.12.8")
    files = [tmp_path / name / "a.py" for name in ("one", "two")]
    for number, file in enumerate(files):
        file.parent.mkdir()
        (file.parent / "pyproject.toml").touch()
        file.write_text(CODE + "\n" * number)
        Checker(over, keeps=True).check_file(file)
    assert all(Checker(over, keeps=True).known(file) is not None for file in files)
    shutil.rmtree(tmp_path / "cache")
    assert all(Checker(over, keeps=True).known(file) is None for file in files)
