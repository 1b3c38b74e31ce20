"""NNX103: a module that draws at None in vmap or pmap: one mask for the whole batch.

Reasons that open with a number name the row of the measured behaviour of Flax.
"""

import pytest
from rules.cases import Case, Variant, every_variant, message, verify_examples
from rules.cases import case as any_case

DROPOUT = """
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

forward(model, jnp.ones((3, 8)))
"""
BLOCK = """
import jax.numpy as jnp

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

    def encode(self, x):
        return self.linear(x)
"""

NOISY = """
class Noisy(nnx.Module):
    def __init__(self, rate=0.5, deterministic=True, *, rngs):
        self.dropout = nnx.Dropout(rate, deterministic=deterministic, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

def build(*changes):
    OPTIONS
    return Noisy(**options, rngs=nnx.Rngs(0))

model = build(flag)

@nnx.vmap(in_axes=(None, 0))MARK
def forward(model, x):
    return model(x)

forward(model, xs)
"""
"""A module that draws if the options in a dict say so."""


def noisy(options: str, mark: str = "") -> str:
    return NOISY.replace("OPTIONS", options).replace("MARK", mark)


def case(
    reason: str, source: str, *, target: str = "", skip: tuple[str, ...] = (), block: bool = False
) -> Case:
    """A case with this rule on, below the class `Block` if asked for."""
    program = BLOCK + source if block else source
    return any_case(reason, program, target=target, skip=skip, also=["NNX103"])


INVALID = [
    case(
        "what stands before the arguments that come from a tuple is certain",
        """
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.vmap(in_axes=(None, 0, 0))  # ! NNX103
def forward(model, x, y):
    return model(x) + y

batch = (jnp.ones((3, 8)), jnp.ones((3, 8)))
forward(model, *batch)
""",
    ),
    case("04a: a Dropout", DROPOUT.replace("(None, 0))", "(None, 0))  # ! NNX103", 1)),
    case(
        "04a: a module that holds one",
        """
@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        block=True,
    ),
    case(
        "19h, 19o: the mode of the transform is no matter",
        """
@nnx.vmap(in_axes=(None, 0), graph=False)  # ! NNX103
def forward(model: Block, x):
    return model(x)

@nnx.vmap(in_axes=(None, 0), graph_updates=False)  # ! NNX103
def forward_too(model: Block, x):
    return model(x)
""",
        block=True,
        skip=("old path", "guarded"),
    ),
    case(
        "a method of the class itself",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.vmap(in_axes=(None, 0))  # ! NNX103
    def __call__(self, x):
        return self.dropout(x)
""",
    ),
    case(
        "the class is said by an annotation",
        """
@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def forward(model: Block, x):
    return model(x)
""",
        block=True,
    ),
    case(
        "a lambda and a curried call",
        """
model = Block(nnx.Rngs(0))
nnx.vmap(lambda model, x: model(x), in_axes=(None, 0))(model, jnp.ones((3, 8)))  # ! NNX103
nnx.vmap(in_axes=(None, 0))(lambda m, x: m(x))(model, jnp.ones((3, 8)))  # ! NNX103
""",
        block=True,
    ),
    case(
        "what a class has from its base: super(), and the base itself",
        """
class Doubled(Block):
    def __call__(self, x):
        return super().__call__(x) * 2

class Again(Doubled):
    def __call__(that, x):
        return super(Again, that).__call__(x)

class Named(Block):
    def __call__(self, x):
        return Block.__call__(self, x)

class Encoded(Doubled):
    def __call__(self, x):
        return super().encode(x)

def forward(model, x):
    return model(x)

x = jnp.ones((3, 8))
nnx.vmap(forward, in_axes=(None, 0))(Doubled(nnx.Rngs(0)), x)  # ! NNX103
nnx.vmap(forward, in_axes=(None, 0))(Again(nnx.Rngs(0)), x)  # ! NNX103
nnx.vmap(forward, in_axes=(None, 0))(Named(nnx.Rngs(0)), x)  # ! NNX103
nnx.vmap(forward, in_axes=(None, 0))(Encoded(nnx.Rngs(0)), x)
""",
        block=True,
    ),
    case(
        "filters that are made of others, and variables of one's own",
        """
class Count(nnx.Variable):
    pass

class Deep(Count):
    pass

trained = nnx.All(nnx.Param, nnx.PathContains("linear"))

def forward(model, x):
    return model(x)

model, x = Block(nnx.Rngs(0)), jnp.ones((3, 8))
axes = nnx.StateAxes({trained: 0, ...: None})
nnx.vmap(forward, in_axes=(axes, 0))(model, x)  # ! NNX103
axes = nnx.StateAxes({nnx.Not(nnx.RngState): 0, ...: None})
nnx.vmap(forward, in_axes=(axes, 0))(model, x)  # ! NNX103
axes = nnx.StateAxes({nnx.Any(nnx.OfType(nnx.Param), Deep): 0, ...: None})
nnx.vmap(forward, in_axes=(axes, 0))(model, x)  # ! NNX103
axes = nnx.StateAxes({nnx.WithTag("other"): 0, nnx.Everything(): None})
nnx.vmap(forward, in_axes=(axes, 0))(model, x)  # ! NNX103

axes = nnx.StateAxes({nnx.PathContains("dropout"): 0, ...: None})
nnx.split_rngs(splits=3)(nnx.vmap(forward, in_axes=(axes, 0)))(model, x)
axes = nnx.StateAxes({nnx.All(nnx.RngState, nnx.Everything()): 0, ...: None})
nnx.split_rngs(splits=3)(nnx.vmap(forward, in_axes=(axes, 0)))(model, x)
axes = nnx.StateAxes({nnx.Not(nnx.Param): 0, ...: None})
nnx.split_rngs(splits=3)(nnx.vmap(forward, in_axes=(axes, 0)))(model, x)
axes = nnx.StateAxes({(Count, nnx.Any(nnx.Param, nnx.RngState)): 0, ...: None})
nnx.split_rngs(splits=3, only=nnx.Not(Count))(nnx.vmap(forward, in_axes=(axes, 0)))(model, x)
""",
        block=True,
    ),
    case(
        "a module of modules",
        """
class Outer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.head = Block(rngs)

    def __call__(self, x):
        return self.head(x)

@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def forward(model, x):
    return model(x)

forward(Outer(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        block=True,
    ),
    case(
        "one layer of a list",
        """
class Outer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.blocks = nnx.List([Block(rngs), Block(rngs)])

    def __call__(self, x):
        for block in self.blocks:
            x = block(x)
        return x

@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def forward(model, x):
    return model(x)

forward(Outer(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        block=True,
        skip=("old path", "guarded"),
    ),
    case(
        "a sequence of layers",
        """
import jax.numpy as jnp

rngs = nnx.Rngs(0)
model = nnx.Sequential(nnx.Linear(8, 8, rngs=rngs), nnx.Dropout(0.5, rngs=rngs))

@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def forward(model, x):
    return model(x)

forward(model, jnp.ones((3, 8)))
""",
    ),
    case(
        "pmap",
        """
@nnx.pmap(in_axes=(None, 0))  # ! NNX103
def forward(model: Block, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((1, 8)))
""",
        block=True,
    ),
    case(
        "noise of its own Rngs",
        """
class Noise(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def __call__(self, x):
        return x + self.rngs.noise.normal(x.shape)

@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def forward(model: Noise, x):
    return model(x)
""",
    ),
    case(
        "a function of the file calls it",
        """
def apply(model, x):
    return model(x)

@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def forward(model: Block, x):
    return apply(model, x)
""",
        block=True,
    ),
    case(
        "told to train again",
        """
model = Block(nnx.Rngs(0))
model.eval()
model.train()
nnx.vmap(lambda model, x: model(x), in_axes=(None, 0))(model, jnp.ones((3, 8)))  # ! NNX103
""",
        block=True,
        skip=("old path",),
    ),
    case(
        "the state at None, said by filter",
        """
AXES = nnx.StateAxes({nnx.RngState: None, ...: None})

@nnx.vmap(in_axes=(AXES, 0))  # ! NNX103
def forward(model: Block, x):
    return model(x)
""",
        block=True,
    ),
    case(
        "a class of one's own that is a Dropout",
        """
class Doubled(nnx.Dropout):
    def __call__(self, x):
        return 2 * super().__call__(x)

@nnx.vmap(in_axes=(None, 0))  # ! NNX103
def lane(drop: Doubled, x):
    return drop(x)

lane(Doubled(0.5, rngs=nnx.Rngs(0)), xs)
""",
    ),
    case(
        "a flag in a dict that is spread",
        noisy('options = {"deterministic": False}', "  # ! NNX103"),
    ),
    case(
        "a flag in a dict that is made by its name",
        noisy("options = dict(deterministic=False)", "  # ! NNX103"),
    ),
]

VALID = [
    case("04a where the release splits by itself", DROPOUT, target="0.8.5"),
    case(
        "04d: split, and the streams mapped by filter",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        block=True,
    ),
    case(
        "04d2: without a filter for the rest",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.Param: None, nnx.RngState: 0}), 0))
def forward(model: Block, x):
    return model(x)
""",
        block=True,
    ),
    case(
        "04d4: one stream by its name",
        """
@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(in_axes=(nnx.StateAxes({"dropout": 0, ...: None}), 0))
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(params=0, dropout=1)), jnp.ones((3, 8)))
""",
        block=True,
    ),
    case(
        "04i: an ensemble that is mapped",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return Block(rngs)

@nnx.vmap(in_axes=(0, None))
def forward(model, x):
    return model(x)

forward(create(nnx.Rngs(0)), jnp.ones(8))
""",
        block=True,
    ),
    case(
        "06b in jit: there are no lanes",
        """
@nnx.jit
def forward(model: Block, x):
    return model(x)
""",
        block=True,
    ),
    case(
        "only a method that draws nothing is called",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(model: Block, x):
    return model.encode(x)
""",
        block=True,
    ),
    case(
        "rate 0, deterministic=True, eval()",
        """
import jax.numpy as jnp

rngs, x = nnx.Rngs(0), jnp.ones((3, 8))
nothing, quiet = nnx.Dropout(0.0, rngs=rngs), nnx.Dropout(0.5, deterministic=True, rngs=rngs)
told = nnx.Dropout(0.5, rngs=rngs)
told.eval()
nnx.vmap(lambda model, x: model(x), in_axes=(None, 0))(nothing, x)
nnx.vmap(lambda model, x: model(x), in_axes=(None, 0))(quiet, x)
nnx.vmap(lambda model, x: model(x), in_axes=(None, 0))(told, x)
nnx.vmap(lambda m, x: m(x, deterministic=True), in_axes=(None, 0))(nnx.Dropout(0.5, rngs=rngs), x)
""",
    ),
    case(
        "told to be deterministic by set_attributes",
        """
model = Block(nnx.Rngs(0))
model.set_attributes(deterministic=True)
nnx.vmap(lambda model, x: model(x), in_axes=(None, 0))(model, jnp.ones((3, 8)))
""",
        block=True,
        skip=("old path",),
    ),
    case(
        "deterministic is for the caller to say",
        """
import jax.numpy as jnp

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x, deterministic):
        return self.dropout(x, deterministic=deterministic)

@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x, True)

@nnx.vmap(in_axes=(None, 0, None))
def either(model: Model, x, deterministic):
    return model(x, deterministic)

forward(Model(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "a module without streams, or with one that is not used in the lane",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(model: nnx.Linear, x):
    return model(x)

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.rngs = rngs

    def __call__(self, x):
        return self.linear(x)

@nnx.vmap(in_axes=(None, 0))
def forward_too(model: Model, x):
    return model(x)
""",
    ),
    case(
        "a class that is imported",
        """
from models import Model

@nnx.vmap(in_axes=(None, 0))
def forward(model: Model, x):
    return model(x)

forward(Model(nnx.Rngs(0)), x)
""",
    ),
    case(
        "a model that anything may have been done to",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "a view that is told to be deterministic",
        """
model = nnx.view(Block(nnx.Rngs(0)), deterministic=True)
nnx.vmap(lambda model, x: model(x), in_axes=(None, 0))(model, jnp.ones((3, 8)))
""",
        block=True,
        skip=("old path", "guarded"),
    ),
    case(
        "one result is asked for",
        """
@nnx.vmap(in_axes=(None, None), out_axes=None, axis_size=3)
def forward(model: Block, x):
    return model(x)
""",
        block=True,
    ),
    case(
        "the streams are told apart in the lane",
        """
@nnx.vmap(in_axes=(None, 0, 0))
def forward(dropout: nnx.Dropout, rngs: nnx.Rngs, x):
    return dropout(x, rngs=rngs)
""",
    ),
    case(
        "in a scan, which is another rule's",
        """
@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=(nnx.Carry, 0))  # ! NNX104
def step(carry, model: Block, x):
    return carry, model(x)
""",
        block=True,
    ),
    case(
        "a rate in a dict that is spread",
        noisy('options = {"rate": 0.0, "deterministic": False}'),
    ),
    case(
        "a dict that may have become another",
        noisy('options = {"deterministic": False}\n    if changes:\n        options["rate"] = 0.0'),
    ),
    case(
        "a dict that somebody else may have changed",
        noisy('options = {"deterministic": False}\n    options.update(*changes)'),
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX103")


def test_it_is_off_unless_asked_for() -> None:
    any_case_found = any_case("off by default", DROPOUT)
    Variant(any_case_found, "plain").verify()


@pytest.mark.parametrize("target", ["0.9.0", "0.10.7", "0.11.2", "0.12.8"])
def test_the_lanes_are_alike_in_every_release(target: str) -> None:
    assert "(every lane draws the same numbers" in message(DROPOUT, "NNX103", target)


def test_the_message_says_what_to_write() -> None:
    said = message(DROPOUT, "NNX103")
    assert said.startswith("the same key in every lane, as nnx.vmap broadcasts the module 'model'")
    assert "model(x) on line 9 draws from it, model is passed on line 11" in said
    assert said.endswith("nnx.StateAxes({nnx.RngState: 0, ...: None})")
