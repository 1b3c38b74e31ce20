"""What the figure shows: a panel for each finding, with the sites that drew its keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.trace.figure.sites import Site, site
from flake8_nnx_rng.frontends.command.trace.letters import letters
from flake8_nnx_rng.frontends.command.trace.words import verdict

if TYPE_CHECKING:
    from flake8_nnx_rng.runtime.recording import Draw
    from flake8_nnx_rng.runtime.recording.repeats import Repeat

_PANELS, _SITES = 24, 8
"""What is still read; more is only counted."""


@dataclass(frozen=True)
class Panel:
    """A finding and the sites that drew its keys; `hidden` are those that are not shown."""

    repeat: Repeat
    sites: tuple[Site, ...]
    hidden: int = 0


@dataclass(frozen=True)
class Panels:
    """All that a figure shows; `hidden` findings are only counted."""

    verdict: str
    panels: tuple[Panel, ...]
    hidden: int = 0


def panels(draws: Sequence[Draw], found: Sequence[Repeat], *, same_seed: bool = False) -> Panels:
    """A panel for each finding; for keys of one seed only where that is asked for."""
    shown = [repeat for repeat in found if same_seed or repeat.kind == "repeat"]
    named = letters(draws, shown)
    drawn: defaultdict[object, list[Draw]] = defaultdict(list)
    for draw in draws:
        drawn[_site(draw)].append(draw)
    made = []
    for repeat in shown[:_PANELS]:
        where = dict.fromkeys(_site(draw) for group in repeat.groups for draw in group)
        sites = tuple(site(drawn[which], named) for which in list(where)[:_SITES])
        made.append(Panel(repeat, sites, len(where) - len(sites)))
    return Panels(verdict(found), tuple(made), len(shown) - len(made))


def _site(draw: Draw) -> object:
    """A place that draws from a stream inside the same transforms."""
    return draw.stream, draw.purpose, draw.frames[:1], draw.shape
