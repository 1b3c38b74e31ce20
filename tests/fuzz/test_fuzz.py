"""Properties over what nobody wrote; `run.py` looks at as many as there is time for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import parsers
import pytest
from fuzz_round import hold
from properties import PROPERTIES

pytestmark = pytest.mark.untraced


@pytest.fixture(autouse=True)
def no_project_is_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


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
