"""Texts, their positions and their changes, as editors and the protocol have them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from flake8_nnx_rng.frontends.server import options
from flake8_nnx_rng.frontends.server.changes import edits_between
from flake8_nnx_rng.frontends.server.holding import Holding
from flake8_nnx_rng.frontends.server.units import Units
from flake8_nnx_rng.syntax.positions import Lines

TEXTS = st.text(st.sampled_from("ab\n\r\x0c\u2028é😀"), max_size=30)
BOMS = st.sampled_from(["", "\ufeff"])
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@given(TEXTS, BOMS, ENCODINGS)
def test_every_place_comes_back(text: str, bom: str, encoding: str) -> None:
    units, lines = Units(bom + text, encoding), Lines(text)
    for offset in range(len(text) + 1):
        place = lines.position(offset)
        is_within_end = text[offset - 1 : offset + 1] == "\r\n"
        assert is_within_end or units.place(units.position(place)) == place


def test_what_is_behind_an_end_is_the_end() -> None:
    units = Units("ab\ncd", "utf-16")
    assert units.place(types.Position(0, 99)) == (1, 3)
    assert units.place(types.Position(99, 0)) == (2, 3)


@given(TEXTS, TEXTS, BOMS, ENCODINGS)
def test_edits_make_one_text_of_another(before: str, after: str, bom: str, encoding: str) -> None:
    """Held against what pygls keeps for an editor, which has lines as the protocol does."""
    kind = types.PositionEncodingKind(encoding)
    held = Holding(None, position_encoding=kind)
    item = types.TextDocumentItem("file:///a.py", "python", 1, bom + before)
    held.put_text_document(item)
    for edit in reversed([*edits_between(bom + before, bom + after, encoding)]):
        named = types.VersionedTextDocumentIdentifier(2, item.uri)
        change = types.TextDocumentContentChangePartial(range=edit.range, text=edit.new_text)
        held.update_text_document(named, change)
    paper = held.paper(item.uri)
    assert paper is not None
    assert paper.text == bom + after


def test_options_are_those_of_the_project_and_one_more() -> None:
    weaker = options.read({"nnx-rng": {"select": ["NNX1"], "debounce": 10, "ignore": None}})
    stronger = options.read({"target-flax": "0.12.8"})
    whole = options.merged(weaker, stronger)
    assert whole.table == {"select": ["NNX1"], "target-flax": "0.12.8"}
    assert whole.debounce == 10
    assert options.read(None) == options.EditorOptions({})
