"""Correct code as public repositories write it, which rules of the flow once took for wrong."""

from rules.cases import Variant, case, check, every_variant

from flake8_nnx_rng import Settings, check_source

NOISY = """
import jax

class Noisy(nnx.Module):
    def __init__(self, seed):
        self.rngs = nnx.Rngs(noise=seed)

    def __call__(self, x):
        return x + self.rngs.noise.normal(x.shape)

"""
BLOCK = """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.1, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

"""

VALID = [
    case(
        "NNX101: data that a sampling method of an Rngs gave is no Rngs",
        """
rngs = nnx.Rngs(0)
frames = rngs.normal((10, 4))

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def step(total, frame):
    return total + frame, total

total, totals = step(rngs.uniform((4,)), frames)
""",
    ),
    case(
        "NNX110: a module that makes its Rngs from split keys holds split state",
        NOISY
        + """
noisy = Noisy(seed=jax.random.split(jax.random.key(0), num=10))
axes = nnx.StateAxes({nnx.RngState: 0, ...: None})

@nnx.vmap(in_axes=(axes, 0))
def run(noisy, x):
    return noisy(x)

y = run(noisy, x)
""",
    ),
    case(
        "NNX102: parameters that state axes hand out whole are meant to be alike",
        BLOCK
        + """
axes = nnx.StateAxes({(nnx.BatchStat, "dropout"): 0, ...: None})

@nnx.split_rngs(splits=5, only="dropout")
@nnx.vmap(in_axes=(axes,), out_axes=axes)
def create(rngs: nnx.Rngs):
    return Block(rngs)

block = create(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "NNX102: so is a stream that a method keeps where state axes hand it out whole",
        """
axes = nnx.StateAxes({(nnx.Param, "params"): 0, ...: None})

class Stack(nnx.Module):
    @nnx.split_rngs(splits=5, only="params")
    @nnx.vmap(in_axes=(axes, axes))
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(3, 3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

stack = Stack(nnx.Rngs(params=0, dropout=1))
""",
    ),
    case(
        "NNX102: nothing says that what comes out is stacked",
        BLOCK
        + """
def create_all(out_axes):
    @nnx.vmap(in_axes=None, out_axes=out_axes, axis_size=5)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create(nnx.Rngs(0))
""",
    ),
    case(
        "NNX101: seeds that a loop puts into a dict",
        """
import jax

def stack(model_of, keys, count):
    seeds = {}
    for name, key in keys.items():
        seeds[name] = jax.random.split(key, count)
    batched = nnx.Rngs(**seeds)
    create = nnx.vmap(lambda r: model_of(r), in_axes=0, out_axes=0)
    return create(batched)
""",
    ),
    case(
        "NNX111: a Dropout that draws from another stream, which is mapped",
        """
class Cell(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.drop = nnx.Dropout(0.1, rngs=rngs, rng_collection="recurrent_dropout")

    def __call__(self, h, x):
        h = self.drop(h)
        return h + x, h

cell = Cell(nnx.Rngs(params=0, recurrent_dropout=1))

@nnx.jit(graph=False)
def forward(cell, h, x):
    steps = nnx.with_rngs(cell, broadcast=x.shape[1], graph=False)
    axes = nnx.prefix(steps, {"recurrent_dropout": 0, ...: None}, graph=False)

    @nnx.scan(in_axes=(axes, nnx.Carry, 1), out_axes=(nnx.Carry, 1), graph=False)
    def unroll(cell, h, x):
        return cell(h, x)

    return unroll(steps, h, x)
""",
    ),
    case(
        "NNX116: the state that nnx.split gives is a tree of arrays",
        """
import jax

@jax.jit
def predict(params: nnx.State, graphdef: nnx.GraphDef, x):
    return nnx.merge(graphdef, params)(x)
""",
        target="0.10.4",
    ),
    case(
        "NNX105: a flag that is not known decides whether the captured module draws",
        """
class Attention(nnx.Module):
    def __init__(self, rate: float, rngs: nnx.Rngs):
        self.rate = rate
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x, *, deterministic: bool = False):
        if self.rate > 0.0 and not deterministic:
            x = self.dropout(x)
        return x

    def early(self, x, *, deterministic: bool = False):
        if deterministic:
            return x
        return self.dropout(x)

class Energy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.attention = Attention(0.1, rngs)

    def forces(self, x, *, deterministic: bool = True):
        def energy(x):
            early = self.attention.early(x, deterministic=deterministic)
            return self.attention(early, deterministic=deterministic).sum()

        return nnx.grad(energy)(x)

    def quiet(self, x):
        return nnx.grad(lambda x: self.attention(x, deterministic=True).sum())(x)
""",
    ),
    case(
        "NNX105: a test that the draw raises",
        """
import pytest

rngs = nnx.Rngs(0)

@nnx.jit
def draw():
    with pytest.raises(ValueError):
        rngs.params()

draw()
""",
    ),
]

INVALID = [
    case(
        "NNX105: the flag is known, or it says that there is an Rngs",
        """
class Attention(nnx.Module):
    def __init__(self, rate: float, rngs: nnx.Rngs):
        self.rate = rate
        self.rngs = rngs
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x, *, deterministic: bool = False):
        if self.rate > 0.0 and not deterministic:
            x = self.dropout(x)
        return x

    def noise(self, x):
        return x if self.rngs is None else x + self.rngs.noise()

class Energy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.attention = Attention(0.1, rngs)

    def forces(self, x):
        return nnx.grad(lambda x: self.attention(x).sum())(x)  # ! NNX105

    def noisy(self, x):
        return nnx.grad(lambda x: self.attention.noise(x).sum())(x)  # ! NNX105
""",
    ),
    case(
        "NNX110: the same module made from one key",
        NOISY
        + """
noisy = Noisy(seed=jax.random.key(0))
axes = nnx.StateAxes({nnx.RngState: 0, ...: None})

@nnx.vmap(in_axes=(axes, 0))  # ! NNX110
def run(noisy, x):
    return noisy(x)

y = run(noisy, x)
""",
    ),
    case(
        "NNX102: state axes that name no stream",
        BLOCK
        + """
axes = nnx.StateAxes({nnx.Param: 0, ...: None})

@nnx.vmap(in_axes=(axes,), out_axes=0, axis_size=5)  # ! NNX102
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

linear = create(nnx.Rngs(0))
""",
    ),
]


@every_variant(VALID, INVALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_a_stream_of_a_captured_rngs_is_not_called_a_module() -> None:
    captured = case(
        "",
        """
@nnx.jit
def train(model, x, rngs: nnx.Rngs):
    def loss(model):
        return model(x + rngs.noise()).sum()

    return nnx.grad(loss)(model)
""",
    )
    [found] = check(captured, f"from flax import nnx\n{captured.source}")

    assert "'rngs', an Rngs captured from outside" in found.message


def test_an_example_in_a_text_means_what_the_text_has_said_last() -> None:
    """The guide that leads from Haiku to Flax defines Block once for each of its topics."""
    text = """
.. code-block:: python

  from flax import nnx

  class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
      self.linear = nnx.Linear(3, 3, rngs=rngs)

.. code-block:: python

  class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
      self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
      return self.dropout(x)

  class Stack(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
      @nnx.split_rngs(splits=5)
      @nnx.vmap
      def create(rngs: nnx.Rngs):
        return Block(rngs)

      self.blocks = create(rngs)

    def __call__(self, x):
      @nnx.split_rngs(splits=5)
      @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
      def forward(x, block):
        return block(x)

      return forward(x, self.blocks)
"""
    found = check_source(text, filename="guide.rst", settings=Settings(target_flax="0.12.12"))

    assert [diagnostic.code for diagnostic in found] == ["NNX110"]
