"""repeats(): what is said of draws that gave the same key, and what is left alone."""

from __future__ import annotations

import flax
import jax
import jax.numpy as jnp
import pytest
from flax import nnx

from flake8_nnx_rng.runtime.recording import record
from flake8_nnx_rng.runtime.recording.repeats import (
    LAYER,
    REPEAT,
    SAME_SEED,
    SHARED,
    repeats,
)

HAS_CARRY = tuple(map(int, flax.__version__.split(".")[:2])) >= (0, 10)
NODES = hasattr(nnx, "Pytree")
"""Whether an Rngs is a pytree, which jax.jit takes."""


def found(program) -> list[tuple[str, str]]:
    with record() as recording:
        program()
    return [(r.code, r.message) for r in repeats(recording) if r.kind == REPEAT]


def kinds(program) -> list[str]:
    with record() as recording:
        program()
    return [repeat.kind for repeat in repeats(recording)]


def noise(rngs):
    return jax.random.normal(rngs.noise())


def test_lanes_in_lanes_one_of_them_split() -> None:
    def program():
        inner = nnx.vmap(lambda rngs, x: x + noise(rngs), in_axes=(None, 0))
        outer = nnx.split_rngs(splits=2)(
            nnx.vmap(lambda rngs, x: inner(rngs, x), in_axes=(0, None))
        )
        outer(nnx.Rngs(noise=0), jnp.zeros(3))

    message = "stream 'noise' gives the same 2 keys in all 3 lanes of nnx.vmap"
    assert found(program) == [("NNX102", message)]


def test_lanes_and_calls() -> None:
    def program():
        lanes = nnx.vmap(lambda x: x + noise(nnx.Rngs(noise=0)))
        lanes(jnp.zeros(3))
        lanes(jnp.zeros(3))

    message = "stream 'noise' gives the same key in all 3 lanes of nnx.vmap and on each of 2 calls"
    assert found(program) == [("NNX106", message)]


def test_a_constant_in_a_compiled_function() -> None:
    def program():
        compiled = nnx.jit(lambda x: x + noise(nnx.Rngs(noise=0)))
        compiled(1.0)
        compiled(1.0)

    message = "stream 'noise' gives the same key on each of 2 calls"
    assert found(program) == [("NNX106", message)]


def test_steps_of_a_loop_without_a_known_end() -> None:
    def program():
        def body(x):
            return x + 1 + 0 * noise(nnx.Rngs(noise=0))

        jax.lax.while_loop(lambda x: x < 3, body, 0.0)

    message = "stream 'noise' gives the same key at 3 steps of jax.lax.while_loop"
    assert [told for _, told in found(program)] == [message]


def test_a_broadcast_key_is_of_no_rule_that_is_evident() -> None:
    def program():
        key = jax.random.key(0)
        jax.vmap(lambda x: x + noise(nnx.Rngs(noise=key)))(jnp.zeros(2))

    message = "stream 'noise' gives the same key in all 2 lanes of jax.vmap"
    assert found(program) == [("", message)]


def test_one_stream_split_and_the_other_shared_on_purpose() -> None:
    def program():
        @nnx.split_rngs(splits=3, only="params")
        @nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),))
        def create(rngs):
            return jax.random.normal(rngs.params()) + noise(rngs)

        create(nnx.Rngs(params=0, noise=1))

    message = "stream 'noise' gives the same key in all 3 lanes of nnx.vmap"
    assert found(program) == [("", message)]


def test_a_captured_stream_that_flax_refuses() -> None:
    def program():
        rngs = nnx.Rngs(noise=0)
        with pytest.raises(Exception, match="trace level"):
            nnx.jit(lambda x: x + noise(rngs))(1.0)

    ((code, message),) = found(program)
    assert code == "NNX105"
    assert "captured by the function that nnx.jit runs" in message


def test_a_stream_that_leaves_the_transform_in_which_it_is_made() -> None:
    def program():
        kept = []
        nnx.jit(lambda x: kept.append(nnx.Rngs(noise=0)))(1.0)
        with pytest.raises(Exception, match="trace level"):
            noise(kept[0])

    ((code, message),) = found(program)
    assert code == ""
    assert "made inside a transform and kept beyond it" in message


@pytest.mark.skipif(not hasattr(nnx.Rngs, "fork"), reason="Rngs are forked since Flax 0.10.6")
def test_keys_that_only_make_streams_are_not_reported() -> None:
    def program():
        nnx.Rngs(0).fork()
        nnx.Rngs(0).fork()
        nnx.split_rngs(nnx.Rngs(0), splits=2)
        nnx.split_rngs(nnx.Rngs(0), splits=2)

    assert found(program) == []


def test_a_refused_draw_is_told_once_however_often_it_is_tried() -> None:
    def program():
        rngs = nnx.Rngs(noise=0)
        compiled = nnx.jit(lambda x: x + noise(rngs))
        for _ in range(2):
            with pytest.raises(Exception, match="trace level"):
                compiled(1.0)

    assert len(found(program)) == 1


def test_draws_of_a_good_program_are_left_alone() -> None:
    def program():
        rngs = nnx.Rngs(0)
        step = nnx.jit(lambda rngs, x: x + noise(rngs))
        step(rngs, 1.0)
        step(rngs, 1.0)
        nnx.split_rngs(splits=3)(nnx.vmap(noise))(rngs)

    assert found(program) == []


class Cell(nnx.Module):
    """A step of a scan that draws once when it is made and once when it runs."""

    def __init__(self, rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.weight = nnx.Param(noise(rngs))

    def __call__(self, x):
        return self.dropout(x) * self.weight[...]


@pytest.mark.skipif(not HAS_CARRY, reason="needs nnx.Carry")
def test_the_same_seed_elsewhere_hides_no_repeat_of_a_scan() -> None:
    @nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=nnx.Carry)
    def steps(x, cell, y):
        return cell(x) + y

    def program():
        Cell(nnx.Rngs(0))(jnp.ones(4))  # to see the shapes
        steps(jnp.ones(4), Cell(nnx.Rngs(0)), jnp.zeros((3, 4)))

    ((code, message),) = found(program)
    assert code == "NNX104"
    assert message.endswith("gives the same key at all 3 steps of nnx.scan")


@pytest.mark.skipif(not NODES, reason="jax.jit takes an Rngs since Flax 0.11")
def test_the_same_seed_elsewhere_hides_no_repeat_of_lanes() -> None:
    def program():
        rngs = nnx.Rngs(noise=0)
        nnx.vmap(lambda rngs, x: x + noise(rngs), in_axes=(None, 0))(rngs, jnp.zeros(3))
        jax.jit(lambda rngs: noise(rngs))(nnx.Rngs(noise=0))

    message = "stream 'noise' gives the same key in all 3 lanes of nnx.vmap"
    assert found(program) == [("NNX102", message)]


def test_models_of_one_seed_are_no_mistake() -> None:
    def make():
        return Cell(nnx.Rngs(params=jax.random.key(0), noise=3, dropout=1))(jnp.ones(4))

    def program():
        make()
        make()
        noise(nnx.Rngs(noise=3))

    assert set(kinds(program)) == {SAME_SEED}


def test_lanes_of_models_of_one_seed_are_no_mistake() -> None:
    def program():
        for _ in range(2):
            nnx.split_rngs(splits=3)(nnx.vmap(noise))(nnx.Rngs(noise=0))

    assert kinds(program) == [SAME_SEED]


@pytest.mark.skipif(not NODES, reason="jax.jit takes an Rngs since Flax 0.11")
def test_a_stream_that_is_made_once_may_not_give_a_key_at_two_places() -> None:
    def program():
        rngs = nnx.Rngs(noise=0)
        jax.jit(lambda rngs: rngs.noise())(jax.tree.map(lambda leaf: leaf, rngs))
        rngs.noise()

    assert found(program) == [("", "stream 'noise' gives the same key at 2 places")]


@pytest.mark.skipif(not NODES, reason="jax.jit takes an Rngs since Flax 0.11")
def test_more_draws_than_streams_of_one_seed() -> None:
    def program():
        forward = jax.jit(lambda rngs, x: x + noise(rngs))
        for seed in (0, 0):
            rngs = nnx.Rngs(noise=seed)
            for _ in range(3):
                forward(rngs, 1.0)

    ((code, message),) = found(program)
    assert (code, message) == ("NNX116", "stream 'noise' gives the same key on each of 6 calls")


@pytest.mark.skipif(not hasattr(nnx, "RNN"), reason="RNN is there since Flax 0.10")
def test_a_layer_of_flax_that_makes_an_rngs_of_its_own() -> None:
    def program():
        rnn = nnx.RNN(nnx.LSTMCell(2, 3, rngs=nnx.Rngs(7)))
        rnn(jnp.ones((1, 4, 2)))
        rnn(jnp.ones((1, 4, 2)))

    assert set(kinds(program)) <= {LAYER}


class Recurrent(nnx.Module):
    """A recurrent cell that drops units; each sequence begins with zeros."""

    num_feature_axes = 1

    def __init__(self, rngs) -> None:
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, carry, x):
        carry = self.dropout(carry + x)
        return carry, carry

    def initialize_carry(self, shape, rngs=None):
        return jnp.zeros(shape)


@pytest.mark.skipif(not HAS_CARRY, reason="RNN takes broadcast_rngs since Flax 0.10")
@pytest.mark.parametrize(
    ("again", "expected"),
    [(False, [SHARED]), (True, [REPEAT])],
    ids=["one mask a sequence", "one mask for all sequences"],
)
def test_a_layer_that_is_asked_to_share_a_key_among_its_steps(again, expected) -> None:
    """Recurrent dropout has one mask for a sequence on purpose, and another for the next."""

    def program():
        rnn = nnx.RNN(Recurrent(nnx.Rngs(3)), broadcast_rngs=...)
        for _ in range(2):
            (nnx.clone(rnn) if again else rnn)(jnp.ones((2, 5, 3)))

    assert kinds(program) == expected


@pytest.mark.skipif(not hasattr(nnx.Rngs, "broadcast"), reason="broadcast came with Flax 0.12.6")
@pytest.mark.parametrize("around", [lambda function: function, nnx.jit, "steps"])
@pytest.mark.parametrize(
    ("draws", "expected"),
    [(1, [SHARED]), (2, [SHARED]), (0, [REPEAT])],
    ids=["one draw", "two draws, each shared", "one draw twice in each lane"],
)
def test_an_rngs_that_the_program_broadcasts(around, draws, expected) -> None:
    """Each lane is to have the same keys, but none of them twice; so at each step of a loop."""

    def lane(rngs, x):
        before = rngs.default.count[...]
        for _ in range(max(draws, 1)):
            x += rngs.normal(x.shape)
        if draws == 0:
            rngs.default.count[...] = before
            x += rngs.normal(x.shape)
        return x

    def lanes(rngs):
        return nnx.vmap(lane, in_axes=(0, 0))(rngs.broadcast(4), jnp.ones((4, 2)))

    def program():
        if around == "steps":
            nnx.scan(lambda rngs, _: (rngs, lanes(rngs)))(nnx.Rngs(0), jnp.zeros(3))
        else:
            around(lanes)(nnx.Rngs(0))

    assert kinds(program) == expected
