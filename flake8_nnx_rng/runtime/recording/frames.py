"""The lines of the user's program on the stack."""

from __future__ import annotations

import linecache
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import dropwhile, islice, takewhile
from os.path import dirname, join, realpath
from types import FrameType

from flake8_nnx_rng.runtime.recording.draws import DRAW, FORK, SPLIT, Frame


def _folder(package: str) -> str:
    """Where an installed package is, without importing it."""
    spec = find_spec(package)
    return dirname((spec and spec.origin) or package)


_RECORDING = dirname(__file__)
_OURS = dirname(dirname(_RECORDING))
_RUNNERS = (join(_OURS, "runtime", "scripts.py"), join(_OURS, "runtime", "child", ""))
_OWNERS = {_RECORDING: "recording", _OURS: "ours", _folder("flax"): "flax", _folder("jax"): "jax"}
_STDLIB = tuple({sysconfig.get_path("stdlib"), realpath(sysconfig.get_path("stdlib"))})

_SPLITTING = ("split_rngs", "graph_updates_split_rngs", "simple_split_rngs", "split_stream")
_FORKING = (
    "fork",
    "split",
    "broadcast",
    "with_rngs",
    "update_rngs",
    "fork_rngs",
    "graph_updates_fork_rngs",
    "simple_fork_rngs",
    "fork_stream",
)
_LAYERS = join("", "nnx", "nn", "")
"""The folder of Flax that has its layers."""
_MAKING = ("rnglib.py", "object.py", "pytreelib.py")
"""What stands between a call of `nnx.Rngs` and its `__init__`."""
_PURPOSES = dict.fromkeys(_SPLITTING, SPLIT) | dict.fromkeys(_FORKING, FORK)


def users_frames() -> tuple[Frame, ...]:
    """The stack, innermost first, but for Flax, JAX, Python's library and this package.

    It ends where this package runs the user's program.
    """
    return tuple(map(_line, filter(is_users, takewhile(_is_not_the_runner, stack()))))


def _is_not_the_runner(frame: FrameType) -> bool:
    return not frame.f_code.co_filename.startswith(_RUNNERS)


def is_users(frame: FrameType) -> bool:
    """Whether a frame is of the user's program."""
    return owner(frame.f_code.co_filename) == "user"


def _line(frame: FrameType) -> Frame:
    code = frame.f_code
    position = next(islice(code.co_positions(), frame.f_lasti // 2, None), None)
    offset = position[2] if position and position[0] == frame.f_lineno else None
    text = linecache.getline(code.co_filename, frame.f_lineno).encode()
    column = len(text[: offset or 0].decode(errors="replace")) + 1
    return Frame(code.co_filename, code.co_qualname, frame.f_lineno, column)


def caller() -> str:
    """Who called into this recording: `user`, `flax`, `jax`, `python` or `ours`."""
    owners = (owner(frame.f_code.co_filename) for frame in stack())
    return next((who for who in owners if who != "recording"), "python")


def made_by_flax() -> bool:
    """Whether a layer of Flax makes the Rngs that is being made, not the program."""
    for code in (frame.f_code for frame in stack()):
        who = owner(code.co_filename)
        if who != "recording" and not code.co_filename.endswith(_MAKING):
            return who == "flax"
    return False


def is_broadcast() -> bool:
    """Whether the stream that is being made is one that the program has Flax broadcast."""
    codes = (frame.f_code for frame in stack())
    makers = dropwhile(lambda code: owner(code.co_filename) == "recording", codes)
    within = takewhile(lambda code: code.co_filename.endswith(_MAKING), makers)
    return any(code.co_name == "broadcast" for code in within)


def in_a_layer() -> bool:
    """Whether a layer of Flax is at work that the program has called, as `nnx.RNN` is."""
    codes = (frame.f_code.co_filename for frame in stack())
    between = takewhile(lambda filename: owner(filename) != "user", codes)
    return any(owner(name) == "flax" and _LAYERS in name for name in between)


def purpose() -> str:
    """What a key is drawn for, by the functions of Flax between the draw and whoever wants it."""
    for code in (frame.f_code for frame in stack()):
        who = owner(code.co_filename)
        if who == "ours":
            return SPLIT  # the implicit semantics splits what it maps
        if who != "recording":
            if not code.co_filename.endswith("rnglib.py"):
                return DRAW
            if code.co_name != "__call__":
                return _PURPOSES.get(code.co_name.strip("_"), DRAW)
    return DRAW


@cache
def owner(filename: str) -> str:
    """Whose code a file is: `recording`, `ours`, `flax`, `jax`, `python` or `user`."""
    for folder, who in _OWNERS.items():
        if filename.startswith(folder):
            return who
    if "site-packages" not in filename and filename.startswith(_STDLIB):
        return "python"
    return "python" if filename.startswith("<frozen") else "user"


def stack() -> Iterator[FrameType]:
    """Every frame, innermost first."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back
