"""Old code that is known to be old: migrated, or let alone with all that shows its age."""

from __future__ import annotations

from pathlib import Path

import pytest

from flake8_nnx_rng import FixResult, Settings, check_source, fix_paths, fix_source

OLD = Settings(target_flax="0.12.8", source_flax="0.8.5")
HEAD = (
    "from functools import partial\n\nimport jax\nfrom flax import nnx\nfrom elsewhere import *\n\n"
)


def fixed(code: str, settings: Settings = OLD) -> FixResult:
    return fix_source(HEAD + code, settings=settings, unsafe=True)


def codes(code: str, settings: Settings = OLD) -> list[str]:
    return [d.code for d in check_source(HEAD + code, settings=settings)]


UNKNOWN = """\
@partial(nnx.vmap, in_axes=(None, 0, 1))
def forward(model: nnx.Module, x, y):
    return f(model, x, y)
"""


def test_a_partial_stays_at_old_code_that_is_not_migrated() -> None:
    done = fixed(UNKNOWN)
    assert done.text == HEAD + UNKNOWN
    assert {d.fix.message for d in done.left if d.fix} == {
        "Not migrated: nothing says whether 'y' is a module or an array: annotate it, as in "
        "`layers: nnx.Module` or `x: jax.Array`"
    }


def test_a_partial_of_unknown_age_goes() -> None:
    known = Settings(target_flax="0.12.8", source_flax="0.10.0")
    assert "partial(nnx" not in fixed(UNKNOWN, known).text


def test_a_partial_around_a_function_of_arrays_goes() -> None:
    code = (
        "@partial(nnx.vmap, in_axes=1)\ndef double(x: jax.Array) -> jax.Array:\n    return x * 2\n"
    )
    done = fixed(code)
    assert "@nnx.vmap(in_axes=1)\n" in done.text
    assert {d.fix.applicability for d in done.applied if d.fix} == {"safe"}


@pytest.mark.parametrize(
    "call",
    [
        pytest.param("create(make_rngs())", id="what an unknown function made"),
        pytest.param("create(nnx.Rngs(**keys(7)))", id="unknown streams"),
        pytest.param("create(CONFIG.rngs)", id="an unknown attribute"),
        pytest.param("", id="no call"),
    ],
)
def test_old_code_split_whoever_calls_it(call: str) -> None:
    code = (
        "@partial(nnx.vmap, axis_size=5)\ndef create(rngs: nnx.Rngs):\n    return rngs.normal()\n"
    )
    done = fixed(code + call)
    assert "@nnx.split_rngs(splits=5)\n@nnx.vmap(axis_size=5)\ndef create" in done.text
    assert {(d.code, d.fix and d.fix.applicability) for d in done.applied} == {
        ("NNX101", "safe"),
        ("NNX301", "safe"),
    }


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "@nnx.split_rngs(splits=3)\n@nnx.vmap(axis_size=3)\ndef f(rngs: nnx.Rngs):\n    ...\n",
            id="split",
        ),
        pytest.param(
            "AXES = nnx.StateAxes({nnx.Param: 0, ...: None})\n\n"
            "def f(model: nnx.Module, x):\n    return model(x)\n\n"
            "outputs = nnx.vmap(f, in_axes=(AXES, 0))(model, x)\n",
            id="state axes",
        ),
        pytest.param(
            "@nnx.scan(in_axes=(nnx.Carry, 0))\ndef f(x, model: nnx.Module):\n"
            "    return model(x), None\n",
            id="carry",
        ),
        pytest.param(
            "@nnx.vmap(in_axes=(None, 0))\ndef f(model: nnx.Linear, x):\n    return model(x)\n",
            id="a transform called without a function",
        ),
    ],
)
def test_new_code_in_an_old_project_is_new(code: str) -> None:
    assert codes(code) == []


def test_old_code_is_not_mended_as_if_it_was_meant_as_it_reads_today() -> None:
    code = (
        "class Layer(nnx.Module):\n"
        "    def __init__(self, rngs: nnx.Rngs):\n"
        "        self.dropout = nnx.Dropout(0.5, rngs=rngs)\n\n"
        "@partial(nnx.scan, length=3, in_axes=(None, None))\n"
        "def create(carry, rngs: nnx.Rngs):\n"
        "    return carry + 1, Layer(rngs)\n\n"
        "create(0, nnx.Rngs(0))\n"
    )
    done = fixed(code, Settings(target_flax="0.12.8"))
    assert done.text == HEAD + code
    assert "NNX102" in {d.code for d in done.left}


LEFT = """\
class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

create = nnx.vmap(Layer, axis_size=2, state_axes={nnx.Param: 0})
other = nnx.vmap(Layer, axis_size=3, state_axes={nnx.Param: 0})

@partial(nnx.vmap, in_axes=(None, 0, 1))
def noise(rngs: nnx.Rngs, x, y):
    return f(y, x) + rngs.normal()

noise(nnx.Rngs(0), x, y)
"""
FORWARD = """\
class Layer(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

create = partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})(Layer)

@partial(nnx.vmap, axis_size=2, in_axes=(None, 0))
def forward(model, x):
    return model(x)

forward(create(nnx.Rngs(0)), x)
"""


@pytest.mark.parametrize("target", ["0.9.0", "0.10.7", "0.12.8"])
@pytest.mark.parametrize("source", [None, "0.8.5"])
@pytest.mark.parametrize("code", [LEFT, FORWARD, UNKNOWN], ids=["left", "forward", "unknown"])
def test_a_second_run_changes_nothing(code: str, source: str | None, target: str) -> None:
    settings = Settings(target_flax=target, source_flax=source)
    once = fixed(code, settings)
    again = fix_source(once.text, settings=settings, unsafe=True)
    assert again.text == once.text
    assert [d.code for d in again.left] == [d.code for d in once.left]


def test_a_sign_of_age_stays_as_long_as_old_code_is_left_that_has_none() -> None:
    done = fixed(LEFT, Settings(target_flax="0.9.0"))
    assert "create = nnx.vmap(Layer, axis_size=2, state_axes={nnx.Param: 0})" in done.text
    assert "other = nnx.split_rngs(splits=3)(nnx.vmap(" in done.text
    assert "@partial(nnx.vmap, in_axes=(None, 0, 1))" in done.text
    assert done.withdrawn == 1
    assert "last sign" in done.problem


def test_nothing_has_to_stay_where_the_project_says_how_old_it_is(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("flax==0.8.5\n")
    (tmp_path / "a.py").write_text(HEAD + LEFT)
    settings = Settings(target_flax="0.9.0")
    [report] = fix_paths([tmp_path / "a.py"], settings, unsafe=True)
    assert "state_axes={nnx.Param: 0})" not in report.after
    assert "@partial(nnx.vmap, in_axes=(None, 0, 1))" in report.after
    assert report.withdrawn == 0
    [again] = fix_paths([tmp_path / "a.py"], settings, unsafe=True)
    assert not again.changed


def test_a_partial_shows_the_age_of_its_function_whatever_is_new_beside_it() -> None:
    code = "@partial(nnx.vmap, axis_size=3)\ndef create(rngs: nnx.Rngs): ...\n\nnnx.StateAxes\n"
    assert "NNX101" in codes(code, Settings(target_flax="0.12.8"))
    assert "NNX101" not in codes(code, Settings(target_flax="0.12.8", source_flax="0.10.0"))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        pytest.param(
            "def batched(function, *given):\n    return nnx.vmap(function)(*given)\n",
            "the number of lanes is not written",
            id="whatever is passed on",
        ),
        pytest.param(
            "def lanes(function):\n    return nnx.vmap(function)\n",
            "the number of lanes is not written",
            id="a decorator",
        ),
        pytest.param(
            "def steps(function, carry, xs):\n    return nnx.scan(function)(carry, xs)\n",
            "the function of nnx.scan is not in view",
            id="scan",
        ),
        pytest.param(
            "held = partial(nnx.vmap, draw, axis_size=2)\n",
            "functools.partial holds the function as well",
            id="partial with the function in it",
        ),
    ],
)
def test_old_code_that_cannot_be_read_is_told_of(code: str, reason: str) -> None:
    done = fixed(code)
    assert done.text == HEAD + code
    assert [reason in str(d.fix and d.fix.message) for d in done.left] == [True]
    assert codes(code, Settings(target_flax="0.12.8", source_flax="0.10.0")) == []


STEP = """\
@nnx.scan(in_axes=(None, 0), out_axes=0)
def step(rngs: nnx.Rngs, x: jax.Array):
    return {returned}
"""


@pytest.mark.parametrize(
    ("returned", "is_migrated"),
    [
        ("x + jax.random.normal(rngs(), (4,))", False),
        ("2 * x", False),
        ("-x", False),
        ("x @ table[...]", False),
        ("(rngs,) + (x,)", True),
        ("rngs, x", True),
    ],
)
def test_a_step_that_returned_no_pair_raised_in_old_code_too(
    returned: str, is_migrated: bool
) -> None:
    reason = "0.8.5 took a carry and an output from each step, and this one returns no pair"
    done = fixed(STEP.format(returned=returned), Settings(target_flax="0.9.0"))
    assert (done.text == HEAD + STEP.format(returned=returned)) is not is_migrated
    assert any(reason in str(d.fix and d.fix.message) for d in done.left) is not is_migrated


IN_A_LAMBDA = """
class Block(nnx.Module):
    def __init__(self, rngs):
        self.drop = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.drop(x)

def use(rngs, x):
    return nnx.vmap(lambda block, x: block(x), in_axes=(0, None))(Block(rngs), x)
"""


def test_a_lambda_does_not_name_what_the_file_does_not_import() -> None:
    settings = Settings(target_flax="0.9.0", source_flax="0.8.5")
    without = "import jax.numpy as jnp\nfrom flax import nnx\n" + IN_A_LAMBDA
    done = fix_source(without, settings=settings, unsafe=True)
    assert done.text == without
    assert ["import jax in this file" in d.fix.message for d in done.left if d.fix] == [True]
    assert "splits=jax.tree.leaves(" in fixed(IN_A_LAMBDA, settings).text


def test_old_code_that_maps_arrays_alone_means_what_it_meant() -> None:
    code = "def both(function, x):\n    return nnx.vmap(function)(jax.numpy.asarray(x))\n"
    assert codes(code) == []


@pytest.mark.parametrize(
    ("layer", "target", "is_safe"),
    [
        ("nnx.Dropout(0.5, rngs=rngs)", "0.12.8", False),
        ("nnx.Dropout(0.5, rngs=rngs)", "0.10.7", True),
        ("nnx.BatchNorm(2, rngs=rngs)", "0.12.8", True),
    ],
)
def test_a_gradient_through_a_stream_that_is_forked_by_now_has_other_masks(
    layer: str, target: str, is_safe: bool
) -> None:
    code = f"""\
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.layer = {layer}

    def __call__(self, x):
        return self.layer(x)


def step(x):
    return nnx.grad(lambda model: model(x).sum(), wrt=nnx.Param)(Model(nnx.Rngs(0)))
"""
    settings = Settings(target_flax=target, source_flax="0.8.5")
    fix = next(d.fix for d in check_source(HEAD + code, settings=settings) if d.code == "NNX201")
    assert fix is not None
    assert (fix.applicability == "safe") is is_safe
    assert is_safe or "a stream of its own" in fix.message


@pytest.mark.parametrize(("target", "is_migrated"), [("0.10.7", True), ("0.12.8", False)])
def test_keys_that_layers_have_one_a_lane_are_not_split_again(
    target: str, is_migrated: bool
) -> None:
    code = """\
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.blocks = nnx.vmap(Block, axis_size=2)(rngs)

    def __call__(self, x):
        return nnx.scan(lambda x, block: (block(x), None), length=2)(x, self.blocks)[0]


@nnx.vmap(in_axes=(None, 0), state_axes={}, axis_size=3)
def forward(net: Net, x: jax.Array):
    return net(x)


y = forward(Net(nnx.Rngs(0)), jax.numpy.ones((3, 4)))
"""
    done = fix_source(HEAD + code, settings=Settings(target, source_flax="0.8.5"), unsafe=True)
    assert ("state_axes" not in done.text) is is_migrated
    said = [d.fix.message for d in done.left if d.fix is not None]
    assert any("its layers are made in lanes" in message for message in said) is not is_migrated
