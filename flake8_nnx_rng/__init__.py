"""Correctness of random numbers under Flax NNX transforms: a linter and a flake8 plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import check_paths, check_source
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.fixing import FixReport, FixResult, fix_paths, fix_source
    from flake8_nnx_rng.frontends.traced import trace
    from flake8_nnx_rng.project.errors import ConfigError
    from flake8_nnx_rng.project.settings import Settings
    from flake8_nnx_rng.reports import FileReport
    from flake8_nnx_rng.syntax.source import SourceError

__version__ = "0.1.0"

__all__ = [
    "ConfigError",
    "Diagnostic",
    "FileReport",
    "FixReport",
    "FixResult",
    "Settings",
    "SourceError",
    "__version__",
    "check_paths",
    "check_source",
    "fix_paths",
    "fix_source",
    "trace",
]

_HOMES = {
    "ConfigError": "project.errors",
    "Diagnostic": "diagnostic",
    "FileReport": "reports",
    "FixReport": "fixing",
    "FixResult": "fixing",
    "Settings": "project.settings",
    "SourceError": "syntax.source",
    "check_paths": "checking",
    "check_source": "checking",
    "fix_paths": "fixing",
    "fix_source": "fixing",
    "trace": "frontends.traced",
}


def __getattr__(name: str) -> Any:
    """Load the public names when they are asked for: flake8 imports this package at every start."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
