"""What pyproject.toml says about flax."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flake8_nnx_rng.project import pixi, requirement_files
from flake8_nnx_rng.project.folders import lenient_text, lenient_tree
from flake8_nnx_rng.project.poetry import parse_all
from flake8_nnx_rng.project.requirement import (
    Evidence,
    Listed,
    Said,
    exactly,
    first,
    is_flax,
    parse,
    weigh,
)
from flake8_nnx_rng.project.tables import broken_toml, parsed_toml, read_toml
from flake8_nnx_rng.project.tables import table as _table

FILE = "pyproject.toml"


def own_version(folder: Path) -> Evidence | None:
    """The version of the project itself, if it is flax."""
    project = _table(read_toml(folder / FILE), "project")
    if not is_flax(str(project.get("name", ""))):
        return None
    note = " (this project)"
    in_source = (_assigned_version(lenient_text(folder / "flax" / "version.py")), "flax/version.py")
    declared = (project.get("version"), FILE)
    return next(filter(None, (exactly(v, f, note) for v, f in (in_source, declared))), None)


def required(folder: Path) -> Said:
    """What the first list of requirements that names flax says."""
    root = read_toml(folder / FILE)
    return first(map(weigh, _lists(root))) if root else broken_toml(folder / FILE)


def required_elsewhere(folder: Path) -> Said:
    """What the files say that setuptools is told to read requirements from."""
    text = lenient_text(folder / FILE)
    if "dynamic" not in text:
        return None
    root = parsed_toml(text, "")
    dynamic = _table(root, "tool", "setuptools", "dynamic")
    groups = [dynamic.get("dependencies"), *_table(dynamic, "optional-dependencies").values()]
    return first(weigh(_of_files(group, folder)) for group in groups)


def _of_files(group: object, folder: Path) -> Iterator[Listed]:
    files = _table(group).get("file")
    for name in files if isinstance(files, list) else [files]:
        if isinstance(name, str):
            yield from requirement_files.listed(folder / name, folder)


def _lists(root: dict[str, Any]) -> Iterator[list[Listed]]:
    """Lists of requirements, those that every install takes first."""
    project = _table(root, "project")
    yield parse_all(_table(root, "tool", "uv", "sources"), FILE)
    yield _parsed(project.get("dependencies"))
    yield from map(_parsed, _table(project, "optional-dependencies").values())
    yield from map(_parsed, _table(root, "dependency-groups").values())
    yield _parsed(_table(root, "tool", "uv").get("dev-dependencies"))
    yield from map(_parsed, _table(root, "tool", "pdm", "dev-dependencies").values())
    poetry = _table(root, "tool", "poetry")
    for place in (poetry, *_table(poetry, "group").values()):
        yield parse_all(_table(place, "dependencies"), FILE)
    yield parse_all(_table(poetry, "dev-dependencies"), FILE)
    yield from pixi.listed(_table(root, "tool", "pixi"), FILE)


def _parsed(items: object) -> list[Listed]:
    strings = items if isinstance(items, list) else ()
    return [parse(item, FILE) for item in strings if isinstance(item, str)]


def _assigned_version(source: str) -> object:
    for statement in lenient_tree(source).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            names = [ast.unparse(target) for target in statement.targets]
            if "__version__" in names:
                return statement.value.value
    return None
