"""What was drawn in a block of a program, for notebooks and tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw, Recording
    from flake8_nnx_rng.runtime.recording.repeats import Repeat
    from flake8_nnx_rng.runtime.recording.seeds import Seeds


class Trace:
    """The draws of a block and what repeats among them, once it has ended.

    Notebooks show it as its report, with a figure and the code for each finding.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    @property
    def draws(self) -> Sequence[Draw]:
        """Each draw that ran, in their order."""
        return self._recording.draws

    @property
    def repeats(self) -> list[Repeat]:
        """The mistakes: keys that one stream gave twice, and draws that Flax refused."""
        return [repeat for repeat in self._all() if repeat.kind == "repeat"]

    def _all(self) -> list[Repeat]:
        from flake8_nnx_rng.runtime.recording.repeats import repeats

        return repeats(self._recording)

    def __str__(self) -> str:
        from flake8_nnx_rng.frontends.command.trace import terminal

        return click.unstyle(terminal.render(self.draws, self._all()))

    def __repr__(self) -> str:
        return f"<trace of {len(self.draws)} draws, {len(self.repeats)} repeats>"

    def _repr_html_(self) -> str:
        """The report as the command prints it, and each finding with its figure and code."""
        from flake8_nnx_rng.frontends.command.trace import figure

        return f"<pre>{escape(str(self))}</pre>{figure.html(self.draws, self._all())}"

    def _repr_svg_(self) -> str | None:
        """The figure alone; None if nothing was drawn."""
        from flake8_nnx_rng.frontends.command.trace import figure

        found = self._all()
        return figure.svg(self.draws, found) if self.draws or found else None


@contextmanager
def trace() -> Iterator[Trace]:
    """Record each key that the block draws from an nnx.Rngs, and see which came twice.

    ```python
    with flake8_nnx_rng.trace() as traced:
        create = nnx.vmap(nnx.Linear, ...)
        ...
    traced  # in a notebook: the report, and each finding with its figure and code
    assert not traced.repeats
    ```

    Transforms that were applied before (`@nnx.vmap` in a cell above) are not known as transforms.
    """
    from flake8_nnx_rng.runtime.recording import record

    with record() as recording:
        yield Trace(recording)


def repeated_within(recording: Recording, seeds: Seeds) -> list[str]:
    """A line for each place where keys repeat within a transform, of streams from these seeds."""
    from flake8_nnx_rng.frontends.command.trace.words import line
    from flake8_nnx_rng.runtime.recording.repeats import REPEAT, repeats

    found = repeats(recording, seeds)
    return [line(repeat) for repeat in found if repeat.kind == REPEAT and repeat.within]
