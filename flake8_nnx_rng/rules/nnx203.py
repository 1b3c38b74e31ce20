"""NNX203: import path removed or deprecated in the target release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flake8_nnx_rng.rules.base import Finding, Message, Outcome, Rule, Severity
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.releases import StatusKind, changes

if TYPE_CHECKING:
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.text import Text


def check(analysis: Analysis) -> Iterator[Finding]:
    """Find imports from modules that the target lacks by now, or warns about."""
    for path, node in analysis.mentions.imported_modules():
        status = releases.module_status(path, analysis.release)
        if status.kind is StatusKind.REMOVED:
            gone = f"is gone since Flax {status.removed}"
            effect = "raises ModuleNotFoundError"
            yield Finding(node, _message(path, gone, effect, analysis.release))
        elif releases.module_deprecation(path, analysis.release):
            message = _message(path, "is deprecated", "logs a deprecation", analysis.release)
            yield Finding(node, message, Severity.WARNING)


def _message(path: str, fate: str, effect: str, release: Release) -> Message:
    advice = changes.replacement("module", path, release)
    return Message(f"the import path {path} {fate}", effect, advice)


def may_find(text: Text, release: Release) -> bool:
    """An import of a module that is old, or of something from one."""
    return text.imports_from(changes.old_modules(release))


RULE = Rule(
    code="NNX203",
    name="old-import-path",
    summary="Import path removed or deprecated in the target release.",
    why="""
NNX was born as `flax.experimental.nnx` and moved to `flax.nnx` in 0.8.4; the old path stays as a
shim that logs a deprecation. Inside, `flax.nnx.nnx` lost its second `nnx` in 0.10.0, and
`flax.nnx.transforms.deprecated` went with the lifted classes in 0.10.6. Only names taken from
`flax.nnx` itself are meant to stay.
""",
    before="""
from flax.experimental import nnx

rngs = nnx.Rngs(0)
""",
    after="""
from flax import nnx

rngs = nnx.Rngs(0)
""",
    outcomes=(
        Outcome("0.8.0", "correct: there is no other path"),
        Outcome(
            "0.8.4", "logs a deprecation, or raises ModuleNotFoundError for a path that is gone"
        ),
    ),
    silent=(
        "the path exists in the target release and does not warn",
        "`try: ... except ImportError:` or a test of the version stands around the import",
    ),
    links=("https://flax.readthedocs.io/en/latest/",),
    check=check,
    about_releases=True,
    may_find=may_find,
    fixes=("safe",),
    tag="deprecated",
)
