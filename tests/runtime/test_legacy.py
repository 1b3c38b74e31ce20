"""legacy_flax(): what old code sees inside, and that nothing stays behind."""

from __future__ import annotations

import importlib.util
import sys
import threading
import types

import flax
import jax
import jax.numpy as jnp
import pytest
from flax import nnx

from flake8_nnx_rng.runtime.legacy import legacy_flax
from flake8_nnx_rng.runtime.legacy.names import REFUSED
from flake8_nnx_rng.semantics import releases

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def key_data(key):
    return jax.random.key_data(key).tolist()


def seen_from_outside():
    """All that an entered and left context could have changed."""
    names = ("Dropout", "Rngs", "RngStream", "Pytree", "GraphDef", "LoRA", "LoRALinear")
    names += ("State", "Sequential", "Variable", "MultiHeadAttention")
    classes = [getattr(nnx, name) for name in names if hasattr(nnx, name)]
    return (
        type(nnx),
        dict(vars(nnx)),
        [dict(vars(owner)) for owner in classes],
        list(sys.meta_path),
        {name for name in sys.modules if name.startswith(("flax.nnx.nnx", "flax.experimental"))},
        jax.config.jax_threefry_partitionable,
        getattr(flax.config, "flax_always_shard_variable", None),
        nnx.vmap,
    )


def test_vmap_splits_by_itself_inside_only() -> None:
    def draw(rngs):
        return jax.random.key_data(rngs.noise())

    rngs = nnx.Rngs(noise=3)
    with legacy_flax():
        drawn = nnx.vmap(draw, axis_size=2)(rngs)
        lanes = jax.random.split(jax.random.fold_in(jax.random.key(3), 0), 2)
    wanted = [key_data(jax.random.fold_in(lane, 0)) for lane in lanes]
    assert drawn.tolist() == wanted
    assert int(rngs.noise.count.value) == 1
    with pytest.raises(TypeError, match="split_rngs"):
        nnx.vmap(draw, axis_size=2, split_rngs=True)


@pytest.mark.parametrize("partitionable", [False, True, None])
def test_bits_are_those_that_are_asked_for(partitionable) -> None:
    before = jax.config.jax_threefry_partitionable
    with legacy_flax(threefry_partitionable=partitionable):
        inside = jax.config.jax_threefry_partitionable
    assert inside == (before if partitionable is None else partitionable)
    assert jax.config.jax_threefry_partitionable == before


def test_every_name_of_0_8_5_is_there_or_says_why_not() -> None:
    old = releases.exports(releases.resolve("0.8.5"))
    assert {"vmap", "fork", "Scan", "Rngs"} <= old
    with legacy_flax():
        missing = {name for name in old if not hasattr(nnx, name)}
        assert missing == set(REFUSED) & old
        for name in REFUSED:
            with pytest.raises(AttributeError, match=f"nnx.{name} of Flax 0.8.5 cannot be had"):
                getattr(nnx, name)


def test_old_import_paths() -> None:
    before = importlib.util.find_spec("flax.nnx.nnx")
    with legacy_flax():
        from flax.experimental import nnx as experimental
        from flax.nnx.nnx.errors import TraceContextError
        from flax.nnx.nnx.rnglib import Rngs
        from flax.nnx.nnx.transforms import transforms
        from flax.nnx.nnx.transforms.looping import scan

        assert (experimental.vmap, scan, transforms.grad) == (nnx.vmap, nnx.scan, nnx.grad)
        assert Rngs is nnx.Rngs
        assert TraceContextError is nnx.errors.TraceContextError
        with pytest.raises(ImportError):
            import flax.nnx.nnx.nowhere  # noqa: F401
    assert importlib.util.find_spec("flax.nnx.nnx") == before


def test_dropout_draws_from_the_rngs_that_it_is_given() -> None:
    rngs = nnx.Rngs(dropout=0)
    with legacy_flax():
        layer = nnx.Dropout(0.5, rngs=rngs)
        layer(jnp.ones(4))
    assert int(rngs.dropout.count.value) == 1
    nnx.Dropout(0.5, rngs=rngs)(jnp.ones(4))
    assert layer.rngs is rngs


def test_attention_draws_from_the_rngs_that_it_is_given() -> None:
    """The counts are those of 0.8.5, where nothing is forked: two kernels, then a draw per call."""
    rngs = nnx.Rngs(params=0, dropout=1)
    with legacy_flax():
        layer = nnx.MultiHeadAttention(2, 4, dropout_rate=0.5, decode=False, rngs=rngs)
        assert layer.rngs is rngs
        layer(jnp.ones((1, 3, 4)), deterministic=False)
        layer(jnp.ones((1, 3, 4)), deterministic=False, rngs=nnx.Rngs(2))
        plain = nnx.MultiHeadAttention(2, 4, decode=False, rngs=rngs)
    assert int(rngs.dropout.count.value) == 1
    assert plain.rngs is None


def test_what_is_drawn_from_a_merged_copy_is_not_drawn_from_the_original() -> None:
    rngs = nnx.Rngs(0)
    with legacy_flax():
        graphdef, state = nnx.split(rngs)
        copy = nnx.merge(graphdef, state)
        copy()
        again = nnx.merge(graphdef, state)
    assert [int(r.default.count.value) for r in (rngs, copy, again)] == [0, 1, 0]


def test_a_module_may_hold_a_list_of_modules() -> None:
    with legacy_flax():

        class Stack(nnx.Module):
            def __init__(self, rngs):
                self.layers = [nnx.Linear(2, 2, rngs=rngs) for _ in range(2)]

        state = nnx.state(Stack(nnx.Rngs(0)))
    assert sorted(state["layers"]) == [0, 1]


@pytest.mark.parametrize("name", ["normal", "split", "fork", "uniform"])
def test_a_stream_may_have_the_name_of_a_method_of_today(name) -> None:
    with legacy_flax():
        named, unnamed = nnx.Rngs(**{name: 5}), nnx.Rngs(5)
        assert key_data(getattr(named, name)()) == key_data(getattr(unnamed, name)())


def test_rngs_are_a_mapping() -> None:
    rngs = nnx.Rngs(0, dropout=1)
    with legacy_flax():
        assert sorted(rngs.keys()) == ["default", "dropout"]
        assert rngs.get("dropout") is rngs.dropout
        assert rngs.get("noise") is None


def test_a_stream_is_made_of_tag_key_and_count() -> None:
    with legacy_flax():
        stream = nnx.RngStream("noise", jax.random.key(7), jnp.array(3))
        assert key_data(stream()) == key_data(jax.random.fold_in(jax.random.key(7), 3))


def test_lora_draws_both_factors() -> None:
    with legacy_flax():
        layer = nnx.LoRA(3, 2, 4, rngs=nnx.Rngs(0))
    assert layer.lora_b.value.any()


def test_a_flat_state_is_a_dict() -> None:
    with legacy_flax():
        flat = nnx.state(nnx.Linear(2, 3, rngs=nnx.Rngs(0))).flat_state()
        assert ("kernel",) in flat
        assert ("scale",) not in flat
        assert list(nnx.State.from_flat_path(flat)) == ["bias", "kernel"]


def test_a_sequential_hands_rngs_to_each_layer_that_takes_them() -> None:
    with legacy_flax():
        model = nnx.Sequential(jnp.sin, nnx.Dropout(0.5), nnx.Dropout(0.5))
        rngs = nnx.Rngs(dropout=3)
        model(jnp.ones(8), rngs=rngs)
        assert int(rngs.dropout.count.value) == 2


def test_states_of_variables() -> None:
    with legacy_flax():
        state = nnx.Param.state(jnp.ones(2))
        made = nnx.VariableState(nnx.Param, jnp.ones(2))
        assert isinstance(state, nnx.VariableState)
        assert isinstance(made, nnx.VariableState)
        assert state.type is made.type is nnx.Param
        variable = nnx.Param(jnp.zeros(3))
        variable.copy_from_state(state)
        assert variable.value.tolist() == [1, 1] == state.to_variable().value.tolist()


def test_the_context_of_a_module_can_be_asked_for() -> None:
    with legacy_flax():
        linear = nnx.Linear(2, 3, rngs=nnx.Rngs(0))
        linear.check_valid_context("not here")
        with pytest.raises(nnx.errors.TraceContextError, match="not here"):
            jax.jit(lambda: linear.check_valid_context("not here"))()


def test_an_activation_may_be_told_where_its_maximum_starts() -> None:
    with legacy_flax():
        assert nnx.softmax(jnp.zeros(2), initial=-jnp.inf).tolist() == [0.5, 0.5]


def test_the_optimizer_holds_its_model() -> None:
    optax = pytest.importorskip("optax")
    model = nnx.Linear(1, 1, use_bias=False, rngs=nnx.Rngs(0))
    before = model.kernel.value
    with legacy_flax():
        optimizer = nnx.Optimizer(model, optax.sgd(1.0))
        optimizer.update(grads=nnx.grad(lambda m: m.kernel.value.sum())(model))
    assert optimizer.model is model
    assert model.kernel.value.item() == pytest.approx(before.item() - 1)


@pytest.mark.skipif(not hasattr(nnx, "RNN"), reason="nnx.RNN came with Flax 0.10.0")
def test_flax_itself_keeps_its_own_names() -> None:
    """nnx.RNN calls nnx.scan and nnx.split_rngs as they are today."""
    layer = nnx.RNN(nnx.LSTMCell(2, 3, rngs=nnx.Rngs(0)))
    x = jnp.ones((1, 4, 2))
    with legacy_flax():
        inside = layer(x)
    assert (inside == layer(x)).all()


def test_nothing_stays_after_leaving() -> None:
    before = seen_from_outside()
    with legacy_flax():
        import flax.experimental.nnx
        import flax.nnx.nnx.transforms.looping

        assert isinstance(flax.experimental.nnx, types.ModuleType)
        assert seen_from_outside() != before
    assert seen_from_outside() == before


def test_nothing_stays_after_an_exception() -> None:
    before = seen_from_outside()
    with pytest.raises(ZeroDivisionError), legacy_flax(), legacy_flax():
        raise ZeroDivisionError
    assert seen_from_outside() == before


def test_it_lasts_until_the_last_thread_has_left() -> None:
    before = seen_from_outside()
    entered, leave = threading.Event(), threading.Event()
    found = []

    def other() -> None:
        with legacy_flax():
            entered.set()
            leave.wait(60)
            found.append(type(nnx))

    thread = threading.Thread(target=other)
    with legacy_flax():
        thread.start()
        assert entered.wait(60)
        inside = type(nnx)
    assert type(nnx) is inside is not types.ModuleType  # the other thread is still inside
    leave.set()
    thread.join(60)
    assert found == [inside]
    assert seen_from_outside() == before


def test_another_setting_of_the_bits_is_refused_while_one_holds() -> None:
    with (
        legacy_flax(threefry_partitionable=False),
        pytest.raises(RuntimeError, match="one setting for the whole process"),
        legacy_flax(threefry_partitionable=True),
    ):
        pass
