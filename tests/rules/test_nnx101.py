"""NNX101: scalar Rngs mapped over an axis with no split around it."""

import pytest
from rules.cases import Variant, case, every_variant, message, verify_examples

INVALID = [
    case(
        "streams that a split in part leaves scalar",
        """
@nnx.vmap  # ! NNX101
def by_method(rngs):
    return rngs.params()

@nnx.vmap  # ! NNX101
def told_none(rngs):
    return rngs.dropout()

@nnx.vmap  # ! NNX101
def in_a_block(rngs):
    return rngs.params(), rngs.dropout()

@nnx.vmap  # ! NNX101
def in_place(rngs):
    return rngs.params()

@nnx.fork_rngs(split={"params": 3, ...: None})
@nnx.vmap  # ! NNX101
def below(rngs):
    return rngs.params()

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))  # ! NNX101
def steps(carry, rngs):
    return carry, rngs.dropout()

rngs = nnx.Rngs(params=0, dropout=1)
by_method(rngs.split({"params": 3, ...: None}))
told_none(rngs.split({"params": 3, "dropout": None}))
with nnx.split_rngs(rngs, splits=3, only="params"):
    in_a_block(rngs)
below(rngs)
steps(0, rngs.split({"params": 3, ...: None}))

def open_ended(other):
    other = nnx.Rngs(params=0, dropout=1)
    nnx.split_rngs(other, splits=3, only="params")
    return in_place(other)
""",
    ),
    case(
        "types of variables choose no stream of a method, which asks of whole streams",
        """
@nnx.vmap  # ! NNX101
def draw(rngs):
    return rngs.params()

draw(nnx.Rngs(params=0, dropout=1).split({nnx.RngKey: 3}))
""",
    ),
    case(
        "from 0.10.7 on a scalar stream beside split ones is refused, drawn from or not",
        """
@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs):
    return nnx.Linear(2, 2, rngs=rngs)

create(nnx.Rngs(params=0, dropout=1))
""",
        target="0.10.7",
    ),
    case(
        "up to 0.10.6, too, where lanes draw from it, or nothing says how many there are",
        """
@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(axis_size=3)  # ! NNX101
def drawn(rngs):
    return rngs.params(), rngs.dropout()

@nnx.split_rngs(splits=3, only="params")
@nnx.vmap  # ! NNX101
def unsized(rngs):
    return rngs.params()

drawn(nnx.Rngs(params=0, dropout=1))
unsized(nnx.Rngs(params=0, dropout=1))
""",
        target="0.10.6",
    ),
    case(
        "a static method on self",
        """
class Maker(nnx.Module):
    @staticmethod
    @nnx.vmap(axis_size=3)  # ! NNX101
    def make(rngs: nnx.Rngs):
        return nnx.Linear(2, 2, rngs=rngs)

    def __call__(self):
        return self.make(nnx.Rngs(0))
""",
    ),
    case(
        "a parameter with another name that a visible call shows to be an Rngs",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(streams):
    return nnx.Linear(2, 3, rngs=streams)

create(nnx.Rngs(0))
""",
    ),
    case(
        "seeds that are sums",
        """
SEED = 3

@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(SEED, params=SEED + 1))
""",
    ),
    case(
        "scalar whichever way it is chosen",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0) if debug else nnx.Rngs(1))
""",
    ),
    case(
        "an __init__ whose class is called with a scalar Rngs",
        """
class Block(nnx.Module):
    @nnx.vmap(axis_size=3)  # ! NNX101
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

block = Block(nnx.Rngs(0))
""",
    ),
    case(
        "a method that is called by position on self",
        """
class Block(nnx.Module):
    @nnx.vmap(in_axes=(None, 0), axis_size=3)  # ! NNX101
    def noise(self, rngs: nnx.Rngs):
        return rngs.normal((2,))

    def __call__(self):
        return self.noise(nnx.Rngs(0))
""",
    ),
    case(
        "a decorator call, and the caller passes a fresh Rngs",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "a bare decorator, and the caller passes a fresh Rngs",
        """
@nnx.vmap  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

model = create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "a parameter without annotation that is named rngs",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
create(rngs)
""",
    ),
    case(
        "an annotated parameter of any name",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(streams: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=streams)

create(nnx.Rngs(0))
""",
    ),
    case(
        "passed by keyword",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(rngs=nnx.Rngs(0))
""",
    ),
    case(
        "partial with only the Rngs mapped over a written size: 0.8.x said it so",
        """
from functools import partial

@partial(nnx.vmap, axis_size=5)  # ! NNX101 NNX301
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "functools.partial by its full name",
        """
import functools

@functools.partial(nnx.vmap, axis_size=5)  # ! NNX101 NNX301
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "removed keywords make the age of the code certain",
        """
@nnx.vmap(state_axes={nnx.Param: 0, ...: None}, axis_size=3)  # ! NNX101 NNX201
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "in_axes=None beside removed keywords: 0.8.x split whatever in_axes said",
        """
@nnx.vmap(in_axes=None, state_axes={...: 0}, axis_size=3)  # ! NNX101 NNX201
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "split_rngs= on the transform is the removed keyword, no split",
        """
@nnx.vmap(split_rngs=True, axis_size=3)  # ! NNX101 NNX201
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a project that asks for 0.8.5 is read with its age",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        declared="0.8.5",
    ),
    case(
        "another transform of the file has a removed keyword, so the file is old",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.scan(carry_argnum=1)  # ! NNX201
def forward(model, x):
    return model(x), None
""",
    ),
    case(
        "a lifted class in the file says the same",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

Stack = nnx.Scan.constructor(nnx.Linear, length=3)  # ! NNX202
""",
    ),
    case(
        "a call of the transform on a named function",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.vmap(create, axis_size=3)  # ! NNX101
create_all(nnx.Rngs(0))
""",
    ),
    case(
        "a call of the transform that is applied at once",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

model = nnx.vmap(create, axis_size=3)(nnx.Rngs(0))  # ! NNX101
""",
    ),
    case(
        "a lambda",
        """
model = nnx.vmap(lambda rngs: nnx.Linear(2, 3, rngs=rngs), axis_size=3)(nnx.Rngs(0))  # ! NNX101
""",
    ),
    case(
        "a curried call",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

model = nnx.vmap(axis_size=3)(create)(nnx.Rngs(0))  # ! NNX101
""",
    ),
    case(
        "a call of a partial",
        """
from functools import partial

def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

model = partial(nnx.vmap, axis_size=3)(create)(nnx.Rngs(0))  # ! NNX101 NNX301
""",
    ),
    case(
        "the function given as keyword",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

model = nnx.vmap(f=create, axis_size=3)(nnx.Rngs(0))  # ! NNX101
""",
    ),
    case(
        "a class called as a function",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

blocks = nnx.vmap(Block, axis_size=3)(nnx.Rngs(0))  # ! NNX101
""",
    ),
    case(
        "pmap",
        """
@nnx.pmap(axis_size=8)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "scan over a scalar Rngs",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), length=3)  # ! NNX101
def build(x, rngs: nnx.Rngs):
    return x, nnx.Linear(2, 3, rngs=rngs)

build(0, nnx.Rngs(0))
""",
    ),
    case(
        "scan with default axes maps everything after the carry",
        """
@nnx.scan(length=3)  # ! NNX101
def build(x, rngs: nnx.Rngs):
    return x, nnx.Linear(2, 3, rngs=rngs)

build(0, nnx.Rngs(0))
""",
    ),
    case(
        "in_axes names the axis of each argument",
        """
@nnx.vmap(in_axes=(None, 0, 0))  # ! NNX101
def forward(model, x, rngs: nnx.Rngs):
    return model(x, rngs=rngs)

forward(model, x, nnx.Rngs(0))
""",
        skip=["flax.nnx."],
    ),
    case(
        "a negative axis is an axis",
        """
@nnx.vmap(in_axes=-1, axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "in_axes written elsewhere in the file",
        """
AXES = (None, 0)

@nnx.vmap(in_axes=AXES)  # ! NNX101
def forward(x, rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)(x)

forward(1, nnx.Rngs(0))
""",
    ),
    case(
        "jit above leaves the state as it is",
        """
@nnx.jit
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "nested calls with jit outside",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

model = nnx.jit(nnx.vmap(create, axis_size=3))(nnx.Rngs(0))  # ! NNX101
""",
    ),
    case(
        "a static method called through its class",
        """
class Block(nnx.Module):
    @staticmethod
    @nnx.vmap(axis_size=3)  # ! NNX101
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

Block.create(nnx.Rngs(0))
""",
    ),
    case(
        "a method that hands a fresh Rngs to a local function",
        """
class Model(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        @nnx.vmap(axis_size=3)  # ! NNX101
        def create(rngs: nnx.Rngs):
            return nnx.Linear(2, 3, rngs=rngs)

        self.layers = create(nnx.Rngs(0))
""",
    ),
    case(
        "a method that draws from its Rngs and hands it on",
        """
class Model(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        @nnx.vmap(axis_size=3)  # ! NNX101
        def create(rngs: nnx.Rngs):
            return nnx.Linear(2, 3, rngs=rngs)

        self.first = nnx.Linear(2, 2, rngs=rngs)
        self.layers = create(rngs)
""",
    ),
    case(
        "a local alias of the transform",
        """
vmap = nnx.vmap

@vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "a kept partial as decorator",
        """
from functools import partial

vmap3 = partial(nnx.vmap, axis_size=3)

@vmap3  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "a kept transform with options",
        """
over_lanes = nnx.vmap(axis_size=3)

def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

over_lanes(create)(nnx.Rngs(0))  # ! NNX101
""",
    ),
    case(
        "comments between decorators, options over several lines",
        """
@nnx.jit
# one lane for each member of the ensemble
@nnx.vmap(  # ! NNX101
    # the members
    axis_size=3,
    in_axes=0,
)
# and the function
def create(
    rngs: nnx.Rngs,
):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "a keyword-only Rngs, which a transform maps over axis 0",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(*, rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(rngs=nnx.Rngs(0))
""",
    ),
    case(
        "a key made from a seed is scalar too",
        """
import jax

@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(params=jax.random.key(0), dropout=jax.random.PRNGKey(1)))
""",
    ),
    case(
        "one element of a split key is scalar again",
        """
import jax

@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

key, subkey = jax.random.split(jax.random.key(0))
create(nnx.Rngs(subkey))
""",
    ),
    case(
        "a fork without a number has no axis",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
create(rngs.fork())
""",
    ),
    case(
        "an attribute of a plain class that holds a fresh Rngs",
        """
class Model:
    def __init__(self):
        self.rngs = nnx.Rngs(0)

    def build(self):
        @nnx.vmap(axis_size=3)  # ! NNX101
        def create(rngs: nnx.Rngs):
            return nnx.Linear(2, 3, rngs=rngs)

        return create(self.rngs)
""",
    ),
    case(
        "nested mapping without any split",
        """
@nnx.vmap(axis_size=2)  # ! NNX101
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the annotation is a string",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(streams: "nnx.Rngs"):
    return nnx.Linear(2, 3, rngs=streams)

create(nnx.Rngs(0))
""",
        skip=["as nn", "import as X", "flax.nnx.", "by name"],
    ),
    case(
        "the annotation allows None besides",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(streams: nnx.Rngs | None):
    return nnx.Linear(2, 3, rngs=streams)

create(nnx.Rngs(0))
""",
    ),
    case(
        "annotations deferred",
        """
from __future__ import annotations

@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs) -> nnx.Linear:
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the oldest explicit release",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        target="0.9.0",
    ),
    case(
        "a size over several lines",
        """
@nnx.vmap(  # ! NNX101
    axis_size=count(
        members,
        replicas,
    )
)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the attribute on a line of its own",
        """
@(
    nnx  # ! NNX101
    .vmap
)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        skip=["as nn", "import as X", "flax.nnx.", "by name"],
    ),
    case(
        "spaces around the dot",
        """
model = nnx . vmap(lambda rngs: nnx.Linear(2, 3, rngs=rngs), axis_size=3)(nnx . Rngs(0))  # ! NNX101
""",
        skip=["as nn", "import as X", "flax.nnx.", "by name"],
    ),
    case(
        "an imported transform with another name",
        """
from flax.nnx import Rngs as R, vmap as v, Linear

@v(axis_size=3)  # ! NNX101
def create(streams: R):
    return Linear(2, 3, rngs=streams)

create(R(0))
""",
        own_imports=True,
    ),
    case(
        "a kept transform whose options name no Rngs nearby",
        """
from flax import nnx as lib

V = lib.vmap
R = lib.Rngs

@V(axis_size=3)  # ! NNX101
def create(rngs):
    return lib.Linear(2, 3, rngs=rngs)

create(R(0))
""",
        own_imports=True,
    ),
    case(
        "a scalar Rngs of a lane mapped once more",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def outer(rngs: nnx.Rngs):
    @nnx.vmap(axis_size=3)  # ! NNX101
    def inner(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return nnx.Linear(2, 2, rngs=rngs), inner(rngs)
""",
    ),
    case(
        "state that was restored before the call",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

streams = nnx.Rngs(0)
lanes = streams.split(3)
create(streams)
""",
    ),
    case(
        "one caller scalar and one split: the scalar call raises",
        """
@nnx.vmap(axis_size=3)  # ! NNX101
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0).split(3))
create(nnx.Rngs(0))
""",
    ),
    case(
        "the attribute of a module that is made alone",
        """
@nnx.vmap  # ! NNX101
def draw(rngs: nnx.Rngs):
    return rngs.params()

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs.fork()

    def __call__(self):
        return draw(self.rngs)

Model(nnx.Rngs(0))()
""",
    ),
]

VALID = [
    case(
        "all streams split, some by their names, and those left scalar are handed on whole",
        """
@nnx.vmap
def every(rngs):
    return rngs.dropout()

@nnx.vmap(in_axes=nnx.StateAxes({"params": 0, ...: None}))
def some(rngs):
    return rngs.params()

@nnx.fork_rngs(split={"params": 3, ...: 3})
@nnx.vmap
def below(rngs):
    return rngs.dropout()

rngs = nnx.Rngs(params=0, dropout=1)
every(rngs.split({"params": 3, ...: 3}))
every(rngs.split({"params": 3, "dropout": 3}))
every(rngs.split({("params", "dropout"): 3}))
some(rngs.split({"params": 3, ...: None}))
with nnx.split_rngs(rngs, splits=3, only="params"):
    some(rngs)
with nnx.split_rngs(rngs, splits=3, only="params"), nnx.split_rngs(rngs, splits=3, only="dropout"):
    every(rngs)
below(rngs)

def chosen(names, sizes):
    every(rngs.split({names: 3, ...: None}))
    every(rngs.split(sizes))
""",
    ),
    case(
        "up to 0.10.6 a sized vmap takes a scalar stream that no lane draws from",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(axis_size=3)
def create(rngs):
    return nnx.Linear(2, 2, rngs=rngs)

@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(0, 0), axis_size=3)
def noisy(rngs, x):
    return x + rngs.params()

create(nnx.Rngs(params=0, dropout=1))
noisy(nnx.Rngs(params=0, dropout=1), jnp.ones(3))
""",
        target="0.9.0",
    ),
    case(
        "a split that is refused for want of a size, or has it by name",
        """
@nnx.vmap
def draw(rngs):
    return rngs.normal((2,))

rngs = nnx.Rngs(0)
draw(rngs.split())  # ! NNX113
lanes = rngs.split()  # ! NNX113
draw(lanes)
draw(rngs.split(k=3))
""",
    ),
    case(
        "held by an object whose caller splits it",
        """
@nnx.vmap
def draw(rngs):
    return rngs.normal((2,))

class Holder:
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = nnx.Rngs(0)

    def run(self):
        with nnx.split_rngs(self.rngs, splits=3):
            return self.inner()

    def inner(self):
        return draw(self.rngs)

rngs = nnx.Rngs(0)

def captured():
    return draw(rngs)

with nnx.split_rngs(rngs, splits=3):
    captured()
""",
    ),
    case(
        "a static method takes no object first",
        """
class Maker(nnx.Module):
    @staticmethod
    @nnx.vmap(in_axes=(None, 0))
    def make(n, rngs: nnx.Rngs):
        return nnx.Linear(2, 2, rngs=rngs)

    def __call__(self):
        return self.make(0, nnx.Rngs(0).split(3))
""",
    ),
    case(
        "a class method takes the class first",
        """
class Maker(nnx.Module):
    @classmethod
    @nnx.vmap(in_axes=(None, 0, None))
    def make(cls, rngs: nnx.Rngs, n=0):
        return nnx.Linear(2, 2, rngs=rngs)

Maker.make(nnx.Rngs(0).split(3), 5)
""",
    ),
    case(
        "the old form, but split in place before the call",
        """
from functools import partial

@partial(nnx.vmap, axis_size=3)  # ! NNX301
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, splits=3):
    create(rngs)
""",
    ),
    case(
        "the old form, but what is passed was made elsewhere",
        """
from functools import partial

@partial(nnx.vmap, axis_size=3)  # ! NNX301
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

lanes = make_rngs(3)
create(lanes)
""",
        skip=["old path"],
    ),
    case(
        "drawn from in another branch, and called with split state",
        """
@nnx.vmap(axis_size=3)
def lanes(rngs: nnx.Rngs):
    return nnx.Linear(2, 2, rngs=rngs)

def make(rngs: nnx.Rngs, ensemble: bool):
    if not ensemble:
        return nnx.Linear(2, 2, rngs=rngs)
    return lanes(rngs)

make(nnx.Rngs(0).split(3), True)
""",
    ),
    case(
        "the attribute of a module that may itself be made in lanes",
        """
@nnx.vmap
def draw(rngs: nnx.Rngs):
    return rngs.params()

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.rngs = rngs.fork()

    def __call__(self):
        return draw(self.rngs)
""",
    ),
    case(
        "updated in place with split state",
        """
@nnx.vmap(axis_size=3)
def lanes(rngs: nnx.Rngs):
    return nnx.Linear(2, 2, rngs=rngs)

rngs = nnx.Rngs(0)
nnx.update(rngs, nnx.state(rngs.split(3)))
lanes(rngs)
""",
    ),
    case(
        "split by a context manager of the file",
        """
import contextlib

@contextlib.contextmanager
def in_lanes(state, n):
    with nnx.split_rngs(state, splits=n):
        yield

@nnx.vmap(axis_size=3)
def lanes(rngs: nnx.Rngs):
    return nnx.Linear(2, 2, rngs=rngs)

rngs = nnx.Rngs(0)
with in_lanes(rngs, 3):
    lanes(rngs)
""",
    ),
    case(
        "an __init__ whose class is called with split state",
        """
class Block(nnx.Module):
    @nnx.vmap(axis_size=3)
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

block = Block(nnx.Rngs(0).split(3))
""",
    ),
    case(
        "a method that is called by position with split state, the scalar before it being another",
        """
class Block(nnx.Module):
    @nnx.vmap(in_axes=(None, None, 0), axis_size=3)
    def noise(self, seed: nnx.Rngs, rngs: nnx.Rngs):
        return rngs.normal((2,))

    def __call__(self):
        return self.noise(nnx.Rngs(0), nnx.Rngs(1).split(3))
""",
    ),
    case(
        "0.8.5 splits by itself",
        """
from functools import partial

@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        target="0.8.5",
    ),
    case(
        "split above",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "fork_rngs above",
        """
@nnx.fork_rngs(split=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the caller passes rngs.fork(split=n)",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
create(rngs.fork(split=3))
""",
        target="0.11.2",
    ),
    case(
        "the caller passes rngs.split(n)",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
lanes = rngs.split(3)
create(lanes)
""",
    ),
    case(
        "the caller passes an Rngs of split keys",
        """
import jax

@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(jax.random.split(jax.random.key(0), 3)))
""",
    ),
    case(
        "keys turned into Rngs inside the lane",
        """
import jax

@nnx.vmap
def create(key):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(key))

create(jax.random.split(jax.random.key(0), 3))
""",
    ),
    case(
        "split keys turned into lanes by another vmap",
        """
import jax

@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.vmap(lambda s: nnx.Rngs(s))(jax.random.split(jax.random.key(0), 3)))
""",
        skip=["old path"],
    ),
    case(
        "the caller is in another file",
        """
@nnx.vmap(in_axes=(0, 0))
def forward(rngs: nnx.Rngs, x):
    return nnx.Linear(2, 3, rngs=rngs)(x)
""",
    ),
    case(
        "the caller is in another file, the size written",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "partial in new code, with another mapped argument that brings the size",
        """
from functools import partial

@partial(nnx.vmap, in_axes=(0, 0))  # ! NNX301
def forward(rngs: nnx.Rngs, x):
    return nnx.Linear(2, 3, rngs=rngs)(x)
""",
        skip=["old path"],
    ),
    case(
        "what an unknown function made is passed",
        """
from elsewhere import make_lanes

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(make_lanes())
""",
        declared="0.8.5",
    ),
    case(
        "an unknown decorator above may split",
        """
from elsewhere import over_lanes

@over_lanes
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "broadcast: every lane gets the same, which is another rule",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "the Rngs at None beside mapped data",
        """
@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def forward(rngs: nnx.Rngs, x):
    return nnx.Linear(2, 3, rngs=rngs)(x)

forward(nnx.Rngs(0), x)
""",
    ),
    case(
        "Rngs in the carry of a scan",
        """
@nnx.scan(in_axes=(nnx.Carry, 0))
def step(rngs: nnx.Rngs, x):
    return rngs, x + rngs.normal()

step(nnx.Rngs(0), xs)
""",
        skip=["by name"],
    ),
    case(
        "Rngs in the carry of a scan by default",
        """
@nnx.scan
def step(rngs: nnx.Rngs, x):
    return rngs, x

step(nnx.Rngs(0), xs)
""",
    ),
    case(
        "Rngs as the only carry",
        """
@nnx.scan(in_axes=nnx.Carry, length=3)
def step(rngs: nnx.Rngs):
    return rngs, nnx.Linear(2, 3, rngs=rngs)

step(nnx.Rngs(0))
""",
    ),
    case(
        "Rngs in a loop",
        """
def body(i, carry):
    rngs, x = carry
    return rngs, x + rngs.normal()

nnx.fori_loop(0, 3, body, (nnx.Rngs(0), 0.0))
""",
    ),
    case(
        "a raw key in a closure, folded in with a step counter",
        """
import jax

key = jax.random.key(0)

@nnx.scan(in_axes=(nnx.Carry, 0))
def step(x, i):
    noise = jax.random.normal(jax.random.fold_in(key, i))
    return x + noise, None

step(0.0, xs)
""",
    ),
    case(
        "a stack built by split and vmap, scanned without another split",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs=rngs)

class Block(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

@nnx.scan(in_axes=(0, nnx.Carry))
def forward(block, x):
    return block(x), None

forward(create(nnx.Rngs(0)), x)
""",
    ),
    case(
        "split above a scan that builds layers",
        """
@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0))
def build(x, rngs: nnx.Rngs):
    return x, nnx.Linear(2, 3, rngs=rngs)

build(0, nnx.Rngs(0))
""",
    ),
    case(
        "a module with RNG at None of which only a deterministic method is called",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def encode(self, x):
        return self.linear(x)

@nnx.vmap(in_axes=(None, 0))
def encode(net, x):
    return net.encode(x)

encode(Net(nnx.Rngs(0)), xs)
""",
    ),
    case(
        "dropout with rate 0",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(dropout, x):
    return dropout(x)

forward(nnx.Dropout(0.0, rngs=nnx.Rngs(0)), xs)
""",
    ),
    case(
        "dropout that is deterministic",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(dropout, x):
    return dropout(x, deterministic=True)

forward(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), xs)
""",
    ),
    case(
        "after eval()",
        """
model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
model.eval()

@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

forward(model, xs)
""",
    ),
    case(
        "split_rngs inside a lane where the Rngs is scalar",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def outer(rngs: nnx.Rngs):
    @nnx.split_rngs(splits=3)
    @nnx.vmap(axis_size=3)
    def inner(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return inner(rngs)

outer(nnx.Rngs(0))
""",
    ),
    case(
        "two sizes over two vmaps",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "squeeze=True",
        """
@nnx.split_rngs(splits=1, squeeze=True)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "only= with the other streams at None",
        """
@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),))
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "with split_rngs around the call",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, splits=3):
    create(rngs)
""",
    ),
    case(
        "split and restore_rngs around the call",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
backups = nnx.split_rngs(rngs, splits=3)
create(rngs)
nnx.restore_rngs(backups)
""",
    ),
    case(
        "functional re-binding with graph=False",
        """
@nnx.vmap(axis_size=3, graph=False)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
rngs = nnx.split_rngs(rngs, splits=3, graph=False)
create(rngs)
""",
    ),
    case(
        "a transform over pure data",
        """
@nnx.vmap(axis_size=3)
def double(x):
    return 2 * x

double(xs)
""",
    ),
    case(
        "a parameter named rngs that is annotated as something else",
        """
import jax

@nnx.vmap(axis_size=3)
def noise(rngs: jax.Array):
    return jax.random.normal(rngs)

noise(0)
""",
    ),
    case(
        "a local function named vmap",
        """
def vmap(function, axis_size):
    return function

create = vmap(lambda rngs: nnx.Linear(2, 3, rngs=rngs), axis_size=3)
create(nnx.Rngs(0))
""",
    ),
    case(
        "jax.vmap, which is another rule's",
        """
import jax

create = jax.vmap(lambda rngs: nnx.Linear(2, 3, rngs=rngs), axis_size=3)  # ! NNX116
create(nnx.Rngs(0))
""",
    ),
    case(
        "Linen's vmap and scan with split_rngs= and variable_axes=",
        """
from flax import linen as nn

Dense = nn.vmap(
    nn.Dense,
    in_axes=None,
    variable_axes={"params": 0},
    split_rngs={"params": True},
    axis_size=3,
)
Stack = nn.scan(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True}, length=4)
rngs = nnx.Rngs(0)
""",
    ),
    case(
        "nnx.RNN has keywords of the old names",
        """
cell = nnx.LSTMCell(2, 3, rngs=nnx.Rngs(0))
rnn = nnx.RNN(cell, state_axes={...: nnx.Carry}, broadcast_rngs=None, rngs=nnx.Rngs(0))
""",
    ),
    case(
        "nnx.compat keeps its own rules",
        """
@nnx.compat.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        own_imports=True,
    ),
    case(
        "a relative module called nnx",
        """
from . import nnx

@nnx.vmap(state_axes={...: 0}, axis_size=3)
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
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create(nnx.Rngs(0))
""",
    ),
    case(
        "nnx bound to something else",
        """
import elsewhere

nnx = elsewhere.nnx

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        own_imports=True,
    ),
    case(
        "nnx rebound after the import",
        """
import elsewhere

nnx = elsewhere.nnx

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        skip=["flax.nnx.", "by name"],
    ),
    case(
        "nnx as the variable of a loop",
        """
for nnx in load_backends():

    @nnx.vmap(axis_size=3)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    create(nnx.Rngs(0))
""",
    ),
    case(
        "nnx as the variable of a comprehension",
        """
made = [nnx.vmap(lambda rngs: rngs(), axis_size=3)(nnx.Rngs(0)) for nnx in load_backends()]
""",
    ),
    case(
        "nnx as a class attribute",
        """
class Backend:
    nnx = load_backend()

    @nnx.vmap(axis_size=3)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    create(nnx.Rngs(0))
""",
    ),
    case(
        "nnx deleted and imported again from elsewhere",
        """
del nnx
from elsewhere import nnx

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "either package may have been imported",
        """
import os

if os.environ.get("BACKEND") == "mine":
    from mylib import nnx
else:
    from flax import nnx

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        own_imports=True,
    ),
    case(
        "an Rngs with arguments that cannot be seen",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(*keys))
create(nnx.Rngs(**streams))
create(*arguments)
""",
    ),
    case(
        "an Rngs of a key that came as argument",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(key):
    return create(nnx.Rngs(key))
""",
    ),
    case(
        "options that cannot be seen",
        """
@nnx.vmap(**options)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "axes that cannot be seen",
        """
@nnx.vmap(in_axes=make_axes())
def forward(rngs: nnx.Rngs, x):
    return nnx.Linear(2, 3, rngs=rngs)(x)

forward(nnx.Rngs(0), xs)
""",
    ),
    case(
        "several nodes split at once, the Rngs among them",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
with nnx.split_rngs((model, rngs), splits=3):
    create(rngs)
""",
    ),
    case(
        "an attribute split around the call",
        """
class Model(nnx.Module):
    def __init__(self):
        self.rngs = nnx.Rngs(0)

    def build(self):
        @nnx.vmap(axis_size=3)
        def create(rngs: nnx.Rngs):
            return nnx.Linear(2, 3, rngs=rngs)

        with nnx.split_rngs(self.rngs, splits=3):
            return create(self.rngs)
""",
    ),
    case(
        "the module that holds the Rngs split around the call",
        """
class Model(nnx.Module):
    def __init__(self):
        self.rngs = nnx.Rngs(0)

    def build(self):
        @nnx.vmap(axis_size=3)
        def create(rngs: nnx.Rngs):
            return nnx.Linear(2, 3, rngs=rngs)

        with nnx.split_rngs(self, splits=3):
            return create(self.rngs)
""",
    ),
    case(
        "split by a context that is entered by hand",
        """
from contextlib import ExitStack

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
with ExitStack() as stack:
    stack.enter_context(nnx.split_rngs(rngs, splits=3))
    create(rngs)
""",
    ),
    case(
        "given split state under the same name",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(rngs: nnx.Rngs):
    first = nnx.Linear(2, 2, rngs=rngs)
    rngs = rngs.split(3)
    return first, create(rngs)
""",
    ),
    case(
        "split only under a condition",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
if many:
    rngs = rngs.split(3)
create(rngs)
""",
    ),
    case(
        "the plain function is called with a scalar, the mapped one with split state",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
one = create(rngs)
many = nnx.vmap(create)(rngs.split(3))
""",
    ),
    case(
        "the branch for old releases splits by keyword",
        """
import flax

def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

if flax.__version__ < "0.9":
    create_all = nnx.vmap(create, axis_size=3, split_rngs=True)
else:
    create_all = nnx.split_rngs(splits=3)(nnx.vmap(create, axis_size=3))
""",
        skip=["local"],
    ),
    case(
        "a fallback for releases without split_rngs",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

if hasattr(nnx, "split_rngs"):
    create_all = nnx.split_rngs(splits=3)(nnx.vmap(create, axis_size=3))
else:
    create_all = nnx.vmap(create, axis_size=3)
model = create_all(nnx.Rngs(0))
""",
        skip=["by name"],
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX101")


HELD = """
import jax

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

many = jax.random.split(jax.random.key(0), 3)
named = {"a": nnx.Rngs(0), "b": nnx.Rngs(1)}
mixed = {"a": nnx.Rngs(0), "b": nnx.Rngs(1).split(3)}
listed = [nnx.Rngs(0), nnx.Rngs(1)]
"""


@pytest.mark.parametrize(
    "call",
    [
        'create(named["a"])',
        'create(mixed["a"])',
        "create(listed[1])",
        "create(listed[index])",
        "create(nnx.Rngs(many[0]))",
        "create(nnx.Rngs(0) if quick else nnx.Rngs(1))",
        "for rngs in listed: create(rngs)",
        "for rngs in reversed(listed): create(rngs)",
        "for index, rngs in enumerate(listed): create(rngs)",
        "for x, rngs in zip(data, listed): create(rngs)",
        "first, second = listed; create(second)",
        "if (rngs := nnx.Rngs(0)): create(rngs)",
    ],
)
def test_a_scalar_rngs_is_followed_through_displays_and_loops(call: str) -> None:
    assert "a scalar key has no axis to map over" in message(f"{HELD}{call}\n", "NNX101")


@pytest.mark.parametrize(
    "call",
    [
        'create(mixed["b"])',
        'create(named["c"])',
        "create(mixed[name])",
        "create(listed[0:1])",
        "create(nnx.Rngs(many[0:3]))",
        "create(nnx.Rngs(0) if quick else nnx.Rngs(1).split(3))",
        'named = {"a": nnx.Rngs(0), **more}; create(named["a"])',
        "for rngs in unknown: create(rngs)",
        "for index, rngs in unknown: create(rngs)",
        "for index, rngs in enumerate(): create(rngs)",
        "for name, rngs in mixed.items(): create(rngs)",
        "for (index, seed), rngs in unknown: create(rngs)",
        "for key in many: create(key)",
    ],
)
def test_what_may_be_split_is_left_alone(call: str) -> None:
    assert message(f"{HELD}{call}\n", "NNX101") == ""


UNUSED = """
@nnx.vmap(axis_size=3)
def f({parameters}):
    return {returned}

f({passed})
"""


@pytest.mark.parametrize(
    ("returned", "raises"),
    [("1.0", False), ("nnx.Dropout(0.5, rngs=rngs)", False), ("rngs.params()", True)],
)
def test_a_stream_that_is_not_drawn_from_is_mapped_by_a_size_up_to_0_10_6(
    returned: str, raises: bool
) -> None:
    written = {"parameters": "rngs", "returned": returned, "passed": "nnx.Rngs(0)"}
    program = UNUSED.format(**written)
    assert bool(message(program, "NNX101", "0.9.0")) is raises
    assert message(program, "NNX101", "0.10.7")
    assert message(program.replace("(axis_size=3)", ""), "NNX101", "0.9.0")
