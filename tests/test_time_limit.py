"""A limit of time for each file: one that takes too long is told, the others go on."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.fixing import Fixer
from flake8_nnx_rng.project.settings import ConfigError, Overrides, load
from flake8_nnx_rng.syntax.source import from_text
from flake8_nnx_rng.time_limit import TimeLimitError, aside, at_most, look

WRONG = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)): ...\n"
MENDED = "nnx.vmap(lambda rngs: rngs(), axis_size=2)(nnx.Rngs(0))\n"
SLOW = "from flax import nnx\n\n\n" + "".join(
    f"@nnx.vmap\ndef f{n}(m, rngs: nnx.Rngs):\n    return f{n + 1}(m, rngs), rngs.params()\n\n\n"
    for n in range(900)
)
"""Minutes of work, and parsed in no time."""
LIMIT = 1
TOLD = f"slow.py was not checked: it took longer than {LIMIT} s, the time-limit of the settings"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text(WRONG)
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "z.py").write_text(WRONG)
    settings = f'[tool.flake8-nnx-rng]\ntime-limit = {LIMIT}\ntarget-flax = "0.12.8"\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    return tmp_path


def work_on() -> None:
    """Work that never ends by itself."""
    while True:
        sum(range(1000))
        with suppress(Exception):  # as around rules
            look()


def test_work_ends_in_time_and_only_that_of_its_thread() -> None:
    begins = time.monotonic()
    ended: list[str] = []

    def run(name: str, seconds: float) -> None:
        with suppress(TimeLimitError), at_most(seconds):
            work_on()
        ended.append(name)

    threads = [threading.Thread(target=run, args=pair) for pair in (("long", 1.0), ("short", 0.1))]
    for thread in threads:
        thread.start()
    look()  # has none
    for thread in threads:
        thread.join()
    assert ended == ["short", "long"]
    assert time.monotonic() - begins > 1.0


def test_the_outermost_limit_counts_and_none_is_none() -> None:
    with pytest.raises(TimeLimitError), at_most(0.1), at_most(60):
        work_on()
    with at_most(0):
        look()
    with at_most(0.05), aside():  # as what is read for all files
        until = time.thread_time() + 0.2
        while time.thread_time() < until:
            pass
    with at_most(60), at_most(1e-9):
        look()


def test_a_checker_forgets_what_was_half_known_and_leaves_the_machine_as_it_was(
    project: Path,
) -> None:
    caller = "from slow import f0\nfrom flax import nnx\n\n\ndef g(m, rngs=nnx.Rngs(0)): ...\n"
    (project / "caller.py").write_text(caller)
    before = sys.getrecursionlimit(), gc.isenabled()
    checker = Checker(keeps=True)
    assert [f.code for f in checker.check_anew(Path("slow.py")).diagnostics] == ["NNX999"]
    assert (sys.getrecursionlimit(), gc.isenabled()) == before
    alone = Checker().check_anew(Path("caller.py"))
    assert checker.check_anew(Path("caller.py")) == alone
    assert "NNX117" in [f.code for f in alone.diagnostics]
    assert checker.known(Path("slow.py")) is None
    assert checker.known(Path("caller.py")) is not None


def test_sources_have_the_limit_of_their_settings() -> None:
    settings = Settings(target_flax="0.12.8", time_limit=0.5)
    assert [found.code for found in check_source(SLOW, settings=settings)] == ["NNX999"]
    mended = fix_source(MENDED + SLOW, settings=settings)
    assert mended.text == MENDED + SLOW
    assert [found.code for found in mended.left] == ["NNX999"]
    document = "# Title\n\n```python\n" + SLOW + "```\n"
    found = check_source(document, filename="page.md", settings=settings)
    assert [one.code for one in found] == ["NNX999"]


def test_all_that_fixing_does_with_a_file_is_within_one_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(target_flax="0.12.8", time_limit=0.3)
    checker, code = Checker(settings=settings), "from flax import nnx\n" + MENDED
    inspect = checker.inspect

    def slowly(*given: object, **named: object) -> object:
        found = inspect(*given, **named)
        until = time.thread_time() + 0.2
        while time.thread_time() < until:
            pass
        look()
        return found

    monkeypatch.setattr(checker, "inspect", slowly)
    after, report = Fixer(checker, unsafe=True).fix_data(code.encode(), "a.py")
    assert after == code.encode()
    assert [found.code for found in report.left] == ["NNX999"]


@pytest.mark.parametrize("options", [["--jobs", "2"], ["--fix"], ["--no-cache", "--diff"]])
def test_the_command_tells_the_file_and_goes_on(options: list[str], project: Path) -> None:
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", ".", *options]
    for _ in range(1 + ("2" in options)):  # what was not checked is not kept
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 2, done.stderr
        assert TOLD in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        found = re.findall(r"^[az]\.py:4.* NNX117", done.stdout, re.MULTILINE)
        assert len(found) == (0 if "--diff" in options else 2)
    assert (project / "slow.py").read_text() == SLOW


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_flake8_tells_the_file_and_goes_on(jobs: str, project: Path) -> None:
    command = [sys.executable, "-m", "flake8", "--select", "NNX", "--jobs", jobs, "."]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert f"./slow.py:1:1: NNX999 ./{TOLD}" in done.stdout
    assert done.stdout.count("NNX117") == 2


def test_where_the_limit_is_said(project: Path) -> None:
    assert load(project).time_limit == LIMIT
    assert load(project, Overrides(time_limit=0.0)).time_limit == 0
    (project / ".flake8").write_text("[flake8]\nnnx-time-limit = 7\n")
    assert load(project).time_limit == 7
    assert load(project.parent).time_limit == 10
    for value in ("-1", "true", '"x"', "inf", "nan"):
        (project / "pyproject.toml").write_text(f"[tool.flake8-nnx-rng]\ntime-limit = {value}\n")
        with pytest.raises(ConfigError, match="`time-limit`: expected a number of seconds"):
            load(project)


def test_a_large_file_is_over_its_limit_by_little() -> None:
    """What it has made by then is thrown away only when there is other work."""
    large = "from flax import nnx\n\n\n" + "".join(
        f"@nnx.vmap\ndef f{n}(m, rngs: nnx.Rngs):\n    y = [a + {n} for a in range(10)]\n"
        f"    return f{n + 1}(m, rngs, y), rngs.params()\n\n\n"
        for n in range(4_000)
    )
    checker = Checker(settings=Settings(target_flax="0.12.8", time_limit=1.0))
    begins = time.thread_time()
    assert [found.code for found in checker.check(from_text(large, "large.py"))] == ["NNX999"]
    assert time.thread_time() - begins < 1.0 + 3.0
    made = len(gc.get_objects())
    assert [found.code for found in checker.check(from_text(WRONG, "a.py"))] == ["NNX117"]
    assert len(gc.get_objects()) < made
