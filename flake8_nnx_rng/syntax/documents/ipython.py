"""IPython's additions to Python: magics, shell escapes and help, made harmless.

Only the start of a statement can hold one: `%` inside brackets or a string is Python's own.
"""

from __future__ import annotations

import re

from flake8_nnx_rng.syntax.documents.lines import Block, Line, skip_blank

_PYTHON_CELLS = frozenset({"time", "timeit", "capture"})
_CELL_MAGIC = re.compile(r"%%(\w*)")
_ESCAPE = re.compile(r"[ \t]*[%!?]")
_HELP = re.compile(r"[ \t]*%{0,2}(?!\d)[\w.*\[\]-]+\?{1,2}[ \t]*(?:#.*)?$")
_BARE_MAGIC = re.compile(
    r"[ \t]*(?:pip|conda|mamba|micromamba|uv|cd|ls|ll|cat|cp|mv|mkdir|rm|rmdir|man|more|less|run"
    r"|time|timeit|env|set_env|matplotlib|load_ext|reload_ext|autoreload|config|precision|store)"
    r"[ \t]+(?!(?:if|in|is|and|or|not|for|else|as)\b)(?:[\w\"'~$]|\.\.)"
)
_ASSIGNED_ESCAPE = re.compile(r"([ \t]*[^\W\d][\w., \t\[\]'\"]*=[ \t]*)[%!](?!=)")
_TOKEN = re.compile(r"\\.|\"\"\"|'''|[\"'#(){}\[\]]")


def without_cell_magic(block: Block) -> Block:
    """The block without `%%time` and the like at its top; nothing if that is another language."""
    while magic := _CELL_MAGIC.match(_first_text(block)):
        if magic[1] not in _PYTHON_CELLS:
            return ()
        block = skip_blank(block)[1:]
    return block


def _first_text(block: Block) -> str:
    code = skip_blank(block)
    return code[0].text if code else ""


def neutralise(block: Block) -> list[Line]:
    """The block with `pass` or `...` in the place of each magic, shell escape and help request.

    A line that is alone may be a magic without its `%`.
    """
    result: list[Line] = []
    is_alone = sum(not line.is_blank for line in block) == 1
    state = _State()
    escaped = False
    for line in block:
        harmless = line._replace(text="") if escaped else None
        if harmless is None and state.at_statement:
            harmless = _harmless(line, is_alone)
        if harmless is None:
            state.read(line.text)
        escaped = harmless is not None and line.text.endswith("\\")
        result.append(harmless or line)
    return result


def _harmless(line: Line, is_alone: bool) -> Line | None:
    is_bare = is_alone and _BARE_MAGIC.match(line.text)
    if is_bare or _ESCAPE.match(line.text) or _HELP.match(line.text):
        return line._replace(text=f"{line.margin}pass")
    if assigned := _ASSIGNED_ESCAPE.match(line.text):
        return line._replace(text=f"{assigned[1]}...")
    return None


class _State:
    """How far a reader of Python is from the start of a statement."""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def at_statement(self) -> bool:
        """Whether the next line starts a statement."""
        return not (self._depth or self._quote or self._continued)

    def read(self, text: str) -> None:
        """Go past one line."""
        comment = False
        for token in _TOKEN.findall(text):
            comment = not self._quote and token == "#"
            if comment:
                break
            self._step(token)
        self._continued = text.endswith("\\") and not comment
        # Quotes nested in an f-string (PEP 701) can look unbalanced; a line end settles it.
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""

    def _step(self, token: str) -> None:
        if self._quote:
            if token.startswith(self._quote):
                self._quote = ""
        elif token[0] in "\"'":
            self._quote = token
        elif token in "([{":
            self._depth += 1
        elif token in ")]}":
            self._depth = max(self._depth - 1, 0)
