"""What programs did is told from the record, but for a sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import recorded
from collection import digest

RAISED = {"error": "ValueError: no axis"}
DREW = {"arrays": {"out": {"shape": [3], "distinct": 3, "repeats": True}}}
MADE_BY = {"flax": "0.12.12", "jax": "0.11.1"}


def results(folder: Path, runs: dict[str, Any]) -> Path:
    folder.mkdir()
    (folder / "0.12.12.json").write_text(json.dumps({**MADE_BY, "runs": runs}))
    return folder


def run(text: str, did: dict[str, Any]) -> dict[str, Any]:
    return {"digest": digest(text), "seconds": 0.5, **did}


def test_what_is_recorded_is_told_by_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorded, "RECORD", tmp_path / "recorded")
    programs = results(tmp_path / "programs", {"p": run("p", DREW), "p--m": run("m", RAISED)})
    mended = results(tmp_path / "mended", {digest("n"): run("n", DREW)})
    recorded.main(programs, mended)
    known = {text: recorded.outcome(run) for text, run in recorded.runs(MADE_BY).items()}
    assert known == {digest("p"): DREW, digest("m"): RAISED, digest("n"): DREW}
    assert recorded.runs({**MADE_BY, "jax": "0.11.2"}) == {}
    assert recorded.runs({**MADE_BY, "flax": "0.13.0"}) == {}


def test_each_text_is_drawn_by_some_seed_and_one_of_so_many_by_each() -> None:
    texts = [digest(str(number)) for number in range(800)]
    runs = [{"digest": text, **DREW} for text in texts]
    drawn = [
        {run["digest"] for run in runs if recorded.is_drawn(run, 8, str(seed))}
        for seed in range(80)
    ]
    assert set().union(*drawn) == set(texts)
    assert all(60 < len(found) < 140 for found in drawn)
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize(
    ("did", "same"),
    [
        (DREW, True),
        (RAISED, False),
        ({"arrays": {"out": {"shape": [3], "distinct": 1, "repeats": True}}}, False),
    ],
)
def test_a_run_that_came_to_something_else(did: dict[str, Any], same: bool) -> None:
    assert recorded.is_same(run("p", did), DREW) is same


def test_of_an_error_the_type_counts() -> None:
    assert recorded.is_same(run("p", {"error": "ValueError: other words"}), RAISED)
    assert not recorded.is_same(run("p", {"error": "TypeError: no axis"}), RAISED)
