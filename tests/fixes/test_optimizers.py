"""nnx.Optimizer held its model up to 0.10.7, as nnx.ModelAndOptimizer does since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

OTHERS = "def note(options, history):\n    options.update(grads=g)\n    history.update(grads=g)\n"
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
        pytest.param(
            "from flax import nnx\nclass Own(nnx.Optimizer):\n    def __init__(self, model, tx):\n"
            "        super().__init__(model, tx)\n",
            "from flax import nnx\nclass Own(nnx.ModelAndOptimizer):\n"
            "    def __init__(self, model, tx):\n        super().__init__(model, tx)\n",
            id="a class that gives no wrt",
        ),
        pytest.param(
            "from flax import nnx\nclass Own(nnx.Optimizer):\n    pass\nOwn(model, tx)\n",
            "from flax import nnx\nclass Own(nnx.ModelAndOptimizer):\n    pass\nOwn(model, tx)\n",
            id="a class that is called with no wrt",
        ),
        pytest.param(
            "from flax import nnx\nadam = nnx.Optimizer(model, tx)\nadam.update(grads=g, l=1)\n"
            f"def step(optimizer, g):\n    optimizer.update(grads=g)\n{OTHERS}",
            "from flax import nnx\nadam = nnx.ModelAndOptimizer(model, tx)\nadam.update(g, l=1)\n"
            f"def step(optimizer, g):\n    optimizer.update(g)\n{OTHERS}",
            id="gradients by their name",
        ),
        pytest.param(
            "from flax import nnx\nadam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n"
            "adam.update(model=model, grads=g)\n",
            "from flax import nnx\nadam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n"
            "adam.update(model, g)\n",
            id="model and gradients by their names",
        ),
        pytest.param(
            "from flax import nnx\nadam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n"
            f"adam.update(g)\n{OTHERS}",
            "from flax import nnx\nadam = nnx.ModelAndOptimizer(model, tx, wrt=nnx.Param)\n"
            f"adam.update(g)\n{OTHERS}",
            id="wrt, and gradients alone",
        ),
        pytest.param(
            "from flax import nnx\nadam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n"
            "adam.update(grads=g)\n",
            "from flax import nnx\nadam = nnx.ModelAndOptimizer(model, tx, wrt=nnx.Param)\n"
            "adam.update(g)\n",
            id="wrt, and gradients alone by their name",
        ),
        pytest.param(
            "from flax import nnx\nadam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n"
            "def step(optimizer: nnx.Optimizer, g):\n    optimizer.update(g)\n",
            "from flax import nnx\nadam = nnx.ModelAndOptimizer(model, tx, wrt=nnx.Param)\n"
            "def step(optimizer: nnx.Optimizer, g):\n    optimizer.update(g)\n",
            id="wrt, and gradients alone in a step",
        ),
        pytest.param(
            "from flax import nnx\nclass Trainer:\n    def __init__(self, model, tx):\n"
            "        self.adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n"
            "    def loss(self, x):\n        return self.adam.model(x)\n",
            "from flax import nnx\nclass Trainer:\n    def __init__(self, model, tx):\n"
            "        self.adam = nnx.ModelAndOptimizer(model, tx, wrt=nnx.Param)\n"
            "    def loss(self, x):\n        return self.adam.model(x)\n",
            id="wrt, and asked for its model",
        ),
    ],
)
def test_an_optimizer_that_holds_its_model(before: str, after: str) -> None:
    assert fix_source(before, settings=settings()).text == after
    assert fix_source(after, settings=settings()).text == after


@pytest.mark.parametrize(
    ("before", "is_certain"),
    [
        ("class T:\n    cls = nnx.Optimizer\n    def f(self, m):\n        self.cls(m, tx)\n", True),
        (
            "class T:\n    cls = nnx.Optimizer\n    def f(self, m):\n        self.cls(m, **a)\n",
            False,
        ),
        ("def made(model, kind=nnx.Optimizer):\n    return kind(model, tx)\n", True),
        ("kinds = {'adam': nnx.Optimizer}\n", False),
        ("import functools\nmade = functools.partial(nnx.Optimizer, tx=tx)\n", False),
        ("adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n", False),
    ],
)
def test_a_class_that_is_handed_on_is_known_by_its_calls_or_its_age(
    before: str, is_certain: bool
) -> None:
    before = f"from flax import nnx\n{before}"
    after = before.replace("nnx.Optimizer", "nnx.ModelAndOptimizer")
    old = replace(settings(), source_flax="0.10.7")
    assert fix_source(before, settings=old).text == after
    assert fix_source(before, settings=settings()).text == (after if is_certain else before)


@pytest.mark.parametrize(
    "text",
    [
        "adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\nadam.update(model, g)\n",
        "def is_one(given):\n    return isinstance(given, (nnx.Optimizer, nnx.Metric))\n",
        "def step(adam: nnx.Optimizer): ...\n",
    ],
)
def test_what_fits_the_new_one_stays_in_old_code(text: str) -> None:
    old = replace(settings(), source_flax="0.10.7")
    assert check_source(f"from flax import nnx\n{text}", settings=old) == []


@pytest.mark.parametrize(
    ("text", "target"),
    [
        pytest.param("adam = nnx.Optimizer(model, tx)\n", "0.10.7", id="a release that holds it"),
        pytest.param("adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n", "0.12.8", id="new code"),
        pytest.param("adam = nnx.Optimizer(model, tx, **options)\n", "0.12.8", id="unknown"),
        pytest.param(
            "adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\nadam.update(model, g)\n"
            "def step(optimizer, opt, g):\n    optimizer.update(g, state)\n    opt.update(g)\n"
            "    return opt.model\n",
            "0.12.8",
            id="updated with the model",
        ),
        pytest.param(
            "adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\nadam.update(*given)\n"
            "def step(optimizer, metrics):\n    optimizer.update(g)\n    adam.update(model, g)\n",
            "0.12.8",
            id="updated one way and the other",
        ),
        pytest.param(
            "adam = nnx.Optimizer(model, tx, wrt=nnx.Param)\n"
            "def step(model, g):\n    optimizer = made(nnx.ModelAndOptimizer)\n"
            "    optimizer.update(g)\n",
            "0.12.8",
            id="another one in the file",
        ),
        pytest.param(OLD + "def f(o: nnx.Optimizer): ...\n", "0.12.8", id="annotation"),
        pytest.param(
            "class Own(nnx.Optimizer):\n    def __init__(self, model, tx):\n"
            "        super().__init__(model, tx, wrt=nnx.Param)\n",
            "0.12.8",
            id="a class that gives wrt",
        ),
        pytest.param(
            "def f(optimizer: nnx.Optimizer, g):\n    optimizer.update(grads=g)\n",
            "0.10.7",
            id="gradients by their name, in a release that takes them so",
        ),
        pytest.param(
            "adam = nnx.ModelAndOptimizer(model, tx)\nadam.update(g)\n" + OTHERS,
            "0.12.8",
            id="what is no optimizer",
        ),
    ],
)
def test_nothing_is_said_of(text: str, target: str) -> None:
    assert check_source(f"from flax import nnx\n{text}", settings=settings(target)) == []
