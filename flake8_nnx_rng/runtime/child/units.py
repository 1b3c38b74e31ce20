"""Units: the definitions and statements of a program that fixes edit, called and told of."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from flax.nnx import Rngs, RngStream  # before they are old ones

from flake8_nnx_rng.runtime.child import inputs
from flake8_nnx_rng.runtime.child.inputs import Call, NoInputError
from flake8_nnx_rng.runtime.child.leaves import Writer
from flake8_nnx_rng.runtime.child.making import Maker
from flake8_nnx_rng.runtime.child.observing import Observer
from flake8_nnx_rng.runtime.child.patience import TookTooLongError, at_most
from flake8_nnx_rng.runtime.child.telling import told_from
from flake8_nnx_rng.runtime.recording import Draw, record

Found = dict[str, Any]
Leaves = list[dict[str, Any]]


@dataclass(frozen=True)
class Runner:
    """Runs calls, each for some `seconds`; `root` is the folder of the program."""

    observer: Observer
    root: str
    seconds: float

    def __call__(self, call: Call) -> Found:
        """What a call does, also where it raises; raises `NoInputError` where it takes too long."""
        error, leaves = None, Leaves()
        with record() as recording:
            try:
                with at_most(self.seconds):
                    result = call()
                leaves = self.observer.told(call.function, call.args, call.kwargs, result)
            except TookTooLongError as late:
                raise NoInputError(str(late)) from late
            except Exception as raised:
                error = told_from(raised, self.root)
        return {
            "error": error,
            "leaves": leaves,
            "draws": shown_draws(recording.draws),
        }


def run_calls(unit: Found, module: ModuleType, run: Runner) -> Found:
    """Call all functions of a unit, each as an example says, else as the file itself does.

    Where there are neither, with defaults. `missing` says why not all of them can be called.
    """
    try:
        with at_most(run.seconds):
            calls = [(name, *_located(unit, name, module)) for name in unit["functions"]]
        done = [(name, run(call)) for name, _, call in calls]
    except (NoInputError, TookTooLongError) as error:
        return missing(unit, str(error))
    if not calls:
        return missing(unit, "nothing to call")
    shown = "; ".join(call.shown for _, _, call in calls)
    return _answer(unit, calls[0][1], shown, done)


def find_inputs(unit: Found, maker: Maker, run: Runner) -> tuple[dict[str, str], Found]:
    """Calls of all functions of a unit that raise nothing, and what they did.

    Raises `NoInputError` where one of them could not be called in any way that was tried.
    """
    done = [(name, *maker.first(name, run)) for name in unit["functions"]]
    written = {name: text for name, text, _ in done}
    return written, _answer(unit, "made", _shown(written), [(name, f) for name, _, f in done])


def run_inputs(unit: Found, written: dict[str, str], maker: Maker, run: Runner) -> Found:
    """What the functions of a unit do in given calls, also where they raise."""
    try:
        calls = [(name, maker.call(text)) for name, text in written.items()]
        done = [(name, run(call)) for name, call in calls]
    except NoInputError as error:
        return missing(unit, str(error))
    return _answer(unit, "made", _shown(written), done)


def _shown(written: dict[str, str]) -> str:
    return f"inputs made for it: {'; '.join(written.values())}"


def _answer(unit: Found, how: str, shown: str, done: list[tuple[str, Found]]) -> Found:
    """What the functions of a unit did, together."""
    prefix = len(done) > 1
    return {
        "unit": unit["name"],
        "how": how,
        "shown": shown,
        "error": next((found["error"] for _, found in done if found["error"]), None),
        "leaves": [
            {**leaf, "path": f"{name}: {leaf['path']}" if prefix else leaf["path"]}
            for name, found in done
            for leaf in found["leaves"]
        ],
        "draws": [draw for _, found in done for draw in found["draws"]],
    }


def missing(unit: Found, reason: str) -> Found:
    """The answer for a unit that could not be run."""
    return {"unit": unit["name"], "how": "missing", "reason": reason}


def shown_draws(draws: list[Draw]) -> list[Found]:
    """Draws as the other process reads them, but for keys that were used up to split or fork."""
    return [
        {
            "stream": draw.stream,
            "key": "-".join(f"{word:08x}" for word in draw.key),
            "lanes": [
                [level.kind, level.index, level.size]
                for level in draw.levels
                if level.index is not None
            ],
        }
        for draw in draws
        if draw.purpose == "draw"
    ]


def held(writer: Writer, unit: Found, module: ModuleType) -> Leaves:
    """What the names hold that a statement of a module binds."""
    values = ((name, module.__dict__.get(name)) for name in unit["targets"])
    return [
        leaf
        for name, value in values
        if not _is_to_call(value)
        for leaf in writer.leaves(name, value)
    ]


def _is_to_call(value: Any) -> bool:
    """Whether a value does something when it is called; an Rngs only gives its next key."""
    return callable(value) and not isinstance(value, Rngs | RngStream)


def _located(unit: Found, name: str, module: ModuleType) -> tuple[str, Call]:
    """The way to call a function; what is missing for it is said with its name in a class."""
    try:
        return _first(unit, name, module)
    except NoInputError as error:
        if inspect.isclass(module.__dict__.get(name)):
            raise NoInputError(f"{error} of {name}.__init__") from error
        raise NoInputError(f"{error} of {name}" if name != unit["name"] else str(error)) from error


def _first(unit: Found, name: str, module: ModuleType) -> tuple[str, Call]:
    """The first way that works to call a function, and its kind."""
    namespace = module.__dict__
    examples = [e["arguments"] for e in unit["examples"] if e["of"] == name]
    if examples:
        return "example", inputs.from_example(_named(module, name), examples[0], namespace)
    reasons: list[str] = []
    for written in (call for call in unit["calls"] if call["of"] == name):
        try:
            call = inputs.from_call(written, namespace)
            if _is_meant(call.function, name, module):
                return "call", call
        except NoInputError as error:
            reasons.append(str(error))
    if "." in name:
        raise NoInputError(reasons[0] if reasons else "no call")
    return "defaults", inputs.from_defaults(_named(module, name))


def _named(module: ModuleType, name: str) -> Callable[..., Any]:
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part, None)
    if not _is_to_call(found):
        raise NoInputError(f"{name} is nothing to call")
    return found  # type: ignore[no-any-return]


def _is_meant(function: Callable[..., Any], name: str, module: ModuleType) -> bool:
    """Whether what a call of a method calls is one of the class that is meant."""
    owner, _, method = name.rpartition(".")
    if not owner:
        return True
    holder = function if method == "__call__" else getattr(function, "__self__", None)
    return isinstance(holder, _named(module, owner))  # type: ignore[arg-type]
