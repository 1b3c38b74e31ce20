"""What a run does with baselines: which one a file has, what is told of them, what is written."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from pathlib import Path

from flake8_nnx_rng.baseline.known import Baselines
from flake8_nnx_rng.baseline.sources import Sources
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.frontends.command.outcome import counted
from flake8_nnx_rng.frontends.command.telling import tell_error
from flake8_nnx_rng.rules import rule as find_rule

_MOST = 10
"""So many lines are told one by one."""


def baselines_for(checker: Checker, sources: Sources, *, anew: bool) -> Baselines:
    """The baselines that the settings of a checker name."""

    def path_for(filename: str) -> Path | None:
        found = checker.settings_for(Path(filename).parent).baseline
        return None if found is None else Path(found)

    def in_use(code: str, filename: str) -> bool:
        """Whether a rule would find something; one that is no more never will."""
        rule = find_rule(code)
        settings = checker.settings_for(Path(filename).parent)
        return rule is None or settings.enabled(code, rule.on_by_default, filename)

    return Baselines(path_for, in_use, sources, anew=anew)


def tell_stale(baselines: Baselines) -> None:
    """Say which entries no longer apply."""
    stale = [*baselines.stale]
    for path, number in Counter(path for path, _, _ in stale).items():
        does, them = ("applies", "it") if number == 1 else ("apply", "them")
        entries = f"{number} entry" if number == 1 else f"{number} entries"
        told = f"{entries} of {_near(path)} no longer {does}, --prune-baseline drops {them}:"
        tell_error(f"warning: {told}")
        own = Counter((name, e.code, e.text) for place, name, e in stale if place == path)
        for (name, code, text), times in islice(own.items(), _MOST):
            tell_error(f"  {name}: {code} {text}{f' ({times} times)' if times > 1 else ''}")
        if len(own) > _MOST:
            tell_error(f"  and {len(own) - _MOST} more lines")


def prune(baselines: Baselines, *, quiet: bool) -> None:
    """Drop the entries that no longer apply."""
    number = len([*baselines.stale])
    baselines.prune()
    if not quiet:
        entries = "1 entry" if number == 1 else f"{number} entries"
        tell_error(f"Dropped {entries} that no longer apply.")


def write(baselines: Baselines) -> None:
    """Write what was found as known."""
    for path, number in baselines.write():
        tell_error(f"Wrote {counted(number, 'finding')} to {_near(path)}.")


def _near(path: Path) -> str:
    """A path from here, if it is below."""
    way = os.path.relpath(path)
    return str(path) if way.startswith(os.pardir) else way
