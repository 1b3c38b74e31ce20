"""Functions that are written around transformed ones, for what only a call knows."""

from __future__ import annotations

from textwrap import dedent

import pytest

from flake8_nnx_rng import Settings, check_source, fix_source

IMPORTS = """\
from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs


"""


def migrated(program: str, target: str = "0.12.8", *, unsafe: bool = False) -> str:
    """What the safe fixes make of a program, without what stands before it."""
    source = IMPORTS + dedent(program).strip("\n") + "\n"
    settings = Settings(target_flax=target, source_flax="0.8.5", select=("NNX1", "NNX2", "NNX3"))
    once = fix_source(source, settings=settings, unsafe=unsafe).text
    assert fix_source(once, settings=settings, unsafe=unsafe).text == once
    return once.partition("self.rngs = rngs\n\n\n")[2]


def test_the_function_keeps_its_name_docstring_and_outer_decorators() -> None:
    """Callers, and what stands above the transform, get what they had."""
    assert migrated('''
        @nnx.jit
        # each example alone
        @partial(nnx.vmap, in_axes=(None, 0), state_axes={})
        def forward(model: Noisy, x: jax.Array) -> jax.Array:
            """One example."""

            return x + jax.random.normal(model.rngs.noise(), x.shape)  # noisy


        forward(Noisy(nnx.Rngs(0)), jnp.ones((4, 2)))
    ''') == dedent('''
        @nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
        def _forward(model: Noisy, x: jax.Array) -> jax.Array:
            return x + jax.random.normal(model.rngs.noise(), x.shape)  # noisy


        @nnx.jit
        # each example alone
        def forward(model: Noisy, x: jax.Array) -> jax.Array:
            """One example."""
            return nnx.split_rngs(splits=x.shape[0])(_forward)(model, x)


        forward(Noisy(nnx.Rngs(0)), jnp.ones((4, 2)))
    ''').lstrip("\n")


def test_a_method_is_taken_from_its_class() -> None:
    """Bound methods would hide the module from the split; a subclass may have one of that name."""
    after = migrated("""
        class Model(Noisy):
            @partial(nnx.vmap, in_axes=(None, 1), state_axes={})
            def __call__(self, x):
                return x + jax.random.normal(self.rngs.noise(), x.shape)
    """)
    assert "    def _call(self, x):\n" in after
    assert "return nnx.split_rngs(splits=x.shape[1])(Model._call)(self, x)" in after


@pytest.mark.parametrize(
    ("parameter", "body", "size"),
    [
        ("x: jax.Array", "x", "x.shape[0]"),
        ("x", "x * 2", "x.shape[0]"),
        ("x", "jnp.sum(x)", "x.shape[0]"),
        ("x", "nnx.Linear(2, 2, rngs=nnx.Rngs(0))(x)", "x.shape[0]"),
        ("x", 'x["image"] + 1', "jax.tree.leaves(x)[0].shape[0]"),
        ("x", "jax.tree.map(jnp.sin, x), x[0]", "jax.tree.leaves(x)[0].shape[0]"),
    ],
)
def test_an_array_has_a_shape_and_a_tree_has_leaves(parameter: str, body: str, size: str) -> None:
    """`x.shape` of a dict would raise."""
    after = migrated(f"""
        @partial(nnx.vmap, in_axes=(None, 0), state_axes={{}})
        def forward(model: Noisy, {parameter}):
            return model.rngs.noise(), {body}
    """)
    assert f"nnx.split_rngs(splits={size})(_forward)(model, x)" in after


def test_a_lambda_stands_where_no_name_is_given() -> None:
    """Between other transforms, or handed on."""
    after = migrated("""
        def forward(model: Noisy, x: jax.Array):
            return x + model.rngs.noise.count.value


        fast = nnx.jit(nnx.vmap(forward, in_axes=(None, 0), state_axes={}))
    """)
    assert "lambda model, x: nnx.split_rngs(splits=x.shape[0])(" in after


def test_what_a_loop_makes_is_left_alone() -> None:
    """A function around it would look the name up later, and find the one of the last turn."""
    program = """
        found = []
        for scale in (1.0, 2.0):

            @partial(nnx.vmap, in_axes=(None, 0), state_axes={})
            def forward(model: Noisy, x: jax.Array):
                return scale * x + jax.random.normal(model.rngs.noise(), x.shape)

            found.append(forward)
    """
    assert migrated(program, unsafe=True) == dedent(program).lstrip("\n")


def test_steps_return_a_pair_where_the_release_wants_one() -> None:
    """Flax 0.9.0 has no way to say that there is no output."""
    assert migrated(
        """
        @partial(nnx.scan, in_axes=(None, 0), state_axes={}, scan_output=False)
        def run(carry, x: jax.Array):
            total, n = carry
            if x.ndim:
                return total, n
            return (
                total + x,  # so far
                n + 1,
            )
        """,
        "0.9.0",
    ) == dedent("""
        @nnx.scan
        def _run(carry, x: jax.Array):
            total, n = carry
            if x.ndim:
                return (total, n), None
            return (
                total + x,  # so far
                n + 1,
            ), None


        def run(carry, x: jax.Array):
            return _run(carry, x)[0]
    """).lstrip("\n")


def test_a_scan_does_not_see_defaults_that_no_call_passes() -> None:
    """It would trace a flag that the body asks."""
    assert migrated("""
        @partial(nnx.scan, in_axes=(None, 0), state_axes={}, length=3)
        def run(x: jax.Array, model: Noisy, training: bool = True):
            return x + model.rngs.noise.count.value if training else x, None


        run(jnp.ones(2), Noisy(nnx.Rngs(0)))
    """) == dedent("""
        def _run(x: jax.Array, model: Noisy, training: bool = True):
            return x + model.rngs.noise.count.value if training else x, None


        @nnx.scan(in_axes=(nnx.Carry, nnx.StateAxes({...: nnx.Carry})), length=3)
        def run(x: jax.Array, model: Noisy):
            return _run(x, model)


        run(jnp.ones(2), Noisy(nnx.Rngs(0)))
    """).lstrip("\n")


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("Model(nnx.Rngs(0)).draw(jnp.ones((3, 2)))", ""),
        ("", "'scale' is taken to keep its default"),
    ],
)
def test_a_default_is_kept_by_methods_that_are_called_without(call: str, reason: str) -> None:
    """Calls through an object count where no other function of the file has the name."""
    source = IMPORTS + dedent(f"""\
        class Model(Noisy):
            @partial(nnx.vmap, in_axes=(None, 0), state_axes={{}}, axis_size=3)
            def draw(self, x: jax.Array, scale=2.0):
                return scale * x + jax.random.normal(self.rngs.noise(), x.shape)


        {call}
    """)
    settings = Settings(target_flax="0.12.8", select=("NNX2",))
    fixes = [diagnostic.fix for diagnostic in check_source(source, settings=settings)]
    assert [fix.message.partition(" (")[2].rstrip(")") for fix in fixes if fix] == [reason]


@pytest.mark.parametrize(
    ("options", "axes"), [("", "@nnx.vmap(in_axes=(0, 0), axis_size=2)"), ("state_axes={}", "")]
)
def test_a_list_of_modules_has_their_axis(options: str, axes: str) -> None:
    """It is no array that all lanes get; `nnx.StateAxes` cannot stand for it, which is told."""
    after = migrated(
        f"""
        @partial(nnx.vmap, axis_size=2)
        def create(rngs: nnx.Rngs):
            return [nnx.Linear(2, 2, rngs=rngs) for _ in range(3)]


        @partial(nnx.vmap, in_axes=(None, 0), axis_size=2, {options})
        def forward(layers, x: jax.Array):
            for layer in layers:
                x = layer(x)
            return x


        forward(create(nnx.Rngs(0)), jnp.ones((2, 2)))
        """,
        "0.10.7",
        unsafe=True,
    )
    assert (axes or f"@partial(nnx.vmap, in_axes=(None, 0), axis_size=2, {options})") in after
