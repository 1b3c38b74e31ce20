"""One side: a program as it is before or after its fixes, all of whose units are run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import ModuleType

from flake8_nnx_rng.runtime.child.drivers import Driver, NoEntryError, Watched, driver, entry
from flake8_nnx_rng.runtime.child.inputs import told
from flake8_nnx_rng.runtime.child.leaves import Writer
from flake8_nnx_rng.runtime.child.loading import Program, install
from flake8_nnx_rng.runtime.child.observing import Observer
from flake8_nnx_rng.runtime.child.units import Found, held, missing, run_calls, shown_draws
from flake8_nnx_rng.runtime.recording import record

_IMPORTS = "imports"
"""The unit that all import statements are."""
_SHOWN = {"script": "the script", "main()": "main()", "test": "its tests"}


def run_side(job: Found) -> None:
    """Run all units of a job and write what they did to its `answers`.

    All of it is recorded, so that transforms applied at import are known when they are called.
    """
    root = str(job["root"])
    sys.path[:] = [root, *(folder for folder in sys.path[1:] if folder != root)]
    with open(job["answers"], "w", encoding="utf-8") as file, _semantics(job["legacy"]), record():
        for answer in _Side(job).answers():
            file.write(json.dumps(answer) + "\n")
            file.flush()
        file.write('{"done": true}\n')


def _semantics(legacy: bool) -> AbstractContextManager[object]:
    if not legacy:
        return nullcontext()
    from flake8_nnx_rng.runtime.legacy import legacy_flax

    return legacy_flax(threefry_partitionable=None)


class _Side:
    def __init__(self, job: Found) -> None:
        self._job = job
        self._writer = Writer(Path(job["numbers"]))
        self._observer = Observer(self._writer)
        functions = {name for unit in job["units"] for name in unit["observed"]}
        self._program = Program(job["path"], job["text"], functions, self._observer)
        self._module: ModuleType | None = None
        self._lacking: list[Found] = []

    def answers(self) -> Iterator[Found]:
        """What each unit did: by its calls, and where there are none in a driver."""
        others = self._job["others"].items()
        install([self._program, *(Program(p, text, (), self._observer) for p, text in others)])
        imported = self._watch(self._import)
        yield from self._imported(imported)
        if self._module is None:
            yield {"failed": f"the import raises {told(imported.error or ImportError())}"}
            return
        if self._job["entry"]:
            yield from self._entry(self._job["entry"])
        for unit in self._job["units"]:
            yield from self._unit(unit, self._module)
        if self._lacking and self._job["script"]:
            yield from self._driven(self._job["script"], self._module)

    def _import(self) -> None:
        self._module = self._program.imported(self._job["module"])

    def _watch(self, run: Driver) -> Watched:
        return Watched(self._program, self._observer, run)

    def _entry(self, name: str) -> Iterator[Found]:
        watched = self._watch(lambda: entry(name))
        if isinstance(watched.error, NoEntryError):
            yield {"refused": str(watched.error)}
            return
        yield {
            "unit": name,
            "how": "entry",
            "shown": f"{name}()",
            "error": None if watched.error is None else told(watched.error),
            "leaves": self._writer.leaves("returned", watched.result),
            "draws": shown_draws(watched.draws),
        }
        yield from self._driven_units("entry", f"{name}()", watched, self._job["units"])

    def _imported(self, watched: Watched) -> Iterator[Found]:
        """What the import made the units do, and the values of the names that they bind."""
        error = None if watched.error is None else told(watched.error)
        for unit in self._job["units"]:
            seen = watched.of(unit)
            leaves = held(self._writer, unit, self._module) if self._module else []
            found = seen or {"unit": unit["name"], "error": error, "leaves": [], "draws": []}
            shown = {"shown": "the import", **found, "leaves": [*found["leaves"], *leaves]}
            if unit["name"] == _IMPORTS:
                yield {"how": "module", **shown}
            elif seen or leaves:
                yield {"how": "import", **shown}

    def _unit(self, unit: Found, module: ModuleType) -> Iterator[Found]:
        answer = run_calls(unit, module, self._observer)
        if answer["how"] == "missing" or answer["error"]:
            self._lacking.append(unit)
        yield answer

    def _driven(self, kind: str, module: ModuleType) -> Iterator[Found]:
        watched = self._watch(driver(kind, self._program, module))
        yield from self._driven_units("script", _SHOWN[kind], watched, self._lacking)

    def _driven_units(
        self, how: str, shown: str, watched: Watched, units: list[Found]
    ) -> Iterator[Found]:
        for unit in units:
            found = watched.of(unit)
            if found is not None:
                yield {"how": how, "shown": shown, **found}
            elif watched.error is not None:
                yield missing(unit, f"{shown} raises {told(watched.error)} before it")
