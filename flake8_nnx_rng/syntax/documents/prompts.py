"""Interactive sessions: the input behind `>>> ` and `In [1]: ` prompts, without the output."""

from __future__ import annotations

import re

from flake8_nnx_rng.syntax.documents.lines import Block, Line, skip_blank

_FIRST = re.compile(r"[ \t]*(?:>>>|In ?\[\d*\]:)(?: |$)")
_NEXT = re.compile(r"[ \t]*\.{3,}:?(?: |$)")
_DOCTEST = re.compile(r"[ \t]*>>> ")


def is_session(block: Block) -> bool:
    """Whether a block starts with a prompt."""
    code = skip_blank(block)
    return bool(code) and _FIRST.match(code[0].text) is not None


def is_doctest(line: Line) -> bool:
    """Whether a line of prose is the first of a doctest."""
    return _DOCTEST.match(line.text) is not None


def opens_input(prompt: str) -> bool:
    """Whether a prompt is the first of an input."""
    return _FIRST.match(prompt) is not None


def is_numbered(prompt: str) -> bool:
    """Whether a prompt is IPython's, with the number of its input."""
    return prompt.lstrip().startswith("In")


def continuation(prompt: str) -> str:
    """The prompt of a line below one with this prompt."""
    if not opens_input(prompt):
        return prompt and f"{prompt.rstrip()} "
    mark = prompt.strip()
    margin, _, _ = prompt.partition(mark)
    return f"{margin}{('...:' if is_numbered(prompt) else '...').rjust(len(mark))} "


def inputs(block: Block) -> list[list[Line]]:
    """What was typed at each prompt of a session, continuation lines included."""
    found: list[list[Line]] = []
    typing = False
    for line in block:
        prompt = _FIRST.match(line.text) or (_NEXT.match(line.text) if typing else None)
        typing = prompt is not None
        if prompt is not None:
            if prompt.re is _FIRST:
                found.append([])
            found[-1].append(line.cut(prompt.end())._replace(prompt=prompt[0]))
    return found


def without_marked_output(block: Block) -> list[Line]:
    """Plain code without its output, where the output is what stands behind `>>>`."""
    return [line._replace(text="") if _DOCTEST.match(line.text) else line for line in block]
