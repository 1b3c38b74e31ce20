"""record(): each draw that runs, with its key, count, lane, step and line, and nothing changed."""

from __future__ import annotations

import threading
from functools import partial

import flax
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from flake8_nnx_rng.runtime.legacy import legacy_flax
from flake8_nnx_rng.runtime.recording import record

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HAS_CARRY = tuple(map(int, flax.__version__.split(".")[:2])) >= (0, 10)
"""Whether nnx.scan takes an Rngs as its carry."""
OLD_JAX = jax.__version_info__ < (0, 4, 36)


def words(key):
    return tuple(np.asarray(jax.random.key_data(key)).tolist())


def fold(seed, *counts):
    key = jax.random.key(seed)
    return [words(jax.random.fold_in(key, count)) for count in counts]


def places(recording):
    """What a draw is known by, in the order of lanes and steps."""
    return sorted(tuple((lv.kind, lv.index, lv.size) for lv in d.levels) for d in recording.draws)


def keys(recording, purpose="draw"):
    return [draw.key for draw in recording.draws if draw.purpose == purpose]


def test_streams_counts_keys_and_lines() -> None:
    with record() as recording:
        rngs = nnx.Rngs(3, params=1)
        rngs.params()
        rngs.noise()  # comes from the default stream
        rngs.params()
    assert [(d.stream, d.count) for d in recording.draws] == [
        ("params", 0),
        ("default", 0),
        ("params", 1),
    ]
    assert keys(recording) == [*fold(1, 0), *fold(3, 0), *fold(1, 1)]
    frames = [draw.frames[0] for draw in recording.draws]
    first = test_streams_counts_keys_and_lines.__code__.co_firstlineno
    assert [frame.line - first for frame in frames] == [3, 4, 5]
    assert {frame.filename for frame in frames} == {__file__}
    assert {frame.function for frame in frames} == {"test_streams_counts_keys_and_lines"}
    assert [frame.column for frame in frames] == [9, 9, 9]


def test_a_layer_s_draws_are_at_the_line_that_makes_it() -> None:
    with record() as recording:
        nnx.Linear(2, 3, rngs=nnx.Rngs(0))
    line = test_a_layer_s_draws_are_at_the_line_that_makes_it.__code__.co_firstlineno + 2
    assert {draw.frames[0].line for draw in recording.draws} == {line}
    assert len(recording.draws) == 2


def test_lanes_and_what_the_split_itself_uses() -> None:
    with record() as recording:

        @nnx.split_rngs(splits=3)
        @nnx.vmap
        def draw(rngs):
            return jax.random.key_data(rngs())

        drawn = draw(nnx.Rngs(0))
    lanes = {d.levels[0].index: d.key for d in recording.draws if d.purpose == "draw"}
    assert lanes == {i: tuple(key) for i, key in enumerate(np.asarray(drawn).tolist())}
    assert keys(recording, "split") == fold(0, 0)


@pytest.mark.parametrize("compiled", [False, True])
def test_a_broadcast_rngs_draws_once_in_each_lane(compiled) -> None:
    with record() as recording:

        @nnx.vmap(in_axes=(None, 0))
        def draw(rngs, x):
            return x + jax.random.normal(rngs())

        (nnx.jit(draw) if compiled else draw)(nnx.Rngs(0), jnp.zeros(4))
    assert sorted(d.levels[-1].index for d in recording.draws) == [0, 1, 2, 3]
    assert keys(recording) == 4 * fold(0, 0)


def test_nested_lanes_and_the_steps_in_them() -> None:
    def step(carry, x):
        return carry + jax.random.normal(nnx.Rngs(jax.random.key(x))()), None

    def lane(x):
        return jax.vmap(lambda y: jax.lax.scan(step, 0.0, jnp.arange(3) + x + y)[0])(jnp.arange(2))

    with record() as recording:
        jax.vmap(lane)(10 * jnp.arange(2))
    seen = {tuple(lv.index for lv in d.levels): d.key for d in recording.draws}
    assert seen == {
        (a, b, c): fold(10 * a + b + c, 0)[0] for a in range(2) for b in range(2) for c in range(3)
    }
    assert {tuple(lv.size for lv in d.levels) for d in recording.draws} == {(2, 2, 3)}


@pytest.mark.parametrize("loop", ["scan", "reverse", "length", "fori_loop", "map"])
def test_steps(loop) -> None:
    def draw(x):
        nnx.Rngs(jax.random.key(x))()
        return x

    with record() as recording:
        match loop:
            case "length":
                jax.lax.scan(lambda c, _: (draw(c) + 1, None), 0, None, length=3)
            case "fori_loop":
                jax.lax.fori_loop(2, 5, lambda i, c: c + draw(i - 2), 0)
            case "map":
                jax.lax.map(draw, jnp.arange(3))
            case _:
                numbers, back = jnp.arange(3), loop == "reverse"
                jax.lax.scan(lambda c, x: (c, draw(x)), 0, numbers, reverse=back)
    steps = {d.levels[0].index: d.key for d in recording.draws}
    assert steps == {i: fold(i, 0)[0] for i in range(3)}
    assert {d.levels[0].size for d in recording.draws} == {3}


def test_steps_of_a_loop_whose_end_is_not_known() -> None:
    def body(x):
        nnx.Rngs(0)()
        return x + 1

    with record() as recording:
        jax.lax.while_loop(lambda x: x < 3, body, 0)
    assert places(recording) == 3 * [(("while_loop", None, None),)]


def test_steps_of_a_loop_in_a_loop_and_in_lanes() -> None:
    def inner(carry, x):
        return carry + jax.random.normal(nnx.Rngs(jax.random.key(x))()), None

    def outer(carry, x):
        return jax.lax.scan(inner, carry, x + jnp.arange(3))[0], None

    with record() as recording:
        jax.jit(jax.vmap(lambda x: jax.lax.scan(outer, 0.0, x + 10 * jnp.arange(2))[0]))(
            100 * jnp.arange(2)
        )
    seen = {tuple(lv.index for lv in d.levels[1:]): d.key for d in recording.draws}
    assert seen == {
        (a, b, c): fold(100 * a + 10 * b + c, 0)[0]
        for a in range(2)
        for b in range(2)
        for c in range(3)
    }
    assert len(recording.draws) == 12


def test_a_draw_at_some_steps_only() -> None:
    def body(carry, x):
        drawn = jax.lax.cond(x % 2 == 0, lambda: jax.random.normal(nnx.Rngs(0)()), lambda: 0.0)
        return carry + drawn, None

    with record() as recording:
        jax.lax.scan(body, 0.0, jnp.arange(3))
    assert places(recording) == [(("scan", 0, 3),), (("scan", 2, 3),)]


@pytest.mark.skipif(not HAS_CARRY, reason="nnx.scan carries no Rngs before Flax 0.10.0")
def test_flax_s_scan_is_placed_where_it_is_applied() -> None:
    with record() as recording:

        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
        def steps(rngs, x):
            rngs()
            return rngs

        steps(nnx.Rngs(0), jnp.arange(3))
    assert keys(recording) == fold(0, 0, 1, 2)
    (place,) = {draw.levels[0].place for draw in recording.draws}
    first = test_flax_s_scan_is_placed_where_it_is_applied.__code__.co_firstlineno
    assert place is not None
    assert place.line - first == 4


def test_every_call_of_a_compiled_function() -> None:
    @nnx.jit
    def draw(rngs):
        return rngs()

    rngs = nnx.Rngs(0)
    draw(rngs)  # compiled before: it is recorded all the same
    with record() as recording:
        draw(rngs)
        draw(rngs)
    draw(rngs)
    assert keys(recording) == fold(0, 1, 2)


def test_shapes_alone_draw_nothing() -> None:
    with record() as recording:
        nnx.eval_shape(lambda: nnx.Linear(2, 3, rngs=nnx.Rngs(0)))
        jax.eval_shape(lambda: nnx.Rngs(0)())
    assert recording.draws == []


def test_one_compiled_function_at_different_levels() -> None:
    def step(carry, x):
        draw(x)
        return carry, x

    with record() as recording:
        draw = jax.jit(lambda seed: nnx.Rngs(jax.random.key(seed))())
        for _ in range(2):
            jax.lax.scan(step, 0, jnp.arange(2))
        draw(7)
        jax.vmap(draw)(jnp.arange(2))
    assert places(recording) == sorted(
        [
            *2 * [(("scan", i, 2), ("jit", None, None)) for i in range(2)],
            (("jit", None, None),),
            *[(("vmap", i, 2), ("jit", None, None)) for i in range(2)],
        ]
    )


@pytest.mark.parametrize("calls", [1, 2])
@pytest.mark.parametrize("compiled", [False, True])
def test_what_a_backward_pass_runs_again_is_no_second_draw(compiled, calls) -> None:
    def loss(rngs, x):
        @nnx.remat
        def layer(rngs, x):
            return jnp.sin(jnp.sin(x * jax.random.normal(rngs())))

        return layer(rngs, x)

    rngs = nnx.Rngs(0)
    with record() as recording:
        gradient = nnx.grad(loss, argnums=1)
        gradient = nnx.jit(gradient) if compiled else gradient
        for _ in range(calls):
            gradient(rngs, 1.0)
    assert keys(recording) == fold(0, *range(calls))


@pytest.mark.skipif(OLD_JAX, reason="this JAX drops callbacks of scans that are differentiated")
@pytest.mark.parametrize("same", [False, True])
def test_a_checkpointed_step_under_a_gradient(same) -> None:
    def loss(c):
        @jax.checkpoint
        def step(c, x):
            key = nnx.Rngs(jax.random.key(0 if same else x))()
            return jnp.sin(c * jax.random.normal(key)), None

        return jax.lax.scan(step, c, jnp.arange(3))[0]

    with record() as recording:
        jax.jit(jax.grad(loss))(1.0)
    assert [d.levels[-2].index for d in recording.draws] == [0, 1, 2]
    assert keys(recording) == [fold(0 if same else i, 0)[0] for i in range(3)]


def test_a_constant_rngs_in_a_called_again_function_is_drawn_again_each_time() -> None:
    with record() as recording:
        noisy = jax.checkpoint(lambda x: x + jax.random.normal(nnx.Rngs(0)()))
        noisy(1.0)
        noisy(2.0)
    assert keys(recording) == 2 * fold(0, 0)


def test_draws_of_threads() -> None:
    def work(seed):
        rngs = nnx.Rngs(seed)
        for _ in range(5):
            rngs()
        jax.vmap(lambda x: x + jax.random.normal(nnx.Rngs(seed)()))(jnp.zeros(2))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    with record() as recording:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    expected = [key for seed in range(4) for key in [*fold(seed, *range(5)), *2 * fold(seed, 0)]]
    assert sorted(keys(recording)) == sorted(expected)
    assert [draw.number for draw in recording.draws] == list(range(28))


def patched():
    names = [(jax, name) for name in ("vmap", "pmap", "jit", "grad", "checkpoint", "remat")]
    names += [(jax.lax, name) for name in ("scan", "map", "fori_loop", "while_loop")]
    names += [(nnx.RngStream, "__call__"), (nnx.RngStream, "__init__"), (nnx.Rngs, "__init__")]
    return [vars(owner)[name] for owner, name in [*names, (nnx, "scan")]]


def test_everything_is_restored_also_after_an_exception() -> None:
    before = patched()
    with pytest.raises(ZeroDivisionError), record() as outer, record() as inner:  # noqa: PT012
        assert not any(now is then for now, then in zip(patched(), before, strict=True))
        nnx.Rngs(0)()
        raise ZeroDivisionError
    assert all(now is then for now, then in zip(patched(), before, strict=True))
    assert keys(outer) == keys(inner) == fold(0, 0)


def test_a_recording_in_a_recording_ends_before_it() -> None:
    with record() as outer:
        with record() as inner:
            nnx.Rngs(0)()
        nnx.Rngs(1)()
    assert keys(inner) == fold(0, 0)
    assert keys(outer) == fold(0, 0) + fold(1, 0)


class Model(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.Linear(4, 16, rngs=rngs)
        self.dropout = nnx.Dropout(0.3, rngs=rngs)
        self.last = nnx.Linear(16, 1, rngs=rngs)

    def __call__(self, x):
        return self.last(self.dropout(nnx.gelu(self.first(x))))


def trained():
    """All that a small training with lanes, steps, gradients and compiled code comes to."""

    @nnx.split_rngs(splits=2)
    @nnx.vmap
    def create(rngs):
        return Model(rngs)

    @nnx.jit
    def step(model, x):
        def loss(model):
            return (nnx.remat(lambda model, x: model(x))(model, x) ** 2).mean()

        value, gradients = nnx.value_and_grad(loss)(model)
        _, params, rest = nnx.split(model, nnx.Param, ...)
        params = jax.tree.map(lambda p, g: p - 0.1 * g, params, gradients)
        nnx.update(model, params, rest)
        return value

    def noise(carry, x):
        return 0.9 * carry + jax.random.normal(nnx.Rngs(jax.random.key(x))(), (4,)), carry

    model = Model(nnx.Rngs(0))
    data = jax.lax.scan(noise, jnp.zeros(4), jnp.arange(8))[1]
    losses = [step(model, data) for _ in range(3)]
    ensemble = create(nnx.Rngs(1))
    return jax.tree.leaves(
        (losses, data, nnx.state(model, nnx.Param), nnx.state(ensemble, nnx.Param))
    )


def test_no_number_changes() -> None:
    before = trained()
    with record() as recording:
        during = trained()
    assert len(before) > 10
    for expected, recorded in zip(before, during, strict=True):
        np.testing.assert_array_equal(np.asarray(expected), np.asarray(recorded))
    assert len(recording.draws) > 20


def old_program():
    draw = nnx.vmap(lambda rngs: jax.random.key_data(rngs.noise()), axis_size=3)
    return draw(nnx.Rngs(noise=0))


@pytest.mark.parametrize("outside", [True, False])
def test_inside_and_around_the_old_semantics(outside) -> None:
    if outside:
        with legacy_flax(threefry_partitionable=None), record() as recording:
            drawn = old_program()
    else:
        with record() as recording, legacy_flax(threefry_partitionable=None):
            drawn = old_program()
    lanes = {d.levels[0].index: d.key for d in recording.draws if d.purpose == "draw"}
    assert lanes == {i: tuple(key) for i, key in enumerate(np.asarray(drawn).tolist())}


def test_the_axis_may_have_a_name_already() -> None:
    def lane(x):
        rngs = nnx.Rngs(jax.random.key(jax.lax.axis_index("mine")))
        return jax.lax.psum(x, "mine") + jax.random.normal(rngs())

    with record() as recording:
        jax.vmap(lane, axis_name="mine")(jnp.ones(3))
    seen = {d.levels[0].index: d.key for d in recording.draws}
    assert seen == {i: fold(i, 0)[0] for i in range(3)}


def test_transforms_keep_their_names_and_options() -> None:
    def named(x, *, flag=False):
        return x + flag

    with record():
        assert jax.vmap(named).__name__ == "named"
        assert int(jax.jit(named, static_argnames="flag")(1, flag=True)) == 2
        assert jax.jit(named).lower(1).compile() is not None
        assert jax.value_and_grad(named)(1.0) == (1.0, 1.0)


def stepping(loop, rngs, n):
    """Draw n times in a loop that carries the state of an Rngs; gives that state."""
    kind, state = nnx.split(rngs)

    def step(state):
        rngs = nnx.merge(kind, state)
        rngs.noise()
        return nnx.split(rngs)[1]

    if loop == "fori_loop":
        return jax.lax.fori_loop(0, 3000, lambda _, state: step(state), state)
    ended = jax.lax.while_loop(lambda s: s[0] < n, lambda s: (s[0] + 1, step(s[1])), (0, state))
    return ended[1]


@pytest.mark.parametrize("loop", ["fori_loop", "while_loop"])
def test_many_steps_are_told_in_few_calls(loop, monkeypatch) -> None:
    """A call back into Python takes a hundred times as long as a step."""
    called, callback = [], jax.debug.callback
    monkeypatch.setattr(jax.debug, "callback", lambda f, *v: callback(partial(count, f), *v))

    def count(tell, *values):
        called.append(tell)
        tell(*values)

    expected = stepping(loop, nnx.Rngs(noise=3), 3000)
    with record() as recording:
        state = jax.jit(lambda n: stepping(loop, nnx.Rngs(noise=3), n))(3000)
    many = {words(jax.random.fold_in(jax.random.key(3), i)) for i in (0, 1023, 1024, 2999)}
    assert len(set(keys(recording))) == len(keys(recording)) == 3000
    assert many <= set(keys(recording))
    assert len(called) <= 3
    both = zip(jax.tree.leaves(expected), jax.tree.leaves(state), strict=True)
    assert all(jnp.array_equal(one, other) for one, other in both)


def test_lanes_whose_loops_end_at_different_steps() -> None:
    def lane(n):
        def step(i):
            nnx.Rngs(jax.random.key(10 * n + i))()
            return i + 1

        return jax.lax.while_loop(lambda i: i < n, step, 0)

    with record() as recording:
        jax.jit(jax.vmap(lane))(jnp.arange(4))
    expected = [fold(10 * n + i, 0)[0] for n in range(4) for i in range(n)]
    assert sorted(keys(recording)) == sorted(expected)


def test_calls_of_a_compiled_function_call_nothing_back(monkeypatch) -> None:
    """Nor where its arguments are given away, or it is called by another one, or in lanes."""
    monkeypatch.setattr(jax.debug, "callback", None)

    def plain(x, rngs):
        return x + jax.random.normal(rngs(), x.shape)

    rngs = nnx.Rngs(1)
    with record() as recording:
        add, x = nnx.jit(plain, donate_argnums=0), jnp.zeros(2)
        for _ in range(3):
            x = add(x, rngs)
        nnx.jit(lambda x: add(x, nnx.Rngs(2)))(x)
        jax.jit(lambda x: jax.vmap(lambda x: add(x, nnx.Rngs(3)))(x))(jnp.ones((2, 2)))
    assert keys(recording) == [*fold(1, 0, 1, 2), *fold(2, 0), *fold(3, 0), *fold(3, 0)]


def test_a_compiled_function_has_all_that_jax_gives_it() -> None:
    device = jax.sharding.SingleDeviceSharding(jax.devices()[0])
    with record() as recording:

        @partial(jax.jit, static_argnames="n", out_shardings=device)
        def drawn(key, *, n):
            return jax.random.normal(nnx.Rngs(key)(), (n,))

        key = jax.random.key(4)
        assert jax.eval_shape(lambda key: drawn(key, n=2), key).shape == (2,)
        assert drawn.lower(key, n=2).compile()(key).shape == (2,)
        assert drawn(key, n=2).sharding == device
        drawn.clear_cache()
    assert keys(recording) == fold(4, 0) * 2
