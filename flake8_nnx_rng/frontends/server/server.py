"""The server: what is open is checked again when it or something around it has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from flake8_nnx_rng import __version__
from flake8_nnx_rng.frontends.server.clients import Client
from flake8_nnx_rng.frontends.server.holding import Holding
from flake8_nnx_rng.frontends.server.options import DEBOUNCE
from flake8_nnx_rng.frontends.server.papers import Paper
from flake8_nnx_rng.frontends.server.session import Seen
from flake8_nnx_rng.frontends.server.worker import GivenUpError, Urgency, Worker

_QUIET = 0.5
"""Seconds that the texts around the one that is written wait longer than that."""
_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithNotebook(
            notebook=types.NotebookDocumentFilterNotebookType("jupyter-notebook"),
            cells=[types.NotebookCellLanguage("python")],
        )
    ],
    save=True,
)


@dataclass(frozen=True)
class _Known:
    """What was found in a paper, and when; with `fixes` or not."""

    paper: Paper
    turn: int
    seen: Seen
    fixes: bool


class Server(LanguageServer):
    """A language server for one client."""

    def __init__(self) -> None:
        super().__init__(
            "nnx-rng",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            notebook_document_sync=_NOTEBOOKS,
        )
        self.debounce = DEBOUNCE / 1000
        self._turn = 0
        self._known: dict[str, _Known] = {}
        self._names: dict[str, str] = {}
        self._plans: dict[str, asyncio.Task[None]] = {}
        self._problems: set[str] = set()

    def begin(self, params: types.InitializeParams) -> None:
        """Take what the client says of itself."""
        self.client = Client.of(params.capabilities)
        before = self.workspace
        self.protocol._workspace = self.held = Holding(
            before.root_uri,
            types.TextDocumentSyncKind.Incremental,
            params.workspace_folders or [],
            before.position_encoding,
        )
        encoding = (
            before.position_encoding
        )  # a name where a client names it, else a member of an enum
        self.worker = Worker(str(getattr(encoding, "value", encoding)))

    async def configure(self, tables: Mapping[str, object], debounce: int | None) -> None:
        """Take the editor's settings; what cannot be used is told."""
        self.debounce = (DEBOUNCE if debounce is None else debounce) / 1000
        try:
            problems = await self.worker.configure(tables)
        except GivenUpError as error:
            problems = [str(error)]
        for problem in problems:
            self.complain(problem)
        self.look_around()

    def complain(self, problem: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Tell the user, once."""
        if problem and problem not in self._problems:
            self._problems.add(problem)
            told = types.ShowMessageParams(kind, f"nnx-rng: {problem}")
            self.window_show_message(told)

    def changed(self, uri: str) -> None:
        """Check a text that has changed, and then those around it."""
        paper = self.held.paper(uri)
        if paper is None:
            return
        self._names[paper.uri] = paper.name
        self.worker.hold(paper.name, paper.text)
        self._turn += 1
        self._plan(paper.uri, self.debounce, Urgency.SEEN)
        for other in self.held.papers:
            if other.uri != paper.uri:
                self._plan(other.uri, self.debounce + _QUIET, Urgency.AROUND)

    def opened(self, uri: str) -> None:
        """Check a text that was opened, or saved, at once."""
        self.changed(uri)
        paper = self.held.paper(uri)
        if paper is not None:
            self._plan(paper.uri, 0, Urgency.SEEN)

    def closed(self, uri: str, pieces: Iterable[str]) -> None:
        """Forget what an editor held, with its pieces; what the disk has counts again."""
        plan = self._plans.pop(uri, None)
        if plan is not None:
            plan.cancel()
        self._known.pop(uri, None)
        name = self._names.pop(uri, None)
        if name is not None:
            self.worker.hold(name, None)
        self.clear(pieces)
        self.look_around()

    def clear(self, pieces: Iterable[str]) -> None:
        """Take back what was told of documents or cells that are gone."""
        for uri in pieces:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def look_around(self) -> None:
        """Check all that is open: something that it may rest on is no longer what it was."""
        self._turn += 1
        for paper in self.held.papers:
            self._plan(paper.uri, self.debounce, Urgency.AROUND)
        if self.client.refreshes:
            self.workspace_diagnostic_refresh(None)

    def _plan(self, uri: str, delay: float, urgency: Urgency) -> None:
        before = self._plans.pop(uri, None)
        if before is not None:
            before.cancel()
        self._plans[uri] = asyncio.ensure_future(self._check_later(uri, delay, urgency))

    async def _check_later(self, uri: str, delay: float, urgency: Urgency) -> None:
        await asyncio.sleep(delay)
        paper = self.held.paper(uri)
        if paper is not None and self._is_pushed(paper):
            seen = await self._check(paper, urgency)
            if self._is_current(paper):
                self._publish(paper, seen)

    def _is_pushed(self, paper: Paper) -> bool:
        return paper.is_notebook or not self.client.pulls

    def _is_current(self, paper: Paper) -> bool:
        now = self.held.paper(paper.uri)
        return now is not None and now.versions == paper.versions

    def _publish(self, paper: Paper, seen: Seen) -> None:
        for piece in paper.pieces:
            found = [told.shown for told in seen.told if told.uri == piece.uri]
            params = types.PublishDiagnosticsParams(piece.uri, found, piece.version)
            self.text_document_publish_diagnostics(params)

    async def seen(self, uri: str) -> tuple[Paper, Seen] | None:
        """What there is to tell of a text as it is now, of whatever is around it, with fixes."""
        paper = self.held.paper(uri)
        if paper is None:
            return None
        known = self._known.get(paper.uri)
        if known is not None and known.paper == paper and (known.fixes or not known.seen.told):
            return paper, known.seen
        return paper, await self._check(paper, Urgency.ASKED, fixes=True)

    async def found_in(self, uri: str) -> Iterable[types.Diagnostic]:
        """The findings in a document that the client asks for."""
        paper = self.held.paper(uri)
        if paper is None or paper.is_notebook:  # whose cells are told without being asked for
            return []
        return [told.shown for told in (await self._check(paper, Urgency.ASKED)).told]

    async def _check(self, paper: Paper, urgency: Urgency, *, fixes: bool = False) -> Seen:
        turn, known = self._turn, self._known.get(paper.uri)
        is_same = known is not None and (known.turn, known.paper) == (turn, paper)
        if known is not None and is_same and (known.fixes or not fixes):
            return known.seen
        question = "check" if fixes else "glance"
        try:
            seen: Seen = await self.worker.ask(question, paper, urgency=urgency)
        except GivenUpError as error:
            seen = Seen(problem=f"{paper.name}: {error}")
        self.complain(seen.problem)
        self.complain(seen.warning, types.MessageType.Warning)
        if self._is_current(paper):
            self._known[paper.uri] = _Known(paper, turn, seen, fixes)
        return seen
