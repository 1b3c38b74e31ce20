"""Work on the files that paths mean: what is known at once is told, the rest is shared out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flake8_nnx_rng.project.discovery import Problem, discover
from flake8_nnx_rng.syntax.source import SourceError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_nnx_rng.project.settings import Settings

_Report = TypeVar("_Report")


def over_files(
    paths: Iterable[str | Path],
    settings_for: Callable[[Path], Settings],
    work: Callable[[Path], _Report],
    unreadable: Callable[[SourceError], _Report],
    executor: Executor | Workers | None,
    *,
    known: Callable[[Path, bool], _Report | None] = lambda path, named: None,
    lost: Callable[[Path], _Report] | None = None,
) -> Iterator[_Report]:
    """The report of each file that the paths mean, in the order of `discover`.

    `lost` is that of a file which ends the process that works on it.

    `known` is asked first, in this process, and told whether the file was named itself: most of
    those that are found in folders need no work.
    """
    given = [Path(path) for path in paths]
    named = frozenset(given)
    reports: list[_Report | None] = []
    waiting: list[Path] = []
    for path in discover(given, settings_for):
        if isinstance(path, Problem):
            reports.append(unreadable(SourceError(str(path.path), path.reason)))
            continue
        reports.append(known(path, path in named))
        if reports[-1] is None:
            waiting.append(path)
    done = map(work, waiting) if executor is None else _shared(executor, work, waiting, lost)
    for report in reports:
        yield next(done) if report is None else report


class Workers(ABC):
    """Processes that lose no file, whatever becomes of one of them."""

    @abstractmethod
    def each(
        self,
        work: Callable[[Path], _Report],
        files: Sequence[Path],
        lost: Callable[[Path], _Report],
        chunksize: int,
    ) -> Iterator[_Report]:
        """The report of each file in order; `lost` is that of one which ends its process."""


def _shared(
    executor: Executor | Workers,
    work: Callable[[Path], _Report],
    files: list[Path],
    lost: Callable[[Path], _Report] | None,
) -> Iterator[_Report]:
    """Files next to each other are for one process: they have read the same others."""
    chunksize = max(1, min(16, len(files) // 16))
    if isinstance(executor, Workers):
        assert lost is not None
        return executor.each(work, files, lost, chunksize)
    return executor.map(work, files, chunksize=chunksize)
