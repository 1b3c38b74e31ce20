"""reStructuredText: the directives that hold Python, and doctests that stand on their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_nnx_rng.syntax.documents import prompts
from flake8_nnx_rng.syntax.documents.languages import (
    CODE_DIRECTIVES,
    COMPARISON,
    OPAQUE_DIRECTIVES,
    PYTHON_DIRECTIVES,
    is_python,
)
from flake8_nnx_rng.syntax.documents.lines import Block, Line, dedent

_ITEM = r"(?P<lead>[ \t]*(?:(?:[-*+]|(?:\d+|#)[.)])[ \t]+)*)"
_DIRECTIVE = re.compile(rf"{_ITEM}\.\.[ \t]+(?P<name>[\w:+.-]+?)::(?:[ \t]+(?P<argument>.*))?$")
_COMMENT = re.compile(rf"{_ITEM}\.\.(?:[ \t]+(?P<text>(?![_|\[]).*))?$")
_OPTION = re.compile(r"[ \t]*:[\w-]+:")


def blocks(document: Block) -> Iterator[Block]:
    """The blocks of Python code, without their indentation and options."""
    at = 0
    while at < len(document):
        start, at = at, at + 1
        if markup := _DIRECTIVE.match(document[start].text):
            at = _end_of_body(document, start, markup) if _is_literal(markup) else at
            body = _without_options(document[start + 1 : at])
            if _is_python(markup):
                yield dedent(body)
            elif markup["name"].lower() == COMPARISON:
                yield dedent(_newest_side(body))
        elif markup := _COMMENT.match(document[start].text):
            at = _end_of_comment(document, start, markup)
        elif prompts.is_doctest(document[start]):
            at = _end_of_paragraph(document, start)
            yield document[start:at]


def _is_python(directive: re.Match[str]) -> bool:
    name = directive["name"].lower()
    return name in PYTHON_DIRECTIVES or (
        name in CODE_DIRECTIVES and is_python(directive["argument"] or "")
    )


def _is_literal(directive: re.Match[str]) -> bool:
    return directive["name"].lower() in PYTHON_DIRECTIVES | OPAQUE_DIRECTIVES


def _end_of_body(document: Block, start: int, markup: re.Match[str]) -> int:
    """The row after those that are further in than the markup in row `start`."""
    column = markup.end("lead")
    rows = range(start + 1, len(document))
    outside = (at for at in rows if not _is_further_in(document[at], column))
    return next(outside, len(document))


def _is_further_in(line: Line, column: int) -> bool:
    return line.is_blank or len(line.margin) > column


def _end_of_comment(document: Block, start: int, comment: re.Match[str]) -> int:
    is_empty = not comment["text"] and all(
        line.is_blank for line in document[start + 1 : start + 2]
    )
    return start + 1 if is_empty else _end_of_body(document, start, comment)


def _end_of_paragraph(document: Block, start: int) -> int:
    rows = range(start + 1, len(document))
    return next((at for at in rows if document[at].is_blank), len(document))


def _newest_side(body: Block) -> Block:
    """The last of the sides, which lines of three dashes part; none if there is but one."""
    dashes = [i for i, line in enumerate(body) if line.text.strip() == "---"]
    return body[dashes[-1] + 1 :] if dashes else ()


def _without_options(body: Block) -> Block:
    end = next((i for i, line in enumerate(body) if not _OPTION.match(line.text)), len(body))
    return body[end:]
