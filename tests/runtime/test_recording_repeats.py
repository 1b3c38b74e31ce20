"""repeats(): what is said of draws that gave the same key, and what is left alone."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest
from flax import nnx

from flake8_nnx_rng.runtime.recording import record
from flake8_nnx_rng.runtime.recording.repeats import repeats


def found(program) -> list[tuple[str, str]]:
    with record() as recording:
        program()
    return [(r.code, r.message) for r in repeats(recording.draws, recording.refusals)]


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
