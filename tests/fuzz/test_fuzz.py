"""Properties over what nobody wrote; `run.py` looks at as many as there is time for."""

from __future__ import annotations

import pytest
from fuzz_round import hold
from properties import PROPERTIES


@pytest.mark.parametrize("name", PROPERTIES)
def test_it_holds(name: str) -> None:
    _, _, examples = PROPERTIES[name]
    wrong = hold(name, seed=17, examples=examples)
    if wrong:
        pytest.fail(wrong, pytrace=False)
