"""Processes that share the work of one run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

_FEW = 32
"""Files per process below which starting another one costs more than it saves."""


@contextmanager
def processes(jobs: int | None, paths: list[Path]) -> Iterator[Executor | None]:
    """So many processes, or as many as the paths suggest; None where this one is enough."""
    number = jobs or _suggested_jobs(paths)
    if number == 1:
        yield None
        return
    with ProcessPoolExecutor(number, get_context("spawn"), _end_with_parent) as executor:
        yield executor


def _suggested_jobs(paths: list[Path]) -> int:
    """One process unless a folder or very many files are given."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    many = len(paths) > _FEW or any(path.is_dir() for path in paths)
    return (cores or 1) if many else 1


def _end_with_parent() -> None:
    """Let a process that works for one that was killed not wait for more work for ever."""
    Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
