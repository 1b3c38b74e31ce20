"""NNX204: same spelling, other meaning in the target release."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

from flake8_nnx_rng.semantics.releases import known, positions, resolve

INVALID = [
    case(
        "out_axes of 0.9.0, for the stacked outputs alone",
        """
outputs = nnx.scan(step, in_axes=(nnx.Carry, 0), out_axes=0)(state, xs)  # ! NNX204
""",
    ),
    case(
        "the default in_axes has a carry",
        """
@nnx.scan(out_axes=1)  # ! NNX204
def step(carry, x):
    return carry, x
""",
    ),
    case(
        "a tuple of axes without the carry",
        """
@nnx.scan(
    length=3,
    in_axes=(nnx.Carry, None),
    out_axes=(0, 1),  # ! NNX204
)
def step(carry, x):
    return carry, (x, x)
""",
        target="0.10.0",
    ),
    case(
        "StateAxes without the carry",
        """
scanned = nnx.scan(step, out_axes=nnx.StateAxes({...: 0}))  # ! NNX204
""",
        target="0.11.2",
    ),
    case(
        "a local name for the axes",
        """
AXES = (nnx.Carry, 0)
OUT = -1

@nnx.scan(in_axes=AXES, out_axes=OUT)  # ! NNX204
def step(carry, x):
    return carry, x
""",
    ),
    case(
        "in a partial",
        """
from functools import partial

@partial(nnx.scan, in_axes=(0, nnx.Carry), out_axes=0)  # ! NNX204 NNX301
def step(x, carry):
    return carry, x
""",
    ),
    case(
        "kept for later",
        """
scanned = nnx.scan(in_axes=(nnx.Carry, 0), out_axes=0)  # ! NNX204
""",
    ),
    case(
        "0.9.0 wants no carry in out_axes",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))  # ! NNX204
def step(carry, x):
    return carry, x
""",
        target="0.9.0",
    ),
    case(
        "0.9.0 cannot scan without a carry",
        """
outputs = nnx.scan(layer, in_axes=0, out_axes=0)(xs)  # ! NNX204
outputs = nnx.scan(layer, in_axes=(0, None))(xs, y)  # ! NNX204
""",
        target="0.9.0",
    ),
    case(
        "in_axes of 0.8.5, whose carry went by number",
        """
outputs = nnx.scan(step, in_axes=(None, 0), length=3)(state, xs)  # ! NNX204
""",
    ),
    case(
        "neither names the carry in a project of 0.8.5",
        """
outputs = nnx.scan(step, in_axes=(None, 0), out_axes=0)(state, xs)  # ! NNX204
""",
        declared="0.8.5",
    ),
    case(
        "the wrappers of Linen in nnx.compat",
        """
layer = nnx.compat.LinenWrapper(dense, rngs=nnx.Rngs(0))  # ! NNX204
Dense = nnx.compat.functional(nnx.Linear)  # ! NNX204
""",
    ),
    case(
        "compat by its own name",
        """
from flax.nnx import compat

layer = compat.NNXWrapper(nnx.Linear, 2, 3)  # ! NNX204
""",
        target="0.12.6",
    ),
    case(
        "the graph mode where nnx.compat wraps Linen",
        """
scale = nnx.compat.vmap(lambda x: 2 * x)  # ! NNX204
""",
        target="0.8.5",
    ),
    case(
        "the tag of a stream goes by keyword",
        """
stream = nnx.RngStream("params", key)  # ! NNX204
stream = nnx.RngStream("params", key=key)  # ! NNX204
""",
    ),
    case(
        "the tag of a stream comes first",
        """
stream = nnx.RngStream(key, tag="params")  # ! NNX204
""",
        target="0.10.7",
    ),
    case(
        "argnums by position",
        """
grads = nnx.grad(loss, 1)(x, model)  # ! NNX204
value, grads = nnx.value_and_grad(  # ! NNX204
    lambda model: model(x).sum(), (0,), True
)(model)
""",
        target="0.9.0",
    ),
    case(
        "axis_name by position",
        """
total = nnx.pmap(lambda x: x.sum(), "batch")(xs)  # ! NNX204
""",
    ),
    case(
        "options of Dropout by position",
        """
dropout = nnx.Dropout(0.5, (), True)  # ! NNX204
""",
    ),
    case(
        "None at an Rngs in a project of 0.8.5",
        """
from functools import partial

@partial(nnx.vmap, in_axes=(None, 0))  # ! NNX204 NNX301
def create(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)
""",
        declared="0.8.5",
        skip=["old path"],
    ),
    case(
        "None at a module of the file",
        """
from functools import partial

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    @partial(nnx.vmap, in_axes=(None, 0))  # ! NNX204 NNX301
    def rows(self, x):
        return self.linear(x)

def forward(model: "Block", x, layer: nnx.Linear):
    return layer(model.linear(x))

outputs = nnx.pmap(forward, in_axes=(None, 0, None))(model, xs, layer)  # ! NNX204
""",
        declared="0.8.4",
    ),
    case(
        "None for all in a file with other transforms of 0.8.5",
        """
from functools import partial

@partial(nnx.vmap, in_axes=None, axis_size=3)  # ! NNX204 NNX301
def forward(layer: nnx.Linear):
    return layer.kernel

old = nnx.vmap(f, state_axes={...: 0})  # ! NNX201
""",
    ),
    case(
        "lists, tuples and dictionaries of layers, of variables and of streams",
        """
class Stack(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.layers = [nnx.Linear(2, 2, rngs=rngs) for _ in range(3)]  # ! NNX204
        self.pair = nnx.relu, nnx.Linear(2, 2, rngs=rngs)  # ! NNX204
        self.named = {"first": nnx.Dropout(0.5, rngs=rngs)}  # ! NNX204
        self.weights = [nnx.Param(0.0)]  # ! NNX204
        self.streams = list([rngs])  # ! NNX204
        layers = []
        for _ in range(2):
            layers.append(nnx.Linear(2, 2, rngs=rngs))
        self.local = layers  # ! NNX204
        self.own = []  # ! NNX204
        for _ in range(2):
            self.own.append(nnx.Linear(2, 2, rngs=rngs))
""",
        target="0.12.0",
    ),
    case(
        "None first, and a layer later",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, shortcut: bool):
        self.shortcut = None  # ! NNX204
        if shortcut:
            self.shortcut = nnx.Linear(2, 2, rngs=rngs)
        self.stream = None  # ! NNX204
        self.head = None  # ! NNX204

    def set(self, rngs: nnx.Rngs):
        self.stream = rngs.noise

def finish(rngs):
    block = Block(rngs, True)
    block.head = nnx.Linear(2, 2, rngs=rngs)
    return block
""",
    ),
    case(
        "setattr, several at once, one value for two, a method or function that makes the list",
        """
def make(rngs):
    return [nnx.Linear(2, 2, rngs=rngs) for _ in range(3)]

def chosen(rngs, kinds):
    blocks: list = []
    for kind in kinds:
        if kind == "linear":
            blocks.append(nnx.Linear(2, 2, rngs=rngs))
        else:
            blocks.append(nnx.LayerNorm(2, rngs=rngs))
    return blocks

class Stack(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.chosen = chosen(rngs, "ab")  # ! NNX204
        setattr(self, "layers", [nnx.Linear(2, 2, rngs=rngs)])  # ! NNX204
        for name in ("up", "down"):
            setattr(self, name, [nnx.Linear(2, 2, rngs=rngs)])  # ! NNX204
        self.a, self.b = [nnx.Linear(2, 2, rngs=rngs)], 3  # ! NNX204
        self.c = self.d = [nnx.Linear(2, 2, rngs=rngs)]  # ! NNX204
        self.made = make(rngs)  # ! NNX204
        self.own = self._make(rngs)  # ! NNX204
        self.mapped = list(map(lambda n: nnx.Linear(2, n, rngs=rngs), (2, 3)))  # ! NNX204
        self.zipped = dict(zip("ab", [nnx.Linear(2, 2, rngs=rngs)]))  # ! NNX204

    def _make(self, rngs):
        layers = []
        layers.append(nnx.Linear(2, 2, rngs=rngs))
        return layers
""",
    ),
    case(
        "added to what is static: by sums, by setdefault and by update",
        """
class Stack(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.more = []  # ! NNX204
        self.more += [nnx.Linear(2, 2, rngs=rngs)]
        self.pair = ()  # ! NNX204
        for _ in range(2):
            self.pair += (nnx.Linear(2, 2, rngs=rngs),)
        self.sum = []
        self.sum = self.sum + [nnx.Linear(2, 2, rngs=rngs)]  # ! NNX204
        self.named = {}  # ! NNX204
        self.named.setdefault("a", nnx.Linear(2, 2, rngs=rngs))
        self.other = dict()  # ! NNX204
        self.other.update(a=nnx.Linear(2, 2, rngs=rngs))
        self.flax = {}  # ! NNX204
        self.flax = nnx.Dict(a=nnx.Linear(2, 2, rngs=rngs))
        self.count = 0  # ! NNX204
        self.count = nnx.Param(0.0)
""",
    ),
    case(
        "an instance is given a list from outside",
        """
class Part(nnx.Module):
    def __init__(self):
        self.size = 2
        self.heads = []

class Whole(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.part = Part()
        self.part.layers = [nnx.Linear(2, 2, rngs=rngs)]  # ! NNX204

part = Part()
part.heads = [nnx.Linear(2, 2, rngs=nnx.Rngs(0))]  # ! NNX204
setattr(part, "tail", (nnx.Linear(2, 2, rngs=nnx.Rngs(0)),))  # ! NNX204
""",
    ),
    case(
        "a parameter is kept, which calls give lists of layers",
        """
class Stack(nnx.Module):
    def __init__(self, layers, *more, named=None, **rest):
        self.layers = layers  # ! NNX204
        self.more = more  # ! NNX204
        self.named = named or {}  # ! NNX204
        self.rest = rest  # ! NNX204

class Pair(Stack):
    def __init__(self, rngs: nnx.Rngs):
        super().__init__([nnx.Linear(2, 2, rngs=rngs)])

def layer():
    return nnx.Linear(2, 2, rngs=nnx.Rngs(0))

Stack((), layer(), named={"a": layer()}, b=layer())
""",
    ),
    case(
        "None in a base, and a layer in what derives from it",
        """
class Base(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.head = None  # ! NNX204
        self.tail = None  # ! NNX204
        self.build(rngs)

    def build(self, rngs):
        pass

class Middle(Base):
    def build(self, rngs):
        self.tail = nnx.Linear(2, 2, rngs=rngs)

class Model(Middle):
    def __init__(self, rngs: nnx.Rngs):
        super().__init__(rngs)
        self.head = nnx.Linear(2, 2, rngs=rngs)
""",
    ),
    case(
        "fields of dataclasses",
        """
import dataclasses
from dataclasses import dataclass, field

@dataclass
class Stack(nnx.Module):
    layers: list
    named: dict = field(default_factory=dict)
    made: list = field(default_factory=list)  # ! NNX204
    head: nnx.Linear | None = None  # ! NNX204
    tail: nnx.Linear | None = None  # ! NNX204

    def __post_init__(self):
        self.made.append(nnx.Linear(2, 2, rngs=nnx.Rngs(0)))
        self.head = nnx.Linear(2, 2, rngs=nnx.Rngs(0))
        if self.tail is None:
            self.tail = nnx.Linear(2, 2, rngs=nnx.Rngs(0))

@nnx.dataclass
class Pair(nnx.Module):
    both: tuple

def build(rngs):
    layers = []
    layers.append(nnx.Linear(2, 2, rngs=rngs))
    Pair((nnx.Linear(2, 2, rngs=rngs), nnx.relu))  # ! NNX204
    return Stack(
        layers,  # ! NNX204
        named={"a": nnx.Linear(2, 2, rngs=rngs)},  # ! NNX204
    )
""",
        target="0.12.8",
    ),
    case(
        "lists in containers of Flax",
        """
def build(rngs):
    layers = [nnx.Linear(2, 2, rngs=rngs)]
    nnx.Sequential(layers)  # ! NNX204
    nnx.Dict(a=[nnx.Linear(2, 2, rngs=rngs)])  # ! NNX204
    nnx.Dict({"a": (nnx.Linear(2, 2, rngs=rngs),)})  # ! NNX204
    return nnx.List([[nnx.Linear(2, 2, rngs=rngs)] for _ in range(2)])  # ! NNX204
""",
        target="0.12.8",
    ),
    case(
        "None first, behind the __init__ of a base that is in view and leaves the attribute alone",
        """
import abc
from typing import Generic, Optional, TypeVar

T = TypeVar("T")

class Head(nnx.Module):
    def __init__(self, is_tied, rngs: nnx.Rngs):
        super().__init__()
        self.weight: Optional[nnx.Param] = None  # ! NNX204
        if is_tied:
            self.weight = nnx.Param(rngs.params.normal((2, 2)))

class Base(nnx.Module, Generic[T], abc.ABC):
    def __init__(self):
        super(Base, self).__init__()
        self.name = "base"

class Block(Base[int]):
    def __init__(self):
        Base.__init__(self)
        self.cache = None  # ! NNX204

    def fill(self):
        self.cache = nnx.Cache(0.0)
""",
        target="0.12.12",
    ),
    case(
        "states that code for 0.9.0 captured and merged, or had a gradient hand on: NNX105 and 116 "
        "leave them to this rule",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

graphdef, params, rest = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)

@jax.jit
def step(params, x):
    def loss(params):
        return nnx.merge(graphdef, params, rest)(x).sum()  # ! NNX204

    return jax.grad(loss)(params)

def passed(params, rest, x):
    return nnx.merge(graphdef, params, rest)(x).sum()  # ! NNX204

grads = jax.grad(passed)(params, rest, xs)

class Trainer:
    def loss(self, rest, params, x):
        return nnx.merge(graphdef, params, rest)(x).sum()  # ! NNX204

    def step(self, x):
        return jax.value_and_grad(self.loss, argnums=-2)(rest, params, x)

@jax.jit
@jax.jacrev
def decorated(params, rest, x):
    return nnx.merge(graphdef, params, rest)(x).sum()  # ! NNX204
""",
        declared="0.9.0",
        skip={"old path"},
    ),
    case(
        "keys that code for 0.9.0 set and that are drawn from today, of an Rngs and of a module",
        """
import jax

rngs = nnx.Rngs(0, noise=1)
nnx.reseed(rngs, noise=7)  # ! NNX204
nnx.reseed(model, noise=jax.random.key(7), default=key)  # ! NNX204
""",
        declared="0.9.0",
        skip={"old path"},
    ),
    case(
        "states that code for 0.10.7 kept to go back to, and that change with their module today",
        """
def at_once():
    model = make()
    state = nnx.state(model)  # ! NNX204
    model.linear.kernel.value *= 2
    nnx.update(model, state)

def apart():
    model = make()
    graphdef, params, rest = nnx.split(model, nnx.Param, ...)
    optimizer = nnx.ModelAndOptimizer(model, tx)
    for batch in batches:
        optimizer.update(gradients(model, batch))
    return nnx.merge(graphdef, params, rest)  # ! NNX204

def parameters(batches):
    model = make()
    graphdef, params, rest = nnx.split(model, nnx.Param, ...)  # ! NNX204
    optimizer = nnx.ModelAndOptimizer(model, tx)
    for batch in batches:
        optimizer.update(gradients(model, batch))
    nnx.update(model, params)

def merged(batches):
    model = nnx.Linear(2, 2, rngs=nnx.Rngs(0))
    graphdef, state = nnx.split(model)  # ! NNX204
    model.kernel[...] = 0.0
    return nnx.merge(graphdef, state)

def swapped(averages):
    model = make()
    state = nnx.state(model)  # ! NNX204
    nnx.update(model, averages)
    loss = evaluate(model)
    nnx.update(model, state)
    return loss

class Trainer:
    def folds(self):
        initial = nnx.state(self.model)  # ! NNX204
        for fold in self.data:
            nnx.update(self.model, initial)
            self.model.bias.value = fold

def best(model, batches):
    optimizer = nnx.ModelAndOptimizer(model, tx)
    kept, least = None, 1e9
    for batch in batches:
        optimizer.update(gradients(model, batch))
        loss = evaluate(model)
        if loss < least:
            kept, least = nnx.state(model), loss  # ! NNX204
    return kept
""",
        declared="0.10.7",
        skip={"old path"},
    ),
]

VALID = [
    case(
        "the __init__ of a base that nobody sees, or of a layer, may have made it data",
        """
from elsewhere import Mixin

class Head(nnx.Module, Mixin):
    def __init__(self):
        super().__init__()
        self.weight = None

    def fill(self):
        self.weight = nnx.Param(0.0)

class Attention(nnx.MultiHeadAttention):
    def __init__(self, rngs: nnx.Rngs):
        super().__init__(2, 4, rngs=rngs)
        self.query = None

    def fill(self, rngs):
        self.query = nnx.Linear(4, 4, rngs=rngs)

class Stack(nnx.Sequential):
    def __init__(self, rngs: nnx.Rngs):
        super().__init__()
        self.layers = [nnx.Linear(2, 2, rngs=rngs)]
""",
        target="0.12.12",
    ),
    case(
        "the __init__ of a base fills the attribute, itself or by a method of the class",
        """
class Base(nnx.Module):
    def __init__(self):
        self.weight = nnx.Param(0.0)
        self.build()

    def build(self):
        pass

class Head(Base):
    def __init__(self):
        super().__init__()
        self.weight = None
        self.bias = None

    def build(self):
        self.bias = nnx.Param(0.0)

    def later(self):
        self.weight = nnx.Param(1.0)
""",
        target="0.12.12",
    ),
    case(
        "the attribute is data when None comes, as a method has run before",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.build(rngs)
        self.head = None

    def build(self, rngs):
        self._add(rngs)

    def _add(self, rngs):
        self.head = nnx.Linear(2, 2, rngs=rngs)

class Early(Block):
    def __init__(self, rngs: nnx.Rngs):
        self.head = nnx.Linear(2, 2, rngs=rngs)
        super().__init__(rngs)
""",
    ),
    case(
        "a kept parameter is no list of layers, or becomes data",
        """
class Stack(nnx.Module):
    def __init__(self, functions, layers, *more):
        self.functions = functions
        self.layers = nnx.List(layers)
        self.more = nnx.data(more)

Stack([nnx.relu], [nnx.Linear(2, 2, rngs=nnx.Rngs(0))], nnx.Linear(2, 2, rngs=nnx.Rngs(1)))
""",
    ),
    case(
        "fields that say what they are, or that no call leaves to the default",
        """
from dataclasses import dataclass

@dataclass
class Stack(nnx.Module):
    told: nnx.Data[list]
    flax: nnx.List
    head: nnx.Linear | None = None

    def __post_init__(self):
        if self.head is None:
            self.head = nnx.Linear(2, 2, rngs=nnx.Rngs(0))

@dataclass
class Whole(nnx.Module, pytree=False):
    layers: list

def build(rngs):
    layers = [nnx.Linear(2, 2, rngs=rngs)]
    Whole(layers)
    return Stack(layers, nnx.List(layers), nnx.Linear(2, 2, rngs=rngs))
""",
    ),
    case(
        "containers of Flax in containers of Flax, and lists of plain values in them",
        """
def build(rngs):
    nnx.Sequential(*[nnx.Linear(2, 2, rngs=rngs)])
    nnx.Dict(a=nnx.data([nnx.Linear(2, 2, rngs=rngs)]), sizes=[1, 2])
    return nnx.List([nnx.List([nnx.Linear(2, 2, rngs=rngs)])])
""",
        target="0.12.8",
    ),
    case(
        "modules that hold no arrays, before Flax 0.12.5 looked at more than arrays",
        """
class Rotary(nnx.Module):
    def __init__(self, dim):
        self.dim = dim

class Rotaries(nnx.Module):
    def __init__(self, dims):
        self.each = []
        for dim in dims:
            self.each.append(Rotary(dim))
        self.drops = [nnx.Dropout(0.5), nnx.Dropout(0.1)]
""",
        target="0.12.4",
    ),
    case(
        "no data in it, or data by what comes first",
        """
class Stack(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, last: nnx.Module | None = None):
        self.layers = nnx.List([nnx.Linear(2, 2, rngs=rngs)])
        self.named = nnx.Dict({"first": nnx.Linear(2, 2, rngs=rngs)})
        self.pair = nnx.data((nnx.relu, nnx.Linear(2, 2, rngs=rngs)))
        self.whole = nnx.Sequential(*[nnx.Linear(2, 2, rngs=rngs)])
        self.classes = [nnx.Linear, nnx.relu]
        self.sizes = [1, 2]
        self.last = None
        self.last = last
        self.head = nnx.data(None)
        self.head = nnx.Linear(2, 2, rngs=rngs)
        self.tail = nnx.Linear(2, 2, rngs=rngs)
        self.tail = None

class Trainer:
    def __init__(self, rngs: nnx.Rngs):
        self.models = [nnx.Linear(2, 2, rngs=rngs)]
        self.rngs = None
        self.rngs = rngs
""",
    ),
    case(
        "up to 0.11 the releases find out themselves",
        """
class Stack(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.layers = [nnx.Linear(2, 2, rngs=rngs)]
        self.head = None
        self.head = nnx.Linear(2, 2, rngs=rngs)
""",
        target="0.11.2",
    ),
    case(
        "both name the carry",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def step(carry, x):
    return carry, x
""",
    ),
    case(
        "both by default",
        """
@nnx.scan
def step(carry, x):
    return carry, x

@nnx.scan(length=3)
def count(carry, x):
    return carry, x
""",
    ),
    case(
        "the carry alone",
        """
total = nnx.scan(add, in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)(0.0, xs)
""",
    ),
    case(
        "no carry at all",
        """
outputs = nnx.scan(layer, in_axes=0, out_axes=0)(xs)
outputs = nnx.scan(layer, in_axes=(0, None), out_axes=(0, 1))(xs, y)
""",
        skip=("old path",),
    ),
    case(
        "0.9.0 as it wants to be called",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=0)
def step(carry, x):
    return carry, x

@nnx.scan(out_axes=(0, 1))
def pair(carry, x):
    return carry, (x, x)
""",
        target="0.9.0",
    ),
    case(
        "0.9.0 runs with the carry alone where a pair is returned",
        """
@nnx.scan(out_axes=nnx.Carry)
def step(carry, x):
    return carry, x
""",
        target="0.9.0",
    ),
    case(
        "0.8.5 has no mark for the carry",
        """
outputs = nnx.scan(step, in_axes=(None, 0), out_axes=0, length=3)(state, xs)
""",
        target="0.8.5",
    ),
    case(
        "axes that are not in view",
        """
@nnx.scan(in_axes=axes, out_axes=0)
def step(carry, x):
    return carry, x

@nnx.scan(out_axes=out_axes)
def other(carry, x):
    return carry, x

@nnx.scan(out_axes=0, **options)
def third(carry, x):
    return carry, x

@nnx.scan(in_axes=(*axes, 0), out_axes=0)
def fourth(carry, x):
    return carry, x
""",
    ),
    case(
        "keywords of 0.8.x are for NNX201",
        """
outputs = nnx.scan(step, in_axes=(None, 0), out_axes=0, carry_argnum=0)  # ! NNX201
""",
    ),
    case(
        "StateAxes that carry some state",
        """
state_axes = nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0})

@nnx.scan(in_axes=(state_axes, nnx.Carry), out_axes=nnx.Carry)
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "jax.lax.scan and a method called scan",
        """
import jax

jax.lax.scan(step, init, xs)
table.scan(step, in_axes=0, out_axes=(nnx.Carry, 0))
""",
    ),
    case(
        "the graph mode of nnx.compat",
        """
scale = nnx.compat.vmap(lambda x: 2 * x)
backups = nnx.compat.split_rngs(rngs, splits=3)
""",
    ),
    case(
        "the Linen wrappers of 0.8.5",
        """
layer = nnx.compat.LinenWrapper(dense, rngs=nnx.Rngs(0))
""",
        target="0.8.5",
    ),
    case(
        "nnx.compat is gone",
        """
layer = nnx.compat.LinenWrapper(dense)  # ! NNX202
""",
        target="0.10.0",
    ),
    case(
        "nnx.bridge",
        """
layer = nnx.bridge.ToNNX(dense, rngs=nnx.Rngs(0))
Dense = nnx.bridge.functional(nnx.Linear)
""",
    ),
    case(
        "an attribute called compat",
        """
layer = self.compat.LinenWrapper(dense)
wrap = nnx.compat
""",
    ),
    case(
        "arguments in their place",
        """
stream = nnx.RngStream(key, tag="params")
grads = nnx.grad(loss, argnums=1)(x, model)
grads = nnx.grad(loss)(model, x)
total = nnx.pmap(lambda x: x.sum(), axis_name="batch")(xs)
dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
""",
    ),
    case(
        "arguments in the places of 0.8.5",
        """
stream = nnx.RngStream("params", key, count)
grads = nnx.grad(loss, 1)(x, model)
total = nnx.pmap(lambda x: x.sum(), "batch")(xs)
""",
        target="0.8.5",
    ),
    case(
        "arguments that no release takes",
        """
grads = nnx.grad(loss, 0, 1, 2, 3, 4, 5, 6)
stream = nnx.RngStream(1, 2, 3, 4)
""",
    ),
    case(
        "arguments that are not in view",
        """
grads = nnx.grad(loss, *numbers)
stream = nnx.RngStream("params", *keys)
""",
    ),
    case(
        "None in a file of today",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(model: nnx.Linear, x):
    return model(x)
""",
    ),
    case(
        "None at an array in a project of 0.8.5",
        """
import jax

@nnx.vmap(in_axes=(None, 0, 0))
def forward(y: jax.Array, model: nnx.Linear, x):
    return model(x + y)

@nnx.vmap(in_axes=(None, 0))
def apply(fn, x):
    return fn(x)
""",
        declared="0.8.5",
    ),
    case(
        "None at a module for 0.8.5 itself",
        """
outputs = nnx.vmap(lambda rngs, x: x, in_axes=(None, 0))(nnx.Rngs(0), xs)
""",
        target="0.8.5",
        declared="0.8.5",
    ),
    case(
        "nothing in in_axes",
        """
@nnx.vmap(axis_size=3, out_axes=0)
def forward(model: nnx.Linear):
    return model.kernel
""",
        declared="0.8.5",
    ),
    case(
        "the version is asked",
        """
import flax

if flax.__version__ >= "0.10":
    scanned = nnx.scan(step, out_axes=(nnx.Carry, 0))
else:
    scanned = nnx.scan(step, out_axes=0)
""",
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx

scanned = nnx.scan(step, out_axes=0)
stream = nnx.RngStream("params", key)
layer = nnx.compat.LinenWrapper(dense)
""",
        own_imports=True,
    ),
    case(
        "text and comments",
        '''
"""Was nnx.scan(f, out_axes=0) and nnx.compat.LinenWrapper."""
rngs = nnx.Rngs(0)  # nnx.grad(loss, 1)
''',
        skip=["local", "by name"],
    ),
    case(
        "states that code for 0.9.0 merged where nothing changes them, or that were traced",
        """
import jax

class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.norm = nnx.BatchNorm(2, rngs=rngs)

    def __call__(self, x):
        return self.norm(self.linear(x))

class Still(nnx.Module):
    def __init__(self, width: int, *, rngs: nnx.Rngs):
        self.first = nnx.Linear(2, width, rngs=rngs)
        self.last = nnx.Linear(width, 2, rngs=rngs)

    def __call__(self, x):
        hidden = nnx.relu(self.first(x))
        return self.last(hidden)

graphdef, params, rest = nnx.split(Net(nnx.Rngs(0)), nnx.Param, ...)
still, state = nnx.split(Still(3, rngs=nnx.Rngs(0)))

@jax.jit
def parameters(rest, x):
    return nnx.merge(graphdef, params, rest)(x)

@jax.jit
def evaluate(x):
    model = nnx.merge(graphdef, params, rest)
    model.eval()
    return model(x)

@jax.jit
def told(x):
    return nnx.merge(graphdef, params, rest)(x, use_running_average=True)

@jax.jit
def pure(x):
    return nnx.merge(still, state)(x)

by_input = jax.grad(lambda x, state: nnx.merge(still, state)(x).sum())(xs, state)

def loss(params, rest, x):
    return nnx.merge(graphdef, params, rest)(x).sum()

both = jax.grad(loss, argnums=(0, 1))(params, rest, xs)
unknown = jax.grad(loss, argnums=NUMBERS)(params, rest, xs)
traced = jax.grad(jax.jit(loss))(params, rest, xs)

@jax.grad
@jax.jit
def decorated(params, rest, x):
    return nnx.merge(graphdef, params, rest)(x).sum()
""",
        declared="0.9.0",
        skip={"old path"},
    ),
    case(
        "the same states in code of which nobody says for what release it is",
        """
import jax

graphdef, params, rest = nnx.split(make(), nnx.Param, ...)

@jax.jit
def step(params, x):
    return jax.grad(lambda params: nnx.merge(graphdef, params, rest)(x).sum())(params)
""",
        skip={"old path"},
    ),
    case(
        "seeds with a policy of their own, or that somebody else names",
        """
nnx.reseed(rngs, noise=7, policy=lambda *_: key)
nnx.reseed(rngs, **seeds)
other.reseed(rngs, noise=7)
""",
        declared="0.10.7",
        skip={"old path"},
    ),
    case("seeds of code of which nobody says for what release it is", "nnx.reseed(rngs, noise=7)"),
    case("seeds where they are set", "nnx.reseed(rngs, noise=7)", target="0.10.7"),
    case(
        "states that are taken again, not used after, or of other variables than those written",
        """
def taken_again(model, batches):
    state = nnx.state(model)
    optimizer = nnx.ModelAndOptimizer(model, tx)
    for batch in batches:
        optimizer.update(gradients(model, batch))
        state = nnx.state(model)
    return state

def in_branches(model, flag):
    state = nnx.state(model)
    if flag:
        model.kernel.value *= 2
    else:
        nnx.update(model, state)

def used_before(model):
    state = nnx.state(model)
    nnx.update(model, state)
    model.kernel.value *= 2

def of_another(model):
    state = nnx.state(model)
    model = make()
    model.kernel.value *= 2
    nnx.update(model, state)

def replaced(model):
    state = nnx.state(model)
    model.kernel = nnx.Param(zeros)
    nnx.update(model, state)

def statistics(model, averages):
    kept = nnx.state(model, nnx.BatchStat)
    params = nnx.state(model, nnx.Param)
    optimizer = nnx.ModelAndOptimizer(model, tx)
    optimizer.update(gradients(model))
    nnx.update(model, kept)

def stepped(model, batches):
    params = nnx.state(model, nnx.Param)
    for batch in batches:
        params = optax.apply_updates(params, gradients(model, batch))
        nnx.update(model, params)
    return params

def cloned(model):
    state = nnx.state(nnx.clone(model))
    model.kernel.value *= 2
    nnx.update(model, state)

def same(model):
    state = nnx.state(model)
    model.kernel.value = state["kernel"].value
    nnx.update(model, state)

def trained(model, batches):
    state = nnx.state(model)
    for batch in batches:
        train(model, batch)
    nnx.update(model, state)

class Trainer:
    def remade(self):
        state = nnx.state(self.model)
        self.model = make()
        self.model.kernel.value *= 2
        nnx.update(self.model, state)
""",
        declared="0.10.7",
        skip={"old path"},
    ),
    case(
        "a state of code of which nobody says for what release it is",
        """
def reset(model):
    state = nnx.state(model)
    model.kernel.value *= 2
    nnx.update(model, state)
""",
        skip={"old path"},
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX204")


def message(source: str, target: str, declared: str = "") -> str:
    program = f"from flax import nnx\n\n{source}\n"
    (finding,) = check(Case(source, program, target, declared), program)
    return finding.message


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("nnx.scan(f, out_axes=0)", "0.12.12", "since Flax 0.10.0 (raises ValueError): write"),
        ("nnx.scan(f, out_axes=(0,\n  1))", "0.12.12", "write out_axes=(nnx.Carry, (0, 1))"),
        ("nnx.scan(f, out_axes=(nnx.Carry, 0))", "0.9.0", "before Flax 0.10.0"),
        ("nnx.scan(f, in_axes=0)", "0.9.0", "since Flax 0.9.0 (raises ValueError)"),
        ("nnx.compat.NNXWrapper", "0.12.12", "use nnx.bridge.ToLinen"),
        ("nnx.compat.scan", "0.8.4", "wraps Linen modules"),
        ("nnx.grad(f, 0)", "0.12.12", "nnx.grad takes only f by position since Flax 0.9.0"),
        ("nnx.RngStream(t, k)", "0.12.12", "takes only key by position since Flax 0.11.0"),
        ("nnx.RngStream(k, tag=t)", "0.9.0", "takes only tag, key, count by position in the"),
    ],
)
def test_the_message_says_since_when_and_what_to_write(source: str, target: str, said: str) -> None:
    assert said in message(source, target)


def test_the_message_says_that_silent_code_is_silent() -> None:
    source = "nnx.scan(f, in_axes=(None, 0), out_axes=0)"
    assert "what was the carry is stacked" in message(source, "", "0.8.5")
    source = "nnx.vmap(lambda rngs, x: x, in_axes=(None, 0))"
    assert "in_axes broadcasts 'rngs'" in message(source, "", "0.8.5")


@pytest.mark.parametrize("release", known(), ids=str)
def test_what_splits_rngs_is_never_among_the_moved(release: object) -> None:
    assert "split_rngs" not in positions.moved(resolve(str(release)))
