"""NNX116: a transform of JAX itself on an Rngs or a module that draws.

Reasons that open with a number name the row of the measured behaviour of Flax. Up to 0.10.x JAX
refuses such arguments, from 0.11.0 on it takes them and loses what they count.
"""

import pytest
from rules.cases import Case, Variant, every_variant, message, verify_examples
from rules.cases import case as any_case
from rules.programs import KEY_FOR_A_MODEL, KEY_FOR_NOISE, RECORDS

HEAD = """
import jax
import jax.numpy as jnp

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

    def encode(self, x):
        return self.linear(x)

model, x = Block(nnx.Rngs(0)), jnp.ones((3, 8))
"""
JIT = """
@jax.jit
def forward(model, x):
    return model(x)

for _ in range(2):
    forward(model, x)
"""
LANES = """
@jax.vmap
def draw(rngs: nnx.Rngs):
    return rngs.params()

draw(nnx.Rngs(0))
"""
WHOLE = """
forward = jax.vmap(lambda model, x: model(x), in_axes=(None, 0))
forward(model, x)
"""
GRADIENT = """
jax.grad(lambda model: model(x).sum())(model)
"""
REST = """
jax.grad(lambda w, model: model(x * w).sum())(1.0, model)
"""
INSIDE = """
@nnx.remat
def loss(w, model, x):
    return model(x * w).sum()

jax.grad(loss)(1.0, model, x)
"""
BRANCH = """
for _ in range(2):
    jax.lax.cond(True, lambda m, x: m(x), lambda m, x: x, model, x)
"""


def case(reason: str, source: str, *, target: str = "", skip: tuple[str, ...] = ()) -> Case:
    """A case below JAX and the class `Block`."""
    return any_case(reason, HEAD + source, target=target, skip=skip)


def _marked(program: str, line: str) -> str:
    return program.replace(line, f"{line}  # ! NNX116", 1)


INVALID = [
    case(
        "before Flax 0.11.0, steps of loops of JAX that hand on the state that they got",
        """
from jax import lax

graphdef, state = nnx.split(model)

def step(carry, x):
    return carry, nnx.merge(graphdef, carry)(x)

def apply(carry, x):
    y, _ = graphdef.apply(carry)(x)
    return carry, y

def body(i, carry):
    state, total = carry
    model = nnx.merge(graphdef, state)
    return state, total + model(x)

def until(carry):
    i, state, total = carry
    return i + 1, state, total + nnx.merge(graphdef, state)(x)

jax.lax.scan(step, state, x)  # ! NNX116
jax.lax.scan(f=apply, init=state, xs=x)  # ! NNX116
jax.lax.fori_loop(0, 3, body_fun=body, init_val=(state, x))  # ! NNX116
lax.scan(lambda s, x: (s, nnx.merge(graphdef, s)(x)), state, x)  # ! NNX116
lax.fori_loop(0, 3, body, (state, x))  # ! NNX116
lax.while_loop(lambda c: c[0] < 3, until, (0, state, x))  # ! NNX116
""",
        target="0.10.7",
    ),
    case(
        "graphdef.apply, whose new state is thrown away: of the whole module, and of a method",
        """
graphdef, state = nnx.split(model)
params_def, params, rest = nnx.split(model, nnx.Param, ...)

@jax.jit  # ! NNX116
def forward(state, x):
    y, _ = graphdef.apply(state)(x)
    return y

@jax.jit  # ! NNX116
def of_parts(params, rest, x):
    return params_def.apply(params, rest)(x)[0]

@jax.jit  # ! NNX116
def by_method(state, x):
    y, updates = graphdef.apply(state).__call__(x)
    return y

for _ in range(2):
    forward(state, x), of_parts(params, rest, x), by_method(state, x)
""",
    ),
    case(
        "states that a star takes and hands on, and the whole of what was split",
        """
graphdef, *states = nnx.split(model, nnx.Param, ...)
parts = nnx.split(model)

@jax.jit  # ! NNX116
def forward(states, x):
    return nnx.merge(graphdef, *states)(x)

@jax.jit  # ! NNX116
def of_all(parts, x):
    return nnx.merge(*parts)(x)

for _ in range(2):
    forward(states, x), of_all(parts, x)
""",
    ),
    case(
        "a state, and a module, that jax.shard_map copies",
        """
from functools import partial
from jax.experimental import shard_map as old

graphdef, state = nnx.split(model)

@partial(jax.shard_map, mesh=mesh, in_specs=(P(), P("d")), out_specs=P("d"))  # ! NNX116
def shard(state, x):
    return nnx.merge(graphdef, state)(x)

def of_model(model, x):
    return model(x)

sharded = old.shard_map(of_model, mesh, (P(), P("d")), P("d"))  # ! NNX116

for _ in range(2):
    shard(state, x), sharded(model, x)
""",
    ),
    case(
        "jax.custom_vjp and jax.custom_jvp, which copy without a trace",
        """
graphdef, state = nnx.split(model)

@jax.custom_vjp  # ! NNX116
def of_state(state, x):
    return nnx.merge(graphdef, state)(x)

@jax.custom_jvp  # ! NNX116
def of_model(model, x):
    return model(x)

for _ in range(2):
    of_state(state, x), of_model(model, x)
""",
    ),
    case(
        "a module in a NamedTuple, or in a struct.dataclass",
        RECORDS
        + """
pair = Pair(Net(nnx.Rngs(0)), 0)
record = Record(0, model=Net(nnx.Rngs(1)))

@jax.jit  # ! NNX116
def forward(pair, x):
    return pair.model(x)

@jax.jit  # ! NNX116
def of_record(record, x):
    return record.model(x)

for x in xs:
    forward(pair, x), of_record(record, x)
""",
    ),
    case(
        "a key for all lanes, of which each makes its noise",
        KEY_FOR_NOISE.replace("LIB", "jax").replace("CODE", "NNX116"),
    ),
    case(
        "decorators that leave arguments as they are, and a module that is no pytree",
        """
import jax
import jax.numpy as jnp
from beartype import beartype
from jaxtyping import jaxtyped

class Kept(nnx.Module, pytree=False):
    def __init__(self, rngs: nnx.Rngs):
        self.drop = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.drop(x)

model, kept = nnx.Dropout(0.5, rngs=nnx.Rngs(0)), Kept(nnx.Rngs(0))

@jaxtyped(typechecker=beartype)
@jax.jit  # ! NNX116
def forward(model, x):
    return model(x)

@jax.jit  # ! NNX116
def refused(model, x):
    return model.drop

for _ in range(2):
    forward(model, jnp.ones(8)), refused(kept, jnp.ones(8))
""",
    ),
    case(
        "a state that is merged inside and whose new state is dropped",
        """
from functools import partial

import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

model = Net(nnx.Rngs(0))
graphdef, state = nnx.split(model)

@jax.jit  # ! NNX116
def forward(state, x):
    model = nnx.merge(graphdef, state)
    return model(x)

for x in xs:
    forward(state, x)

def apply(graphdef, state, x):
    return nnx.merge(graphdef, state)(x)

@partial(jax.jit, static_argnums=0)  # ! NNX116
def other(graphdef, state, x):
    return apply(graphdef, state, x) * 2

ys = [other(graphdef, state, x) for x in xs]
""",
    ),
    case(
        "an Rngs as a state, below a checkpoint, of several",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

rngs_def, rngs_state = nnx.split(nnx.Rngs(noise=0))

@jax.jit  # ! NNX116
def noise(state, x):
    rngs = nnx.merge(rngs_def, state)
    return x + jax.random.normal(rngs.noise(), x.shape)

first, second = noise(rngs_state, xs), noise(rngs_state, xs)

graphdef, params, rest = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)

@jax.jit  # ! NNX116
def step(params, rest, x):
    run = jax.checkpoint(lambda params, rest, x: nnx.merge(graphdef, params, rest)(x))
    return run(params, rest, x)

for x in xs:
    step(params, rest, x)
""",
    ),
    case(
        "a state for all lanes",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))
lanes = jax.vmap(lambda state, x: nnx.merge(graphdef, state)(x), in_axes=(None, 0))  # ! NNX116
ys = lanes(state, xs)
""",
    ),
    case(
        "a new state that comes back and that no call takes",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))

@jax.jit  # ! NNX116
def forward(state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    return y, nnx.state(model)

for x in xs:
    y, _ = forward(state, x)
""",
    ),
    case(
        "transforms of one function apart are not one in the other; those of a name are",
        """
import jax

def noise(rngs):
    return rngs.normal((2,))

@jax.jit
@jax.vmap
def decorated(rngs):
    return rngs.normal((2,))

rngs = nnx.Rngs(0)
first = jax.vmap(noise)(rngs.split(3))
second = jax.vmap(noise, in_axes=0)(rngs.split(4))
nested = jax.vmap(jax.jit(noise))(rngs.split(4))
lanes = jax.vmap(noise)
compiled = jax.jit(lanes)(rngs.split(2))
decorated(rngs.split(3))
decorated(rngs.split(3))
kept = jax.jit(noise)  # ! NNX116
for step in range(3):
    kept(rngs)
""",
    ),
    case(
        "a dataclass with a layer that draws, given or made for each",
        """
from dataclasses import dataclass, field

@dataclass
class Given(nnx.Module):
    dropout: nnx.Dropout

@dataclass
class Made(nnx.Module):
    dropout: nnx.Dropout = field(default_factory=lambda: nnx.Dropout(0.5, rngs=nnx.Rngs(0)))

given, made = Given(nnx.Dropout(0.5, rngs=nnx.Rngs(0))), Made()
of_given = jax.jit(lambda m, x: m.dropout(x))  # ! NNX116
of_made = jax.jit(lambda m, x: m.dropout(x))  # ! NNX116
for _ in range(2):
    of_given(given, x), of_made(made, x)
""",
    ),
    case(
        "static: outside of the trace, whichever way it is written",
        """
from functools import partial

@partial(jax.jit, static_argnames="model")  # ! NNX116
def by_name(model, x):
    return model(x)

@partial(jax.jit, static_argnums=(1,))  # ! NNX116
def by_place(x, model):
    return model(x)

@partial(jax.checkpoint, static_argnums=-1)  # ! NNX116
def from_the_end(x, model):
    return model(x)

listed = jax.jit(lambda x, model: model(x), static_argnames=["model"])  # ! NNX116

by_name(model, x), by_place(x, model), from_the_end(x, model), listed(x, model=model)
""",
    ),
    case("10b: a module in a compiled function", _marked(JIT, "@jax.jit")),
    case(
        "10a: an Rngs in a compiled function",
        """
@jax.jit  # ! NNX116
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

rngs = nnx.Rngs(0)
first, second = noisy(rngs, x), noisy(rngs, x)
""",
    ),
    case("10b: up to 0.10.x JAX refuses it", _marked(JIT, "@jax.jit"), target="0.10.7"),
    case("10c2: a scalar Rngs, mapped", _marked(LANES, "@jax.vmap")),
    case(
        "10c, 10c4: an Rngs at None",
        """
jax.vmap(lambda rngs: rngs.params(), in_axes=None, axis_size=3)(nnx.Rngs(0))  # ! NNX116

@jax.vmap
def lanes(x):
    return x

create = jax.vmap(lambda r: nnx.Linear(2, 3, rngs=r), in_axes=None, axis_size=3)  # ! NNX116
create(nnx.Rngs(0))
""",
    ),
    case("10d: a module at None", _marked(WHOLE, "in_axes=(None, 0))")),
    case(
        "10e: a gradient with respect to the whole module",
        _marked(GRADIENT, "(model)"),
    ),
    case(
        "10e2: a module that comes along under a gradient",
        _marked(REST, "(1.0, model)"),
        target="0.12.8",
    ),
    case(
        "10g: recomputed",
        """
forward = jax.checkpoint(lambda model, x: model(x))  # ! NNX116
for _ in range(2):
    forward(model, x)
""",
    ),
    case("10h: a branch", _marked(BRANCH, "model, x)")),
    case(
        "two calls in view",
        """
@jax.jit  # ! NNX116
def forward(model, x):
    return model(x)

first = forward(model, x)
second = forward(model, x)
""",
    ),
    case(
        "partial, and an alias of the module",
        """
from functools import partial

@partial(jax.jit, static_argnums=1)  # ! NNX116
def forward(model, size, x):
    return model(x)

mine = model
for _ in range(2):
    forward(mine, 3, x)
""",
    ),
    case(
        "a train step that keeps nothing of the module but the loss",
        """
@jax.jit  # ! NNX116
def loss(model: Block, x):
    return model(x).sum()

def train(model: Block, batches):
    return [loss(model, x) for x in batches]
""",
    ),
    case(
        "a Dropout told what to draw from",
        """
dropout = nnx.Dropout(0.5)

@jax.jit  # ! NNX116
def forward(dropout, rngs: nnx.Rngs, x):
    return dropout(x, rngs=rngs)

rngs = nnx.Rngs(0)
for _ in range(2):
    forward(dropout, rngs, x)
""",
    ),
    case(
        "a partial has filled the first argument",
        """
from functools import partial
import jax

def run(scale, rngs, x):
    return x + scale * jax.random.normal(rngs.noise(), x.shape)

step = jax.jit(partial(run, 0.1))  # ! NNX116
rngs = nnx.Rngs(0)
both = [step(rngs, xs), step(rngs, xs)]
""",
    ),
]

VALID = [
    case(
        "before Flax 0.11.0, steps that get a new state, other keys or draw nothing",
        """
from jax import lax

graphdef, state = nnx.split(model)
whole, streams, rest = nnx.split(model, nnx.RngState, ...)

def renewed(carry, x):
    model = nnx.merge(graphdef, carry)
    y = model(x)
    carry = nnx.split(model)[1]
    return carry, y

def parted(carry, x):
    streams, rest = carry
    model = nnx.merge(whole, streams, rest)
    y = model(x)
    streams = nnx.state(model, nnx.RngState)
    return (streams, rest), y

def applied(carry, x):
    y, (_, new) = graphdef.apply(carry)(x)
    return new, y

def branching(carry, x):
    model = nnx.merge(graphdef, carry)
    y = model(x)
    if x.ndim == 1:
        return nnx.state(model), y
    return carry, y

def quiet(carry, x):
    return carry, nnx.merge(graphdef, carry).encode(x)

def body(i, carry):
    state, total = carry
    model = nnx.merge(graphdef, state)
    total = total + model(x)
    return nnx.state(model), total

lax.scan(renewed, state, x)
lax.scan(parted, (streams, rest), x)
lax.scan(applied, state, x)
lax.scan(branching, state, x)
lax.scan(quiet, state, x)
lax.fori_loop(0, 3, body, (state, x))
""",
        target="0.10.7",
    ),
    case(
        "before Flax 0.11.0, steps whose keys come from elsewhere",
        """
graphdef, state = nnx.split(model)

def seeded(carry, key):
    model = nnx.merge(graphdef, carry)
    nnx.reseed(model, dropout=key)
    return carry, model(x)

def given(carry, key):
    return carry, nnx.merge(graphdef, carry).dropout(x, rngs=nnx.Rngs(key))

jax.lax.scan(seeded, state, jax.random.split(jax.random.key(0), 3))
jax.lax.scan(given, state, jax.random.split(jax.random.key(0), 3))
""",
        target="0.10.7",
    ),
    case(
        "since Flax 0.11.0, steps that hand on a state of which the merged module draws",
        """
graphdef, state = nnx.split(model)

def step(carry, x):
    return carry, nnx.merge(graphdef, carry)(x)

jax.lax.scan(step, state, x)
""",
    ),
    case(
        "the state that graphdef.apply hands back, unpacked, by its place, or with the result",
        """
graphdef, state = nnx.split(model)

@jax.jit
def forward(state, x):
    y, (_, state) = graphdef.apply(state)(x)
    return y, state

@jax.jit
def by_place(state, x):
    y, updates = graphdef.apply(state).__call__(x)
    return y, updates[1]

@jax.jit
def whole(state, x):
    return graphdef.apply(state)(x)

@jax.jit
def handed_on(state, x):
    y, updates = graphdef.apply(state)(x)
    return finished(y, updates)

@jax.jit
def nothing_drawn(state, x):
    y, _ = graphdef.apply(state).encode(x)
    return y

for _ in range(2):
    y, state = forward(state, x)
    y, state = by_place(state, x)
    y, (_, state) = whole(state, x)
    state = handed_on(state, x)
    nothing_drawn(state, x)
""",
    ),
    case(
        "states that a star takes come back, or copies of them, or other methods called apply",
        """
graphdef, *states = nnx.split(model, nnx.Param, ...)

@jax.jit
def forward(states, x):
    merged = nnx.merge(graphdef, *states)
    y = merged(x)
    _, *states = nnx.split(merged, nnx.Param, ...)
    return y, states

@jax.jit
def applied(states, x):
    return linen.apply(states, x)

for _ in range(2):
    y, states = forward(states, x)
    applied(states, x)
""",
    ),
    case(
        "jax.shard_map and derivatives of one's own that hand the state back, or run once",
        """
from functools import partial

graphdef, state = nnx.split(model)

@partial(jax.shard_map, mesh=mesh, in_specs=(P(), P("d")), out_specs=(P("d"), P()))
def shard(state, x):
    merged = nnx.merge(graphdef, state)
    y = merged(x)
    return y, nnx.state(merged)

@jax.custom_vjp
def of_state(state, x):
    merged = nnx.merge(graphdef, state)
    y = merged(x)
    return y, nnx.state(merged)

@partial(jax.custom_vjp, nondiff_argnums=(0,))
def as_it_is(rngs, x):
    return x * jax.random.normal(rngs.noise(), x.shape)

@jax.custom_vjp
def encoded(model, x):
    return model.encode(x)

rngs = nnx.Rngs(0)
for _ in range(2):
    y, state = shard(state, x)
    y, state = of_state(state, x)
    as_it_is(rngs, x), encoded(model, x)
""",
    ),
    case(
        "custom_jvp before modules were pytrees: it runs the function as it is",
        """
@jax.custom_jvp
def of_model(model, x):
    return model(x)

for _ in range(2):
    of_model(model, x)
""",
        target="0.10.7",
    ),
    case(
        "a partial has filled what draws nothing, and the module that is passed draws nothing",
        """
from functools import partial
import jax

def run(scale, model, x):
    return scale * model(x)

step = jax.jit(partial(run, 0.1))
model = nnx.Linear(4, 4, rngs=nnx.Rngs(0))
both = [step(model, xs), step(model, xs)]
""",
    ),
    case(
        "a NamedTuple or a struct.dataclass that is handed back, or does not show its module",
        RECORDS
        + """

@jax.jit
def copied(pair, x):
    y = pair.model(x)
    return pair._replace(step=pair.step + 1), y

@jax.jit
def made(pair, x):
    y = pair.model(x)
    return Pair(pair.model, pair.step + 1), y

@jax.jit
def replaced(record, x):
    model = record.model
    y = model(x)
    return Record(step=record.step + 1, model=model), y

@jax.jit
def in_record(model, x):
    y = model(x)
    return Pair(model, 1), y

@jax.jit
def hidden(record, x):
    return record.kept is None and x

pair, record, model = Pair(Net(nnx.Rngs(0)), 0), Record(0, Net(nnx.Rngs(1))), Net(nnx.Rngs(2))
static = Record(0, None, kept=Net(nnx.Rngs(3)))
for x in xs:
    pair, y = copied(pair, x)
    pair, y = made(pair, x)
    record, y = replaced(record, x)
    held, y = in_record(model, x)
    model = held.model
    hidden(static, x)
""",
    ),
    case(
        "a key for all lanes, of which each makes the one model that it applies",
        KEY_FOR_A_MODEL.replace("LIB", "jax"),
    ),
    case(
        "other decorators may change what the function is given, or what comes back",
        """
import jax
import jax.numpy as jnp
from flax.nnx.transforms import general
from training import with_state

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@general.split_inputs
@jax.jit
@general.merge_inputs
def forward(model, x):
    return model(x)

@with_state
@jax.jit
def step(model, x):
    return model(x)

for _ in range(2):
    forward(model, jnp.ones(8)), step(model, jnp.ones(8))
""",
    ),
    case(
        "a module that is a pytree, in a release in which few are, draws nothing",
        """
import jax

class Point(nnx.Module, experimental_pytree=True):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.x = nnx.Param(rngs.params())

@jax.jit
def use(point):
    return point.x

for _ in range(2):
    use(Point(nnx.Rngs(0)))
""",
        target="0.9.0",
    ),
    case(
        "a new state that is returned",
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
def by_state(state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    return y, nnx.state(model)

@jax.jit
def by_split(graphdef, state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    _, state = nnx.split(model)
    return y, state

for x in xs:
    y, state = by_state(state, x)
    y, state = by_split(graphdef, state, x)

graphdef, params, keys, rest = nnx.split(Net(nnx.Rngs(0)), nnx.Param, nnx.RngState, ...)

@jax.jit
def of_keys(params, keys, rest, x):
    model = nnx.merge(graphdef, params, keys, rest)
    y = model(x)
    return y, nnx.state(model, nnx.RngState)

for x in xs:
    y, keys = of_keys(params, keys, rest, x)
""",
    ),
    case(
        "a new state that a called function returns",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))

def apply(state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    return y, nnx.state(model)

@jax.jit
def forward(state, x):
    return apply(state, x)

@jax.jit
def kept(state, x):
    found = apply(state, x)
    return found

for x in xs:
    y, state = forward(state, x)
    y, state = kept(state, x)
""",
    ),
    case(
        "a new state as what a gradient has beside it",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, params, rest = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)

@jax.jit
def step(params, rest, x):
    def loss(params, rest):
        model = nnx.merge(graphdef, params, rest)
        return model(x).sum(), nnx.state(model, nnx.RngState)

    grads, aux = jax.grad(loss, has_aux=True)(params, rest)
    return grads, aux

for x in xs:
    grads, rest = step(params, rest, x)
""",
    ),
    case(
        "keys or states of their own for each call, or lane",
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
def given(state, key, x):
    model = nnx.merge(graphdef, state)
    return model.dropout(model.linear(x), rngs=nnx.Rngs(dropout=key))

@jax.jit
def fresh(state, x):
    return nnx.merge(graphdef, state)(x)

for index, x in enumerate(xs):
    given(state, jax.random.key(index), x)
    fresh(nnx.state(Net(nnx.Rngs(index))), x)
""",
    ),
    case(
        "reseeded inside",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, state = nnx.split(Net(nnx.Rngs(0)))

def lane(state, key, x):
    model = nnx.merge(graphdef, state)
    nnx.reseed(model, dropout=key)
    return model(x)

ys = jax.vmap(lane, in_axes=(None, 0, 0))(state, keys, xs)
""",
    ),
    case(
        "nothing is drawn, or once",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

model = Net(nnx.Rngs(0))
model.eval()
graphdef, state = nnx.split(model)

@jax.jit
def forward(state, x):
    return nnx.merge(graphdef, state)(x)

for x in xs:
    forward(state, x)

once_def, once = nnx.split(Net(nnx.Rngs(0)))

@jax.jit
def linear(state, x):
    return nnx.merge(once_def, state).linear(x)

@jax.jit
def drawn(state, x):
    return nnx.merge(once_def, state)(x)

for x in xs:
    linear(once, x)

drawn(once, xs)
""",
    ),
    case(
        "a state that may be advanced elsewhere",
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
def train(state, x):
    model = nnx.merge(graphdef, state)
    y = model(x)
    return y, nnx.state(model)

@jax.jit
def forward(state, x):
    return nnx.merge(graphdef, state)(x)

def run(state, xs):
    for x in xs:
        y, state = train(state, x)
        forward(state, x)
""",
    ),
    case(
        "10b with nnx.jit",
        """
@nnx.jit
def forward(model, x):
    return model(x)

for _ in range(2):
    forward(model, x)
""",
    ),
    case(
        "the function hands the module back",
        """
@jax.jit
def forward(model, x):
    y = model(x)
    return model, y

for _ in range(2):
    model, y = forward(model, x)
""",
    ),
    case(
        "the function hands its state back",
        """
@jax.jit
def forward(model, x):
    y = model(x)
    return nnx.state(model), y

for _ in range(2):
    state, y = forward(model, x)
    nnx.update(model, state)
""",
    ),
    case(
        "called once",
        """
@jax.jit
def forward(model, x):
    return model(x)

y = forward(model, x)
""",
        skip=("local",),  # where the function around may be called more than once
    ),
    case(
        "10j with the state handed back: taken apart outside, merged inside",
        """
graphdef, state = nnx.split(model)

@jax.jit
def forward(state, x):
    model = nnx.merge(graphdef, state)
    return model(x), nnx.state(model)

for _ in range(2):
    y, state = forward(state, x)
""",
    ),
    case(
        "10f, 10i: carried through a loop",
        """
jax.lax.scan(lambda model, x: (model, model(x)), model, x)
jax.lax.fori_loop(0, 3, lambda i, carry: (carry[0], carry[0](carry[1])), (model, x))
""",
    ),
    case(
        "10c3: split above, from 0.11.0",
        """
@nnx.split_rngs(splits=3)
@jax.vmap
def draw(rngs: nnx.Rngs):
    return rngs.params()

draw(nnx.Rngs(0))
""",
    ),
    case(
        "10c5, 10l: made of a key in the lane",
        """
jax.vmap(lambda key: nnx.Linear(2, 3, rngs=nnx.Rngs(key)))(jax.random.split(nnx.Rngs(0)(), 3))
""",
    ),
    case(
        "10e2: as if outside, where the check does not see gradients",
        REST,
        target="0.10.0",
    ),
    case(
        "a gradient around nnx.remat, which takes the state out and does not look",
        INSIDE,
        target="0.11.2",
    ),
    case(
        "a method that draws nothing",
        """
@jax.jit
def encode(model, x):
    return model.encode(x)

for _ in range(2):
    encode(model, x)
""",
    ),
    case(
        "rate 0, deterministic=True, eval()",
        """
rngs = nnx.Rngs(0)
model.eval()

@jax.jit
def forward(model, x):
    return model(x)

for _ in range(2):
    forward(model, x)
    forward(nnx.Dropout(0.0, rngs=rngs), x)
    forward(nnx.Dropout(0.5, deterministic=True, rngs=rngs), x)
""",
    ),
    case(
        "a module without streams, which JAX takes from 0.11.0",
        """
linear = nnx.Linear(8, 8, rngs=nnx.Rngs(0))

@jax.jit
def forward(linear, x):
    return linear(x)

for _ in range(2):
    forward(linear, x)
""",
    ),
    case(
        "data and keys",
        """
@jax.jit
def noisy(key, x):
    return x + jax.random.normal(key, x.shape)

rngs = nnx.Rngs(0)
for _ in range(2):
    noisy(rngs.noise(), x)
""",
    ),
    case(
        "a class that is imported",
        """
from models import Model

@jax.jit
def forward(model: Model, x):
    return model(x)

for _ in range(2):
    forward(Model(nnx.Rngs(0)), x)
""",
    ),
    case(
        "the caller is in another file, and may keep what it returns",
        """
@jax.jit
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "a module that is made for each call",
        """
@jax.jit
def forward(model, x):
    return model(x)

def run(seeds):
    return [forward(Block(nnx.Rngs(seed)), x) for seed in seeds]
""",
    ),
    case(
        "hijax variables: what JAX does with them is not known",
        """
with nnx.var_defaults(hijax=True, ref=True):
    model = Block(nnx.Rngs(0))

@jax.jit
def forward(model, x):
    return model(x)

for _ in range(2):
    forward(model, x)
""",
        skip=("old path", "guarded"),
    ),
    case(
        "another jit",
        """
from numba import jit

@jit
def forward(model, x):
    return model(x)

for _ in range(2):
    forward(model, x)
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


STATIC = """
@partial(jax.jit, static_argnames=("model",))
def run(model, x):
    return model(x)

run(model, x), run(model, x)
"""


@pytest.mark.parametrize(
    ("release", "effect"),
    [
        ("0.9.0", "raises TraceContextError"),
        ("0.10.4", "every call draws the same numbers"),
        ("0.12.8", "raises TraceContextError"),
    ],
)
def test_what_is_static_is_in_no_trace(release: str, effect: str) -> None:
    said = message(f"from functools import partial\n{HEAD}{STATIC}", "NNX116", release)
    assert said.startswith("jax.jit leaves the module 'model' outside of its trace as static")
    assert f"({effect}" in said


def test_examples() -> None:
    verify_examples("NNX116")


REFUSED = "raises TypeError: not an array"
TRACED = "raises TraceContextError"
NO_AXIS = "raises ValueError: a scalar key has no axis to map over"
SAME_CALLS = "every call draws the same numbers"
SAME_LANES = "every lane draws the same numbers"
MOVED = "raises ValueError: Cannot extract graph node from different trace level"
NOT_REAL = "raises TypeError: grad requires real- or complex-valued inputs"


@pytest.mark.parametrize(
    ("program", "effects"),
    [
        pytest.param(JIT, (REFUSED, REFUSED, SAME_CALLS), id="10b"),
        pytest.param(LANES, (REFUSED, REFUSED, NO_AXIS), id="10c2"),
        pytest.param(WHOLE, (SAME_LANES, TRACED, SAME_LANES), id="10d"),
        pytest.param(GRADIENT, (REFUSED, REFUSED, NOT_REAL), id="10e"),
        pytest.param(REST, ("", TRACED, TRACED), id="10e2"),
        pytest.param(INSIDE, ("", "", ""), id="10e2 around remat"),
        pytest.param(INSIDE.replace("remat", "jit"), ("", TRACED, TRACED), id="10e2 around jit"),
        pytest.param(
            INSIDE.replace("@nnx.remat", "@nnx.vmap(in_axes=(None, None, 0), out_axes=None)"),
            ("", MOVED, MOVED),
            id="10e2 around vmap",
        ),
        pytest.param(BRANCH, (REFUSED, REFUSED, SAME_CALLS), id="10h"),
    ],
)
def test_the_outcome_is_that_of_the_release(program: str, effects: tuple[str, str, str]) -> None:
    """Before the trace check was mended, after it, and since modules are pytrees."""
    for release, effect in zip(("0.10.0", "0.10.7", "0.11.2"), effects, strict=True):
        said = message(HEAD + program, "NNX116", release)
        assert (f"({effect}" in said) if effect else said == "", (release, said)


def test_the_message_says_who_draws_and_what_to_use() -> None:
    said = message(HEAD + JIT, "NNX116")
    assert said.startswith("jax.jit works on a copy of the module 'model'")
    assert (
        "counts are lost (every call draws the same numbers (model(x) on line 21 draws from it"
        in said
    )
    assert said.endswith("use nnx.jit, which hands them back")


def test_the_message_of_a_refusal_names_the_argument() -> None:
    said = message(HEAD + JIT, "NNX116", "0.10.7")
    assert said.startswith(
        "jax.jit takes the module 'model' for an array (raises TypeError: not an array (model"
    )
    assert said.endswith(")): use nnx.jit")


def test_checkpoint_is_called_remat_in_flax() -> None:
    program = HEAD + JIT.replace("jax.jit", "jax.checkpoint")
    assert "use nnx.remat, which hands" in message(program, "NNX116")


@pytest.mark.parametrize("branches", ["cond(True, f, f, model)", "switch(0, [f, f], model)"])
def test_branches_are_told_to_take_those_of_flax(branches: str) -> None:
    program = f"{HEAD}\nf = lambda model: model(x)\njax.lax.{branches}\n"
    name = branches.partition("(")[0]
    assert message(program, "NNX116").endswith(f"use nnx.{name}, which hands them back")


MERGED_IN_GRADIENT = """
graphdef, state = nnx.split(model)

def loss({parameters}):
    return nnx.merge(graphdef, state)(w).sum()

jax.grad(loss{options})({given})
"""


@pytest.mark.parametrize(
    ("parameters", "given", "options"),
    [("w, state", "x, state", ""), ("state, w", "state, x", ", argnums=1")],
)
def test_a_state_that_a_gradient_passes_by_is_traced(
    parameters: str, given: str, options: str
) -> None:
    program = MERGED_IN_GRADIENT.format(parameters=parameters, given=given, options=options)
    assert "(raises TraceContextError" in message(HEAD + program, "NNX116")
