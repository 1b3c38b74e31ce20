"""Edits of a document's code, named by what stands in it."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_nnx_rng.syntax.documents import extract, rewrite

Edit = tuple[int, int, str]


def replaced(filename: str, text: str, *pairs: tuple[str, str]) -> str:
    """The document with each old piece of code, found in order, replaced by the new one."""
    document = extract(filename, text)
    edits: list[Edit] = []
    for old, new in pairs:
        start = document.code.index(old, edits[-1][1] if edits else 0)
        edits.append((start, start + len(old), new))
    return rewrite(filename, text, document, edits)


def spliced(code: str, edits: Sequence[Edit]) -> str:
    """The code with edits made."""
    for start, end, new in reversed(edits):
        code = code[:start] + new + code[end:]
    return code
