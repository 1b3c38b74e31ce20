"""NNX205: API newer than the target release."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "a module that was an export of another one",
        """
import flax.nnx.bridge  # ! NNX205

layer = flax.nnx.Linear(2, 3, rngs=flax.nnx.Rngs(0))
""",
        target="0.9.0",
        own_imports=True,
    ),
    case(
        "samplers of a stream",
        """
def noise(rngs: nnx.Rngs, x):
    stream = rngs.noise
    return x + stream.normal(x.shape) + rngs.params.uniform(x.shape)  # ! NNX205 NNX205
""",
        target="0.10.7",
    ),
    case(
        "a keyword that came later",
        """
@nnx.split_rngs(splits=1, squeeze=True)  # ! NNX205
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.10.2",
    ),
    case(
        "explicit splitting in 0.8.5",
        """
from functools import partial

@nnx.split_rngs(splits=3)  # ! NNX205
@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.8.5",
    ),
    case(
        "what replaced the old keywords, in 0.8.5",
        """
axes = nnx.StateAxes({nnx.Param: 0})  # ! NNX205
carry = nnx.Carry  # ! NNX205
state = nnx.DiffState(0, nnx.Param)  # ! NNX205
""",
        target="0.8.5",
    ),
    case(
        "fork_rngs before 0.11.0",
        """
@nnx.fork_rngs(split=3)  # ! NNX205
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.10.7",
    ),
    case(
        "with_rngs before 0.12.7",
        """
rngs = nnx.with_rngs(rngs, split=3)  # ! NNX205
""",
        target="0.12.6",
    ),
    case(
        "a transform that came later",
        """
out = nnx.while_loop(condition, body, start)  # ! NNX205
""",
        target="0.10.0",
    ),
    case(
        "graph= before 0.12.5",
        """
@nnx.vmap(graph=False)  # ! NNX205
def double(x):
    return 2 * x
""",
        target="0.12.4",
    ),
    case(
        "graph_updates= in a partial before 0.12.6",
        """
from functools import partial

@partial(nnx.scan, graph_updates=False)  # ! NNX205 NNX301
def step(carry, x):
    return carry, x
""",
        target="0.12.5",
    ),
    case(
        "in a curried call and in a call",
        """
a = nnx.vmap(graph=False)(double)  # ! NNX205
b = nnx.vmap(double, graph=False)  # ! NNX205
""",
        target="0.12.4",
    ),
    case(
        "check_vma before 0.12.1",
        """
@nnx.shard_map(mesh=mesh, in_specs=specs, out_specs=specs, check_vma=False)  # ! NNX205
def double(x):
    return 2 * x
""",
        target="0.12.0",
    ),
    case(
        "Rngs.split before 0.12.6 draws from a stream of that name",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(3)  # ! NNX205
""",
        target="0.12.5",
    ),
    case(
        "Rngs.split of a parameter",
        """
def spread(rngs: nnx.Rngs):
    return rngs.split(3)  # ! NNX205
""",
        target="0.11.2",
    ),
    case(
        "Rngs.split of a fresh Rngs, by keyword",
        """
lanes = nnx.Rngs(0).split(k=3)  # ! NNX205
""",
        target="0.10.7",
    ),
    case(
        "random numbers by method before 0.11.2",
        """
rngs = nnx.Rngs(0)
noise = rngs.normal((2, 3))  # ! NNX205
mask = rngs.bernoulli(0.5, shape=(3,))  # ! NNX205
""",
        target="0.11.1",
    ),
    case(
        "through an attribute",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def __call__(self, x):
        return x + self.rngs.normal(x.shape)  # ! NNX205
""",
        target="0.10.7",
    ),
    case(
        "an imported name is reported where it is imported, and not again",
        """
from flax.nnx import StateAxes  # ! NNX205

axes = StateAxes({...: 0})
""",
        own_imports=True,
        target="0.8.5",
    ),
    case(
        "an imported name with another name, among others",
        """
from flax.nnx import (
    Rngs,
    split_rngs as split,  # ! NNX205
)
""",
        own_imports=True,
        target="0.8.5",
    ),
    case(
        "the home of nnx before 0.8.4",
        """
from flax import nnx  # ! NNX205

rngs = nnx.Rngs(0)
""",
        own_imports=True,
        target="0.8.3",
    ),
    case(
        "the home of nnx as a module before 0.8.4",
        """
import flax.nnx as nnx  # ! NNX205

rngs = nnx.Rngs(0)
""",
        own_imports=True,
        target="0.8.3",
    ),
    case(
        "private modules without the doubled nnx before 0.10.0",
        """
from flax.nnx.rnglib import Rngs  # ! NNX205

rngs = Rngs(0)
""",
        own_imports=True,
        target="0.9.0",
    ),
    case(
        "in an annotation, a base class, a default",
        """
def run(axes: nnx.StateAxes, carry=nnx.Carry):  # ! NNX205 NNX205
    return axes

class Axes(nnx.StateAxes):  # ! NNX205
    pass
""",
        target="0.8.5",
    ),
    case(
        "an if that asks about something else",
        """
if fast:
    out = nnx.fori_loop(0, 3, body, start)  # ! NNX205
""",
        target="0.10.1",
    ),
    case(
        "a try that catches something else",
        """
try:
    out = nnx.fori_loop(0, 3, body, start)  # ! NNX205
except ValueError:
    out = None
""",
        target="0.10.1",
    ),
    case(
        "over several lines, with comments",
        """
@nnx.split_rngs(
    splits=1,
    # no axis
    squeeze=True,  # ! NNX205
)
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.9.0",
    ),
    case(
        "through a name for the package",
        """
from flax import nnx as first

second = first
axes = second.StateAxes({...: 0})  # ! NNX205
lanes = second.Rngs(0).split (3)  # ! NNX205
""",
        own_imports=True,
        target="0.8.5",
    ),
    case(
        "a class imported with another name",
        """
from flax.nnx import Rngs as Streams, vmap as lanes

def spread(streams: Streams):
    return streams.split(3)  # ! NNX205

double = lanes(apply, graph=False)  # ! NNX205
""",
        own_imports=True,
        target="0.11.2",
    ),
]

VALID = [
    case(
        "an export that is a module of its own later",
        """
from flax.nnx import bridge

layer = bridge.ToNNX
""",
        target="0.9.0",
        own_imports=True,
    ),
    case(
        "streams that are called, and samplers of what is no stream",
        """
def noise(rngs: nnx.Rngs, x):
    return rngs.noise(), rngs.params.key, x.uniform.normal(x.shape)
""",
        target="0.10.7",
    ),
    case(
        "the newest release has it all",
        """
@nnx.split_rngs(splits=1, squeeze=True)
@nnx.vmap(graph=False, graph_updates=False)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
lanes = rngs.split(3)
noise = rngs.normal((2, 3))
axes = nnx.StateAxes({...: 0})
""",
    ),
    case(
        "the first release that has it",
        """
@nnx.split_rngs(splits=1, squeeze=True)
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.10.3",
    ),
    case(
        "Rngs.split in its first release",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(3)
""",
        target="0.12.6",
    ),
    case(
        "a draw from a stream of that name",
        """
rngs = nnx.Rngs(0, normal=1, split=2)
key = rngs.normal()
other = rngs.split()
""",
        target="0.10.0",
    ),
    case(
        "methods of something that may be no Rngs",
        """
rngs = nnx.Rngs(0)
words = text.split(",")
noise = generator.normal((2, 3))

def draw(rngs):
    return rngs.normal((2, 3))
""",
        target="0.10.0",
    ),
    case(
        "jax.random",
        """
import jax

rngs = nnx.Rngs(0)
noise = jax.random.normal(rngs(), (2, 3))
keys = jax.random.split(rngs(), 3)
""",
        target="0.9.0",
    ),
    case(
        "try asks by doing",
        """
try:
    split = nnx.split_rngs
except AttributeError:
    split = None
""",
        target="0.8.5",
        skip=["by name"],
    ),
    case(
        "an import that may fail",
        """
try:
    from flax.nnx import StateAxes
except ImportError:
    StateAxes = None
""",
        own_imports=True,
        target="0.8.5",
    ),
    case(
        "the home of nnx with the old one to fall back on",
        """
try:
    from flax import nnx
except ImportError:
    from flax.experimental import nnx

rngs = nnx.Rngs(0)
""",
        own_imports=True,
        target="0.8.3",
    ),
    case(
        "hasattr asks first",
        """
if hasattr(nnx, "split_rngs"):
    split = nnx.split_rngs(splits=3)
""",
        target="0.8.5",
    ),
    case(
        "hasattr of an Rngs asks first",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(3) if hasattr(rngs, "split") else rngs.fork(split=3)
""",
        target="0.12.5",
    ),
    case(
        "a test of the version",
        """
from importlib.metadata import version

if version("flax") >= "0.9":
    axes = nnx.StateAxes({...: 0})
""",
        target="0.8.5",
        skip=["by name"],
    ),
    case(
        "inspect asks for the keyword",
        """
import inspect

if "graph" in inspect.signature(nnx.vmap).parameters:
    double = nnx.vmap(apply, graph=False)
""",
        target="0.12.4",
    ),
    case(
        "Linen has such keywords and names of its own",
        """
from flax import linen as nn

rngs = nnx.Rngs(0)
Dense = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True})
Loop = nn.while_loop
""",
        target="0.8.5",
    ),
    case(
        "a keyword that no release has is not newer",
        """
split = nnx.vmap(apply, squeeze=True)
""",
        target="0.9.0",
    ),
    case(
        "other functions with such keywords",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)
flat = jnp.squeeze(x)
shown = draw(graph=True, squeeze=True, copy=False)
""",
        target="0.9.0",
    ),
    case(
        "names of the file",
        """
def split_rngs(rngs, splits):
    return rngs

class StateAxes:
    pass

made = split_rngs(nnx.Rngs(0), splits=3), StateAxes()
""",
        target="0.8.5",
    ),
    case(
        "attributes of other objects",
        """
rngs = nnx.Rngs(0)
axes = self.StateAxes
loop = jax.lax.while_loop
carry = model.nnx.Carry
""",
        target="0.8.5",
        skip=["as nn", "import as X", "flax.nnx."],
    ),
    case(
        "text and comments",
        '''
"""Uses nnx.split_rngs where it can."""
rngs = nnx.Rngs(0)  # later: rngs.split(3), nnx.StateAxes
''',
        target="0.8.5",
        skip=["local", "by name"],
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx

axes = nnx.StateAxes({...: 0})
lanes = nnx.Rngs(0).split(3)
""",
        own_imports=True,
        target="0.8.5",
    ),
    case(
        "a parameter named nnx",
        """
def build(nnx):
    return nnx.StateAxes({...: 0}), nnx.vmap(apply, graph=False)
""",
        target="0.8.5",
    ),
    case(
        "an Rngs of another package",
        """
from flax import nnx
from mylib import Rngs

def spread(rngs: Rngs):
    return rngs.split(3)
""",
        own_imports=True,
        target="0.10.0",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX205")


@pytest.mark.parametrize(
    ("written", "target", "first"),
    [
        ("nnx.StateAxes({})", "0.8.5", "0.9.0"),
        ("nnx.vmap(f, graph=True)", "0.12.4", "0.12.5"),
        ("nnx.Rngs(0).split(3)", "0.11.2", "0.12.6"),
        ("nnx.Rngs(0).normal((3,))", "0.11.1", "0.11.2"),
    ],
)
def test_the_message_says_when_it_comes(written: str, target: str, first: str) -> None:
    source = f"from flax import nnx\n\nmade = {written}\n"
    (finding,) = check(Case(written, source, target), source)
    assert f"Flax {first}" in finding.message
