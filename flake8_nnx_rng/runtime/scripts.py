"""Scripts run as `python SCRIPT ARGUMENTS` runs them, in this process."""

from __future__ import annotations

import io
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any


def run_script(path: Path, arguments: Sequence[str]) -> int:
    """Run a script as the main module, and wait for the threads that it leaves.

    An exception is printed as Python prints it, without the lines of this package.

    Args:
        path: the script, in any encoding that it declares.
        arguments: what it finds in `sys.argv` after its name.

    Returns:
        The exit status of `python SCRIPT ARGUMENTS`: 0, that of `sys.exit()`, or 1.

    Raises:
        OSError: the script cannot be read.
    """
    with io.open_code(str(path)) as file:
        source = file.read()
    try:
        with _as_main(path, arguments) as module:
            exec(compile(source, str(path), "exec", dont_inherit=True), vars(module))
            _wait_for_threads()
    except SystemExit as leaving:
        return _status(leaving.code)
    except Exception as error:
        print_error(error)
        return 1
    return 0


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


def _wait_for_threads() -> None:
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()


def _status(code: Any) -> int:
    if code is None or isinstance(code, int):
        return int(code or 0)
    print(code, file=sys.stderr)
    return 1


def print_error(error: BaseException) -> None:
    """Print a traceback that starts in the script."""
    error.__traceback__ = _of_the_script(error.__traceback__)
    traceback.print_exception(error)


def _of_the_script(frames: TracebackType | None) -> TracebackType | None:
    while frames and frames.tb_frame.f_globals.get("__name__") == __name__:
        frames = frames.tb_next
    return frames
