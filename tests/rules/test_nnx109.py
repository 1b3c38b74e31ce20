"""NNX109: state that is split more or less often than it is mapped.

Reasons that open with a number name the row of the measured behaviour of Flax.
"""

import pytest
from rules.cases import Variant, case, every_variant, message, verify_examples

TOO_FEW = """
@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
"""
TOO_MANY = """
@nnx.split_rngs(splits=2)
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
"""

INVALID = [
    case(
        "05a: one split for two levels",
        TOO_FEW.replace("axis_size=3)", "axis_size=3)  # ! NNX109"),
    ),
    case(
        "05e: two splits above two levels: the second draws from what the first has split",
        """
@nnx.split_rngs(splits=2)
@nnx.split_rngs(splits=3)  # ! NNX109
@nnx.vmap
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "03d: split twice for one level",
        TOO_MANY.replace("splits=3)", "splits=3)  # ! NNX109"),
    ),
    case(
        "two numbers for one level",
        """
@nnx.split_rngs(splits=(2, 3))  # ! NNX109
@nnx.vmap(axis_size=2)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "three numbers for two levels",
        """
@nnx.split_rngs(splits=(2, 3, 4))  # ! NNX109
@nnx.vmap
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the sizes have a name",
        """
SIZES = (2, 3)

@nnx.split_rngs(splits=SIZES)  # ! NNX109
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "a scan in a vmap, and one split",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(0, None))
@nnx.scan(in_axes=(0, 0), out_axes=0)  # ! NNX109
def steps(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

steps(nnx.Rngs(0), jnp.ones((3, 4)))
""",
    ),
    case(
        "nested calls",
        """
def draw(rngs: nnx.Rngs):
    return rngs.params()

nnx.split_rngs(splits=2)(nnx.vmap(nnx.vmap(draw, axis_size=3)))(nnx.Rngs(0))  # ! NNX109
nnx.split_rngs(splits=(2, 3))(nnx.vmap(draw))(nnx.Rngs(0))  # ! NNX109
""",
    ),
    case(
        "three levels, two splits",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap
@nnx.vmap
@nnx.vmap(axis_size=4)  # ! NNX109
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "squeeze=True adds no axis",
        """
@nnx.split_rngs(splits=1, squeeze=True)
@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap(axis_size=3)  # ! NNX109
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "jit between the levels",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.jit
@nnx.vmap(axis_size=3)  # ! NNX109
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "a split copy with one axis too many",
        """
@nnx.vmap  # ! NNX109
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0).split((2, 3)))
create(nnx.Rngs(0).split(2))
""",
    ),
    case(
        "keys with one axis too many",
        """
import jax

@nnx.vmap  # ! NNX109
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(jax.random.split(jax.random.key(0), (2, 3))))
""",
    ),
    case(
        "split by the caller, and no level maps it",
        """
@nnx.vmap(in_axes=(None, 0))  # ! NNX111
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

@nnx.split_rngs(splits=3)
@nnx.split_rngs(splits=3)  # ! NNX109
@nnx.vmap
def noisy_too(x, rngs: nnx.Rngs):
    return x + rngs.normal(x.shape)

noisy(nnx.Rngs(0).split(3), x)
""",
    ),
    case(
        "a class as the function",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

create = nnx.split_rngs(splits=(2, 3))(nnx.vmap(Model))  # ! NNX109
create(nnx.Rngs(0))
""",
    ),
    case(
        "one stream of a copy has an axis, another none",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return rngs.params()

@nnx.vmap  # ! NNX109
def noise(rngs: nnx.Rngs):
    return rngs.noise()

lanes = nnx.Rngs(params=0, noise=1).split({"params": 3, "noise": (3, 2)})
create(lanes)
noise(lanes)
""",
        skip=("by name",),
    ),
    case(
        "seeds from a display, split twice",
        """
SEEDS = {"params": 0, "noise": 1}

@nnx.split_rngs(splits=3)
@nnx.split_rngs(splits=3)  # ! NNX109
@nnx.vmap
def create(rngs: nnx.Rngs):
    return rngs.params()

create(nnx.Rngs(**SEEDS))
create(nnx.Rngs(**{"params": 0}))
""",
    ),
    case(
        "handed back by a loop, and split once for two levels",
        """
rngs = nnx.fori_loop(0, 3, lambda i, rngs: rngs, nnx.Rngs(0))

@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap(axis_size=3)  # ! NNX109
def create(rngs: nnx.Rngs):
    return rngs.params()

create(rngs)
""",
    ),
    case(
        "nothing in view draws, but a split does",
        """
from models import build

@nnx.split_rngs(splits=2)  # ! NNX110
@nnx.vmap
def create(rngs: nnx.Rngs):
    return build(rngs)

create(nnx.Rngs(0).split(3))

@nnx.split_rngs(splits=2)
@nnx.split_rngs(splits=3)  # ! NNX109
@nnx.vmap
@nnx.vmap
def create_too(rngs: nnx.Rngs):
    return build(rngs)
""",
    ),
]

VALID = [
    case(
        "a cell whose streams are taken away keeps none",
        """
import jax.numpy as jnp

class Cell(nnx.RNNCellBase):
    def __init__(self, rngs: nnx.Rngs):
        self.cell = nnx.LSTMCell(3, 3, rngs=rngs)
        self.other = nnx.LSTMCell(3, 3, keep_rngs=False, rngs=rngs)
        self.cell.rngs = None

    def __call__(self, carry, x):
        return self.cell(carry, x)

@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def make(rngs):
    return nnx.RNN(Cell(rngs), rngs=False)

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.cells = make(rngs)

    def __call__(self, x):
        return x

@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({...: None}), 0))
def sample(model, x):
    return model(x)

sample(Model(nnx.Rngs(0)), jnp.ones((4, 2, 3)))
""",
    ),
    case(
        "what shares its streams with an Rngs that is no longer split",
        """
import jax.numpy as jnp

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, deterministic=False, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

axes = nnx.StateAxes({(nnx.Param, nnx.RngState): 0, ...: None})

@nnx.vmap(in_axes=(axes,), out_axes=axes)
def create(rngs):
    return Block(rngs)

@nnx.vmap(in_axes=(axes, 0))
def forward(module, x):
    return module(x)

rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, splits=5):
    module = create(rngs)
with nnx.split_rngs(module, splits=5):
    forward(module, jnp.ones((5, 3)))
""",
        target="0.10.7",
    ),
    case(
        "a method that is mapped over the stack that its module keeps",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

class Stack(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap(axis_size=3)
        def create(rngs):
            return Block(rngs)

        self.blocks = create(rngs)

    @nnx.vmap(in_axes=(0, None), axis_size=3)
    def __call__(self, x):
        return self.blocks(x)

y = Stack(nnx.Rngs(0))(x)
""",
    ),
    case("05i: where the release splits by itself", TOO_FEW[26:], target="0.8.5"),
    case(
        "05b: one split above each level",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "05c: a number for each level",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "09n2, 09n3, 09n4: jit adds no level",
        """
@nnx.jit
@nnx.split_rngs(splits=3)
@nnx.jit
@nnx.vmap
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "05d, 05g: a level at None, which is another rule's",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "11g: squeeze=True adds no axis",
        """
@nnx.split_rngs(splits=1, squeeze=True)
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the caller passes both axes",
        """
@nnx.vmap
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0).split((2, 3)))
""",
    ),
    case(
        "state of unknown shape",
        """
from streams import make

@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(make(3))
""",
    ),
    case(
        "no caller in view: it may be split already",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "sizes that are not in view",
        """
def build(sizes, rngs: nnx.Rngs):
    @nnx.split_rngs(splits=sizes)
    @nnx.vmap
    @nnx.vmap
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create(rngs), nnx.vmap(nnx.vmap(lambda rngs: rngs.params()))(rngs.split(sizes))

build((2, 3), nnx.Rngs(0))
""",
    ),
    case(
        "nothing draws from what is split once too often",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap
def spread(rngs: nnx.Rngs):
    return nnx.state(rngs)

spread(nnx.Rngs(0))
""",
    ),
    case(
        "the body maps the second axis itself",
        """
@nnx.vmap
def draw(rngs: nnx.Rngs):
    return rngs.params()

@nnx.split_rngs(splits=(2, 3))
@nnx.vmap
def create(rngs: nnx.Rngs):
    return draw(rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the body splits its own and maps that",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap
def create(rngs: nnx.Rngs):
    @nnx.split_rngs(splits=3)
    @nnx.vmap
    def inner(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return inner(rngs), nnx.vmap(lambda rngs: rngs.params())(rngs.fork(split=3))  # ! NNX206

create(nnx.Rngs(0))
""",
    ),
    case(
        "only= splits one stream for one level and one for the other",
        """
@nnx.split_rngs(splits=3, only="params")
@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs), rngs.dropout()

create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "one level maps the Rngs, the other only data",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None))
@nnx.jit
def noisy(rngs: nnx.Rngs, xs):
    noise = rngs.normal((4,))
    return nnx.vmap(lambda x: x + noise)(xs)

noisy(nnx.Rngs(0), jnp.ones((2, 4)))
""",
    ),
    case(
        "the streams of a copy are not told",
        """
from settings import SIZES, STREAMS

@nnx.vmap
@nnx.vmap
def create(rngs: nnx.Rngs):
    return rngs.params()

create(nnx.Rngs(0).split({"params": 3, **SIZES}))
create(nnx.Rngs(**STREAMS))
create(nnx.Rngs(**{name: 0 for name in STREAMS}))
create(nnx.Rngs(0).split(*SIZES))
""",
        skip=("old path",),
    ),
    case(
        "a decorator that is not known may split",
        """
from elsewhere import over_lanes

@nnx.split_rngs(splits=2)
@nnx.vmap
@over_lanes
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX109")


@pytest.mark.parametrize("target", ["0.9.0", "0.10.7", "0.11.2", "0.12.8"])
@pytest.mark.parametrize(
    ("program", "effect"),
    [
        (TOO_FEW, "raises IndexError or ValueError: a scalar key has no axis to map over"),
        (TOO_MANY, "raises ValueError: fold_in accepts a single key"),
    ],
)
def test_it_raises_in_every_release_with_splits(program: str, effect: str, target: str) -> None:
    assert f"({effect}" in message(program, "NNX109", target)


def test_the_message_of_too_few_says_for_which_transform_none_is_left() -> None:
    said = message(TOO_FEW, "NNX109")
    assert said.startswith("the Rngs 'rngs' is split fewer times than mapped, none is left for")
    assert "for nnx.vmap (raises" in said
    assert said.endswith("put one nnx.split_rngs above each transform, or splits=(n, m) above all")


def test_the_message_of_two_splits_says_how_to_write_one() -> None:
    said = message(TOO_MANY.replace("@nnx.vmap\n", "@nnx.vmap\n@nnx.vmap\n"), "NNX109")
    assert said.startswith("nnx.split_rngs splits the Rngs 'rngs', which is split already")
    assert (
        "(raises ValueError: fold_in accepts a single key (splitting draws from each key))" in said
    )
    assert said.endswith("split once, with a number for each transform that maps it, splits=(n, m)")


def test_the_message_of_too_many_says_who_draws() -> None:
    program = TOO_MANY.replace("splits=2", "splits=(2, 3)").replace("@nnx.split_rngs(splits=3)", "")
    said = message(program, "NNX109")
    assert said.startswith("nnx.split_rngs splits the Rngs 'rngs' once more than it is mapped")
    assert "nnx.Linear(2, 3, rngs=rngs) on line 7 draws from it" in said
    assert said.endswith("split once for each transform that maps it")
