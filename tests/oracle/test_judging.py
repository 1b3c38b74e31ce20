"""Reports are held against what happened, and reasons against misses."""

from __future__ import annotations

from typing import Any

from collection import Sample
from judging import Judgement, judge
from mutations import mutants
from outcomes import Outcome
from reasons import Reason, Reasons
from tables import confusion, confusion_of, recall, recall_by

RELEASE = "0.12.12"
PROGRAM = """
from flax import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def main():
    return {"kernel": create(nnx.Rngs(0)).kernel}
"""
RIGHT = {"arrays": {"kernel": {"shape": [3, 2, 3], "distinct": 3, "repeats": True}}}
EQUAL = {"arrays": {"kernel": {"shape": [3, 2, 3], "distinct": 1, "repeats": True}}}
RAISED = {"error": "ValueError: no"}


def sample(*operators: str) -> Sample:
    kept = (m for m in mutants("sample", PROGRAM) if m.operator in operators)
    return Sample("sample", PROGRAM, tuple(kept))


def judged(runs: dict[str, Any], original: dict[str, Any] = RIGHT) -> Judgement:
    """The judgement of one mutant of each operator that has a run."""
    by_name = {f"sample--{operator}-1": run for operator, run in runs.items()}
    return judge([sample(*runs)], {RELEASE: {"sample": original, **by_name}})


def test_mutant_that_raises_is_reported_with_that_outcome() -> None:
    judgement = judged({"drop-split": RAISED})
    program, mutant = judgement.verdicts
    assert (program.outcome, program.told, mutant.told) == (Outcome.CORRECT, "nothing", "raises")
    assert (judgement.misses, judgement.false_reports) == ([], [])
    assert recall(judgement.verdicts) == 1.0


def test_wrong_outcome_is_a_miss() -> None:
    (missed,) = judged({"drop-split": EQUAL}).misses
    assert (missed.measured, missed.told) == ("silent", "raises")
    assert [report.code for report in missed.reports] == ["NNX101"]


def test_report_of_what_is_correct_is_false() -> None:
    judgement = judged({"drop-split": RIGHT, "change-size": RAISED})
    assert [verdict.operator for verdict in judgement.false_reports] == ["drop-split"]
    assert judgement.misses == []


def test_program_that_is_not_correct_is_left_out_with_its_mutants() -> None:
    judgement = judged({"drop-split": RAISED}, original=RAISED)
    assert judgement.verdicts == []
    assert [verdict.name for verdict in judgement.left_out] == ["sample"]


def test_tables_count_by_rule_and_by_operator() -> None:
    verdicts = judged({"drop-split": RAISED, "change-size": EQUAL}).verdicts
    assert confusion(verdicts) == {
        ("correct", "nothing"): 1,
        ("raises", "raises"): 1,
        ("silent", "raises"): 1,
    }
    assert confusion_of("NNX101", verdicts) == {("raises", "raises"): 1}
    assert recall(verdicts) == 0.5
    assert recall_by(verdicts, lambda verdict: verdict.operator) == {
        "change-size": (0, 1),
        "drop-split": (1, 1),
    }


def test_reason_covers_a_miss_and_is_missed_itself_without_one() -> None:
    (missed,) = judged({"drop-split": EQUAL}).misses
    fits = Reason("sample--drop-*", (RELEASE,), "it is so")
    others = (Reason("sample--drop-*", ("0.9.0",), "not here"), Reason("other--*", (), "no"))
    reasons = Reasons((*others, fits))
    assert reasons.of(missed) is fits
    assert reasons.unused([missed]) == [*others]
