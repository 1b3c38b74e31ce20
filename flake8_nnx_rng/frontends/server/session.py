"""What the server knows of the code: the part that reads and thinks, in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lsprotocol import types

from flake8_nnx_rng.baseline.known import new_findings
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.diagnostic import INTERNAL_ERROR
from flake8_nnx_rng.directives import added
from flake8_nnx_rng.fixing import Fixer
from flake8_nnx_rng.frontends.server import notes
from flake8_nnx_rng.frontends.server.changes import edits_between
from flake8_nnx_rng.frontends.server.findings import Edits, Teller, Told
from flake8_nnx_rng.frontends.server.papers import Layout, Paper
from flake8_nnx_rng.frontends.server.rereading import Rereading
from flake8_nnx_rng.linter import Inspection, internal_error, unusable_settings
from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.layers import Overrides
from flake8_nnx_rng.project.schema import Checker as Schema
from flake8_nnx_rng.reports import Inspected
from flake8_nnx_rng.rules import rule_codes
from flake8_nnx_rng.silencing import silenced
from flake8_nnx_rng.syntax import documents
from flake8_nnx_rng.syntax.positions import Lines, Position
from flake8_nnx_rng.syntax.regular import read_regular
from flake8_nnx_rng.syntax.source import (
    DOCUMENTS,
    Source,
    SourceError,
    decode,
    encoded,
    from_text,
)

_KEPT = 4
"""Papers whose analysis is kept for what is asked next."""


@dataclass(frozen=True)
class Seen:
    """What was found in a paper; `problem` and `warning` are what the user is told besides."""

    told: tuple[Told, ...] = ()
    problem: str = ""
    warning: str = ""


class Session:
    """The code of one client.

    `encoding` is that of its positions.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._buffers: dict[str, bytes] = {}
        self._overrides: Mapping[str, Overrides] = {}
        self._forget()

    def configure(self, tables: Mapping[str, object]) -> list[str]:
        """Take an editor's settings; returns what cannot be used, and is left out.

        They are by workspace folder, those for files outside of all under the empty name.
        """
        problems, kept = list[str](), dict[str, Overrides]()
        for folder, table in tables.items():
            try:
                kept[folder] = _overrides(folder, table)
            except ConfigError as error:
                problems.append(str(error))
                kept[folder] = Overrides()
        self._overrides = kept
        self._forget()
        return problems

    def forget(self) -> None:
        """Look at all files again: some have come, gone, or say other things of the project."""
        self._forget()

    def _forget(self) -> None:
        self._checkers: dict[str, Checker] = {}
        self._readings: dict[Checker, Rereading] = {}
        self._inspected = lru_cache(_KEPT)(self._inspect)

    def hold(self, texts: Mapping[str, str | None]) -> None:
        """Take what an editor holds of files, by absolute paths; None for one it has closed.

        What it tells again as it was has been opened or saved, and is read whole.
        """
        for name, text in texts.items():
            before = self._buffers.pop(name, None)
            if text is not None:
                self._buffers[name] = encoded(text, name)
            is_written = before not in (None, self._buffers.get(name))
            self._look_again(name, name if is_written else None)

    def look_again(self, names: list[str]) -> None:
        """Read files again, whose texts have changed."""
        for name in names:
            self._look_again(name, None)

    def _look_again(self, name: str, written: str | None) -> None:
        """The same for one; of a file that is being written some may be known."""
        for checker in self._checkers.values():
            checker.changed(name)
        for reading in self._readings.values():
            reading.forget(but=written)
        self._inspected.cache_clear()

    def check(self, paper: Paper) -> Seen:
        """What there is to tell of a paper, with fixes; whatever is wrong with it."""
        return self._seen(paper, self._inspected)

    def glance(self, paper: Paper) -> Seen:
        """The same without fixes, soon."""
        return self._seen(paper, self._glanced)

    def _seen(self, paper: Paper, look: Callable[[Paper], Inspected]) -> Seen:
        teller = self._teller(paper)
        try:
            return Seen(tuple(self._told(paper, teller, look)), warning=self._warning(paper))
        except SourceError as error:
            return Seen((teller.broken(error),))
        except ConfigError as error:
            return Seen((teller.told(unusable_settings(paper.name, error)),))
        except Exception as error:  # a broken file must not stop the server
            found = internal_error(paper.name, error)
            return Seen((teller.told(found),), found.message)

    def _warning(self, paper: Paper) -> str:
        """Of a requirement of the project that is not understood, where anything is looked for."""
        if "nnx" not in paper.text:
            return ""
        return self._checker(paper.name).target_for(Path(paper.name).parent).warning

    def _teller(self, paper: Paper) -> Teller:
        return Teller(Layout(paper, self._encoding), self._encoding, self._text_of)

    def _text_of(self, filename: str) -> str:
        place = os.path.abspath(filename)
        data = self._buffers.get(place)
        return decode(read_regular(place) if data is None else data, place).text

    def _told(
        self, paper: Paper, teller: Teller, look: Callable[[Paper], Inspected]
    ) -> Iterator[Told]:
        checker = self._checker(paper.name)
        folder = Path(paper.name).parent
        is_left_out = checker.settings_for(folder).covers(paper.name)
        if is_left_out or checker.unconcerned(Path(paper.name), named=False) is not None:
            return
        inspected = look(paper)
        for refused in () if inspected.document is None else inspected.document.refused:
            place = refused.place
            error = SourceError(paper.name, refused.reason, place.row, place.column)
            yield teller.broken(error, place.cell)
        found = [diagnostic for diagnostic, _ in inspected.shown]
        baseline = checker.settings_for(folder).baseline
        if baseline is not None:
            found = new_findings(Path(baseline), found, paper.text)
        yield from map(teller.told, found)

    def _inspect(self, paper: Paper) -> Inspected:
        found = self._checker(paper.name).inspect(from_text(paper.text, paper.name))
        if found.is_given_up:
            self._inspected.cache_clear()  # what others came to rests on what was half known
        return found

    def _glanced(self, paper: Paper) -> Inspected:
        """What is found in a paper, where that is a module by what has changed in it."""
        if paper.name.lower().endswith(DOCUMENTS):
            return self._inspected(paper)
        checker = self._checker(paper.name)
        reading = self._readings.setdefault(checker, Rereading(checker))
        found = reading.found(from_text(paper.text, paper.name))
        return Inspected(Inspection(), tuple((diagnostic, None) for diagnostic in found))

    def _checker(self, name: str) -> Checker:
        """The checker with the settings of the innermost workspace folder around a file."""
        around = [folder for folder in self._overrides if name.startswith(os.path.join(folder, ""))]
        folder = max(around, key=len, default="")
        if folder not in self._checkers:
            overrides = self._overrides.get(folder)
            self._checkers[folder] = Checker(overrides, buffers=self._buffers)
        return self._checkers[folder]

    def fix_all(self, paper: Paper) -> Edits:
        """The edits of all safe fixes, those that only others make possible, too."""
        checker = self._checker(paper.name)
        if checker.settings_for(Path(paper.name).parent).covers(paper.name):
            return {}
        try:
            mended, result = Fixer(checker).fix(from_text(paper.text, paper.name))
        except SourceError:
            return {}
        if any(found.code == INTERNAL_ERROR for found in result.left):
            self._inspected.cache_clear()
        return self._edits(paper, mended)

    def silence(self, paper: Paper, uri: str, line: int, character: int, code: str) -> Edits:
        """The edits that suppress a code found at a place of a piece; none where that cannot be."""
        source = from_text(paper.text, paper.name)
        inspected = self._inspected(paper)
        offset = self._offset(paper, inspected, uri, types.Position(line, character))
        if offset is None:
            return {}
        text = _code(paper, inspected)
        changes = added(text, [(Lines(text).position(offset).row, code)], "")
        try:
            return self._edits(paper, silenced(source, inspected, changes))
        except SourceError:
            return {}

    def hover(self, paper: Paper, uri: str, position: types.Position) -> types.Hover | None:
        """What there is to tell of a place in a piece."""
        try:
            inspected = self._inspected(paper)
        except (SourceError, ConfigError):
            return None
        offset = self._offset(paper, inspected, uri, position)
        if offset is None:
            return None
        note = notes.of_code(_code(paper, inspected), offset)
        analysis = inspected.inspection.analysis
        if note is None and analysis is not None:
            target = self._checker(paper.name).target_of(Path(paper.name), paper.text)
            note = notes.of_transform(analysis, offset, target)
        if note is None:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, note.text))

    def _offset(
        self, paper: Paper, inspected: Inspected, uri: str, position: types.Position
    ) -> int | None:
        """Where a place of a piece is in the module that was read."""
        found = Layout(paper, self._encoding).place(uri, position)
        if found is None:
            return None
        cell, place = found
        if inspected.document is not None:
            moved = inspected.document.module_place(*place, cell)
            if moved is None:
                return None
            place = Position(*moved)
        return Lines(_code(paper, inspected)).offset(place)

    def _edits(self, paper: Paper, after: Source) -> Edits:
        """The edits that make of the pieces what the source says."""
        if not paper.is_notebook:
            texts: list[tuple[int, str]] = [(0, after.text)]
        else:
            cells = documents.cells(paper.name, after.text) or {}
            texts = [(number - 1, cell.source) for number, cell in cells.items()]
        made: Edits = {}
        for index, text in texts:
            piece = paper.pieces[index]
            edits = [*edits_between(piece.text, text, self._encoding)]
            if edits:
                made[piece.uri] = edits
        return made


def _code(paper: Paper, inspected: Inspected) -> str:
    """The module that was read."""
    if inspected.document is not None:
        return inspected.document.code
    return from_text(paper.text, paper.name).code


def _overrides(folder: str, table: object) -> Overrides:
    """The settings of an editor, paths from the workspace folder on."""
    given = Schema(os.path.join(folder, "editor"), rule_codes()).table(table)
    return given._replace(
        origin="editor",
        target_reason="editor's setting target-flax",
        source_reason="editor's setting source-flax",
    )
