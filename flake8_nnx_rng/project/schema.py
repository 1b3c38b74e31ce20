"""Checks settings as they were written, and words what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from flake8_nnx_rng.project.errors import ConfigError
from flake8_nnx_rng.project.layers import Overrides, PerFileIgnores
from flake8_nnx_rng.project.selection import names_a_rule

_T = TypeVar("_T")

TABLE = "tool.flake8-nnx-rng"
LINE_LENGTHS = range(1, 321)
"""The line lengths that ruff takes."""
MOST_SECONDS = 1e6
_TYPES: dict[type, str] = {
    str: "string",
    int: "integer",
    float: "float",
    bool: "boolean",
    list: "array",
    dict: "table",
}


class Checker(NamedTuple):
    """Turns raw values of one file into settings, or raises `ConfigError`.

    `codes` are the rules that exist; when empty, only the form of a code is checked.
    """

    path: str | Path
    codes: Collection[str] = ()

    def table(self, table: object) -> Overrides:
        """Read `[tool.flake8-nnx-rng]`."""
        values: dict[str, Any] = {}
        for key, value in self._mapping(TABLE, table).items():
            if key not in _FIELDS:
                expected = ", ".join(f"`{field}`" for field in _FIELDS)
                raise ConfigError(self.path, f"unknown field `{key}`, expected one of {expected}")
            values[key.replace("-", "_")] = _FIELDS[key](self, key, value)
        place = f"pyproject.toml: [{TABLE}]"
        return Overrides(
            **values,
            origin=f"{self.path}: [{TABLE}]",
            target_reason=f"{place} target-flax",
            source_reason=f"{place} source-flax",
        )

    def overrides(self, given: Overrides) -> Overrides:
        """Check what did not come from a file."""
        for key in ("target-flax", "source-flax"):
            if (release := getattr(given, key.replace("-", "_"))) is not None:
                self.release(key, release)
        for key in ("select", "extend-select", "ignore"):
            self.rules(key, list(getattr(given, key.replace("-", "_"))))
        self.rules_by_file("per-file-ignores", {p: list(c) for p, c in given.per_file_ignores})
        if given.time_limit is not None:
            self.seconds("time-limit", given.time_limit)
        if given.line_length is not None:
            self.line_length("line-length", given.line_length)
        return given

    def release(self, key: str, value: object) -> str:
        """A release of Flax, as it was written."""
        from flake8_nnx_rng.semantics import releases

        text = self._typed(key, value, str, 'a string such as "0.10.4"')
        try:
            releases.resolve(text)
        except ValueError as error:
            raise ConfigError(self.path, f"invalid value for `{key}`: {error}") from error
        return text

    def strings(self, key: str, value: object) -> tuple[str, ...]:
        """A list of strings."""
        items = self._typed(key, value, list, "an array of strings")
        return tuple(self._typed(key, item, str, "an array of strings") for item in items)

    def rules(self, key: str, value: object) -> tuple[str, ...]:
        """A list of rule codes or their prefixes."""
        found = self.strings(key, value)
        for code in found:
            if not names_a_rule(code, self.codes):
                raise ConfigError(self.path, f"unknown rule code `{code}` in `{key}`")
        return found

    def rules_by_file(self, key: str, value: object) -> PerFileIgnores:
        """A table from file patterns to rule codes."""
        table = self._mapping(key, value)
        return tuple((pattern, self.rules(f"{key}.{pattern}", c)) for pattern, c in table.items())

    def line_length(self, key: str, value: object) -> int:
        """A number of columns."""
        described = f"an integer from {LINE_LENGTHS[0]} to {LINE_LENGTHS[-1]}"
        columns = self._typed(key, value, int, described)
        if columns not in LINE_LENGTHS:
            message = f"invalid value for `{key}`: expected {described}, found {columns}"
            raise ConfigError(self.path, message)
        return columns

    def seconds(self, key: str, value: object) -> float:
        """A number of seconds; 0 for no limit."""
        described = "a number of seconds, 0 for no limit"
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not isinstance(value, int | float) or not is_number:
            self._typed(key, value, float, described)
            return 0.0
        if not 0 <= value <= MOST_SECONDS:
            message = f"invalid value for `{key}`: expected {described}, found {value}"
            raise ConfigError(self.path, message)
        return float(value)

    def written_seconds(self, key: str, text: str) -> float:
        """The same as flake8's options write it."""
        try:
            return self.seconds(key, float(text))
        except ValueError:
            message = f"invalid value for `{key}`: expected a number of seconds, found {text!r}"
            raise ConfigError(self.path, message) from None

    def flag(self, key: str, value: object) -> bool:
        """True or false."""
        return self._typed(key, value, bool, "a boolean")

    def written_flag(self, key: str, text: str) -> bool:
        """True or false as flake8's options write it."""
        word = text.strip().lower()
        if word not in ("true", "false"):
            message = f"invalid value for `{key}`: expected true or false, found {text!r}"
            raise ConfigError(self.path, message)
        return word == "true"

    def folder(self, key: str, value: object) -> str:
        """A folder, from that of the configuration on."""
        return self._path(key, value, "folder")

    def file(self, key: str, value: object) -> str:
        """A file, from the folder of the configuration on."""
        return self._path(key, value, "file")

    def _path(self, key: str, value: object, kind: str) -> str:
        text = self._typed(key, value, str, "a string")
        if not text or "\0" in text:
            raise ConfigError(self.path, f"invalid value for `{key}`: expected a {kind}")
        return os.path.abspath(os.path.join(os.path.dirname(self.path), os.path.expanduser(text)))

    def _mapping(self, key: str, value: object) -> Mapping[str, Any]:
        return self._typed(key, value, dict, "a table")

    def _typed(self, key: str, value: object, wanted: type[_T], described: str) -> _T:
        is_truth = isinstance(value, bool) and wanted is int
        if isinstance(value, wanted) and not is_truth:
            return value
        found = _TYPES.get(type(value), "date or time")
        message = f"invalid type for `{key}`: expected {described}, found {found}"
        raise ConfigError(self.path, message)


_FIELDS: dict[str, Callable[[Checker, str, object], object]] = {
    "target-flax": Checker.release,
    "source-flax": Checker.release,
    "select": Checker.rules,
    "extend-select": Checker.rules,
    "ignore": Checker.rules,
    "per-file-ignores": Checker.rules_by_file,
    "exclude": Checker.strings,
    "extend-exclude": Checker.strings,
    "force-exclude": Checker.flag,
    "line-length": Checker.line_length,
    "exact-pmap": Checker.flag,
    "across-files": Checker.flag,
    "cache": Checker.flag,
    "cache-dir": Checker.folder,
    "baseline": Checker.file,
    "time-limit": Checker.seconds,
}
