"""The server as editors meet it: a process, messages, real files with mistakes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from frontends.server.editing import MENDED, MISTAKE, Editor, until
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

COMMAND = [sys.executable, "-m", "flake8_nnx_rng", "server"]
DECORATOR = types.Range(types.Position(5, 1), types.Position(5, 31))
HELPER = "from flax import nnx\n\n\ndef make():\n    return nnx.Rngs(0)\n"
USE = """\
from flax import nnx
from helper import make


@nnx.vmap
def draw(rngs):
    return rngs.params()


draw(make())
"""


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    yield
    await lsp_client.shutdown_session()


def project(folder: Path, target: str = "0.12.8", **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    table = f'[tool.flake8-nnx-rng]\ntarget-flax = "{target}"\n'
    (folder / "pyproject.toml").write_text(table, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.asyncio
async def test_a_mistake_is_shown_and_mended_while_it_is_written(
    client: LanguageClient, tmp_path: Path
) -> None:
    editor = Editor(client, "neovim@0.7.0")
    await editor.start(project(tmp_path, create=MISTAKE))
    uri = editor.open(tmp_path / "create.py")
    unsplit, needless = await editor.told(uri, "NNX101", "NNX301")
    assert unsplit.range == needless.range == DECORATOR
    assert (unsplit.severity, needless.severity) == (
        types.DiagnosticSeverity.Error,
        types.DiagnosticSeverity.Warning,
    )
    assert unsplit.source == "nnx-rng"
    assert unsplit.code_description is not None
    assert unsplit.code_description.href.endswith("/rules/NNX101/")
    (related,) = unsplit.related_information or ()
    assert related.message == "called here"
    assert related.location == types.Location(
        uri, types.Range(types.Position(10, 0), types.Position(10, 19))
    )

    offered = await editor.actions(uri, DECORATOR)
    (fix,) = (a for title, a in offered.items() if title.startswith("Migrate"))
    assert fix.is_preferred
    assert fix.diagnostics == (unsplit, needless)
    await editor.apply(fix)
    assert editor.texts[uri] == MENDED
    await editor.told(uri)

    editor.type(uri, MISTAKE)
    await editor.told(uri, "NNX101", "NNX301")
    offered = await editor.actions(uri, DECORATOR, ["source.fixAll.nnx-rng"])
    assert [*offered] == ["nnx-rng: fix all that is safe"]
    await editor.apply(offered["nnx-rng: fix all that is safe"])
    assert editor.texts[uri] == MENDED
    await editor.told(uri)

    editor.type(uri, MISTAKE)
    await editor.told(uri, "NNX101", "NNX301")
    for code, left in (("NNX101", ["NNX301"]), ("NNX301", [])):
        offered = await editor.actions(uri, DECORATOR)
        await editor.apply(offered[f"Ignore {code} on this line (# noqa: {code})"])
        await editor.told(uri, *left)
    assert "axis_size=3)  # noqa: NNX101, NNX301\n" in editor.texts[uri]

    end = types.Position(10, 6)
    editor.replace(uri, types.Range(end, end), "(")
    (broken,) = await editor.told(uri, None)
    assert broken.message.startswith("cannot be parsed: '(' was never closed")
    assert broken.range.start == types.Position(10, 6)
    editor.replace(uri, types.Range(end, types.Position(10, 7)), "")
    await editor.told(uri)

    closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
    editor.type(uri, MISTAKE)
    await editor.told(uri, "NNX101", "NNX301")
    client.text_document_did_close(closed)
    await editor.told(uri)
    assert client.messages == []


@pytest.mark.asyncio
async def test_what_is_not_saved_in_another_file_counts(
    client: LanguageClient, tmp_path: Path
) -> None:
    editor = Editor(client, "neovim@0.7.0")
    await editor.start(project(tmp_path, helper=HELPER, use=USE))
    uri = editor.open(tmp_path / "use.py")
    (found,) = await editor.told(uri, "NNX101")
    assert found.range.start == types.Position(4, 1)
    helper = editor.open(tmp_path / "helper.py")
    editor.type(helper, HELPER.replace("Rngs(0)", "Rngs(0).split(3)"))
    await editor.told(uri)
    closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(helper))
    client.text_document_did_close(closed)
    await editor.told(uri, "NNX101")

    # A caller that is only in a buffer counts, too, and so does a file that was saved.
    (tmp_path / "helper.py").write_text(HELPER.replace("Rngs(0)", "Rngs(0).split(3)"), "utf-8")
    saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
    client.text_document_did_save(saved)
    await editor.told(uri)


@pytest.mark.asyncio
async def test_folders_and_settings_of_an_editor_that_asks(
    client: LanguageClient, tmp_path: Path
) -> None:
    """VS Code pulls diagnostics, answers for settings, watches files, resolves actions."""
    new, old = (
        project(tmp_path / "new", create=MISTAKE),
        project(tmp_path / "old", "0.8.5", create=MISTAKE),
    )
    editor = Editor(client, "visual-studio-code")
    assert editor.capabilities.text_document is not None
    assert editor.capabilities.workspace is not None
    editor.capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    refreshing = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
    editor.capabilities.workspace.diagnostics = refreshing
    client.set_configuration({"nnx-rng": {"ignore": ["NNX301"]}})
    registered: list[types.RegistrationParams] = []

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(client: LanguageClient, params: types.RegistrationParams) -> None:
        registered.append(params)

    offered = await editor.start(new, old, options={"debounce": 0})
    assert offered.diagnostic_provider is not None
    await until(lambda: client.diagnostic_refresh_count > 0)

    uri, in_old = editor.open(new / "create.py"), editor.open(old / "create.py")
    report = await editor.pull(uri)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert [found.code for found in report.items] == ["NNX101"]
    again = await editor.pull(uri, report.result_id)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)
    assert getattr(await editor.pull(in_old), "items", None) == ()
    assert client.diagnostics == {}

    await until(lambda: bool(registered))
    assert "pyproject.toml" in str(registered[0])
    offer = await editor.actions(uri, DECORATOR)
    assert all(one.edit is None for title, one in offer.items() if not title.startswith("Migrate"))
    await editor.apply(offer["nnx-rng: fix all that is safe"])
    assert "split_rngs" in editor.texts[uri]
    editor.type(uri, MISTAKE)

    before = client.diagnostic_refresh_count
    client.set_configuration({"nnx-rng": {"select": ["NNX3"], "target-flux": "0.12.8"}})
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await until(lambda: client.diagnostic_refresh_count > before)
    await until(lambda: bool(client.messages))
    assert "unknown field `target-flux`" in client.messages[0].message
    client.set_configuration({"nnx-rng": {"select": ["NNX3"]}})
    before = client.diagnostic_refresh_count
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    await until(lambda: client.diagnostic_refresh_count > before)
    report = await editor.pull(uri)
    assert [found.code for found in getattr(report, "items", ())] == ["NNX301"]

    (new / "pyproject.toml").write_text('[tool.flake8-nnx-rng]\ntarget-flax = "9"\nx = 1\n')
    told = types.FileEvent((new / "pyproject.toml").as_uri(), types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([told]))
    (found,) = getattr(await editor.pull(uri), "items", ())
    assert "was not checked" in found.message
    assert "unknown field `x`" in found.message
    assert getattr(await editor.pull(in_old), "items", None) == ()


@pytest.mark.asyncio
@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 17), ("utf-16", 15), ("utf-32", 14)])
async def test_columns_are_counted_as_the_client_wants(
    client: LanguageClient, tmp_path: Path, encoding: str, column: int
) -> None:
    line = '"\N{GRINNING FACE}"; create = nnx.vmap(lambda rngs: rngs(), axis_size=3)(nnx.Rngs(0))\n'
    editor = Editor(client, "neovim@0.7.0")
    wanted = types.GeneralClientCapabilities(position_encodings=[encoding])
    editor.capabilities.general = wanted
    said = await editor.start(project(tmp_path, create=f"from flax import nnx\n\n{line}"))
    assert said.position_encoding == encoding
    (found,) = await editor.told(editor.open(tmp_path / "create.py"), "NNX101")
    assert found.range.start == types.Position(2, column)


@pytest.mark.asyncio
async def test_a_file_made_meanwhile_is_found_once_it_is_opened(
    client: LanguageClient, tmp_path: Path
) -> None:
    editor = Editor(client, "neovim@0.7.0")
    await editor.start(project(tmp_path, use=USE.replace("helper", "later")))
    uri = editor.open(tmp_path / "use.py")
    await editor.told(uri)
    (tmp_path / "later.py").write_text(HELPER, encoding="utf-8")
    editor.open(tmp_path / "later.py")
    await editor.told(uri, "NNX101")


def test_it_ends_as_it_is_told_to() -> None:
    asked = (
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,'
        '"capabilities":{}}}',
        '{"jsonrpc":"2.0","id":2,"method":"shutdown"}',
        '{"jsonrpc":"2.0","method":"exit"}',
    )
    said = "".join(f"Content-Length: {len(one)}\r\n\r\n{one}" for one in asked)
    done = subprocess.run(COMMAND, input=said, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
