"""Processes that a recorded program starts: they are recorded as well, and told by the parent.

Each writes a journal that the parent reads.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flake8_nnx_rng.runtime.children import hooked
from flake8_nnx_rng.runtime.recording.journal import Journal, replay
from flake8_nnx_rng.runtime.recording.later import LATER
from flake8_nnx_rng.runtime.recording.listeners import LISTENERS
from flake8_nnx_rng.runtime.recording.recorder import Recording, patched_when_imported

_FOLDER, _MOST = "NNX_RNG_TRACE", "NNX_RNG_TRACE_MOST"


class Children:
    """The processes that the program has started so far."""

    def __init__(self, folder: Path, names: Mapping[str, str]) -> None:
        self.folder = folder
        self._names = names
        self._parent = os.getpid()

    def told(self, recording: Recording) -> None:
        """Tell the recording what they drew, one process after the other; not in one of them."""
        if os.getpid() == self._parent:
            for number, path in enumerate(sorted(self.folder.iterdir()), 1):
                replay(path, recording, number, self._names)

    def close(self) -> None:
        """Remove what they have written; not in a forked process that ends as the program does."""
        if os.getpid() == self._parent:
            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def children_recorded(most: int, names: Mapping[str, str]) -> Iterator[Children]:
    """Record what the processes draw that the block starts, by fork or as a Python of their own.

    Args:
        most: how many draws each of them keeps.
        names: see `replay`.
    """
    children = Children(Path(tempfile.mkdtemp(prefix="nnx-rng-")), names)
    with hooked({_FOLDER: str(children.folder), _MOST: str(most)}):
        _follow_forks()
        try:
            yield children
        finally:
            children.close()


def begin_recording(entered: ExitStack) -> None:
    """Record in this process if a recorded one has started it, for as long as the stack holds."""
    if os.environ.get(_FOLDER):
        entered.enter_context(patched_when_imported())
        _write_journal()
        _follow_forks()


def _write_journal() -> None:
    """Let a journal be all that listens; the file is there once something was drawn."""
    name = f"{time.time_ns():020}-{os.getpid()}"
    journal = Journal(Path(os.environ[_FOLDER], name), int(os.environ[_MOST]))
    LISTENERS[:] = [journal]
    LATER.at_once()


_FOLLOWING: list[bool] = []


def _follow_forks() -> None:
    if hasattr(os, "register_at_fork") and not _FOLLOWING:
        _FOLLOWING.append(True)
        os.register_at_fork(after_in_child=_in_fork)


def _in_fork() -> None:
    if os.environ.get(_FOLDER) and LISTENERS:
        _write_journal()
