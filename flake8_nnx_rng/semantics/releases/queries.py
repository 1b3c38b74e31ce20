"""Questions that rules ask about a release."""

from collections.abc import Iterable
from functools import cache

from flake8_nnx_rng.semantics.releases import table
from flake8_nnx_rng.semantics.releases.model import (
    Api,
    Ends,
    History,
    Release,
    Span,
    Status,
    StatusKind,
)

NAMESPACE = "flax.nnx"
OLD_NAMESPACE = "flax.experimental.nnx"
NAMESPACES = (NAMESPACE, OLD_NAMESPACE)


def export(name: str, release: Release) -> Api | None:
    """What `flax.nnx.<name>` is in a release."""
    return history(name).at(table.nearest(release))


def method(class_name: str, name: str, release: Release) -> Api | None:
    """A public method, property or attribute of `Rngs` or `RngStream`."""
    return method_history(class_name, name).at(table.nearest(release))


def module(path: str, release: Release) -> bool:
    """Whether a release has the module `path` of Flax NNX."""
    return _module_history(path).at(table.nearest(release)) is not None


def module_deprecation(path: str, release: Release) -> str | None:
    """What a release says when the module is imported, if that is deprecated."""
    found = _module_history(path).at(table.nearest(release))
    return found.deprecated if found else None


def history(name: str) -> History:
    """All spans of an exported name."""
    return table.history("exports", name)


def method_history(class_name: str, name: str) -> History:
    """All spans of a member of `Rngs` or `RngStream`."""
    return table.history("methods", f"{class_name}.{name}")


def status(name: str, release: Release) -> Status:
    """Whether a release exports `name`."""
    return _status(history(name).spans, release)


def keyword_status(name: str, keyword: str, release: Release) -> Status:
    """Whether the exported `name` takes `keyword=` in a release."""
    return _status(_taking(history(name), keyword), release)


def method_status(class_name: str, name: str, release: Release) -> Status:
    """Whether `Rngs` or `RngStream` has a member in a release."""
    return _status(method_history(class_name, name).spans, release)


def method_keyword_status(class_name: str, name: str, keyword: str, release: Release) -> Status:
    """Whether a method of `Rngs` or `RngStream` takes `keyword=` in a release."""
    return _status(_taking(method_history(class_name, name), keyword), release)


def module_status(path: str, release: Release) -> Status:
    """Whether a release has the module `path`."""
    return _status(_module_history(path).spans, release)


def has_name(path: str, release: Release) -> bool:
    """Whether a module below `flax.nnx` certainly has the public name at a path."""
    owner, _, name = path.rpartition(".")
    spans = _names_at(owner).get(name, ())
    return any(table.nearest(release) in ends for ends in spans)


@cache
def is_layer(name: str) -> bool:
    """Whether a name is that of a layer: a module that takes an Rngs, or is made of modules."""
    found = history(name).at(table.newest())
    if found is None or found.kind != "class" or name == "Module":
        return False
    return name == "Sequential" or found.keyword("rngs") is not None


@cache
def exports(release: Release) -> frozenset[str]:
    """Every name that a release exports."""
    return table.present("exports", table.nearest(release))


@cache
def all_exports() -> frozenset[str]:
    """Every name that any release exports."""
    return frozenset(table.load()["exports"])


@cache
def canonical_export(dotted_path: str) -> str | None:
    """The exported name of what is found at a path in any release, if it is exported."""
    owner, _, name = dotted_path.rpartition(".")
    if owner in NAMESPACES:
        return name if name in all_exports() else None
    # The old namespace re-exports what the new one has, modules included.
    moved = owner.replace(OLD_NAMESPACE, NAMESPACE, 1)
    return _exports_at(owner).get(name) or _exports_at(moved).get(name)


def _module_history(path: str) -> History:
    return table.history("modules", path)


@cache
def _exports_at(module_path: str) -> dict[str, str]:
    """Exported names by the names that they have in a module."""
    return dict(map(_place, table.load()["paths"].get(module_path, "").split()))


@cache
def _names_at(module_path: str) -> dict[str, list[Ends]]:
    """Public names of a module, with the releases that have them."""
    found: dict[str, list[Ends]] = {}
    for text in table.load()["names"].get(module_path, "").split():
        name, since, *until = text.split(":")
        last = Release.parse(until[0]) if until else table.newest()
        found.setdefault(name, []).append(Ends(Release.parse(since), last))
    return found


def _place(text: str) -> tuple[str, str]:
    """Read `name`, or `name=export` where the two differ."""
    name, _, exported = text.partition("=")
    return name, exported or name


def _taking(found: History, keyword: str) -> list[Span]:
    return [span for span in found.spans if span.api.takes_keyword(keyword)]


def _status(having: Iterable[Span], release: Release) -> Status:
    """A gap counts as removed, since code that knew the name was written before it."""
    asked = table.nearest(release)
    spans = list(having)
    if any(asked in span for span in spans):
        return Status(StatusKind.PRESENT)
    first = next((span.since for span in spans if span.since > asked), None)
    last = max((span.until for span in spans if span.until < asked), default=None)
    if last is not None:
        return Status(StatusKind.REMOVED, last, table.after(last), first)
    if first is not None:
        return Status(StatusKind.NEWER, first=first)
    return Status(StatusKind.UNKNOWN)
