"""Poetry's way to write a requirement: carets, tildes, stars and alternatives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flake8_nnx_rng.project.references import version_of
from flake8_nnx_rng.project.requirement import (
    DISTRIBUTION,
    Listed,
    Requirement,
    Unread,
    at,
    is_flax,
)

if TYPE_CHECKING:
    from packaging.markers import Marker
    from packaging.specifiers import SpecifierSet

_ADDRESSES = ("git", "url", "file", "path")
_TAGS = ("tag", "rev", "ref", "branch")
_TERM = re.compile(r"(\^|~=|~|===|==|!=|<=|>=|<|>|=)?\s*([^\s,^~=!<>]+)[\s,]*")


def parse_all(dependencies: Mapping[str, object], source: str) -> list[Listed]:
    """Requirements of flax in a table of dependencies, as Poetry, pipenv, pixi and uv write it."""
    values = [value for name, value in dependencies.items() if is_flax(name)]
    found: list[Listed] = []
    for value in values:
        found += [_parse(one, source) for one in (value if isinstance(value, list) else [value])]
    return found


def _parse(value: object, source: str) -> Listed:
    table: Mapping[str, Any] = value if isinstance(value, dict) else {"version": value}
    version = table.get("version")
    if not isinstance(version, str):
        return _by_address(table, source)
    try:
        alternatives = specifiers(version)
        marker = _marker(table)
    except ValueError:
        return Unread(source, f"{DISTRIBUTION} {version.strip()}")
    if not all(alternatives):
        return None
    return Requirement(source, f"{DISTRIBUTION} {version.strip()}", alternatives, marker)


def _by_address(table: Mapping[str, Any], source: str) -> Listed:
    """A requirement by a repository and its tag, or by an archive."""
    address = next((table[key] for key in _ADDRESSES if isinstance(table.get(key), str)), None)
    if address is None:
        return None
    tag = next((table[key] for key in _TAGS if isinstance(table.get(key), str)), "")
    shown = f"{DISTRIBUTION} {address}{'@' * bool(tag)}{tag}"
    try:
        marker = _marker(table)
    except ValueError:
        return Unread(source, shown)
    return at(f"{address}@{version_of(tag) or tag}" if tag else address, source, shown, marker)


def specifiers(constraint: str) -> tuple[SpecifierSet, ...]:
    """The alternatives of a constraint such as `^0.10 || 0.8.*`, or raise ValueError."""
    return tuple(_specifier_set(part) for part in re.split(r"\|\|?", constraint.strip()))


def _specifier_set(text: str) -> SpecifierSet:
    from packaging.specifiers import SpecifierSet

    terms = _TERM.findall(text)
    if not terms or _TERM.sub("", text).strip():
        raise ValueError(f"not a constraint: {text!r}")
    return SpecifierSet(",".join(_pep440(operator, version) for operator, version in terms))


def _pep440(operator: str, version: str) -> str:
    if version == "*":
        return ""
    if operator in ("", "="):
        return f"=={version}"
    if operator not in ("^", "~"):
        return f"{operator}{version}"
    return f">={version},<{_next(version, caret=operator == '^')}"


def _next(version: str, *, caret: bool) -> str:
    """The first version that is too new: the number that must not change, plus one."""
    from packaging.version import Version

    numbers = Version(version).release
    last = len(numbers) - 1
    fixed = next((i for i, n in enumerate(numbers) if n), last) if caret else min(1, last)
    return ".".join(map(str, (*numbers[:fixed], numbers[fixed] + 1)))


def _marker(table: Mapping[str, Any]) -> Marker | None:
    """What restricts a requirement to some environments, or raise ValueError."""
    from packaging.markers import Marker

    conditions = [table["markers"]] if isinstance(table.get("markers"), str) else []
    if isinstance(table.get("python"), str):
        conditions.append(_python_marker(table["python"]))
    return Marker(" and ".join(f"({c})" for c in conditions if c)) if any(conditions) else None


def _python_marker(constraint: str) -> str:
    alternatives = specifiers(constraint)
    if not all(alternatives):
        return ""
    return " or ".join(
        " and ".join(f'python_full_version {s.operator} "{s.version}"' for s in one)
        for one in alternatives
    )
