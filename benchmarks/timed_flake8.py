"""Runs flake8 with some of its plugins, and tells on standard error what each of them took.

The first argument names the distributions of the plugins to keep, with commas; the others are
flake8's. The last line on standard error is JSON: CPU seconds by distribution, and "all" of them.
"""

from __future__ import annotations

import atexit
import importlib.metadata as metadata
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

SPENT: dict[str, float] = defaultdict(float)


def keep(names: set[str]) -> None:
    """Hide the plugins of all other distributions from flake8."""
    every = metadata.distributions

    def kept() -> Iterable[metadata.Distribution]:
        for found in every():
            extends = any(point.group == "flake8.extension" for point in found.entry_points)
            if not extends or found.name in names or found.name == "flake8":
                yield found

    metadata.distributions = kept  # type: ignore[assignment]


def time_loading() -> None:
    """Note what each plugin takes to be imported."""
    load = metadata.EntryPoint.load

    def timed(self: metadata.EntryPoint) -> Any:
        started = time.process_time()
        loaded = load(self)
        if self.dist is not None:
            SPENT[self.dist.name] += time.process_time() - started
        return loaded

    metadata.EntryPoint.load = timed  # type: ignore[method-assign]


def time_checking() -> None:
    """Note what each plugin takes that is given the tree of a file."""
    from flake8.checker import FileChecker

    def run_ast_checks(self: FileChecker) -> None:
        assert self.processor is not None
        tree = self.processor.build_ast()
        for loaded in self.plugins.tree:
            started = time.process_time()
            checker = self.run_check(loaded, tree=tree)
            found = list(checker.run() if hasattr(checker, "run") else checker)
            SPENT[loaded.plugin.package] += time.process_time() - started
            for row, column, text, _ in found:
                self.report(None, row, column, text)

    FileChecker.run_ast_checks = run_ast_checks  # type: ignore[method-assign]


def tell() -> None:
    """Print what was spent."""
    print(json.dumps({**SPENT, "all": time.process_time()}), file=sys.stderr)


if __name__ == "__main__":
    keep(set(sys.argv.pop(1).split(",")))
    time_loading()
    time_checking()
    atexit.register(tell)
    from flake8.main.cli import main

    raise SystemExit(main())
