"""What a client can do, as far as the server cares."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability


@dataclass(frozen=True)
class Client:
    """Each is False where a client does not say so.

    It `pulls` diagnostics and `refreshes` them when told to, has `settings` that can be asked for,
    can `watch` files, `resolves` the edits of an action when it is chosen, and takes edits for a
    `version` of a document.
    """

    pulls: bool = False
    refreshes: bool = False
    settings: bool = False
    watches: bool = False
    resolves: bool = False
    versions: bool = False

    @classmethod
    def of(cls, said: types.ClientCapabilities) -> Client:
        """Read what a client says at the start."""

        def has(path: str) -> bool:
            return bool(get_capability(said, path))

        resolved = get_capability(said, "text_document.code_action.resolve_support")
        properties = getattr(resolved, "properties", None) or ()
        return cls(
            pulls=get_capability(said, "text_document.diagnostic") is not None,
            refreshes=has("workspace.diagnostics.refresh_support"),
            settings=has("workspace.configuration"),
            watches=has("workspace.did_change_watched_files.dynamic_registration"),
            resolves="edit" in properties and has("text_document.code_action.data_support"),
            versions=has("workspace.workspace_edit.document_changes"),
        )
