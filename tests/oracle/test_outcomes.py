"""What a run is called, and what a message says."""

from __future__ import annotations

from typing import Any

import pytest
from outcomes import Outcome, classify, measured, told


def run(*shape: int, distinct: int | None = None, repeats: bool = True) -> dict[str, Any]:
    count = shape[0] if distinct is None else distinct
    return {"arrays": {"out": {"shape": list(shape), "distinct": count, "repeats": repeats}}}


@pytest.mark.parametrize(
    ("mutant", "outcome"),
    [
        ({"error": "ValueError: no"}, Outcome.RAISES),
        (run(3, 2), Outcome.CORRECT),
        (run(3, 2, distinct=1), Outcome.IDENTICAL),
        (run(3, 2, distinct=2), Outcome.IDENTICAL),
        (run(4, 2), Outcome.OTHER_SIZE),
        (run(3, 1, 2), Outcome.OTHER_SIZE),
        (run(4, 2, distinct=3), Outcome.IDENTICAL),
        (run(3, 2, repeats=False), Outcome.NOT_REPEATED),
        ({"arrays": {}}, Outcome.OTHER_SIZE),
    ],
)
def test_outcome_beside_a_program_of_three_lanes(mutant: dict[str, Any], outcome: Outcome) -> None:
    assert classify(mutant, run(3, 2), size_is_free=False) is outcome


def test_other_size_is_correct_where_none_is_written() -> None:
    assert classify(run(4, 2), run(3, 2), size_is_free=True) is Outcome.CORRECT


def test_mutant_need_not_repeat_what_the_program_does_not() -> None:
    original = run(3, 2, repeats=False)
    assert classify(original, original, size_is_free=False) is Outcome.CORRECT


@pytest.mark.parametrize(
    ("consequence", "said"),
    [
        ("raises IndexError: no axis: nnx.Rngs(0) is passed on line 3", "raises"),
        ("every lane draws the same numbers", "silent"),
        ("all calls share its streams", "silent"),
    ],
)
def test_consequence_tells_the_outcome(consequence: str, said: str) -> None:
    assert told(consequence) == said


def test_outcomes_in_the_words_of_messages() -> None:
    assert {outcome: measured(outcome) for outcome in Outcome} == {
        Outcome.RAISES: "raises",
        Outcome.IDENTICAL: "silent",
        Outcome.OTHER_SIZE: "silent",
        Outcome.NOT_REPEATED: "silent",
        Outcome.CORRECT: "correct",
    }
