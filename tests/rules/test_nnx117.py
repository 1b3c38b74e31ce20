"""NNX117: `nnx.Rngs` or `nnx.Rngs(0)` as a default argument."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "beside an unrelated question",
        """
if conversion:
    def create(rngs: nnx.Rngs = nnx.Rngs(0)):  # ! NNX117
        return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "an instance as the default of an annotated parameter",
        """
def create(rngs: nnx.Rngs = nnx.Rngs(0)):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "an instance as the default of a bare parameter",
        """
def create(rngs=nnx.Rngs(0)):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a parameter of any name",
        """
def create(features, streams=nnx.Rngs(params=0, dropout=1)):  # ! NNX117
    return nnx.Linear(2, features, rngs=streams)
""",
    ),
    case(
        "the class as the default of an annotated parameter",
        """
def create(rngs: nnx.Rngs = nnx.Rngs):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the class as the default of rngs",
        """
def create(rngs=nnx.Rngs):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "keyword-only",
        """
class Block(nnx.Module):
    def __init__(self, features: int, *, rngs: nnx.Rngs = nnx.Rngs(0)):  # ! NNX117
        self.linear = nnx.Linear(features, features, rngs=rngs)
""",
    ),
    case(
        "positional-only",
        """
def create(rngs=nnx.Rngs(0), /, features=3):  # ! NNX117
    return nnx.Linear(2, features, rngs=rngs)
""",
    ),
    case(
        "after *args",
        """
def create(*sizes, rngs=nnx.Rngs(0), **options):  # ! NNX117
    return nnx.Linear(*sizes, rngs=rngs, **options)
""",
    ),
    case(
        "a lambda",
        """
create = lambda rngs=nnx.Rngs(0): nnx.Linear(2, 3, rngs=rngs)  # ! NNX117
""",
    ),
    case(
        "an async function",
        """
async def sample(rngs: nnx.Rngs = nnx.Rngs(0)):  # ! NNX117
    return rngs()
""",
    ),
    case(
        "a parameter on a line of its own",
        """
def create(
    features: int,
    rngs: nnx.Rngs = nnx.Rngs(0),  # ! NNX117
    dtype=None,
):
    return nnx.Linear(2, features, rngs=rngs)
""",
    ),
    case(
        "a default on a line of its own",
        """
def create(
    rngs: nnx.Rngs = (
        nnx.Rngs(0)  # ! NNX117
    ),
):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "parentheses around the default",
        """
def create(rngs=(nnx.Rngs(0))):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a default over several lines",
        """
def create(
    rngs=nnx.Rngs(  # ! NNX117
        params=0,  # for the weights
        dropout=1,
    ),
):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the annotation allows None",
        """
def create(rngs: nnx.Rngs | None = nnx.Rngs(0)):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the annotation is a string",
        """
def create(rngs: "nnx.Rngs" = nnx.Rngs(0)):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
        skip=["as nn", "import as X", "flax.nnx.", "by name"],
    ),
    case(
        "two on one line",
        """
def create(a=nnx.Rngs(0), b=nnx.Rngs(1)):  # ! NNX117 NNX117
    return a, b
""",
    ),
    case(
        "below a decorator",
        """
@nnx.jit
def create(x, rngs=nnx.Rngs(0)):  # ! NNX117
    return x + rngs.normal(x.shape)
""",
    ),
    case(
        "a function in a method",
        """
class Model(nnx.Module):
    def build(self):
        def create(rngs=nnx.Rngs(0)):  # ! NNX117
            return nnx.Linear(2, 3, rngs=rngs)

        return create()
""",
    ),
    case(
        "with type parameters and a return type",
        """
from typing import TypeVar

T = TypeVar("T")

def create(kind: type[T], rngs: nnx.Rngs = nnx.Rngs(0)) -> T:  # ! NNX117
    return kind(rngs=rngs)
""",
    ),
    case(
        "through a local alias of the class",
        """
Rngs = nnx.Rngs

def create(rngs: Rngs = Rngs(0)):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a function on one line",
        """
def create(rngs=nnx.Rngs(0)): return nnx.Linear(2, 3, rngs=rngs)  # ! NNX117
""",
    ),
    case(
        "spaces wherever they are allowed",
        """
def create ( rngs : nnx.Rngs  =  nnx.Rngs ( 0 ) ) :  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "in 0.8.5",
        """
def create(rngs: nnx.Rngs = nnx.Rngs(0)):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.8.5",
    ),
    case(
        "the equals sign on a line of its own",
        """
def create(
    rngs: nnx.Rngs
    =
    nnx.Rngs(0),  # ! NNX117
):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a comment between the name and its default",
        """
def create(
    rngs=  # the streams
    nnx.Rngs(0),  # ! NNX117
):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "behind other defaults with equals signs and commas in them",
        """
def create(a={"k": "="}, b=(1, 2), c=lambda x=1: x, rngs=nnx.Rngs(0)):  # ! NNX117
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a parameter on a line of its own behind another",
        """
def create(
    features, dtype=None, rngs=nnx.Rngs(0),  # ! NNX117
):
    return nnx.Linear(2, features, rngs=rngs)
""",
    ),
    case(
        "an imported class with another name",
        """
from flax.nnx import Rngs as Streams

def create(rngs=Streams(0)):  # ! NNX117
    return rngs()
""",
        own_imports=True,
    ),
]

VALID = [
    case(
        "the class is called with a seed",
        """
def build(seed, rngs=nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs(seed))
""",
    ),
    case(
        "None",
        """
def create(rngs: nnx.Rngs | None = None):
    return nnx.Linear(2, 3, rngs=rngs or nnx.Rngs(0))
""",
    ),
    case(
        "no default",
        """
def create(features: int, *, rngs: nnx.Rngs):
    return nnx.Linear(2, features, rngs=rngs)
""",
    ),
    case(
        "a seed or a key",
        """
import jax

def create(seed: int = 0, key=jax.random.key(0)):
    return nnx.Linear(2, 3, rngs=nnx.Rngs(key)), nnx.Rngs(seed)
""",
    ),
    case(
        "an argument of a call",
        """
model = nnx.Linear(2, 3, rngs=nnx.Rngs(0))
other = nnx.Linear(
    2,
    3,
    rngs=nnx.Rngs(0),
)
""",
    ),
    case(
        "an assignment, a class attribute, a variable with a type",
        """
rngs = nnx.Rngs(0)
streams: nnx.Rngs = nnx.Rngs(1)

class Settings:
    rngs = nnx.Rngs(0)
    kind: type[nnx.Rngs] = nnx.Rngs
""",
    ),
    case(
        "the class is meant as a class",
        """
def create(make=nnx.Rngs, kind: type[nnx.Rngs] = nnx.Rngs):
    return nnx.Linear(2, 3, rngs=make(0)), kind(1)
""",
    ),
    case(
        "the class as a factory of a field",
        """
import dataclasses

@dataclasses.dataclass
class Settings:
    rngs: nnx.Rngs = dataclasses.field(default_factory=lambda: nnx.Rngs(0))
""",
    ),
    case(
        "a lambda whose body makes one",
        """
make = lambda seed=0: nnx.Rngs(seed)
later = lambda: nnx.Rngs(0)
""",
    ),
    case(
        "made by another call, which may do anything",
        """
def create(model=build(nnx.Rngs(0)), rngs=wrap(nnx.Rngs)):
    return model
""",
    ),
    case(
        "a key drawn once",
        """
def noise(key=nnx.Rngs(0)()):
    return key
""",
    ),
    case(
        "a partial with a fresh Rngs",
        """
from functools import partial

create = partial(nnx.Linear, 2, 3, rngs=nnx.Rngs(0))
""",
    ),
    case(
        "a comparison and a walrus in the body",
        """
def check(rngs: nnx.Rngs) -> bool:
    if (made := nnx.Rngs(0)) == rngs:
        return type(rngs) == nnx.Rngs
    return isinstance(made, nnx.Rngs)
""",
    ),
    case(
        "an annotation alone",
        """
def create(rngs: nnx.Rngs, kind: type = int) -> nnx.Rngs:
    made: nnx.Rngs = rngs
    return made
""",
    ),
    case(
        "text that looks like it",
        '''
def create(rngs=None):
    """Make a layer: def create(rngs=nnx.Rngs(0))."""
    # def create(rngs=nnx.Rngs(0)):
    return nnx.Linear(2, 3, rngs=rngs)
''',
    ),
    case(
        "another package's Rngs",
        """
from flax import nnx
from mylib import Rngs
from mylib import random as other

def create(rngs=Rngs(0), more=other.Rngs(0)):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        own_imports=True,
    ),
    case(
        "another package called nnx",
        """
import mylib.nnx as nnx

def create(rngs=nnx.Rngs(0)):
    return rngs
""",
        own_imports=True,
    ),
    case(
        "a class of the file called Rngs",
        """
class Rngs:
    pass

def create(rngs: Rngs = Rngs()):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a parameter named nnx",
        """
def outer(nnx):
    def create(rngs=nnx.Rngs(0)):
        return rngs

    return create
""",
    ),
    case(
        "nnx as the name of a with statement",
        """
with backend() as nnx:

    def create(rngs=nnx.Rngs(0)):
        return rngs
""",
    ),
    case(
        "a default that is looked up",
        """
RNGS = nnx.Rngs(0)

def create(rngs=STREAMS["rngs"], name="nnx.Rngs(0)"):
    return rngs
""",
    ),
    case(
        "other classes of flax.nnx as defaults",
        """
def create(kind=nnx.Linear, state=nnx.State({}), rngs=None):
    return kind(2, 3, rngs=rngs or nnx.Rngs(0))
""",
    ),
    case(
        "keyword defaults of a class statement",
        """
class Model(Base, rngs=nnx.Rngs(0)):
    pass
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX117")


@pytest.mark.parametrize(
    ("default", "message"),
    [
        ("nnx.Rngs(0)", "made once, with the function"),
        ("nnx.Rngs", "the class nnx.Rngs, not an Rngs"),
    ],
)
def test_the_message_tells_an_instance_from_the_class(default: str, message: str) -> None:
    source = f"from flax import nnx\n\ndef create(rngs={default}): ...\n"
    (finding,) = check(Case(default, source), source)
    assert message in finding.message
    assert finding.snippet == default
