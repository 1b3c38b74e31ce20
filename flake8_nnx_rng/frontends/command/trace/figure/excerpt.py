"""The code that stands beside a finding: the line to mend and those that draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flake8_nnx_rng.frontends.command.trace.figure.code import lines_of
from flake8_nnx_rng.frontends.command.trace.places import short

if TYPE_CHECKING:
    from flake8_nnx_rng.frontends.command.trace.figure.panels import Panel

_AROUND, _LETTERS = 3, 4
MEND, DRAWN = "mend", "drawn"


@dataclass(frozen=True)
class Line:
    """A line of code and why it is shown; number 0 stands for lines that are left out."""

    number: int
    text: str
    kind: str = ""
    why: str = ""


@dataclass(frozen=True)
class Excerpt:
    """Some lines of a file."""

    name: str
    lines: tuple[Line, ...]


def excerpts(panel: Panel) -> Iterator[Excerpt]:
    """What is to be seen of each file, that of the line to mend first."""
    reasons = _reasons(panel)
    for filename, why in reasons.items():
        texts = lines_of(filename)
        near = {n + d for n in why for d in range(-_AROUND, _AROUND + 1)}
        shown = sorted(n for n in near if 0 < n <= len(texts))
        if shown:
            yield Excerpt(short(filename), tuple(_lines(shown, texts, why)))


def _reasons(panel: Panel) -> dict[str, dict[int, tuple[str, str]]]:
    """The lines of each file that matter, by what they are and what is said of them."""
    found: defaultdict[str, dict[int, tuple[str, str]]] = defaultdict(dict)
    place = panel.repeat.place
    found[place.filename][place.line] = MEND, panel.repeat.code or "mend"
    for site in panel.sites:
        letters = dict.fromkeys(s for row in site.rows for s in row.letters if s)
        more = ["..."] if len(letters) > _LETTERS else []
        told = " ".join([*list(letters)[:_LETTERS], *more])
        kind, why = found[site.frame.filename].get(site.frame.line, (DRAWN, ""))
        found[site.frame.filename][site.frame.line] = kind, " ".join(filter(None, [why, told]))
    return found


def _lines(shown: list[int], texts: list[str], why: dict[int, tuple[str, str]]) -> Iterator[Line]:
    before = shown[0] - 1
    for number in shown:
        if number != before + 1:
            yield Line(0, "\N{VERTICAL ELLIPSIS}")
        yield Line(number, texts[number - 1], *why.get(number, ("", "")))
        before = number
