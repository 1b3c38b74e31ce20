"""Drivers: whole programs run, and what the units did in them."""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from flake8_nnx_rng.runtime.child.loading import Program
from flake8_nnx_rng.runtime.child.observing import Observer
from flake8_nnx_rng.runtime.child.telling import told
from flake8_nnx_rng.runtime.child.units import Found, Leaves, shown_draws
from flake8_nnx_rng.runtime.recording import Draw, record

Driver = Callable[[], Any]


class Watched:
    """What a driver made the units do."""

    def __init__(self, program: Program, observer: Observer, driver: Driver) -> None:
        """Run the driver; what it raises is kept."""
        self._path = program.path
        self.result: Any = None
        self.error: Exception | None = None
        with record() as recording, observer.observing() as calls:
            try:
                self.result = driver()
            except Exception as error:
                self.error = error
        self.draws: list[Draw] = recording.draws
        self._calls = calls

    def of(self, unit: Found) -> Found | None:
        """What one unit did: the leaves of its calls and its draws; None if it did nothing."""
        leaves: Leaves = []
        for name in unit["observed"]:
            for number, call in enumerate(self._calls.get(name, ()), 1):
                leaves += [
                    {**leaf, "path": f"{name} call {number}: {leaf['path']}"} for leaf in call
                ]
        draws = shown_draws([draw for draw in self.draws if self._is_in(draw, unit)])
        error = self._error_in(unit)
        if not (leaves or draws or error):
            return None
        return {
            "unit": unit["name"],
            "error": error,
            "leaves": leaves,
            "draws": draws,
        }

    def _is_in(self, draw: Draw, unit: Found) -> bool:
        return any(self._holds(unit, f.filename, f.line) for f in draw.frames)

    def _error_in(self, unit: Found) -> str | None:
        if self.error is None:
            return None
        trace = traceback.extract_tb(self.error.__traceback__)
        inside = any(self._holds(unit, frame.filename, frame.lineno or 0) for frame in trace)
        return told(self.error) if inside else None

    def _holds(self, unit: Found, filename: str, line: int) -> bool:
        first, last = unit["rows"]
        return filename == self._path and first <= line <= last


def driver(kind: str, program: Program, module: ModuleType) -> Driver:
    """The whole program: "test" by pytest, "main()" by that function, "script" as Python does."""
    if kind == "test":
        return lambda: _tests(program.path)
    if kind == "main()":
        return lambda: module.__dict__["main"]()
    return program.run_as_main


class NoEntryError(Exception):
    """Why there is no function of the name that was given as the entry."""


def entry(name: str) -> Any:
    """Call the function `module:function` or `file.py:function`; raises `NoEntryError`."""
    place, _, attribute = name.rpartition(":")
    if place.endswith(".py"):
        path = Path(place).resolve()
        sys.path.insert(0, str(path.parent))
        place = path.stem
    try:
        module = importlib.import_module(place)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{place}.".startswith(f"{error.name}."):
            raise
        raise NoEntryError(f"{name}: {error}") from error
    if not callable(getattr(module, attribute, None)):
        raise NoEntryError(f"{name}: {place} has no function {attribute!r}")
    return getattr(module, attribute)()


def _tests(path: str) -> None:
    import pytest

    options = ["-q", "-p", "no:cacheprovider", "--assert=plain", "--color=no", *_in_this_process()]
    status = pytest.main([path, *options])
    if status:
        raise RuntimeError(f"pytest ends with {status!r}")


def _in_this_process() -> list[str]:
    """What undoes options for pytest-xdist, in whose workers no draw would be seen."""
    return ["-n0"] if find_spec("xdist") else []
