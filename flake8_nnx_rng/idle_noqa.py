"""NNX901: suppressions that nothing needs, as findings with their fixes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic, headline
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.rules import rule as find_rule
from flake8_nnx_rng.syntax.positions import Lines

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.syntax.source import Source

OWN = "NNX"
"""How our codes begin."""
UNUSED_NOQA = "NNX901"


def unused_directives(
    source: Source, found: Iterable[Diagnostic], judged: Collection[str]
) -> dict[Diagnostic, Fix]:
    """The suppressions of a module that nothing found needs; `judged` are the rules in use."""
    from flake8_nnx_rng.directives import unused, without
    from flake8_nnx_rng.fixes.fix import Edit, safe

    rule = find_rule(UNUSED_NOQA)
    assert rule is not None
    code, position = source.code, Lines(source.code).position
    rows: defaultdict[int, set[str]] = defaultdict(set)
    for diagnostic in found:
        rows[diagnostic.location.row].add(diagnostic.code)
    # What says that a comment is of no use, or that a file was not checked, is no such finding.
    own = {UNUSED_NOQA, INTERNAL_ERROR}
    known = {rule.code for rule in all_rules()} | own
    told: dict[Diagnostic, Fix] = {}
    for idle in unused(code, rows, {*judged} - own, known):
        diagnostic = Diagnostic(
            filename=source.filename,
            cell=None,
            location=position(idle.directive.start),
            end_location=position(idle.directive.end),
            code=rule.code,
            name=rule.name,
            message=headline(idle.message()),
            severity=rule.severity.value,
            consequence="it suppresses nothing",
            help="remove it",
        )
        what = "the noqa directive" if idle.is_whole else ", ".join(idle.idle + idle.unknown)
        told[diagnostic] = safe(f"Remove {what}", Edit(*without(code, idle)))
    return told
