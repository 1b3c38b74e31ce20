"""Work on the files that paths mean: what is known at once is told, the rest is shared out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flake8_nnx_rng.batches import Todo, in_batches
from flake8_nnx_rng.project.discovery import Problem, discover
from flake8_nnx_rng.syntax.source import SourceError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from flake8_nnx_rng.project.settings import Settings

_Report = TypeVar("_Report")


class Workers(ABC):
    """What works on all files of a run, whose number it wants to know before."""

    @abstractmethod
    def each(
        self,
        work: Callable[[Path], _Report],
        files: Sequence[Path],
        lost: Callable[[Path], _Report],
    ) -> Iterator[_Report]:
        """The report of each file in order; `lost` is that of one which ends its process."""


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
    those that are found in folders need no work. With an executor of others files are sought as
    they are worked on, so that not all of them are held.
    """

    def looked_at() -> Iterator[_Report | Todo]:
        given = [Path(path) for path in paths]
        named = frozenset(given)
        for path in discover(given, settings_for):
            if isinstance(path, Problem):
                yield unreadable(SourceError(str(path.path), path.reason))
            else:
                report = known(path, path in named)
                yield Todo(path) if report is None else report

    if executor is None or isinstance(executor, Workers):
        yield from _all_known_first([*looked_at()], work, executor, lost)
        return
    from flake8_nnx_rng.pools import given

    assert lost is not None
    with given(executor) as pool:
        yield from in_batches(pool, work, looked_at(), lost)


def _all_known_first(
    items: Sequence[_Report | Todo],
    work: Callable[[Path], _Report],
    workers: Workers | None,
    lost: Callable[[Path], _Report] | None,
) -> Iterator[_Report]:
    waiting = [item.path for item in items if isinstance(item, Todo)]
    done: Iterator[_Report] = map(work, waiting)
    if workers is not None:
        assert lost is not None
        done = workers.each(work, waiting, lost)
    for item in items:
        yield next(done) if isinstance(item, Todo) else item
