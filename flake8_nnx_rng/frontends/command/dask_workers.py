"""`nnx-rng check --dask ADDRESS`: the workers of a Dask cluster share the work of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flake8_nnx_rng.batches import Todo, in_batches
from flake8_nnx_rng.frontends.command.progress import counted_on_terminal
from flake8_nnx_rng.home import install
from flake8_nnx_rng.pools import given
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.running import Workers

if TYPE_CHECKING:
    from concurrent.futures import Executor

_T = TypeVar("_T")
_PATIENCE = 10
"""Seconds to wait for a scheduler."""


@contextmanager
def dask_workers(address: str, *, quiet: bool = False) -> Iterator[Workers]:
    """The workers of a scheduler; `ConfigError` where there is none, or no Dask."""
    try:
        from distributed import Client
    except ImportError:
        raise ConfigError("--dask", f"needs dask: {install('dask')}") from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # TimeoutError is an OSError
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise ConfigError("--dask", f"{address} cannot be reached: {reason}") from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise ConfigError("--dask", f"{address} has no workers")
        yield _DaskWorkers(client.get_executor(), quiet=quiet)


class _DaskWorkers(Workers):
    """Does all work there."""

    def __init__(self, executor: Executor, *, quiet: bool) -> None:
        self._executor = executor
        self._quiet = quiet

    def each(
        self, work: Callable[[Path], _T], files: Sequence[Path], lost: Callable[[Path], _T]
    ) -> Iterator[_T]:
        """The report of each file in order; `lost` is that of one which ends its process."""
        results = self._results(work, files, lost)
        return results if self._quiet else counted_on_terminal(results, len(files))

    def _results(
        self, work: Callable[[Path], _T], files: Sequence[Path], lost: Callable[[Path], _T]
    ) -> Iterator[_T]:
        with given(self._executor) as pool:
            yield from in_batches(pool, work, map(Todo, files), lost)
