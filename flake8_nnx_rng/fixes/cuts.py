"""Cuts: some of several neighbours taken out of a text, with all that only they needed."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from flake8_nnx_rng.fixes.fix import Edit

Span = tuple[int, int]

_CONTINUED = re.compile(r"\\\r?\n")
_REST_OF_LINE = re.compile(r"[^\n]*(?:\n|\Z)")
_BEHIND_ELEMENT = re.compile(r"[ \t]*(?P<comma>,?)[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
_COMMA = re.compile(r"[ \t]*,?(?:[ \t]*(?=[\r\n)]))?")
_BLANK_LINES = re.compile(r"(?:[ \t\r]*\n)*")
_BEFORE_NOTE = re.compile(
    r"[ \t;]*(?=#(?!\s*(?:noqa|type:|pylint:|isort:|ruff:|fmt:|mypy:|pyright:|pragma:)))",
    re.IGNORECASE,
)
"""Up to a comment behind a statement that is for people: a tool's has nothing to say any more."""
_SEPARATORS = " \t\f\r\n\\,;"


def cut(
    code: str, spans: Sequence[Span], gone: Collection[int], whole: Callable[[str, Span], Edit]
) -> Iterator[Edit]:
    """Take those of the spans out that are gone; `whole` is for all that share a line."""
    for first, last in _runs(code, spans, gone):
        start, end = spans[first][0], spans[last][1]
        if last + 1 < len(spans) and _share_a_line(code, spans[last], spans[last + 1]):
            yield Edit(start, spans[last + 1][0], "")
        elif first > 0 and _share_a_line(code, spans[first - 1], spans[first]):
            yield Edit(spans[first - 1][1], end, "")
        else:
            yield whole(code, (start, end))


def _runs(code: str, spans: Sequence[Span], gone: Collection[int]) -> Iterator[tuple[int, int]]:
    """First and last of each row of neighbours with nothing but separators between them."""
    run: list[int] = []
    for index in sorted(gone):
        if run and not (index == run[-1] + 1 and _is_next(code, spans[run[-1]], spans[index])):
            yield run[0], run[-1]
            run = []
        run.append(index)
    if run:
        yield run[0], run[-1]


def _is_next(code: str, one: Span, other: Span) -> bool:
    return not code[one[1] : other[0]].strip(_SEPARATORS)


def _share_a_line(code: str, one: Span, other: Span) -> bool:
    return "\n" not in _CONTINUED.sub("", code[one[1] : other[0]])


def line_start(code: str, offset: int) -> int:
    """Where the line of an offset starts."""
    return code.rfind("\n", 0, offset) + 1


def own_line(code: str, span: Span) -> Span | None:
    """The lines of a bracketed element, with its comma and comment, if it has them for itself."""
    line = line_start(code, span[0])
    behind = _BEHIND_ELEMENT.match(code, span[1])
    if behind is None or code[line : span[0]].strip():
        return None
    return line, behind.end()


def without_element(code: str, span: Span) -> Edit:
    """Take an element out of brackets; a comma may be left behind the one before."""
    lines = own_line(code, span)
    if lines is not None:
        return Edit(*lines, "")
    comma = _COMMA.match(code, span[1])
    return Edit(span[0], span[1] if comma is None else comma.end(), "")


def keeping_comment(whole: Callable[[str, Span], Edit]) -> Callable[[str, Span], Edit]:
    """The same for statements, of which what somebody noted behind them stays, on its line."""

    def without(code: str, span: Span) -> Edit:
        noted = _BEFORE_NOTE.match(code, span[1])
        return whole(code, span) if noted is None else Edit(span[0], noted.end(), "")

    return without


def without_line(code: str, span: Span) -> Edit:
    """Take a statement out with its lines."""
    rest = _REST_OF_LINE.match(code, span[1])
    return Edit(line_start(code, span[0]), span[1] if rest is None else rest.end(), "")


def without_paragraph(code: str, span: Span) -> Edit:
    """The same with the blank lines that nothing needs any more: of two gaps the larger stays."""
    lines = without_line(code, span)
    above = code[: lines.start].rstrip(" \t\r\n")
    gap = code.find("\n", len(above), lines.start) + 1 if above else 0
    blank = _BLANK_LINES.match(code, lines.end)
    below = lines.end if blank is None else blank.end()
    if _opens_block(above):
        return Edit(lines.start, below, "")
    larger_below = code.count("\n", lines.end, below) > code.count("\n", gap, lines.start)
    if larger_below or below == len(code):
        return Edit(gap, lines.end, "")
    return Edit(lines.start, below, "")


def _opens_block(above: str) -> bool:
    """Whether what follows is the first thing of the file or of a block."""
    last_line = above[above.rfind("\n") + 1 :]
    return not above or (last_line.endswith(":") and not last_line.lstrip().startswith("#"))
