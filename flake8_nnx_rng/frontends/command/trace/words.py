"""What repeats, in words: the same in the report, in the figure and in tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.frontends.command.trace.places import place

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording.repeats import Repeat

_WHY = {
    "repeat": "",
    "same seed": ": several Rngs have one seed",
    "shared": ": Flax was asked to share it (broadcast_rngs, broadcast)",
    "layer": ": a layer of Flax makes an Rngs of its own",
}
"""What is said of draws that are no mistake, by their kind."""


def message(repeat: Repeat) -> str:
    """What repeats, and why if that is no mistake."""
    return f"{repeat.message}{_WHY[repeat.kind]}"


def line(repeat: Repeat) -> str:
    """One repeat, with the line to mend."""
    code = f"{repeat.code} " if repeat.code else ""
    others = [place(frame) for frame in repeat.drawn_at if frame != repeat.place]
    drawn = f" (drawn at {', '.join(others)})" if others else ""
    return f"{place(repeat.place, column=True)}: {code}{message(repeat)}{drawn}"


def verdict(found: Sequence[Repeat]) -> str:
    """How many mistakes there are, or that there are none."""
    mistakes = sum(repeat.kind == "repeat" for repeat in found)
    if mistakes:
        return f"Found {counted(mistakes, 'finding')}."
    return "No stream gave a key twice." if found else "No key was drawn twice."
