"""What findings say: the headline is short, and consequence and remedy stand apart from it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, check_source
from flake8_nnx_rng.diagnostic import HEADLINE, Diagnostic
from flake8_nnx_rng.rules import all_rules
from flake8_nnx_rng.semantics.releases import newest

ROOT = Path(__file__).parents[2]
PROGRAMS = [
    *sorted((ROOT / "examples").rglob("*.py")),
    *sorted((ROOT / "tests/oracle/programs").glob("*.py")),
]
TARGETS = ("0.9.0", "0.12.12")
ALL = tuple(rule.code for rule in all_rules() if not rule.on_by_default)


def found_in(source: str, target: str) -> list[Diagnostic]:
    settings = Settings(target_flax=target or str(newest()), extend_select=ALL)
    return check_source(source, filename="a.py", settings=settings)


def verify(found: list[Diagnostic]) -> None:
    for diagnostic in found:
        message = diagnostic.message
        assert len(message) <= HEADLINE, message
        assert not message.endswith("..."), message  # of names that are no longer than usual
        assert diagnostic.consequence, message
        assert diagnostic.help, message


@pytest.mark.parametrize("number", range(len(TARGETS)))
def test_every_message_of_our_programs_is_short(number: int) -> None:
    """Each program for one target, which goes round; with EVERY_VARIANT for each of them."""
    step = 1 if os.environ.get("EVERY_VARIANT") else len(TARGETS)
    for path in PROGRAMS[number % step :: step]:
        verify(found_in(path.read_text(), TARGETS[number]))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_every_rule_says_what_comes_of_it_and_what_to_do(rule: object) -> None:
    from flake8_nnx_rng.rules.base import Rule

    assert isinstance(rule, Rule)
    verify(found_in(rule.before, rule.example_target))


LONG = "a_name_of_a_transformed_function_or_of_an_attribute_that_is_longer_than_any_line_may_be"


def test_long_names_are_shortened() -> None:
    source = (
        f"from flax import nnx\n\n{LONG} = nnx.Rngs(0)\n\n@nnx.jit\ndef f(x):\n"
        f"    return x + {LONG}.normal(({LONG}.shape, x.shape))\n"
    )
    (found,) = found_in(source, "0.12.12")
    assert len(found.message) <= HEADLINE
    assert "captured from outside of nnx.jit" in found.message
    assert f"pass '{LONG}' as an argument" in found.help
