"""NNX105: a draw in a transformed function from state that is captured, not passed.

Reasons that open with a number name the row of the measured behaviour of Flax.
"""

import pytest
from rules.cases import Variant, case, every_variant, message, verify_examples
from rules.programs import RECORDS

MODEL = """
import jax.numpy as jnp

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

    def encode(self, x):
        return self.linear(x)

model = Model(nnx.Rngs(0))
"""

UPDATED = """
import jax
import jax.numpy as jnp

class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def __call__(self, x):
        return x + jax.random.normal(self.rngs.noise(), x.shape)

noisy = Noisy(nnx.Rngs(0, noise=1))
_, keys, rest = nnx.split(noisy, nnx.RngKey, ...)
lanes = jax.tree.map(lambda key: jax.random.split(key, 3), keys)

def draw(keys, x):
    nnx.update(noisy, keys, rest)
    return noisy(x)MARK

jax.vmap(draw)(lanes, jnp.zeros((3, 2)))
"""

FALLING_BACK = """
class Noisy(nnx.Module):
    def __init__(self, rngs):
        self.rngs = rngs
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def tested(self, x, rngs=None):
        if rngs is None:
            rngs = self.rngs
        return x + rngs.normal(x.shape)

    def chosen(self, x, rngs=None):
        rngs = rngs if rngs is not None else self.rngs
        return x + rngs.normal(x.shape)

    def either(self, x, *, rngs=None):
        rngs = rngs or self.rngs
        return x + rngs.normal(x.shape)

    def at_once(self, x, rngs: nnx.Rngs | None = None):
        return x + (rngs or self.rngs).normal(x.shape)

    def handed(self, x, rngs=None):
        return self.dropout(x, rngs=rngs)

noisy = Noisy(nnx.Rngs(0))
"""

STATE = """
import jax
import jax.numpy as jnp
from flax.training import train_state

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

class State(train_state.TrainState):
    rest: nnx.State

graphdef, params, rest = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)
state = State.create(apply_fn=graphdef.apply, params=params, tx=tx, rest=rest)

@jax.jit
def step(state, x):
    def loss(params):
        LOSS

    (_, new), grads = jax.value_and_grad(loss, has_aux=True)(state.params)
    return state.apply_gradients(grads=grads, rest=new)

state = step(state, jnp.ones((4, 8)))
"""
"""A state that Flax's `TrainState` keeps, merged where only the parameters are differentiated."""

INVALID = [
    case(
        "a class that is called with options, too: what it is given by its place is certain",
        """
import jax.numpy as jnp

class Holder(nnx.Module):
    def __init__(self, layer, width):
        self.layer = layer

    def __call__(self, x):
        return self.layer(x)

options = {"width": 4}
model = Holder(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), **options)

@nnx.jit
def forward(x):
    return model(x)  # ! NNX105

forward(jnp.ones(4))
""",
    ),
    case(
        "layers that one statement keeps, in branches, and a list of them as branches",
        """
import jax

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.drop, self.scale = nnx.Dropout(0.5, rngs=rngs), 2.0

    def __call__(self, x):
        return self.drop(x)

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        (self.first, self.second) = (Block(rngs), Block(rngs))
        self.blocks = nnx.List([Block(rngs) for _ in range(3)])

    def __call__(self, index, x):
        x = jax.lax.cond(index > 0, self.first, self.second, x)  # ! NNX105
        x = jax.lax.switch(index, [lambda x: self.second(x), lambda x: x], x)  # ! NNX105

        def body(x, index):
            return jax.lax.switch(index, self.blocks, x), None  # ! NNX105

        return jax.lax.scan(body, x, jnp.arange(3))[0]
""",
        target="0.12.12",
    ),
    case(
        "a module that derives from a generic one",
        """
from typing import Generic, TypeVar

import jax

T = TypeVar("T")

class Base(nnx.Module, Generic[T]):
    def __init__(self, config: T, rngs: nnx.Rngs):
        self.config = config
        self.rngs = rngs

class Noise(Base[int]):
    def __call__(self, x):
        return x + self.rngs.noise.normal(x.shape)

model = Noise(1, nnx.Rngs(0))

@jax.jit
def run(x):
    return model(x)  # ! NNX105
""",
        target="0.12.12",
    ),
    case(
        "a method of a module that is called as one of arrays",
        """
import jax

class Tokens(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def flatten(self, x):
        return x.reshape(-1) + self.rngs.normal((x.size,))

    def __call__(self, x):
        @nnx.jit
        def step(x):
            return self.flatten(x)  # ! NNX105

        return step(x.astype("bfloat16"))
""",
    ),
    case(
        "a state that a TrainState keeps, merged in a gradient: the variables are those outside",
        STATE.replace(
            "LOSS",
            "merged = nnx.merge(graphdef, params, state.rest)\n"
            "        y = merged(x)  # ! NNX105\n"
            "        return y.sum(), nnx.state(merged, nnx.RngState)",
        ),
        skip=("old path",),
    ),
    case(
        "the same by the graphdef.apply that it keeps",
        STATE.replace(
            "LOSS",
            "y, (_, new) = state.apply_fn(params, state.rest)(x)  # ! NNX105\n"
            "        return y.sum(), new.filter(nnx.RngState)",
        ),
        skip=("old path",),
    ),
    case(
        "graphdef.apply in a gradient, of a state that the function around is given",
        MODEL
        + """
import jax

graphdef, params, rest = nnx.split(model, nnx.Param, ...)

@jax.jit
def step(params, rest, x):
    @jax.grad
    def loss(params):
        return graphdef.apply(params, rest)(x)[0].sum()  # ! NNX105

    return loss(params)

step(params, rest, jnp.ones((4, 8)))
""",
        skip=("old path",),
    ),
    case(
        "what only the call of the function around shows, in branches and loops of JAX",
        """
import jax
import jax.numpy as jnp

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

@nnx.jit
def forward(net, x, flag):
    y = jax.lax.cond(flag, lambda x: net(x), lambda x: x, x)  # ! NNX105
    return jax.lax.map(lambda x: net(x), y)  # ! NNX105

@nnx.jit
def rollout(net, xs):
    def step(carry, x):
        return carry, net(x)  # ! NNX105

    return jax.lax.scan(step, 0, xs)

net, xs = Net(nnx.Rngs(0)), jnp.ones((3, 8))
forward(net, xs, True), rollout(net, xs)
""",
    ),
    case(
        "a module in a NamedTuple or a struct.dataclass from outside",
        RECORDS
        + """
pair = Pair(Net(nnx.Rngs(0)), 0)
record = Record(0, Net(nnx.Rngs(1)), kept=None)

@nnx.jit
def forward(x):
    return pair.model(x)  # ! NNX105

@jax.jit
def other(x):
    return record.model(x)  # ! NNX105
""",
    ),
    case(
        "JAX runs a module as a function, or a bound method of one",
        """
import jax
import jax.numpy as jnp

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

    def step(self, carry, x):
        return carry, self(x)

    def lanes(self, xs):
        return jax.vmap(self.dropout)(xs)  # ! NNX105

    def branch(self, x):
        return jax.lax.cond(x.sum() > 0, self.__call__, lambda x: x, x)  # ! NNX105

net = Net(nnx.Rngs(0))
xs = jnp.ones((3, 4))
y = jax.vmap(net)(xs)  # ! NNX105
z = jax.lax.map(net, xs)  # ! NNX105
w = jax.lax.scan(net.step, 0, xs)  # ! NNX105
forward = jax.jit(net.step)  # ! NNX105
v = jax.checkpoint(nnx.Dropout(0.5, rngs=nnx.Rngs(0)))(xs)  # ! NNX105
""",
    ),
    case(
        "a partial of what is made on the spot",
        """
import jax
from functools import partial

def noisy(rngs, x):
    return x + jax.random.normal(rngs.noise(), x.shape)

def drop(dropout, x):
    return dropout(x)

add = jax.jit(partial(noisy, nnx.Rngs(0)))  # ! NNX105
thin = jax.jit(partial(drop, dropout=nnx.Dropout(0.5, rngs=nnx.Rngs(0))))  # ! NNX105
""",
    ),
    case(
        "state of its own by nnx.update, which Flax refuses since 0.10.5",
        UPDATED.replace("MARK", "  # ! NNX105"),
    ),
    case(
        "only what was updated is another one in each lane",
        """
import jax

rngs = nnx.Rngs(0, noise=1)

@jax.vmap
def scaled(x):
    return x * jax.random.normal(rngs.noise())  # ! NNX105

@jax.vmap
def updated(keys, x):
    nnx.update(rngs, keys)
    return x * jax.random.normal(rngs.noise())
""",
        target="0.9.0",
    ),
    case(
        "a captured state that is merged inside",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))

@jax.jit
def forward(x):
    model = nnx.merge(graphdef, state)
    return model(x)  # ! NNX105

def body(carry, x):
    return carry, nnx.merge(graphdef, state)(x)  # ! NNX105

_, ys = jax.lax.scan(body, 0, xs)
ys = jax.vmap(lambda x: nnx.merge(graphdef, state)(x))(xs)  # ! NNX105

graphdef, params, rest = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)

def loss(params):
    model = nnx.merge(graphdef, params, rest)
    return model(xs).sum()  # ! NNX105

grads = jax.grad(loss)(params)
""",
        skip={"old path"},
    ),
    case(
        "a captured state that was another module before 0.11.0",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))

def body(carry, x):
    return carry, nnx.merge(graphdef, state)(x)  # ! NNX105

_, ys = jax.lax.scan(body, 0, xs)
ys = jax.vmap(lambda x: nnx.merge(graphdef, state)(x))(xs)  # ! NNX105

@jax.jit
def forward(x):
    return nnx.merge(graphdef, state)(x)  # ! NNX105

for x in xs:
    forward(x)
""",
        target="0.10.7",
    ),
    case(
        "state in the fields of a dataclass",
        """
import dataclasses
from dataclasses import dataclass, field, InitVar
import jax

@dataclass
class Noisy(nnx.Module):
    scale: float
    rngs: nnx.Rngs

    def __call__(self, x):
        return x + self.scale * self.rngs.normal(x.shape)

@dataclasses.dataclass(kw_only=True)
class Wrapped(nnx.Module):
    inner: Noisy
    drop: nnx.Dropout = field(default_factory=lambda: nnx.Dropout(0.5, rngs=nnx.Rngs(0)))

@nnx.dataclass
class Kept(Noisy):
    count: int = nnx.static(default=1)
    seeds: InitVar[nnx.Rngs] = None

    def __post_init__(self, seeds):
        self.layer = nnx.Dropout(0.5, rngs=seeds)

noisy, kept = Noisy(1.0, nnx.Rngs(0)), Kept(1.0, nnx.Rngs(0), 2, nnx.Rngs(1))
wrapped = Wrapped(inner=noisy)

@nnx.jit
def use(x):
    a = noisy(x)  # ! NNX105
    b = wrapped.inner(x)  # ! NNX105
    c = wrapped.drop(x)  # ! NNX105
    d = kept(x)  # ! NNX105
    e = kept.layer(x)  # ! NNX105
    return a, b, c, d, e

@nnx.jit
def create():
    return Kept(1.0, noisy.rngs, 2, wrapped.drop.rngs)
""",
    ),
    case(
        "what plain objects keep: their attributes, methods, bases, and objects in objects",
        MODEL
        + """
import jax

class Base:
    def __init__(self, net):
        self.net = net

class Derived(Base):
    def nested(self, x):
        @nnx.jit
        def forward(x):
            return self.net(x)  # ! NNX105
        return forward(x)

class Trainer:
    def __init__(self, net):
        self.net = net

    def forward(self, x):
        return self.net(x)

    def lanes(self, xs):
        return jax.lax.map(self.forward, xs)  # ! NNX105

class Runner:
    def __init__(self, rngs):
        self.trainer = Base(Model(rngs))

    def run(self, xs):
        return jax.vmap(lambda x: self.trainer.net(x))(xs)  # ! NNX105

def use(x):
    trainer = Trainer(model)

    @nnx.jit
    def by_method(x):
        return trainer.forward(x)  # ! NNX105

    @nnx.jit
    def by_attribute(x):
        return trainer.net(x)  # ! NNX105

    return by_method(x), by_attribute(x), Runner(nnx.Rngs(1)).run(x), Derived(model).nested(x)
""",
    ),
    case(
        "a layer that a function makes of a class that it is handed",
        MODEL
        + """
def build(layer, rngs):
    return layer(0.5, rngs=rngs)

drop = build(nnx.Dropout, nnx.Rngs(0))

@nnx.jit
def run(x):
    return drop(x)  # ! NNX105
""",
    ),
    case(
        "every function of JAX that traces what it is given",
        """
import jax
from jax.sharding import PartitionSpec as P

rngs, mesh = nnx.Rngs(0), jax.make_mesh((2,), ("d",))

def use(x):
    value, pullback = jax.vjp(lambda x: x + rngs.normal(x.shape), x)  # ! NNX105
    tangent = jax.jvp(lambda x: x * rngs.normal(x.shape), (x,), (x,))  # ! NNX105
    line = jax.linearize(lambda x: x * rngs.normal(x.shape), x)  # ! NNX105
    forward = jax.jacfwd(lambda x: x * rngs.normal(x.shape))(x)  # ! NNX105
    reverse = jax.jacrev(lambda x: x * rngs.normal(x.shape))(x)  # ! NNX105
    second = jax.hessian(lambda x: (x * rngs.normal(x.shape)).sum())(x)  # ! NNX105
    along = jax.numpy.apply_along_axis(lambda x: x + rngs.normal(x.shape), 1, x)  # ! NNX105
    lanes = jax.numpy.vectorize(lambda x: x + rngs.normal(x.shape))(x)  # ! NNX105
    converted = jax.closure_convert(lambda x: x + rngs.normal(x.shape), x)  # ! NNX105
    shown = jax.make_jaxpr(lambda x: x + rngs.normal(x.shape))(x)  # ! NNX105
    held = nnx.jit(jax.tree_util.Partial(lambda r, x: x + r.normal(x.shape), rngs))  # ! NNX105
    return value, pullback, tangent, line, forward, reverse, second, along, lanes, converted

@jax.shard_map(mesh=mesh, in_specs=P("d"), out_specs=P("d"))
def shard(x):
    return x + rngs.normal(x.shape)  # ! NNX105

@nnx.shard_map(mesh=mesh, in_specs=P("d"), out_specs=P("d"))
def shard_of_flax(x):
    return x + rngs.normal(x.shape)  # ! NNX105
""",
    ),
    case(
        "what a partial holds for a parameter",
        """
import jax
from functools import partial

drop, rngs = nnx.Dropout(0.5, rngs=nnx.Rngs(0)), nnx.Rngs(1)

def run(drop, x):
    return drop(x)

def noise(x, *, rngs):
    return x + rngs.normal(x.shape)

fast = nnx.jit(partial(run, drop))  # ! NNX105
lanes = partial(noise, rngs=rngs)  # ! NNX105

def use(x):
    return fast(x), jax.vmap(lanes)(x), jax.lax.map(partial(run, drop), x)  # ! NNX105
""",
    ),
    case(
        "layers in lists that are filled step by step, in Sequential, Dict and by setattr",
        """
class Filled(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        layers = []
        for _ in range(3):
            layers.append(nnx.Linear(4, 4, rngs=rngs))
            layers.append(nnx.Dropout(0.5, rngs=rngs))
        self.layers = nnx.Sequential(*layers)

    def __call__(self, x):
        return self.layers(x)

class Appended(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.layers = nnx.List([nnx.Linear(4, 4, rngs=rngs)])
        self.layers.append(nnx.Dropout(0.5, rngs=rngs))

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

class Named(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.parts = nnx.Dict(first=nnx.Dropout(0.5, rngs=rngs))
        for i in range(2):
            setattr(self, f"layer{i}", nnx.Dropout(0.5, rngs=rngs))

    def first(self, x):
        return self.parts.first(x)

    def rest(self, x):
        for i in range(2):
            x = getattr(self, f"layer{i}")(x)
        return x

filled, appended, named = Filled(nnx.Rngs(0)), Appended(nnx.Rngs(1)), Named(nnx.Rngs(2))

@nnx.jit
def run_filled(x):
    return filled(x)  # ! NNX105

@nnx.jit
def run_appended(x):
    return appended(x)  # ! NNX105

@nnx.jit
def run_first(x):
    return named.first(x)  # ! NNX105

@nnx.jit
def run_rest(x):
    return named.rest(x)  # ! NNX105
""",
    ),
    case(
        "every layer that draws when it is called, by a stream that it keeps",
        """
attention = nnx.MultiHeadAttention(
    2, 4, dropout_rate=0.5, deterministic=False, rngs=nnx.Rngs(0)
)
told = nnx.MultiHeadAttention(2, 4, dropout_rate=0.5, rngs=nnx.Rngs(0))
rnn = nnx.RNN(nnx.LSTMCell(4, 4, rngs=nnx.Rngs(1)), rngs=nnx.Rngs(2))
cell = nnx.GRUCell(4, 4, rngs=nnx.Rngs(1), keep_rngs=True)

@nnx.jit
def attend(x):
    return attention(x, decode=False)  # ! NNX105

@nnx.jit
def attend_as_told(x):
    return told(x, decode=False, deterministic=False)  # ! NNX105

@nnx.jit
def run(x):
    return rnn(x)  # ! NNX105

@nnx.jit
def start(x):
    return cell.initialize_carry((2, 4))  # ! NNX105
""",
    ),
    case(
        "an Rngs that a layer is called with",
        """
rngs = nnx.Rngs(0)
cell = nnx.LSTMCell(4, 4, rngs=rngs)

@nnx.jit
def start(x):
    return cell.initialize_carry((2, 4), rngs)  # ! NNX105
""",
    ),
    case(
        "a function with its own derivative is traced by what compiles or maps it",
        """
import jax
import jax.numpy as jnp

rngs = nnx.Rngs(0)

@jax.custom_jvp
def noisy(x):
    return x + rngs.normal(x.shape)

noisy.defjvp(lambda p, t: (noisy(*p), t[0]))

@nnx.jit
def step(x):
    return noisy(x)  # ! NNX105

@jax.vmap
def lanes(x):
    return noisy(x)  # ! NNX105
""",
    ),
    case(
        "06.vmap, 06.pmap: in lanes",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)

@nnx.vmap
def noisy(x):
    return x + rngs.normal(x.shape)  # ! NNX105

@nnx.pmap
def noisy_too(x):
    return x + rngs.normal(x.shape)  # ! NNX105

noisy(jnp.ones((3, 4)))
""",
    ),
    case(
        "06.scan: in steps",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)

@nnx.scan
def step(carry, x):
    return carry, x + rngs.normal(x.shape)  # ! NNX105

step(0.0, jnp.ones((3, 4)))
""",
    ),
    case(
        "06.jit, 06.remat: in a compiled function",
        """
import jax
import jax.numpy as jnp

rngs = nnx.Rngs(0)

@nnx.jit
def noisy(x):
    return x + jax.random.normal(rngs.noise(), x.shape)  # ! NNX105

@nnx.remat
def noisy_too(x):
    return x + jax.random.normal(rngs(), x.shape)  # ! NNX105

noisy(jnp.ones(4))
""",
    ),
    case(
        "06.grad: under a gradient",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)

def train(model, x):
    def loss(model):
        return model(x + rngs.normal(x.shape)).sum()  # ! NNX105

    return nnx.grad(loss)(model)

train(nnx.Linear(4, 4, rngs=nnx.Rngs(1)), jnp.ones(4))
""",
    ),
    case(
        "06.cond, 06.switch: in branches",
        """
import jax.numpy as jnp

rngs, x = nnx.Rngs(0), jnp.ones(4)
nnx.switch(0, [lambda x: x * rngs.uniform(x.shape)], x)  # ! NNX105
nnx.cond(x.sum() > 0, lambda x: x + rngs.normal(x.shape), lambda x: x, x)  # ! NNX105
""",
    ),
    case(
        "branches and steps by keyword, and branches whose operands come from a tuple",
        """
import jax
import jax.numpy as jnp

rngs, x = nnx.Rngs(0), jnp.ones(4)
operands = (x, x)

def noisy(x, y):
    return x + rngs.normal((4,))  # ! NNX105

def step(i, x):
    return x + rngs.normal((4,))  # ! NNX105

jax.lax.cond(x.sum() > 0, noisy, lambda x, y: y, *operands)
jax.lax.fori_loop(0, 3, body_fun=step, init_val=x)
""",
    ),
    case(
        "06.while_loop, 06.fori_loop: in loops",
        """
import jax.numpy as jnp

rngs, x = nnx.Rngs(0), jnp.ones(4)

def body(i, x):
    return x + rngs.normal((4,))  # ! NNX105

nnx.while_loop(lambda x: x.sum() < 3, lambda x: x + rngs.normal((4,)), x)  # ! NNX105
nnx.fori_loop(0, 3, body, x)
""",
    ),
    case(
        "06.jax.*: transforms of JAX itself",
        """
import jax
import jax.numpy as jnp

rngs, x = nnx.Rngs(0), jnp.ones(4)
jax.vmap(lambda x: x + rngs.normal((2,)))(x)  # ! NNX105
jax.jit(lambda x: x + rngs.normal((4,)))(x)  # ! NNX105
jax.grad(lambda x: (x * rngs.normal((4,))).sum())(x)  # ! NNX105
jax.checkpoint(lambda x: x + rngs.normal((4,)))(x)  # ! NNX105
""",
    ),
    case(
        "06.jax.lax.*: loops and branches of JAX itself",
        """
import jax
import jax.numpy as jnp

rngs, x = nnx.Rngs(0), jnp.ones(4)
jax.lax.scan(lambda c, x: (c, x + rngs.normal(())), 0.0, x)  # ! NNX105
jax.lax.map(lambda x: x + rngs.normal(()), x)  # ! NNX105
jax.lax.fori_loop(0, 3, lambda i, x: x + rngs.normal((4,)), x)  # ! NNX105
jax.lax.cond(True, lambda x: x + rngs.normal((4,)), lambda x: x, x)  # ! NNX105
""",
    ),
    case(
        "06.eval_shape, 10m: only shapes are asked for, and it raises all the same",
        """
import jax
import jax.numpy as jnp

rngs = nnx.Rngs(0)
jax.eval_shape(lambda x: x + rngs.normal((4,)), jnp.ones(4))  # ! NNX105
nnx.eval_shape(lambda: nnx.Linear(2, 3, rngs=rngs))  # ! NNX105
""",
    ),
    case(
        "06b: a module with Dropout in a compiled step",
        MODEL
        + """
@nnx.jit
def forward(x):
    return model(x)  # ! NNX105

forward(jnp.ones(8))
""",
    ),
    case(
        "06c, 06c2, 06c3: such a module in lanes and under a gradient",
        MODEL
        + """
import jax

xs = jnp.ones((3, 8))
nnx.vmap(lambda x: model(x))(xs)  # ! NNX105
jax.vmap(lambda x: model(x))(xs)  # ! NNX105
nnx.grad(lambda x: model(x).sum())(xs)  # ! NNX105
""",
    ),
    case(
        "06e: a fork is a draw",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)
nnx.vmap(lambda x: x + rngs.fork().normal(x.shape))(jnp.ones((3, 4)))  # ! NNX105
""",
    ),
    case(
        "09l: the default of a parameter is made outside",
        """
import jax.numpy as jnp

@nnx.jit
def noisy(x, rngs=nnx.Rngs(0)):  # ! NNX117
    return x + rngs.normal(x.shape)  # ! NNX105

noisy(jnp.ones(4))
""",
    ),
    case(
        "19j, 19p: in the other modes",
        """
import jax.numpy as jnp

rngs, x = nnx.Rngs(0), jnp.ones((3, 4))
nnx.vmap(lambda x: x + rngs.normal(x.shape), graph=False)(x)  # ! NNX105
nnx.jit(lambda x: x + rngs.normal(x.shape), graph_updates=False)(x)  # ! NNX105
""",
        skip=["old path", "guarded"],
    ),
    case(
        "the parameter of a function around",
        """
def build(rngs: nnx.Rngs):
    @nnx.vmap(axis_size=3)
    def create():
        return nnx.Linear(2, 3, rngs=rngs)  # ! NNX105

    return create()

build(nnx.Rngs(0))
""",
    ),
    case(
        "self in a method, through an attribute of an attribute",
        """
import jax.numpy as jnp

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        @nnx.jit
        def forward(x):
            return self.dropout(x) + self.rngs.noise.normal(x.shape)  # ! NNX105 NNX105

        return forward(x)

Block(nnx.Rngs(0))(jnp.ones(8))
""",
    ),
    case(
        "a function of the file draws for it",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)

def noise(shape):
    return rngs.normal(shape)

@nnx.jit
def noisy(x):
    return x + noise(x.shape)  # ! NNX105

noisy(jnp.ones(4))
""",
    ),
    case(
        "made and called in one function",
        """
import jax.numpy as jnp

def main():
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

    @nnx.jit
    def forward(x):
        return dropout(x)  # ! NNX105

    return forward(jnp.ones(8))

main()
""",
    ),
    case(
        "classes of one's own that are layers which draw",
        """
class Drop(nnx.Dropout):
    pass

class Further(Drop):
    def percent(self):
        return 100 * self.rate

class Doubled(nnx.Dropout):
    def __call__(self, x):
        return 2 * super().__call__(x)

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.further = Further(0.5, rngs=rngs)

    def __call__(self, x):
        return self.further(x)

drop, doubled = Drop(0.5, rngs=nnx.Rngs(0)), Doubled(0.5, rngs=nnx.Rngs(0))
net = Net(nnx.Rngs(0))

@nnx.jit
def dropped(x):
    return drop(x)  # ! NNX105

@nnx.vmap
def lane(x):
    return doubled(x)  # ! NNX105

@nnx.jit
def below(x):
    return net(x)  # ! NNX105
""",
    ),
    case(
        "layers of one's own that hand on to those of Flax what they are made with",
        """
class Drop(nnx.Dropout):
    def __init__(self, rate, rngs):
        super().__init__(rate, rngs=rngs)

class Attention(nnx.MultiHeadAttention):
    def __init__(self, *, rngs):
        super().__init__(
            num_heads=2, in_features=8, dropout_rate=0.5, deterministic=False, rngs=rngs
        )

class Net(nnx.Sequential):
    def __init__(self, rngs):
        super().__init__(nnx.Linear(4, 4, rngs=rngs), nnx.Dropout(0.5, rngs=rngs))

class Named(nnx.Dropout):
    def __init__(self, rngs):
        super(Named, self).__init__(0.5, rngs=rngs)

class Told(nnx.Dropout):
    def __init__(self, rngs):
        nnx.Dropout.__init__(self, 0.5, rngs=rngs)

drop, named, told = Drop(0.5, nnx.Rngs(0)), Named(nnx.Rngs(0)), Told(nnx.Rngs(0))
attention = Attention(rngs=nnx.Rngs(0))
net = Net(nnx.Rngs(0))

@nnx.jit
def step(x):
    x = drop(x)  # ! NNX105
    x = named(x)  # ! NNX105
    x = told(x)  # ! NNX105
    x = attention(x)  # ! NNX105
    return net(x)  # ! NNX105
""",
    ),
    case(
        "methods of plain objects, as functions of Flax and of JAX",
        """
import jax

class Agent:
    def __init__(self):
        self.rngs = nnx.Rngs(0)

    def act(self, x):
        return x + jax.random.normal(self.rngs.noise(), x.shape)

class World:
    def __init__(self):
        self.agent = Agent()

    def run(self, xs):
        return jax.vmap(self.agent.act)(xs)  # ! NNX105

agent = Agent()
fast = jax.jit(agent.act)  # ! NNX105
lanes = nnx.vmap(agent.act)  # ! NNX105
""",
    ),
    case(
        "an attribute that is None first, and a loop over two lists of layers",
        """
class Net(nnx.Module):
    def __init__(self, rngs, rate):
        self.drop = None
        if rate > 0:
            self.drop = nnx.Dropout(0.5, rngs=rngs)
        self.first = [nnx.Dropout(0.5, rngs=rngs)]
        self.last = [nnx.Dropout(0.5, rngs=rngs)]

    def loop(self, x):
        for layer in (*self.first, *self.last):
            x = layer(x)
        return x

net = Net(nnx.Rngs(0), 0.5)

@nnx.jit
def step(x):
    x = net.drop(x)  # ! NNX105
    return net.loop(x)  # ! NNX105
""",
        target="0.11.2",
    ),
    case(
        "what is passed says that it trains: by a flag turned round, a word, a rate above 0",
        """
import jax.numpy as jnp

class Turned(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, rate=0.5):
        self.dropout = nnx.Dropout(rate, rngs=rngs) if rate > 0.0 else None

    def __call__(self, x, train=True, mode="eval"):
        if mode == "train":
            x = x + 1
        deterministic = not train
        return self.dropout(x, deterministic=deterministic)

    def by_mode(self, x, mode="eval"):
        return self.dropout(x) if mode == "train" else x

turned = Turned(nnx.Rngs(0))

@nnx.jit
def first(x):
    return turned(x)  # ! NNX105

@nnx.jit
def second(x):
    return turned(x, train=True)  # ! NNX105

@nnx.jit
def third(x):
    return turned.by_mode(x, mode="train")  # ! NNX105

@nnx.jit
def fourth(x):
    return turned.by_mode(x), turned(x, train=False)

@nnx.jit
def fifth(x):
    return turned(x, False)
""",
    ),
    case(
        "the case of a match that is come to",
        """
rngs = nnx.Rngs(0)

def noisy(x, mode="eval"):
    match mode:
        case "eval":
            return x
        case _:
            return x + rngs.normal(x.shape)

@nnx.jit
def first(x):
    return noisy(x, "train")  # ! NNX105

@nnx.jit
def second(x):
    return noisy(x), noisy(x, mode="eval")
""",
    ),
    case(
        "None leaves it to what the layer was made with",
        """
class Told(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, deterministic=False, rngs=rngs)

    def __call__(self, x, deterministic=None):
        return self.dropout(x, deterministic=deterministic)

told = Told(nnx.Rngs(0))

@nnx.jit
def forward(x):
    return told(x)  # ! NNX105
""",
    ),
    case(
        "layers of a dict in a loop, a property, a method by another name",
        """
import jax.numpy as jnp

class Model(nnx.Module):
    def __init__(self, rngs):
        self.layers = nnx.Dict({f"layer{i}": nnx.Dropout(0.5, rngs=rngs) for i in range(2)})
        self._rngs = rngs

    @property
    def rngs(self):
        return self._rngs

    def drop(self, x):
        for name, layer in self.layers.items():
            x = layer(x)
        return x

    def drop_all(self, x):
        return [layer(x) for layer in self.layers.values()]

    def __call__(self, x):
        return x + self.rngs.normal(x.shape)

    forward = __call__

model = Model(nnx.Rngs(0))
dropped = nnx.jit(lambda x: model.drop(x))  # ! NNX105
all_dropped = nnx.jit(lambda x: model.drop_all(x))  # ! NNX105
noisy = nnx.jit(lambda x: model.forward(x))  # ! NNX105
drawn = nnx.jit(lambda x: x + model.rngs.normal(x.shape))  # ! NNX105
""",
    ),
    case(
        "a function that is run on the leaves of a tree, or of a list",
        """
import functools
import jax

rngs = nnx.Rngs(0)
dropout = nnx.Dropout(0.5, rngs=rngs)

@nnx.jit
def noisy(tree):
    return jax.tree.map(lambda x: x + rngs.normal(x.shape), tree)  # ! NNX105

@nnx.jit
def dropped(x):
    return list(map(dropout, [x, x]))  # ! NNX105

@nnx.jit
def summed(xs):
    return functools.reduce(lambda x, y: x + dropout(y), xs)  # ! NNX105
""",
    ),
    case(
        "an object that is static, and the state that it holds",
        """
from functools import partial

class Trainer:
    def __init__(self):
        self.model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

    @partial(nnx.jit, static_argnums=0)  # ! NNX301
    def step(self, x):
        return self.model(x)  # ! NNX105

    @nnx.jit(static_argnames=("self",))
    def named(self, x):
        return self.model(x)  # ! NNX105

    def run(self, x):
        return self.step(x) + self.named(x)
""",
    ),
    case(
        "what an optimizer holds, and what a Bidirectional is made of",
        """
import jax.numpy as jnp
import optax

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
optimizer = nnx.ModelAndOptimizer(dropout, optax.sgd(0.1))
cells = [nnx.RNN(nnx.GRUCell(2, 4, rngs=nnx.Rngs(0)), rngs=nnx.Rngs(1)) for _ in range(2)]
rnn = nnx.Bidirectional(
    nnx.RNN(nnx.GRUCell(2, 4, rngs=nnx.Rngs(0)), rngs=nnx.Rngs(1)),
    nnx.RNN(nnx.GRUCell(2, 4, rngs=nnx.Rngs(2)), rngs=nnx.Rngs(3)),
    rngs=nnx.Rngs(4),
)

@nnx.jit
def forward(x):
    return optimizer.model(x)  # ! NNX105

@nnx.jit
def both(x):
    return rnn(x)  # ! NNX105

forward(jnp.ones(2))
both(jnp.ones((1, 3, 2)))
""",
    ),
    case(
        "layers behind stars that pass on what is known",
        """
class Layer(nnx.Module):
    def __init__(self, rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x, deterministic=False):
        return self.dropout(x, deterministic=deterministic)

class Wrapper(nnx.Module):
    def __init__(self, rngs):
        self.layer = Layer(rngs)

    def named(self, x, **kwargs):
        return self.layer(x, **kwargs)

    def __call__(self, *args, **kwargs):
        return self.layer(*args, **kwargs)

wrapper = Wrapper(nnx.Rngs(0))
forward = nnx.jit(lambda x: wrapper(x))  # ! NNX105
named = nnx.jit(lambda x: wrapper.named(x, deterministic=False))  # ! NNX105
told = nnx.jit(lambda x: wrapper(x, False))  # ! NNX105
""",
    ),
    case(
        "what a module keeps stands in for the Rngs that a call leaves out",
        FALLING_BACK
        + """
tested = nnx.jit(lambda x: noisy.tested(x))  # ! NNX105
chosen = nnx.jit(lambda x: noisy.chosen(x, None))  # ! NNX105
either = nnx.jit(lambda x: noisy.either(x))  # ! NNX105
at_once = nnx.jit(lambda x: noisy.at_once(x, rngs=None))  # ! NNX105
handed = nnx.jit(lambda x: noisy.handed(x))  # ! NNX105
""",
    ),
]

VALID = [
    case(
        "arguments from a tuple or dict may fill the parameter that has a default",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)

@nnx.jit
def noisy(x, rngs=rngs):
    return x + rngs.normal(x.shape)

noisy(*(jnp.ones(4), nnx.Rngs(1)))
noisy(jnp.ones(4), **{"rngs": nnx.Rngs(1)})
""",
    ),
    case(
        "branches that draw nothing, from a list and from what one statement keeps",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rate, rngs: nnx.Rngs):
        self.first, self.quiet = nnx.Linear(4, 4, rngs=rngs), nnx.Dropout(0.0, rngs=rngs)
        self.second, *self.rest = (nnx.Dropout(rate, rngs=rngs), nnx.Linear(4, 4, rngs=rngs))
        self.blocks = nnx.List([nnx.Linear(4, 4, rngs=rngs) for _ in range(3)])
        self.drops = nnx.List([nnx.Dropout(rate, rngs=rngs) for _ in range(3)])

    def __call__(self, index, x):
        x = jax.lax.cond(index > 0, self.first, self.quiet, x)
        x = jax.lax.cond(index > 0, self.second, self.quiet, x)
        return jax.lax.switch(index, self.drops, jax.lax.switch(index, self.blocks, x))
""",
        target="0.12.12",
    ),
    case(
        "a TrainState's state before merged modules shared variables",
        STATE.replace(
            "LOSS",
            "merged = nnx.merge(graphdef, params, state.rest)\n"
            "        y = merged(x)\n"
            "        return y.sum(), nnx.state(merged, nnx.RngState)",
        ),
        target="0.10.7",
    ),
    case(
        "a copy of a TrainState's state, or a part that draws nothing",
        STATE.replace(
            "LOSS",
            "copied = jax.tree.map(jnp.copy, state.rest)\n"
            "        y, (_, new) = state.apply_fn(params, copied)(x)\n"
            "        z, _ = state.apply_fn(params, state.rest).linear(x)\n"
            "        return (y + z).sum(), new.filter(nnx.RngState)",
        ),
    ),
    case(
        "methods of plain objects that draw nothing, or from what they are given",
        """
import jax

class Agent:
    def __init__(self):
        self.rngs = nnx.Rngs(0)

    def scale(self, x):
        return 2 * x

    def act(self, rngs, x):
        return x + jax.random.normal(rngs.noise(), x.shape)

agent = Agent()
scaled = jax.jit(agent.scale)
acting = nnx.jit(agent.act)(nnx.Rngs(1), 0)
""",
    ),
    case(
        "a loop over layers of outside and of the arguments, where those of the arguments draw",
        """
linear = nnx.Linear(4, 4, rngs=nnx.Rngs(0))

@nnx.jit
def step(drop, x):
    for layer in (linear, drop):
        x = layer(x)
    return x

step(nnx.Dropout(0.5, rngs=nnx.Rngs(1)), 0)
""",
    ),
    case(
        "layers of one's own that draw nothing, or may be told so",
        """
class Quiet(nnx.Dropout):
    def __init__(self, rate, rngs):
        super().__init__(rate, deterministic=True, rngs=rngs)

class Told(nnx.Dropout):
    def __init__(self, rate, rngs):
        super().__init__(rate, rngs=rngs)
        self.deterministic = True

class Zero(nnx.Dropout):
    def __init__(self, rngs):
        nnx.Dropout.__init__(self, 0.0, rngs=rngs)

class Net(nnx.Sequential):
    def __init__(self, rngs):
        super(Net, self).__init__(nnx.Linear(4, 4, rngs=rngs), nnx.relu)

quiet, told, net = Quiet(0.5, nnx.Rngs(0)), Told(0.5, nnx.Rngs(0)), Net(nnx.Rngs(0))
zero = Zero(nnx.Rngs(0))

@nnx.jit
def step(x):
    return net(told(zero(quiet(x))))
""",
    ),
    case(
        "what the call of the function around shows to draw nothing, or to be passed on",
        """
import jax
import jax.numpy as jnp

class Net(nnx.Module):
    def __init__(self, rate, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

@nnx.jit
def forward(net, x, flag):
    return jax.lax.cond(flag, lambda x: net(x), lambda x: x, x)

@nnx.jit
def branch(net, x, flag):
    return nnx.cond(flag, lambda net, x: net(x), lambda net, x: x, net, x)

x = jnp.ones(8)
forward(Net(0.0, nnx.Rngs(0)), x, True), forward(nnx.Linear(8, 8, rngs=nnx.Rngs(1)), x, True)
branch(Net(0.5, nnx.Rngs(2)), x, True)
""",
    ),
    case(
        "classes of one's own that are made of layers and do not draw",
        """
class Off(nnx.Dropout):
    def __call__(self, x):
        return x

class Zero(nnx.Dropout):
    def __init__(self, rngs: nnx.Rngs):
        super().__init__(0.0, rngs=rngs)

class Drop(nnx.Dropout):
    def percent(self):
        return 100 * self.rate

class Scaled(nnx.Linear):
    def __call__(self, x):
        return 2 * super().__call__(x)

off, zero = Off(0.5, rngs=nnx.Rngs(0)), Zero(nnx.Rngs(0))
drop = Drop(0.5, rngs=nnx.Rngs(0))
calm, none = Drop(0.5, deterministic=True, rngs=nnx.Rngs(0)), Drop(0.0, rngs=nnx.Rngs(0))
scaled = Scaled(2, 2, rngs=nnx.Rngs(0))

@nnx.jit
def captured(x):
    x = off(x) + zero(x) + calm(x) + none(x) + drop(x, deterministic=True) + scaled(x)
    return x * drop.percent()
""",
    ),
    case(
        "JAX runs modules that draw nothing, or methods of theirs",
        """
import jax
from functools import partial

class Net(nnx.Module):
    def __init__(self, rate, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.other = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.other(x)

    def encode(self, x):
        return self.linear(x)

    @staticmethod
    def drop(dropout, x):
        return dropout(x)

    def lanes(self, xs):
        return jax.vmap(self.encode)(xs), jax.vmap(self.linear)(xs)

def run(config, xs, net: Net):
    made = Net(config.rate, nnx.Rngs(0))
    key = partial(jax.random.normal, nnx.Rngs(0).noise())
    return jax.vmap(made)(xs), jax.jit(net.encode)(xs), jax.jit(key, static_argnums=0)((3,))

linear = jax.jit(nnx.Linear(2, 2, rngs=nnx.Rngs(0)))
still = jax.jit(nnx.Dropout(0.5, deterministic=True, rngs=nnx.Rngs(0)))
""",
    ),
    case(
        "state of its own by nnx.update, before Flax checked",
        UPDATED.replace("MARK", ""),
        target="0.9.0",
    ),
    case(
        "a captured state that is drawn from once, or that gets keys of the lane",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))

@jax.jit
def once(x):
    return nnx.merge(graphdef, state)(x)

once(xs)

def lane(key, x):
    model = nnx.merge(graphdef, state)
    nnx.reseed(model, dropout=key)
    return model(x)

ys = jax.vmap(lane)(keys, xs)
""",
        target="0.10.7",
    ),
    case(
        "what is made of a captured state and draws nothing",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))

@jax.jit
def forward(x):
    return nnx.merge(graphdef, state).linear(x)
""",
        skip={"old path"},
    ),
    case(
        "fields of a dataclass that draw nothing, or are passed",
        """
from dataclasses import dataclass, field

@dataclass
class Net(nnx.Module):
    drop: nnx.Dropout
    linear: nnx.Linear
    train: bool = True

    def __call__(self, x):
        return self.linear(self.drop(x, deterministic=not self.train))

@dataclass
class Own(nnx.Module):
    drop: nnx.Dropout

    def __init__(self, drop):
        self.drop = nnx.Dropout(0.0)

rngs = nnx.Rngs(0)
quiet = Net(nnx.Dropout(0.5, rngs=rngs), nnx.Linear(2, 2, rngs=rngs), train=False)
still = Net(nnx.Dropout(0.0, rngs=rngs), nnx.Linear(2, 2, rngs=rngs))
loud = Net(nnx.Dropout(0.5, rngs=rngs), nnx.Linear(2, 2, rngs=rngs))
own = Own(nnx.Dropout(0.5, rngs=rngs))

@nnx.jit
def use(x):
    return quiet(x), still(x), own.drop(x)

@nnx.jit
def passed(loud, x):
    return loud(x)
""",
    ),
    case(
        "what JAX runs as it is, outside of any trace, draws anew",
        """
import jax
from jax.experimental import io_callback

rngs = nnx.Rngs(0)

def noisy(x):
    return x + rngs.normal(x.shape)

@jax.custom_jvp
def own(x):
    return x + rngs.normal(x.shape)

def use(x):
    jax.debug.callback(noisy, x)
    like = jax.ShapeDtypeStruct(x.shape, x.dtype)
    added = jax.lax.associative_scan(lambda a, b: a + b + rngs.normal(a.shape), x)
    named = jax.named_call(lambda x: noisy(x))(x)
    return added, named, own(x), jax.pure_callback(noisy, like, x), io_callback(noisy, like, x)
""",
    ),
    case(
        "plain objects whose state is passed, or that draw nothing",
        MODEL
        + """
import jax

class Trainer:
    def __init__(self, net):
        self.net = net

    def step(self, x):
        @nnx.jit
        def forward(net, x):
            return net(x)
        return forward(self.net, x)

    def encode(self, x):
        return self.net.encode(x)

    def lanes(self, xs):
        return jax.vmap(self.encode)(xs)

def use(x):
    trainer = Trainer(model)
    run = nnx.jit(lambda net, x: net(x))
    return run(trainer.net, x), trainer.step(x), trainer.lanes(x)
""",
    ),
    case(
        "a plain object that turns its module off",
        MODEL
        + """
import jax

class Trainer:
    def __init__(self, net):
        self.net = net

    def run(self, xs):
        self.net.eval()
        return jax.vmap(lambda x: self.net(x))(xs)

def use(x):
    return Trainer(model).run(x)
""",
    ),
    case(
        "layers that are told not to draw, or given what they would draw from",
        """
import jax.numpy as jnp

quiet = nnx.MultiHeadAttention(
    2, 4, dropout_rate=0.5, deterministic=True, rngs=nnx.Rngs(0)
)
never = nnx.MultiHeadAttention(2, 4, deterministic=False, rngs=nnx.Rngs(0))
cell = nnx.GRUCell(4, 4, rngs=nnx.Rngs(1))
rnn = nnx.RNN(cell)

@nnx.jit
def attend(x):
    return quiet(x, decode=False) + never(x, decode=False)

@nnx.jit
def attend_as_told(model: nnx.MultiHeadAttention, x):
    return model(x, decode=False, deterministic=True)

@nnx.jit
def start(x):
    return cell.initialize_carry((2, 4), nnx.Rngs(0))

@nnx.jit
def go_on(x, carry):
    return rnn(x, initial_carry=carry)
""",
    ),
    case(
        "a partial that holds no state, or is run by no transform",
        """
from functools import partial

drop = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

def run(drop, x, scale):
    return drop(x) * scale

fast = nnx.jit(partial(run, scale=2.0))
plain = partial(run, drop)

def use(x):
    return fast(drop, x), plain(x, 1.0)
""",
    ),
    case(
        "what may not be in a list, and what turns no data away",
        """
class Maybe(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, rate: float):
        layers = [nnx.Linear(4, 4, rngs=rngs)]
        if rate > 0:
            layers.append(nnx.Dropout(rate, rngs=rngs))
        self.layers = nnx.List(layers)
        self.chain = nnx.Sequential(*layers)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.chain(x)

model = Maybe(nnx.Rngs(0), 0.0)

@nnx.jit
def run(x):
    return model(x)
""",
    ),
    case(
        "no gradient looks into a function that brings its own derivative",
        """
import jax
import jax.numpy as jnp
from functools import partial

rngs = nnx.Rngs(0)

@jax.custom_vjp
def noisy(x):
    return x + rngs.normal(x.shape)

noisy.defvjp(lambda x: (noisy(x), None), lambda res, g: (g,))

@jax.custom_jvp
def other(x):
    return x + rngs.noise.normal(x.shape)

other.defjvp(lambda p, t: (other(*p), t[0]))

@partial(jax.custom_vjp, nondiff_argnums=(1,))
def scaled(x, scale):
    return x + scale * rngs.normal(x.shape)

scaled.defvjp(lambda x, scale: (scaled(x, scale), None), lambda scale, res, g: (g,))

def helper(x):
    return noisy(x)

x = jnp.ones(3)
jax.grad(lambda x: helper(x).sum())(x)
jax.value_and_grad(lambda x: scaled(x, 2.0).sum())(x)
nnx.value_and_grad(lambda x: other(x).sum())(x)
nnx.grad(noisy)(jnp.ones(()))
""",
    ),
    case(
        "09a, 09a2: passed as arguments",
        MODEL
        + """
@nnx.jit
def forward(model, rngs, x):
    return model(x) + rngs.normal(x.shape)

forward(model, nnx.Rngs(1), jnp.ones(8))
""",
    ),
    case(
        "09d, 09f, 09g: operands of branches and loops",
        MODEL
        + """
nnx.cond(True, lambda model, x: model(x), lambda model, x: x, model, jnp.ones(8))
nnx.fori_loop(0, 3, lambda i, c: (c[0], c[0](c[1])), (model, jnp.ones(8)))
""",
    ),
    case(
        "09j: bound by cached_partial, which carries the state",
        MODEL
        + """
@nnx.jit
def forward(model, x):
    return model(x)

step = nnx.cached_partial(forward, model)
step(jnp.ones(8))
""",
        skip=["old path", "guarded"],
    ),
    case(
        "06d, 06d2: a key that was drawn outside is data",
        """
import jax
import jax.numpy as jnp

key = nnx.Rngs(0).noise()

@nnx.vmap
def noisy(x):
    return x + jax.random.normal(key, x.shape)

@nnx.jit
def noisy_too(count, x):
    return x + jax.random.normal(jax.random.fold_in(key, count), x.shape)

noisy(jnp.ones((3, 4)))
""",
    ),
    case(
        "06f3: made inside, of a key that is passed",
        """
import jax

@nnx.vmap
def create(key):
    rngs = nnx.Rngs(key)
    return nnx.Linear(2, 3, rngs=rngs)

create(jax.random.split(jax.random.key(0), 3))
""",
    ),
    case(
        "06.grad before the check saw it: as if outside",
        """
import jax

rngs = nnx.Rngs(0)

def train(model, x):
    noise = lambda: jax.random.normal(rngs.noise(), x.shape)
    return nnx.grad(lambda model: model(x + noise()).sum())(model)
""",
        target="0.10.0",
    ),
    case(
        "10j: taken apart outside and merged inside",
        """
import jax
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
graphdef, state = nnx.split(dropout)

@jax.jit
def forward(state, x):
    dropout = nnx.merge(graphdef, state)
    return dropout(x), nnx.state(dropout)

forward(state, jnp.ones(8))
""",
    ),
    case(
        "only a method that draws nothing is called",
        MODEL
        + """
@nnx.jit
def forward(x):
    return model.encode(x)

forward(jnp.ones(8))
""",
    ),
    case(
        "rate 0, deterministic=True, eval()",
        MODEL
        + """
rngs = nnx.Rngs(0)
nothing, quiet = nnx.Dropout(0.0, rngs=rngs), nnx.Dropout(0.5, deterministic=True, rngs=rngs)
dropout = nnx.Dropout(0.5, rngs=rngs)
model.eval()

@nnx.jit
def forward(x):
    return model(quiet(nothing(x))) + dropout(x, deterministic=True)

forward(jnp.ones(8))
""",
    ),
    case(
        "a module without streams",
        """
import jax.numpy as jnp

linear = nnx.Linear(8, 8, rngs=nnx.Rngs(0))
forward = nnx.jit(lambda x: linear(x))
forward(jnp.ones(8))
""",
    ),
    case(
        "made inside",
        """
@nnx.jit
def create(x):
    rngs = nnx.Rngs(x)
    model = nnx.Linear(2, 3, rngs=rngs)

    def apply(y):
        return model(y) + rngs.normal(y.shape)

    return apply(x)
""",
    ),
    case(
        "an inner function gets the argument of the one around",
        """
@nnx.jit
def step(rngs: nnx.Rngs, x):
    def noise():
        return rngs.normal(x.shape)

    return x + noise()
""",
    ),
    case(
        "no transform runs it",
        """
rngs = nnx.Rngs(0)

def noisy(x):
    return x + rngs.normal(x.shape)

class Noise(nnx.Module):
    def __call__(self, x):
        return x + rngs.normal(x.shape)
""",
    ),
    case(
        "what is captured may be anything: it is imported",
        """
from streams import rngs
from models import model

@nnx.jit
def forward(x):
    return model(x) + rngs.normal(x.shape)
""",
    ),
    case(
        "only the shape of the state, or the state as data",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)

@nnx.jit
def count(x):
    return x + len(nnx.state(rngs))

count(jnp.ones(4))
""",
    ),
    case(
        "hijax variables: what JAX does with them is not known",
        """
import jax
import jax.numpy as jnp

with nnx.var_defaults(hijax=True, ref=True):
    rngs = nnx.Rngs(0)

@jax.jit
def noisy(x):
    return x + rngs.normal(x.shape)

noisy(jnp.ones(4))
""",
        skip=["old path", "guarded", "by name"],
    ),
    case(
        "another thing of this name",
        """
import numpy as np
import jax

rngs = np.random.default_rng(0)

@jax.jit
def noisy(x):
    return x + rngs.normal(x.shape)

forward = nnx.jit(noisy)
""",
    ),
    case(
        "a decorator of someone else may pass it",
        """
from elsewhere import jit

rngs = nnx.Rngs(0)

@jit
def noisy(x):
    return x + rngs.normal(x.shape)
""",
    ),
    case(
        "a layer that is not there, for what its class was given",
        """
class Maybe(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, use=False, rate=None):
        self.first = nnx.Dropout(0.5, rngs=rngs) if use else None
        self.second = nnx.Dropout(rate, rngs=rngs) if rate else None
        self.rngs = rngs if use else None
        if use:
            self.third = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        if self.first is not None:
            x = self.first(x)
        if self.second:
            x = self.second(x)
        if self.rngs is not None:
            x = x + self.rngs.normal(x.shape)
        return x

maybe = Maybe(nnx.Rngs(0))

@nnx.jit
def forward(x):
    return maybe(x)
""",
    ),
    case(
        "the caller gives what would be drawn, or another mode",
        """
import enum
import jax.numpy as jnp

class Mode(enum.Enum):
    TRAIN = 1
    EVAL = 2

rngs = nnx.Rngs(0)

def sample(x, noise=None):
    if noise is None:
        noise = rngs.normal(x.shape)
    return x + noise

def early(x, noise=None):
    if noise is not None:
        return x + noise
    return x + rngs.normal(x.shape)

def moded(x, mode=Mode.TRAIN):
    return x + rngs.normal(x.shape) if mode is Mode.TRAIN else x

def matched(x, mode="eval"):
    match mode:
        case "train":
            x = x + rngs.normal(x.shape)
    return x

@nnx.jit
def forward(x, noise):
    return sample(x, noise), early(x, jnp.zeros_like(x)), moded(x, Mode.EVAL), matched(x)
""",
    ),
    case(
        "what is passed on by stars may say that nothing is drawn",
        """
class Inner(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, **options):
        self.dropout = nnx.Dropout(0.5, rngs=rngs, **options)

    def __call__(self, x, deterministic=None):
        return self.dropout(x, deterministic=deterministic)

class Outer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.inner = Inner(rngs)
        self.quiet = Inner(rngs, deterministic=True)

    def __call__(self, *args, **options):
        return self.inner(*args, **options)

    def all(self, x):
        return self.quiet(x)

outer = Outer(nnx.Rngs(0))

@nnx.jit
def forward(x):
    return outer(x, deterministic=True), outer(x, True), outer.all(x)
""",
    ),
    case(
        "its flag or its rate is set, or another layer takes its place",
        MODEL
        + """
model.dropout.deterministic = True

@nnx.jit
def forward(x):
    return model(x)
""",
    ),
    case(
        "another layer is put in its place",
        MODEL
        + """
model.dropout = nnx.Dropout(0.0, rngs=nnx.Rngs(0))

@nnx.jit
def forward(x):
    return model(x)
""",
    ),
    case(
        "the rate is an attribute of the class, and that of the nearest class counts",
        """
class Base(nnx.Module):
    rate = 0.5

    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(self.rate, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

class Quiet(Base):
    rate = 0.0

quiet = Quiet(nnx.Rngs(0))

@nnx.jit
def forward(x):
    return quiet(x)
""",
    ),
    case(
        "layers of a dict that draw nothing, or that are passed",
        """
import jax

class Model(nnx.Module):
    def __init__(self, rngs):
        self.layers = nnx.Dict({f"layer{i}": nnx.Dropout(0.5, rngs=rngs) for i in range(2)})
        self.still = nnx.Dict({"a": nnx.Dropout(0.0, rngs=rngs), "b": nnx.Linear(2, 2, rngs=rngs)})

    @property
    def first(self):
        return self.still["a"]

    def drop(self, x):
        for layer in self.layers.values():
            x = layer(x)
        return x

    def keep(self, x):
        for name, layer in self.still.items():
            x = layer(x)
        return self.first(x)

model = Model(nnx.Rngs(0))

@nnx.jit
def passed(model, x):
    return model.drop(x) + jax.tree.map(lambda leaf: model.drop(leaf), x)

@nnx.jit
def kept(x):
    return model.keep(x) + sum(map(model.first, [x]))
""",
    ),
    case(
        "an object that is static, and state that is passed beside it",
        """
class Trainer:
    def __init__(self):
        self.model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

    @nnx.jit(static_argnums=0)
    def step(self, model, x):
        return model(x)

    def run(self, x):
        return self.step(self.model, x)
""",
    ),
    case(
        "layers behind stars that say that nothing is dropped, or may do so",
        """
class Layer(nnx.Module):
    def __init__(self, rngs, rate=0.5):
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x, deterministic=False):
        return self.dropout(x, deterministic=deterministic)

class Wrapper(nnx.Module):
    def __init__(self, rngs):
        self.layer = Layer(rngs)

    def set(self, x, **kwargs):
        kwargs["deterministic"] = True
        return self.layer(x, **kwargs)

    def preset(self, x, **kwargs):
        kwargs.setdefault("deterministic", True)
        return self.layer(x, **kwargs)

    def __call__(self, *args, **kwargs):
        return self.layer(*args, **kwargs)

wrapper = Wrapper(nnx.Rngs(0))
rates = (0.0,)
still = Layer(nnx.Rngs(0), *rates)
by_place = nnx.jit(lambda x: wrapper(x, True))
by_name = nnx.jit(lambda x: wrapper(x, deterministic=True))
was_set = nnx.jit(lambda x: wrapper.set(x))
was_preset = nnx.jit(lambda x: wrapper.preset(x))
nothing = nnx.jit(lambda x: still(x))
""",
    ),
    case(
        "some layers of a list, and modules that are deterministic by what makes or takes them",
        """
class Layers(nnx.Module):
    def __init__(self, rngs):
        self.layers = nnx.List([nnx.Linear(2, 2, rngs=rngs), nnx.Dropout(0.5, rngs=rngs)])

    def first(self, x):
        for index, layer in enumerate(self.layers):
            if index == 0:
                x = layer(x)
        return x

    def linear(self, x):
        return [layer(x) for layer in self.layers if isinstance(layer, nnx.Linear)]

class Still(nnx.Module):
    def __init__(self, rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.eval()

    def __call__(self, x):
        return self.dropout(x)

def freeze(model):
    model.set_attributes(deterministic=True)

layers, still, frozen = Layers(nnx.Rngs(0)), Still(nnx.Rngs(0)), nnx.Dropout(0.5, rngs=nnx.Rngs(0))
freeze(frozen)
first = nnx.jit(lambda x: layers.first(x))
linear = nnx.jit(lambda x: layers.linear(x))
forward = nnx.jit(lambda x: still(frozen(x)))
""",
    ),
    case(
        "an Rngs that is passed, in place of what a module keeps",
        FALLING_BACK
        + """

@nnx.jit
def forward(x, rngs):
    x = noisy.chosen(noisy.tested(x, rngs), rngs=rngs)
    return noisy.handed(noisy.at_once(noisy.either(x, rngs=rngs), rngs), rngs)
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX105")


RAISES = "raises TraceContextError"
LANES = "every lane draws the same numbers"
STEPS = "every step draws the same numbers"
CALLS = "every call draws the same numbers"


@pytest.mark.parametrize(
    ("transform", "effects"),
    [
        ("nnx.vmap", (LANES, LANES, RAISES)),
        ("jax.vmap", (LANES, LANES, RAISES)),
        ("nnx.scan", (RAISES, STEPS, RAISES)),
        ("jax.lax.map", (RAISES, STEPS, RAISES)),
        ("nnx.jit", (RAISES, CALLS, RAISES)),
        ("nnx.remat", (RAISES, CALLS, RAISES)),
        ("nnx.grad", ("", "", RAISES)),
        ("jax.eval_shape", (RAISES, "", RAISES)),
    ],
)
def test_the_outcome_is_that_of_the_release(transform: str, effects: tuple[str, str, str]) -> None:
    """Before 0.10.1 some traces were seen, up to 0.10.4 none, since 0.10.5 all of them."""
    program = f"import jax\n\nrngs = nnx.Rngs(0)\ny = {transform}(lambda x: x + rngs.normal())\n"
    last, unchecked, first = effects
    for release, effect in {
        "0.9.0": last,
        "0.10.0": last,
        "0.10.1": unchecked,
        "0.10.4": unchecked,
        "0.10.5": first,
        "0.12.8": first,
    }.items():
        said = message(program, "NNX105", release)
        assert (f"({effect}" in said) if effect else said == "", release


MOVED = "raises ValueError: Cannot extract graph node from different trace level"


@pytest.mark.parametrize(
    ("inner", "effects"),
    [
        ("nnx.vmap(apply, in_axes=(None, 0))(dropout, x)", (MOVED, MOVED, MOVED)),
        ("nnx.grad(apply)(dropout, x)", (MOVED, MOVED, MOVED)),
        ("nnx.jit(apply)(dropout, x)", (RAISES, RAISES, RAISES)),
        ("nnx.remat(apply)(dropout, x)", (RAISES, CALLS, RAISES)),
        ("nnx.cond(True, apply, apply, dropout, x)", (RAISES, CALLS, RAISES)),
    ],
)
def test_captured_state_that_is_handed_to_an_inner_transform(
    inner: str, effects: tuple[str, str, str]
) -> None:
    """Most of them see at once whose state it is; remat and branches did not until 0.12.1."""
    program = (
        "dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))\n\ndef apply(dropout, x):\n"
        f"    return dropout(x)\n\n@nnx.jit\ndef forward(x):\n    return {inner}\n"
    )
    for release, effect in zip(("0.9.0", "0.11.2", "0.12.8"), effects, strict=True):
        assert f"({effect}" in message(program, "NNX105", release), release


@pytest.mark.parametrize(
    ("bound", "drawn", "said"),
    [
        ("rngs = nnx.Rngs(0)", "rngs.noise()", "'rngs', an Rngs captured"),
        ("layer = nnx.Dropout(0.5, rngs=nnx.Rngs(0))", "layer(x)", "'layer', a module captured"),
        ("model = Model(nnx.Rngs(0))", "model.rngs.noise()", "'model.rngs', a module captured"),
        (
            "graphdef, state = nnx.split(Model(nnx.Rngs(0)))",
            "nnx.merge(graphdef, state).rngs.noise()",
            "'state.rngs', a state captured",
        ),
    ],
)
def test_the_message_says_what_is_captured(bound: str, drawn: str, said: str) -> None:
    program = (
        "class Model(nnx.Module):\n    def __init__(self, rngs):\n        self.rngs = rngs\n\n"
        f"{bound}\n\n@nnx.jit\ndef f(x):\n    return x + {drawn}\n"
    )
    assert said in message(program, "NNX105", "0.12.8")


def test_the_message_says_where_it_is_from_and_what_to_do() -> None:
    said = message(
        "rngs = nnx.Rngs(0)\n\n@nnx.jit\ndef f(x):\n    return x + rngs.noise.normal(x.shape)\n",
        "NNX105",
    )
    assert said.startswith("rngs.noise.normal(x.shape) draws from 'rngs', an Rngs captured")
    assert (
        "captured from outside of nnx.jit (raises TraceContextError ('rngs' is bound on line 3))"
        in said
    )
    assert said.endswith("pass 'rngs' as an argument, so that nnx.jit carries its state")
