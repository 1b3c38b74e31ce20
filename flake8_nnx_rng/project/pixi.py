"""What pixi.toml, or the table of pixi in pyproject.toml, says about flax."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flake8_nnx_rng.project import conda
from flake8_nnx_rng.project.poetry import parse_all
from flake8_nnx_rng.project.requirement import Listed, Said, first, is_flax, weigh
from flake8_nnx_rng.project.tables import broken_toml, read_toml, table

FILE = "pixi.toml"


def required(folder: Path) -> Said:
    """What pixi.toml says."""
    root = read_toml(folder / FILE)
    return first(map(weigh, listed(root, FILE))) if root else broken_toml(folder / FILE)


def listed(root: Mapping[str, Any], source: str) -> Iterator[list[Listed]]:
    """Lists of requirements: of all environments, then of each platform and feature."""
    places = [root, *_tables(root, "target")]
    for feature in _tables(root, "feature"):
        places += [feature, *_tables(feature, "target")]
    for place in places:
        packages = table(place, "dependencies")
        yield [_as_conda(v, source) for name, v in packages.items() if is_flax(name)]
        yield parse_all(table(place, "pypi-dependencies"), source)


def _tables(root: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return [value for value in table(root, key).values() if isinstance(value, dict)]


def _as_conda(value: object, source: str) -> Listed:
    version = value.get("version") if isinstance(value, dict) else value
    return conda.read(f"flax {version}", source) if isinstance(version, str) else None
