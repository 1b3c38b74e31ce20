"""NNX110: the streams of a module split again, or not split where a transform maps them.

Reasons that open with a number name the row of the measured behaviour of Flax. What is right up to
0.10.x is wrong from 0.11.0 on, where `nnx.Dropout` keeps a stream of its own, and the reverse.
"""

import pytest
from rules.cases import Case, Variant, every_variant, message, verify_examples
from rules.cases import case as any_case

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
STACK = (
    BLOCK
    + """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)

stack = create(nnx.Rngs(0))
"""
)
SPLIT = "@nnx.split_rngs(splits=3)\n"
SCANNED = """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), stack)
"""
MAPPED = """
@nnx.vmap(in_axes=(0, 0))
def forward(model, x):
    return model(x)

forward(stack, jnp.ones((3, 8)))
"""
MAPS_ITSELF = """
import jax.numpy as jnp

class Net(nnx.Module):
    def __init__(self, rngs):
        self.rngs = rngs

    def step(self, x):
        @nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
        def lane(net, x):
            return x + net.rngs.normal(x.shape)

        return lane(self, x)

x = jnp.zeros((4, 2))
"""
ONCE_MORE = SCANNED.replace("@nnx.scan", f"{SPLIT}@nnx.scan")
MAPPED_ONCE_MORE = MAPPED.replace("@nnx.vmap", f"{SPLIT}@nnx.vmap")


def case(
    reason: str, source: str, *, above: str = STACK, target: str = "", skip: tuple[str, ...] = ()
) -> Case:
    """A case below a stack of blocks, or what else is said."""
    return any_case(reason, above + source, target=target, skip=skip)


def _marked(program: str, line: str) -> str:
    return program.replace(line, f"{line}  # ! NNX110", 1)


INVALID = [
    case(
        "streams of layers in a list that is filled, and in a Sequential",
        """
import jax.numpy as jnp

class Filled(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.layers = nnx.List([])
        for _ in range(3):
            self.layers.append(nnx.Dropout(0.5, rngs=rngs))

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

@nnx.vmap  # ! NNX110
def forward(model, x):
    return model(x)

@nnx.vmap  # ! NNX110
def chained(model, x):
    return model(x)

forward(Filled(nnx.Rngs(0)), jnp.ones((3, 4)))
chained(nnx.Sequential(nnx.Dropout(0.5, rngs=nnx.Rngs(1))), jnp.ones((3, 4)))
""",
    ),
    case(
        "a method that maps self, which nobody has split",
        "Net(nnx.Rngs(0)).step(x)",
        above=_marked(MAPS_ITSELF, "...: None}), 0))"),
    ),
    case(
        "the same through a function that captures the object",
        """
net = Net(nnx.Rngs(0))

def run(net, x):
    return net.step(x)

run(net, x)
""",
        above=_marked(MAPS_ITSELF, "...: None}), 0))"),
    ),
    case("07d: split again for a scan", _marked(ONCE_MORE, "splits=3)")),
    case("04j: split again for a vmap", _marked(MAPPED_ONCE_MORE, "splits=3)")),
    case(
        "07a: up to 0.10.x the streams are scalar again, and the scan needs them split",
        _marked(SCANNED, "out_axes=nnx.Carry)"),
        target="0.10.7",
    ),
    case(
        "04i: the same for a vmap",
        _marked(MAPPED, "in_axes=(0, 0))"),
        target="0.10.7",
    ),
    case(
        "04c: streams mapped by filter, of a module that is not split",
        """
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))  # ! NNX110
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        above=BLOCK,
    ),
    case(
        "04f: a module that was made alone, mapped",
        """
@nnx.vmap(in_axes=(0, 0))  # ! NNX110
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        above=BLOCK,
    ),
    case(
        "07c5: the same in a scan",
        """
@nnx.scan(in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))  # ! NNX110
def steps(carry, dropout, x):
    return carry, dropout(x)

steps(0.0, nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        above=BLOCK,
    ),
    case(
        "a class that makes its stack and scans it",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        @nnx.split_rngs(splits=3)
        @nnx.vmap
        def create(rngs: nnx.Rngs):
            return Block(rngs)

        self.blocks = create(rngs)

    def __call__(self, x):
        @nnx.split_rngs(splits=3)  # ! NNX110
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
        def forward(x, block):
            return block(x)

        return forward(x, self.blocks)

Model(nnx.Rngs(0))(jnp.ones(8))
""",
        above=BLOCK,
    ),
    case(
        "a method that scans: self is split again",
        """
class Layer(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.split_rngs(splits=3)  # ! NNX110
    @nnx.scan(in_axes=(0, nnx.Carry), out_axes=nnx.Carry)
    def __call__(self, x):
        return self.dropout(x)

layers = nnx.split_rngs(splits=3)(nnx.vmap(Layer))(nnx.Rngs(0))
layers(jnp.ones(8))
""",
        above=BLOCK,
    ),
    case(
        "made by a scan",
        """
@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def create(carry, rngs: nnx.Rngs):
    return carry, Block(rngs)

_, stack = create(0.0, nnx.Rngs(0))

@nnx.split_rngs(splits=3)  # ! NNX110
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), stack)
""",
        above=BLOCK,
    ),
    case(
        "of a split copy, and in a lambda",
        """
create = nnx.vmap(lambda rngs: Block(rngs))
stack = create(nnx.Rngs(0).split(3))
forward = nnx.split_rngs(splits=3)(nnx.vmap(lambda m, x: m(x)))  # ! NNX110
forward(stack, jnp.ones((3, 8)))
""",
        above=BLOCK,
    ),
    case(
        "a Dropout by itself",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

@nnx.split_rngs(splits=3)  # ! NNX110
@nnx.vmap
def forward(dropout, x):
    return dropout(x)

forward(create(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
    ),
    case(
        "a split draws itself, whatever the body does",
        """
@nnx.split_rngs(splits=3)  # ! NNX110
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer.encode(x)

forward(jnp.ones(8), stack)
""",
    ),
    case(
        "below a remat and a jit",
        """
@nnx.jit
@nnx.split_rngs(splits=3)  # ! NNX110
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
@nnx.remat
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), stack)
""",
    ),
]

VALID = [
    case(
        "a Sequential of layers that were made in lanes, and one that is split for the call",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Sequential(nnx.Linear(4, 4, rngs=rngs), nnx.Dropout(0.5, rngs=rngs))

@nnx.split_rngs(splits=3)
@nnx.vmap
def forward(model, x):
    return model(x)

@nnx.vmap
def apply(model, x):
    return model(x)

forward(nnx.Sequential(nnx.Dropout(0.5, rngs=nnx.Rngs(0))), jnp.ones((3, 4)))
apply(create(nnx.Rngs(0)), jnp.ones((3, 4)))
""",
    ),
    case(
        "a method that maps self: the caller splits it",
        """
net = Net(nnx.Rngs(0))
with nnx.split_rngs(net, splits=4):
    net.step(x)
""",
        above=MAPS_ITSELF,
    ),
    case(
        "... what it holds",
        """
rngs = nnx.Rngs(0)
net = Net(rngs)
with nnx.split_rngs(net.rngs, splits=4):
    net.step(x)
with nnx.split_rngs(rngs, splits=4):
    net.step(x)
""",
        above=MAPS_ITSELF,
    ),
    case(
        "... by a statement in another function",
        """
def run(net, x):
    backups = nnx.split_rngs(net, splits=4)
    y = net.step(x)
    nnx.restore_rngs(backups)
    return y

run(Net(nnx.Rngs(0)), x)
""",
        above=MAPS_ITSELF,
    ),
    case(
        "... by a decorator of the train step",
        """
@nnx.jit
@nnx.split_rngs(splits=4)
def train_step(net, x):
    return net.step(x)

train_step(Net(nnx.Rngs(0)), x)
""",
        above=MAPS_ITSELF,
    ),
    case(
        "... or it was made with split state",
        """
Net(nnx.Rngs(0).split(4)).step(x)
""",
        above=MAPS_ITSELF,
    ),
    case(
        "... around a call that captures it, by another name, or inside of another",
        """
net = Net(nnx.Rngs(0))

def captured(x):
    return net.step(x)

def run():
    other = net
    with nnx.split_rngs(other, splits=4):
        return captured(x), net.step(x)

run()

class Trainer:
    def __init__(self):
        self.net = Net(nnx.Rngs(0))

    def run(self, x):
        with nnx.split_rngs(self.net, splits=4):
            return self.inner(x)

    def inner(self, x):
        return self.net.step(x)

Trainer().run(x)
""",
        above=MAPS_ITSELF,
    ),
    case(
        "an __init__ that is mapped gives self its axes",
        """
class Layers(nnx.Module):
    @nnx.vmap(in_axes=(0, 0))
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.scan(in_axes=(0, nnx.Carry), out_axes=nnx.Carry)
    def __call__(self, x):
        return self.dropout(x)

layers = Layers(rngs=nnx.Rngs(0).split(5))
""",
    ),
    case("07a: from 0.11.0 the stack brings its split streams along", SCANNED),
    case("04i: an ensemble, too", MAPPED),
    case("07d: up to 0.10.x it must be split again", ONCE_MORE, target="0.10.7"),
    case("04j: an ensemble, too, up to 0.10.x", MAPPED_ONCE_MORE, target="0.10.7"),
    case(
        "07g: where the release splits by itself",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)

@nnx.vmap
def forward(model, x):
    return model(x)

forward(create(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        above=BLOCK,
        target="0.8.5",
    ),
    case(
        "04d: a module that was made alone, split and mapped by filter",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)

forward(Block(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        above=BLOCK,
    ),
    case(
        "07b3: parameters made in lanes, one Dropout, split for the scan only",
        """
STATE = nnx.StateAxes({"dropout": None, ...: 0})

@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),), out_axes=STATE)
def create(rngs: nnx.Rngs):
    return Block(rngs)

@nnx.split_rngs(splits=3, only="dropout")
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), create(nnx.Rngs(params=0, dropout=1)))
""",
        above=BLOCK,
    ),
    case(
        "08a: a split above a scan that makes layers",
        """
@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
def create(carry, rngs: nnx.Rngs):
    return carry, Block(rngs)

create(0.0, nnx.Rngs(0))
""",
        above=BLOCK,
    ),
    case(
        "layers that keep no stream",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(8, 8, rngs=rngs)

@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

forward(jnp.ones(8), create(nnx.Rngs(0)))

@nnx.vmap
def apply(layer, x):
    return layer(x)

apply(create(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        above=BLOCK,
    ),
    case(
        "how it was made is not in view",
        """
from models import make

@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward_too(x, layer: Block):
    return layer(x)

forward(jnp.ones(8), make(3))
forward_too(jnp.ones(8), make(3))
""",
        above=BLOCK,
    ),
    case(
        "the caller is in another file",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def forward(model: Block, x):
    return model(x)

@nnx.vmap
def forward_too(model: Block, x):
    return model(x)
""",
        above=BLOCK,
    ),
    case(
        "an Rngs of its own is an argument beside the stack",
        """
@nnx.scan(in_axes=(nnx.Carry, 0, None), out_axes=nnx.Carry)
def forward(x, layer, key):
    return layer(x)

forward(jnp.ones(8), stack, nnx.Rngs(0).noise())
""",
    ),
    case(
        "a loop over single blocks",
        """
@nnx.jit
def forward(blocks, x):
    for block in blocks:
        x = block(x)
    return x

forward([Block(nnx.Rngs(0)), Block(nnx.Rngs(1))], jnp.ones(8))
""",
        above=BLOCK,
    ),
    case(
        "one block of a stack, taken out by a map over its state",
        """
import jax

first = jax.tree.map(lambda a: a[0], stack)
forward = nnx.split_rngs(splits=3)(
    nnx.vmap(lambda m, x: m(x), in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
)
forward(first, jnp.ones((3, 8)))
""",
    ),
    case(
        "split in place for a while",
        """
model = Block(nnx.Rngs(0))
forward = nnx.vmap(lambda m, x: m(x), in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
with nnx.split_rngs(model, splits=3):
    forward(model, jnp.ones((3, 8)))
""",
        above=BLOCK,
    ),
    case(
        "a stack at None: all of it goes to each lane",
        """
@nnx.vmap(in_axes=(None, 0))
def forward(stack, x):
    return nnx.scan(lambda x, m: m(x), in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)(x, stack)

@nnx.vmap(in_axes=(None, 0))
def encode(model: Block, x):
    return model.encode(x)
""",
    ),
    case(
        "told to be deterministic, and mapped by itself",
        """
quiet = nnx.view(stack, deterministic=True)
nnx.vmap(lambda model, x: model(x))(quiet, jnp.ones((3, 8)))
""",
        skip=("old path", "guarded"),
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX110")


NO_AXIS = "raises ValueError: a scalar key has no axis to map over"
STACKED = "raises ValueError: fold_in accepts a single key"


@pytest.mark.parametrize(
    ("program", "before", "since"),
    [
        pytest.param(SCANNED, NO_AXIS, "", id="07a"),
        pytest.param(MAPPED, NO_AXIS, "", id="04i"),
        pytest.param(ONCE_MORE, "", STACKED, id="07d"),
        pytest.param(MAPPED_ONCE_MORE, "", STACKED, id="04j"),
    ],
)
def test_0_11_0_reversed_it(program: str, before: str, since: str) -> None:
    for release, effect in {
        "0.9.0": before,
        "0.10.7": before,
        "0.11.0": since,
        "0.12.8": since,
    }.items():
        said = message(STACK + program, "NNX110", release)
        assert (f"({effect}" in said) if effect else said == "", release


def test_the_message_says_since_when() -> None:
    said = message(STACK + ONCE_MORE, "NNX110")
    assert said.startswith(
        "nnx.split_rngs splits the module 'layer' once more, which is split already"
    )
    assert "stack is passed on line" in said
    assert "; since 0.11.0 Dropout keeps the keys" in said
    assert said.endswith("leave this split out")


def test_the_message_says_what_to_write_before() -> None:
    said = message(STACK + SCANNED, "NNX110", "0.10.7")
    assert said.startswith("nnx.scan maps the streams of the module 'layer', which are scalar")
    assert "split them with nnx.split_rngs(splits=" in said
