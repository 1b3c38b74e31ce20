"""NNX112: `split_rngs(node)` never restored, the node then used as scalar."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, plain, verify_examples

INVALID = [
    case(
        "a stream is called",
        """
rngs = nnx.Rngs(0)
nnx.split_rngs(rngs, splits=3)  # ! NNX112
key = rngs()
""",
    ),
    case(
        "mapped first, then a layer is made",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    models = create(rngs)
    return models, nnx.Linear(3, 1, rngs=rngs)
""",
    ),
    case(
        "a named stream, a random function, and one of a stream",
        """
def first(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    return rngs.params()

def second(rngs: nnx.Rngs, lanes):
    nnx.split_rngs(rngs, splits=lanes)  # ! NNX112
    return rngs.normal((2,))

def third(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    return rngs.noise.normal((2,))
""",
    ),
    case(
        "a fork needs a scalar stream, too",
        """
def build(streams: nnx.Rngs):
    nnx.split_rngs(streams, splits=3)  # ! NNX112
    streams = streams.fork()
    return use(streams)
""",
    ),
    case(
        "the Rngs of an object, in a comprehension",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        _ = nnx.split_rngs(self.rngs, splits=3)  # ! NNX112
        self.layers = nnx.List([nnx.Linear(2, 3, rngs=self.rngs) for _ in range(3)])
""",
    ),
    case(
        "the backups are kept and nothing takes them",
        """
def first(rngs: nnx.Rngs):
    backups = nnx.split_rngs(rngs, splits=3)  # ! NNX112
    return rngs.params()

def second(rngs: nnx.Rngs):
    backups = nnx.split_rngs(rngs, splits=3)
    models = create(rngs)
    nnx.restore_rngs(backups)
    return rngs.params()
""",
    ),
    case(
        "a class of the file draws when an instance is made",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    return Block(rngs=rngs)
""",
    ),
    case(
        "a function of the file draws, under jit or not",
        """
def plain(rngs):
    return rngs.params()

@nnx.jit
def compiled(rngs):
    return rngs.params()

def first():
    rngs = nnx.Rngs(0)
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    return plain(rngs)

def second():
    rngs = nnx.Rngs(0)
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    return compiled(rngs)
""",
    ),
    case(
        "split once more, and again in each round of a loop",
        """
def twice(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    nnx.split_rngs(rngs, splits=3)

def often(rngs: nnx.Rngs):
    for _ in range(10):
        nnx.split_rngs(rngs, splits=3)  # ! NNX112
        train(rngs)
""",
    ),
    case(
        "a draw inside the with, outside any transform",
        """
def build(rngs: nnx.Rngs):
    with nnx.split_rngs(rngs, splits=3):
        models = create(rngs)
        noise = rngs.normal((3,))  # ! NNX112
    return models, noise, rngs()
""",
    ),
    case(
        "a layer that is made inside the with, as it has a name",
        """
rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, splits=3) as backups:
    model = nnx.Linear(2, 3, rngs=rngs)  # ! NNX112
""",
    ),
    case(
        "fork_rngs that splits",
        """
def build(rngs: nnx.Rngs):
    nnx.fork_rngs(rngs, split=3)  # ! NNX112
    return rngs.params()
""",
    ),
    case(
        "a Dropout forks its stream when it is made",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)  # ! NNX112
    return nnx.Dropout(0.5, rngs=rngs)
""",
        target="0.11.2",
    ),
    case(
        "below an if, with the use beside it",
        """
def build(rngs: nnx.Rngs, lanes: int):
    if lanes > 1:
        nnx.split_rngs(rngs, splits=lanes)  # ! NNX112
        models = create(rngs)
        if models:
            return rngs.params()
    return rngs.params()
""",
    ),
    case(
        "what `split` gives is drawn from, mapped or not",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.jit
def draw(rngs):
    return rngs.params()

def noise(streams):
    return streams.normal((2,))

rngs = nnx.Rngs(0).split(3)
models = create(rngs)
layer = nnx.Linear(2, 3, rngs=rngs)  # ! NNX112
key = rngs.params()  # ! NNX112
draw(rngs)  # ! NNX112
noise(rngs)  # ! NNX112
other = rngs.fork()  # ! NNX112
nnx.Rngs(0).split(4).params()  # ! NNX112
""",
    ),
    case(
        "in a function, of two axes, and made of several keys",
        """
import jax

def build(seed):
    streams = nnx.Rngs(seed).split((2, 3))
    return streams.noise.normal((2,))  # ! NNX112

def one(seed):
    streams = nnx.Rngs(params=seed, dropout=1).split({"params": 3, ...: None})
    return streams.dropout(), streams.params()  # ! NNX112

def first(count):
    keys = jax.random.split(jax.random.key(0), count)
    rngs = nnx.Rngs(params=keys)
    return nnx.Linear(2, 3, rngs=rngs)  # ! NNX112
""",
    ),
]

VALID = [
    case(
        "only mapped afterwards",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    return create(rngs), nnx.vmap(lambda rngs: rngs.params())(rngs)
""",
    ),
    case(
        "the function ends, or hands it to what is not in view",
        """
from models import create

def first(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)

def second(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    return create(rngs), create(rngs=rngs)
""",
    ),
    case(
        "restored from the backups",
        """
def build(rngs: nnx.Rngs):
    backups = nnx.split_rngs(rngs, splits=3)
    models = create(rngs)
    nnx.restore_rngs(backups)
    return models, nnx.Linear(3, 1, rngs=rngs)
""",
    ),
    case(
        "restored by the with",
        """
def build(rngs: nnx.Rngs):
    with nnx.split_rngs(rngs, splits=3):
        models = create(rngs)
    return models, rngs.params(), nnx.Linear(3, 1, rngs=rngs)
""",
    ),
    case(
        "mapped inside the with",
        """
def create(rngs):
    return nnx.Linear(2, 3, rngs=rngs)

def build(rngs: nnx.Rngs):
    with nnx.split_rngs(rngs, splits=3):
        return nnx.vmap(create, axis_size=3)(rngs)
""",
    ),
    case(
        "bound to another one",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    models = create(rngs)
    rngs = nnx.Rngs(1)
    return models, rngs.params()
""",
    ),
    case(
        "perhaps bound to another one",
        """
def build(rngs: nnx.Rngs, fresh):
    nnx.split_rngs(rngs, splits=3)
    models = create(rngs)
    if fresh:
        rngs = nnx.Rngs(1)
    return models, rngs.params()
""",
    ),
    case(
        "restored by the state that was there before",
        """
def build(rngs: nnx.Rngs):
    before = nnx.state(rngs)
    nnx.split_rngs(rngs, splits=3)
    models = create(rngs)
    nnx.update(rngs, before)
    return models, rngs.params()
""",
    ),
    case(
        "split on one way and drawn from on the other",
        """
def build(rngs: nnx.Rngs, lanes: int):
    if lanes > 1:
        nnx.split_rngs(rngs, splits=lanes)
        return create(rngs)
    else:
        return nnx.Linear(2, 3, rngs=rngs)
    return rngs.params()
""",
    ),
    case(
        "drawn from before it is split",
        """
def build(rngs: nnx.Rngs):
    key = rngs.params()
    nnx.split_rngs(rngs, splits=3)
    return key, create(rngs)
""",
    ),
    case(
        "only one stream is split, or it stays scalar",
        """
def first(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3, only="dropout")
    return rngs.params()

def second(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=1, squeeze=True)
    return rngs.params()

def third(rngs: nnx.Rngs):
    nnx.fork_rngs(rngs)
    return rngs.params()
""",
    ),
    case(
        "the use is of the keys themselves",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    return rngs.params.key.shape, rngs.items(), "params" in rngs
""",
    ),
    case(
        "another thing of the same name, in an inner function",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)

    @nnx.vmap
    def create(rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create(rngs)
""",
    ),
    case(
        "the keyword of a call that gets something else",
        """
def build(rngs: nnx.Rngs, other: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    return create(rngs), nnx.Linear(2, 3, rngs=other)
""",
    ),
    case(
        "the error is expected",
        """
import pytest

def test_split_stays(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    with pytest.raises(ValueError):
        rngs.params()
""",
    ),
    case(
        "made anew in each round of a loop, or left after the first",
        """
for seed in seeds:
    rngs = nnx.Rngs(0)
    nnx.split_rngs(rngs, splits=3)
    train(rngs)

def first(rngs: nnx.Rngs):
    while True:
        nnx.split_rngs(rngs, splits=3)
        return train(rngs)
""",
    ),
    case(
        "a Dropout that keeps the Rngs it is given",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    return nnx.Dropout(0.5, rngs=rngs)
""",
        target="0.10.7",
    ),
    case(
        "a state that may be anything",
        """
def forward(model, x):
    nnx.split_rngs(model, splits=3)
    return model(x)
""",
    ),
    case(
        "what `split` gives is mapped, scanned or taken apart; one lane is scalar",
        """
import jax

@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

class Block(nnx.Module):
    @nnx.vmap(axis_size=3)
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def steps(x, rngs):
    return x + rngs.normal(())

rngs = nnx.Rngs(0)
streams = rngs.split(3)
models = create(streams)
blocks = Block(rngs.split(3))
total = steps(0.0, rngs.split(5))
nested = nnx.vmap(create)(rngs.split((2, 3)))
first = jax.tree.map(lambda key: key[0], streams)
layer = nnx.Linear(2, 3, rngs=first)
other = rngs.fork()
key = other.params()
""",
    ),
    case(
        "split in one case only, or an error is expected",
        """
def build(rngs: nnx.Rngs, lanes):
    if lanes:
        rngs = rngs.split(lanes)
        return create(rngs)
    return rngs.params()

def refused(rngs: nnx.Rngs):
    streams = rngs.split(3)
    try:
        streams.params()
    except ValueError:
        return create(streams)
""",
    ),
    case(
        "keys that a transformed function is given are of one lane",
        """
import jax

class Block(nnx.Module):
    @nnx.vmap
    def __init__(self, key):
        self.linear = nnx.Linear(2, 3, rngs=nnx.Rngs(key))

def fill(key):
    rngs = nnx.Rngs(key)
    return nnx.Linear(2, 3, rngs=rngs)

blocks = Block(jax.random.split(jax.random.key(0), 3))
filled = nnx.vmap(fill)(jax.random.split(jax.random.key(0), 3))
""",
        skip=("old path",),  # where the stream of a key is another one
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX112")


def test_message_names_the_line_of_the_use() -> None:
    (finding,) = check(INVALID[1], plain(INVALID[1]).replace("  # ! NNX112", ""))
    assert finding.message == (
        "nnx.split_rngs(rngs, splits=3) is never restored, and 'rngs' is then used as scalar "
        "(raises ValueError: fold_in accepts a single key "
        "(nnx.Linear(3, 1, rngs=rngs) on line 10 needs it so)): "
        "write `with nnx.split_rngs(rngs, splits=3):` around what maps it"
    )


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("nnx.vmap(draw, in_axes=None, axis_size=3)(rngs)", 1),
        ("nnx.vmap(draw, in_axes=0)(rngs)", 0),
        ("nnx.vmap(nnx.vmap(draw, in_axes=0), in_axes=None, axis_size=2)(rngs)", 0),
        ("nnx.vmap(lambda rngs: 0, in_axes=None, axis_size=3)(rngs)", 0),
    ],
)
def test_a_transform_that_broadcasts_needs_it_scalar(use: str, found: int) -> None:
    program = (
        "from flax import nnx\n\ndef draw(rngs):\n    return rngs.params()\n\n"
        f"def f(rngs):\n    nnx.split_rngs(rngs, splits=3)\n    return {use}\n"
    )
    codes = [finding.code for finding in check(Case("", program), program)]
    assert codes.count("NNX112") == found
