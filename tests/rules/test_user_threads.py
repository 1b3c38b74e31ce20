"""Mistakes that users reported in public threads, and what was right in those threads.

Each reason opens with the thread. The programs are not those of the threads: they are the shortest
ones with the same mistake, and each was run on Flax 0.8.5 to 0.12.12. A mistake is
followed by the same program put right, and by the release on which it was right as it was.
"""

from rules.cases import Variant, case, every_variant

LAYER = """
class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))
"""
STACK = (
    LAYER
    + """
class Stack(nnx.Module):
    def __init__(self, count, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=count)
        @nnx.vmap(in_axes=(0,), out_axes=0)
        def create(rngs: nnx.Rngs):
            return Layer(rngs)

        self.layers = create(rngs)
        self.count = count
"""
)
STACKED_IN_PARTS = (
    STACK
    + """
    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
        def forward(x, layer):
            return layer(x)

        return forward(x, self.layers)

y = Stack(3, nnx.Rngs(0))(jnp.ones(4))
"""
)
SPLIT_TWICE = STACKED_IN_PARTS.replace(
    "        @nnx.scan", "        @nnx.split_rngs(splits=self.count){mark}\n        @nnx.scan"
)
SINGLE = "import jax\nimport jax.numpy as jnp\n" + LAYER + "\nmodel = Layer(nnx.Rngs(0))\n"

NO_SPLIT = """
class Block(nnx.Module):
    def __init__(self, rngs=nnx.Rngs):  # ! NNX117
        @{transform}(axis_size=3){mark}
        def create(rngs: nnx.Rngs):
            return nnx.Linear(4, 4, rngs=rngs)

        self.layers = create(rngs)

block = Block(nnx.Rngs(0))
"""
ENSEMBLE = """
from functools import partial

@partial(nnx.vmap, axis_size=5){mark}
def create(rngs: nnx.Rngs):
    return nnx.Linear(10, 32, rngs=rngs)

model = create(nnx.Rngs(0))
"""

INVALID = [
    case(
        "google/flax#3997: nnx.jit of a module that keeps state",
        SINGLE + "\ny = nnx.jit(model)(jnp.ones(4))  # ! NNX118\n",
    ),
    case(
        "google/flax#4153: vmap no longer splits since 0.9, and the class as a default",
        NO_SPLIT.format(transform="nnx.vmap", mark="  # ! NNX101"),
        target="0.9.0",
    ),
    case(
        "google/flax#4355: the guide of an older release creates an ensemble without a split",
        ENSEMBLE.format(mark="  # ! NNX101 NNX301"),
        target="0.9.0",
    ),
    case(
        "google/flax#4195: a model that draws is broadcast to all elements of the batch",
        SINGLE
        + """
def infer(model, x):
    return model(x)

ys = nnx.vmap(infer, in_axes=(None, 0))(model, jnp.ones((3, 4)))  # ! NNX103
""",
        also=["NNX103"],
    ),
    case(
        "google/flax#4589: up to 0.10 the streams of a stack are scalar again after the split",
        "import jax.numpy as jnp\n"
        + STACKED_IN_PARTS.replace(
            "out_axes=nnx.Carry)\n        def forward",
            "out_axes=nnx.Carry)  # ! NNX110\n        def forward",
        ),
        target="0.10.4",
    ),
    case(
        "google/flax#5158: since 0.11 a stack is split already, the guide splits it again",
        "import jax.numpy as jnp\n" + SPLIT_TWICE.replace("{mark}", "  # ! NNX110"),
        target="0.12.2",
    ),
    case(
        "google/flax#4771: jax.grad of a function that captures a model that draws",
        SINGLE
        + """
def energy(t):
    return jnp.sum(model(t))  # ! NNX105

slope = jax.grad(energy)(jnp.ones(4))
""",
        target="0.10.6",
    ),
    case(
        "google/flax#4151: jax.lax.scan over a function that captures a model that draws",
        SINGLE
        + """
def step(carry, x):
    return carry, model(x)  # ! NNX105

_, ys = jax.lax.scan(step, None, jnp.ones((10, 4)))
""",
        target="0.9.0",
    ),
    case(
        "google/flax#4151: the same on a release of today",
        SINGLE
        + """
def step(carry, x):
    return carry, model(x)  # ! NNX105

_, ys = jax.lax.scan(step, None, jnp.ones((10, 4)))
""",
    ),
    case(
        "google/flax#4539: a Dropout as the function of nnx.jit gives one mask for ever",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
forward = nnx.jit(dropout)  # ! NNX118
y = forward(jnp.ones((3, 5)))
""",
        target="0.10.2",
    ),
    case(
        "google/flax#5025: jax.lax.map over a function that captures a model that draws",
        SINGLE
        + """
ys = jax.lax.map(
    lambda x: model(x),  # ! NNX105
    jnp.ones((6, 4)),
    batch_size=2,
)
""",
        target="0.12.0",
    ),
    case(
        "google/flax#4819: an Rngs as a default beside a loop that is right",
        """
import jax.numpy as jnp

class Decoder(nnx.Module):
    def __init__(self, count=3, rngs=nnx.Rngs(1)):  # ! NNX117
        @nnx.split_rngs(splits=count)
        @nnx.vmap(in_axes=(0,), out_axes=0)
        def create(rngs: nnx.Rngs):
            return nnx.Linear(4, 4, rngs=rngs)

        self.layers = create(rngs)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
        def forward(x, layer):
            return layer(x)

        return forward(x, self.layers)

def body(state):
    model, x, left = state
    return model, model(x), left - 1

state = (Decoder(), jnp.ones(4), 3)
state = nnx.while_loop(lambda state: state[2] > 0, body, state)
""",
        target="0.10.7",
    ),
    case(
        "google/flax#4107: the keywords that split and mapped the state were removed in 0.9",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(4, 4, rngs=rngs)

create_all = nnx.vmap(  # ! NNX101
    create,
    axis_size=3,
    state_axes={...: 0},  # ! NNX201
    split_rngs=True,  # ! NNX201
)
""",
        target="0.9.0",
    ),
    case(
        "google/flax#5270: fork(split=) is split() now",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(4, 4, rngs=rngs)

model = create(nnx.Rngs(0).fork(split=3))  # ! NNX206
""",
    ),
]

VALID = [
    case(
        "google/flax#3997: the module is an argument",
        SINGLE + "\ny = nnx.jit(lambda model, x: model(x))(model, jnp.ones(4))\n",
    ),
    case(
        "google/flax#4153: put right",
        NO_SPLIT.format(transform="nnx.split_rngs(splits=3)\n        @nnx.vmap", mark="").replace(
            "=nnx.Rngs):  # ! NNX117", ": nnx.Rngs):"
        ),
        target="0.9.0",
    ),
    case(
        "google/flax#4355: right up to 0.8.5",
        ENSEMBLE.format(mark=""),
        target="0.8.5",
    ),
    case(
        "google/flax#4355: put right",
        ENSEMBLE.format(mark="").replace(
            "@partial(nnx.vmap, axis_size=5)", "@nnx.split_rngs(splits=5)\n@nnx.vmap(axis_size=5)"
        ),
        target="0.9.0",
    ),
    case(
        "google/flax#4195: split and mapped for each element, the rest broadcast",
        SINGLE
        + """
axes = nnx.StateAxes({nnx.RngState: 0, ...: None})

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(axes, 0))
def infer(model, x):
    return model(x)

ys = infer(model, jnp.ones((3, 4)))
""",
        also=["NNX103"],
    ),
    case(
        "google/flax#4589: split again, as 0.10 needs it",
        "import jax.numpy as jnp\n" + SPLIT_TWICE.replace("{mark}", ""),
        target="0.10.4",
    ),
    case(
        "google/flax#4589: keys that are split make streams that stay split",
        "import jax\nimport jax.numpy as jnp\n"
        + LAYER
        + """
@nnx.vmap
def create(key):
    return Layer(nnx.Rngs(key))

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

layers = create(jax.random.split(jax.random.key(0), 3))
y = forward(jnp.ones(4), layers)
""",
        target="0.10.4",
    ),
    case(
        "google/flax#4589: right as it was since 0.11, and #5158 put right",
        "import jax.numpy as jnp\n" + STACKED_IN_PARTS,
        target="0.12.2",
    ),
    case(
        "google/flax#5158: the guide was right for 0.10.6",
        "import jax.numpy as jnp\n" + SPLIT_TWICE.replace("{mark}", ""),
        target="0.10.6",
    ),
    case(
        "google/flax#4771: the model taken apart outside, its state an argument",
        SINGLE
        + """
graphdef, state = nnx.split(model)

def energy(t, state):
    return jnp.sum(nnx.merge(graphdef, state)(t))

slope = jax.grad(energy)(jnp.ones(4), state)
""",
        target="0.10.6",
    ),
    case(
        "google/flax#4771: the model an argument of nnx.grad",
        SINGLE
        + """
def energy(t, model):
    return jnp.sum(model(t))

slope = nnx.grad(energy)(jnp.ones(4), model)
""",
    ),
    case(
        "google/flax#5050: merged into variables of its own inside jax.grad",
        SINGLE
        + """
graphdef, params, rest = nnx.split(model, nnx.Param, ...)

def loss(params, rest):
    merged = nnx.merge(graphdef, params, rest, copy=True)
    return merged(jnp.ones(4)).sum()

grads = jax.grad(loss)(params, rest)
""",
        target="0.12.0",
    ),
    case(
        "google/flax#4151: the model is the carry",
        SINGLE
        + """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def step(model, x):
    return model, model(x)

_, ys = step(model, jnp.ones((10, 4)))
""",
    ),
    case(
        "google/flax#4151: nothing draws after eval()",
        SINGLE
        + """
model.eval()
_, ys = jax.lax.scan(lambda carry, x: (carry, model(x)), None, jnp.ones((10, 4)))
""",
    ),
    case(
        "google/flax#4539: the Dropout is an argument",
        """
import jax.numpy as jnp

@nnx.jit
def forward(dropout, x):
    return dropout(x)

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
y = forward(dropout, jnp.ones((3, 5)))
""",
        target="0.10.2",
    ),
    case(
        "google/flax#5025: the model is an argument of a transform that sees its state",
        SINGLE
        + """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def in_parts(model, batch):
    return model, model(batch)

_, ys = in_parts(model, jnp.ones((3, 2, 4)))
""",
        target="0.12.0",
    ),
    case(
        "google/flax#5270: a stream and an Rngs are split by their methods",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(4, 4, rngs=rngs)

@nnx.vmap
def draw(stream):
    return stream.normal((2,))

rngs = nnx.Rngs(0, noise=1)
model = create(rngs.split(3))
noise = draw(rngs.noise.split(3))
""",
    ),
    case(
        "google/flax#5046: one split for a grid of lanes, drawn by the methods of the stream",
        """
@nnx.vmap
@nnx.vmap
def draw(rngs: nnx.Rngs):
    return rngs.uniform((2,))

noise = draw(nnx.Rngs(0).split((2, 3)))
""",
    ),
    case(
        "google/flax#4971: streams that are passed to each call and into each transform",
        """
import jax.numpy as jnp

class Model(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.linear = nnx.Linear(20, 10, rngs=rngs)
        self.dropout = nnx.Dropout(0.1)

    def __call__(self, x, *, rngs: nnx.Rngs):
        return nnx.relu(self.dropout(self.linear(x), rngs=rngs))

@nnx.jit
def train_step(model, rngs, x):
    def loss(model, rngs):
        return model(x, rngs=rngs).sum()

    return nnx.grad(loss)(model, rngs)

rngs = nnx.Rngs(0)
model = Model(rngs=rngs)
for _ in range(3):
    grads = train_step(model, rngs, rngs.normal((32, 20)))
""",
    ),
    case(
        "google/flax#5447: what fork_rngs changed in place is restored",
        """
rngs = nnx.Rngs(params=0, dropout=1)
backups = nnx.fork_rngs(rngs)
linear = nnx.Linear(2, 3, rngs=rngs)
nnx.restore_rngs(backups)
""",
        target="0.12.8",
    ),
    case(
        "google/flax#5529: one stream split, another left as it is",
        """
rngs = nnx.Rngs(params=1, dropout=2)
layer_rngs = rngs.split({"params": 5, "dropout": None})
mask = layer_rngs.dropout.bernoulli(0.5, (4,))
""",
    ),
    case(
        "google/flax#5116: jax.jit on the taken-apart model gives its new state back",
        SINGLE
        + """
graphdef, state = nnx.split(model)

@jax.jit
def train_step(state, x):
    model = nnx.merge(graphdef, state)
    grads = nnx.grad(lambda model: model(x).sum())(model)
    return nnx.state(model), grads

for _ in range(3):
    state, grads = train_step(state, jnp.ones(4))
nnx.update(model, state)
""",
    ),
    case(
        "google/flax#4407: the cell of an nnx.RNN keeps one mask for all steps on purpose",
        """
import jax.numpy as jnp

class Cell(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rng_collection="recurrent", rngs=rngs)

    def __call__(self, carry, x):
        carry = self.dropout(self.linear(carry) + x)
        return carry, carry

    def initialize_carry(self, input_shape, rngs=None, carry_init=None):
        return jnp.zeros(input_shape)

    @property
    def num_feature_axes(self):
        return 1

cell = Cell(nnx.Rngs(0, recurrent=1))
rnn = nnx.RNN(cell, broadcast_rngs="recurrent")
ys = rnn(jnp.ones((2, 5, 4)))
""",
        target="0.10.7",
    ),
    case(
        "google/flax#4099: a stream set back to its seed between two calls",
        SINGLE
        + """
y = model(jnp.ones(4))
nnx.reseed(model, default=0)
z = model(jnp.ones(4))
""",
    ),
    case(
        "google/flax#4157: a method that scans the layers that a vmapped __init__ made",
        """
import jax.numpy as jnp

axes = nnx.StateAxes({(nnx.Param, nnx.RngState): 0, ...: None})

class Stack(nnx.Module):
    @nnx.split_rngs(splits=5)
    @nnx.vmap(in_axes=(axes, 0))
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)

    @nnx.scan(in_axes=(axes, nnx.Carry), out_axes=nnx.Carry)
    def __call__(self, x):
        return nnx.gelu(self.linear(x))

y = Stack(nnx.Rngs(0))(jnp.ones((1, 3)))
""",
    ),
    case(
        "google/flax#4629: a stack of layers that have no active stream, on 0.10",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0,), out_axes=0)
def create(rngs: nnx.Rngs):
    return nnx.MultiHeadAttention(num_heads=2, in_features=4, decode=False, rngs=rngs)

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

y = forward(jnp.ones((2, 5, 4)), create(nnx.Rngs(0)))
""",
        target="0.10.4",
    ),
    case(
        "google/flax#4754: one Rngs for two layers that draw",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)
first, second = nnx.Dropout(0.5, rngs=rngs), nnx.Dropout(0.5, rngs=rngs)
y = second(first(jnp.ones(4)))
""",
    ),
    case(
        "google/flax#3989: lanes that draw more or less often",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, 0))
def draw(rngs: nnx.Rngs, is_long):
    often = lambda rngs: rngs.normal(()) + rngs.normal(())
    once = lambda rngs: rngs.normal(())
    return nnx.cond(is_long, often, once, rngs)

y = draw(nnx.Rngs(0), jnp.array([True, False, True]))
""",
    ),
    case(
        "pyro-ppl/numpyro#2055 and AI-Hypercomputer/maxtext#2068: a stream for each use",
        LAYER + "\nmodel = Layer(nnx.Rngs(params=0, dropout=1))\n",
        target="0.11.0",
    ),
    case(
        "google/flax#1252 and #4950: split_rngs is an argument of Linen's scan",
        """
from flax import linen as nn

class Model(nn.Module):
    @nn.compact
    def __call__(self, carry, x):
        scanned = nn.scan(
            nn.Dropout, variable_broadcast="params", split_rngs={"params": False, "dropout": True}
        )
        return scanned(0.5, deterministic=False)(carry, x)
""",
        own_imports=True,
    ),
    case(
        "google/flax#4085: Linen draws from a constant key inside jax.jit",
        """
import jax
from flax import linen as nn

model = nn.Dropout(0.5, deterministic=False)

@jax.jit
def forward(x):
    return jax.vmap(lambda row: model.apply({}, row, rngs={"dropout": jax.random.key(0)}))(x)
""",
        own_imports=True,
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()
