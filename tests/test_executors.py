"""Files shared out by executors: the same reports in order, whatever becomes of a worker."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import dask
import pyarrow.parquet
import pytest
from click.testing import CliRunner
from crashing import ENDS, HOOK, linger
from distributed import Client, LocalCluster

from flake8_nnx_rng import (
    ConfigError,
    FileReport,
    FixReport,
    Settings,
    check_paths,
    fix_paths,
)
from flake8_nnx_rng.batches import Todo, in_batches
from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.pools import OwnProcesses, given

ROOT = Path(__file__).parents[1]
NEW = Settings(target_flax="0.12.8")
WRONG = "from flax import nnx\n\n\ndef f(rngs=nnx.Rngs(0)): ...\n"
OLD = (
    "from functools import partial\n\nfrom flax import nnx\n\n\n"
    "@partial(nnx.vmap, axis_size=3)\ndef create(rngs: nnx.Rngs): ...\n"
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Files with something to find, with nothing, and with something to mend."""
    folder = tmp_path / "tree"
    for number in range(60):
        part = folder / f"part{number % 4}"
        part.mkdir(parents=True, exist_ok=True)
        text = {0: "x = 1\n", 1: OLD}.get(number % 5, WRONG * (1 + number % 3))
        (part / f"m{number:02}.py").write_text(text)
    (folder / "part1" / "broken.py").write_text("from flax import nnx\n(\n")
    (folder / "part2" / "page.md").write_text(f"```python\n{WRONG}```\n")
    return folder


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Client]:
    """A scheduler with two worker processes, which a file can end.

    Each test has its own: Dask does not always start a worker again that ends time after time.
    """
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(HOOK)
    dask.config.set({"distributed.scheduler.allowed-failures": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(site))
        with (
            LocalCluster(
                n_workers=2,
                threads_per_worker=1,
                dashboard_address=":0",
                silence_logs=50,
                local_directory=str(site),
            ) as made,
            Client(made, set_as_default=False) as client,
        ):
            yield client


def told(reports: Iterable[FileReport | FixReport]) -> list[tuple[Any, ...]]:
    """Reports as values; an error is another one for each process that tells it."""
    return [
        tuple(
            str(getattr(r, f.name)) if f.name == "error" else getattr(r, f.name) for f in fields(r)
        )
        for r in reports
    ]


def pids(client: Client) -> list[int]:
    """The processes of the workers, once there are two of them."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        client.wait_for_workers(2, timeout=60)
        found = sorted(client.run(os.getpid, on_error="ignore").values())
        if len(found) == 2:
            return found
    raise TimeoutError


def test_dask_gives_the_same_reports_in_the_same_order(tree: Path, cluster: Client) -> None:
    before = pids(cluster)
    alone = list(check_paths([tree], NEW))
    found = []
    for report in check_paths([tree], NEW, executor=cluster.get_executor()):
        if not found:
            os.kill(before[0], signal.SIGKILL)  # midway: most of them are still to come
        found.append(report)
    assert told(found) == told(alone)
    assert len(found) == 62
    after = pids(cluster)
    assert before[0] not in after
    assert before[1] in after


def test_dask_mends_as_one_process_does(tree: Path, cluster: Client) -> None:
    shown = list(fix_paths([tree], NEW, write=False, unsafe=True))
    reports = list(fix_paths([tree], NEW, executor=cluster.get_executor(), unsafe=True))
    assert told(reports) == told(shown)
    assert sum(report.changed for report in reports) >= 12
    for report in reports:
        if report.changed:
            assert Path(report.filename).read_text() == report.after


def test_a_file_that_ends_every_worker_is_named_and_costs_no_other(
    tree: Path, cluster: Client
) -> None:
    alone = {report.filename: report for report in check_paths([tree], NEW)}
    ends = tree / "part3" / "ends.py"
    ends.write_text(WRONG + ENDS)
    found = list(check_paths([tree], NEW, executor=cluster.get_executor()))
    rest = [report for report in found if report.filename != str(ends)]
    assert told(rest) == told(alone.values())
    (lost,) = (report for report in found if report.filename == str(ends))
    assert [diagnostic.code for diagnostic in lost.diagnostics] == ["NNX999"]
    assert "ended before it was done" in lost.diagnostics[0].message


def test_workers_see_files_from_where_the_command_is(
    tree: Path, cluster: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree)
    folders = cluster.run(os.getcwd)
    assert str(tree) not in folders.values()
    pids(cluster)
    given_paths = [Path("part1"), Path("part2")]
    alone = list(check_paths(given_paths, NEW))
    shared = check_paths(given_paths, NEW, executor=cluster.get_executor())
    assert told(shared) == told(alone)
    assert cluster.run(os.getcwd) == folders


def test_the_command_lets_dask_do_the_work(
    tree: Path, cluster: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids(cluster)
    monkeypatch.chdir(tree)
    options = ["check", ".", "--no-cache", "--target-flax", "0.12.8", "--output-format", "json"]
    alone = CliRunner().invoke(main, options)
    shared = CliRunner().invoke(main, [*options, "--dask", cluster.scheduler.address])
    assert (shared.exit_code, shared.stdout) == (2, alone.stdout)  # 2 for the broken file
    assert len(json.loads(shared.stdout)) > 40
    fixed = CliRunner().invoke(
        main, ["check", ".", "--fix", "-q", "--no-cache", "--dask", cluster.scheduler.address]
    )
    assert fixed.exit_code == 2
    assert "split_rngs" in (tree / "part1" / "m01.py").read_text()


def test_the_command_says_what_dask_lacks(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flake8_nnx_rng.frontends.command import dask_workers

    monkeypatch.setattr(dask_workers, "_PATIENCE", 0.5)

    def said(*options: str) -> str:
        result = CliRunner().invoke(main, ["check", str(tree), *options])
        assert result.exit_code == 2
        assert "Traceback" not in result.stderr
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.stderr

    for address in ("tcp://127.0.0.1:9", "nonsense://x", "127.0.0.1:port", ""):
        assert f"error: --dask: {address} cannot be reached: " in said("--dask", address)
    assert "goes neither with --jobs" in said("--dask", "tcp://127.0.0.1:9", "--jobs", "2")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "needs dask: pip install 'flake8-nnx-rng[dask]" in said("--dask", "tcp://127.0.0.1:9")


def test_a_scheduler_without_workers_is_told(tree: Path) -> None:
    with LocalCluster(n_workers=0, processes=False, dashboard_address=":0") as empty:
        result = CliRunner().invoke(main, ["check", str(tree), "--dask", empty.scheduler_address])
    assert result.exit_code == 2
    assert "has no workers" in result.stderr


def test_processes_of_our_own_that_do_not_end_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that waits for a lock which another one, killed, had taken."""
    monkeypatch.setattr("flake8_nnx_rng.pools._PATIENCE", 0.5)
    own = OwnProcesses(1)
    own.submit(linger).result()
    started = time.monotonic()
    own.shutdown()
    assert time.monotonic() - started < 60


@contextmanager
def two_processes() -> Iterator[ProcessPoolExecutor]:
    """A pool that ends though one was killed with the lock for which the other one waits."""
    executor = ProcessPoolExecutor(2, get_context("spawn"))
    try:
        yield executor
    finally:
        for process in [*(executor._processes or {}).values()]:
            process.kill()
        executor.shutdown()


@pytest.mark.parametrize("at", [0, 20])
def test_a_pool_of_the_caller_that_breaks_loses_nothing(tree: Path, at: int) -> None:
    alone = list(check_paths([tree], NEW))
    with two_processes() as executor:
        found = []
        for number, report in enumerate(check_paths([tree], NEW, executor=executor)):
            if number == at:
                victim = next(iter(executor._processes))
                os.kill(victim, signal.SIGKILL)
            found.append(report)
    assert told(found) == told(alone)


def test_a_file_that_ends_its_process_in_a_pool_of_the_caller(
    tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    alone = {report.filename: report for report in check_paths([tree], NEW)}
    for number in (0, 9):
        (tree / f"part{number % 4}" / f"x{number}.py").write_text(WRONG + ENDS)
    with two_processes() as executor:
        found = list(check_paths([tree], NEW, executor=executor))
    assert told(r for r in found if r.filename in alone) == told(alone.values())
    lost = [r for r in found if r.filename not in alone]
    assert [[d.code for d in report.diagnostics] for report in lost] == [["NNX999"], ["NNX999"]]


class Counting(ThreadPoolExecutor):
    """Threads that count what they are given."""

    def __init__(self) -> None:
        super().__init__(2)
        self.futures: list[Future[Any]] = []

    def submit(self, *given: Any, **named: Any) -> Future[Any]:
        self.futures.append(super().submit(*given, **named))
        return self.futures[-1]


def test_files_go_in_batches_and_only_some_are_held() -> None:
    asked = count()
    looked = (Todo(Path(str(number))) for number, _ in zip(range(50_000), asked, strict=False))
    with Counting() as executor, given(executor) as pool:
        results = in_batches(pool, str, looked, str)
        assert next(results) == "0"
        held = next(asked)
        assert held < 3000
        assert list(results) == [str(number) for number in range(1, 50_000)]
    assert len(executor.futures) < 50_000 / 16 + 300


def test_what_is_known_needs_no_worker_and_is_not_piled_up() -> None:
    def looked() -> Iterator[str | Todo]:
        for number in range(400_000):
            asked.append(number)
            yield str(number)
        yield Todo(Path("last"))

    asked: list[int] = []
    with Counting() as executor, given(executor) as pool:
        results = in_batches(pool, str, looked(), str)
        assert next(results) == "0"
        assert len(asked) < 200_000
        assert sum(1 for _ in results) == 400_000
    assert len(executor.futures) == 1


def test_a_run_that_is_given_up_leaves_the_executor_to_its_owner(tree: Path) -> None:
    with Counting() as executor:
        reports = check_paths([tree], NEW, executor=executor)
        next(reports)
        reports.close()
        assert executor.submit(len, "abc").result() == 3
        assert any(future.cancelled() for future in executor.futures)


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"folder": "/nowhere"}, "does not see the folder /nowhere"), ({"version": "0"}, "and not 0")],
)
def test_a_worker_that_cannot_do_the_work_says_so(change: dict[str, str], reason: str) -> None:
    from flake8_nnx_rng.batches import _Task, _worked

    folder = os.getcwd()
    with pytest.raises(ConfigError, match=f"a worker: .*{reason}"):
        _worked(str, _Task(**{"files": (Path("a.py"),), "folder": None, **change}))
    assert os.getcwd() == folder


def git(folder: Path, *command: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *identity, *command], cwd=folder, check=True, capture_output=True)


def mirrored(tmp_path: Path, name: str, files: dict[str, str]) -> None:
    """A bare mirror of a repository with these files."""
    work = tmp_path / "work" / name
    work.mkdir(parents=True)
    git(work, "init", "-q")
    for path, text in files.items():
        (work / path).write_text(text)
    git(work, "add", ".")
    git(work, "commit", "-qm", "all")
    git(work, "clone", "-q", "--mirror", ".", str(tmp_path / "mirrors" / f"{name}.git"))


def lose(mirror: Path, file: str) -> None:
    """Take the text of a file out of a mirror, as a broken disk does."""
    named = ["git", "-C", str(mirror), "rev-parse", f"HEAD:{file}"]
    blob = subprocess.run(named, check=True, capture_output=True, text=True).stdout.strip()
    (mirror / "objects" / blob[:2] / blob[2:]).unlink()


def test_the_page_reads_bare_mirrors_into_one_file(tmp_path: Path, cluster: Client) -> None:
    pids(cluster)
    page = (ROOT / "docs" / "many-repositories.md").read_text()
    (program,) = re.findall(r"```python\n(\"\"\".*?)```", page, re.DOTALL)
    (tmp_path / "fleet.py").write_text(program)
    pinned = '[project]\nname = "x"\nversion = "0"\ndependencies = ["flax==0.12.8"]\n'
    for number in range(3):
        files = {"a.py": OLD, "pyproject.toml": pinned, "b.py": WRONG * number, "e.py": "nnx ("}
        mirrored(tmp_path, f"r{number}", files)
    mirrored(tmp_path, "r3", {"a.py": WRONG, "ends.py": WRONG + ENDS})
    mirrored(tmp_path, "r4", {os.fsdecode(b"w\xfc.py"): WRONG})
    # What tar has until then ends where a file does, so that it looks whole.
    mirrored(tmp_path, "r5", {"a.py": WRONG.ljust(8704, "\n"), "b.py": WRONG})
    lose(tmp_path / "mirrors" / "r5.git", "b.py")
    (tmp_path / "mirrors" / os.fsdecode(b"empty\xfc.git")).mkdir()
    command = [sys.executable, "fleet.py", "mirrors", "found.parquet", cluster.scheduler.address]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    rows = pyarrow.parquet.read_table(tmp_path / "found.parquet").to_pylist()
    codes = [(row["repository"], row["file"], row["code"]) for row in rows if row["code"]]
    assert codes.count(("r2.git", "b.py", "NNX117")) == 2
    assert ("r0.git", "a.py", "NNX101") in codes
    assert [row["repository"] for row in rows] == sorted(row["repository"] for row in rows)
    assert ("r4.git", "w\\udcfc.py", "NNX117") in codes
    errors = [(row["repository"], row["file"]) for row in rows if row["error"]]
    broken = [(f"r{n}.git", "e.py") for n in range(3)]
    assert errors == [("empty\\udcfc.git", None), *broken, ("r3.git", None), ("r5.git", None)]
    assert {len(row["commit"]) for row in rows if row["commit"]} == {40}
