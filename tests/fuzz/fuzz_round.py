"""A round: so many examples of one property, from a seed."""

from __future__ import annotations

import traceback
import warnings

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning
from properties import PROPERTIES

QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def hold(name: str, *, seed: int, examples: int) -> str:
    """Look at examples; returns what went wrong, with the smallest example that shows it."""
    holds, strategies, _ = PROPERTIES[name]

    @seeded(seed)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=False,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=QUIET,
    )
    @given(st.tuples(*strategies))
    def look(example: tuple[object, ...]) -> None:
        holds(*example)

    try:
        with warnings.catch_warnings():  # of how long it is to tell what it makes
            warnings.simplefilter("ignore", HypothesisWarning)
            look()
    except Exception as error:
        return "".join(traceback.format_exception(error))
    return ""
