"""Sources and files are mended as asked: exactly, each fix that holds, file by file."""

from __future__ import annotations

import codecs
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from flake8_nnx_rng import (
    ConfigError,
    FixReport,
    FixResult,
    Settings,
    SourceError,
    check_source,
    fix_paths,
    fix_source,
)
from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.fixes import catalogue
from flake8_nnx_rng.fixes.bench import Bench
from flake8_nnx_rng.fixes.fix import Edit, Fix, advice, safe, unsafe
from flake8_nnx_rng.fixing import Fixer
from flake8_nnx_rng.rules.base import Finding

NEW = Settings(target_flax="0.12.8")
DEFAULT = "def f(rngs=nnx.Rngs(0)): pass\n"
IMPORT = "from flax import nnx\nused = nnx.Linear\n"
CODE = IMPORT + DEFAULT
MENDED = CODE.replace("nnx.Rngs(0)", "None")
DIRECT = "from flax import nnx\n\nf = nnx.jit(donate_argnums=1)(g)\n"
PARTIAL = f"from functools import partial\n\n{DIRECT.replace('nnx.jit(', 'partial(nnx.jit, ')}"

FixerFunction = Callable[[Bench, Finding], Fix | None]
Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Puts fixers in the place of all that there are, by rule."""

    def put(**fixers: FixerFunction) -> None:
        monkeypatch.setattr(catalogue, "fixer", fixers.get)

    return put


def writing(text: str, make: Callable[..., Fix] = safe) -> FixerFunction:
    """A fixer that writes a text in place of what was found."""

    def fix(bench: Bench, finding: Finding) -> Fix:
        edit = Edit(finding.node.start, finding.node.end, text)
        return make("Write it", edit) if make is safe else make("Write it", "why not", edit)

    return fix


def mended(source: str | bytes, **options: object) -> FixResult:
    return fix_source(source, filename="a.py", settings=NEW, **options)  # type: ignore[arg-type]


def codes(found: tuple[object, ...]) -> list[str]:
    return [d.code for d in found]  # type: ignore[attr-defined]


def test_the_fixer_of_a_needless_partial_mends_it() -> None:
    result = mended(PARTIAL)
    assert (result.text, result.left, result.problem) == (DIRECT, (), "")
    assert codes(result.applied) == ["NNX301"]
    assert mended(DIRECT) == FixResult(DIRECT)


def test_what_was_fixed_and_what_is_left_is_told(install: Install) -> None:
    install(NNX117=writing("None"))
    result = mended(CODE + "nnx.Vmap(f)\n")
    assert result.text == MENDED + "nnx.Vmap(f)\n"
    assert codes(result.applied) == ["NNX117"]
    assert codes(result.left) == ["NNX202"]
    assert result.left[0].location.row == 4
    assert result.left[0].fix is None


def test_unsafe_fixes_are_made_only_when_wanted(install: Install) -> None:
    install(NNX117=writing("None", unsafe))
    result = mended(CODE)
    assert (result.text, codes(result.left)) == (CODE, ["NNX117"])
    assert result.left[0].fix is not None
    assert result.left[0].fix.applicability == "unsafe"
    assert result.left[0].fix.message == "Write it (why not)"
    assert mended(CODE, unsafe=True).text == MENDED


def test_advice_is_never_applied(install: Install) -> None:
    install(NNX117=lambda *_: advice("Do it yourself"))
    result = mended(CODE, unsafe=True)
    assert result.text == CODE
    assert result.left[0].fix is not None
    assert result.left[0].fix.message == "Do it yourself"


@pytest.mark.parametrize(
    "program",
    [
        CODE.replace("pass\n", "pass  # noqa\n"),
        CODE.replace("pass\n", "pass  # noqa: NNX117\n"),
        f"# flake8: noqa\n{CODE}",
    ],
)
def test_what_is_suppressed_is_left(program: str, install: Install) -> None:
    install(NNX117=writing("None"))
    result = mended(program)
    assert [d.code for d in result.silenced] == ["NNX117"]
    assert replace(result, silenced=()) == FixResult(program)


@pytest.mark.parametrize(
    "settings",
    [
        replace(NEW, ignore=("NNX117",)),
        replace(NEW, select=("NNX2",)),
        replace(NEW, per_file_ignores=(("*.py", ("NNX1",)),)),
    ],
)
def test_rules_that_are_not_selected_are_left(settings: Settings, install: Install) -> None:
    install(NNX117=writing("None"))
    assert fix_source(CODE, filename="a.py", settings=settings) == FixResult(CODE)


def test_fixes_that_clash_are_made_one_after_another(install: Install) -> None:
    def whole_line(text: str) -> FixerFunction:
        def fix(bench: Bench, finding: Finding) -> Fix:
            code = bench.module.source.code
            first = bench.line_start(finding.node.start)
            last = code.index("\n", first)
            line = code[first:last]
            return safe(
                "",
                Edit(
                    first,
                    last,
                    line.replace(bench.text(finding.node.start, finding.node.end), text),
                ),
            )

        return fix

    install(NNX117=whole_line("None"), NNX202=whole_line("jit"))
    source = IMPORT + "f = lambda rngs=nnx.Rngs(0): nnx.Vmap(1)\n"
    result = mended(source)
    assert codes(result.applied) == ["NNX117", "NNX202"]
    assert result.text.splitlines()[2].startswith("f = lambda rngs=None: jit")


def test_of_two_fixes_that_each_mend_what_both_would_spoil_one_is_made() -> None:
    """The split where a stack is made mends its use, too; a split there would be the second."""
    program = """from flax import nnx
import jax.numpy as jnp

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

y = nnx.vmap(lambda m, x: m(x), in_axes=(0, None))(create(nnx.Rngs(0)), jnp.ones(8))
"""
    result = fix_source(program, settings=NEW, unsafe=True)
    assert result.text == program.replace("@nnx.vmap", "@nnx.split_rngs(splits=3)\n@nnx.vmap")
    assert (result.left, result.problem) == ((), "")


def test_one_fix_for_two_findings_is_made_once(install: Install) -> None:
    def fix(bench: Bench, finding: Finding) -> Fix:
        return safe("", Edit(len(IMPORT), len(CODE + DEFAULT), "def f(): pass\n"))

    install(NNX117=fix)
    result = mended(CODE + DEFAULT)
    assert result.text == IMPORT + "def f(): pass\n"
    assert len(result.applied) == 2


def test_a_definition_that_two_fixes_need_is_written_once(install: Install) -> None:
    def fix(bench: Bench, finding: Finding) -> Fix:
        offset = len(IMPORT)
        shared = Edit(offset, offset, "NO = None\n", shared=True)
        return safe("", shared, Edit(finding.node.start, finding.node.end, "NO"))

    install(NNX117=fix)
    assert mended(CODE + DEFAULT).text == (
        IMPORT + "NO = None\ndef f(rngs=NO): pass\ndef f(rngs=NO): pass\n"
    )


def test_a_fix_that_is_in_its_own_way_is_not_made(install: Install) -> None:
    def fix(bench: Bench, finding: Finding) -> Fix:
        first, last = finding.node.start, finding.node.end
        return safe("", Edit(first, last, "None"), Edit(first + 1, last, ""))

    install(NNX117=fix)
    result = mended(CODE)
    assert (result.text, result.problem) == (CODE, "")
    assert codes(result.left) == ["NNX117"]


@pytest.mark.parametrize(
    ("fixer", "problem"),
    [
        pytest.param(
            writing("nnx.Rngs(1)"), "NNX117 would still be found after its fix", id="again"
        ),
        pytest.param(
            writing("= ="), "the fixed text cannot be parsed: invalid syntax", id="syntax"
        ),
        pytest.param(
            writing("None): pass\ndef g(x=nnx.Rngs(0), y=nnx.Rngs(0)"),
            "NNX117 would still be found after its fix",
            id="more",
        ),
        pytest.param(writing("'\ud800'"), "can't encode", id="no text"),
    ],
)
def test_a_source_whose_fixes_do_not_hold_is_left(
    fixer: FixerFunction, problem: str, install: Install
) -> None:
    install(NNX117=fixer)
    result = mended(CODE)
    assert (result.text, result.applied) == (CODE, ())
    assert codes(result.left) == ["NNX117"]
    assert problem in result.problem


def in_line(text: str) -> FixerFunction:
    """A fixer that writes a text in place of the lines of what was found, but for the first."""

    def fix(bench: Bench, finding: Finding) -> Fix:
        line = bench.line_start(finding.node.start)
        return safe("", Edit(line, bench.module.source.code.index("\n", line), text))

    return fix


BACK = "f = lambda rngs=nnx.Rngs(0): 0"
CIRCLE = {"NNX117": in_line("f = nnx.Vmap(g)"), "NNX202": in_line(BACK)}
NEEDLESS = "from functools import partial\nfrom flax import nnx\n"


def test_fixes_that_go_round_in_circles_are_withdrawn_and_cost_no_other(install: Install) -> None:
    install(**CIRCLE, NNX301=catalogue.fixer("NNX301"))
    good = "@partial(nnx.jit, donate_argnums=1)\ndef a{}(x): pass\n"
    source = NEEDLESS + "".join(map(good.format, range(3))) + BACK + "\n" + good.format(3)
    result = mended(source)
    assert result.text == source.replace(NEEDLESS, "from flax import nnx\n").replace(
        "partial(nnx.jit, ", "nnx.jit("
    )
    assert codes(result.applied) == ["NNX301"] * 4
    assert result.problem == "line 8: the fixes of NNX117 and NNX202 lead back to one another"
    [left] = result.left
    assert left.fix is not None
    assert (left.code, left.fix.applicability) == ("NNX117", "display")
    assert left.fix.message.endswith("the fixes of NNX117 and NNX202 lead back to one another")
    again = mended(result.text)
    assert (again.text, again.problem) == (result.text, result.problem)


def test_a_fix_that_always_makes_work_for_the_next_one_is_withdrawn(install: Install) -> None:
    def grow(bench: Bench, finding: Finding) -> Fix:
        line = bench.line_start(finding.node.start)
        text = bench.module.source.code[line:].partition("\n")[0]
        other = "def f(x=nnx.Rngs(0)): pass" if "Vmap" in text else "f = nnx.Vmap(g)"
        return safe("", Edit(line, line + len(text), f"1\n{other}"))

    install(NNX117=grow, NNX202=grow)
    source = CODE.replace("rngs=", "x=")
    result = mended(source)
    assert (result.text, result.applied) == (source, ())
    assert "NNX117 and NNX202 lead back to one another" in result.problem


def test_what_a_fix_leaves_to_the_next_one_is_not_its_fault(install: Install) -> None:
    """Even where a fix of that next rule fails somewhere else at the same time."""
    install(NNX117=writing("nnx.Rngs(2)"), NNX202=in_line(BACK))
    bad = "def h(rngs=nnx.Rngs(1)): pass\n"
    result = mended(f"from flax import nnx\nf = nnx.Vmap(g)\n{bad}")
    assert result.text == f"from flax import nnx\n{BACK}\n{bad}"
    assert codes(result.applied) == ["NNX202"]
    assert codes(result.left) == ["NNX117", "NNX117"]


BAD = "def {}(rngs=nnx.Rngs(1)): pass\n"
GOOD = "def {}(rngs=nnx.Rngs(0)): pass\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("nnx.Rngs(2)", id="finding stays"),
        pytest.param("= =", id="no syntax"),
        pytest.param("'\ud800'", id="no text"),
        pytest.param("None): pass\ndef g(x=nnx.Rngs(0), y=nnx.Rngs(0)", id="more findings"),
    ],
)
@pytest.mark.parametrize("program", [GOOD + BAD + GOOD + GOOD, BAD + GOOD + BAD, GOOD + GOOD + BAD])
@pytest.mark.parametrize("indent", ["", "    "])
def test_a_fix_that_does_not_hold_costs_no_other(
    text: str, program: str, indent: str, install: Install
) -> None:
    def fix(bench: Bench, finding: Finding) -> Fix:
        first, last = finding.node.start, finding.node.end
        return safe("", Edit(first, last, text if "1" in bench.text(first, last) else "None"))

    install(NNX117=fix)
    lines = [indent + line for line in program.splitlines(keepends=True)]
    head = IMPORT + ("class C:\n" if indent else "")
    source = head + "".join(line.format(f"f{n}") for n, line in enumerate(lines))
    result = mended(source)
    assert result.text == source.replace("nnx.Rngs(0)", "None")
    assert len(result.applied) == program.count("(0)")
    for left in result.left:
        assert left.fix is not None
        assert left.fix.message.startswith("Not fixed: ")
        assert f"line {left.location.row}: " in result.problem


def test_many_fixes_that_do_not_hold_are_found_at_once(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text is read as often, however many they are."""
    fine, read = Checker.inspect, list[object]()

    def inspect(self: Checker, source: object, **options: object) -> object:
        read.append(source)
        return fine(self, source, **options)  # type: ignore[arg-type]

    def fix(bench: Bench, finding: Finding) -> Fix:
        first, last = finding.node.start, finding.node.end
        is_bad = "1" in bench.text(first, last)
        return safe("", Edit(first, last, "nnx.Rngs(2)" if is_bad else "None"))

    monkeypatch.setattr(Checker, "inspect", inspect)
    install(NNX117=fix)
    counts = []
    for size in (4, 40):
        read.clear()
        pairs = (GOOD.format(f"f{n}") + BAD.format(f"g{n}") for n in range(size))
        result = mended(IMPORT + "".join(pairs))
        assert (len(result.applied), len(result.left)) == (size, size)
        counts.append(len(read))
    assert counts[0] == counts[1] < 6


def test_a_fixer_that_breaks_is_told_in_the_place_of_a_fix(install: Install) -> None:
    def broken(bench: Bench, finding: Finding) -> Fix:
        raise RuntimeError("boom")

    install(NNX117=broken)
    result = mended(CODE)
    assert (result.text, result.problem) == (CODE, "")
    assert result.left[0].fix is not None
    assert result.left[0].fix.applicability == "display"
    assert "RuntimeError: boom" in result.left[0].fix.message


def test_a_rule_that_breaks_on_the_fixed_text_spoils_it(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(NNX117=writing("nnx.Rngs"))
    fine = Checker.inspect
    calls: list[object] = []

    def inspect(self: Checker, source: object, **options: object) -> object:
        calls.append(source)
        found = fine(self, source)  # type: ignore[arg-type]
        if len(calls) == 1:
            return found
        broken = tuple((replace(d, code="NNX999"), None) for d, _ in found.shown)
        return found._replace(shown=broken)

    monkeypatch.setattr(Checker, "inspect", inspect)
    result = mended(CODE)
    assert (result.text, result.problem) == (CODE, "line 3: the fixed text cannot be checked")


PROGRAM = (
    "\f# é\nfrom flax import nnx;nnx.Linear\n\n\n"
    "def f( rngs=nnx.Rngs(0) , *,x=1,) : # ö\n\tpass  \n\n\n\n"
)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PROGRAM.encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + PROGRAM.encode(), id="BOM"),
        pytest.param(PROGRAM.replace("\n", "\r\n").encode(), id="CR LF"),
        pytest.param(PROGRAM.replace("\n", "\r").encode(), id="lone CR"),
        pytest.param(PROGRAM.replace("\n\n", "\r\n\r").encode(), id="mixed line ends"),
        pytest.param(PROGRAM.rstrip().encode(), id="no line end at the end"),
        pytest.param(b"# coding: latin-1\n" + PROGRAM.encode("latin-1"), id="latin-1"),
        pytest.param(b"# -*- coding: cp1252 -*-\n" + f"{PROGRAM}# €".encode("cp1252"), id="cp1252"),
        pytest.param(
            codecs.BOM_UTF8 + b"# coding: utf-8-sig\n" + PROGRAM.encode(), id="utf-8-sig with BOM"
        ),
        pytest.param(b"# coding: utf-8-sig\n" + PROGRAM.encode(), id="utf-8-sig"),
        pytest.param(
            b"#!/bin/py\n# vim: fileencoding=koi8-r\n" + PROGRAM.encode("koi8-r", "ignore")
        ),
        pytest.param(b"# coding: shift_jis\n" + f"{PROGRAM}# ソ表".encode("shift_jis", "ignore")),
    ],
)
def test_no_byte_outside_the_edits_changes(data: bytes, tmp_path: Path, install: Install) -> None:
    install(NNX117=writing("None"))
    path = tmp_path / "a.py"
    path.write_bytes(data)
    [report] = fix_paths([path], NEW)
    assert report.problem == ""
    assert path.read_bytes() == data.replace(b"nnx.Rngs(0)", b"None")
    assert [*fix_paths([path], NEW)] == [FixReport(str(path))]


def test_an_encoding_that_lacks_a_new_character_is_told(install: Install) -> None:
    install(NNX117=writing("'é'"))
    result = mended(b"# coding: ascii\n" + CODE.encode())
    assert result.problem.startswith(
        "line 4: the fixed text cannot be encoded: 'ascii' codec can't encode"
    )


def test_an_encoding_that_writes_other_bytes_is_told(tmp_path: Path, install: Install) -> None:
    install(NNX117=writing("None"))
    data = b"# coding: cp932\n# \xfa\x54\n" + CODE.encode()  # the codec writes this as 81 ca
    result = mended(data)
    assert result.problem == "the encoding cp932 does not give the same bytes back"
    assert mended(data.replace(b"\xfa\x54", b"\x81\xca")).problem == ""
    path = tmp_path / "a.py"
    path.write_bytes(data)
    [report] = fix_paths([path], NEW)
    assert (report.problem, report.changed) == (result.problem, False)
    assert path.read_bytes() == data


def test_the_new_text_of_a_source_has_no_bom_and_that_of_a_file_has() -> None:
    assert mended("\ufeff" + PARTIAL).text == DIRECT
    data, report = Fixer(Checker(settings=NEW)).fix_data(codecs.BOM_UTF8 + PARTIAL.encode(), "a.py")
    assert data == codecs.BOM_UTF8 + DIRECT.encode()
    assert (report.before, report.after) == ("\ufeff" + PARTIAL, "\ufeff" + DIRECT)


def test_a_source_that_cannot_be_read_raises_an_error() -> None:
    with pytest.raises(SourceError, match=r"^a\.py"):
        mended(f"{CODE}x = = 1\n")
    with pytest.raises(SourceError, match="cannot be decoded"):
        mended(b"nnx = '\xff'")


def test_settings_that_cannot_be_used_raise_an_error(folder: Path) -> None:
    write(folder / "pyproject.toml", "[tool.flake8-nnx-rng]\ntarget-flax = 1\n")
    with pytest.raises(ConfigError, match="target-flax"):
        fix_source(CODE, filename=str(folder / "a.py"))
    path = write(folder / "a.py", CODE)
    with pytest.raises(ConfigError, match="target-flax"):
        [*fix_paths([path])]


def test_the_diagnostics_of_check_source_carry_the_whole_fix() -> None:
    [found] = check_source(PARTIAL, settings=NEW)
    assert found.fix is not None
    assert found.fix.applicability == "safe"
    assert [(e.location, e.end_location, e.content) for e in found.fix.edits] == [
        ((1, 1), (3, 1), ""),
        ((5, 5), (5, 39), "nnx.jit(donate_argnums=1)"),
    ]


def test_the_line_length_of_the_settings_holds() -> None:
    wide = PARTIAL.replace("donate_argnums=1", "static_argnums=1, donate_argnums=2")
    narrow = replace(NEW, line_length=40)
    assert mended(wide).text.count("\n") == DIRECT.count("\n")
    assert fix_source(wide, settings=narrow).text.endswith(
        "f = nnx.jit(\n    static_argnums=1,\n    donate_argnums=2,\n)(g)\n"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project of its own, so that no search for settings leaves it."""
    (tmp_path / ".git").mkdir()
    write(tmp_path / "pyproject.toml", '[tool.flake8-nnx-rng]\ntarget-flax = "0.12.8"\n')
    return tmp_path


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def identity(path: Path) -> tuple[int, int]:
    return path.stat().st_ino, path.stat().st_mtime_ns


def test_only_files_that_change_are_written(folder: Path) -> None:
    wrong, right = write(folder / "a.py", PARTIAL), write(folder / "b.py", CODE)
    other = write(folder / "c.py", "x = 1\n")
    before = identity(right), identity(other)
    reports = [*fix_paths([folder])]
    assert [report.changed for report in reports] == [True, False, False]
    assert wrong.read_text() == DIRECT
    assert (identity(right), identity(other)) == before
    assert {path.name for path in folder.iterdir()} == {
        ".git",
        "pyproject.toml",
        "a.py",
        "b.py",
        "c.py",
    }


def test_no_link_is_followed_to_a_file_that_was_not_to_be_mended(folder: Path) -> None:
    outside, excluded = write(folder / "other" / "a.py", PARTIAL), folder / "src" / "venv" / "a.py"
    write(excluded, PARTIAL)
    (folder / "src" / "outside.py").symlink_to(outside)
    (folder / "src" / "excluded.py").symlink_to(excluded)
    assert [*fix_paths([folder / "src"])] == []
    assert outside.read_text() == excluded.read_text() == PARTIAL


def test_a_file_has_the_settings_of_its_own_name_not_of_a_link(folder: Path) -> None:
    path = write(folder / "foo.py", PARTIAL)
    (folder / "alias.py").symlink_to(path)
    settings = replace(NEW, root=folder, per_file_ignores=(("foo.py", ("NNX301",)),))
    [report] = fix_paths([folder], settings)
    assert (report.filename, report.applied, path.read_text()) == (str(path), (), PARTIAL)


def test_without_writing_the_new_text_is_reported(folder: Path) -> None:
    path = write(folder / "a.py", PARTIAL)
    before = identity(path)
    [report] = fix_paths([path], write=False)
    assert (report.before, report.after) == (PARTIAL, DIRECT)
    assert path.read_text() == PARTIAL
    assert identity(path) == before


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: ThreadPoolExecutor(2), id="threads"),
        pytest.param(lambda: ProcessPoolExecutor(2, get_context("spawn")), id="processes"),
    ],
)
def test_files_are_mended_in_an_executor(
    folder: Path, make: Callable[[], ProcessPoolExecutor]
) -> None:
    for number in range(40):
        write(folder / f"f{number:02}.py", PARTIAL if number % 2 else CODE)
    write(folder / "bad.py", f"{CODE}x = = 1\n")
    with make() as executor:
        reports = [*fix_paths([folder], executor=executor)]
    assert [Path(report.filename).name for report in reports] == sorted(
        path.name for path in folder.glob("*.py")
    )
    assert sum(report.changed for report in reports) == 20
    assert sum(report.error is not None for report in reports) == 1
    assert (folder / "f01.py").read_text() == DIRECT


def test_reports_may_cross_a_process_boundary(folder: Path) -> None:
    write(folder / "a.py", PARTIAL)
    write(folder / "b.py", "nnx = = 1")
    reports = [*fix_paths([folder, folder / "missing.py"])]
    copies = pickle.loads(pickle.dumps(reports))
    assert [r.applied for r in copies] == [r.applied for r in reports]
    assert [str(r.error) for r in copies] == [str(r.error) for r in reports]


def test_a_bad_file_is_reported_and_the_others_are_mended(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, changed = write(folder / "a.py", PARTIAL), write(folder / "changed.py", PARTIAL)
    gone, locked = write(folder / "gone.py", PARTIAL), write(folder / "locked.py", PARTIAL)
    write(folder / "syntax.py", f"{CODE}x = = 1\n")
    last = write(folder / "z.py", PARTIAL)
    fine = Fixer.fix_data

    def fix_data(self: Fixer, data: bytes, name: str) -> tuple[bytes, FixReport]:
        if name == str(changed):
            changed.write_text("theirs")
        if name == str(gone):
            gone.unlink()
        return fine(self, data, name)

    monkeypatch.setattr(Fixer, "fix_data", fix_data)
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != locked and access(path, mode)
    )
    reports = {Path(report.filename).name: report for report in fix_paths([folder])}
    assert {name: report.problem for name, report in reports.items() if report.problem} == {
        "changed.py": "has been changed meanwhile, so it is left as it is",
        "gone.py": "cannot be written: No such file or directory",
        "locked.py": "cannot be written: Permission denied",
    }
    assert [name for name, report in reports.items() if report.error] == ["syntax.py"]
    assert codes(reports["locked.py"].left) == ["NNX301"]
    assert (reports["locked.py"].applied, reports["locked.py"].changed) == ((), False)
    assert good.read_text() == last.read_text() == DIRECT
    assert changed.read_text() == "theirs"
    assert not gone.exists()
    assert locked.read_text() == PARTIAL


def test_a_bug_of_ours_is_reported_and_the_others_are_mended(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = write(folder / "a.py", PARTIAL), write(folder / "b.py", PARTIAL)
    fine = Fixer.fix

    def fix(self: Fixer, source: object, data: object) -> object:
        if source.filename == str(bad):  # type: ignore[attr-defined]
            raise RuntimeError("boom")
        return fine(self, source, data)  # type: ignore[arg-type]

    monkeypatch.setattr(Fixer, "fix", fix)
    first, second = fix_paths([folder])
    assert codes(first.left) == ["NNX999"]
    assert bad.read_text() == PARTIAL
    assert second.changed
    assert good.read_text() == DIRECT


def test_notebooks_and_text_are_mended(folder: Path) -> None:
    cells = PARTIAL.split("\n\n")
    notebook = {
        "cells": [{"cell_type": "code", "metadata": {}, "source": cell} for cell in cells],
        "metadata": {},
        "nbformat": 4,
    }
    write(folder / "a.ipynb", json.dumps(notebook, indent=1))
    write(folder / "b.md", f"# Title\n\n```python\n{PARTIAL}```\n")
    write(
        folder / "c.rst",
        "::\n\n.. code-block:: python\n\n    "
        + PARTIAL.replace("\n", "\n    ").replace("    \n", "\n"),
    )
    reports = [*fix_paths([folder])]
    assert [(report.problem, len(report.applied)) for report in reports] == [("", 1)] * 3
    assert (folder / "b.md").read_text() == f"# Title\n\n```python\n{DIRECT}```\n"
    assert "partial" not in (folder / "a.ipynb").read_text() + (folder / "c.rst").read_text()


def changed_files(files: list[Path]) -> int:
    return sum(path.read_text() == DIRECT for path in files)


def end_of_group(group: int) -> bool:
    """Whether all processes of a group end within a while."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills a group of processes")
def test_a_run_that_is_killed_leaves_every_file_old_or_new_and_the_next_one_finishes(
    folder: Path,
) -> None:
    files = [write(folder / f"pkg{n % 10}" / f"f{n:03}.py", PARTIAL) for n in range(1000)]
    command = [sys.executable, "-m", "flake8_nnx_rng", "check", "--fix", "--jobs=2", "."]
    chance = random.Random(0)
    for goal, kill in [(1, os.killpg), (250, os.kill), (500, os.killpg), (750, os.kill)]:
        run = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while run.poll() is None and changed_files(files) < goal:
            time.sleep(chance.random() / 20)
        assert run.poll() is None, "it was to be killed at work"
        kill(run.pid, signal.SIGKILL)
        run.wait()
        assert end_of_group(run.pid), "the processes that it started still wait for it"
        assert {path.read_text() for path in files} == {PARTIAL, DIRECT}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert changed_files(files) == len(files)
    known = {*files, folder / "pyproject.toml"}
    left = [path for path in folder.rglob("*") if path.is_file() and path not in known]
    assert all(path.name.startswith(".nnx-rng-") for path in left)
    again = subprocess.run([*command[:4], "--diff", "."], cwd=folder, capture_output=True)
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"")


def test_what_is_left_is_what_the_next_check_finds() -> None:
    """Lanes that were alike on purpose are told of as soon as nothing shows how old they are."""
    code = (
        "from flax import nnx\n\n\n@nnx.vmap(axis_size=3, split_rngs=False)\n"
        "def draw(rngs: nnx.Rngs):\n    return rngs.noise()\n\n\ndraw(nnx.Rngs(0))\n"
    )
    fixed = fix_source(code, settings=Settings(target_flax="0.12.12"))
    found = check_source(fixed.text, settings=Settings(target_flax="0.12.12"))
    assert [diagnostic.code for diagnostic in fixed.applied] == ["NNX201"]
    assert [diagnostic.code for diagnostic in fixed.left] == ["NNX102"]
    assert [diagnostic.code for diagnostic in found] == ["NNX102"]
