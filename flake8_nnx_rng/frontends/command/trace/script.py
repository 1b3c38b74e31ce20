"""Runs a script as Python would: `python SCRIPT ARGS`."""

from __future__ import annotations

import builtins
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import flake8_nnx_rng

_OURS = str(Path(flake8_nnx_rng.__file__).parent)


@dataclass(frozen=True)
class Ending:
    """How a script ended: `traceback` if it raised, else the exit code (or message) it gave."""

    traceback: str = ""
    code: str | int | None = None


def run_script(path: Path, arguments: Sequence[str]) -> Ending:
    """Run a script as `__main__`; what it raises is told, never passed on."""
    try:
        with _as_main(path, arguments) as module:
            exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), module.__dict__)
    except SystemExit as ending:
        return Ending(code=ending.code)
    except BaseException as error:
        return Ending(traceback=_told(error))
    return Ending()


@contextmanager
def _as_main(path: Path, arguments: Sequence[str]) -> Iterator[ModuleType]:
    """What a script sees of itself, and everything as it was afterwards."""
    before = sys.argv, sys.path[:], sys.modules["__main__"]
    module = ModuleType("__main__")
    module.__dict__.update(__file__=str(path), __builtins__=builtins)
    sys.argv = [str(path), *arguments]
    sys.path[0] = str(path.resolve().parent)
    sys.modules["__main__"] = module
    try:
        yield module
    finally:
        sys.argv, sys.path[:], sys.modules["__main__"] = before


def _told(error: BaseException) -> str:
    """The traceback as Python prints it, without the frames of this package."""
    told = traceback.TracebackException.from_exception(error)
    _strip(told)
    return "".join(told.format())


def _strip(told: traceback.TracebackException | None) -> None:
    if told is None:
        return
    ours = [frame.filename.startswith(_OURS) for frame in told.stack]
    told.stack[:] = [frame for frame, mine in zip(told.stack, ours, strict=True) if not mine]
    for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
        _strip(other)
