"""A limit of time for each file: one that takes too long is told, the others go on."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from time import sleep

import pytest

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.project.settings import ConfigError, Overrides, load
from flake8_nnx_rng.time_limit import TimeLimitError, at_most

WRONG = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)): ...\n"
SLOW = "from flax import nnx\n\n\n" + "".join(
    f"@nnx.vmap\ndef f{n}(m, rngs: nnx.Rngs):\n    return f{n + 1}(m, rngs), rngs.params()\n\n\n"
    for n in range(4000)
)


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(WRONG)
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "z.py").write_text(WRONG)
    (tmp_path / "pyproject.toml").write_text("[tool.flake8-nnx-rng]\ntime-limit = 2\n")
    return tmp_path


def forever(state: dict[str, int]) -> Iterator[int]:
    while True:
        state["steps"] = state.get("steps", 0) + 1
        yield 1


def in_another_thread(work: object) -> None:
    done: list[BaseException | None] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            done.append(error)
        else:
            done.append(None)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert done
    if done[0] is not None:
        raise done[0]


@pytest.mark.parametrize("another", [False, True], ids=["main", "another"])
def test_what_never_ends_is_stopped_in_whichever_thread(another: bool) -> None:
    def work() -> None:
        with pytest.raises(TimeLimitError), at_most(0.1), suppress(Exception):  # as around rules
            for _ in forever({}):
                pass
        with at_most(30), at_most(0.01):  # the outer one counts
            list(islice(forever({}), 200_000))
        with at_most(0):
            list(islice(forever({}), 200_000))
        with at_most(0.01):  # who sleeps does not work
            sleep(0.1)

    in_another_thread(work) if another else work()


def test_each_thread_has_its_own_limit() -> None:
    ended: list[str] = []
    is_over = threading.Event()

    def run(name: str, seconds: float) -> None:
        try:
            with at_most(seconds):
                while not is_over.is_set():
                    pass
            ended.append(f"{name} by itself")
        except TimeLimitError:
            ended.append(name)
            is_over.set()

    threads = [threading.Thread(target=run, args=pair) for pair in (("long", 600), ("short", 0.2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended == ["short", "long by itself"]


def test_the_machine_is_left_as_it_was() -> None:
    before = sys.getrecursionlimit(), gc.isenabled()
    checker = Checker()
    report = checker.check_anew(Path("slow.py"))
    assert [found.code for found in report.diagnostics] == ["NNX999"]
    assert (sys.getrecursionlimit(), gc.isenabled()) == before
    assert [found.code for found in checker.check_anew(Path("z.py")).diagnostics] == ["NNX117"]


TOLD = "slow.py was not checked: it took longer than 2 s, the time-limit of the settings"


@pytest.mark.parametrize("options", [[], ["--jobs", "2"], ["--fix"], ["--no-cache", "--diff"]])
def test_the_command_tells_the_file_and_goes_on(options: list[str], project: Path) -> None:
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", ".", *options]
    for _ in range(2):  # what was not checked is not kept
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 2, done.stderr
        assert TOLD in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        found = [
            line for line in done.stdout.splitlines() if re.match(r"[az]\.py:4.* NNX117", line)
        ]
        assert len(found) == (0 if "--diff" in options else 2)
    assert (project / "slow.py").read_text() == SLOW


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_flake8_tells_the_file_and_goes_on(jobs: str) -> None:
    command = [sys.executable, "-m", "flake8", "--select", "NNX", "--jobs", jobs, "."]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert f"./slow.py:1:1: NNX999 ./{TOLD}" in done.stdout
    assert done.stdout.count("NNX117") == 2


def test_where_the_limit_is_said(project: Path) -> None:
    assert load(project).time_limit == 2
    assert load(project, Overrides(time_limit=0.0)).time_limit == 0
    (project / ".flake8").write_text("[flake8]\nnnx-time-limit = 7\n")
    assert load(project).time_limit == 7
    assert load(project.parent).time_limit == 10
    for value in ("-1", "true", '"x"', "inf"):
        (project / "pyproject.toml").write_text(f"[tool.flake8-nnx-rng]\ntime-limit = {value}\n")
        with pytest.raises(ConfigError, match="`time-limit`: expected a number of seconds"):
            load(project)
