"""Whatever the rules find can be mended, or told how, without breaking anything."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from rules.cases import Case, chosen, newest, program
from sharing import found_in, mended

from flake8_nnx_rng import Diagnostic, Settings, fix_source
from flake8_nnx_rng.fixes.catalogue import fixer
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.syntax.source import from_text

RULES = Path(__file__).parents[1] / "rules"
CODES = [path.stem.removeprefix("test_").upper() for path in sorted(RULES.glob("test_nnx*.py"))]
VARIANTS = ("plain", "by name", "CRLF", "CR")
each_rule = pytest.mark.parametrize("code", [code for code in CODES if fixer(code) is not None])


def _cases(code: str) -> list[Case]:
    module = import_module(f"rules.test_{code.lower()}")
    return [*module.INVALID, *module.VALID]


def _settings(case: Case) -> Settings:
    return Settings(target_flax=case.target or str(newest()))


@pytest.mark.untraced
@each_rule
@pytest.mark.parametrize("variant", VARIANTS)
def test_fixing_settles_in_good_code(code: str, variant: str) -> None:
    """Each case as it is, and one in which something is found in another way that goes round."""
    cases = [
        case
        for number, case in enumerate(_cases(code))
        if variant in chosen(number, VARIANTS, 1 if case.is_marked else 0)
    ]
    for case in cases:
        written = program(case, variant)
        if written is None:
            continue
        if variant == "plain":
            _verify_messages(case, found_in(written.text, _settings(case)))
        result = mended(written.text, _settings(case), unsafe=True)
        assert result.problem == "", (case.reason, written.text)
        ast.parse(from_text(result.text, "").code)
        again = mended(result.text, _settings(case), unsafe=True)
        assert (again.text, again.applied) == (result.text, ()), case.reason
        if variant in ("CRLF", "CR"):
            assert not re.search("(?<!\r)\n" if variant == "CRLF" else "\n", result.text)


def _verify_messages(case: Case, found: list[Diagnostic]) -> None:
    """A fix or advice for most findings, and never an internal error."""
    for diagnostic in found:
        message = diagnostic.fix.message if diagnostic.fix is not None else ""
        assert "internal error" not in message, (case.reason, message)
        assert message.splitlines() == [message.strip()] * bool(message), message


@pytest.mark.parametrize(
    "code",
    ["NNX102", "NNX103", "NNX104", "NNX105", "NNX107", "NNX109", "NNX110", "NNX111", "NNX116"],
)
def test_the_example_of_a_rule_is_mended_as_its_page_says(code: str) -> None:
    described = next(rule for rule in all_rules() if rule.code == code)
    target = described.example_target or str(newest())
    settings = Settings(target_flax=target, select=(code,))
    result = fix_source(described.before, settings=settings, unsafe=True)
    assert (result.text, result.problem) == (described.after, "")
