"""One side: a program as it is before or after its fixes, all of whose units are run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import ModuleType

import numpy as np

from flake8_nnx_rng.runtime.child.drivers import Driver, NoEntryError, Watched, driver, entry
from flake8_nnx_rng.runtime.child.exchange import Peer
from flake8_nnx_rng.runtime.child.inputs import NoInputError
from flake8_nnx_rng.runtime.child.leaves import Writer
from flake8_nnx_rng.runtime.child.loading import Program, install
from flake8_nnx_rng.runtime.child.making import Maker
from flake8_nnx_rng.runtime.child.observing import Observer
from flake8_nnx_rng.runtime.child.patience import share_of
from flake8_nnx_rng.runtime.child.statements import Execution
from flake8_nnx_rng.runtime.child.telling import told
from flake8_nnx_rng.runtime.child.units import (
    Found,
    Leaves,
    Runner,
    find_inputs,
    held,
    missing,
    run_calls,
    run_inputs,
    shown_draws,
)
from flake8_nnx_rng.runtime.recording import record

_IMPORTS = "imports"
"""The unit that all import statements are."""
_SHOWN = {"script": "the script", "main()": "main()", "test": "its tests"}


def run_side(job: Found) -> None:
    """Run all units of a job and write what they did to its `answers`.

    All of it is recorded, so that transforms applied at import are known when they are called.
    """
    np.random.seed(0)
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
        names = {name.partition(".")[0] for unit in job["units"] for name in unit["functions"]}
        seconds = share_of(job["seconds"])
        self._run = Runner(self._observer, job["root"], seconds)
        self._execution = Execution(names, seconds, done=self._hold)
        self._held: dict[str, Leaves] = {}
        self._program = Program(
            job["path"], job["text"], functions, self._observer, self._execution
        )
        self._module: ModuleType | None = None
        self._lacking: list[Found] = []

    def answers(self) -> Iterator[Found]:
        """What each unit did: by its calls, and where there are none in a driver."""
        others = self._job["others"].items()
        install([self._program, *(Program(p, text, (), self._observer) for p, text in others)])
        imported = self._watch(self._import)
        if self._module is None:
            yield {"failed": f"the import raises {told(imported.error or ImportError())}"}
            return
        if (note := self._execution.note()) is not None:
            yield {"noted": note, "late": self._execution.is_late}
        yield from self._imported(imported, self._module)
        if self._job["entry"]:
            for answer in self._entry(self._job["entry"]):
                yield answer
                if "refused" in answer:
                    return
        for unit in self._job["units"]:
            yield from self._unit(unit, self._module)
        yield from self._made(Maker(self._module, self._job["text"]))
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

    def _imported(self, watched: Watched, module: ModuleType) -> Iterator[Found]:
        """What the import made the units do, and the values of the names that they bind."""
        for unit in self._job["units"]:
            if unit["name"] == _IMPORTS:
                yield self._imports(unit, module)
                continue
            seen = self._seen(unit, watched)
            error = self._execution.within(unit["rows"])
            leaves = [*seen["leaves"], *self._held.get(unit["name"], ())]
            if leaves or seen["draws"] or error:
                found = {**seen, "error": error, "leaves": leaves}
                yield {"how": "import", "shown": "the import", **found}

    def _hold(self, line: int, module: ModuleType) -> None:
        """Look at what a statement binds as soon as it has: what comes after it may change that."""
        for unit in self._job["units"]:
            first, last = unit["rows"]
            if first <= line <= last and unit["name"] != _IMPORTS:
                self._held[unit["name"]] = held(self._writer, unit, module)

    def _seen(self, unit: Found, watched: Watched) -> Found:
        """What the import did with a unit; calls are not told where it did not come to its end."""
        nothing = {"unit": unit["name"], "leaves": [], "draws": []}
        if self._execution.failures and unit["observed"]:
            return nothing
        return watched.of(unit) or nothing

    def _imports(self, unit: Found, module: ModuleType) -> Found:
        """What the imports of the program bind; what else it does is not told of them."""
        bound = [name for name in unit["targets"] if name in module.__dict__]
        return {
            "how": "module",
            "shown": "the imports",
            "unit": unit["name"],
            "error": self._execution.of_imports(),
            "leaves": [leaf for name in bound for leaf in self._writer.leaves(name, "bound")],
            "draws": [],
        }

    def _unit(self, unit: Found, module: ModuleType) -> Iterator[Found]:
        answer = run_calls(unit, module, self._run)
        if answer["how"] == "missing" or answer["error"]:
            self._lacking.append(unit)
        yield answer

    def _made(self, maker: Maker) -> Iterator[Found]:
        """What units do with inputs that are made for them: those that the old side runs with.

        Where it runs with none, as where a rule says that it raises, those of the new side.
        """
        first, peer = self._job["first"], Peer(self._job["peer"], self._job["peer_ended"])
        is_test = self._job["script"] == "test"  # whose functions pytest calls with its fixtures
        lacking = {
            unit["name"]
            for unit in self._lacking
            if unit["functions"] and not (is_test and unit["name"].lower().startswith("test"))
        }
        for unit in self._job["units"]:
            if first or (given := peer.inputs(unit["name"])) is None:
                if unit["name"] in lacking:
                    yield from self._tried(unit, maker)
                else:
                    yield {"unit": unit["name"], "inputs": {} if first else None}
            elif given:
                yield from self._given(unit, given, maker)
        for unit in self._job["units"] if first else ():
            if unit["name"] in lacking and (given := peer.inputs(unit["name"])):
                yield from self._given(unit, given, maker)

    def _tried(self, unit: Found, maker: Maker) -> Iterator[Found]:
        try:
            written, found = find_inputs(unit, maker, self._run)
        except NoInputError as error:
            yield missing(unit, str(error))
            yield {"unit": unit["name"], "inputs": None}
            return
        yield found
        yield {"unit": unit["name"], "inputs": written}
        self._lacking.remove(unit)

    def _given(self, unit: Found, written: dict[str, str], maker: Maker) -> Iterator[Found]:
        yield run_inputs(unit, written, maker, self._run)
        if unit in self._lacking:
            self._lacking.remove(unit)

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
