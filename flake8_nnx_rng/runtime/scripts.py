"""Scripts run as `python SCRIPT ARGUMENTS` runs them, in this process."""

from __future__ import annotations

import io
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

_OURS = str(Path(__file__).parents[1])


@dataclass(frozen=True)
class Ending:
    """How a script ended: its exit status, and whether it raised (anything but SystemExit)."""

    status: int = 0
    raised: bool = False


def run_to_end(path: Path, arguments: Sequence[str]) -> Ending:
    """Run a script as the main module, and wait for the threads that it leaves.

    An exception is printed as Python prints it, without the lines of this package.

    Args:
        path: the script, in any encoding that it declares.
        arguments: what it finds in `sys.argv` after its name.

    Returns:
        The exit status of `python SCRIPT ARGUMENTS` (0, that of `sys.exit()`, or 1), and whether
        the script raised.

    Raises:
        OSError: the script cannot be read.
    """
    with io.open_code(str(path)) as file:
        source = file.read()
    before = frozenset(threading.enumerate())
    try:
        with _as_main(path, arguments) as module:
            try:
                exec(compile(source, str(path), "exec", dont_inherit=True), vars(module))
            finally:
                _wait_for_what_runs(before)
    except SystemExit as leaving:
        return Ending(_status(leaving.code))
    except Exception as error:
        print_error(error)
        return Ending(1, raised=True)
    return Ending()


@contextmanager
def _as_main(path: Path, arguments: Sequence[str]) -> Iterator[ModuleType]:
    """An empty main module; `sys.argv` and `sys.path` as Python sets them for a script."""
    before = sys.argv, sys.path[:], sys.modules["__main__"]
    module = ModuleType("__main__")
    module.__file__ = str(path)
    sys.argv = [str(path), *arguments]
    sys.path[0] = str(path.resolve().parent)
    sys.modules["__main__"] = module
    try:
        yield module
    finally:
        sys.argv, sys.path[:], sys.modules["__main__"] = before


_EXECUTORS = (
    ("concurrent.futures.thread", "_threads_queues", "_shutdown"),
    ("concurrent.futures.process", "_threads_wakeups", "_global_shutdown"),
)
"""The modules of executors, what each keeps of their threads, and the name of its end."""


def _wait_for_what_runs(before: Set[threading.Thread]) -> None:
    """Wait as Python does at its end: executors finish first, then threads, then processes.

    Those `before` the script belong to others, who go on.
    """
    for name, kept, is_over in _EXECUTORS:
        if name in sys.modules:
            _finish_executors(vars(sys.modules[name]), kept, is_over, before)
    for thread in threading.enumerate():
        if thread not in before and not thread.daemon:
            thread.join()
    if (processes := sys.modules.get("multiprocessing.process")) is not None:
        for process in processes.active_children():
            if not process.daemon:
                process.join()


def _finish_executors(
    module: dict[str, Any], kept: str, is_over: str, before: Set[threading.Thread]
) -> None:
    """Let Python end executors as it does at its own end, which this is not."""
    everyone, was_over = module[kept], module[is_over]
    module[kept] = {thread: way for thread, way in everyone.items() if thread not in before}
    try:
        module["_python_exit"]()
    finally:
        module[kept], module[is_over] = everyone, was_over


def _status(code: Any) -> int:
    if code is None or isinstance(code, int):
        return int(code or 0)
    print(code, file=sys.stderr)
    return 1


def print_error(error: BaseException) -> None:
    """Print a traceback without the lines of this package."""
    told = traceback.TracebackException.from_exception(error)
    _leave_out_ours(told)
    print("".join(told.format()), end="", file=sys.stderr)


def _leave_out_ours(told: traceback.TracebackException | None) -> None:
    """In what was raised, and in what it was raised from."""
    if told is not None:
        told.stack[:] = [frame for frame in told.stack if not frame.filename.startswith(_OURS)]
        for other in (told.__cause__, told.__context__, *(told.exceptions or ())):
            _leave_out_ours(other)
