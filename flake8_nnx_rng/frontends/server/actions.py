"""Code actions: the fix of a finding, all safe fixes, and comments that suppress a finding."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, NamedTuple

from lsprotocol import types

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR
from flake8_nnx_rng.frontends.server.findings import Edits, Told
from flake8_nnx_rng.frontends.server.papers import Paper
from flake8_nnx_rng.frontends.server.server import Server
from flake8_nnx_rng.frontends.server.session import Seen

FIX_ALL = "source.fixAll.nnx-rng"
KINDS = [types.CodeActionKind.QuickFix, FIX_ALL]


class Wish(NamedTuple):
    """What an action asks of the session, by its name, for a paper: its edits are made late."""

    uri: str
    question: str
    given: list[Any]


async def actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """What can be done about the findings in a range, and about the whole file."""
    found = await server.seen(params.text_document.uri)
    if found is None:
        return []
    paper, seen = found
    made: list[types.CodeAction] = []
    if _wants(params.context.only, types.CodeActionKind.QuickFix):
        touched = [told for told in seen.told if _is_touched(told, params)]
        made += _fixes(server, paper, touched)
        made += [a async for a in _ignores(server, paper, touched)]
    if _wants(params.context.only, FIX_ALL) and _may_fix(seen):
        made.append(await _fix_all(server, paper))
    return [action for action in made if action.edit is not None or action.data is not None]


def _wants(only: Sequence[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Whether a kind is asked for, by itself or by one that it belongs to."""
    if only is None:
        return True
    asked = (str(getattr(one, "value", one)) for one in only)
    return any(f"{kind}.".startswith(f"{one}.") or not one for one in asked)


def _is_touched(told: Told, params: types.CodeActionParams) -> bool:
    where, asked = told.shown.range, params.range
    is_here = told.uri == params.text_document.uri
    return is_here and _key(where.start) <= _key(asked.end) and _key(asked.start) <= _key(where.end)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _may_fix(seen: Seen) -> bool:
    return any(told.mend is not None and told.mend.is_safe for told in seen.told)


def _fixes(server: Server, paper: Paper, touched: Sequence[Told]) -> Iterator[types.CodeAction]:
    """One action for each fix, be it of several findings."""
    left = [told for told in touched if told.mend is not None]
    while left:
        mend, mended = left[0].mend, [told for told in left if told.mend == left[0].mend]
        assert mend is not None
        codes = ", ".join(dict.fromkeys(str(told.shown.code) for told in mended))
        yield types.CodeAction(
            title=f"{mend.title} ({codes})",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[told.shown for told in mended],
            is_preferred=mend.is_safe,
            edit=workspace_edit(server, paper, mend.edits),
        )
        left = [told for told in left if told.mend != mend]


async def _ignores(
    server: Server, paper: Paper, touched: Sequence[Told]
) -> AsyncIterator[types.CodeAction]:
    for told in _of_rules(touched):
        code, start = str(told.shown.code), told.shown.range.start
        wish = Wish(paper.uri, "silence", [told.uri, start.line, start.character, code])
        action = types.CodeAction(
            title=f"Ignore {code} on this line (# noqa: {code})",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[told.shown],
        )
        yield await _with_edit(server, action, wish)


def _of_rules(touched: Sequence[Told]) -> Iterator[Told]:
    """One finding of each rule in a line; a syntax error cannot be suppressed."""
    seen = set()
    for told in touched:
        key = told.shown.code, told.shown.range.start.line
        if told.shown.code not in (None, INTERNAL_ERROR) and key not in seen:
            seen.add(key)
            yield told


async def _fix_all(server: Server, paper: Paper) -> types.CodeAction:
    action = types.CodeAction(title="nnx-rng: fix all that is safe", kind=FIX_ALL)
    return await _with_edit(server, action, Wish(paper.uri, "fix_all", []))


async def _with_edit(server: Server, action: types.CodeAction, wish: Wish) -> types.CodeAction:
    """The action, which some clients ask for its edits only when somebody has chosen it."""
    if server.client.resolves:
        action.data = [*wish]
    else:
        action.edit = await _edit_of(server, wish)
    return action


async def resolved(server: Server, action: types.CodeAction) -> types.CodeAction:
    """The action with its edits."""
    if action.edit is None and action.data is not None:
        action.edit = await _edit_of(server, Wish(*action.data))
    return action


async def _edit_of(server: Server, wish: Wish) -> types.WorkspaceEdit | None:
    paper = server.held.paper(wish.uri)
    if paper is None:
        return None
    edits: Edits = await server.worker.ask(wish.question, paper, *wish.given)
    return workspace_edit(server, paper, edits) if edits else None


def workspace_edit(server: Server, paper: Paper, edits: Edits) -> types.WorkspaceEdit:
    """The edits, for the versions that they were made for if the client cares."""
    if not server.client.versions:
        return types.WorkspaceEdit(changes=dict(edits))
    versions = {piece.uri: piece.version for piece in paper.pieces}
    documents = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(uri, versions.get(uri)), [*made]
        )
        for uri, made in edits.items()
    ]
    return types.WorkspaceEdit(document_changes=[*documents])
