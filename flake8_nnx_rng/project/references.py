"""Versions in the addresses from which a distribution may be taken."""

from __future__ import annotations

import re

_TAG = re.compile(r"(?:@|/)v?(\d+(?:\.\d+){1,3}[\w.]*?)(?=$|[#?&]|\.tar|\.zip|\.tgz)")
_ARCHIVE = re.compile(
    r"/flax-(\d+(?:\.\d+)*(?:\.?(?:a|b|rc|dev|post)\d+)?)(?=-py|\.tar|\.zip|-[\w]+\.(?:conda|tar))",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"(?:git\+)?(?:https?|ssh|git)://(?:git@)?github\.com/google/flax(?:\.git)?/?"
    r"(?:@(?:main|master|HEAD))?(?:[#?].*)?",
    re.IGNORECASE,
)
_BARE = re.compile(r"v?(\d+(?:\.\d+){1,3}[\w.]*)")
_PINNED = re.compile(r"==\s*[^*,]+")


def version_in(url: str) -> str | None:
    """The version that a tag, or the name of an archive, says."""
    return _version(_ARCHIVE.search(url) or _TAG.search(url))


def is_head(url: str) -> bool:
    """Whether an address is of what Flax is today: its repository, without a tag or a commit."""
    return _HEAD.fullmatch(url) is not None


def version_of(tag: object) -> str | None:
    """The version that a tag is called after; none for branches and commits."""
    return _version(_BARE.fullmatch(tag) if isinstance(tag, str) else None)


def _version(found: re.Match[str] | None) -> str | None:
    """What was found, if it is a version: `v0.10.` and `0.10_` only look like one."""
    from packaging.version import InvalidVersion, Version  # most projects name no address

    if found is None:
        return None
    try:
        Version(found[1])
    except InvalidVersion:
        return None
    return found[1]


def archived(text: str) -> set[str]:
    """The versions in all names of archives of flax in a text."""
    return set(_ARCHIVE.findall(text))


def pinned(specifier: str) -> bool:
    """Whether a specifier is of one version."""
    return _PINNED.fullmatch(specifier) is not None
