"""Which names of languages and directives announce Python, in Markdown and in reStructuredText."""

from __future__ import annotations

import re

CODE_DIRECTIVES = frozenset({"code", "code-block", "sourcecode"})
"""Directives whose argument names the language."""

PYTHON_DIRECTIVES = frozenset({"doctest", "ipython", "testcleanup", "testcode", "testsetup"})
"""Directives that hold Python whatever their argument is."""

COMPARISON = "codediff"
"""Flax's directive with old code beside new code: the old side is meant to be old."""

OPAQUE_DIRECTIVES = CODE_DIRECTIVES | {
    COMPARISON,
    "csv-table",
    "graphviz",
    "math",
    "mermaid",
    "parsed-literal",
    "raw",
    "testoutput",
}
"""Directives in which nothing more is looked for."""

_PYTHON = frozenset({"ipython", "ipython3", "py", "py3", "pycon", "python", "python3"})
_WORD = re.compile(r"[\w.+#-]+")


def is_python(info: str) -> bool:
    """Whether the first word of an info string or argument is a name of Python."""
    word = _WORD.match(info.strip())
    return word is not None and word[0].lower() in _PYTHON
