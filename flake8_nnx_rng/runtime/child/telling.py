"""Telling: an error in one line, and where in the program it came from."""

from __future__ import annotations

import linecache
import os
from types import CodeType, FrameType, TracebackType

from flax import nnx

_LONGEST = 160
_SHORT = 60


def told(error: BaseException) -> str:
    """An error in one line."""
    text = " ".join(str(error).split())
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return f"{type(error).__name__}: {shown}" if text else type(error).__name__


def told_from(error: BaseException, root: str) -> str:
    """An error with the function and statement below a folder that raised it.

    Where a layer of Flax raised it for them, that is named, too. Lines are not numbered: they are
    others before a fix than after it.
    """
    place, layer = None, ""
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if _is_below(frame.f_code.co_filename, root):
            place, layer = (frame, trace.tb_lineno), ""
        elif place is not None:
            layer = _layer(frame) or layer
        trace = trace.tb_next
    if place is None:
        return told(error)
    frame, line = place
    statement = linecache.getline(frame.f_code.co_filename, line).strip()
    shown = statement if len(statement) <= _SHORT else f"{statement[:_SHORT]}..."
    by = f" by {layer}" if layer else ""
    return f"{told(error)} (raised{by} in {_name(frame.f_code)}: `{shown}`)"


def _is_below(filename: str, root: str) -> bool:
    if not os.path.abspath(filename).startswith(os.path.join(root, "")):
        return False
    return "site-packages" not in filename and os.path.isabs(filename)


def _layer(frame: FrameType) -> str:
    """The layer of Flax that a frame is a method of."""
    holder = frame.f_locals.get("self")
    is_layer = isinstance(holder, nnx.Module) and type(holder).__module__.startswith("flax.")
    return f"nnx.{type(holder).__name__}" if is_layer else ""


def _name(code: CodeType) -> str:
    name: str = getattr(code, "co_qualname", code.co_name)  # since Python 3.11
    return name.replace("<locals>.", "").replace("<module>", "the module")
