"""Pipes, sockets and devices in place of files: nothing waits for what is in them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WRONG = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)): ...\n"
PROJECT = (
    *("pyproject.toml", "setup.cfg", "tox.ini", ".flake8", ".gitignore", "ruff.toml", "setup.py"),
    *("uv.lock", "poetry.lock", "Pipfile", "pixi.toml", "environment.yml", "conda-lock.yml"),
    *("requirements.txt", "requirements/x.txt", "constraints.txt", "flax/version.py", ".git"),
)


def make_socket(path: Path) -> None:
    before = Path.cwd()
    with socket.socket(socket.AF_UNIX) as made:
        os.chdir(path.parent)  # the path of a socket is short
        made.bind(path.name)
    os.chdir(before)


def make_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


MAKERS: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "socket": make_socket,
    "device": make_device,
}
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")


def run(*arguments: str, code: int, cwd: Path) -> str:
    """What a command says that is not given long to say it."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def check(*arguments: str, code: int, cwd: Path) -> str:
    return run("flake8_nnx_rng", "check", "--no-cache", *arguments, code=code, cwd=cwd)


@pytest.mark.parametrize("kind", MAKERS)
def test_what_a_project_has_in_place_of_its_files_is_not_read(kind: str, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(WRONG)
    for name in PROJECT:
        place = tmp_path / name
        place.parent.mkdir(exist_ok=True)
        MAKERS[kind](place)

    assert "NNX117" in check(".", code=1, cwd=tmp_path)
    (tmp_path / "empty").touch()  # Flake8-pyproject opens what it likes
    flake8 = "flake8", "--isolated", "--select", "NNX", "--toml-config", "empty"
    assert "NNX117" in run(*flake8, "m.py", code=1, cwd=tmp_path)


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_named_and_no_file_is_told(kind: str, tmp_path: Path) -> None:
    for name in ("given.py", "given.ipynb"):
        MAKERS[kind](tmp_path / name)
    (tmp_path / "m.py").write_text(f"from given import x\n{WRONG}\nx(f)\n")

    for options in ((), ("--fix",), ("--diff",), ("--add-noqa",)):
        for name in ("given.py", "given.ipynb"):
            assert "Not a regular file" in check(name, *options, code=2, cwd=tmp_path)
    assert "NNX117" in check(".", code=1, cwd=tmp_path)


@pytest.mark.parametrize("kind", MAKERS)
def test_options_name_files(kind: str, tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text(WRONG)
    MAKERS[kind](tmp_path / "other.toml")

    told = check("--config", "other.toml", "m.py", code=2, cwd=tmp_path)
    assert "other.toml: cannot be read: not a regular file" in told
    for more in ((), ("--write-baseline",), ("--prune-baseline",)):
        told = check("--baseline", "other.toml", "m.py", *more, code=2, cwd=tmp_path)
        assert "the baseline cannot be read: Not a regular file" in told
