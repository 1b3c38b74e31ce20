"""Verdicts: what counts as the same, as the same in distribution, and as different."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from flake8_nnx_rng.verification.answers import Answer, Draw, Leaf
from flake8_nnx_rng.verification.comparing import OTHER_STREAMS, Verdict, compare, unless_late


def draws(*keys: str, stream: str = "noise") -> tuple[Draw, ...]:
    """One draw in each lane."""
    size = (len(keys),)
    return tuple(Draw(stream, key, (lane,), size) for lane, key in enumerate(keys))


def leaf(digest: str, path: str = "returned", shape: tuple[int, ...] = (3,)) -> Leaf:
    return Leaf(path, "value", "float32", shape, digest)


def answer(leaves: tuple[Leaf, ...], drawn: tuple[Draw, ...]) -> Answer:
    return Answer("call", "f()", None, leaves, drawn)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (answer((leaf("1"),), draws("a", "b")), answer((leaf("1"),), draws("a", "b")), "identical"),
        (answer((leaf("1"),), draws("a", "b")), answer((leaf("2"),), draws("c", "d")), "equal"),
        (answer((leaf("1"),), draws("a", "a")), answer((leaf("2"),), draws("c", "c")), "equal"),
        (answer((), draws("a", "b")), answer((), draws("b", "a")), "equal"),
        (answer((), draws("a", "a")), answer((), draws("c", "d")), "different"),
        (answer((), draws("a", "b")), answer((), draws("c", "c")), "different"),
        (answer((), draws("a", "b")), answer((), draws("a")), "different"),
        (answer((), draws("a")), answer((), draws("a", stream="params")), "different"),
        (answer((leaf("1"),), draws("a")), answer((leaf("2"),), draws("a")), "different"),
        (answer((leaf("1"),), ()), answer((leaf("1", "model"),), ()), "different"),
        (answer((leaf("1"),), ()), answer((leaf("2", shape=(4,)),), ()), "different"),
    ],
)  # fmt: skip
def test_verdict(before: Answer, after: Answer, verdict: str) -> None:
    assert compare(before, after).verdict.value.split()[0] == verdict


def stream(digest: str, path: str, *, is_distinct: bool = True) -> Leaf:
    return Leaf(path, "rng", "key<fry>", (3,), digest, is_distinct=is_distinct)


SHARED = stream("1", "returned['first']['rngs']['default']['key'].value")
FORKS = [f"returned['{name}']['rngs']['key'].value" for name in ("first", "second")]


@pytest.mark.parametrize(
    ("forks", "verdict"),
    [
        ((stream("2", FORKS[0]), stream("3", FORKS[1])), "equal"),
        ((stream("2", FORKS[0]), stream("2", FORKS[1])), "different"),
        ((stream("2", FORKS[0], is_distinct=False),), "different"),
        ((stream("2", "returned['key'].value"),), "different"),
        ((), "different"),
    ],
)
def test_layers_may_fork_the_stream_that_they_shared(forks: tuple[Leaf, ...], verdict: str) -> None:
    found = compare(
        answer((leaf("1"), SHARED), draws("a")), answer((leaf("1"), *forks), draws("a"))
    )
    assert found.verdict.value.split()[0] == verdict
    assert (OTHER_STREAMS in found.note) == (verdict == "equal")


@pytest.mark.parametrize(("drawn", "verdict"), [("a", "equal"), ("ab", "different")])
def test_a_fork_counts_on_the_stream_that_it_is_made_of(drawn: str, verdict: str) -> None:
    """What else was drawn of it the draws themselves say."""

    def count(number: str) -> Leaf:
        return Leaf("rngs['default']['count'].value", "rng", "uint32", (), number)

    before = answer((leaf("1"), SHARED, count("2")), draws("a"))
    after = answer((leaf("1"), stream("2", FORKS[0]), count("3")), draws(*drawn))
    assert compare(before, after).verdict.value.split()[0] == verdict


def test_number_that_differs_beside_a_fork_is_told_with_its_likely_cause() -> None:
    before, after = answer((leaf("1"), SHARED), ()), answer((leaf("2"), stream("2", FORKS[0])), ())
    found = compare(before, after)
    assert found.verdict is Verdict.DIFFERENT
    assert found.note == f"returned differs, though all draws are the same; {OTHER_STREAMS}"


def numbers(path: Path, *values: float) -> Leaf:
    path.write_bytes(array("d", values).tobytes())
    return Leaf("returned", "value", "float32", (len(values),), path.name, path)


def test_rounding_is_no_difference_where_all_draws_are_the_same(tmp_path: Path) -> None:
    exact = numbers(tmp_path / "exact", 1.0, 100.0, 0.0)
    near = numbers(tmp_path / "near", 1.0, 100.0001, 1e-7)
    far = numbers(tmp_path / "far", 1.01, 100.0, 0.0)
    found = compare(answer((exact,), draws("a")), answer((near,), draws("a")))
    assert (found.verdict, found.note) == (Verdict.IDENTICAL, "returned to rounding")
    found = compare(answer((exact,), draws("a")), answer((far,), draws("a")))
    assert found.verdict is Verdict.DIFFERENT


def test_keys_that_repeat_are_counted() -> None:
    found = compare(answer((), draws("a", "a", "a")), answer((), draws("a", "b", "c")))
    assert (found.before.distinct, found.before.repeated, found.after.repeated) == (1, 2, 0)
    assert found.after.lanes == (3,)
    assert found.draws.shown == "2 of 3 differ"


def test_a_difference_behind_a_statement_that_was_ended_says_nothing() -> None:
    """How often a loop has trained the model differs with each run."""
    other = compare(answer((leaf("1"),), ()), answer((leaf("2"),), ()))
    told = unless_late(other)
    assert told.verdict is Verdict.NOT_RUN
    assert told.note.startswith("it differs, perhaps since the time limit has ended a statement")
    same = compare(answer((leaf("1"),), ()), answer((leaf("1"),), ()))
    assert unless_late(same) == same
