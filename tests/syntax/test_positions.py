"""Positions: the same place in code points, UTF-16, UTF-8, and as Python counts rows."""

from __future__ import annotations

import ast
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_nnx_rng.syntax.positions import Lines, Position

# Every line end there is for anybody, and characters of 1 to 4 bytes and 1 or 2 UTF-16 units.
TEXT = st.lists(
    st.sampled_from(["\r\n", "\r", "\n", "\f", "\x85", "\u2028", "\v", "\x1c", "a", "é", "€", "𝄞"])
).map("".join)


@given(TEXT)
def test_every_offset_has_one_position_and_back(text: str) -> None:
    lines = Lines(text)
    positions = [lines.position(offset) for offset in range(len(text) + 1)]
    assert [lines.offset(position) for position in positions] == list(range(len(text) + 1))
    assert positions == sorted(set(positions))


@given(TEXT)
def test_rows_are_the_lines_that_python_reads(text: str) -> None:
    starts = Lines(text).starts
    rows = [text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    read = io.StringIO(text, newline="").readlines()
    assert rows == ([*read, ""] if not text or text[-1] in "\r\n" else read)


def between_lines_and_characters(text: str) -> list[int]:
    """Every offset but those in the middle of a line end."""
    return [offset for offset in range(len(text) + 1) if text[offset - 1 : offset + 1] != "\r\n"]


def test_a_character_behind_the_line_is_its_end() -> None:
    assert Lines("ab\r\nc").from_utf16(0, 9) == (1, 3)


def test_the_middle_of_a_surrogate_pair_is_its_start() -> None:
    assert Lines("😀b").from_utf16(0, 1) == (1, 1)


@given(TEXT)
def test_utf16_leads_there_and_back(text: str) -> None:
    lines = Lines(text)
    for offset in between_lines_and_characters(text):
        position = lines.position(offset)
        assert lines.from_utf16(*lines.utf16(position)) == position


@given(TEXT)
def test_utf8_leads_there_and_back(text: str) -> None:
    lines = Lines(text)
    for offset in between_lines_and_characters(text):
        position = lines.position(offset)
        assert lines.from_utf8(*lines.utf8(position)) == position


@pytest.mark.parametrize(
    ("before", "utf16", "utf8"),
    [("", 0, 0), ("a", 1, 1), ("é", 1, 2), ("€", 1, 3), ("𝄞", 2, 4), ("a𝄞é", 4, 7)],
)
def test_a_column_counts_the_units_before_it(before: str, utf16: int, utf8: int) -> None:
    lines = Lines(f"\n{before}x")
    position = Position(2, len(before) + 1)
    assert lines.utf16(position) == (1, utf16)
    assert lines.utf8(position) == (2, utf8)


LINE = st.lists(
    st.sampled_from(["name", "é", "'𝄞'", "'\x85'", "'\u2028€'", "(\n\f name)", "'''\r\n𝄞'''"]),
    min_size=1,
).map("; ".join)
PROGRAM = st.lists(st.tuples(LINE, st.sampled_from(["\r\n", "\r", "\n", "\n\f", " # €\v\u2028\n"])))


@given(PROGRAM)
def test_the_ast_module_means_the_same_places(statements: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in statements)
    lines = Lines(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            start = lines.from_utf8(node.lineno, node.col_offset)
            end = lines.from_utf8(node.end_lineno or 0, node.end_col_offset or 0)
            assert text[lines.offset(start) : lines.offset(end)] == node.id
            assert lines.utf8(start) == (node.lineno, node.col_offset)


def test_flake8_counts_columns_from_zero() -> None:
    assert Position(3, 1).flake8 == (3, 0)
