"""Annotated programs for the rule tests, and the ways to write each of them.

A case is a reason and a program that uses `nnx.` without importing it. A comment `# ! NNX101` says
that this rule finds something that starts on this line; two findings of a rule on a line are
marked twice. What is not marked must not be found, by any rule that is on by default.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from textwrap import indent
from typing import TypeVar

import pytest

from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.linter import lint
from flake8_nnx_rng.semantics.releases import newest, resolve
from flake8_nnx_rng.semantics.releases.source import SourceRelease
from flake8_nnx_rng.suppression import parted
from flake8_nnx_rng.syntax.source import decode

PLAIN_IMPORT = "from flax import nnx"
_MARK = re.compile(r"  # ! (NNX\d{3}(?: NNX\d{3})*)$", re.MULTILINE)
_NAME = re.compile(r"(?<![\w.])nnx\b")
_MEMBER = re.compile(r"(?<![\w.])nnx\.(\w+)")
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOM = "\ufeff"
_LETTERS = '_ = "é😀𐍈"'
T = TypeVar("T")
_OTHERS = 3
_DEPRECATES_OLD_PATH = resolve("0.8.4")


@dataclass(frozen=True)
class Case:
    """A program with the reason why it matters.

    `target` is the release to check for (the newest if empty) and `declared` what the project asks
    for. With `own_imports` the program imports Flax itself, so that no import is added to it.
    `skip` names variants that would be another program, `also` rules that are off by default.
    """

    reason: str
    source: str
    target: str = ""
    declared: str = ""
    own_imports: bool = False
    skip: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()

    @property
    def is_marked(self) -> bool:
        """Whether anything is to be found."""
        return _MARK.search(self.source) is not None

    @property
    def codes(self) -> list[str]:
        """The codes that are marked, each once."""
        return sorted({code for _, code in marks(self.source)})


def case(
    reason: str,
    source: str,
    *,
    target: str = "",
    declared: str = "",
    own_imports: bool = False,
    skip: Iterable[str] = (),
    also: Iterable[str] = (),
) -> Case:
    """A case; the program may start on the line after the quotes."""
    program = source.strip("\n") + "\n"
    assert len(_MARK.findall(program)) == program.count("# !"), f"broken mark in {reason!r}"
    ast.parse(program)
    return Case(reason, program, target, declared, own_imports, frozenset(skip), frozenset(also))


def marks(text: str) -> list[tuple[int, str]]:
    """The marked findings as sorted (row, code)."""
    found = []
    for row, line in enumerate(_LINE_END.split(text), 1):
        mark = _MARK.search(line)
        found += [(row, code) for code in mark[1].split()] if mark else []
    return sorted(found)


@dataclass(frozen=True)
class Program:
    """A case in one variant: what is checked, and what is to be found in it."""

    text: str
    expected: list[tuple[int, str]]


@dataclass(frozen=True)
class Finding:
    """What a diagnostic points at; `snippet` is free of what differs between variants.

    The message is all that it says: what is wrong (what comes of it): what to do.
    """

    row: int
    code: str
    snippet: str
    message: str


def check(case: Case, text: str) -> list[Finding]:
    """The findings in a program, `# noqa` obeyed, as the command has them."""
    source = decode(text.encode(), "case.py")
    release = resolve(case.target) if case.target else newest()
    said = SourceRelease(resolve(case.declared), "the project") if case.declared else None
    found = lint(source, release, lambda r: r.on_by_default or r.code in case.also, said)
    shown, _ = parted(tuple((diagnostic, None) for diagnostic in found), source.code)
    return [_finding(diagnostic, source.text) for diagnostic, _ in shown]


@cache
def _usual(case: Case) -> list[Finding]:
    """The findings in a case as it is, which its variants are compared with."""
    return check(case, _MARK.sub("", plain(case)))


def _finding(diagnostic: Diagnostic, text: str) -> Finding:
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    first, last = (
        starts[place.row - 1] + place.column - 1
        for place in (diagnostic.location, diagnostic.end_location)
    )
    snippet = text[first:last]
    plain = re.sub(r"  # noqa\b.*", "", _LINE_END.sub("\n", snippet))
    plain = re.sub(r"\n[ \t]+", "\n", plain)
    return Finding(diagnostic.location.row, diagnostic.code, plain, told(diagnostic))


def told(diagnostic: Diagnostic) -> str:
    """All that a diagnostic says."""
    parts = diagnostic.message, diagnostic.consequence, diagnostic.help
    return "{} ({}): {}".format(*parts)


def message(source: str, code: str, target: str = "") -> str:
    """What a rule says of a program, which it finds once; nothing if it does not."""
    asked = case("", source, target=target, also=[code])
    found = [f.message for f in check(asked, plain(asked)) if f.code == code]
    return "" if not found else found[0]


def rows(found: list[Finding]) -> list[tuple[int, str]]:
    """The findings as marks say them."""
    return sorted((finding.row, finding.code) for finding in found)


# Variants: functions from a case to its marked text, None where the case cannot be written so.

Writer = Callable[[Case], str | None]


def _with_import(statement: str, case: Case) -> str:
    """Add the import, below `from __future__` if that is there."""
    lines = case.source.splitlines()
    future = [line for line in lines if line.startswith("from __future__")]
    rest = [line for line in lines if line not in future]
    return "\n".join([*future, statement, "", *rest]) + "\n"


def plain(case: Case) -> str:
    """`from flax import nnx`."""
    return case.source if case.own_imports else _with_import(PLAIN_IMPORT, case)


def _renamed(statement: str, name: str) -> Writer:
    def write(case: Case) -> str | None:
        if case.own_imports or re.search(rf"(?<![\w.]){name}\b", case.source):
            return None
        return _with_import(statement, replace(case, source=_NAME.sub(name, case.source)))

    return write


def _imported(statement: str) -> Writer:
    def write(case: Case) -> str | None:
        return None if case.own_imports else _with_import(statement, case)

    return write


def _dotted(case: Case) -> str | None:
    """`import flax`, then `flax.nnx.vmap`."""
    if case.own_imports or _binds_or_hands_on(case):
        return None
    spelled = _NAME.sub("flax.nnx", case.source)
    return _with_import("import flax", replace(case, source=spelled))


def _by_name(case: Case) -> str | None:
    """`from flax.nnx import vmap, Rngs`: what has no such name is reported at the import."""
    names = sorted(set(_MEMBER.findall(case.source)))
    if case.own_imports or _binds_or_hands_on(case) or not names:
        return None
    if any(re.search(rf"(?<![\w.]){name}\b(?!\s*=[^=])", case.source) for name in names):
        return None
    missing = {f.snippet.removeprefix("nnx."): f.code for f in _missing_names(case)}
    listed = [f"    {n}," + (f"  # ! {missing[n]}" if n in missing else "") for n in names]
    source = _unmark(case.source, missing)
    statement = "\n".join(["from flax.nnx import (", *listed, ")"])
    return _with_import(statement, replace(case, source=_MEMBER.sub(r"\1", source)))


def _missing_names(case: Case) -> list[Finding]:
    """Findings about a name that is taken from the namespace, `nnx.Vmap`."""
    by_name = [f for f in _usual(case) if f.code in ("NNX202", "NNX205", "NNX206")]
    return [f for f in by_name if re.fullmatch(r"nnx\.\w+", f.snippet)]


def _unmark(source: str, missing: dict[str, str]) -> str:
    """The source without a mark for each use of a missing name."""
    lines = []
    for line in source.splitlines():
        kept = line
        for name in _MEMBER.findall(line):
            if name in missing:
                kept = re.sub(rf"(  # !.*?) {missing[name]}\b", r"\1", kept, count=1)
        lines.append(kept.removesuffix("  # !"))
    return "\n".join(lines) + "\n"


def _binds_or_hands_on(case: Case) -> bool:
    return re.search(r"(?<![\w.])nnx\b(?!\.)", case.source) is not None


def _old_path(case: Case) -> str | None:
    """`from flax.experimental import nnx`, which is a finding itself where it is deprecated."""
    if case.own_imports:
        return None
    release = resolve(case.target) if case.target else newest()
    mark = "  # ! NNX203" if release >= _DEPRECATES_OLD_PATH else ""
    return _with_import(f"from flax.experimental import nnx{mark}", case)


_GUARDED = """
try:
    from flax import nnx
except ImportError:
    from flax.experimental import nnx
""".strip()


def _local(case: Case) -> str | None:
    """Everything inside a function, the import too."""
    if case.own_imports or re.search(r"\b(global|__future__)\b|import \*", case.source):
        return None
    inner = f"{PLAIN_IMPORT}\n\n{case.source}"
    return "def enclosing():\n" + indent(inner, "    ")


def _tabs(case: Case) -> str | None:
    indented = re.compile(r"^(?: {4})+", re.MULTILINE)
    text = plain(case)
    if not indented.search(text):
        return None
    return indented.sub(lambda spaces: "\t" * (len(spaces[0]) // 4), text)


def _form_feed(case: Case) -> str:
    return "\n".join(["# first page", "\f", plain(case)])


def _letters_before(case: Case) -> str:
    """Letters of several bytes before each finding: on its line if a statement starts there."""
    text = plain(case)
    marked = {row for row, _ in marks(text)}
    lines = text.splitlines()
    for row in marked & set(_simple_statements(text)):
        code = lines[row - 1].lstrip(" ")
        spaces = " " * (len(lines[row - 1]) - len(code))
        lines[row - 1] = f"{spaces}{_LETTERS}; {code}"
    future = sum(line.startswith("from __future__") for line in lines)
    lines.insert(future, _LETTERS)
    return "\n".join(lines) + "\n"


def _simple_statements(text: str) -> Iterator[int]:
    """The rows on which a simple statement is the first thing."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        is_compound = hasattr(node, "body") or isinstance(node, ast.Match)
        if isinstance(node, ast.stmt) and not is_compound and _is_first(node, lines):
            yield node.lineno


def _is_first(node: ast.stmt, lines: list[str]) -> bool:
    return not lines[node.lineno - 1][: node.col_offset].strip()


def _with_noqa(comment: str, *, silences: bool) -> Writer:
    def write(case: Case) -> str | None:
        if not case.is_marked:
            return None
        said = comment.format(codes=", ".join(case.codes))
        kept = "" if silences else r"\g<0>"
        return _MARK.sub(rf"  # {said}{kept}", plain(case))

    return write


def _file_noqa(case: Case) -> str | None:
    return "# flake8: noqa\n" + _MARK.sub("", plain(case)) if case.is_marked else None


def _no_final_newline(case: Case) -> str:
    return plain(case).rstrip("\n")


WRITERS: dict[str, Writer] = {
    "plain": plain,
    "as nn": _renamed("from flax import nnx as nn", "nn"),
    "import as nnx": _imported("import flax.nnx as nnx"),
    "import as X": _renamed("import flax.nnx as X", "X"),
    "flax.nnx.": _dotted,
    "by name": _by_name,
    "old path": _old_path,
    "guarded": _imported(_GUARDED),
    "local": _local,
    "bound again": _imported("import flax\n\nnnx = flax.nnx"),
    "noqa": _with_noqa("noqa: {codes}", silences=True),
    "noqa all": _with_noqa("noqa", silences=True),
    "NOQA": _with_noqa("NOQA:{codes} because", silences=True),
    "noqa other": _with_noqa("noqa: E501, NNX999", silences=False),
    "file noqa": _file_noqa,
    "tabs": _tabs,
    "form feed": _form_feed,
    "letters": _letters_before,
    "no final newline": _no_final_newline,
    "CRLF": plain,
    "CR": plain,
    "BOM": plain,
}
_ENCODERS: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "BOM": lambda text: _BOM + text,
}
_SPELLINGS = {"as nn": "nn.", "import as X": "X.", "flax.nnx.": "flax.nnx.", "by name": ""}


def program(case: Case, variant: str) -> Program | None:
    """The case in a variant, None where it cannot be written so."""
    text = None if variant in case.skip else WRITERS[variant](case)
    if text is None:
        return None
    code = _MARK.sub("", text)
    return Program(_ENCODERS.get(variant, str)(code), marks(text))


@dataclass(frozen=True)
class Variant:
    """One case in one variant, ready to be verified."""

    case: Case
    name: str

    def verify(self) -> None:
        """Fail unless exactly the marked findings are there, and point at the same code."""
        written = program(self.case, self.name)
        assert written is not None
        found = check(self.case, written.text)
        assert rows(found) == written.expected, self._explain(written, found)
        for finding in found:
            assert _is_python(finding.snippet), finding
            assert _is_one_line(finding.message), finding
        if written.expected:
            self._verify_places(found)

    def _verify_places(self, found: list[Finding]) -> None:
        spelled = {(f.code, self._spelled(f.snippet)) for f in _usual(self.case)}
        added = {f for f in found if f.code == "NNX203"} if self.name == "old path" else set()
        assert {(f.code, f.snippet) for f in set(found) - added} == spelled

    def _spelled(self, snippet: str) -> str:
        return re.sub(r"(?<![\w.])nnx\.", _SPELLINGS.get(self.name, "nnx."), snippet)

    def _explain(self, written: Program, found: list[Finding]) -> str:
        messages = "\n".join(f"  {f.row}: {f.code} {f.message}" for f in found)
        target = self.case.target or newest()
        numbered = enumerate(_LINE_END.split(written.text), 1)
        listing = "\n".join(f"{row:4} {line}" for row, line in numbered)
        return f"{self.case.reason} (Flax {target})\n{listing}\nfound:\n{messages or '  nothing'}"


def _is_python(snippet: str) -> bool:
    """Whether a snippet is an expression, a keyword with its value, or an imported name."""
    shapes = ("({})", "f({})", "import {}", "from flax import {}", "{}")
    return snippet == snippet.strip() and any(_parses(s.format(snippet)) for s in shapes)


def _is_one_line(message: str) -> bool:
    return message.splitlines() == [message.strip()] and "\t" not in message


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def chosen(number: int, names: Iterable[T], more: int = _OTHERS) -> list[T]:
    """The first variant of a case, the plain one, and a few others that go round from case to case.

    So each is used on many cases; with EVERY_VARIANT set each is used on all of them.
    """
    plain, *others = names
    if os.environ.get("EVERY_VARIANT"):
        return [plain, *others]
    places = range(number * more, (number + 1) * more)
    return [plain, *(others[place % len(others)] for place in places)]


def tracing(variant: str) -> tuple[pytest.MarkDecorator, ...]:
    """Other spellings of a case lead through the same code."""
    return () if variant == "plain" else (pytest.mark.untraced,)


def every_variant(*groups: list[Case]) -> pytest.MarkDecorator:
    """Parametrise a test with the cases, each in several variants."""
    cases = [case for group in groups for case in group]
    variants = [
        pytest.param(Variant(case, name), id=f"{case.reason}-{name}", marks=tracing(name))
        for number, case in enumerate(cases)
        for name in chosen(number, WRITERS)
        if program(case, name) is not None
    ]
    return pytest.mark.parametrize("variant", variants)


def verify_examples(code: str) -> None:
    """Fail unless a rule's bad example gives its code only, and its good one nothing."""
    from flake8_nnx_rng.rules import rule

    described = rule(code)
    assert described is not None
    target = described.example_target
    also = frozenset({code})
    before = Case("before", described.before, target, own_imports=True, also=also)
    after = Case("after", described.after, target, own_imports=True, also=also)
    assert {finding.code for finding in check(before, before.source)} == {code}
    assert check(after, after.source) == []
