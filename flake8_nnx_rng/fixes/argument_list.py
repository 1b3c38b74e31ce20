"""The arguments of a call, to be changed and written anew with their comments."""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.layout import Commented, Group, Piece, lay_out, prefixed
from flake8_nnx_rng.syntax.concrete import tokens
from flake8_nnx_rng.syntax.nodes import field_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Edit
    from flake8_nnx_rng.syntax.concrete import Token
    from flake8_nnx_rng.syntax.tree import Node


_KEYWORD = re.compile(r"(\w+)")


@dataclass(frozen=True)
class _Item:
    """One argument, `keyword` its name if it has one; `piece` None leaves only its comments."""

    piece: Piece | None
    keyword: str | None = None
    above: tuple[str, ...] = ()
    behind: str = ""


def _comments_in(item: _Item) -> Iterator[str]:
    """The comments between the elements of an argument that goes, as it was written."""
    if isinstance(item.piece, str) and "#" in item.piece and len(item.piece.splitlines()) > 1:
        lines = io.StringIO(f"({item.piece})", newline=None)
        for token in tokenize.generate_tokens(lines.readline):
            if token.type == tokenize.COMMENT:
                yield token.string.rstrip()


class ArgumentList:
    """Changes the arguments of one call; every comment between them stays."""

    def __init__(self, bench: Bench, call: Node, edits: Sequence[Edit] = ()) -> None:
        """Read the arguments of a call, with the edits made that lie in them."""
        self._bench = bench
        self._edits = edits
        self._items: list[_Item] = []
        self._opening_comment = ""
        listed = field_of(call, "arguments")
        self._was_spread = _is_spread(bench.text(listed.start, listed.end))
        self._read(listed)

    def _read(self, listed: Node) -> None:
        above: list[str] = []
        self._last_end = listed.start + 1
        for child in tokens(listed):
            kind = child.kind
            text = self._bench.text(child.start, child.end, self._edits)
            if child.is_comment:
                text = text.rstrip()  # of the carriage return, too
                if above or not self._on_line_of_last(child):
                    above.append(text)
                elif self._items:
                    self._items[-1] = replace(self._items[-1], behind=text)
                else:
                    self._opening_comment = text
            elif child.is_named and kind != "line_continuation":
                named = _KEYWORD.match(text) if kind == "keyword_argument" else None
                keyword = None if named is None else named[1]
                self._items.append(_Item(text, keyword, tuple(above)))
                self._last_end = child.end
                above = []
        if above:
            self._items.append(_Item(None, None, tuple(above)))

    def _on_line_of_last(self, comment: Token) -> bool:
        return "\n" not in self._bench.module.source.code[self._last_end : comment.start]

    def drop_first(self) -> None:
        """Leave out the first positional argument; the comment behind it then opens the list."""
        index = next(i for i, item in enumerate(self._items) if _is_positional(item))
        item = self._items[index]
        if index == 0 and not item.above and not self._opening_comment:
            self._opening_comment = item.behind
            self._items[index] = replace(item, behind="")
        self._leave_out(index)

    def drop(self, *keywords: str) -> None:
        """Leave out these keywords, where they are written."""
        for index in reversed(range(len(self._items))):
            if self._items[index].keyword in keywords:
                self._leave_out(index)

    def drop_spread(self) -> None:
        """Leave out what is given by `**`."""
        for index in reversed(range(len(self._items))):
            piece = self._items[index].piece
            if isinstance(piece, str) and piece.startswith("**"):
                self._leave_out(index)

    def drop_positional(self, count: int) -> None:
        """Leave out the last `count` positional arguments."""
        given = [i for i, item in enumerate(self._items) if _is_positional(item)]
        for index in reversed(given[len(given) - count :]):
            self._leave_out(index)

    def _leave_out(self, index: int) -> None:
        item = self._items[index]
        comments = (*item.above, *_comments_in(item), *([item.behind] if item.behind else ()))
        if comments:
            self._items[index] = _Item(None, None, comments)
        else:
            del self._items[index]

    def put(self, keyword: str, value: Piece, *, first: bool = False) -> None:
        """Write `keyword=value`: where the keyword stands already, else at one end of the list."""
        piece = prefixed(f"{keyword}=", value)
        for index, item in enumerate(self._items):
            if item.keyword == keyword and item.piece is not None:
                above = (*item.above, *_comments_in(item))
                self._items[index] = replace(item, piece=piece, above=above)
                return
        item = _Item(piece, keyword)
        place = self._first_keyword() if first else self._after_last()
        self._items.insert(place, item)

    def insert(self, value: str) -> None:
        """Write a positional argument before all others."""
        self._items.insert(0, _Item(value))

    def _first_keyword(self) -> int:
        """Behind the positional arguments."""
        items = enumerate(self._items)
        return next((i for i, item in items if item.keyword is not None), self._after_last())

    def _after_last(self) -> int:
        """Before `**options`, so that what is written reads first."""
        for index, item in enumerate(self._items):
            if isinstance(item.piece, str) and item.piece.startswith("**"):
                return index
        return len(self._items)

    @property
    def is_empty(self) -> bool:
        """Whether neither an argument nor a comment is left."""
        return not self._items and not self._opening_comment

    def write(self, function: str, *, indent: str, column: int, tail: int = 0) -> str:
        """The call of `function` with these arguments, as it starts at a column."""
        pieces = tuple(
            Commented(item.piece, item.above, item.behind)
            if item.above or item.behind or item.piece is None
            else item.piece
            for item in self._items
        )
        spread = self._was_spread and len(pieces) > 1
        opening = f"{function}("
        if self._opening_comment:
            opening, spread = f"{opening}  {self._opening_comment}", True
        group = Group(opening, pieces, ")", spread=spread)
        return lay_out(group, self._bench.style, indent, column, tail)


def _is_positional(item: _Item) -> bool:
    return item.piece is not None and item.keyword is None


def _is_spread(text: str) -> bool:
    """Whether an argument list is written with a line an element and a trailing comma."""
    inner = text.removesuffix(")").rstrip()
    return inner.endswith(",") and ("\n" in text or "\r" in text)
