"""The flake8 plugin: the same engine, settings and codes as the command."""

from __future__ import annotations

import ast
import os
from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from flake8_nnx_rng import __version__

if TYPE_CHECKING:
    from flake8.options.manager import OptionManager

    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.diagnostic import Diagnostic

    Report = tuple[int, int, str, type]


class Plugin:
    """Checks one file for flake8.

    Nothing but this module is loaded until a file mentions nnx.
    """

    name = "flake8-nnx-rng"
    version = __version__
    target_flax: ClassVar[str | None] = None
    source_flax: ClassVar[str | None] = None
    enable: ClassVar[tuple[str, ...]] = ()
    across_files: ClassVar[bool | None] = None
    cache: ClassVar[bool | None] = None
    cache_dir: ClassVar[str | None] = None
    baseline: ClassVar[str | None] = None
    time_limit: ClassVar[float | None] = None
    _checker: ClassVar[Checker | None] = None
    _warned: ClassVar[set[str]] = set()
    """Warnings that were told, and the folders that were asked for any."""

    def __init__(self, tree: ast.AST, filename: str, lines: list[str]) -> None:
        """Take what flake8 offers, the tree that it has made of the file, too."""
        self.tree = tree if isinstance(tree, ast.Module) else None
        self.filename = filename
        self.lines = lines

    @staticmethod
    def add_options(manager: OptionManager) -> None:
        """Register the plugin's options, for configuration files too."""
        manager.add_option(
            "--nnx-target-flax",
            metavar="X.Y[.Z]",
            parse_from_config=True,
            help="Flax release to check for (default: what the project requires or has installed)",
        )
        manager.add_option(
            "--nnx-source-flax",
            metavar="X.Y[.Z]",
            parse_from_config=True,
            help="Flax release that the code was written for (default: as the project or the code "
            "shows)",
        )
        manager.add_option(
            "--nnx-enable",
            metavar="codes",
            parse_from_config=True,
            comma_separated_list=True,
            default=[],
            help="NNX codes to turn on that are off by default",
        )
        manager.add_option(
            "--nnx-across-files",
            metavar="true|false",
            parse_from_config=True,
            help="read the files of the project that a file imports, or that call what it defines "
            "(default: true)",
        )
        manager.add_option(
            "--nnx-cache",
            metavar="true|false",
            parse_from_config=True,
            help="keep what is found for the next run (default: true)",
        )
        manager.add_option(
            "--nnx-cache-dir",
            metavar="folder",
            parse_from_config=True,
            normalize_paths=True,
            help="folder to keep it in (default: $NNX_RNG_CACHE_DIR, else one in the project)",
        )
        manager.add_option(
            "--nnx-baseline",
            metavar="file",
            parse_from_config=True,
            normalize_paths=True,
            help="file of known findings, which are not told (nnx-rng check --write-baseline)",
        )

        manager.add_option(
            "--nnx-time-limit",
            metavar="seconds",
            parse_from_config=True,
            help="time that one file may take, 0 for as much as it likes (default: 10)",
        )

    @classmethod
    def parse_options(cls, options: Namespace) -> None:
        """Keep the options; a value that cannot be used ends flake8 with its own kind of error."""
        cls.target_flax = options.nnx_target_flax or None
        cls.source_flax = options.nnx_source_flax or None
        cls.enable = tuple(options.nnx_enable)
        cls.across_files = cls.cache = cls.time_limit = cls._checker = None
        cls.cache_dir = _cache_dir(options.nnx_cache_dir)
        cls.baseline = options.nnx_baseline and os.path.abspath(options.nnx_baseline)
        releases = {"nnx-target-flax": cls.target_flax, "nnx-source-flax": cls.source_flax}
        others = options.nnx_across_files, options.nnx_cache, options.nnx_time_limit
        if any(releases.values()) or cls.enable or any(others):
            from flake8.exceptions import ExecutionError

            from flake8_nnx_rng.project.errors import ConfigError

            try:
                _check_options(releases, cls.enable)
                cls.across_files = _flag("nnx-across-files", options.nnx_across_files)
                cls.cache = _flag("nnx-cache", options.nnx_cache)
                cls.time_limit = _seconds("nnx-time-limit", options.nnx_time_limit)
            except ConfigError as error:
                raise ExecutionError(str(error)) from error

    @classmethod
    def checker(cls) -> Checker:
        """The checker of this process, made when the first file needs it."""
        if cls._checker is None:
            from flake8_nnx_rng.checking import Checker
            from flake8_nnx_rng.project.settings import Overrides

            overrides = Overrides(
                target_flax=cls.target_flax,
                source_flax=cls.source_flax,
                extend_select=cls.enable,
                across_files=cls.across_files,
                cache=cls.cache,
                cache_dir=cls.cache_dir,
                baseline=cls.baseline,
                time_limit=cls.time_limit,
                target_reason="flake8 option nnx-target-flax",
                source_reason="flake8 option nnx-source-flax",
            )
            cls._checker = Checker(overrides, within_flake8=True, keeps=True)
        return cls._checker

    def run(self) -> Iterator[Report]:
        """Yield each finding as flake8 wants it: row from 1, column from 0, text, type.

        An exception here would end the whole flake8 run, so none leaves.
        """
        text = "".join(self.lines)
        if "nnx" not in text and "NNX" not in text:
            return
        for diagnostic in self._check(text):
            row, column = diagnostic.location.flake8
            yield row, column, f"{diagnostic.code} {diagnostic.summary}", Plugin

    def _check(self, text: str) -> list[Diagnostic]:
        from flake8_nnx_rng.linter import internal_error, unusable_settings
        from flake8_nnx_rng.project.errors import ConfigError
        from flake8_nnx_rng.syntax.source import SourceError

        filename = "stdin" if self.filename == "-" else self.filename
        try:
            found = self.checker().check_text(text, filename, self.tree)
            self._warn(filename)
            return self._unknown(text, found)
        except SourceError:
            return []  # flake8 reports a syntax error itself, as E999
        except ConfigError as error:
            return [unusable_settings(filename, error)]
        except Exception as error:
            return [internal_error(filename, error)]

    def _warn(self, filename: str) -> None:
        """Of a requirement of the project that is not understood: once in each process."""
        folder = os.path.dirname(filename)
        if folder in self._warned:
            return
        self._warned.add(folder)
        import logging
        from pathlib import Path

        warning = self.checker().target_for(Path(folder)).warning
        if warning and warning not in self._warned:
            self._warned.add(warning)
            logging.getLogger("flake8_nnx_rng").warning("%s: warning: %s", self.name, warning)

    def _unknown(self, text: str, found: list[Diagnostic]) -> list[Diagnostic]:
        """The findings that no baseline knows."""
        from pathlib import Path

        if not found:
            return found
        baseline = self.checker().settings_for(Path(found[0].filename).parent).baseline
        if baseline is None:
            return found
        from flake8_nnx_rng.baseline.known import new_findings

        return new_findings(Path(baseline), found, text)


def _check_options(releases: Mapping[str, str | None], enable: tuple[str, ...]) -> None:
    """Raise `ConfigError` in the words of the options themselves."""
    from flake8_nnx_rng.project.schema import Checker
    from flake8_nnx_rng.rules import rule_codes

    checker = Checker("flake8 options", rule_codes())
    checker.rules("nnx-enable", list(enable))
    for name, release in releases.items():
        if release is not None:
            checker.release(name, release)


def _cache_dir(given: str | None) -> str | None:
    """The folder of an option, else of the environment; None where neither names one."""
    from flake8_nnx_rng.cache.places import VARIABLE

    found = given or os.environ.get(VARIABLE)
    return os.path.abspath(found) if found else None


def _flag(name: str, text: str | None) -> bool | None:
    """An option that is true or false; None where it is not given."""
    from flake8_nnx_rng.project.schema import Checker

    return Checker("flake8 options").written_flag(name, text) if text else None


def _seconds(name: str, text: str | None) -> float | None:
    """An option that is a time; None where it is not given."""
    from flake8_nnx_rng.project.schema import Checker

    return Checker("flake8 options").written_seconds(name, text) if text else None
