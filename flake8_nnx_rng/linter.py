"""The linter: one source through all rules, for one target release."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flake8_nnx_rng.diagnostic import INTERNAL_ERROR, Diagnostic
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import check_syntax

if TYPE_CHECKING:
    from flake8_nnx_rng.rules.base import Finding, Rule
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.syntax.source import Source

REPORT_AT = "https://github.com/flake8-nnx-rng/flake8-nnx-rng/issues"


def lint(
    source: Source,
    release: Release,
    enabled: Callable[[Rule], bool],
    declared: Release | None = None,
    *,
    parsed: bool = False,
) -> list[Diagnostic]:
    """All findings of the enabled rules in one source, in the order of places.

    `parsed` says that Python has parsed the source already; else `SourceError` is raised where it
    cannot. An exception inside a rule becomes one NNX999 diagnostic. Suppression comments are not
    read here.
    """
    rules = relevant_rules(source, release, enabled)
    if not rules:
        return []
    if not parsed:
        check_syntax(source)
    from flake8_nnx_rng.semantics.analysis import Analysis  # loads ast-grep: only when it is needed

    names = frozenset[str]().union(*(rule.names(release) for rule in rules))
    analysis = Analysis(source, release, names, declared)
    found = (diagnostic for rule in rules for diagnostic in _run(rule, analysis, source))
    return sorted(set(found))


def relevant_rules(source: Source, release: Release, enabled: Callable[[Rule], bool]) -> list[Rule]:
    """The cheap test: which rules could find anything in a module; for most modules none."""
    if "nnx" not in source.code:
        return []
    wanted = (rule for rule in all_rules() if enabled(rule))
    return [rule for rule in wanted if rule.may_find(source.outline, release)]


def _run(rule: Rule, analysis: Analysis, source: Source) -> Iterable[Diagnostic]:
    try:
        return [
            _diagnostic(rule, finding, analysis, source)
            for finding in rule.check(analysis)
            if not (rule.about_releases and analysis.guards.protects(finding.node))
        ]
    except Exception as error:  # one broken rule must not stop the others, nor flake8
        return [internal_error(source.filename, error, rule.code)]


def _diagnostic(rule: Rule, finding: Finding, analysis: Analysis, source: Source) -> Diagnostic:
    span = finding.node.range()
    return Diagnostic(
        filename=source.filename,
        cell=None,
        location=analysis.module.lines.position(span.start.index),
        end_location=analysis.module.lines.position(span.end.index),
        code=rule.code,
        name=rule.name,
        message=" ".join(finding.message.split()),
        severity=(finding.severity or rule.severity).value,
    )


def internal_error(filename: str, error: BaseException, code: str = "") -> Diagnostic:
    """What is shown instead of a traceback."""
    where = f" in {code}" if code else ""
    reason = str(error).partition("\n")[0]
    return _not_checked(
        filename,
        f"internal error{where} while checking {filename}: {type(error).__name__}: {reason}; "
        f"please report it at {REPORT_AT}",
    )


def unusable_settings(filename: str, error: Exception) -> Diagnostic:
    """What flake8 shows for a file whose project has a broken configuration."""
    return _not_checked(filename, f"{filename} was not checked: {error}")


def _not_checked(filename: str, message: str) -> Diagnostic:
    return Diagnostic(
        filename=filename,
        cell=None,
        location=Position(1, 1),
        end_location=Position(1, 1),
        code=INTERNAL_ERROR,
        name="not-checked",
        message=" ".join(message.split()),
        severity="error",
    )
