"""Python processes that a program starts, which are to run as it does.

A forked process has all of it in its memory; a new Python begins by its `sitecustomize`, to which
the environment leads.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flake8_nnx_rng.runtime.old_programs import legacy_when_imported

_IMPLICIT = "NNX_RNG_IMPLICIT"
_HOOK = str(Path(__file__).parent / "in_children")
_ENTERED = ExitStack()
"""What a process that was begun here is in until it ends."""


@contextmanager
def legacy_in_all_processes() -> Iterator[None]:
    """`legacy_when_imported`, also in each Python that the block starts."""
    with legacy_when_imported(), hooked({_IMPLICIT: "1"}):
        yield


@contextmanager
def hooked(settings: dict[str, str]) -> Iterator[None]:
    """Let each Python that the block starts begin with these settings in its environment."""
    paths = filter(None, (_HOOK, os.environ.get("PYTHONPATH")))
    given = {**settings, "PYTHONPATH": os.pathsep.join(paths)}
    former = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in former.items():
            _set(name, value)


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def begin() -> None:
    """Be what the process that has started this one is; called before the program runs."""
    from flake8_nnx_rng.runtime.recording.children import begin_recording

    begin_recording(_ENTERED)
    if os.environ.get(_IMPLICIT):
        _ENTERED.enter_context(legacy_when_imported())
    atexit.register(_ENTERED.close)
