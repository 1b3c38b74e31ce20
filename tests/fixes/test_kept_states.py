"""Old code that keeps a state to go back to takes that of a clone: states share variables today."""

from __future__ import annotations

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

SETTINGS = Settings(
    target_flax="0.12.12", source_flax="0.10.7", select=("NNX204",), across_files=False
)
PROGRAM = """\
from flax{path}

model = make()
{taken}
model.kernel.value *= 2
{update}(model, state)
"""


@pytest.mark.parametrize(
    ("path", "before", "after", "update"),
    [
        (
            " import nnx",
            "state = nnx.state(model)",
            "state = nnx.state(nnx.clone(model))",
            "nnx.update",
        ),
        (
            " import nnx",
            "graphdef, state = nnx.split(model)",
            "graphdef, state = nnx.split(nnx.clone(model))",
            "nnx.update",
        ),
        (
            ".nnx import clone, state as take, update",
            "state = take(model)",
            "state = take(clone(model))",
            "update",
        ),
    ],
)
def test_the_state_is_that_of_a_clone(path: str, before: str, after: str, update: str) -> None:
    text = PROGRAM.format(path=path, taken=before, update=update)
    mended = PROGRAM.format(path=path, taken=after, update=update)
    (found,) = check_source(text, settings=SETTINGS)
    assert found.fix is not None
    assert found.fix.applicability == "safe"
    assert fix_source(text, settings=SETTINGS).text == mended
    assert check_source(mended, settings=SETTINGS) == []
