"""Whether tests notice a mutant: each is judged in a fork of a process that has loaded the rest."""

from __future__ import annotations

import importlib
import os
import pkgutil
import resource
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

TIMES_SLOWER, SECONDS_MORE = 5, 20
"""Than without a change; what takes longer goes round in circles, which is noticed."""


class Changed(MetaPathFinder, Loader):
    """Gives one module from a source that is in no file."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """The module, if it is this one."""
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        code: CodeType = compile(self.source, str(self.path), "exec")
        exec(code, module.__dict__)


def load_the_rest(package: str, module: str) -> None:
    """Load what the tests of a module need besides; whatever loads the module is left."""
    import pytest  # noqa: F401

    for part in ("syntax", "semantics", "project"):
        folder = importlib.import_module(f"{package}.{part}")
        for found in pkgutil.walk_packages(folder.__path__, f"{folder.__name__}."):
            importlib.import_module(found.name)
    if module in sys.modules:
        sys.exit(f"{module} is loaded with what is below it, it cannot be exchanged")


def seconds(module: str, path: Path, source: str, tests: Sequence[str]) -> float:
    """What the tests take without a change; ends the process if they fail."""
    begins = resource.getrusage(resource.RUSAGE_CHILDREN)
    if not passes(module, path, source, tests, limit=600):
        sys.exit(f"{' '.join(tests)} fail without a change")
    ends = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ends.ru_utime + ends.ru_stime - begins.ru_utime - begins.ru_stime


def passes(module: str, path: Path, source: str, tests: Sequence[str], limit: float) -> bool:
    """Whether all tests pass with this source, within so many seconds of processor time."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return status == 0
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 1))
        _silence()
        sys.meta_path.insert(0, Changed(module, path, source))
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # ours comes with the package
        import pytest

        options = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
        status = int(pytest.main([*options, *tests]))
    except BaseException:
        status = 1
    os._exit(status)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
