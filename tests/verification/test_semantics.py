"""Which semantics a program runs with before its fixes."""

from __future__ import annotations

import pytest

from flake8_nnx_rng.checking import Checker
from flake8_nnx_rng.project.settings import Overrides
from flake8_nnx_rng.syntax.source import from_text
from flake8_nnx_rng.verification.semantics import written_for

UNSPLIT = "nnx.vmap(lambda rngs: rngs(), axis_size=3)(nnx.Rngs(0))\n"


@pytest.mark.parametrize(
    ("code", "implicit", "explicit"),
    [
        pytest.param(UNSPLIT, True, False, id="a split that is not there"),
        pytest.param("from typing import Any\n" + UNSPLIT, True, False, id="a name of typing"),
        pytest.param("m.call, m.extract, m.transforms\n" + UNSPLIT, True, False, id="attributes"),
        pytest.param("nnx.Carry\n" + UNSPLIT, False, True, id="a newer name of nnx"),
        pytest.param("nnx.bridge\n" + UNSPLIT, False, True, id="a newer module of nnx"),
        pytest.param("from flax.nnx import bridge\n" + UNSPLIT, False, True, id="imported"),
        pytest.param("nnx.Linear\n", False, False, id="nothing that tells"),
        pytest.param("nnx.vmap(f, state_axes={})\n", True, False, id="an old keyword"),
    ],
)
def test_names_that_are_reached_through_flax_tell_the_semantics(
    code: str, implicit: bool, explicit: bool
) -> None:
    checker = Checker(Overrides(target_flax="0.12.8", select=("ALL",)))
    found = written_for(checker, from_text("from flax import nnx\n" + code, "program.py"))
    assert (found.is_implicit, found.is_explicit) == (implicit, explicit)
