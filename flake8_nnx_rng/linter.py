"""The linter: one source through all rules, for one target release."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from flake8_nnx_rng.diagnostic import (
    INTERNAL_ERROR,
    Diagnostic,
    RelatedPlace,
    SuggestedFix,
    TextEdit,
    beside,
    headline,
    one_line,
)
from flake8_nnx_rng.home import ISSUES
from flake8_nnx_rng.idle_noqa import OWN, UNUSED_NOQA, unused_directives
from flake8_nnx_rng.rules import all_rules, names_of_rules
from flake8_nnx_rng.syntax.asked import Asked
from flake8_nnx_rng.syntax.positions import Position
from flake8_nnx_rng.syntax.source import check_syntax
from flake8_nnx_rng.syntax.text import NNX, beginning
from flake8_nnx_rng.time_limit import look

if TYPE_CHECKING:
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.fixes.style import FixOptions
    from flake8_nnx_rng.rules.base import Finding, Related, Rule
    from flake8_nnx_rng.semantics.analysis import Analysis
    from flake8_nnx_rng.semantics.project.neighbours import Files, Neighbours
    from flake8_nnx_rng.semantics.releases import Release
    from flake8_nnx_rng.semantics.releases.source import SourceRelease
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.source import Source

Shared: TypeAlias = "dict[Hashable, Neighbours]"
"""What a run knows of the modules of each project, by project and release."""

_NNX = rf"{beginning(NNX)}\b"
_CALLS = 8_000
"""How deep our own calls may go: each open question takes some."""
_LITTER = 64
"""Modules of earlier runs that may lie about before their garbage is looked for."""
_kept = 0
"""Modules that were kept since that was done."""


@dataclass(frozen=True)
class Inspection:
    """What was found in one source, in the order of places, with a fix or advice where asked for.

    `analysis` is None where nothing had to be parsed.
    """

    found: tuple[tuple[Diagnostic, Fix | None], ...] = ()
    analysis: Analysis | None = None
    asked: Asked = field(default_factory=Asked)
    """What was asked of the text to find that."""

    @property
    def module(self) -> Module | None:
        """The source as it was parsed."""
        return None if self.analysis is None else self.analysis.module

    @property
    def written_for(self) -> SourceRelease | None:
        """The release that the source was written for, where anything was found in it."""
        return self.analysis.source if self.analysis is not None and self.found else None


def lint(
    source: Source,
    release: Release,
    enabled: Callable[[Rule], bool],
    said: SourceRelease | None = None,
    *,
    parsed: bool = False,
) -> list[Diagnostic]:
    """All findings of the enabled rules in one source, without fixes."""
    inspection = inspect(source, release, enabled, said, parsed=parsed)
    return [diagnostic for diagnostic, _ in inspection.found]


def inspect(
    source: Source,
    release: Release,
    enabled: Callable[[Rule], bool],
    said: SourceRelease | None = None,
    *,
    parsed: bool = False,
    fixing: FixOptions | None = None,
    pinned: SourceRelease | None = None,
    files: Files | None = None,
    shared: Shared | None = None,
) -> Inspection:
    """All findings of the enabled rules in one source, with fixes if `fixing` says how.

    `said` is the release that it was written for, where that is said outside of it, and `pinned`
    the one that was found before part of it was mended. `files` are those of the project around it,
    where they may be read; what is known of them is kept in `shared` for the sources that are
    inspected next. `parsed` says that Python has parsed the source already; else `SourceError` is
    raised where it cannot. An exception inside a rule becomes one NNX999 diagnostic. Suppression
    comments are not read here.
    """
    source = source if files is None else files.handed(source)
    rules = relevant_rules(source, release, enabled)
    around = _around(source, files, (release, said), shared) if rules else None
    with _undisturbed(keeps=_is_kept(around, shared)):
        if not rules:
            if not parsed:
                check_syntax(source)
            return Inspection(asked=source.outline.asked)
        analysis = _analysis(source, release, said, around, pinned)
        found: dict[Diagnostic, Finding | None] = {}
        for rule in rules:
            for diagnostic, finding in _run(rule, analysis, source.filename):
                found.setdefault(diagnostic, finding)
        idle: dict[Diagnostic, Fix] = {}
        if any(rule.code == UNUSED_NOQA for rule in rules):
            judged = [rule.code for rule in all_rules() if enabled(rule)]
            idle = unused_directives(source, [*found], judged)
            found |= dict.fromkeys(idle)
        asked = source.outline.asked | analysis.module.tree.asked
        if analysis.module.source is not source:  # it has been read on behalf of another module
            asked |= analysis.module.source.outline.asked
        if fixing is None:
            return Inspection(tuple((d, None) for d in sorted(found)), analysis, asked)
        return Inspection(tuple(_mended(found, idle, analysis, fixing)), analysis, asked)


def written_for(
    source: Source,
    release: Release,
    said: SourceRelease | None = None,
    files: Files | None = None,
    shared: Shared | None = None,
) -> SourceRelease:
    """The release that a source was written for; raises `SourceError` where it has to be parsed."""
    if said is not None:
        return said
    source = source if files is None else files.handed(source)
    around = _around(source, files, (release, said), shared)
    with _undisturbed(keeps=_is_kept(around, shared)):
        return _analysis(source, release, said, around).source


def _analysis(
    source: Source,
    release: Release,
    said: SourceRelease | None,
    around: Neighbours | None,
    pinned: SourceRelease | None = None,
) -> Analysis:
    """The analysis of a source, the one that is known already where it has been asked about.

    Raises `SourceError` for a source that cannot be parsed.
    """
    from flake8_nnx_rng.semantics.analysis import Analysis  # loads much: only when it is needed

    known = None if around is None else around.known(source)
    if known is not None and known.pinned == pinned:
        return known
    words = names_of_rules(release)
    return Analysis(source, release, words, said, pinned=pinned, neighbours=around)


@contextmanager
def _undisturbed(*, keeps: bool) -> Iterator[None]:
    """Let what calls what be followed as deep as questions go; nearly all that is made is kept.

    So no garbage is looked for meanwhile, which would take a third of the time, nor afterwards in
    what a run keeps; whoever has switched that off looks for it at a better time.
    """
    global _kept
    before, collects = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(before, _CALLS))
    gc.disable()
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
        if keeps and collects:
            _kept += 1
            gc.freeze()
        if collects:
            gc.enable()


def let_go_of_earlier_runs() -> None:
    """Make garbage of what earlier runs have kept; it is thrown away when there is much of it.

    It is as little looked for as what a run keeps, or a process that checks many trees would grow.
    """
    global _kept
    gc.unfreeze()
    if _kept > _LITTER:
        _kept = 0
        gc.collect()


def _is_kept(around: Neighbours | None, shared: Shared | None) -> bool:
    """Whether a run keeps what is read of the modules around a source."""
    return shared is not None and any(around is kept for kept in shared.values())


def _around(
    source: Source,
    files: Files | None,
    key: tuple[Release, SourceRelease | None],
    shared: Shared | None,
) -> Neighbours | None:
    """The modules around a source: those of the run, if the source is what the files have."""
    if files is None:
        return None
    from flake8_nnx_rng.semantics.project.neighbours import MOST_MODULES, Neighbours

    fresh = Neighbours(files)
    if shared is None or not fresh.holds(source):
        return fresh
    if sum(map(len, shared.values())) > MOST_MODULES:
        shared.clear()
        gc.unfreeze()
        gc.collect()
    return shared.setdefault((id(files), *key), fresh)


def relevant_rules(source: Source, release: Release, enabled: Callable[[Rule], bool]) -> list[Rule]:
    """The cheap test: which rules could find anything in a module; for most modules none."""
    code = source.code
    is_about = "nnx" in code and source.outline.matches(_NNX)  # onnx is another
    is_about = is_about or bool(source.outline.handed.names)
    if not is_about and OWN not in code:
        return []
    wanted = (rule for rule in all_rules() if is_about or rule.code == UNUSED_NOQA)
    return [rule for rule in wanted if enabled(rule) and rule.may_find(source.outline, release)]


def _run(rule: Rule, analysis: Analysis, filename: str) -> list[tuple[Diagnostic, Finding | None]]:
    """What a rule finds in a file, which is told by the name that it was asked under."""
    try:
        return [
            (_diagnostic(rule, finding, analysis, filename), finding)
            for finding in _found(rule, analysis)
            if not analysis.guards.expects_failure(finding.node)
            and not (rule.about_releases and analysis.guards.protects(finding.node))
        ]
    except Exception as error:  # one broken rule must not stop the others, nor flake8
        return [(internal_error(filename, error, rule.code), None)]


def _found(rule: Rule, analysis: Analysis) -> Iterator[Finding]:
    """What a rule finds, for as long as there is time."""
    look()
    for finding in rule.check(analysis):
        yield finding
        look()


def _diagnostic(rule: Rule, finding: Finding, analysis: Analysis, filename: str) -> Diagnostic:
    return Diagnostic(
        filename=filename,
        cell=None,
        location=analysis.module.lines.position(finding.node.start),
        end_location=analysis.module.lines.position(finding.node.end),
        code=rule.code,
        name=rule.name,
        message=headline(finding.message.headline),
        severity=(finding.severity or rule.severity).value,
        consequence=one_line(finding.message.consequence),
        help=one_line(finding.message.remedy),
        related=tuple(_related(other, analysis, filename) for other in finding.related),
    )


def _related(other: Related, analysis: Analysis, filename: str) -> RelatedPlace:
    """A place that a finding speaks of; another file is named by its way from this one."""
    home = analysis.home(other.node)
    if home is not analysis:
        here, there = map(os.path.abspath, (filename, home.module.source.filename))
        filename = beside(filename, os.path.relpath(there, os.path.dirname(here)))
    position = home.module.lines.position
    node = other.node
    return RelatedPlace(other.message, filename, position(node.start), position(node.end))


def _mended(
    found: dict[Diagnostic, Finding | None],
    ready: dict[Diagnostic, Fix],
    analysis: Analysis,
    fixing: FixOptions,
) -> Iterator[tuple[Diagnostic, Fix | None]]:
    """Each finding with its fix, also as the diagnostic shows it."""
    from flake8_nnx_rng.fixes.bench import Bench
    from flake8_nnx_rng.fixes.trial import tried_together

    bench = Bench(analysis, fixing)
    ordered = sorted(found)
    by_rules = {d: finding for d in ordered if (finding := found[d]) is not None}
    tasks = [(f.node, partial(_fix, d.code, f, bench)) for d, f in by_rules.items()]
    mended = zip(by_rules, tried_together(bench, tasks), strict=True)
    fixes: dict[Diagnostic, Fix | None] = {**dict(mended), **ready}
    shown: dict[Fix, SuggestedFix] = {}
    for diagnostic in ordered:
        fix = fixes.get(diagnostic)
        if fix is not None and fix not in shown:
            shown[fix] = _suggestion(fix, analysis.module)
        yield replace(diagnostic, fix=None if fix is None else shown[fix]), fix


def _fix(code: str, finding: Finding, bench: Bench) -> Fix | None:
    from flake8_nnx_rng.fixes.catalogue import mended
    from flake8_nnx_rng.fixes.fix import advice

    look()
    try:
        return mended(bench, code, finding)
    except Exception as error:  # a finding is told even if its fix cannot be made
        reason = str(error).partition("\n")[0]
        return advice(
            f"No fix: internal error ({type(error).__name__}: {reason}); "
            f"please report it at {ISSUES}"
        )


def _suggestion(fix: Fix, module: Module) -> SuggestedFix:
    """The fix as others see it, with the import edits that it alone would need."""
    from flake8_nnx_rng.fixes.imports import import_edits

    position = module.lines.position
    edits = sorted({*fix.edits, *import_edits(module, [fix])})
    message = f"{fix.message} ({fix.reason})" if fix.reason else fix.message
    return SuggestedFix(
        message=message,
        applicability=fix.applicability.value,
        refusal=fix.refusal,
        edits=tuple(TextEdit(position(e.start), position(e.end), e.text) for e in edits),
    )


def internal_error(filename: str, error: BaseException, code: str = "") -> Diagnostic:
    """What is shown instead of a traceback."""
    where = f" in {code}" if code else ""
    reason = str(error).partition("\n")[0]
    told = f"internal error{where} while checking {filename}: {type(error).__name__}: {reason}"
    return replace(_not_checked(filename, told), help=f"please report it at {ISSUES}")


def unusable_settings(filename: str, error: Exception) -> Diagnostic:
    """What flake8 shows for a file whose project has a broken configuration."""
    return _not_checked(filename, f"{filename} was not checked: {error}")


def took_too_long(filename: str, seconds: float) -> Diagnostic:
    """What is shown for a file that was given up."""
    reason = f"it took longer than {seconds:g} s, the time-limit of the settings"
    return _not_checked(filename, f"{filename} was not checked: {reason}")


def process_ended(filename: str) -> Diagnostic:
    """What is shown for a file that ended the process which worked on it, tried alone."""
    reason = "the process that read it ended before it was done: killed, crashed or out of memory"
    return _not_checked(filename, f"{filename} was not checked: {reason}")


def _not_checked(filename: str, message: str) -> Diagnostic:
    return Diagnostic(
        filename=filename,
        cell=None,
        location=Position(1, 1),
        end_location=Position(1, 1),
        code=INTERNAL_ERROR,
        name="not-checked",
        message=one_line(message),
        severity="error",
    )
