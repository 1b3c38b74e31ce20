"""Twice the program is twice the work. Work is counted in calls, since times differ by machine."""

from __future__ import annotations

import gc
import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from flake8_nnx_rng import Settings, check_paths

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
SHAPES = importlib.import_module("shapes").SHAPES
mixture = importlib.import_module("shapes.mixture")

pytestmark = pytest.mark.untraced
MOST = 2_500_000
"""Calls of functions, in Python and in C: about what a second of CPU time is enough for."""
SMALL = 800_000
"""Calls for a program that twice of may be checked as well."""
DEEPEST = 4_000
"""Calls that may be open at once, in Python and in C: the linter lets Python open 8,000."""
MORE = 2.3
"""How many times as much may be done for twice the text."""
SOME = 2_000
"""Calls that do not count."""
CHECKED_FOR = Settings(target_flax="0.12.8", extend_select=("NNX",))


class TooMuchError(BaseException):
    """Ends a check; not an `Exception`, which the linter would take for a broken rule."""


class Counter:
    """Counts calls while it is on, and ends what makes too many or calls too deep.

    It must see a deep recursion before Python does, which would turn it off.
    """

    def __init__(self, most: int) -> None:
        self.calls = 0
        self._most = most
        self._depth = 0

    def note(self, frame: FrameType, event: str, argument: Any) -> None:
        if event not in ("call", "c_call"):
            self._depth -= 1
            return
        self.calls += 1
        self._depth += 1
        if self.calls > self._most:
            raise TooMuchError(f"more than {self._most:,} calls")
        if self._depth > DEEPEST:
            raise TooMuchError(f"more than {DEEPEST} calls in one another")

    @contextmanager
    def counting(self) -> Iterator[None]:
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(1_000 + len(inspect.stack(0)))
        gc.disable()  # what others do when garbage is collected would be counted, too
        sys.setprofile(self.note)
        try:
            yield
            assert sys.getprofile() == self.note, "somebody else has ended the count"
        finally:
            sys.setprofile(None)
            gc.enable()
            sys.setrecursionlimit(limit)


class Check:
    """A check of some files: how many calls it made and what it found, or why it was ended."""

    def __init__(self, files: dict[str, str], most: int = MOST) -> None:
        self.letters = sum(map(len, files.values()))
        counter = Counter(most)
        self.codes: list[str] = []
        self.ended = ""
        with TemporaryDirectory() as folder:
            write(Path(folder), {"pyproject.toml": "", **files})
            try:
                with counter.counting():
                    reports = list(check_paths([folder], CHECKED_FOR))
            except TooMuchError as error:
                self.ended = str(error)
                return
        self.calls = counter.calls
        assert [report.error for report in reports] == [None] * len(reports)
        self.codes = [found.code for report in reports for found in report.diagnostics]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


GROW_FASTER = {
    "each of these functions is read for each transform around the ring, up to 64": (
        "ring of files with functions",
    ),
}
"""Shapes that do not hold yet, by what they need."""


def shapes() -> Iterator[Any]:
    reasons = {name: reason for reason, names in GROW_FASTER.items() for name in names}
    for name in SHAPES:
        reason = reasons.get(name)
        mark = () if reason is None else pytest.mark.xfail(reason=reason, strict=False)
        yield pytest.param(name, marks=mark)


@pytest.mark.parametrize("name", list(shapes()))
def test_twice_the_program_takes_twice_the_calls(name: str) -> None:
    shape = SHAPES[name]
    sizes = (shape.start - 1, *(shape.start * times for times in (1, 2, 4)))
    checks = []
    for size in sizes:
        checks.append(Check(shape.build(size)))
        assert checks[-1].ended == ""
    _, small, middle, large = checks  # the first one loaded what is needed
    text = (large.letters - middle.letters) / (middle.letters - small.letters)
    more = MORE * max(1.0, text / 2)
    before = max(0, middle.calls - small.calls)
    assert large.calls - middle.calls <= more * before + SOME


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_found_does_not_depend_on_the_size(name: str) -> None:
    shape = SHAPES[name]
    check = Check(shape.build(2 * shape.start))
    assert check.ended == ""
    assert "NNX999" not in check.codes
    assert len(check.codes) == shape.findings(2 * shape.start)


@st.composite
def mixtures(draw: st.DrawFn) -> list[str]:
    """Four programs of one kind, as parts of a file: none has to do with another."""
    kinds = draw(st.sets(st.sampled_from(sorted(mixture.STATEMENTS)), min_size=1))
    functions, classes = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    made = mixture.Mixture(draw(st.integers(0)), tuple(sorted(kinds)), functions, classes)
    letters = draw(st.integers(500, 1_500))
    return [made.renamed(tag).without_head(letters) for tag in "abcd"]


@settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(mixtures())
def test_twice_as_many_programs_made_by_chance_take_twice_the_calls(parts: list[str]) -> None:
    half = Check({"program.py": mixture.HEAD + "".join(parts[:2])}, most=SMALL)
    assume(half.ended == "")  # of a few functions that all call one another each is read often
    whole = Check({"program.py": mixture.HEAD + "".join(parts)})
    assert whole.ended == ""
    assert "NNX999" not in whole.codes
    assert whole.calls <= MORE * half.calls + SOME
