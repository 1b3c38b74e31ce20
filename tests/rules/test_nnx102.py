"""NNX102: an Rngs at None from which every lane or step draws the same numbers.

Reasons that open with a number name the row of the measured behaviour of Flax.
"""

import pytest
from rules.cases import Variant, case, every_variant, message, verify_examples
from rules.programs import KEY_FOR_A_MODEL, KEY_FOR_NOISE

LINEAR = """
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
"""
WITH_DROPOUT = """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)

create(nnx.Rngs(0))
"""
STEPS = """
import jax.numpy as jnp

@nnx.scan(in_axes=(nnx.Carry, 0, None), out_axes=(nnx.Carry, 0))
def step(carry, x, rngs: nnx.Rngs):
    return carry, x + rngs.normal(x.shape)

step(0.0, jnp.ones((3, 4)), nnx.Rngs(0))
"""
DEVICES = """
import jax.numpy as jnp

@nnx.pmap(in_axes=(0, None))
def noisy(x, rngs: nnx.Rngs):
    return x + rngs.normal(x.shape)

noisy(jnp.ones((1, 4)), nnx.Rngs(0))
"""


def _marked(program: str, line: str) -> str:
    return program.replace(line, f"{line}  # ! NNX102", 1)


INVALID = [
    case(
        "an Rngs in a NamedTuple",
        """
import jax
import jax.numpy as jnp
from typing import NamedTuple

class State(NamedTuple):
    rngs: nnx.Rngs
    step: int

@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def noisy(state, x):
    return x + jax.random.normal(state.rngs.noise(), x.shape)

noisy(State(nnx.Rngs(0), 0), jnp.ones((3, 8)))
""",
        skip=("old path",),
    ),
    case(
        "a key for all lanes, of which each makes its noise",
        KEY_FOR_NOISE.replace("LIB", "nnx").replace("CODE", "NNX102"),
        skip=("old path",),
    ),
    case(
        "drawn from where a dataclass is made",
        """
from dataclasses import InitVar, dataclass

@dataclass
class Kept(nnx.Module):
    size: int
    rngs: nnx.Rngs

    def __post_init__(self):
        self.linear = nnx.Linear(self.size, 3, rngs=self.rngs)

@dataclass
class HandedOn(nnx.Module):
    size: int
    rngs: InitVar[nnx.Rngs]

    def __post_init__(self, rngs):
        self.linear = nnx.Linear(self.size, 3, rngs=rngs)

@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def kept(rngs: nnx.Rngs):
    return Kept(8, rngs).linear.kernel

@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def handed_on(rngs: nnx.Rngs):
    return HandedOn(size=8, rngs=rngs).linear.kernel
""",
    ),
    case("02: an ensemble of layers", _marked(LINEAR, "axis_size=3)")),
    case("02.LD: a module that keeps the Rngs", _marked(WITH_DROPOUT, "axis_size=3)")),
    case(
        "02b: the axes in a tuple, two streams",
        """
@nnx.vmap(in_axes=(None,), axis_size=3, out_axes=0)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "02d: passed by keyword",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(rngs=nnx.Rngs(0))
""",
    ),
    case(
        "02e: calls differ from each other, lanes do not",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
first, second = create(rngs), create(rngs)
""",
    ),
    case(
        "04g: a Dropout is told what to draw from",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5)

@nnx.vmap(in_axes=(None, None, 0))  # ! NNX102
def forward(dropout, rngs: nnx.Rngs, x):
    return dropout(x, rngs=rngs)

forward(dropout, nnx.Rngs(0), jnp.ones((3, 8)))
""",
    ),
    case(
        "04i2, 07e: a stack made so, and mapped later",
        """
import jax.numpy as jnp

@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

@nnx.vmap(in_axes=(0, 0))
def forward(dropout, x):
    return dropout(x)

forward(create(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "05d: the inner of two levels",
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
        "05f: both levels",
        """
@nnx.vmap(in_axes=None, axis_size=2)  # ! NNX102
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "05g: the outer level, split for the inner one",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=None, axis_size=2)  # ! NNX102
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "05h: the split between the levels",
        """
@nnx.vmap(in_axes=None, axis_size=2)  # ! NNX102
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case("07f: noise in the steps of a scan", _marked(STEPS, "out_axes=(nnx.Carry, 0))")),
    case(
        "08c: a scan that makes layers",
        """
@nnx.scan(in_axes=(nnx.Carry, None), out_axes=(nnx.Carry, 0), length=3)  # ! NNX102
def create(carry, rngs: nnx.Rngs):
    return carry, nnx.Linear(2, 3, rngs=rngs)

create(0.0, nnx.Rngs(0))
""",
    ),
    case(
        "19a, 19a2: the other modes of the transform",
        """
@nnx.vmap(in_axes=None, axis_size=3, graph=False)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.vmap(in_axes=None, axis_size=3, graph_updates=False)  # ! NNX102
def create_too(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        skip=["old path", "guarded"],
    ),
    case("devices get the same noise", _marked(DEVICES, "in_axes=(0, None))")),
    case(
        "no caller in view: whatever is passed, the lanes are alike",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a lambda, a class, a curried call",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 8, rngs=rngs)

nnx.vmap(lambda rngs: rngs.params(), in_axes=None, axis_size=3)(nnx.Rngs(0))  # ! NNX102
nnx.vmap(Block, in_axes=None, axis_size=3)(nnx.Rngs(0))  # ! NNX102
nnx.vmap(in_axes=None, axis_size=3)(Block)(nnx.Rngs(0))  # ! NNX102
""",
    ),
    case(
        "the axes have a name, and say it by filter",
        """
WHOLE = nnx.StateAxes({...: None})

@nnx.vmap(in_axes=(WHOLE, 0))  # ! NNX102
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.noise.normal(x.shape)

@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, ...: 0}), 0))  # ! NNX102
def noisy_too(rngs: nnx.Rngs, x):
    return x + rngs.noise.normal(x.shape)
""",
    ),
    case(
        "a function of the file draws, two calls away",
        """
def kernel(rngs):
    return rngs.params()

def build(size, rngs):
    return size, kernel(rngs)

@nnx.vmap(in_axes=(0, None))  # ! NNX102
def create(size, rngs: nnx.Rngs):
    return build(size, rngs)
""",
    ),
    case(
        "an inner function and an alias draw",
        """
@nnx.vmap(in_axes=(0, None))  # ! NNX102
def create(x, rngs: nnx.Rngs):
    streams = rngs

    def noise():
        return streams.noise.normal(x.shape)

    return x + noise()
""",
    ),
    case(
        "a stream by its name",
        """
@nnx.vmap(in_axes=(0, None))  # ! NNX102
def noisy(x, rngs):
    return x + rngs["noise"].normal(x.shape)

noisy(x, nnx.Rngs(0, noise=1))
""",
    ),
    case(
        "only= splits another stream than the one that draws",
        """
@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "compiled around and below",
        """
@nnx.jit
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "beside what is made of constants",
        """
@nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.LayerNorm(3, rngs=rngs), nnx.Linear(3, 3, rngs=rngs)
""",
    ),
    case(
        "transformed functions as values: arguments, attributes, dicts, what factories return",
        """
import jax
import jax.numpy as jnp
from functools import partial

def act(rngs, obs):
    return obs + jax.random.normal(rngs.action(), obs.shape)

def episodes(rngs, policy, obs):
    return policy(rngs, obs)

class Runner:
    def __init__(self, fn, rngs):
        self.fn, self.rngs = fn, rngs
        self.own = nnx.vmap(act, in_axes=(None, 0))  # ! NNX102

    def run(self, obs):
        return self.own(self.rngs, obs)

class Handed:
    def __init__(self, fn, rngs):
        self.fn = fn
        self.rngs = rngs

    def run(self, obs):
        return self.fn(self.rngs, obs)

def lanes(fn):
    return nnx.vmap(fn, in_axes=(None, 0))  # ! NNX102

def wrapped(fn):
    @nnx.vmap(in_axes=(None, 0))  # ! NNX102
    def lane(rngs, x):
        return fn(rngs, x)
    return lane


def use(obs):
    rngs = nnx.Rngs(0)
    steps = {"train": nnx.vmap(act, in_axes=(None, 0))}  # ! NNX102
    step = lanes(act)
    filled = partial(episodes, policy=nnx.vmap(act, in_axes=(None, 0)))  # ! NNX102
    return (
        episodes(rngs, nnx.vmap(act, in_axes=(None, 0)), obs),  # ! NNX102
        Runner(None, nnx.Rngs(0)).run(obs),
        Handed(nnx.vmap(act, in_axes=(None, 0)), rngs).run(obs),  # ! NNX102
        steps["train"](rngs, obs),
        step(rngs, obs),
        wrapped(act)(rngs, obs),
        filled(rngs, obs=obs),
    )
""",
    ),
    case(
        "classes, layers, partials and functions as parameters",
        """
from functools import partial

class Block(nnx.Module):
    def __init__(self, features, *, rngs):
        self.linear = nnx.Linear(features, features, rngs=rngs)

def small(rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def create(make, rngs):
    return make(rngs=rngs)

def named(cls, rngs):
    return cls(2, 3, rngs=rngs)

def outer(make, rngs):
    @nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
    def lane(rngs):
        return make(2, rngs=rngs)
    return lane(rngs)

def of_class(cls, rngs):
    return nnx.vmap(cls, in_axes=(None, None), axis_size=3)(2, rngs)

MODELS = {"small": small}

def use():
    rngs, model = nnx.Rngs(0), MODELS["small"]
    layers = nnx.vmap(named, in_axes=(None, None), axis_size=3)  # ! NNX102
    blocks = nnx.vmap(create, in_axes=(None, None), axis_size=3)  # ! NNX102
    table = nnx.vmap(lambda rngs: model(rngs), in_axes=None, axis_size=3)  # ! NNX102
    return (
        layers(nnx.Linear, rngs),
        blocks(partial(Block, 3), rngs),
        outer(Block, rngs),
        table(rngs),
    )
""",
    ),
    case(
        "Rngs in tuples and dicts that the body takes apart",
        """
import jax
import jax.numpy as jnp

@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def nested(state, x):
    (rngs, scale), step = state
    return x + scale * step * jax.random.normal(rngs.noise(), x.shape)

@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def starred(state, x):
    rngs, *rest = state
    return x + rest[0] * jax.random.normal(rngs.noise(), x.shape)

@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def behind(state, x):
    *_, rngs = state
    return x + jax.random.normal(rngs.noise(), x.shape)

@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def keyed(state, x):
    return x + jax.random.normal(state["rngs"].noise(), x.shape)

def use(x):
    rngs = nnx.Rngs(noise=0)
    return (
        nested(((rngs, 2.0), 1.0), x),
        starred((rngs, 2.0, 1.0), x),
        behind((2.0, rngs), x),
        keyed({"rngs": rngs}, x),
    )
""",
    ),
    case(
        "beside a key of which all lanes make one model",
        """
import jax

@nnx.vmap(in_axes=(None, None, 0))  # ! NNX102
def forward(key, rngs, x):
    model = nnx.Linear(4, 4, rngs=nnx.Rngs(key))
    return model(x) + jax.random.normal(rngs.noise(), x.shape)

y = forward(jax.random.key(0), nnx.Rngs(1), xs)
""",
    ),
    case(
        "an index or number that is the same in every lane makes nothing apart",
        """
import jax

@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def first(rngs, x):
    noise = rngs.normal((3, 2))
    return x + noise[0]

@nnx.vmap(in_axes=(None, 0))  # ! NNX102
def second(rngs, x):
    key, _ = jax.random.split(rngs())
    return x + jax.random.normal(key, x.shape)

@nnx.vmap(in_axes=(None, 0, 0))  # ! NNX102
def third(rngs, x, lane):
    key = rngs()
    other = jax.random.fold_in(key, lane)
    return jax.random.normal(other, x.shape), jax.random.normal(key, x.shape)

first(nnx.Rngs(0), data)
second(nnx.Rngs(0), data)
third(nnx.Rngs(0), data, lanes)
""",
    ),
    case(
        "static and class methods, by the class, by an instance, and made by `cls`",
        """
class Noisy(nnx.Module):
    def __init__(self, size, rngs):
        self.linear = nnx.Linear(size, size, rngs=rngs)

    @classmethod
    def create(cls, rngs):
        return cls(2, rngs)

    @classmethod
    def ensemble(cls, rngs):
        @nnx.vmap(in_axes=None, axis_size=3)  # ! NNX102
        def make(lane):
            return cls(2, lane)

        return make(rngs)

    @staticmethod
    def noise(x, rngs):
        return x + rngs.normal(x.shape)

    @staticmethod
    @nnx.vmap(in_axes=(0, None))  # ! NNX102
    def mapped(x, rngs):
        return x + rngs.normal(x.shape)

    @classmethod
    @nnx.vmap(in_axes=(None, None), axis_size=3)  # ! NNX102
    def lanes(cls, rngs):
        return cls(2, rngs)

    def __call__(self, x, rngs):
        return self.noise(x, rngs)

noisy = Noisy(2, nnx.Rngs(0))

models = nnx.vmap(Noisy.create, in_axes=None, axis_size=3)(nnx.Rngs(0))  # ! NNX102

@nnx.vmap(in_axes=(0, None))  # ! NNX102
def by_class(x, rngs):
    return Noisy.noise(x, rngs)

@nnx.vmap(in_axes=(0, None))  # ! NNX102
def by_instance(x, rngs):
    return noisy(x, rngs)

@nnx.vmap(in_axes=(0, None))  # ! NNX102
def created(x, rngs):
    return Noisy.create(rngs)
""",
    ),
    case(
        "an Rngs that stars pass on",
        """
import jax.numpy as jnp

def draw(x, rngs):
    return x + rngs.normal(x.shape)

def placed(*args):
    return draw(*args)

def named(x, **kwargs):
    return draw(x, **kwargs)

x = jnp.zeros((3, 2))
first = nnx.vmap(lambda r, x: placed(x, r), in_axes=(None, 0))(nnx.Rngs(0), x)  # ! NNX102
second = nnx.vmap(lambda r, x: named(x, rngs=r), in_axes=(None, 0))(nnx.Rngs(0), x)  # ! NNX102
""",
    ),
]

VALID = [
    case(
        "a module in a tuple, which NNX103 tells of",
        """
import jax.numpy as jnp

@nnx.vmap(in_axes=(None, 0))
def thin(carry, x):
    return carry[0](x)

thin((nnx.Dropout(0.5, rngs=nnx.Rngs(0)), 0), jnp.ones((3, 8)))
""",
    ),
    case(
        "a key for all lanes, of which each makes the one model that it applies",
        KEY_FOR_A_MODEL.replace("LIB", "nnx"),
    ),
    case(
        "what a dataclass only passes to __post_init__ is kept nowhere",
        """
import dataclasses
import jax

@dataclasses.dataclass
class Decoder(nnx.Module):
    dim: int
    rngs: dataclasses.InitVar[nnx.Rngs]

    def __post_init__(self, rngs: nnx.Rngs):
        self.w = nnx.Param(jax.random.normal(rngs.params(), (self.dim, self.dim)))

    def __call__(self, x):
        return x @ self.w

decoder = Decoder(2, rngs=nnx.Rngs(0))
lanes = nnx.vmap(lambda decoder, x: decoder(x), in_axes=(None, 0))(decoder, x)
""",
        skip=("old path",),
    ),
    case(
        "functions as values that are split for, by the caller, the callee or the maker",
        """
import jax
import jax.numpy as jnp
from functools import partial

def act(rngs, obs):
    return obs + jax.random.normal(rngs.action(), obs.shape)

def episodes(rngs, policy, obs):
    with nnx.split_rngs(rngs, splits=3):
        return policy(rngs, obs)

def plain(rngs, policy, obs):
    return policy(rngs, obs)

def lanes(fn):
    return nnx.split_rngs(splits=3)(nnx.vmap(fn))

def rollout(policy, rngs, obs):
    @nnx.split_rngs(splits=3)
    def run(rngs, obs):
        return policy(rngs, obs)
    return run(rngs, obs)

def create(make, rngs):
    return make(rngs=rngs)

def same(make, rngs):
    return make(3, rngs=rngs)

def use(obs):
    rngs = nnx.Rngs(0)
    split = nnx.split_rngs(splits=3)(nnx.vmap(act))
    make = nnx.split_rngs(splits=3)(nnx.vmap(create, in_axes=(None, 0)))
    norms = nnx.vmap(same, in_axes=(None, None), axis_size=3)
    return (
        episodes(rngs, nnx.vmap(act), obs),
        plain(rngs, act, obs),
        plain(rngs, split, obs),
        lanes(act)(rngs, obs),
        rollout(nnx.vmap(act), rngs, obs),
        partial(plain, policy=split)(rngs, obs=obs),
        make(partial(nnx.Linear, 2, 3), rngs),
        norms(nnx.LayerNorm, rngs),
    )
""",
    ),
    case(
        "Rngs in tuples that are split, and mapped by axes of their own",
        """
import jax
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(((0, None), None), 0))
def nested(state, x):
    (rngs, scale), step = state
    return x + scale * step * jax.random.normal(rngs.noise(), x.shape)

@nnx.scan
def step(carry, x):
    _, rngs, total = carry
    return (_, rngs, total), x + jax.random.normal(rngs.noise(), x.shape)

def use(x):
    rngs = nnx.Rngs(noise=0)
    return nested(((rngs, 2.0), 1.0), x), step((0, rngs, 1.0), x)
""",
    ),
    case("02 where the release splits by itself", LINEAR, target="0.8.5"),
    case(
        "02h: a keyword that is gone, which says what was meant",
        """
@nnx.vmap(in_axes=None, state_axes={...: 0}, axis_size=3)  # ! NNX101 NNX201
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "03a: split above and mapped",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "03f: only the stream that draws is split, and mapped by its name",
        """
@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),))
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "04h: the Rngs argument split and mapped beside a module at None",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0, 0))
def forward(dropout: nnx.Dropout, rngs: nnx.Rngs, x):
    return dropout(x, rngs=rngs)
""",
    ),
    case(
        "06d: a key that was drawn outside is data",
        """
import jax

key = nnx.Rngs(0).noise()

@nnx.vmap(in_axes=(0, None))
def noisy(x, key):
    return x + jax.random.normal(key, x.shape)

noisy(x, key)
""",
    ),
    case(
        "06f3: each lane makes its own of a split key",
        """
import jax

@nnx.vmap(in_axes=(0, None))
def create(key, size):
    return nnx.Linear(2, size, rngs=nnx.Rngs(key))

create(jax.random.split(jax.random.key(0), 3), 3)
""",
        skip=["by name"],
    ),
    case(
        "07f2: split and mapped by a scan",
        """
@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0, 0), out_axes=(nnx.Carry, 0))
def step(carry, x, rngs: nnx.Rngs):
    return carry, x + rngs.normal(x.shape)
""",
    ),
    case(
        "08d, 08d3: carried from step to step",
        """
@nnx.scan(in_axes=(nnx.Carry,), out_axes=(nnx.Carry, 0), length=3)
def create(rngs: nnx.Rngs):
    return rngs, nnx.Linear(2, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    case(
        "folded in with the index of the lane, or a step counter",
        """
import jax

@nnx.vmap(in_axes=(0, None))
def noisy(index, rngs: nnx.Rngs):
    return jax.random.normal(jax.random.fold_in(rngs.noise(), index), (2,))

@nnx.scan(in_axes=(nnx.Carry, 0, None))
def step(count, x, rngs: nnx.Rngs):
    key = jax.random.fold_in(rngs.noise(), count)
    return count + 1, x + jax.random.normal(key, x.shape)
""",
    ),
    case(
        "one result is asked for",
        """
@nnx.vmap(in_axes=None, out_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "layers that start at ones and zeros",
        """
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.BatchNorm(3, rngs=rngs), nnx.LayerNorm(3, rngs=rngs)

@nnx.vmap(in_axes=None, axis_size=3)
def adapters(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, kernel_init=nnx.initializers.zeros_init(), rngs=rngs)
""",
    ),
    case(
        "nothing is drawn",
        """
@nnx.vmap(in_axes=(0, None))
def lanes(x, rngs: nnx.Rngs):
    return x * 2

@nnx.vmap(in_axes=(0, None))
def states(x, rngs: nnx.Rngs):
    return x, nnx.state(rngs)
""",
    ),
    case(
        "what draws may be anything: it is imported",
        """
from models import build

@nnx.vmap(in_axes=(0, None))
def create(x, rngs: nnx.Rngs):
    return build(x, rngs)
""",
    ),
    case(
        "a Dropout that drops nothing",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(rngs: nnx.Rngs, x):
    a = nnx.Dropout(0.5, deterministic=True)(x, rngs=rngs)
    b = nnx.Dropout(0.0)(x, rngs=rngs)
    return nnx.Dropout(0.5)(a + b, deterministic=True, rngs=rngs)
""",
    ),
    case(
        "the axes are not in view",
        """
from settings import AXES, OPTIONS

@nnx.vmap(in_axes=AXES, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.vmap(**OPTIONS)
def create_too(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a decorator that is not known may split per lane",
        """
from elsewhere import over_lanes

@nnx.vmap(in_axes=None, axis_size=3)
@over_lanes
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the parameter may be None, and is",
        """
@nnx.vmap(in_axes=(0, None))
def forward(x, rngs=None):
    if rngs is not None:
        x = x + rngs.normal(x.shape)
    return x

forward(x, None)
""",
    ),
    case(
        "transforms that have no lanes",
        """
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.remat
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)
""",
    ),
    case(
        "data at None",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0))
def noisy(x, rngs: nnx.Rngs):
    return x + rngs.normal(x.shape)

@nnx.vmap(in_axes=(None, 0))
def scaled(scale, x):
    return scale * x
""",
    ),
    case(
        "a local class of this name",
        """
class Rngs:
    def normal(self, shape): ...

@nnx.vmap(in_axes=(None, 0))
def noisy(rngs: Rngs, x):
    return x + rngs.normal(x.shape)

noisy(Rngs(), x)
""",
    ),
    case(
        "Linen splits by its own keyword",
        """
from flax import linen as nn

Layers = nn.vmap(nn.Dense, in_axes=None, variable_axes={"params": 0}, split_rngs={"params": True})
""",
        own_imports=True,
    ),
    case(
        "layers that are made in a loop, without a transform",
        """
def create(rngs: nnx.Rngs):
    return [nnx.Linear(2, 3, rngs=rngs) for _ in range(3)]
""",
    ),
    case(
        "each lane makes another key of the one, or picks its own part",
        """
import jax
import jax.numpy as jnp

@nnx.vmap(in_axes=(None, 0, 0))
def again(rngs, x, lane):
    key = rngs()
    key = jax.random.fold_in(key, lane)
    return x + jax.random.normal(key, x.shape)

@nnx.vmap(in_axes=(None, 0, 0))
def named(rngs, x, lane):
    drawn = rngs.noise()
    key = jax.random.fold_in(key=drawn, data=lane)
    own = nnx.Rngs(params=jax.random.fold_in(rngs.params(), lane))
    return nnx.Linear(2, 3, rngs=own), jax.random.normal(key, x.shape)

@nnx.vmap(in_axes=(None, 0, 0))
def picked(rngs, x, lane):
    keys = jax.random.split(rngs(), 3)
    noise, other = rngs.normal((3, 2)), jnp.take(rngs.normal((3, 2)), lane, axis=0)
    return x + jax.random.normal(keys[lane], x.shape) + noise[lane] + other

@nnx.vmap(in_axes=(None, 0))
def of_key(key, lane):
    key = jax.random.fold_in(key, lane)
    return nnx.Linear(2, 3, rngs=nnx.Rngs(key))

again(nnx.Rngs(0), data, lanes)
named(nnx.Rngs(0), data, lanes)
picked(nnx.Rngs(0), data, lanes)
of_key(jax.random.key(0), lanes)
""",
    ),
    case(
        "static and class methods that get split state",
        """
class Noisy(nnx.Module):
    def __init__(self, size, rngs):
        self.linear = nnx.Linear(size, size, rngs=rngs)

    @classmethod
    def create(cls, rngs):
        return cls(2, rngs)

    @classmethod
    @nnx.split_rngs(splits=3)
    @nnx.vmap(in_axes=(None, 0), axis_size=3)
    def lanes(cls, rngs):
        return cls(2, rngs)

    @staticmethod
    def noise(x, rngs):
        return x + rngs.normal(x.shape)

models = nnx.split_rngs(splits=3)(nnx.vmap(Noisy.create))(nnx.Rngs(0))

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, 0))
def noisy(x, rngs):
    return Noisy.noise(x, rngs) + Noisy.create(rngs).linear(x)

more = Noisy.lanes(nnx.Rngs(0))
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX102")


ALIKE = "every lane draws the same numbers"
STEPS_ALIKE = "every step draws the same numbers"
ALIASING = "raises ValueError: Inconsistent aliasing detected"


@pytest.mark.parametrize(
    ("program", "target", "effect"),
    [
        pytest.param(LINEAR, "0.9.0", ALIKE, id="02, the first release that does not split"),
        pytest.param(LINEAR, "0.12.8", ALIKE, id="02, a late one"),
        pytest.param(WITH_DROPOUT, "0.9.0", ALIASING, id="02.LD, the Rngs is shared"),
        pytest.param(WITH_DROPOUT, "0.10.7", ALIASING, id="02.LD, the last of them"),
        pytest.param(WITH_DROPOUT, "0.11.0", ALIKE, id="02.LD, Dropout forks"),
        pytest.param(STEPS, "0.10.0", STEPS_ALIKE, id="07f"),
        pytest.param(DEVICES, "0.11.2", ALIKE, id="pmap"),
    ],
)
def test_the_outcome_is_that_of_the_release(program: str, target: str, effect: str) -> None:
    assert f"({effect}" in message(program, "NNX102", target)


def test_the_message_says_whence_who_draws_and_what_to_write() -> None:
    said = message(LINEAR, "NNX102")
    assert said.startswith("the same key in every lane, as nnx.vmap broadcasts the Rngs 'rngs'")
    assert "nnx.Rngs(0) is passed on line 7" in said
    assert "nnx.Linear(2, 3, rngs=rngs) on line 5 draws from it" in said
    assert said.endswith("split it with nnx.split_rngs(splits=3) above and map it over axis 0")


def test_a_pmap_that_maps_nothing_fails_first() -> None:
    program = "nnx.pmap(lambda rngs: rngs.params(), in_axes=None, axis_size=1)(nnx.Rngs(0))\n"
    assert "(raises ValueError: pmap needs an argument with a mapped axis" in message(
        program, "NNX102"
    )


NO_CARRY = "raises ValueError: No Carry axis specified in in_axes"
ONE_CARRY = "raises ValueError: If one of in_axes or out_axes has Carry, the other must also"


def test_a_scan_without_a_carry_fails_first_where_a_carry_is_asked_for() -> None:
    program = (
        "@nnx.scan(in_axes=(None, 0), out_axes=0)\ndef step(rngs: nnx.Rngs, x):\n"
        "    return x + rngs.params()\n"
    )
    assert f"({NO_CARRY}" in message(program, "NNX102", "0.9.0")
    assert f"({STEPS_ALIKE}" in message(program, "NNX102", "0.10.7")
    on_one_side = program.replace(", out_axes=0", "")  # the default names the carry
    assert f"({ONE_CARRY}" in message(on_one_side, "NNX102", "0.10.7")
