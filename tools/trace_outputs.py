"""What `nnx-rng trace` makes of the programs in examples/mistakes, beside what the rules find."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flake8_nnx_rng import Settings, check_source
from flake8_nnx_rng.frontends.command.reporters import concise
from flake8_nnx_rng.frontends.command.trace import terminal
from flake8_nnx_rng.semantics.releases import newest

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw
    from flake8_nnx_rng.runtime.recording.repeats import Repeat

ROOT = Path(__file__).parents[1]
_FOLDER = Path("examples") / "mistakes"


def outputs() -> dict[str, str]:
    """A part of docs/trace.md for each code: the program, and what both commands print of it."""
    with chdir(ROOT):
        return {path.stem.upper(): _part(path) for path in sorted(_FOLDER.glob("*.py"))}


def _part(path: Path) -> str:
    code, text = path.stem.upper(), path.read_text(encoding="utf-8")
    program = text.partition('\n\nif __name__ == "__main__":')[0]
    settings = Settings(target_flax=str(newest()), select=(code,))
    found = map(concise.line, check_source(text, filename=str(path), settings=settings))
    shown = [f"$ nnx-rng check --select {code} {path}", *found, ""]
    shown += [f"$ nnx-rng trace {path}", _traced(path)]
    return f"```python\n{program.strip()}\n```\n\n```console\n" + "\n".join(shown) + "\n```"


def figure() -> str:
    """The figure of the first of them, as SVG."""
    from flake8_nnx_rng.frontends.command.trace.figure import svg

    with chdir(ROOT):
        return svg(*_recorded(_FOLDER / "nnx102.py")) + "\n"


def _traced(path: Path) -> str:
    return click.unstyle(terminal.render(*_recorded(path)))


def _recorded(path: Path) -> tuple[Sequence[Draw], Sequence[Repeat]]:
    """What a program drew and what repeats, without what it prints."""
    from flake8_nnx_rng.runtime.recording import record
    from flake8_nnx_rng.runtime.recording.repeats import repeats
    from flake8_nnx_rng.runtime.scripts import run_to_end

    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()), record() as recording:
        run_to_end(path, ())
    return recording.draws, repeats(recording)
