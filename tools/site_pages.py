"""Puts CHANGELOG.md and CONTRIBUTING.md into the site; mkdocs runs it (`hooks` in mkdocs.yml)."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
PAGES = {"changelog.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md"}
"""The page of the site, and the file it is made from."""
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, with links that hold in the site."""
    for page, name in PAGES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=site_text(text, config.repo_url or "")))
    return files


def site_text(text: str, repository: str) -> str:
    """A text of the top folder as a page: what is not in the site is linked in the repository."""

    def moved(link: re.Match[str]) -> str:
        target = link[1]
        own = {name: page for page, name in PAGES.items()}
        if target.startswith("docs/"):
            return f"]({target.removeprefix('docs/')}"
        return f"]({own.get(target) or f'{repository}/blob/main/{target}'}"

    return _LINK.sub(moved, text)
