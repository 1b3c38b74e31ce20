"""What reading thousands of repositories takes, with the program of docs/many-repositories.md.

The repositories are bare mirrors, made of the folders of given trees: one has the files of one
folder and those that say of the tree what it needs. With fewer folders than repositories, each is
used again; nothing that was found in one is known in another.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pyarrow.parquet
from machine import describe, version
from running import run

PAGE = Path(__file__).parents[1] / "docs" / "many-repositories.md"
RUNNER = Path(__file__).with_name("timed_fleet.py")
NEEDS = ("pyproject.toml", "setup.cfg", "requirements.txt", "uv.lock")
LARGEST = 2_000_000
"""Bytes of a file; larger ones are not taken out of a mirror either."""
MANY = 1_000_000
MB = 1e6
PAUSE = 0.2
"""Seconds between two looks at the memory."""
KINDS = {"processes": "processes", "dask": "Dask"}


@dataclass(frozen=True)
class Piece:
    """What becomes a repository: files by the path that they have there."""

    files: dict[str, Path]

    @property
    def python(self) -> list[Path]:
        """Those that are Python."""
        return [path for path in self.files.values() if path.suffix == ".py"]


def pieces(tree: Path) -> Iterator[Piece]:
    """A piece for each folder that has Python files of its own, in order."""
    needs = {name: tree / name for name in NEEDS if _is_taken(tree / name)}
    for folder in sorted({path.parent for path in tree.rglob("*.py") if path.is_file()}):
        own = {path.name: path for path in sorted(folder.iterdir()) if _is_taken(path)}
        if any(name.endswith(".py") for name in own):
            yield Piece(needs | own)


def _is_taken(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST


def make_mirror(piece: Piece, mirror: Path, number: int) -> None:
    """A bare repository with one commit, like no other."""
    git = ["git", "-C", str(mirror)]
    mirror.mkdir()
    subprocess.run([*git, "init", "-q", "--bare", "--template=", "-b", "main"], check=True)
    head = "commit refs/heads/main\ncommitter a <a@example.org> 0 +0000\n"
    stream = bytearray(head.encode() + _data(b"number %d" % number))
    for name, path in piece.files.items():
        stream += b"M 100644 inline %b\n%b" % (os.fsencode(name), _data(path.read_bytes()))
    subprocess.run([*git, "fast-import", "--quiet"], input=bytes(stream), check=True)


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def make_mirrors(some: list[Piece], number: int, folder: Path) -> None:
    """So many mirrors, but for those that are there already."""
    for count, piece in enumerate(islice(cycle(some), number)):
        mirror = folder / f"r{count:07}.git"
        if not mirror.exists():
            make_mirror(piece, mirror, count)


class Memory:
    """The most memory that a child of this process and the largest below it have held, in bytes."""

    def __init__(self) -> None:
        self.parent = 0
        self.worker = 0

    def look(self) -> None:
        """Look once; a process that ends meanwhile holds nothing."""
        for child in psutil.Process().children():
            with suppress(psutil.Error):
                self.parent = max(self.parent, child.memory_info().rss)
                for below in child.children(recursive=True):
                    with suppress(psutil.Error):
                        self.worker = max(self.worker, below.memory_info().rss)


@contextmanager
def watched() -> Iterator[Memory]:
    """Look at the memory every now and then."""
    memory, done = Memory(), threading.Event()

    def look() -> None:
        while not done.wait(PAUSE):
            memory.look()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        done.set()
        thread.join()


class Measured:
    """Runs over the mirrors of a folder, each of which has to find the same."""

    def __init__(self, some: list[Piece], mirrors: Path, folder: Path) -> None:
        self._pieces, self._mirrors, self._folder = some, mirrors, folder
        self._found: dict[int, Counter[str | None]] = {}

    def row(self, kind: str, workers: int, number: int) -> str:
        """A row of the table, and in it what a run with so many workers took."""
        mirrors = self._first(number)
        out = self._folder / "found.parquet"
        command = [sys.executable, str(RUNNER), kind, str(workers), str(mirrors), str(out)]
        with watched() as memory:
            spent = run(command, self._folder)
        self._compare(number, out)
        files = sum(len(piece.python) for piece in islice(cycle(self._pieces), number))
        cells = [KINDS[kind], str(workers), f"{number:,}"]
        cells += [f"{spent.wall:.0f}", f"{number / spent.wall:.1f}", f"{files / spent.wall:.0f}"]
        cells += [f"{spent.cpu:.0f}", f"{memory.parent / MB:.0f}", f"{memory.worker / MB:.0f}"]
        for seconds in (workers * spent.wall, spent.cpu):
            cells.append(f"{seconds / number * MANY / 3600:.0f}")
        return _row(cells)

    def _first(self, number: int) -> Path:
        """A folder with the first mirrors only."""
        folder = self._folder / f"first-{number}"
        if not folder.exists():
            folder.mkdir()
            for mirror in sorted(self._mirrors.iterdir())[:number]:
                (folder / mirror.name).symlink_to(mirror)
        return folder

    def _compare(self, number: int, out: Path) -> None:
        table = pyarrow.parquet.read_table(out)
        repositories = len(table.column("repository").unique())
        found = Counter(table.column("code").to_pylist())
        if self._found.setdefault(number, found) != found:
            raise RuntimeError(f"{found} was found, and before {self._found[number]}")
        codes = sum(count for code, count in found.items() if code)
        told = f"{codes} findings and {found[None]} errors in {repositories} repositories"
        print(f"{number}: {told}", file=sys.stderr)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def table(measured: Measured, number: int, workers: list[int], kinds: list[str]) -> None:
    """Print a row for each run; the first of an executor is over half as many repositories."""
    heads = ["executor", "workers", "repositories", "wall, s", "repositories/s", "Python files/s"]
    heads += ["CPU, s", "parent, MB", "largest worker, MB"]
    heads += [f"worker-hours for {MANY:,}", f"CPU-hours for {MANY:,}"]
    print(f"\n{_row(heads)}\n|{'---|' * len(heads)}")
    for kind in kinds:
        print(measured.row(kind, max(2, workers[0]), number // 2), flush=True)
        for width in workers:
            print(measured.row(kind, width, number), flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("trees", nargs="+", type=lambda name: Path(name).resolve())
    parser.add_argument("--repositories", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--executors", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--mirrors", type=Path, help="keep the mirrors in this folder")
    options = parser.parse_args()
    some = [piece for tree in options.trees for piece in pieces(tree)]
    with TemporaryDirectory() as name:
        folder = Path(name)
        mirrors = (options.mirrors or folder / "mirrors").resolve()
        mirrors.mkdir(parents=True, exist_ok=True)
        make_mirrors(some, options.repositories, mirrors)
        (program,) = re.findall(r"```python\n(\"\"\".*?)```", PAGE.read_text(), re.DOTALL)
        (folder / "fleet.py").write_text(program)
        os.environ["PYTHONPATH"] = str(folder)  # workers import it, too
        made = islice(cycle(some), options.repositories)
        files = [path for piece in made for path in piece.python]
        nnx = sum(b"nnx" in path.read_bytes() for path in files)
        print(f"{describe()}; {version('flake8-nnx-rng', 'distributed', 'pyarrow')}")
        print(f"{options.repositories:,} repositories out of {len(some)} folders, with", end=" ")
        print(f"{len(files):,} Python files, {nnx:,} of them with nnx")
        measured = Measured(some, mirrors, folder)
        table(measured, options.repositories, options.workers, options.executors)


if __name__ == "__main__":
    main()
