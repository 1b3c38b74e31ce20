"""Markdown: the fences that hold Python, in CommonMark, MyST, Quarto and Pandoc spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_nnx_rng.syntax.documents import rest
from flake8_nnx_rng.syntax.documents.fences import Fence, opening
from flake8_nnx_rng.syntax.documents.lines import Block, Line, skip_blank, strip_margin

_OPTION = re.compile(r":[\w-]+:")
_COMMENT = re.compile(r"[ \t>]*<!--")
_RULE = "---"


def blocks(document: Block) -> Iterator[Block]:
    """The blocks of Python code, without their fences, indentation and options."""
    return _scan(document[_end_of_yaml(document) :])


def _end_of_yaml(block: Block) -> int:
    if not block or block[0].text.rstrip() != _RULE:
        return 0
    ends = (i for i, line in enumerate(block) if i and line.text.rstrip() in (_RULE, "..."))
    return next(ends, -1) + 1


def _scan(block: Block) -> Iterator[Block]:
    at = 0
    while at < len(block):
        fence = opening(block[at])
        if fence is not None:
            inside, at = _inside(block, at + 1, fence)
            yield from _content(fence, inside)
        else:
            at = _end_of_comment(block, at) + 1


def _inside(block: Block, start: int, fence: Fence) -> tuple[list[Line], int]:
    inside: list[Line] = []
    for at in range(start, len(block)):
        line = fence.unquote(block[at])
        if line is None:
            return inside, at
        if fence.is_closed_by(line):
            return inside, at + 1
        inside.append(line)
    return inside, len(block)


def _content(fence: Fence, inside: Block) -> Iterator[Block]:
    if fence.is_python:
        code = strip_margin(inside, fence.indent)
        yield _without_options(code) if fence.directive else code
    elif fence.directive == "eval-rst":
        yield from rest.blocks(inside)
    elif fence.is_container:
        yield from _scan(inside)


def _without_options(block: Block) -> Block:
    code = skip_blank(block)
    start = end = _end_of_yaml(code)
    while end < len(code) and _is_option(code[end], after_option=end > start):
        end += 1
    return code[end:]


def _is_option(line: Line, *, after_option: bool) -> bool:
    continued = after_option and bool(line.margin) and not line.is_blank
    return continued or _OPTION.match(line.text) is not None


def _end_of_comment(block: Block, at: int) -> int:
    """The row where a comment that starts in row `at` ends; `at` itself without a comment."""
    comment = _COMMENT.match(block[at].text)
    if comment is None:
        return at
    if "-->" in block[at].text[comment.end() - 2 :]:
        return at
    return next((i for i in range(at + 1, len(block)) if "-->" in block[i].text), len(block))
