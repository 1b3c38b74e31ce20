"""What the server answers to each message of a client."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from flake8_nnx_rng.frontends.server import actions, options
from flake8_nnx_rng.frontends.server.options import SECTION, EditorOptions
from flake8_nnx_rng.frontends.server.server import Server
from flake8_nnx_rng.project import config_files, target

_MODULES = (".py", ".pyi")
_WATCHED = (
    "**/*.{py,pyi}",
    f"**/{{{','.join(dict.fromkeys((*config_files.FILES, *target.FILES)))}}}",
    *(f"**/{beginning}*" for beginning in target.BEGINNINGS),
)


def serve() -> None:
    """Talk to a client over standard input and output until it has enough."""
    made().start_io()


def made() -> Server:
    """A server with its answers."""
    server = Server()
    given = EditorOptions({})

    @server.feature(types.INITIALIZE)
    def initialize(server: Server, params: types.InitializeParams) -> None:
        nonlocal given
        given = options.read(params.initialization_options)
        server.begin(params)

    @server.feature(types.INITIALIZED)
    async def initialized(server: Server, params: types.InitializedParams) -> None:
        await configure(server, None)
        await _watch(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def settings_changed(server: Server, params: types.DidChangeConfigurationParams) -> None:
        await configure(server, params.settings)

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders_changed(
        server: Server, params: types.DidChangeWorkspaceFoldersParams
    ) -> None:
        await configure(server, None)

    last: dict[str, object] = {}

    async def configure(server: Server, pushed: object) -> None:
        if pushed is not None:
            last["pushed"] = pushed
        found = await _settings(server, last.get("pushed"))
        whole = {place: options.merged(given, said) for place, said in found.items()}
        tables = {place: said.table for place, said in whole.items()}
        await server.configure(tables, whole[""].debounce)

    _follow_documents(server)
    _follow_notebooks(server)
    _follow_files(server)
    _answer(server)
    return server


async def _settings(server: Server, pushed: object) -> dict[str, EditorOptions]:
    """What the editor sets for each workspace folder, and where there is none."""
    folders = server.held.folder_paths
    if not server.client.settings:
        return dict.fromkeys(["", *folders], options.read(pushed))
    uris = {to_fs_path(folder.uri): folder.uri for folder in server.held.folders.values()}
    scopes = [None, *(uris.get(folder) for folder in folders)]
    items = [types.ConfigurationItem(scope_uri=uri, section=SECTION) for uri in scopes]
    try:
        told = await server.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException:
        told = [None for _ in items]
    return {place: options.read(one) for place, one in zip(["", *folders], told, strict=True)}


async def _watch(server: Server) -> None:
    """Ask to be told of files that change, if the client can tell."""
    if not server.client.watches:
        return
    watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    wanted = types.DidChangeWatchedFilesRegistrationOptions(watchers)
    asked = types.RegistrationParams([types.Registration("files", method, wanted)])
    try:
        await server.client_register_capability_async(asked)
    except JsonRpcException:
        server.client = replace(server.client, watches=False)


def _follow_documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(server: Server, params: types.DidOpenTextDocumentParams) -> None:
        _opened(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(server: Server, params: types.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(server: Server, params: types.DidSaveTextDocumentParams) -> None:
        _opened(server, params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(server: Server, params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri, [params.text_document.uri])


def _opened(server: Server, uri: str) -> None:
    """Take what was opened, or saved."""
    if not server.client.watches:  # who knows what else was made or saved
        server.worker.forget()
    server.opened(uri)


def _follow_notebooks(server: Server) -> None:
    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def opened(server: Server, params: types.DidOpenNotebookDocumentParams) -> None:
        _opened(server, params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def changed(server: Server, params: types.DidChangeNotebookDocumentParams) -> None:
        cells = params.change.cells
        gone = cells.structure.did_close if cells and cells.structure else None
        server.clear([cell.uri for cell in gone or ()])
        server.changed(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    def saved(server: Server, params: types.DidSaveNotebookDocumentParams) -> None:
        _opened(server, params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def closed(server: Server, params: types.DidCloseNotebookDocumentParams) -> None:
        cells = [cell.uri for cell in params.cell_text_documents]
        server.closed(params.notebook_document.uri, cells)


def _follow_files(server: Server) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def changed(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
        held = {paper.name for paper in server.held.papers}
        for change in params.changes:
            path = to_fs_path(change.uri)
            if path is None:
                continue
            name = os.path.abspath(path)
            is_same = change.type == types.FileChangeType.Changed and name.endswith(_MODULES)
            if not is_same:
                server.worker.forget()
            elif name not in held:
                server.worker.look_again([name])
        server.look_around()


def _answer(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="nnx-rng"
        ),
    )
    async def diagnostics(
        server: Server, params: types.DocumentDiagnosticParams
    ) -> types.DocumentDiagnosticReport:
        found = [*await server.found_in(params.text_document.uri)]
        name = blake2b(repr(found).encode(errors="replace"), digest_size=16).hexdigest()
        if params.previous_result_id == name:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(found, result_id=name)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=actions.KINDS, resolve_provider=True),
    )
    async def code_actions(
        server: Server, params: types.CodeActionParams
    ) -> list[types.CodeAction]:
        return await actions.actions(server, params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(server: Server, action: types.CodeAction) -> types.CodeAction:
        return await actions.resolved(server, action)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        paper = server.held.paper(uri)
        if paper is None:
            return None
        found: types.Hover | None = await server.worker.ask("hover", paper, uri, params.position)
        return found

    @server.feature(types.SHUTDOWN)
    def shutdown(server: Server, params: Any) -> None:
        server.worker.close()
