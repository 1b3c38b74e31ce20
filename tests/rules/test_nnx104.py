"""NNX104: a module that draws at None in a scan: the same mask at every step and every call.

Reasons that open with a number name the row of the measured behaviour of Flax.
"""

import pytest
from rules.cases import Case, Variant, every_variant, message, verify_examples
from rules.cases import case as any_case

DROPOUT = """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=nnx.Carry)
def steps(x, dropout, noise):
    return dropout(x) + noise

steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
"""
BLOCK = """
import jax.numpy as jnp

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

    def encode(self, x):
        return self.linear(x)
"""
STACK = (
    BLOCK
    + """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return Block(rngs)

stack = create(nnx.Rngs(0))
"""
)
FROZEN_STACK = """
AXES = nnx.StateAxes({nnx.RngState: None, ...: 0})

@nnx.vmap(in_axes=None, out_axes=AXES, axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)

@nnx.scan(in_axes=(nnx.Carry, AXES), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), create(nnx.Rngs(0)))
"""


def case(
    reason: str, source: str, *, above: str = BLOCK, target: str = "", skip: tuple[str, ...] = ()
) -> Case:
    """A case below the class `Block`, or what else is said."""
    return any_case(reason, above + source, target=target, skip=skip)


INVALID = [
    case(
        "07c: a Dropout",
        DROPOUT.replace("out_axes=nnx.Carry)", "out_axes=nnx.Carry)  # ! NNX104", 1),
        above="",
    ),
    case(
        "a module that holds one",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=(nnx.Carry, 0))  # ! NNX104
def steps(carry, model, x):
    return carry, model(x)

steps(0.0, Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "its class is said by an annotation",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0))  # ! NNX104
def steps(carry, model: Block, x):
    return carry, model(x)
""",
    ),
    case(
        "no carry: each step by itself, in a loop of calls",
        """
@nnx.scan(in_axes=(None, 0), out_axes=0)  # ! NNX104
def steps(model, x):
    return model(x)

model = Block(nnx.Rngs(0))
for _ in range(2):
    steps(model, jnp.ones((3, 8)))
""",
    ),
    case(
        "a lambda, by position and curried",
        """
model = Block(nnx.Rngs(0))
axes = (nnx.Carry, None, 0)
xs = jnp.ones((3, 8))
nnx.scan(lambda c, m, x: (c, m(x)), in_axes=axes)(0.0, model, xs)  # ! NNX104
nnx.scan(in_axes=axes)(lambda c, m, x: (c, m(x)))(0.0, model, xs)  # ! NNX104
""",
    ),
    case(
        "the layer of a stack at a time, and a Dropout for all of them",
        """
@nnx.scan(in_axes=(nnx.Carry, 0, None), out_axes=nnx.Carry)  # ! NNX104
def forward(x, layer, dropout):
    return dropout(layer.encode(x))

forward(jnp.ones(8), stack, nnx.Dropout(0.5, rngs=nnx.Rngs(1)))
""",
        above=STACK,
    ),
    case(
        "a cell that runs over time",
        """
class Cell(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.rngs = rngs

    def step(self, h, x):
        h = self.linear(h + x) + self.rngs.noise.normal(x.shape)
        return h, h

@nnx.scan(in_axes=(None, nnx.Carry, 0), out_axes=(nnx.Carry, 0))  # ! NNX104
def run(cell, h, x):
    return cell.step(h, x)

run(Cell(nnx.Rngs(0)), jnp.ones(8), jnp.ones((3, 8)))
""",
    ),
    case(
        "a method of the class itself",
        """
class Cell(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.scan(in_axes=(None, nnx.Carry, 0), out_axes=(nnx.Carry, 0))  # ! NNX104
    def __call__(self, h, x):
        return self.dropout(h), x
""",
    ),
    case(
        "compiled, and differentiated around",
        """
@nnx.jit
@nnx.scan(in_axes=(nnx.Carry, None, 0))  # ! NNX104
def steps(carry, model: Block, x):
    return carry, model(x)

@nnx.grad
def loss(model: Block, xs):
    return steps(0.0, model, xs)[1].sum()
""",
    ),
    case(
        "a remat below",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0))  # ! NNX104
@nnx.remat
def steps(carry, model: Block, x):
    return carry, model(x)
""",
    ),
    case(
        "all of its state at None, said by filter",
        """
@nnx.scan(in_axes=(nnx.Carry, nnx.StateAxes({...: None}), 0))  # ! NNX104
def steps(carry, model: Block, x):
    return carry, model(x)
""",
    ),
    case(
        "two modules, the second of which draws",
        """
@nnx.scan(in_axes=(nnx.Carry, None, None, 0))  # ! NNX104
def steps(carry, encoder: nnx.Linear, model: Block, x):
    return carry, model(encoder(x))
""",
    ),
    case(
        "a sequence of layers",
        """
rngs = nnx.Rngs(0)
model = nnx.Sequential(nnx.Linear(8, 8, rngs=rngs), nnx.Dropout(0.5, rngs=rngs))

@nnx.scan(in_axes=(nnx.Carry, None, 0))  # ! NNX104
def steps(carry, model, x):
    return carry, model(x)

steps(0.0, model, jnp.ones((3, 8)))
""",
    ),
    case(
        "07b: the parameters of a stack mapped, its streams at None",
        FROZEN_STACK.replace(
            "AXES), out_axes=nnx.Carry)", "AXES), out_axes=nnx.Carry)  # ! NNX104"
        ).replace("axis_size=3)", "axis_size=3)  # ! NNX102"),
    ),
    case(
        "a class of one's own that is a Dropout",
        """
class Doubled(nnx.Dropout):
    def __call__(self, x):
        return 2 * super().__call__(x)

@nnx.scan(in_axes=(nnx.StateAxes({...: None}), nnx.Carry), out_axes=nnx.Carry, length=3)  # ! NNX104
def steps(drop: Doubled, x):
    return drop(x)

steps(Doubled(0.5, rngs=nnx.Rngs(0)), x)
""",
    ),
]

VALID = [
    case(
        "07g2: where the release splits by itself",
        """
dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.scan(in_axes=(None, None, 0))
def steps(x, dropout, noise):
    return dropout(x), noise

steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
        target="0.8.5",
    ),
    case(
        "07a: a stack that carries its own split streams",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), stack)
""",
        above=STACK,
    ),
    case(
        "07b2: its streams carried",
        """
AXES = nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0})

@nnx.scan(in_axes=(nnx.Carry, AXES), out_axes=nnx.Carry)
def forward(x, layer: Block):
    return layer(x)
""",
    ),
    case(
        "07c2: all of its state carried",
        """
@nnx.scan(in_axes=(nnx.StateAxes({...: nnx.Carry}), 0), out_axes=0)
def steps(dropout: nnx.Dropout, x):
    return dropout(x)
""",
        above="",
    ),
    case(
        "07c3: the module is the carry",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def steps(model, x):
    return model, model(x)

steps(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "07c4: split, and the streams mapped",
        """
@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def steps(carry, model, x):
    return carry, model(x)

steps(0.0, Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "19n: modes that carry what is at None",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0), graph=False)
def steps(carry, model: Block, x):
    return carry, model(x)

@nnx.scan(in_axes=(nnx.Carry, None, 0), graph_updates=False)
def steps_too(carry, model: Block, x):
    return carry, model(x)
""",
        skip=("old path", "guarded"),
    ),
    case(
        "09f, 09g: loops carry what they are given",
        """
def body(i, carry):
    model, x = carry
    return model, model(x)

nnx.fori_loop(0, 3, body, (Block(nnx.Rngs(0)), jnp.ones(8)))
""",
    ),
    case(
        "only a method that draws nothing is called",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0))
def steps(carry, model: Block, x):
    return carry, model.encode(x)
""",
    ),
    case(
        "rate 0, deterministic=True, eval()",
        """
rngs, xs = nnx.Rngs(0), jnp.ones((3, 8))
quiet = nnx.Dropout(0.5, deterministic=True, rngs=rngs)
told = Block(rngs)
told.eval()

@nnx.scan(in_axes=(nnx.Carry, None, 0))
def steps(carry, model, x):
    return carry, model(x)

steps(0.0, nnx.Dropout(0.0, rngs=rngs), xs)
steps(0.0, quiet, xs)
steps(0.0, told, xs)
""",
    ),
    case(
        "told in the step",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0))
def steps(carry, model: Block, x):
    model.eval()
    return carry, model(x)
""",
    ),
    case(
        "layers without streams",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=nnx.Carry)
def steps(x, layer: nnx.Linear, noise):
    return layer(x) + noise
""",
        above="",
    ),
    case(
        "a class that is imported",
        """
from models import Model

@nnx.scan(in_axes=(nnx.Carry, None, 0))
def steps(carry, model: Model, x):
    return carry, model(x)
""",
        above="",
    ),
    case(
        "the axes are not in view",
        """
from settings import AXES

@nnx.scan(in_axes=AXES)
def steps(carry, model: Block, x):
    return carry, model(x)
""",
    ),
    case(
        "an RNN knows how to split",
        """
class Cell(nnx.LSTMCell):
    pass

rnn = nnx.RNN(nnx.LSTMCell(8, 8, rngs=nnx.Rngs(0)), broadcast_rngs=None)
rnn(jnp.ones((1, 3, 8)))
""",
    ),
    case(
        "a loop of Python",
        """
def steps(model: Block, xs):
    return [model(x) for x in xs]
""",
    ),
    case(
        "in a vmap, where it may be wanted",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(model: Block, x):
    return model(x)
""",
    ),
    case(
        "each step gives it a key of its own",
        """
model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.scan(in_axes=(None, 0, 0), out_axes=0)
def first(model, key, x):
    nnx.reseed(model, default=key)
    return model(x)

@nnx.scan(in_axes=(None, 0, 0), out_axes=0)
def second(model, key, x):
    other = nnx.clone(model)
    other.rngs = nnx.Rngs(key).dropout
    return other(x)

first(model, keys, data)
second(model, keys, data)
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX104")


FROZEN = "the same numbers at every step and on every call"


@pytest.mark.parametrize("target", ["0.10.0", "0.10.7", "0.11.2", "0.12.8"])
def test_the_steps_are_alike_in_every_release(target: str) -> None:
    assert f"({FROZEN}" in message(DROPOUT, "NNX104", target)


def test_the_message_says_what_to_write() -> None:
    said = message(DROPOUT, "NNX104")
    assert said.startswith(
        "the same key at every step, as nnx.scan broadcasts the module 'dropout'"
    )
    assert "dropout(x) on line 9 draws from it, dropout is passed on line 11" in said
    assert "nnx.StateAxes({nnx.RngState: nnx.Carry, ...: None})" in said


NO_CARRY = "raises ValueError: No Carry axis specified in in_axes"


def test_a_scan_without_a_carry_fails_first_where_a_carry_is_asked_for() -> None:
    program = (
        "@nnx.scan(in_axes=(None, 0), out_axes=0)\ndef step(dropout, x):\n"
        "    return dropout(x)\n\nstep(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), xs)\n"
    )
    assert f"({NO_CARRY}" in message(program, "NNX104", "0.9.0")
    assert f"({FROZEN}" in message(program, "NNX104", "0.10.7")
