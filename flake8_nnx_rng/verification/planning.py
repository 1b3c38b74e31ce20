"""Planning: the text of a file before and after its fixes, and the units to run."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flake8_nnx_rng.fixes.fix import Applicability
from flake8_nnx_rng.fixing import Fixer
from flake8_nnx_rng.verification.outline import IMPORTS, Statement, methods, outline
from flake8_nnx_rng.verification.programs import Program, program
from flake8_nnx_rng.verification.semantics import written_for
from flake8_nnx_rng.verification.users import calls_elsewhere

if TYPE_CHECKING:
    from flake8_nnx_rng.checking import Checker
    from flake8_nnx_rng.diagnostic import Diagnostic
    from flake8_nnx_rng.fixes.fix import Fix
    from flake8_nnx_rng.semantics.releases.source import SourceRelease
    from flake8_nnx_rng.syntax.module import Module
    from flake8_nnx_rng.syntax.source import Source
    from flake8_nnx_rng.verification.calls import VisibleCall


@dataclass(frozen=True)
class Unit:
    """An outermost statement that fixes of these `codes` edit, all of them `safe` or not.

    `functions` are what to call: itself, or the methods that are edited (`Block` for its
    `__init__`); `observed` the definitions whose calls in a program tell of it. `left` are the
    codes of findings in it that no fix mends. `place` tells where it is in a document.
    """

    name: str
    codes: tuple[str, ...]
    safe: bool
    functions: tuple[str, ...]
    observed: tuple[str, ...]
    left: tuple[str, ...] = ()
    place: str = ""

    @property
    def shown(self) -> str:
        """The unit as reports name it."""
        return f"{self.name} ({self.place})" if self.place else self.name


@dataclass(frozen=True)
class Plan:
    """A file before and after. `legacy` says that it is code of the implicit releases.

    `newer` says that it names what only later ones have. `problem` says which fixes could not be
    made, and why.
    """

    before: Program
    after: Program
    legacy: bool
    units: tuple[Unit, ...]
    problem: str = ""
    newer: bool = False
    elsewhere: Mapping[str, list[VisibleCall]] = field(default_factory=dict)
    """How other files call the functions of the units."""

    def among_implicit(self) -> Plan:
        """The plan where other files are implicit: so is this one if it uses nothing newer."""
        return replace(self, legacy=self.legacy or not self.newer)


class Planner:
    """Plans with the settings of a checker; `unsafe` takes unsafe fixes, too."""

    def __init__(self, checker: Checker, *, unsafe: bool = True) -> None:
        self._checker = checker
        self._unsafe = unsafe

    def plan(self, source: Source, *, without: Collection[str] = ()) -> Plan:
        """What the linter's fixes make of a source, but for those of the units `without`.

        Raises `SourceError` for a source that cannot be parsed.
        """
        places = _Places(frozenset(without))
        mended, result = Fixer(self._checker, self._unsafe, places.accepts).fix(source)
        edits = [(places.units[d], d.code, places.fixes[d]) for d in result.applied]
        names = {name for units, _, _ in edits for name in units}
        before, after = program(source), program(mended)
        if not result.applied:
            return Plan(before, before, False, (), result.problem)
        units = [
            _unit(name, [(code, fix) for units, code, fix in edits if name in units], before, after)
            for name in before.outline.statements
            if name in names
        ]
        units = [replace(unit, left=_left_in(unit.name, after, result.left)) for unit in units]
        found = self._written_for(source)
        is_old, newer = found.is_implicit, found.is_explicit
        made = Plan(before, after, is_old, tuple(units), result.problem, newer)
        return self._with_users(made)

    def against(self, source: Source, other: Source) -> Plan:
        """A source and what someone made of it by hand: each statement that differs is a unit."""
        before, after = program(source), program(other)
        new = after.outline.statements
        units = [
            _unit(name, [], before, after)
            for name, statement in before.outline.statements.items()
            if name != IMPORTS and not _alike(statement, new.get(name))
        ]
        found = self._written_for(source)
        made = Plan(before, after, found.is_implicit, tuple(units), newer=found.is_explicit)
        return self._with_users(made)

    def _with_users(self, plan: Plan) -> Plan:
        """A plan that knows how the rest of the project calls what is to be run."""
        if plan.before.document is not None:
            return plan
        functions = {name for unit in plan.units for name in unit.functions}
        found = {
            name: calls_elsewhere(
                self._checker.users_of(plan.before.filename, name.partition(".")[0]), name
            )
            for name in sorted(functions)
        }
        return replace(plan, elsewhere=found)

    def fixer(self, *, without: Collection[str] = ()) -> Fixer:
        """What makes the fixes, but for those of the units `without`."""
        return Fixer(self._checker, self._unsafe, _Places(frozenset(without)).accepts)

    def _written_for(self, source: Source) -> SourceRelease:
        return written_for(self._checker, source)


class _Places:
    """Which units each fix edits; asked by the fixer before it makes a fix."""

    def __init__(self, without: frozenset[str]) -> None:
        self._without = without
        self.units: dict[Diagnostic, frozenset[str]] = {}
        self.fixes: dict[Diagnostic, Fix] = {}

    def accepts(self, module: Module, finding: Diagnostic, fix: Fix) -> bool:
        known = outline(module.source.code)
        edits = [edit for edit in fix.edits if not edit.shared] or fix.edits
        names = frozenset(known.at(module.lines.position(edit.start).row) for edit in edits)
        self.units[finding] = names - {IMPORTS} or names
        self.fixes[finding] = fix
        return not self.units[finding] & self._without


def _left_in(name: str, after: Program, left: Iterable[Diagnostic]) -> tuple[str, ...]:
    return tuple(sorted({d.code for d in left if after.outline.at(after.row_of(d)) == name}))


def _unit(key: str, edits: Iterable[tuple[str, Fix]], before: Program, after: Program) -> Unit:
    known = list(edits)
    safe = all(fix.applicability is Applicability.SAFE for _, fix in known)
    codes = tuple(sorted({code for code, _ in known}))
    old, new = before.outline.statements[key], after.outline.statements.get(key)
    place = "" if key == IMPORTS else before.place_of(old.rows[0])
    name = old.name
    if isinstance(old.node, ast.FunctionDef):
        return Unit(key, codes, safe, (name,), (name,), place=place)
    if not isinstance(old.node, ast.ClassDef):
        return Unit(key, codes, safe, old.targets, (), place=place)
    edited = _edited_methods(old, new)
    functions = tuple(name if m == "__init__" else f"{name}.{m}" for m in edited)
    return Unit(key, codes, safe, functions, tuple(f"{name}.{m}" for m in edited), place=place)


def _edited_methods(old: Statement, new: Statement | None) -> list[str]:
    before, after = methods(old), methods(new) if new is not None else {}
    edited = [name for name in before if not _same(before[name], after.get(name))]
    return edited or ["__init__"]


def _alike(old: Statement, new: Statement | None) -> bool:
    return new is not None and _same(old.node, new.node)


def _same(old: ast.AST | None, new: ast.AST | None) -> bool:
    return old is not None and new is not None and ast.dump(old) == ast.dump(new)
