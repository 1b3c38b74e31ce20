"""What a Pipfile says about flax."""

from __future__ import annotations

from pathlib import Path

from flake8_nnx_rng.project.poetry import parse_all
from flake8_nnx_rng.project.requirement import Said, first, weigh
from flake8_nnx_rng.project.tables import broken_toml, read_toml, table

FILE = "Pipfile"
_TABLES = ("packages", "dev-packages")


def required(folder: Path) -> Said:
    """What is installed always, else what is for those who work on it."""
    root = read_toml(folder / FILE)
    said = (weigh(parse_all(table(root, name), FILE)) for name in _TABLES)
    return first(said) if root else broken_toml(folder / FILE)
