"""NNX111: state that is split, and then handed whole to every lane.

Reasons that open with a number name the row of the measured behaviour of Flax.
"""

import pytest
from rules.cases import Variant, case, every_variant, message, verify_examples

LINEAR = """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
"""
MODEL = """
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

INVALID = [
    case("03e.Lin: an ensemble of layers", LINEAR.replace("splits=3)", "splits=3)  # ! NNX111")),
    case(
        "03e.LD: of modules that keep the Rngs",
        MODEL
        + """
@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "04e: a module with Dropout",
        MODEL
        + """
@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "a split copy, handed whole",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX111
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0).split(3))
""",
    ),
    case(
        "the Rngs at None beside mapped data",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.vmap(in_axes=(0, None))
def noisy(x, rngs: nnx.Rngs):
    return x + rngs.normal(x.shape)

noisy(jnp.ones((3, 4)), nnx.Rngs(0))
""",
    ),
    case(
        "a scan",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.scan(in_axes=(nnx.Carry, 0, None), out_axes=(nnx.Carry, 0))
def step(carry, x, rngs: nnx.Rngs):
    return carry, x + rngs.normal(x.shape)

step(0.0, jnp.ones((3, 4)), nnx.Rngs(0))
""",
    ),
    case(
        "pmap",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=1)  # ! NNX111
@nnx.pmap(in_axes=(0, None))
def noisy(x, rngs: nnx.Rngs):
    return x + rngs.normal(x.shape)

noisy(jnp.ones((1, 4)), nnx.Rngs(0))
""",
    ),
    case(
        "both of two levels",
        """
@nnx.split_rngs(splits=(2, 3))  # ! NNX111
@nnx.vmap(in_axes=None, axis_size=2)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "calls of the transforms, curried and nested",
        """
def draw(rngs: nnx.Rngs):
    return rngs.params()

nnx.split_rngs(splits=3)(nnx.vmap(draw, in_axes=None, axis_size=3))(nnx.Rngs(0))  # ! NNX111
nnx.split_rngs(splits=3)(nnx.vmap(in_axes=None, axis_size=3)(draw))(nnx.Rngs(0))  # ! NNX111
""",
    ),
    case(
        "only= splits the stream that draws",
        """
@nnx.split_rngs(splits=3, only="params")  # ! NNX111
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "the state at None, said by filter",
        MODEL
        + """
@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, ...: None}), 0))
def forward(model: Block, x):
    return model(x)
""",
    ),
    case(
        "jit between them",
        """
@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.jit
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a function of the file draws",
        """
def kernel(rngs):
    return rngs.params()

@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return kernel(rngs)
""",
    ),
    case(
        "a layer of constants draws all the same",
        """
@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, kernel_init=nnx.initializers.zeros_init(), rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "one result is asked for, which does not help",
        """
@nnx.split_rngs(splits=3)  # ! NNX111
@nnx.vmap(in_axes=None, out_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
]

VALID = [
    case(
        "03a: mapped",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=0)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "02: not split, which is another rule's",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "04d: the streams mapped by filter, the rest at None",
        MODEL
        + """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "05g: another level maps it",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=None, axis_size=2)  # ! NNX102
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "nothing draws in the lane",
        """
import jax

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None))
def states(x, rngs: nnx.Rngs):
    return x, jax.tree.leaves(nnx.state(rngs))
""",
    ),
    case(
        "what draws may be anything: it is imported",
        """
from models import build

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None))
def create(x, rngs: nnx.Rngs):
    return build(x, rngs)
""",
    ),
    case(
        "only= leaves the stream that draws as it is",
        """
@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "squeeze=True adds no axis",
        """
@nnx.split_rngs(splits=1, squeeze=True)
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the lane maps it itself",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None))  # ! NNX102
def draw(x, rngs: nnx.Rngs):
    return x + nnx.vmap(lambda rngs: rngs.params(), in_axes=0)(rngs).shape[0]

draw(jnp.ones(4), nnx.Rngs(0))
""",
    ),
    case(
        "a module with Dropout that is told to be deterministic",
        MODEL
        + """
model = Block(nnx.Rngs(0))
model.eval()

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

forward(model, jnp.ones((3, 8)))
""",
    ),
    case(
        "only a method that draws nothing is called",
        MODEL
        + """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0))
def forward(model: Block, x):
    return model.encode(x)
""",
    ),
    case(
        "a module at None beside the Rngs that is mapped",
        MODEL
        + """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0, 0))
def forward(linear: nnx.Linear, rngs: nnx.Rngs, x):
    return linear(x) + rngs.normal(x.shape)
""",
    ),
    case(
        "the axes are not in view",
        """
from settings import AXES

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=AXES)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a decorator that is not known may take one key",
        """
from elsewhere import per_lane

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=None, axis_size=3)
@per_lane
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "data at None, keys that are split outside",
        """
import jax

@nnx.vmap(in_axes=(None, 0))
def noisy(x, key):
    return x + jax.random.normal(key, x.shape)

noisy(x, jax.random.split(nnx.Rngs(0)(), 3))
""",
    ),
    case(
        "carried through a scan, which is split for lanes above",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(0, None))
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def steps(rngs: nnx.Rngs, x):
    return rngs, x + rngs.normal(x.shape)

steps(nnx.Rngs(0), jnp.ones((3, 4)))
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX111")


@pytest.mark.parametrize("target", ["0.9.0", "0.10.7", "0.11.2", "0.12.8"])
def test_it_raises_in_every_release_with_splits(target: str) -> None:
    assert "(raises ValueError: fold_in accepts a single key" in message(LINEAR, "NNX111", target)


def test_the_message_says_whence_who_draws_and_what_to_write() -> None:
    said = message(LINEAR, "NNX111")
    assert said.startswith("all split keys in every lane, as nnx.vmap broadcasts the Rngs 'rngs'")
    assert "nnx.Rngs(0) is passed on line 8" in said
    assert "nnx.Linear(2, 3, rngs=rngs) on line 6 draws from it" in said
    assert said.endswith("map it over axis 0, or do not split it")
