"""The linter runs only the rules that can matter, and one broken rule stops none of the others."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from flake8_nnx_rng import linter
from flake8_nnx_rng.diagnostic import Diagnostic
from flake8_nnx_rng.rules import all_rules, rule
from flake8_nnx_rng.rules.base import Finding, Rule
from flake8_nnx_rng.semantics import releases
from flake8_nnx_rng.semantics.analysis import Analysis
from flake8_nnx_rng.semantics.releases.source import SourceRelease
from flake8_nnx_rng.syntax.source import SourceError, from_text

DEFAULT_RNGS = "from flax import nnx\n\ndef f(rngs=nnx.Rngs(0)): pass\n"
OLD_CLASS = "nnx.Vmap(f)\n"


def lint(code: str, target: str = "0.12.8") -> list[Diagnostic]:
    return linter.lint(from_text(code, "a.py"), releases.resolve(target), lambda rule: True)


def codes(code: str, target: str = "0.12.8") -> list[str]:
    return [diagnostic.code for diagnostic in lint(code, target)]


def broken(analysis: Analysis) -> Iterator[Finding]:
    raise RuntimeError("first line\nsecond line")
    yield


def use_rules(monkeypatch: pytest.MonkeyPatch, *rules: Rule) -> None:
    monkeypatch.setattr(linter, "all_rules", lambda: rules)


def existing(code: str) -> Rule:
    found = rule(code)
    assert found is not None
    return found


def test_a_finding_says_where_and_what() -> None:
    [found] = lint(DEFAULT_RNGS)
    assert found.filename == "a.py"
    assert found.cell is None
    assert (found.location, found.end_location) == ((3, 12), (3, 23))
    assert (found.code, found.name, found.severity) == ("NNX117", "rngs-default-argument", "error")
    assert "'rngs'" in found.message
    assert found.url.endswith("/rules/NNX117/")


def test_columns_count_code_points() -> None:
    [found] = lint("from flax import nnx\ndef f(é='𝄞', rngs=nnx.Rngs(0)): pass\n")
    assert found.location == (2, 19)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_those_of_every_kind_of_line_end(end: str) -> None:
    [found] = lint(DEFAULT_RNGS.replace("\n", end))
    assert found.location == (3, 12)


def test_findings_are_in_the_order_of_places_and_each_once() -> None:
    found = lint(DEFAULT_RNGS + OLD_CLASS + DEFAULT_RNGS)
    assert [(d.location.row, d.code) for d in found] == [
        (3, "NNX117"),
        (4, "NNX202"),
        (7, "NNX117"),
    ]


def test_only_enabled_rules_run() -> None:
    source = from_text(DEFAULT_RNGS + OLD_CLASS, "a.py")
    found = linter.lint(source, releases.newest(), lambda rule: rule.code == "NNX202")
    assert [d.code for d in found] == ["NNX202"]


def test_the_target_release_decides() -> None:
    assert "NNX202" in codes(DEFAULT_RNGS + OLD_CLASS)
    assert "NNX202" not in codes(DEFAULT_RNGS + OLD_CLASS, "0.8.5")


def test_what_the_project_declares_is_evidence() -> None:
    code = "from flax import nnx\n@nnx.vmap(axis_size=3)\ndef f(rngs: nnx.Rngs): rngs()\n"
    source = from_text(code, "a.py")

    def found(said: str) -> list[str]:
        known = SourceRelease(releases.resolve(said), "the project")
        return [d.code for d in linter.lint(source, releases.newest(), lambda r: True, known)]

    assert (found("0.8.5"), found("0.10.0")) == (["NNX101"], [])


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def f(rngs=Rngs(0)): pass\nnnx = 1\n", id="nnx is not imported"),
        pytest.param("from mylib import nnx\ndef f(rngs=nnx.Rngs(0)): pass\n", id="another nnx"),
        pytest.param("from flax import linen as nnx\ndef f(rngs=nnx.Rngs(0)): pass\n", id="Linen"),
        pytest.param("# from flax import nnx\n'def f(rngs=nnx.Rngs(0)): pass'\n", id="text"),
        pytest.param("", id="empty"),
    ],
)
def test_code_without_nnx_has_no_findings(code: str) -> None:
    assert lint(code) == []


def test_a_syntax_error_in_a_relevant_file_is_raised() -> None:
    with pytest.raises(SourceError, match=r"^a\.py:4:"):
        lint(DEFAULT_RNGS + "x = = 1\n")


def test_a_broken_rule_becomes_one_finding_and_the_others_still_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use_rules(monkeypatch, replace(existing("NNX117"), check=broken), existing("NNX202"))
    found = lint(DEFAULT_RNGS + OLD_CLASS)
    assert [d.code for d in found] == ["NNX999", "NNX202"]
    message = found[0].message
    assert message.startswith("internal error in NNX117 while checking a.py: RuntimeError: first")
    assert "second line" not in message
    assert found[0].help.startswith("please report it")
    assert found[0].location == (1, 1)


def test_a_rule_that_breaks_half_way_keeps_quiet_about_its_half(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def half(analysis: Analysis) -> Iterator[Finding]:
        yield Finding(analysis.module.root, "half")
        raise KeyError("gone")

    use_rules(monkeypatch, replace(existing("NNX117"), check=half))
    assert codes(DEFAULT_RNGS) == ["NNX999"]


def test_a_parse_that_breaks_in_odd_ways_does_not_hide_behind_a_rule() -> None:
    deep = "from flax import nnx\nx = nnx" + ".a" * 2_000 + ".vmap\n"
    assert "NNX999" not in codes(DEFAULT_RNGS + deep)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "class A(nnx.Module):\n  def __init__(self, rngs):\n    self.rngs = rngs\n"
            "  def f(self):\n    self.rngs = self.rngs.fork(split=3)\n",
            id="an attribute bound to its own fork",
        ),
        pytest.param(
            "def f():\n  rngs = nnx.Rngs(0)\n  while x:\n    other = rngs\n    rngs = other\n"
            "    rngs.fork(split=3)\n",
            id="names bound to each other",
        ),
        pytest.param(
            "while x:\n  in_axes = (0, in_axes)\n"
            "  f = nnx.vmap(lambda rngs: rngs(), in_axes=in_axes)\n  f(nnx.Rngs(0))\n",
            id="axes bound to themselves",
        ),
        pytest.param(f"x = [{', '.join(['nnx.Rngs(0)'] * 500)}]\n", id="many values"),
        pytest.param(f"x = {'(' * 150}nnx.Rngs(0){')' * 150}\n", id="many parentheses"),
        pytest.param(
            f"f = {'nnx.jit(' * 180}nnx.vmap(lambda rngs: rngs(), axis_size=3){')' * 180}\n"
            "f(nnx.Rngs(0))\n",
            id="many transforms",
        ),
    ],
)
def test_odd_programs_are_no_internal_errors(code: str) -> None:
    assert "NNX999" not in codes("from flax import nnx\n" + code)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def f(rngs=nnx.Rngs(\n  0)): pass\n", id="NNX117"),
        pytest.param("x = nnx.split_rngs(lambda r: (\n  r), splits=3)\n", id="NNX113"),
        pytest.param("nnx.Rngs(\n  0).fork(1, 2, 3)\n", id="NNX113, method"),
        pytest.param(
            "@nnx.split_rngs(splits=3)\n@(nnx\n  .vmap)(axis_size=4)\ndef f(rngs): rngs()\n",
            id="NNX108",
        ),
        pytest.param(
            "@nnx.vmap(axis_size=(\n  n\n + 1))\ndef f(rngs): rngs()\nf(nnx.Rngs(0))\n", id="NNX101"
        ),
    ],
)
def test_a_message_is_one_line_however_the_code_is_broken(code: str) -> None:
    found = lint("from flax import nnx\n" + code)
    assert found
    assert [d.message for d in found if "\n" in d.message] == []


def test_a_file_of_twenty_thousand_lines_is_checked() -> None:
    function = (
        "@nnx.vmap(in_axes=0, axis_size=3)\ndef f{n}(rngs):\n"
        "    return nnx.Linear(2, 3, rngs=rngs)\n\n"
    )
    body = "".join(function.format(n=n) for n in range(50))
    filler = "def g(x):\n    y = x + 1\n    return [y for _ in range(3)]\n\n" * 5_000
    code = f"from flax import nnx\n{body}{filler}f49(nnx.Rngs(0))\n"
    assert code.count("\n") > 20_000
    assert codes(code) == ["NNX101"]


SPELLINGS = [
    pytest.param("from flax import nnx as nn", "nn.", id="renamed"),
    pytest.param("import flax.nnx as X", "X.", id="import as"),
    pytest.param("import flax", "flax.nnx.", id="import flax"),
    pytest.param("import flax.nnx", "flax.nnx.", id="dotted"),
    pytest.param("import flax as F", "F.nnx.", id="flax renamed"),
    pytest.param("from flax import (  # why\n    nnx,\n)", "nnx.", id="parentheses"),
    pytest.param("from flax \\\n    import nnx", "nnx.", id="continued line"),
    pytest.param("import flax\nnnx = flax.nnx", "nnx.", id="assigned"),
    pytest.param("import flax\nX = flax.nnx  # why", "X.", id="assigned to another name"),
    pytest.param("import os; from flax import nnx", "nnx.", id="semicolon"),
    pytest.param("import os, flax.nnx as X", "X.", id="among others"),
    pytest.param("if x:\n    from flax import nnx as X\nelse:\n    import flax.nnx as X", "X."),
    pytest.param("from flax import nnx", "nnx . ", id="spaces around the dot"),
    pytest.param("from flax import nnx", "nnx. \\\n  ", id="name on the next line"),
    pytest.param("from flax.nnx import {names}", "", id="names"),
    pytest.param("from flax.nnx import (\n    {lines},\n)", "", id="names on lines"),
    pytest.param("from flax.nnx import {renamed}", "my_", id="renamed names"),
    pytest.param("import flax\n{assigned}", "my_", id="assigned names"),
    pytest.param("from flax import nnx\n{assigned_short}", "my_", id="aliases"),
    pytest.param("from\tflax\timport\tnnx", "nnx.", id="tabs"),
    pytest.param("from flax import nnx,linen", "nnx.", id="no space"),
    pytest.param("def g():\n    global nnx\nfrom flax import nnx", "nnx.", id="global"),
]


def respelled(program: str, head: str, prefix: str) -> str:
    names = sorted(set(re.findall(r"\bnnx\.(\w+)", program)))
    filled = head.format(
        names=", ".join(names),
        lines=",  # why\n    ".join(names),
        renamed=", ".join(f"{name} as my_{name}" for name in names),
        assigned="\n".join(f"my_{name} = flax.nnx.{name}" for name in names),
        assigned_short="\n".join(f"my_{name} = nnx.{name}" for name in names),
    )
    body = program.replace("from flax import nnx\n", "HEAD\n")
    return re.sub(r"\bnnx\.", lambda _: prefix, body).replace("HEAD\n", filled + "\n")


IMPORTING = [r for r in all_rules() if "from flax import nnx\n" in r.before]


@pytest.mark.parametrize(("head", "prefix"), SPELLINGS)
@pytest.mark.parametrize("wanted", [pytest.param(r, id=r.code) for r in IMPORTING])
def test_no_spelling_of_the_import_escapes_a_rule(wanted: Rule, head: str, prefix: str) -> None:
    """Neither the text test nor the resolution of names may lose what the plain import shows."""
    target = wanted.example_target or str(releases.newest())
    assert wanted.code in codes(respelled(wanted.before, head, prefix), target)


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        pytest.param("import jax", False, id="nothing of nnx"),
        pytest.param("# see flax.nnx", False, id="nnx in a comment only"),
        pytest.param("from flax import nnx\\nmodel: nnx.Module", False, id="nothing for a rule"),
        pytest.param("from flax import nnx\\ndef f(rngs=nnx.Rngs(0)): pass", True, id="a finding"),
    ],
)
def test_only_a_file_that_can_matter_is_parsed(code: str, loaded: bool) -> None:
    program = (
        "import sys\n"
        "from flake8_nnx_rng import Settings, check_source\n"
        f"check_source('{code}', settings=Settings(target_flax='0.12.8'))\n"
        "print('ast_grep_py' in sys.modules, 'jax' in sys.modules, 'flax' in sys.modules)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == [str(loaded), "False", "False"]


@pytest.mark.parametrize(
    ("code", "target", "expected"),
    [
        pytest.param("import flax.nnx.nnx\n", "0.12.8", ["NNX203"], id="module gone"),
        pytest.param("from flax.experimental import nnx\n", "0.12.8", ["NNX203"], id="old module"),
        pytest.param("from flax.experimental import nnx\n", "0.8.0", [], id="only module"),
        pytest.param(
            "try:\n  from flax.experimental import nnx\nexcept ImportError: pass\n",
            "0.12.8",
            [],
            id="guarded module",
        ),
        pytest.param("from flax import nnx\n", "0.8.0", ["NNX205"], id="module to come"),
        pytest.param("nnx.split_rngs\n", "0.8.5", ["NNX205"], id="function to come"),
        pytest.param("nnx.vmap(f, graph=True)\n", "0.10.0", ["NNX205"], id="keyword to come"),
        pytest.param("x = nnx.Rngs(0).split(3)\n", "0.10.0", ["NNX205"], id="method to come"),
        pytest.param("x = nnx.Rngs(0).split()\n", "0.10.0", [], id="stream of that name"),
        pytest.param(
            "if hasattr(nnx, 'split_rngs'): nnx.split_rngs\n", "0.8.5", [], id="guarded function"
        ),
        pytest.param("nnx.VariableState\n", "0.12.8", ["NNX206"], id="deprecated"),
        pytest.param(
            "if flax.__version__ < '0.12': nnx.VariableState\n", "0.12.8", [], id="guarded name"
        ),
        pytest.param(
            "x = nnx.Rngs(0).fork(split=3)\n", "0.12.8", ["NNX206"], id="deprecated keyword"
        ),
        pytest.param(
            "x = nnx.Rngs(0).fork(split=3)\n", "0.10.0", [], id="keyword not deprecated yet"
        ),
        pytest.param("x = nnx.Rngs(0).fork()\n", "0.12.8", [], id="without the keyword"),
        pytest.param("nnx.grad(f, wrt=x)\n", "0.12.8", ["NNX201"], id="keyword gone"),
        pytest.param(
            "try: nnx.grad(f, wrt=x)\nexcept TypeError: pass\n", "0.12.8", [], id="guarded keyword"
        ),
        pytest.param(
            "try: nnx.Vmap\nexcept AttributeError: pass\n", "0.12.8", [], id="guarded class"
        ),
        pytest.param("def f(rngs=nnx.Rngs): pass\n", "0.12.8", ["NNX117"], id="class as default"),
        pytest.param("def f(r: nnx.Rngs = nnx.Rngs): pass\n", "0.12.8", ["NNX117"], id="annotated"),
        pytest.param("def f(cls=nnx.Rngs): pass\n", "0.12.8", [], id="meant as a class"),
        pytest.param("f = lambda rngs=nnx.Rngs(0): rngs\n", "0.12.8", ["NNX117"], id="lambda"),
        pytest.param("rngs = nnx.Rngs(0)\nf(rngs=nnx.Rngs(0))\n", "0.12.8", [], id="no default"),
        pytest.param("nnx.split_rngs(3)(f)\n", "0.12.8", ["NNX113"], id="size by position"),
        pytest.param("nnx.split_rngs(rngs, 3, 4, 5)\n", "0.12.8", ["NNX113"], id="too many"),
        pytest.param("nnx.split_rngs(rngs, split=3)\n", "0.12.8", ["NNX113"], id="fork's keyword"),
        pytest.param("nnx.split_rngs(rngs, size=3)\n", "0.12.8", ["NNX113"], id="no keyword"),
        pytest.param("nnx.split_rngs(rngs, **options)\n", "0.12.8", [], id="unpacked keywords"),
        pytest.param("nnx.split_rngs(*arguments)\n", "0.12.8", [], id="unpacked arguments"),
        pytest.param("split = nnx.split_rngs\n", "0.12.8", [], id="alias"),
        pytest.param(
            "import functools\n@functools.partial(nnx.split_rngs, splits=3)\ndef f(rngs): pass\n",
            "0.12.8",
            ["NNX113"],
            id="partial on a function",
        ),
        pytest.param(
            "import functools\ns = functools.partial(nnx.split_rngs, splits=3)\ns(rngs)\n",
            "0.12.8",
            [],
            id="partial on state",
        ),
        pytest.param(
            "def f(rngs): pass\nnnx.split_rngs(f, splits=3)\n", "0.12.8", ["NNX113"], id="function"
        ),
        pytest.param(
            "x = nnx.Rngs(0).fork(splits=3)\n", "0.12.8", ["NNX113"], id="split_rngs' keyword"
        ),
        pytest.param("x = nnx.Rngs(0).split()\n", "0.12.8", ["NNX113"], id="split without size"),
        pytest.param("x = nnx.Rngs(0).split(3)\n", "0.12.8", [], id="split as it should be"),
    ],
)
def test_rules_find_what_they_say_and_no_more(code: str, target: str, expected: list[str]) -> None:
    head = "" if re.search(r"import.* nnx|import flax", code) else "from flax import nnx\n"
    assert codes(head + code, target) == expected


VMAP = "@nnx.vmap(axis_size=3)\ndef f(rngs: nnx.Rngs):\n  return nnx.Linear(2, 3, rngs=rngs)\n"


@pytest.mark.parametrize(
    ("code", "target", "expected"),
    [
        pytest.param(VMAP, "0.12.8", [], id="caller unknown"),
        pytest.param(VMAP + "f(nnx.Rngs(0))\n", "0.12.8", ["NNX101"], id="scalar"),
        pytest.param(VMAP + "f(nnx.Rngs(0))\n", "0.8.5", [], id="the release splits"),
        pytest.param(VMAP + "f(nnx.Rngs(0).split(3))\n", "0.12.8", [], id="split"),
        pytest.param(VMAP + "f(make())\n", "0.12.8", [], id="made elsewhere"),
        pytest.param("@mine\n" + VMAP + "f(nnx.Rngs(0))\n", "0.12.8", [], id="a stranger above"),
        pytest.param(
            "@nnx.jit\n" + VMAP + "f(nnx.Rngs(0))\n", "0.12.8", ["NNX101"], id="jit above"
        ),
        pytest.param(
            "nnx.Vmap\n" + VMAP, "0.12.8", ["NNX202", "NNX101"], id="old code, only the Rngs mapped"
        ),
        pytest.param(
            "@nnx.vmap(split_rngs=True)\ndef f(rngs): pass\n",
            "0.12.8",
            ["NNX101", "NNX201"],
            id="old keyword",
        ),
        pytest.param(
            "@nnx.vmap(split_rngs=False)\ndef f(rngs): pass\n", "0.12.8", ["NNX201"], id="opted out"
        ),
        pytest.param(
            "@nnx.scan(scan_output=True, length=3)\ndef f(rngs): pass\n",
            "0.12.8",
            ["NNX101", "NNX201"],
            id="old scan",
        ),
        pytest.param(
            "@nnx.vmap(in_axes=None, axis_size=3)\ndef f(rngs): rngs()\nf(nnx.Rngs(0))\n",
            "0.12.8",
            ["NNX102"],
            id="broadcast",
        ),
        pytest.param(
            "@nnx.split_rngs(splits=4)\n" + VMAP, "0.12.8", ["NNX108"], id="sizes that differ"
        ),
        pytest.param("@nnx.split_rngs(splits=3)\n" + VMAP, "0.12.8", [], id="sizes that agree"),
        pytest.param("@nnx.split_rngs(splits=n)\n" + VMAP, "0.12.8", [], id="size unknown"),
        pytest.param(
            "@nnx.split_rngs(splits=4, squeeze=True)\n" + VMAP, "0.12.8", ["NNX113"], id="squeezed"
        ),
        pytest.param(
            "@nnx.split_rngs(splits=(2, 3))\n@nnx.vmap(axis_size=2)\n" + VMAP,
            "0.12.8",
            [],
            id="an axis for each vmap",
        ),
        pytest.param(
            "@nnx.split_rngs(splits=(2, 4))\n@nnx.vmap(axis_size=2)\n" + VMAP,
            "0.12.8",
            ["NNX108"],
            id="the second axis differs",
        ),
        pytest.param(
            "@nnx.vmap(axis_size=3)\n@nnx.split_rngs(splits=3)\ndef f(rngs): rngs()\n",
            "0.12.8",
            ["NNX107"],
            id="split below",
        ),
        pytest.param(
            "@nnx.vmap(axis_size=3)\n@nnx.split_rngs(splits=3)\ndef f(rngs): ...\n",
            "0.12.8",
            ["NNX107"],
            id="split below, stub",
        ),
        pytest.param(
            "@nnx.vmap(axis_size=3)\n@nnx.split_rngs(splits=3)\ndef f(rngs): return B(rngs=rngs)\n",
            "0.12.8",
            ["NNX107"],
            id="split below, a module made",
        ),
        pytest.param(
            "@nnx.vmap(axis_size=3)\n@nnx.split_rngs(splits=5)\ndef f(rngs): return g(rngs)\n",
            "0.12.8",
            [],
            id="split below for another map",
        ),
        pytest.param(
            "@nnx.vmap\n@nnx.split_rngs(splits=5)\ndef f(rngs): return g(rngs)\nf(nnx.Rngs(0))\n",
            "0.12.8",
            ["NNX107"],
            id="split below, scalar passed",
        ),
        pytest.param(
            "@nnx.vmap\n@nnx.split_rngs(splits=3, only='a')\ndef f(rngs): rngs()\n",
            "0.12.8",
            [],
            id="split below for one stream",
        ),
    ],
)
def test_stacks_are_judged_as_a_whole(code: str, target: str, expected: list[str]) -> None:
    assert sorted(codes("from flax import nnx\n" + code, target)) == sorted(expected)


def test_onnx_is_not_nnx() -> None:
    source = from_text("import jax, onnx\nfrom jax import jit\nrngs = onnx.Rngs(0)\n", "a.py")
    assert linter.relevant_rules(source, releases.newest(), lambda rule: True) == []
