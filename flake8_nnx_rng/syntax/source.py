"""Source files as text, the way Python reads them: encoding cookie, BOM, every kind of line end."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from flake8_nnx_rng.syntax.newer_syntax import newer_syntax
from flake8_nnx_rng.syntax.regular import read_regular
from flake8_nnx_rng.syntax.text import Handed, Text, nothing_handed

PROSE = (".md", ".rst")
"""Endings of texts in which examples stand, each on its own."""

DOCUMENTS = (".ipynb", *PROSE)
"""Endings of the files that hold Python code between other things."""

_BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_LONE_CR = re.compile(r"\r(?!\n)")


class SourceError(ValueError):
    """A file that cannot be read, decoded or parsed; `row` and `column` count from 1 when known."""

    def __init__(
        self, filename: str, reason: str, row: int | None = None, column: int | None = None
    ) -> None:
        place = f":{row}:{column or 1}" if row is not None else ""
        super().__init__(f"{filename}{place}: {reason}")
        self.filename = filename
        self.reason = reason
        self.row = row
        self.column = column

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str, int | None, int | None]]:
        """Let the error cross a process boundary."""
        return type(self), (self.filename, self.reason, self.row, self.column)


@dataclass(frozen=True)
class Source:
    """One file's text, without its BOM and with its own line ends."""

    filename: str
    text: str
    encoding: str = field(default="utf-8", compare=False)
    bom: bool = field(default=False, compare=False)
    given: ast.Module | None = field(default=None, compare=False, repr=False)
    """Python's tree of it, where somebody has parsed it already."""
    handed: Callable[[], Handed] = field(default=nothing_handed, compare=False, repr=False)
    """What other files of its project hand on to it, where those may be read."""

    @property
    def data(self) -> bytes:
        """The text as the bytes of a file; raises `SourceError` for what its encoding lacks."""
        try:
            return (_BOM * self.bom + self.text).encode(self.encoding)
        except UnicodeError as error:
            raise SourceError(self.filename, f"cannot be encoded: {error}") from error

    @cached_property
    def code(self) -> str:
        r"""The text to parse: a lone `\r` ends a line for Python but not for tree-sitter.

        As long as `text`, so that offsets in one are offsets in the other.
        """
        return _LONE_CR.sub("\n", self.text) if "\r" in self.text else self.text

    @cached_property
    def parsed(self) -> ast.Module:
        """Python's tree; raises `SourceError` for a source that the running Python cannot parse."""
        return _parsed(self) if self.given is None else self.given

    def known_to(self, hands: Callable[[], Handed]) -> Source:
        """The same in a project whose files hand something on to it; it is not parsed again."""
        return replace(self, given=self.__dict__.get("parsed", self.given), handed=hands)

    @cached_property
    def outline(self) -> Text:
        """What the text alone tells of the module."""
        return Text(self.code, self.handed)


def read(path: str | Path) -> Source:
    """Read a file, or raise `SourceError` with the operating system's reason."""
    try:
        data = read_regular(path)
    except (OSError, ValueError) as error:  # ValueError: a null byte in the path
        reason = error.strerror if isinstance(error, OSError) else None
        raise SourceError(str(path), reason or str(error)) from error
    return decode(data, str(path))


def decode(data: bytes, filename: str) -> Source:
    """Decode a Python file as PEP 263 says and any other as UTF-8, or raise `SourceError`."""
    is_python = not filename.lower().endswith(DOCUMENTS)
    try:
        encoding = _declared(data) if is_python else "utf-8"
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise SourceError(filename, f"cannot be decoded: {error}") from error
    return from_text(text, filename, encoding)


def _declared(data: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return "utf-8" if encoding == "utf-8-sig" else encoding


def encoded(text: str, filename: str) -> bytes:
    """The bytes that `decode` makes this text of, as far as the encoding that it names has them."""
    data = text.encode(errors="surrogatepass")
    try:
        return data if filename.lower().endswith(DOCUMENTS) else text.encode(_declared(data))
    except (SyntaxError, UnicodeError, LookupError):
        return data


def check_syntax(source: Source) -> None:
    """Raise `SourceError` for a source that the running Python cannot parse."""
    _ = source.parsed


def _parsed(source: Source) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.code)
    except SyntaxError as error:
        reason = f"cannot be parsed: {error.msg}{newer_syntax(source.code, error)}"
        raise SourceError(source.filename, reason, error.lineno, error.offset) from error
    except (RecursionError, MemoryError) as error:
        raise SourceError(source.filename, "cannot be parsed: nested too deeply") from error
    except ValueError as error:
        raise SourceError(source.filename, f"cannot be parsed: {error}") from error


def from_text(text: str, filename: str, encoding: str = "utf-8") -> Source:
    """Wrap text that is already decoded; a leading BOM is taken off."""
    if "\0" in text:
        row = len(_LINE_END.findall(text[: text.index("\0")])) + 1
        raise SourceError(filename, "source contains a null byte", row)
    return Source(filename, text.removeprefix(_BOM), encoding, text.startswith(_BOM))
