"""Programs before and after a fix, and the ways to write each of them.

A case is a reason, a program that uses `nnx.` without importing it, and what the fixes of one rule
make of it; or, where there is no fix, what the advice says.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pytest
from rules import cases as rule_cases
from sharing import found_in, mended

from flake8_nnx_rng import Diagnostic, Settings, fix_source
from flake8_nnx_rng.fixing import FixResult
from flake8_nnx_rng.rules import rule
from flake8_nnx_rng.syntax.source import from_text

SAFE, UNSAFE, DISPLAY = "safe", "unsafe", "display"
_MEMBER = re.compile(r"(?<![\w.])nnx\.(\w+)")


@dataclass(frozen=True)
class Case:
    """A program and what becomes of it; the same program where there is only advice.

    `says` is part of the fix's message. `left` counts the findings that stay. `skip` names
    variants that would be another program.
    """

    reason: str
    before: str
    after: str
    applicability: str
    says: str = ""
    target: str = ""
    own_imports: bool = False
    filename: str = "case.py"
    left: int = 0
    skip: frozenset[str] = frozenset()


def mends(
    reason: str,
    before: str,
    after: str,
    *,
    applicability: str = SAFE,
    says: str = "",
    target: str = "",
    own_imports: bool = False,
    filename: str = "case.py",
    left: int = 0,
    skip: Iterable[str] = (),
) -> Case:
    """A case with a fix; the programs may start on the line after the quotes."""
    programs = [program.strip("\n") + "\n" for program in (before, after)]
    for program in programs:
        ast.parse(program)
    return Case(
        reason,
        *programs,
        applicability,
        says,
        target,
        own_imports,
        filename,
        left,
        frozenset(skip),
    )


def advises(
    reason: str,
    before: str,
    says: str,
    *,
    target: str = "",
    own_imports: bool = False,
    filename: str = "case.py",
    left: int = 1,
) -> Case:
    """A case without a fix, and what is said instead."""
    program = before.strip("\n") + "\n"
    ast.parse(program)
    return Case(
        reason, program, program, DISPLAY, says, target, own_imports, filename, left, frozenset()
    )


# Variants: functions from a case and one of its programs to the text of a file.

Writer = Callable[[Case, str], str | None]


def _as_rule_case(name: str) -> Writer:
    def write(case: Case, program: str) -> str | None:
        known = rule_cases.Case(case.reason, program, case.target, own_imports=case.own_imports)
        return rule_cases.WRITERS[name](known)

    return write


_plain = _as_rule_case("plain")


def _by_name(case: Case, program: str) -> str | None:
    """`from flax.nnx import vmap, Rngs`, where the fix needs no other names."""
    before, after = (set(_MEMBER.findall(text)) for text in (case.before, case.after))
    names = before | {"Rngs"}
    hands_on = re.search(r"(?<![\w.])nnx\b(?!\.)", program)
    bound = any(re.search(rf"(?<![\w.]){name}\b(?!\s*=[^=])", program) for name in names)
    if case.own_imports or hands_on or bound or before != after:
        return None
    listed = replace(case, own_imports=True)
    text = _MEMBER.sub(r"\1", program)
    return _below_future(f"from flax.nnx import {', '.join(sorted(before))}", text, listed)


def _below_future(statement: str, program: str, case: Case) -> str | None:
    lines = program.splitlines()
    place = sum(line.startswith("from __future__") for line in lines)
    return _plain(case, "\n".join([*lines[:place], statement, "", *lines[place:]]) + "\n")


def _semicolons(case: Case, program: str) -> str | None:
    """A `;` behind each statement that has its line for itself."""
    if len(_lone_statements(case.before)) != len(_lone_statements(case.after)):
        return None
    text = _plain(case, program)
    if text is None:
        return None
    lines = text.splitlines()
    for row in _lone_statements(text):
        lines[row - 1] += ";"
    return "\n".join(lines) + "\n"


def _lone_statements(text: str) -> list[int]:
    """The last rows of simple statements with nothing behind them."""
    lines = [line.encode() for line in text.splitlines()]
    return [
        node.end_lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.stmt)
        and not hasattr(node, "body")
        and not isinstance(node, ast.Match)
        and node.end_lineno is not None
        and len(lines[node.end_lineno - 1]) == node.end_col_offset
    ]


_SHARED = (
    *("as nn", "import as nnx", "import as X", "flax.nnx.", "guarded", "local", "bound again"),
    *("tabs", "form feed", "letters", "no final newline", "CRLF", "CR", "BOM"),
)
WRITERS: dict[str, Writer] = {
    "plain": _plain,
    "by name": _by_name,
    "semicolons": _semicolons,
    **{name: _as_rule_case(name) for name in _SHARED},
}


def texts(case: Case, variant: str) -> tuple[str, str] | None:
    """The case before and after in a variant, None where it cannot be written so."""
    if variant in case.skip:
        return None
    before, after = (WRITERS[variant](case, program) for program in (case.before, case.after))
    if before is None or after is None:
        return None
    encode = rule_cases._ENCODERS.get(variant, str)
    return encode(before), encode(after)


@dataclass(frozen=True)
class Variant:
    """One case in one variant, ready to be verified for a rule."""

    code: str
    case: Case
    name: str

    def verify(self) -> None:
        """Fail unless the fix, or the advice, is the one that the case says."""
        written = texts(self.case, self.name)
        assert written is not None
        before, after = written
        self._verify_offer(before)
        self._verify_result(before, after.removeprefix("\ufeff"))
        self._verify_end(after)

    def _verify_offer(self, before: str) -> None:
        """All findings offer a fix of the one kind, but for those that are left with advice."""
        shown = self._check(before)
        assert shown, f"nothing is found in\n{before}"
        kinds = [None if d.fix is None else d.fix.applicability for d in shown]
        offered = [kind for kind in kinds if kind not in (DISPLAY, None)]
        if self.case.applicability == DISPLAY:
            assert set(kinds) == {DISPLAY}, kinds
        else:
            assert set(offered) == {self.case.applicability}, (kinds, shown)
            assert all(d.fix is None or d.fix.applicability in self._promised(d) for d in shown)
        messages = [d.fix.message for d in shown if d.fix is not None]
        assert self.name != "plain" or any(self.case.says in message for message in messages), (
            messages
        )

    def _promised(self, found: Diagnostic) -> set[str]:
        """The kinds of fixes that the page of a rule announces."""
        announced = rule(found.code)
        return {DISPLAY, *(() if announced is None else announced.fixes)}

    def _verify_result(self, before: str, after: str) -> None:
        result = self._fix(before, unsafe=self.case.applicability != SAFE)
        assert result.problem == "", result.problem
        assert result.text == after, f"{self.case.reason}: {result.text!r}"
        assert len(result.left) == self.case.left, result.left
        if self.case.applicability != DISPLAY:
            assert {diagnostic.code for diagnostic in result.applied} == {self.code}
        if self.case.applicability != SAFE:
            kept = self._fix(before)
            assert kept.text == before.removeprefix("\ufeff")
            assert kept.applied == ()

    def _verify_end(self, after: str) -> None:
        """The new text is Python, and there is nothing more to mend in it."""
        ast.parse(from_text(after, "").code)
        again = self._fix(after, unsafe=True)
        assert (again.text, again.applied) == (after.removeprefix("\ufeff"), ())

    def verify_suppressed(self) -> None:
        """Fail if anything is mended that a comment covers."""
        text = _plain(self.case, self.case.before)
        assert text is not None
        lines = text.splitlines()
        for row in {diagnostic.location.row for diagnostic in self._check(text)}:
            lines[row - 1] += f"  # noqa: {self.code}"
        covered = "\n".join(lines) + "\n"
        ast.parse(covered)
        result = self._fix(covered, unsafe=True)
        assert (result.text, result.applied, result.left) == (covered, (), ())

    def verify_among_all(self) -> None:
        """Fail if the fixes of all rules together do not settle, or leave what this one mends."""
        text = _plain(self.case, self.case.before)
        assert text is not None
        settings = replace(self._settings, select=())
        result = fix_source(text, filename=self.case.filename, settings=settings, unsafe=True)
        assert result.problem == ""
        ast.parse(result.text)
        left = [diagnostic for diagnostic in result.left if diagnostic.code == self.code]
        assert len(left) <= self.case.left

    @property
    def _settings(self) -> Settings:
        target = self.case.target or str(rule_cases.newest())
        return Settings(target_flax=target, select=(self.code,))

    def _check(self, text: str) -> list[rule_cases.Diagnostic]:
        return found_in(text.encode(), self._settings, self.case.filename)

    def _fix(self, text: str, *, unsafe: bool = False) -> FixResult:
        return mended(text.encode(), self._settings, self.case.filename, unsafe=unsafe)


def every_variant(code: str, *groups: list[Case]) -> pytest.MarkDecorator:
    """Parametrise a test with the cases, each in several variants."""
    cases = [case for group in groups for case in group]
    variants = [
        pytest.param(
            Variant(code, case, name), id=f"{case.reason}-{name}", marks=rule_cases.tracing(name)
        )
        for number, case in enumerate(cases)
        for name in rule_cases.chosen(number, WRITERS)
        if texts(case, name) is not None
    ]
    return pytest.mark.parametrize("variant", variants)


def every_case(code: str, *groups: list[Case]) -> pytest.MarkDecorator:
    """Parametrise a test with each case as it is."""
    cases = [case for group in groups for case in group]
    plain = [pytest.param(Variant(code, case, "plain"), id=case.reason) for case in cases]
    return pytest.mark.parametrize("variant", plain)
