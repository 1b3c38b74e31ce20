"""Properties over what nobody wrote; `run.py` looks at as many as there is time for."""

from __future__ import annotations

from collections.abc import Iterator

import parsers
import pytest
from fuzz_round import hold
from properties import PROPERTIES


@pytest.fixture(autouse=True)
def no_folder_stays() -> Iterator[None]:
    yield
    parsers.clean()


@pytest.mark.parametrize("name", PROPERTIES)
def test_it_holds(name: str) -> None:
    _, _, examples = PROPERTIES[name]
    wrong = hold(name, seed=17, examples=examples)
    if wrong:
        pytest.fail(wrong, pytrace=False)
