"""What pyproject.toml says about flax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flake8_nnx_rng.project.folders import lenient_text, lenient_tree
from flake8_nnx_rng.project.poetry import parse_all
from flake8_nnx_rng.project.requirement import (
    Evidence,
    Requirement,
    exactly,
    is_flax,
    parse,
    weigh,
)

FILE = "pyproject.toml"


def own_version(folder: Path) -> Evidence | None:
    """The version of the project itself, if it is flax."""
    project = _table(_read(folder), "project")
    if not is_flax(str(project.get("name", ""))):
        return None
    note = " (this project)"
    in_source = (_assigned_version(lenient_text(folder / "flax" / "version.py")), "flax/version.py")
    declared = (project.get("version"), FILE)
    return next(filter(None, (exactly(v, f, note) for v, f in (in_source, declared))), None)


def required(folder: Path) -> Evidence | None:
    """What the first list of requirements that names flax says."""
    return next(filter(None, map(weigh, _lists(_read(folder)))), None)


def _read(folder: Path) -> dict[str, Any]:
    text = lenient_text(folder / FILE)
    if "flax" not in text.lower():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _lists(root: dict[str, Any]) -> Iterator[list[Requirement | None]]:
    """Lists of requirements, those that every install takes first."""
    project = _table(root, "project")
    yield _parsed(project.get("dependencies"))
    yield from map(_parsed, _table(project, "optional-dependencies").values())
    yield from map(_parsed, _table(root, "dependency-groups").values())
    yield _parsed(_table(root, "tool", "uv").get("dev-dependencies"))
    yield from map(_parsed, _table(root, "tool", "pdm", "dev-dependencies").values())
    poetry = _table(root, "tool", "poetry")
    for place in (poetry, *_table(poetry, "group").values()):
        yield parse_all(_table(place, "dependencies"), FILE)
    yield parse_all(_table(poetry, "dev-dependencies"), FILE)


def _parsed(items: object) -> list[Requirement | None]:
    strings = items if isinstance(items, list) else ()
    return [parse(item, FILE) for item in strings if isinstance(item, str)]


def _table(root: object, *keys: str) -> dict[str, Any]:
    """The table at a path of keys; an empty one when it is missing or no table."""
    for key in keys:
        root = root.get(key) if isinstance(root, dict) else None
    return root if isinstance(root, dict) else {}


def _assigned_version(source: str) -> object:
    for statement in lenient_tree(source).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            names = [ast.unparse(target) for target in statement.targets]
            if "__version__" in names:
                return statement.value.value
    return None
