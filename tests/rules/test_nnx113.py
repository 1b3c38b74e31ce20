"""NNX113: wrong call of `split_rngs`, `fork` or `split`."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "the size by position, in a decorator",
        """
@nnx.split_rngs(3)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the size by position, in a call on a function",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(3)(nnx.vmap(create))  # ! NNX113
""",
    ),
    case(
        "the size by position after the state",
        """
rngs = nnx.Rngs(0)
nnx.split_rngs(rngs, 3)  # ! NNX113
""",
    ),
    case(
        "the keyword of fork",
        """
@nnx.split_rngs(split=3)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the keyword of fork on state",
        """
rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, split=3):  # ! NNX113
    use(rngs)
""",
    ),
    case(
        "no size at all",
        """
@nnx.split_rngs()  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "only= without a size",
        """
rngs = nnx.Rngs(params=0)
nnx.split_rngs(rngs, only="params")  # ! NNX113
""",
    ),
    case(
        "a bare decorator: the function is taken for state",
        """
@nnx.split_rngs  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a bare fork_rngs: the function is taken for state, and what is left is no function",
        """
@nnx.fork_rngs  # ! NNX113
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a keyword that never was one",
        """
@nnx.split_rngs(splits=3, axis=0)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a function given with the options",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(create, splits=3)  # ! NNX113
""",
    ),
    case(
        "a transformed function given with the options",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(nnx.vmap(create, axis_size=3), splits=3)  # ! NNX113
""",
    ),
    case(
        "a lambda given with the options",
        """
create = nnx.split_rngs(lambda rngs: nnx.Linear(2, 3, rngs=rngs), splits=3)  # ! NNX113
""",
    ),
    case(
        "a decorated function given with the options",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(create, splits=3)  # ! NNX113
""",
    ),
    case(
        "a partial as decorator",
        """
from functools import partial

@partial(nnx.split_rngs, splits=3)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a partial called with a function",
        """
from functools import partial

def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = partial(nnx.split_rngs, splits=3)(nnx.vmap(create))  # ! NNX113
""",
    ),
    case(
        "a kept split of a wrong shape",
        """
split = nnx.split_rngs(split=3)  # ! NNX113
""",
    ),
    case(
        "through a local alias",
        """
split_lanes = nnx.split_rngs

@split_lanes(3)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the keyword of split_rngs on fork_rngs",
        """
@nnx.fork_rngs(splits=3)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the size by position on fork_rngs",
        """
@nnx.fork_rngs(3)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "one key is all that squeeze takes",
        """
@nnx.split_rngs(splits=3, squeeze=True)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

once = nnx.split_rngs(nnx.Rngs(0), splits=(1,), squeeze=True)  # ! NNX113
twice = nnx.split_rngs(nnx.Rngs(0), splits=(1, 1), squeeze=True)  # ! NNX113
""",
        target="0.12.8",
    ),
    case(
        "fork takes no position",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(3)  # ! NNX113
""",
    ),
    case(
        "fork of a fresh Rngs",
        """
lanes = nnx.Rngs(0).fork(3)  # ! NNX113
""",
    ),
    case(
        "the keyword of split_rngs on fork",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(splits=3)  # ! NNX113
""",
        target="0.11.2",
    ),
    case(
        "split without a size",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split()  # ! NNX113
""",
    ),
    case(
        "the keyword of fork on split",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(split=3)  # ! NNX113
""",
    ),
    case(
        "the keyword of split_rngs on split",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(splits=3)  # ! NNX113
""",
    ),
    case(
        "split with two sizes",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(2, 3)  # ! NNX113
""",
    ),
    case(
        "an annotated parameter",
        """
def spread(rngs: nnx.Rngs, n):
    return rngs.fork(n)  # ! NNX113
""",
    ),
    case(
        "an attribute that certainly holds an Rngs",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def lanes(self):
        return self.rngs.fork(3)  # ! NNX113
""",
    ),
    case(
        "a call over several lines, with comments",
        """
@nnx.split_rngs(  # ! NNX113
    # one key for each lane
    split=3,
)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "in a method, in a class, in a function",
        """
def make():
    class Model(nnx.Module):
        @nnx.split_rngs(3)  # ! NNX113
        @nnx.vmap(in_axes=(None, 0))
        def __call__(self, rngs: nnx.Rngs):
            return rngs()

    return Model
""",
    ),
    case(
        "the oldest explicit release",
        """
@nnx.split_rngs(3)  # ! NNX113
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.9.0",
    ),
    case(
        "spaces before the parenthesis, and a break before the dot",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork (3)  # ! NNX113
more = (
    rngs  # ! NNX113
    .split()
)
""",
    ),
    case(
        "an imported function with another name",
        """
from flax.nnx import split_rngs as split, vmap

@split(3)  # ! NNX113
@vmap
def create(rngs):
    return rngs()
""",
        own_imports=True,
    ),
    case(
        "an imported class with another name",
        """
from flax.nnx import Rngs as Streams

lanes = Streams(0).fork(3)  # ! NNX113
""",
        own_imports=True,
    ),
]

VALID = [
    case(
        "a string as well as an Rngs",
        """
def parse(rngs: nnx.Rngs | str):
    if isinstance(rngs, str):
        return rngs.split(" ", 1)
    return rngs
""",
    ),
    case(
        "the three ways to use it",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0, params=1)
backups = nnx.split_rngs(rngs, splits=3)
nnx.restore_rngs(backups)
with nnx.split_rngs(rngs, splits=(2, 3), only="params"):
    use(rngs)
""",
    ),
    case(
        "a call on a function",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(splits=3)(nnx.vmap(create))
""",
    ),
    case(
        "functional, with graph=False",
        """
rngs = nnx.Rngs(0)
rngs = nnx.split_rngs(rngs, splits=3, graph=False)
""",
    ),
    case(
        "a model as state",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

model = Model(nnx.Rngs(0))
with nnx.split_rngs(model, splits=3):
    forward(model)
""",
    ),
    case(
        "state that cannot be seen, and several at once",
        """
def forward(model, rngs: nnx.Rngs):
    nnx.split_rngs(model, splits=3)
    nnx.split_rngs((model, rngs), splits=3)
    nnx.split_rngs(make_model(), splits=3)
""",
    ),
    case(
        "options that cannot be seen",
        """
rngs = nnx.Rngs(0)
nnx.split_rngs(rngs, **options)
nnx.split_rngs(*arguments, **options)
nnx.split_rngs(*arguments)
lanes = rngs.split(*sizes)
lanes = rngs.fork(**options)
""",
    ),
    case(
        "a partial applied to state",
        """
from functools import partial

rngs = nnx.Rngs(0)
partial(nnx.split_rngs, splits=3)(rngs)
""",
    ),
    case(
        "a partial that is kept",
        """
from functools import partial

split = partial(nnx.split_rngs, splits=3)

def lanes(rngs: nnx.Rngs):
    return split(rngs)
""",
    ),
    case(
        "fork_rngs with and without a size",
        """
rngs = nnx.Rngs(0)
nnx.fork_rngs(rngs)
with nnx.fork_rngs(rngs, split=3):
    use(rngs)

@nnx.fork_rngs(split={"params": None, "dropout": 3})
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "fork and split as they are meant",
        """
rngs = nnx.Rngs(0, params=1)
copy = rngs.fork()
lanes = rngs.split(3)
more = rngs.split(k=3)
some = rngs.split({"params": 3, ...: None})
""",
    ),
    case(
        "fork(split=n) where it is not deprecated",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3)
""",
        target="0.11.2",
    ),
    case(
        "a keyword of a later release is another rule's",
        """
@nnx.split_rngs(splits=1, squeeze=True)  # ! NNX205
@nnx.jit
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.10.0",
    ),
    case(
        "a stream named fork, in a release that has no such method",
        """
rngs = nnx.Rngs(0, fork=1)
key = rngs.fork()
""",
        target="0.9.0",
    ),
    case(
        "split of a string",
        """
rngs = nnx.Rngs(0)
words = "a b c".split()
parts = text.split(",", 1)
""",
    ),
    case(
        "fork of the operating system",
        """
import os

rngs = nnx.Rngs(0)
child = os.fork()
branch = repository.fork(3)
""",
    ),
    case(
        "jax.random.split",
        """
import jax

rngs = nnx.Rngs(jax.random.key(0))
keys = jax.random.split(rngs(), 3)
""",
    ),
    case(
        "nnx.split, which takes modules apart",
        """
rngs = nnx.Rngs(0)
graphdef, state = nnx.split(model)
graphdef, params, rest = nnx.split(model, nnx.Param, ...)
""",
    ),
    case(
        "a parameter named rngs that may be anything",
        """
rngs = nnx.Rngs(0)

def take(rngs):
    return rngs.split(), rngs.fork(3)
""",
    ),
    case(
        "a name that may hold something else",
        """
rngs = nnx.Rngs(0)
if textual:
    rngs = "a b c"
words = rngs.split()
""",
    ),
    case(
        "a name that holds something else now",
        """
rngs = nnx.Rngs(0)
use(rngs)
rngs = "a b c"
words = rngs.split()
""",
    ),
    case(
        "an attribute that is assigned more than one thing",
        """
class Model:
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.rngs = load()

    def lanes(self):
        return self.rngs.fork(3)
""",
    ),
    case(
        "a subclass may have other methods",
        """
class Streams(nnx.Rngs):
    def fork(self, n):
        return [self] * n

lanes = Streams(0).fork(3)
""",
    ),
    case(
        "a local function named split_rngs",
        """
def split_rngs(rngs, n):
    return rngs.split(n)

lanes = split_rngs(nnx.Rngs(0), 3)
""",
    ),
    case(
        "split_rngs of another package",
        """
from flax import nnx
from mylib.random import split_rngs

lanes = split_rngs(nnx.Rngs(0), 3)
""",
        own_imports=True,
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx

lanes = nnx.split_rngs(nnx.Rngs(0), 3)
more = nnx.Rngs(0).fork(3)
""",
        own_imports=True,
    ),
    case(
        "one key, or what may be one, squeezed or perhaps not",
        """
def spread(rngs: nnx.Rngs, n, flag):
    one = nnx.split_rngs(rngs, splits=1, squeeze=True)
    perhaps_one = nnx.split_rngs(rngs, splits=n, squeeze=True)
    perhaps_row = nnx.split_rngs(rngs, splits=3, squeeze=flag)
    row = nnx.split_rngs(rngs, splits=3, squeeze=False)
    return one, perhaps_one, perhaps_row, row
""",
        target="0.12.8",
    ),
    case(
        "nnx as the name that an except clause binds",
        """
try:
    run()
except RuntimeError as nnx:
    lanes = nnx.split_rngs(nnx.Rngs(0), 3)
""",
    ),
    case(
        "handed on as it is",
        """
def build(decorate=nnx.split_rngs):
    return decorate

wrappers = [nnx.split_rngs, nnx.fork_rngs]
rngs = nnx.Rngs(0)
""",
    ),
    case(
        "a size given to a function that returns the decorator",
        """
def lanes(n):
    return nnx.split_rngs(splits=n)

@lanes(3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX113")


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        ("nnx.split_rngs(3)", "the size is a keyword, splits=3"),
        ("nnx.split_rngs(split=3)", "write splits="),
        ("nnx.split_rngs()", "needs splits="),
        ("nnx.split_rngs(lambda rngs: rngs, splits=3)", "write nnx.split_rngs(...)(lambda"),
        ("nnx.fork_rngs(splits=3)", "write split="),
        ("nnx.fork_rngs(3)", "the size is a keyword, split=3"),
        ("nnx.Rngs(0).fork(3)", "fork() takes no positional arguments ("),
        ("nnx.Rngs(0).fork(3)", "the size is a keyword, split=, or better Rngs.split(n)"),
        ("nnx.Rngs(0).split(2, 3)", "split() takes 1 positional argument ("),
        ("nnx.split_rngs(nnx.Rngs(0), 3)", "takes 1 positional argument ("),
        ("nnx.Rngs(0).split()", "needs k="),
    ],
)
def test_the_message_says_what_to_write(call: str, advice: str) -> None:
    source = f"from flax import nnx\n\nlanes = {call}\nrngs = 0\n"
    (finding,) = check(Case(call, source), source)
    assert advice in finding.message
