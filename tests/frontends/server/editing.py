"""An editor of a few lines: it opens files, changes them, and applies what a server offers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from editors.session import MENDED, MISTAKE
from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities

__all__ = ["MENDED", "MISTAKE", "Editor", "applied", "until"]
_PATIENCE = 30.0


class Editor:
    """What a test does in an editor."""

    def __init__(self, client: LanguageClient, name: str) -> None:
        self.client = client
        self.capabilities = client_capabilities(name)
        self.texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}

    async def start(self, *folders: Path, options: object = None) -> types.ServerCapabilities:
        whole = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
        result = await self.client.initialize_session(
            types.InitializeParams(
                capabilities=self.capabilities,
                root_uri=folders[0].as_uri(),
                workspace_folders=whole,
                initialization_options=options,
            )
        )
        return result.capabilities

    def open(self, path: Path, text: str | None = None) -> str:
        uri, text = path.as_uri(), path.read_text("utf-8") if text is None else text
        self.texts[uri], self._versions[uri] = text, 1
        item = types.TextDocumentItem(uri, "python", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def type(self, uri: str, text: str) -> None:
        """Replace the whole text."""
        self._versions[uri] += 1
        self.texts[uri] = text
        self._send(uri, types.TextDocumentContentChangeWholeDocument(text))

    def replace(self, uri: str, where: types.Range, text: str) -> None:
        """Type something in one place, all in ASCII."""
        self._versions[uri] += 1
        self.texts[uri] = applied(self.texts[uri], [types.TextEdit(where, text)])
        self._send(uri, types.TextDocumentContentChangePartial(range=where, text=text))

    def _send(self, uri: str, change: types.TextDocumentContentChangeEvent) -> None:
        named = types.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(named, [change]))

    async def told(self, uri: str, *codes: str | None) -> Sequence[types.Diagnostic]:
        """What is shown, once it is these codes."""
        shown = self.client.diagnostics
        await until(lambda: uri in shown and [d.code for d in shown[uri]] == [*codes])
        return shown[uri]

    async def actions(
        self, uri: str, where: types.Range, only: list[str] | None = None
    ) -> dict[str, types.CodeAction]:
        context = types.CodeActionContext([], only=only)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, context)
        found = await self.client.text_document_code_action_async(params) or []
        return {one.title: one for one in found if isinstance(one, types.CodeAction)}

    async def apply(self, action: types.CodeAction) -> None:
        """Choose an action; one without edits is asked for them then."""
        if action.edit is None:
            action = await self.client.code_action_resolve_async(action)
        edit = action.edit
        assert edit is not None
        made = {uri: [*edits] for uri, edits in (edit.changes or {}).items()}
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            uri = change.text_document.uri
            assert change.text_document.version == self._versions[uri]
            made[uri] = [e for e in change.edits if isinstance(e, types.TextEdit)]
        for uri, edits in made.items():
            self.type(uri, applied(self.texts[uri], edits))

    async def pull(self, uri: str, before: str | None = None) -> types.DocumentDiagnosticReport:
        named = types.TextDocumentIdentifier(uri)
        params = types.DocumentDiagnosticParams(named, previous_result_id=before)
        return await self.client.text_document_diagnostic_async(params)


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something to come true."""
    async with asyncio.timeout(_PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)


def applied(text: str, edits: Sequence[types.TextEdit]) -> str:
    """A text in ASCII with edits made."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def offset(place: types.Position) -> int:
        return starts[place.line] + place.character

    for edit in sorted(edits, key=lambda e: offset(e.range.start), reverse=True):
        start, end = offset(edit.range.start), offset(edit.range.end)
        text = text[:start] + edit.new_text + text[end:]
    return text
