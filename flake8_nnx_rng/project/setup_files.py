"""What setup.cfg and setup.py say; setup.py is read, never run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from flake8_nnx_rng.project import requirement_files
from flake8_nnx_rng.project.folders import lenient_text, lenient_tree
from flake8_nnx_rng.project.requirement import Listed, Said, first, parse, weigh

CONFIGURATION = "setup.cfg"
SCRIPT = "setup.py"
_KEYWORDS = ("install_requires", "extras_require")


def required_by_cfg(folder: Path) -> Said:
    """What install_requires of setup.cfg says, else its extras; they may be in other files."""
    text = lenient_text(folder / CONFIGURATION)
    is_about = "flax" in text.lower() or "file:" in text
    lists = _cfg_lists(text) if is_about else ()
    return first(weigh(_cfg_requirements(items, folder)) for items in lists)


def _cfg_requirements(items: list[str], folder: Path) -> Iterator[Listed]:
    for item in items:
        files = item.strip().removeprefix("file:")
        if files == item.strip():
            yield parse(item, CONFIGURATION)
        else:
            for name in files.split(","):
                yield from requirement_files.listed(folder / name.strip(), folder)


def required_by_script(folder: Path) -> Said:
    """What the string literals in install_requires=, else extras_require=, of setup.py say."""
    text = lenient_text(folder / SCRIPT)
    lists = _script_lists(text) if "flax" in text.lower() else ()
    return first(weigh(parse(item, SCRIPT) for item in items) for items in lists)


def _cfg_lists(text: str) -> Iterator[list[str]]:
    from configparser import Error, RawConfigParser

    parser = RawConfigParser()
    try:
        parser.read_string(text)
    except Error:
        return
    yield parser.get("options", "install_requires", fallback="").splitlines()
    if parser.has_section("options.extras_require"):
        yield from (extra.splitlines() for _, extra in parser.items("options.extras_require"))


def _script_lists(text: str) -> Iterator[list[str]]:
    nodes = [*ast.walk(lenient_tree(text))]
    given = [node for node in nodes if isinstance(node, ast.keyword) and node.arg in _KEYWORDS]
    for keyword in sorted(given, key=lambda node: _KEYWORDS.index(str(node.arg))):
        yield [text for value in _values(keyword.value, nodes) for text in _strings(value)]


def _values(value: ast.expr, nodes: list[ast.AST]) -> Iterator[ast.AST]:
    """The value itself, and what is assigned to it if it is a name."""
    yield value
    if isinstance(value, ast.Name):
        for node in nodes:
            if isinstance(node, ast.Assign) and value.id in map(ast.unparse, node.targets):
                yield node.value


def _strings(value: ast.AST) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.splitlines()
