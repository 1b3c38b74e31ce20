"""nnx.Optimizer held its model up to 0.10.7, as nnx.ModelAndOptimizer does since."""

from __future__ import annotations

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

OLD = "nnx.grad(f, wrt=nnx.Param)\n"


def settings(target: str = "0.12.8") -> Settings:
    return Settings(target_flax=target, select=("NNX204",), across_files=False)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "from flax import nnx\nadam = nnx.Optimizer(model, tx)\n",
            "from flax import nnx\nadam = nnx.ModelAndOptimizer(model, tx)\n",
            id="no wrt",
        ),
        pytest.param(
            "from flax.nnx import Optimizer\nadam = Optimizer(model, tx)\n",
            "from flax.nnx import ModelAndOptimizer\nadam = ModelAndOptimizer(model, tx)\n",
            id="by its name",
        ),
        pytest.param(
            f"from flax import nnx\n{OLD}adam = nnx.Optimizer(model, tx, nnx.Param)\n",
            f"from flax import nnx\n{OLD}adam = nnx.ModelAndOptimizer(model, tx, wrt=nnx.Param)\n",
            id="old code with wrt",
        ),
        pytest.param(
            "from flax import nnx\nadam = nnx.Optimizer(model, tx, nnx.Param)\n",
            "from flax import nnx\nadam = nnx.ModelAndOptimizer(model, tx, wrt=nnx.Param)\n",
            id="wrt by position, which nothing takes since",
        ),
        pytest.param(
            f"from flax import nnx\n{OLD}class Training(nnx.Optimizer):\n    pass\n",
            f"from flax import nnx\n{OLD}class Training(nnx.ModelAndOptimizer):\n    pass\n",
            id="a class of old code",
        ),
    ],
)
def test_an_optimizer_that_holds_its_model(before: str, after: str) -> None:
    assert fix_source(before, settings=settings()).text == after
    assert fix_source(after, settings=settings()).text == after


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param("adam = nnx.Optimizer(model, tx)\n", "0.10.7", id="a release that holds it"),
        pytest.param("adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n", "0.12.8", id="new code"),
        pytest.param("adam = nnx.Optimizer(model, tx, **options)\n", "0.12.8", id="unknown"),
        pytest.param(OLD + "def f(o: nnx.Optimizer): ...\n", "0.12.8", id="annotation"),
    ],
)
def test_nothing_is_said_of(text: str, target: str) -> None:
    assert check_source(f"from flax import nnx\n{text}", settings=settings(target)) == []
