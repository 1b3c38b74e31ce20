"""Work shared out in batches: in order, so many at a time, and none is lost with a worker."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import flake8_nnx_rng
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.turns import turn

if TYPE_CHECKING:
    from concurrent.futures import Future

_T = TypeVar("_T")
_FILES = 16
"""Files of one batch at most: what it costs to hand it out is little beside their work."""
_ITEMS = 1024
"""The same with those of which all is known."""
_AHEAD = 128
"""Batches that are handed out, or done, before the first of them is asked for."""


class Todo(NamedTuple):
    """A file that is to be worked on, among reports of others."""

    path: Path


class Pool(ABC):
    """What takes calls; where the process of one ends, so may others."""

    width: int = 1
    """Calls that may be in work at a time, as far as that is known."""

    @abstractmethod
    def submit(self, *call: Any) -> Future[Any]:
        """Take a call, whatever has become of earlier ones."""

    @abstractmethod
    def alone(self, *call: Any) -> Future[Any]:
        """Take a call that ends no other one with it."""


@dataclass(frozen=True)
class _Task:
    """The files of one batch, and where they are seen from."""

    files: tuple[Path, ...]
    folder: str | None
    version: str = flake8_nnx_rng.__version__
    token: str = field(default_factory=lambda: os.urandom(8).hex())
    """No two tasks are alike: a scheduler would answer the second from memory."""


class _Batch(NamedTuple, Generic[_T]):
    """Reports that are known, None for each file of the task."""

    reports: tuple[_T | None, ...]
    task: _Task


def in_batches(
    pool: Pool, work: Callable[[Path], _T], items: Iterable[_T | Todo], lost: Callable[[Path], _T]
) -> Iterator[_T]:
    """The report of each item in order; `lost` is that of a file that ends its process.

    However many items there are, only some are held. Raises `ConfigError` for a worker that does
    not see the files, or is of another version.
    """
    shared = _Shared(pool, work, _batches(iter(items)), lost)
    for batch, found in shared:
        done = iter(found)
        yield from (next(done) if report is None else report for report in batch.reports)


def _batches(items: Iterator[_T | Todo]) -> Iterator[_Batch[_T]]:
    """Small ones first, so that there is something for every worker."""
    folder, begun = _current_folder(), 0
    while True:
        reports: list[_T | None] = []
        files: list[Path] = []
        for item in items:
            if isinstance(item, Todo):
                files.append(item.path)
                reports.append(None)
            else:
                reports.append(item)
            if len(files) >= min(_FILES, 1 + begun // 16) or len(reports) >= _ITEMS:
                break
        if not reports:
            return
        begun += len(files)
        yield _Batch(tuple(reports), _Task(tuple(files), folder))


class _Shared(Generic[_T]):
    """Batches that are in work."""

    def __init__(
        self,
        pool: Pool,
        work: Callable[[Path], _T],
        batches: Iterator[_Batch[_T]],
        lost: Callable[[Path], _T],
    ) -> None:
        self._pool, self._work, self._batches, self._lost = pool, work, batches, lost
        self._begun: deque[tuple[_Batch[_T], Future[list[_T]] | None]] = deque()
        self._suspects = 0

    def __iter__(self) -> Iterator[tuple[_Batch[_T], list[_T]]]:
        """Each batch with the reports of its files.

        When a process ends early, what it may have worked on is tried file by file.
        """
        try:
            while self._fill():
                batch, future = self._begun.popleft()
                found = [] if future is None else _result(future)
                if found is None and self._suspects > 2 * self._pool.width:
                    # Those in work and those about to be have been tried; this was neither.
                    self._begun.appendleft((batch, future))
                    self._begin_again()
                    continue
                if found is None:
                    self._suspects += 1
                    found = [self._alone(batch.task, path) for path in batch.task.files]
                yield batch, found
        finally:
            for _, future in self._begun:
                if future is not None:
                    future.cancel()

    def _fill(self) -> bool:
        """Hand out what there is, as far as it goes; whether anything is left."""
        while len(self._begun) < _AHEAD:
            batch = next(self._batches, None)
            if batch is None:
                break
            self._begun.append((batch, self._submitted(batch)))
        return bool(self._begun)

    def _submitted(self, batch: _Batch[_T]) -> Future[list[_T]] | None:
        return self._pool.submit(_worked, self._work, batch.task) if batch.task.files else None

    def _begin_again(self) -> None:
        """Hand out once more what was lost and is not to blame."""
        self._suspects = 0
        self._begun = deque(
            (batch, self._submitted(batch) if future and _is_lost(future) else future)
            for batch, future in self._begun
        )

    def _alone(self, task: _Task, path: Path) -> _T:
        own = _Task((path,), task.folder)
        found = _result(self._pool.alone(_worked, self._work, own))
        return self._lost(path) if found is None else found[0]


def _worked(work: Callable[[Path], _T], task: _Task) -> list[_T]:
    """What a worker makes of a task."""
    if task.version != flake8_nnx_rng.__version__:
        reason = f"has version {flake8_nnx_rng.__version__}, and not {task.version}"
        raise ConfigError("a worker", reason)
    with _in_folder(task.folder):
        return [*map(work, task.files)]


@contextmanager
def _in_folder(folder: str | None) -> Iterator[None]:
    """Work where the files are seen from; threads of this process that would, too, wait."""
    with turn():
        before = _current_folder()
        if folder is None or before == folder:
            yield
            return
        try:
            os.chdir(folder)
        except OSError as error:
            reason = f"does not see the folder {folder}: {error.strerror}"
            raise ConfigError("a worker", reason) from error
        try:
            yield
        finally:
            if before is not None:
                os.chdir(before)


def _current_folder() -> str | None:
    try:
        return os.getcwd()
    except OSError:  # it is gone
        return None


def _result(future: Future[list[_T]]) -> list[_T] | None:
    """What a call has found; None where its process has ended."""
    try:
        return future.result()
    except _ended():
        return None


def _is_lost(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and isinstance(future.exception(), _ended())


def _ended() -> tuple[type[BaseException], ...]:
    """What is raised where a process has ended, by those who look after it."""
    from concurrent.futures import BrokenExecutor  # loads much, and most runs have one process

    dask = sys.modules.get("distributed.scheduler")
    return (BrokenExecutor, *filter(None, [getattr(dask, "KilledWorker", None)]))
