"""Merges facts of consecutive releases into spans."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from release_table.entries import Facts
from release_table.facts import ReleaseFacts
from release_table.wheels import dotted

Spans = list[dict[str, Any]]


def table(releases: Sequence[ReleaseFacts]) -> dict[str, Any]:
    """The whole table, oldest release first."""
    classes = sorted({name for r in releases for name in r.methods})
    return {
        "releases": [_release(r) for r in releases],
        "exports": _merged(releases, lambda r: r.exports),
        "methods": {
            f"{name}.{method}": spans
            for name in classes
            for method, spans in _merged(releases, lambda r: r.methods[name]).items()  # noqa: B023
        },
        "modules": _merged(releases, lambda r: r.modules),
        "paths": _paths(releases),
        "names": _names(releases),
    }


def _release(release: ReleaseFacts) -> dict[str, Any]:
    return {
        "version": dotted(release.version),
        "python": release.requires_python,
        "jax": release.requires_jax,
    }


def _merged(
    releases: Sequence[ReleaseFacts], pick: Callable[[ReleaseFacts], dict[str, Facts]]
) -> dict[str, Spans]:
    symbols = sorted({symbol for release in releases for symbol in pick(release)})
    return {
        symbol: _spans([(dotted(r.version), pick(r).get(symbol)) for r in releases])
        for symbol in symbols
    }


def _spans(timeline: Iterable[tuple[str, Facts | None]]) -> Spans:
    spans: Spans = []
    previous: Facts | None = None
    for version, facts in timeline:
        if facts is not None and facts == previous:
            spans[-1]["until"] = version
        elif facts is not None:
            spans.append({"since": version, "until": version, **facts})
        previous = facts
    if previous is not None:
        spans[-1]["until"] = None
    return spans


def _paths(releases: Iterable[ReleaseFacts]) -> dict[str, str]:
    """Modules, each with the exports found there: `name`, or `name=export`."""
    exports = {path: export for release in releases for path, export in release.paths.items()}
    by_module: dict[str, list[str]] = {}
    for path, export in sorted(exports.items()):
        module, _, name = path.rpartition(".")
        by_module.setdefault(module, []).append(name if name == export else f"{name}={export}")
    return {module: " ".join(names) for module, names in by_module.items()}


def _names(releases: Sequence[ReleaseFacts]) -> dict[str, str]:
    """Modules, each with its public names and their releases: `name:since`, `name:since:until`."""
    by_module: dict[str, list[str]] = {}
    for path, spans in _merged(releases, lambda r: r.names).items():
        module, _, name = path.rpartition(".")
        ends = [":".join(filter(None, (name, s["since"], s["until"]))) for s in spans]
        by_module.setdefault(module, []).extend(ends)
    return {module: " ".join(names) for module, names in by_module.items()}
