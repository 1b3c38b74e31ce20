"""What is told of code that no fix is made for: why, what to do, and how often for which reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flake8_nnx_rng.diagnostic import Diagnostic, Refusal, SuggestedFix
from flake8_nnx_rng.fixes.migration.refusal import Refused
from flake8_nnx_rng.frontends.command import main
from flake8_nnx_rng.frontends.command.outcome import Outcome
from flake8_nnx_rng.frontends.command.reporters import FORMATS
from flake8_nnx_rng.syntax.positions import Position

HEAD = "from functools import partial\nfrom flax import nnx\n\n"
CARRY = """\
@partial(nnx.scan, length=3, split_rngs=False)
def {name}(carry, layers):
    return layers.apply(carry), None
"""
STARRED = """\
@partial(nnx.vmap, axis_size=3, split_rngs=True)
def starred(*layers: nnx.Module):
    return layers
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(text: str, *options: str) -> Result:
    Path("a.py").write_text(HEAD + text)
    arguments = ["check", "--no-cache", "--target-flax=0.12.8", *options, "a.py"]
    return CliRunner().invoke(main, arguments)


def closing(output: str) -> list[str]:
    """The last lines of a report, from the first that counts something."""
    lines = output.splitlines()
    heads = ("Not migrated: ", "Not fixed: ", "Found ")
    return lines[next(n for n, line in enumerate(lines) if line.startswith(heads)) :]


def test_a_refusal_is_told_once_with_its_reason_and_the_next_step() -> None:
    output = check(CARRY.format(name="f"), "--fix").stdout
    _, by_hand, _ = output.split("\n\n")
    assert by_hand == (
        "To be fixed by hand:\n"
        "  a.py:4:2: NNX301, NNX201 Not migrated: nothing says whether the carry 'carry' is a"
        " module\n"
        "    help: Annotate it, as in `layers: nnx.Module` or `x: jax.Array`"
    )


def test_the_same_reason_elsewhere_is_told_there_too() -> None:
    output = check(CARRY.format(name="f") + CARRY.format(name="g"), "--fix").stdout
    assert output.count("    help: Annotate it") == 2
    assert closing(output) == [
        "Not migrated: 2 (nothing says whether the carry '...' is a module).",
        "Found 4 findings.",
    ]


def test_several_reasons_are_counted_the_most_frequent_first() -> None:
    output = check(STARRED + CARRY.format(name="f") + CARRY.format(name="g"), "--fix").stdout
    assert closing(output)[:3] == [
        "Not migrated: 3",
        "  2  nothing says whether the carry '...' is a module",
        "  1  *args or **kwargs of the function have no place in in_axes",
    ]


@pytest.mark.parametrize("options", [(), ("--output-format=full",)], ids=str)
def test_a_run_that_fixes_nothing_counts_them_too(options: tuple[str, ...]) -> None:
    output = check(CARRY.format(name="f"), *options).stdout
    assert closing(output)[0].startswith("Not migrated: 1 (nothing says")


def test_a_diff_counts_them_beside_it() -> None:
    result = check(CARRY.format(name="f"), "--diff")
    assert result.stdout == ""
    assert result.stderr.startswith("Not migrated: 1 (nothing says")


@pytest.mark.parametrize("options", [(), ("--fix",), ("--diff",)], ids=str)
def test_a_quiet_run_says_nothing_of_it(options: tuple[str, ...]) -> None:
    output = check(CARRY.format(name="f"), "--quiet", *options).output
    assert "Not migrated" not in output
    assert "help:" not in output


def test_full_tells_it_under_the_first_finding_and_refers_to_it() -> None:
    lines = check(CARRY.format(name="f"), "--output-format=full").stdout.splitlines()
    told = [line.strip() for line in lines if line.lstrip().startswith(("= note", "= help"))]
    assert told == [
        "= note: nnx.scan takes its options directly",
        "= note: Not migrated: nothing says whether the carry 'carry' is a module",
        "= help: Annotate it, as in `layers: nnx.Module` or `x: jax.Array`",
        "= note: raises TypeError: got an unexpected keyword argument",
        "= note: Not migrated, see NNX301 at a.py:4:2",
    ]


def test_json_has_both_beside_the_message() -> None:
    found = json.loads(check(CARRY.format(name="f"), "--output-format=json").stdout)
    assert {item["fix"]["reason"] for item in found} == {
        "nothing says whether the carry 'carry' is a module"
    }
    assert {item["fix"]["next_step"] for item in found} == {
        "annotate it, as in `layers: nnx.Module` or `x: jax.Array`"
    }
    assert all(item["fix"]["message"].startswith("Not migrated: nothing") for item in found)


def test_a_fix_has_neither_in_json() -> None:
    text = "@partial(nnx.vmap, axis_size=3)\ndef f(rngs: nnx.Rngs): ...\n"
    found = json.loads(check(text, "--output-format=json").stdout)
    assert {*found[0]["fix"]} == {"message", "applicability", "edits"}


def test_a_cached_refusal_is_told_alike() -> None:
    Path("a.py").write_text(HEAD + CARRY.format(name="f"))
    arguments = ["check", "--target-flax=0.12.8", "--output-format=full", "a.py"]
    first, second = (CliRunner().invoke(main, arguments).stdout for _ in range(2))
    assert "Not migrated, see NNX301" in first
    assert second == first


def test_what_every_refusal_has_of_its_own_is_not_counted_apart() -> None:
    first = Refused("calls pass 'x' to f(a, b) in several ways", "f(a, b)")
    second = Refused("calls pass 'scale' to g in several ways", "g")
    assert first.kind == second.kind == "calls pass '...' to ... in several ways"


def test_a_part_of_a_word_is_no_name() -> None:
    assert Refused("a is no class of this file", "a").kind == "... is no class of this file"


def refused(number: int, kind: str) -> Diagnostic:
    refusal = Refusal("Not migrated", f"{kind}\nof {number}", "write it", kind, number)
    place = Position(number + 1, 1)
    fix = SuggestedFix(f"Not migrated: {kind}", "display", refusal=refusal)
    return Diagnostic("a.py", None, place, place, "NNX201", "removed", "gone", "error", fix)


def test_hundreds_of_them_stay_readable() -> None:
    found = [refused(n, f"reason {n % 12:02}") for n in range(240)]
    found += [refused(n, "the usual reason") for n in range(240, 360)]
    lines = closing(FORMATS["concise"].render(Outcome(found)))
    assert lines[:3] == [
        "Not migrated: 360",
        "  120  the usual reason",
        "   20  reason 00",
    ]
    assert lines[-2:] == ["   60  for 3 other reasons", "Found 360 findings."]
    assert len(lines) == 13


def test_reasons_of_several_lines_are_told_on_one() -> None:
    output = FORMATS["concise"].render(Outcome([refused(1, "why")], fixed=0))
    assert "NNX201 Not migrated: why of 1\n    help: Write it\n" in output
