"""NNX107: `split_rngs` below the mapping transform."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "the body makes a layer, which draws",
        """
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a bare transform, the body draws from a stream",
        """
@nnx.vmap
@nnx.split_rngs(splits=3)  # ! NNX107
def noise(rngs: nnx.Rngs):
    return rngs.params()
""",
    ),
    case(
        "the body calls the Rngs itself",
        """
@nnx.vmap
@nnx.split_rngs(splits=3)  # ! NNX107
def noise(rngs: nnx.Rngs):
    return rngs()
""",
    ),
    case(
        "the body draws with a method",
        """
@nnx.vmap
@nnx.split_rngs(splits=3)  # ! NNX107
def noise(rngs: nnx.Rngs):
    return rngs.normal((2, 3))
""",
    ),
    case(
        "a broadcast Rngs is split in each lane and then drawn from",
        """
@nnx.vmap(in_axes=None, axis_size=3)
@nnx.split_rngs(splits=3)  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the same size in both says that one was meant for the other",
        """
@nnx.vmap(axis_size=n)
@nnx.split_rngs(splits=n)  # ! NNX107
def create(rngs: nnx.Rngs):
    return Block(rngs=rngs)
""",
    ),
    case(
        "a stub with the same size in both",
        """
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)  # ! NNX107
def create(rngs: nnx.Rngs): ...
""",
    ),
    case(
        "a visible caller passes a scalar Rngs over a mapped axis",
        """
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=4)  # ! NNX107
def create(rngs: nnx.Rngs):
    return helper(rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "scan",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), length=3)
@nnx.split_rngs(splits=3)  # ! NNX107
def build(x, rngs: nnx.Rngs):
    return x, nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "pmap",
        """
@nnx.pmap(axis_size=8)
@nnx.split_rngs(splits=8)  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "jit between them changes nothing",
        """
@nnx.vmap(axis_size=3)
@nnx.jit
@nnx.split_rngs(splits=3)  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "two mapping transforms, both above",
        """
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=(2, 3))  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "nested calls",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.vmap(nnx.split_rngs(splits=3)(create), axis_size=3)  # ! NNX107
""",
    ),
    case(
        "nested calls over several lines",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.vmap(
    nnx.split_rngs(splits=3)(create),  # ! NNX107
    axis_size=3,
)
""",
    ),
    case(
        "curried all the way, around a lambda",
        """
create = nnx.vmap(axis_size=3)(
    nnx.split_rngs(splits=3)(lambda rngs: nnx.Linear(2, 3, rngs=rngs))  # ! NNX107
)
""",
    ),
    case(
        "fork_rngs is a split too",
        """
@nnx.vmap(axis_size=3)
@nnx.fork_rngs(split=3)  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a class of this file that draws in its __init__",
        """
class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

@nnx.vmap
@nnx.split_rngs(splits=3)  # ! NNX107
def create(rngs: nnx.Rngs):
    return Block(rngs=rngs)
""",
    ),
    case(
        "a class decorated as a function",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

blocks = nnx.vmap(nnx.split_rngs(splits=3)(Block), axis_size=3)  # ! NNX107
""",
    ),
    case(
        "a static method",
        """
class Model(nnx.Module):
    @staticmethod
    @nnx.vmap(axis_size=3)
    @nnx.split_rngs(splits=3)  # ! NNX107
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a method, its Rngs behind other parameters",
        """
class Model(nnx.Module):
    @nnx.vmap(in_axes=(None, 0, 0))
    @nnx.split_rngs(splits=3)  # ! NNX107
    def __call__(self, x, rngs: nnx.Rngs):
        return x + rngs.normal(x.shape)
""",
    ),
    case(
        "kept decorators",
        """
split = nnx.split_rngs(splits=3)
over_lanes = nnx.vmap(axis_size=3)

@over_lanes
@split  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "comments and blank lines between the decorators",
        """
@nnx.vmap(axis_size=3)

# one key for each lane
@nnx.split_rngs(  # ! NNX107
    splits=3,  # as many as lanes
)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "inside a function and a class",
        """
def make():
    class Holder:
        @nnx.vmap(axis_size=3)
        @nnx.split_rngs(splits=3)  # ! NNX107
        def create(rngs: nnx.Rngs):
            return nnx.Linear(2, 3, rngs=rngs)

    return Holder
""",
    ),
    case(
        "partial above",
        """
from functools import partial

@partial(nnx.vmap, axis_size=3)  # ! NNX301
@nnx.split_rngs(splits=3)  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the oldest explicit release",
        """
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)  # ! NNX107
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.9.0",
    ),
    case(
        "imported names with other names",
        """
from flax.nnx import Linear, split_rngs as split, vmap as lanes

@lanes(axis_size=3)
@split(splits=3)  # ! NNX107
def create(rngs):
    return Linear(2, 3, rngs=rngs)
""",
        own_imports=True,
    ),
    case(
        "the body draws from a stream by a method",
        """
@nnx.vmap
@nnx.split_rngs(splits=3)  # ! NNX107
def noise(rngs: nnx.Rngs):
    return rngs.params.normal((2, 3))
""",
    ),
    case(
        "split keys in a lane that forks them, which draws",
        """
@nnx.vmap(in_axes=None, axis_size=2)
@nnx.split_rngs(splits=3)  # ! NNX107
def spread(rngs: nnx.Rngs):
    return rngs.fork()
""",
    ),
]

VALID = [
    case(
        "split above",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "split above jit and vmap",
        """
@nnx.split_rngs(splits=3)
@nnx.jit
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "nested calls in the right order",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(splits=3)(nnx.vmap(create, axis_size=3))
""",
    ),
    case(
        "a mapping transform below, too: the split is for that one",
        """
@nnx.vmap(in_axes=None, axis_size=2)  # ! NNX102
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "one split for each of two levels",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "another split above: scalar in the lane and split again for what the body maps",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return create_stack(rngs)
""",
    ),
    case(
        "the body maps the split state itself",
        """
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    @nnx.vmap
    def inner(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return inner(rngs)
""",
    ),
    case(
        "a class that maps the split state, called with split state",
        """
class Ensemble(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.members = nnx.vmap(lambda rngs: nnx.Linear(2, 3, rngs=rngs))(rngs)

@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return Ensemble(rngs=rngs)

create(nnx.Rngs(0).split(3))
""",
    ),
    case(
        "the body hands the state on to what cannot be seen",
        """
@nnx.vmap(in_axes=None, axis_size=2)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return create_stack(rngs)
""",
    ),
    case(
        "squeeze=True adds no axis",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
@nnx.split_rngs(splits=1, squeeze=True)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "only= leaves the drawn stream scalar",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
@nnx.split_rngs(splits=3, only="dropout")
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "no mapping transform at all",
        """
@nnx.jit
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return create_stack(rngs)
""",
    ),
    case(
        "the transform above is not one of ours",
        """
import jax
from elsewhere import over_lanes

@over_lanes
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return rngs

@jax.vmap
@nnx.split_rngs(splits=3)
def create_too(rngs: nnx.Rngs):
    return rngs
""",
    ),
    case(
        "split_rngs of state, in the body",
        """
@nnx.vmap(in_axes=None, axis_size=2)
def create(rngs: nnx.Rngs):
    with nnx.split_rngs(rngs, splits=3):
        return create_stack(rngs)
""",
    ),
    case(
        "a split that only makes keys, which are then given out",
        """
@nnx.vmap(in_axes=(0, None))
@nnx.split_rngs(splits=3)
def forward(x, rngs: nnx.Rngs):
    return model(x, rngs)
""",
    ),
    case(
        "the split state handed on, and nothing drawn from it",
        """
@nnx.vmap(in_axes=None, axis_size=2)
@nnx.split_rngs(splits=3)
def spread(rngs: nnx.Rngs):
    return nnx.state(rngs)
""",
    ),
    case(
        "a fork without a number leaves the state scalar in the lane",
        """
@nnx.vmap(in_axes=(0, None))
@nnx.fork_rngs()
def forward(x, rngs: nnx.Rngs):
    return x + rngs.normal(x.shape)

split = nnx.split_rngs(splits=3)
""",
    ),
    case(
        "no Rngs among the parameters: modules hold it",
        """
@nnx.vmap(in_axes=(None, 0))
@nnx.split_rngs(splits=3)
def forward(stack, x):
    return run(stack, x)
""",
    ),
    case(
        "a local function named split_rngs",
        """
def split_rngs(splits):
    return lambda function: function

@nnx.vmap(in_axes=None, axis_size=3)
@split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "split_rngs of another package",
        """
from flax import nnx
from mylib.random import split_rngs

@nnx.vmap(in_axes=None, axis_size=3)
@split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        own_imports=True,
    ),
    case(
        "a parameter named nnx",
        """
def build(nnx):
    @nnx.vmap(axis_size=3)
    @nnx.split_rngs(splits=3)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create
""",
    ),
    case(
        "Linen's split_rngs= is a keyword",
        """
from flax import linen as nn

rngs = nnx.Rngs(0)

class Stack(nn.Module):
    @nn.compact
    def __call__(self, x):
        layer = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True})
        return layer(3)(x)
""",
    ),
    case(
        "the split of one function says nothing about another",
        """
@nnx.split_rngs(splits=3)
def spread(rngs: nnx.Rngs):
    return rngs

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a class that maps the state in an inner function",
        """
class Stack(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        @nnx.vmap
        def create(rngs: nnx.Rngs):
            return nnx.Linear(2, 2, rngs=rngs)

        self.layers = create(rngs)

@nnx.vmap(in_axes=None, axis_size=2)  # ! NNX102
@nnx.split_rngs(splits=4)
def create(rngs: nnx.Rngs):
    return Stack(rngs=rngs)
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX107")


@pytest.mark.parametrize(
    ("statement", "is_found"),
    [
        ("return Block(rngs=rngs)", True),
        ("return models.Block(3, rngs=rngs)", True),
        ("return block(rngs=rngs)", False),
        ("return models.make(rngs=rngs)", False),
        ("return Block(rngs=other)", False),
        ("return Block(rngs)", False),
        ("return lambda: Block(rngs=rngs)", False),
    ],
)
def test_what_looks_like_a_class_is_taken_for_one_by_its_capital(
    statement: str, is_found: bool
) -> None:
    program = f"""
from flax import nnx
import models
from models import Block, block

@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    {statement}
"""
    found = [finding.code for finding in check(Case("", program), program)]
    assert found == (["NNX107"] if is_found else [])
