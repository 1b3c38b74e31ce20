"""NNX106: an `nnx.Rngs` of constants made inside a transformed function."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "made by a function that lanes, or compiled functions, call",
        """
import jax
import jax.numpy as jnp

def noise(x):
    rngs = nnx.Rngs(0)
    return jax.random.normal(rngs(), x.shape)

@nnx.vmap
def lane(x):
    return x + noise(x)  # ! NNX106

def inner(x):
    return x + nnx.Rngs(0).normal(x.shape)

def middle(x):
    return inner(x) * 2

lanes = jax.vmap(lambda x: middle(x))  # ! NNX106

def augment(x):
    return x + nnx.Rngs(0).normal(x.shape)

@nnx.jit
def step(x):
    return augment(x)  # ! NNX106
""",
    ),
    case(
        "made by a function that is called elsewhere, too",
        """
import jax.numpy as jnp

def both(x):
    return x + nnx.Rngs(0).normal(x.shape)

@nnx.vmap
def lane(x):
    return both(x)  # ! NNX106

both(jnp.ones(3))
""",
    ),
    case(
        "made by a nested function, a method, and the __call__ of a module",
        """
@nnx.jit
def run(xs):
    def noise(x):
        return nnx.Rngs(7).normal(x.shape)

    return nnx.vmap(lambda x: x + noise(x))(xs)  # ! NNX106

class Model(nnx.Module):
    def noise(self, x):
        return nnx.Rngs(0).normal(x.shape)

    def __call__(self, x):
        return x + self.noise(x)

    @nnx.jit
    def step(self, x):
        return x * self.noise(x)  # ! NNX106

@nnx.vmap(in_axes=(None, 0))
def lane(model: Model, x):
    return model(x)  # ! NNX106

model = Model()

@nnx.scan(in_axes=(nnx.Carry, None), length=3)
def steps(x, model):
    return model(x)  # ! NNX106

steps(xs, model)
""",
    ),
    case(
        "of a seed or a key that is given, and is a constant",
        """
import jax

def noise(x, seed=0, key=None):
    return nnx.Rngs(seed if key is None else key).normal(x.shape)

def shifted(x, *, number):
    return x + nnx.Rngs(number + 1).normal(x.shape)

lanes = [
    nnx.vmap(lambda x: x + noise(x, 3)),  # ! NNX106
    nnx.vmap(lambda x: x + noise(x)),  # ! NNX106
    nnx.vmap(lambda x: x + noise(x, key=jax.random.key(1))),  # ! NNX106
    nnx.vmap(lambda x: shifted(x, number=4)),  # ! NNX106
]
""",
    ),
    case(
        "in place of one that is not given",
        """
def first(x, rngs=None):
    rngs = rngs or nnx.Rngs(0)
    return rngs.normal(x.shape)

def second(x, rngs=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs.normal(x.shape)

def third(x, streams: nnx.Rngs | None = None):
    streams = streams if streams is not None else nnx.Rngs(0)
    return streams.normal(x.shape)

lanes = [
    nnx.vmap(lambda x: x + first(x)),  # ! NNX106
    nnx.vmap(lambda x: x + second(x, None)),  # ! NNX106
    nnx.vmap(lambda x: x + third(x)),  # ! NNX106
]
""",
    ),
    case(
        "by the __init__ of a module that is made inside",
        """
class Noisy(nnx.Module):
    def __init__(self, rate=0.5):
        self.dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

    def __call__(self, x):
        return self.dropout(x)

class Added(nnx.Module):
    def __init__(self, rngs=None):
        self.rngs = rngs or nnx.Rngs(0)

    def __call__(self, x):
        return x + self.rngs.normal(x.shape)

@nnx.vmap
def lane(x):
    return Noisy()(x)  # ! NNX106

@nnx.jit
def step(x):
    added = Added()  # ! NNX106
    return added(x)
""",
    ),
    case(
        "members of an ensemble whose class, or maker, has its own seed",
        """
class Layer(nnx.Module):
    def __init__(self):
        self.linear = nnx.Linear(2, 3, rngs=nnx.Rngs(0))

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

def build(seed=0):
    return Model(nnx.Rngs(seed))

@nnx.vmap(axis_size=3)
def create():
    return Layer()  # ! NNX106

models = nnx.vmap(lambda: build(), axis_size=3)()  # ! NNX106
""",
    ),
    case(
        "by a function that returns the Rngs, or a key",
        """
import jax

def streams():
    return nnx.Rngs(0)

def draw_key():
    return nnx.Rngs(noise=0).noise()

@nnx.vmap
def lane(x):
    rngs = streams()  # ! NNX106
    return x + rngs.normal(x.shape)

@nnx.vmap
def other(x):
    return x + jax.random.normal(draw_key(), x.shape)  # ! NNX106
""",
    ),
    case(
        "in a step of a raw scan, and under a flag that the call sets",
        """
import jax

def jitter(carry):
    return carry + nnx.Rngs(0).normal(carry.shape)

def step(carry, x):
    return jitter(carry), x  # ! NNX106

out = jax.lax.scan(step, 0, xs)

def drop(x, train=False):
    if train:
        return nnx.Dropout(0.5, rngs=nnx.Rngs(0))(x)
    return x

dropped = nnx.vmap(lambda x: drop(x, train=True))(xs)  # ! NNX106
""",
    ),
    case(
        "noise in a lane",
        """
@nnx.vmap
def noisy(x):
    rngs = nnx.Rngs(0)  # ! NNX106
    return x + rngs.normal(x.shape)
""",
    ),
    case(
        "members of an ensemble",
        """
models = nnx.vmap(lambda: nnx.Linear(2, 3, rngs=nnx.Rngs(0)), axis_size=3)()  # ! NNX106
""",
    ),
    case(
        "an ensemble of a class in view",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

@nnx.jit
@nnx.vmap(axis_size=3)
def create(index):
    model = Model(nnx.Rngs(0))  # ! NNX106
    return index, model
""",
    ),
    case(
        "an ensemble of a class that is imported, as its state",
        """
from models import Model

@nnx.vmap(axis_size=3)
def create():
    model = Model(rngs=nnx.Rngs(params=1, dropout=2))  # ! NNX106
    return nnx.split(model)
""",
    ),
    case(
        "keys that lanes return",
        """
keys = nnx.vmap(lambda x: nnx.Rngs(0).params())(xs)  # ! NNX106
""",
    ),
    case(
        "whole Rngs that lanes return",
        """
rngs = nnx.vmap(lambda x: (x, nnx.Rngs(0)))(xs)  # ! NNX106
""",
    ),
    case(
        "a seed with a name, and a key",
        """
import jax

SEED = 42

@nnx.vmap
def noisy(x):
    rngs = nnx.Rngs(SEED + 1, noise=jax.random.key(SEED))  # ! NNX106
    return x * jax.random.bernoulli(rngs.noise(), 0.5, x.shape)
""",
    ),
    case(
        "a step of a scan, a negative seed",
        """
@nnx.scan
def step(carry, x):
    noise = nnx.Rngs(-1).normal(x.shape)  # ! NNX106
    return carry + noise, x
""",
    ),
    case(
        "a body of a loop",
        """
def body(i, x):
    return x + 0.1 * nnx.Rngs(0).normal((3,))  # ! NNX106

y = nnx.fori_loop(0, 3, body, x)
""",
    ),
    case(
        "a body of a while loop, by keyword",
        """
y = nnx.while_loop(
    cond_fun=lambda x: x.sum() < 3,
    body_fun=lambda x: x + nnx.Rngs(0).uniform(x.shape),  # ! NNX106
    init_val=x,
)
""",
    ),
    case(
        "noise in a compiled step",
        """
@nnx.jit
def train_step(model, x):
    rngs = nnx.Rngs(0)  # ! NNX106
    return model(x + rngs.noise.normal(x.shape))
""",
    ),
    case(
        "a model is trained with the same dropout in each step",
        """
@nnx.jit
def train_step(model, optimizer, x):
    def loss_fn(model):
        return model(x, rngs=nnx.Rngs(dropout=0)).sum()  # ! NNX106

    grads = nnx.grad(loss_fn)(model)
    optimizer.update(model, grads)
""",
    ),
    case(
        "an inner function that the step calls",
        """
@nnx.jit
def train_step(x):
    def noisy(x):
        return x + nnx.Rngs(0).normal(x.shape)  # ! NNX106

    return noisy(x)
""",
    ),
    case(
        "Dropout made and called",
        """
@nnx.jit
def forward(x):
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))  # ! NNX106
    return dropout(x)
""",
    ),
    case(
        "a kept Dropout that gets the Rngs",
        """
dropout = nnx.Dropout(0.5)

@nnx.remat
def forward(x):
    return dropout(x, rngs=nnx.Rngs(0))  # ! NNX106
""",
    ),
    case(
        "a branch that samples from data",
        """
y = nnx.cond(x.sum() > 0, lambda p: nnx.Rngs(0).categorical(p), lambda p: p, x)  # ! NNX106
""",
    ),
    case(
        "transforms of JAX",
        """
import jax
from functools import partial

@jax.jit
def step(x):
    return x + nnx.Rngs(0).normal(x.shape)  # ! NNX106

@partial(jax.vmap, in_axes=0)
def lane(x):
    return x + nnx.Rngs(0).normal(x.shape)  # ! NNX106

def body(carry, x):
    return carry, x - nnx.Rngs(0).normal(x.shape)  # ! NNX106

out = jax.lax.scan(body, 0, xs)
masks = jax.pmap(lambda x: nnx.Rngs(0).normal((3,)))(xs)  # ! NNX106
""",
    ),
    case(
        "in place of the Rngs that is given",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    rngs = nnx.Rngs(0)  # ! NNX106
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.jit
def draw(rngs):
    rngs = nnx.Rngs(0)  # ! NNX106
    return rngs.normal((3,))

@nnx.jit
def make(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(0))  # ! NNX106
""",
    ),
    case(
        "in place of the Rngs that is given, for whatever comes then",
        """
from models import apply

class Critic(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        rngs = nnx.Rngs(0)  # ! NNX106
        self.linear = nnx.Linear(2, 3, rngs=rngs)

critics = nnx.split_rngs(splits=2)(nnx.vmap(Critic, axis_size=2))(nnx.Rngs(0))

@nnx.jit
def eval_step(model, init_rngs, x):
    init_rngs = nnx.Rngs(0)  # ! NNX106

    def inner(x):
        return apply(model, init_rngs, x)

    return inner(x)
""",
    ),
    case(
        "a layer that a mapped __init__ keeps",
        """
class Experts(nnx.Module):
    @nnx.vmap(in_axes=(0, 0))
    def __init__(self, index):
        self.linear = nnx.Linear(2, 3, rngs=nnx.Rngs(0))  # ! NNX106
""",
    ),
    case(
        "classes and functions of the file, by position",
        """
class Model(nnx.Module):
    def __init__(self, features, rngs: nnx.Rngs):
        self.linear = nnx.Linear(features, 3, rngs=rngs)

def build(features, rngs):
    return nnx.Linear(features, 3, rngs=rngs)

def noise(rngs, shape):
    return rngs.normal(shape)

models = nnx.vmap(lambda: Model(2, nnx.Rngs(0)), axis_size=3)()  # ! NNX106
layers = nnx.vmap(lambda: build(2, nnx.Rngs(0)), axis_size=3)()  # ! NNX106

@nnx.jit
def noisy(x):
    return x + noise(nnx.Rngs(0), (3,))  # ! NNX106
""",
    ),
    case(
        "handed on by position, and by another name",
        """
class Block(nnx.Module):
    def __init__(self, features, streams):
        self.linear = nnx.Linear(features, 3, rngs=streams)

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.block = Block(2, rngs)

def noise(shape, streams):
    return sample(shape, streams)

def sample(shape, streams):
    return streams.normal(shape)

models = nnx.vmap(lambda: Model(nnx.Rngs(0)), axis_size=3)()  # ! NNX106

@nnx.jit
def noisy(x):
    return x + noise((3,), nnx.Rngs(0))  # ! NNX106
""",
    ),
    case(
        "a model in view that passes it on",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5)

    def __call__(self, x, rngs):
        return self.dropout(self.linear(x), rngs=rngs)

@nnx.vmap(in_axes=(None, 0))
def forward(model: Model, x):
    return model(x, rngs=nnx.Rngs(0))  # ! NNX106
""",
    ),
    case(
        "the oldest release",
        """
import jax

@nnx.vmap
def noisy(x):
    return x + jax.random.normal(nnx.Rngs(0).params(), x.shape)  # ! NNX106
""",
        target="0.8.5",
    ),
    case(
        "lanes and steps that make one from what they all capture",
        """
import jax
import jax.numpy as jnp

class Config:
    seed = 3

@nnx.vmap
def members(lane):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(Config.seed))  # ! NNX106

def ensemble(key, seed):
    layers = nnx.vmap(lambda lane: nnx.Linear(2, 3, rngs=nnx.Rngs(key)))  # ! NNX106

    @jax.vmap
    def noisy(x):
        return x + nnx.Rngs(seed + 1).normal(x.shape)  # ! NNX106

    return layers(jnp.arange(3)), noisy(jnp.zeros((3, 2)))

class Model(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    @classmethod
    def create(cls, rngs):
        return cls(rngs)

@nnx.vmap
def models(lane):
    return Model.create(nnx.Rngs(0))  # ! NNX106
""",
    ),
]

VALID = [
    case(
        "made by a function that evaluates, is given the seed, or makes one model for all",
        """
import jax.numpy as jnp

def augment(x):
    return x + nnx.Rngs(0).normal(x.shape)

@nnx.jit
def evaluate(x):
    return augment(x)

def seeded(x, seed):
    return x + nnx.Rngs(seed).normal(x.shape)

@nnx.vmap
def apart(x, seed):
    return seeded(x, seed)

def project(x):
    return nnx.Linear(2, 2, rngs=nnx.Rngs(0))(x)

@nnx.vmap
def projected(x):
    return project(x)
""",
    ),
    case(
        "a called function is given a key, a number or an Rngs of the lane",
        """
import jax

def noise(x, seed=0):
    return nnx.Rngs(seed).normal(x.shape)

def optional(x, rngs=None):
    rngs = rngs or nnx.Rngs(0)
    return rngs.normal(x.shape)

def defaulted(x, rngs=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs.normal(x.shape)

def folded(x, index):
    key = jax.random.fold_in(nnx.Rngs(0).noise(), index)
    return jax.random.normal(key, x.shape)

@nnx.vmap
def by_key(x, key):
    return x + noise(x, key) + noise(x, seed=jax.random.fold_in(key, 1)) + folded(x, key)

@nnx.split_rngs(splits=3)
@nnx.vmap
def given(x, rngs):
    return x + optional(x, rngs) + defaulted(x, rngs=rngs)

@nnx.jit
def seeded(x, seed: int):
    return x + noise(x, seed)

seeded(xs, 0)
given(xs, nnx.Rngs(0))
""",
    ),
    case(
        "called functions make one model, its shapes, or what starts from constants",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)

class Scale(nnx.Module):
    def __init__(self):
        self.norm = nnx.LayerNorm(2, rngs=nnx.Rngs(0))

def build():
    return Model(nnx.Rngs(0))

def weights(scale):
    return scale * nnx.Rngs(0).normal((2, 2))

def shapes():
    return nnx.eval_shape(lambda: Model(nnx.Rngs(0)))

create = nnx.jit(build)
scales = nnx.vmap(lambda: Scale(), axis_size=3)()

@nnx.vmap
def lane(x):
    shapes()
    return build()(x) + x @ weights(0.1)
""",
    ),
    case(
        "a module with a seed of its own that is made outside, or gets other state",
        """
class Noisy(nnx.Module):
    def __init__(self):
        self.dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

    def __call__(self, x):
        return self.dropout(x)

model = Noisy()

@nnx.jit
def step(model: Noisy, x):
    return model(x)

step(model, xs)

@nnx.jit
def restored(state, x):
    model = Noisy()
    nnx.update(model, state)
    return model(x)
""",
    ),
    case(
        "a carry that starts as zeros, whatever it is given",
        """
cell = nnx.LSTMCell(2, 3, rngs=nnx.Rngs(0))
rnn = nnx.RNN(cell)

def start(cell, shape):
    return cell.initialize_carry(shape, rngs=nnx.Rngs(0))

@nnx.vmap
def carries(x):
    return start(cell, x.shape) + x

def apply(rnn, x):
    return rnn(x, rngs=nnx.Rngs(0)) + x

@nnx.vmap(in_axes=(None, 0))
def lane(rnn, x):
    return apply(rnn, x)

lane(rnn, xs)
""",
    ),
    case(
        "a called function that is told not to draw",
        """
def drop(x, train=False):
    if train:
        return nnx.Dropout(0.5, rngs=nnx.Rngs(0))(x)
    return x

dropped = nnx.vmap(lambda x: drop(x))(xs)
""",
    ),
    case(
        "made outside and passed in",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

y = noisy(nnx.Rngs(0), x)
""",
    ),
    case(
        "a key for each lane",
        """
import jax

@nnx.vmap
def create(key):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(key))

models = create(jax.random.split(jax.random.key(0), 3))
""",
    ),
    case(
        "a key that is folded in",
        """
import jax

@nnx.vmap
def noisy(index, x):
    key = jax.random.fold_in(nnx.Rngs(0).noise(), index)
    return x + jax.random.normal(key, x.shape)

@nnx.vmap
def create(index):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(jax.random.fold_in(jax.random.key(0), index)))
""",
    ),
    case(
        "seeds of a compiled function that are not in view",
        """
from config import SEED, settings

def build(seed):
    @nnx.jit
    def noisy(x):
        rngs = nnx.Rngs(seed), nnx.Rngs(SEED), nnx.Rngs(settings.seed), nnx.Rngs(**settings)
        return x + rngs[0].normal(x.shape)

    return noisy

for seed in range(3):
    nnx.jit(lambda x: x + nnx.Rngs(seed).normal(x.shape))(xs)
""",
    ),
    case(
        "a compiled constructor",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

@nnx.jit
def create_model():
    model = Model(nnx.Rngs(0))
    nnx.update(model, shardings(nnx.state(model)))
    return model

model = nnx.jit(lambda: Model(rngs=nnx.Rngs(0)))()
weights = nnx.jit(lambda: nnx.Rngs(0).normal((2, 3)))()
""",
    ),
    case(
        "weights that a compiled function makes for data",
        """
@nnx.jit
def init(x):
    return nnx.Rngs(0).normal((x.shape[-1], 3))

@nnx.jit
def project(x):
    return x @ nnx.Rngs(0).normal((x.shape[-1], 3))
""",
    ),
    case(
        "only shapes are asked for",
        """
import jax

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

@nnx.vmap(axis_size=3)
def create():
    return Model(rngs=nnx.Rngs(0))

abstract = nnx.eval_shape(create)
other = nnx.eval_shape(lambda: nnx.vmap(lambda: Model(rngs=nnx.Rngs(0)), axis_size=3)())
third = jax.eval_shape(nnx.vmap(lambda: Model(rngs=nnx.Rngs(0)), axis_size=3))
""",
    ),
    case(
        "the module gets the state of its lane",
        """
@nnx.vmap
def restore(state):
    model = nnx.Linear(2, 3, rngs=nnx.Rngs(0))
    nnx.update(model, state)
    return model

@nnx.vmap
def apply(state, x):
    graphdef, _ = nnx.split(nnx.Linear(2, 3, rngs=nnx.Rngs(0)))
    return nnx.merge(graphdef, state)(x)
""",
    ),
    case(
        "the Rngs gets the state of its lane",
        """
@nnx.vmap
def noisy(seed, state, x):
    rngs = nnx.Rngs(0)
    nnx.update(rngs, state)
    return x + rngs.normal(x.shape)

@nnx.vmap
def reseeded(key, x):
    rngs = nnx.Rngs(0)
    nnx.reseed(rngs, default=key)
    return x + rngs.normal(x.shape)
""",
    ),
    case(
        "one model for the data of all lanes",
        """
@nnx.vmap
def apply(x):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(0))(x)

@nnx.vmap
def project(x):
    return x @ nnx.Rngs(0).normal((2, 3))
""",
    ),
    case(
        "one result for all lanes",
        """
@nnx.vmap(in_axes=0, out_axes=(0, None))
def apply(x):
    return x, nnx.Linear(2, 3, rngs=nnx.Rngs(0))
""",
    ),
    case(
        "layers that start from constants",
        """
norms = nnx.vmap(lambda: nnx.BatchNorm(3, rngs=nnx.Rngs(0)), axis_size=3)()

class Scale(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.scale = nnx.Param(1.0)

scales = nnx.vmap(lambda: Scale(rngs=nnx.Rngs(0)), axis_size=3)()
""",
    ),
    case(
        "Dropout that drops nothing",
        """
@nnx.jit
def forward(x):
    a = nnx.Dropout(0.5, deterministic=True, rngs=nnx.Rngs(0))(x)
    b = nnx.Dropout(0.0, rngs=nnx.Rngs(0))(x)
    return a + b

dropout = nnx.Dropout(0.5)

@nnx.jit
def other(x):
    return dropout(x, deterministic=True, rngs=nnx.Rngs(0))
""",
    ),
    case(
        "an evaluation that is to repeat its noise",
        """
@nnx.jit
def eval_step(model, x):
    return model(x + nnx.Rngs(0).normal(x.shape))

@nnx.jit
def sample(model, x):
    return model(x, rngs=nnx.Rngs(0))
""",
    ),
    case(
        "a model that is told that it does not train",
        """
@nnx.jit
def step(model, x):
    def loss_fn(model):
        return model(x, train=False, rngs=nnx.Rngs(0)).sum()

    return nnx.value_and_grad(loss_fn)(model)
""",
    ),
    case(
        "an Rngs that is given for something else",
        """
@nnx.jit
def make(rngs: nnx.Rngs):
    noise = rngs.normal((3,))
    return noise, nnx.Linear(2, 3, rngs=nnx.Rngs(0))

@nnx.jit
def other(rngs: nnx.Rngs):
    key = rngs()
    rngs = nnx.Rngs(0)
    return key, rngs.normal((3,))
""",
    ),
    case(
        "in place of the one that is given, but for nothing random",
        """
class Scale(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.scale = nnx.Param(1.0)

@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    rngs = nnx.Rngs(0)
    return nnx.LayerNorm(3, rngs=rngs), Scale(rngs=rngs)

@nnx.jit
def refill(rngs: nnx.Rngs, state):
    rngs = nnx.Rngs(0)
    nnx.update(rngs, state)
    return rngs.normal((3,))

def stub(rngs: nnx.Rngs):
    rngs = nnx.Rngs(0)
    return rngs.normal((3,))
""",
    ),
    case(
        "a model in view that ignores it",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

    def __call__(self, x, rngs=None):
        return self.linear(x)

@nnx.vmap(in_axes=(None, 0))
def forward(model: Model, x):
    return model(x, rngs=nnx.Rngs(0))
""",
    ),
    case(
        "a model in view that ignores it while it is trained",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

    def __call__(self, x, rngs=None):
        return self.linear(x)

@nnx.jit
def train_step(model: Model, x):
    def loss_fn(model: Model):
        return model(x, rngs=nnx.Rngs(0)).sum()

    return nnx.grad(loss_fn)(model)
""",
    ),
    case(
        "a layer that is told to start from zeros",
        """
zeros = nnx.initializers.zeros
layers = nnx.vmap(
    lambda: nnx.Linear(2, 3, kernel_init=zeros, rngs=nnx.Rngs(0)), axis_size=3
)()
""",
    ),
    case(
        "no transform runs it",
        """
def noisy(x):
    return x + nnx.Rngs(0).normal(x.shape)

class Trainer:
    def step(self, x):
        rngs = nnx.Rngs(0)
        return nnx.jit(lambda x, rngs: x + rngs.normal(x.shape))(x, rngs)
""",
    ),
    case(
        "an inner function that is only returned",
        """
@nnx.jit
def make(x):
    def noisy(y):
        return y + nnx.Rngs(0).normal(y.shape)

    return noisy
""",
    ),
    case(
        "it may also be given",
        """
@nnx.jit
def noisy(x, rngs=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return x + rngs.normal(x.shape)

@nnx.jit
def other(x, rngs=None):
    rngs = rngs or nnx.Rngs(0)
    return x + rngs.normal(x.shape)
""",
    ),
    case(
        "handed on to what is not in view",
        """
from helpers import augment

@nnx.vmap
def noisy(x):
    rngs = nnx.Rngs(0)
    return augment(x, rngs)
""",
    ),
    case(
        "split inside",
        """
@nnx.jit
def noisy(xs):
    rngs = nnx.Rngs(0)
    nnx.split_rngs(rngs, splits=3)
    return xs
""",
    ),
    case(
        "another class of this name",
        """
from mylib import Rngs

vmap = nnx.vmap

@vmap
def noisy(x):
    return x + Rngs(0).normal(x.shape)
""",
        skip=("by name",),
    ),
    case(
        "lanes that make one from what is theirs, or for a call",
        """
import jax

def ensemble(key, keys, x):
    @nnx.vmap
    def folded(lane):
        return nnx.Linear(2, 3, rngs=nnx.Rngs(jax.random.fold_in(key, lane)))

    @nnx.vmap
    def picked(lane):
        return nnx.Linear(2, 3, rngs=nnx.Rngs(keys[lane]))

    @nnx.jit
    def compiled(x):
        return nnx.Dropout(0.5, rngs=nnx.Rngs(key))(x)

    @jax.vmap
    def evaluated(x):
        model = nnx.Linear(2, 3, rngs=nnx.Rngs(key))
        return model(x)

    return folded, picked, compiled(x), evaluated
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX106")


@pytest.mark.parametrize(
    ("transform", "effect"),
    [
        (
            "nnx.vmap",
            "in every lane of nnx.vmap (every lane draws the same numbers): split an Rngs above",
        ),
        (
            "nnx.scan",
            "at every step of nnx.scan (every step draws the same numbers): make it outside",
        ),
        (
            "nnx.jit",
            "on every call of nnx.jit (every call draws the same numbers): make it outside",
        ),
    ],
)
def test_the_message_says_what_repeats(transform: str, effect: str) -> None:
    source = (
        f"from flax import nnx\n\n@{transform}\ndef noisy(c, x):\n"
        "    return c, x + nnx.Rngs(\n        0).normal(x.shape)\n"
    )
    (finding,) = check(Case(transform, source), source)
    assert finding.message.startswith("nnx.Rngs( 0) is made anew")
    assert effect in finding.message
