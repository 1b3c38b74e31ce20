"""NNX115: result of `split`, `fork` or `with_rngs`, or of `split_rngs(graph=False)`, dropped."""

import pytest
from rules.cases import (
    Case,
    Variant,
    case,
    check,
    every_variant,
    message,
    plain,
    verify_examples,
)

INVALID = [
    case(
        "split as a statement",
        """
rngs = nnx.Rngs(0)
rngs.split(3)  # ! NNX115
use(rngs)
""",
    ),
    case(
        "dropped below one that is kept",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(2)
rngs.split(3)  # ! NNX115
use(rngs, lanes)
""",
    ),
    case(
        "fork as a statement",
        """
rngs = nnx.Rngs(params=0, dropout=1)
rngs.fork()  # ! NNX115
use(rngs)
""",
    ),
    case(
        "fork that splits, before split was a method",
        """
rngs = nnx.Rngs(0)
rngs.fork(split=3)  # ! NNX115
use(rngs)
""",
        target="0.11.2",
    ),
    case(
        "broadcast as a statement",
        """
rngs = nnx.Rngs(0)
(rngs.broadcast(3))  # ! NNX115
use(rngs)
""",
    ),
    case(
        "an annotated parameter, below an if",
        """
def build(streams: nnx.Rngs, lanes: int):
    if lanes > 1: streams.split(lanes)  # ! NNX115
    return use(streams)
""",
    ),
    case(
        "a parameter named rngs that the function draws from",
        """
def build(rngs):
    rngs.split({"params": 3, ...: None})  # ! NNX115
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the Rngs that an object keeps",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.rngs.fork()  # ! NNX115
        self.layers = make(self.rngs)
""",
    ),
    case(
        "a fork of a fork, and nothing that has a name",
        """
rngs = nnx.Rngs(0).fork()
rngs.split(3)  # ! NNX115
nnx.Rngs(0).split(3)  # ! NNX115
use(rngs)
""",
    ),
    case(
        "what visible calls pass is an Rngs",
        """
def build(streams):
    streams.split(3)  # ! NNX115
    return use(streams)

build(nnx.Rngs(0))
""",
    ),
    case(
        "split_rngs that returns a copy",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3, graph=False)  # ! NNX115
    nnx.split_rngs(rngs, splits=3, graph_updates=False)  # ! NNX115
    return use(rngs)
""",
    ),
    case(
        "split_rngs that returns a copy of a model",
        """
def forward(model, x):
    nnx.split_rngs(  # ! NNX115
        model,
        splits=3,
        graph_updates=False,
    )
    return step(model, x)
""",
    ),
    case(
        "fork_rngs that returns a copy",
        """
for rngs in streams:
    nnx.fork_rngs(rngs, split=3, graph=False)  # ! NNX115
    use(rngs)
""",
    ),
    case(
        "with_rngs, which never acts in place",
        """
def build(rngs: nnx.Rngs):
    nnx.with_rngs(rngs, split=3, graph=False)  # ! NNX115
    nnx.with_rngs(rngs, fork=...)  # ! NNX115
    return use(rngs)
""",
    ),
    case(
        "in a try that only cleans up, and in a with",
        """
rngs = nnx.Rngs(0)
with timer():
    try:
        rngs.split(3)  # ! NNX115
    finally:
        stop()
""",
    ),
]

VALID = [
    case(
        "the result has a name",
        """
rngs = nnx.Rngs(0)
other = rngs.fork()
rngs = rngs.split(3)
copy = nnx.split_rngs(other, splits=3, graph=False)
_ = other.fork()
use(rngs, copy)
""",
    ),
    case(
        "the result is used at once",
        """
rngs = nnx.Rngs(0)
create(rngs.split(3))
rngs.fork().params()
make(nnx.with_rngs(rngs, split=3, graph=False))
""",
    ),
    case(
        "the result is returned, yielded, or the value of a lambda",
        """
def lanes(rngs: nnx.Rngs):
    yield rngs.fork()
    return rngs.split(3)

spread = lambda rngs: rngs.split(3)
""",
    ),
    case(
        "split_rngs and fork_rngs act in place",
        """
rngs = nnx.Rngs(0)
nnx.split_rngs(rngs, splits=3)
create(rngs)

def fork(rngs: nnx.Rngs):
    nnx.fork_rngs(rngs, split=3)

def split(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3, graph=True, graph_updates=True)
""",
    ),
    case(
        "a graph mode that is not known here",
        """
def build(rngs: nnx.Rngs, graph: bool):
    nnx.split_rngs(rngs, splits=3, graph=graph)
    return create(rngs)
""",
    ),
    case(
        "strings and arrays are split, too",
        """
import os
import numpy as np

rngs = nnx.Rngs(0)
"a b".split()
text.split(",")
np.split(x, 3)
os.fork()
""",
    ),
    case(
        "an object that may be anything",
        """
def work(process, rngs):
    process.fork()
    rngs.split(3)
""",
    ),
    case(
        "a parameter that is annotated as something else",
        """
def work(rngs: Streams):
    rngs.split(3)
    return rngs.params()
""",
    ),
    case(
        "a class with methods of its own",
        """
class Streams(nnx.Rngs):
    def fork(self):
        self.forked = True

streams = Streams(0)
streams.fork()
""",
    ),
    case(
        "a name that may be bound to something else",
        """
rngs = nnx.Rngs(0)
if other:
    rngs = Splitter()
rngs.split(3)
""",
    ),
    case(
        "jax.random.split, which is about keys",
        """
import jax

key = jax.random.key(0)
jax.random.split(key)
nnx.split(model)
""",
    ),
    case(
        "an error is expected",
        """
import pytest

def test_split_needs_a_number(rngs: nnx.Rngs):
    with pytest.raises(TypeError):
        rngs.split("params")
    try:
        rngs.fork()
    except ValueError:
        stop()
    with unittest.assertRaisesRegex(ValueError, "rules"):
        nnx.with_rngs(rngs, split={"params": 4}, fork="params", graph=False)
""",
    ),
    case(
        "a test of what the call leaves as it is",
        """
def test_original_stays():
    rngs = nnx.Rngs(params=0)
    nnx.with_rngs(rngs, split=4, graph_updates=False)
    assert rngs.params.key.shape == ()

class Tests(TestCase):
    def test_original_stays(self):
        rngs = nnx.Rngs(params=0)
        rngs.split(3)
        self.assertEqual(rngs.params.key.shape, ())
""",
    ),
    case(
        "a split above a function",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

nnx.split_rngs(splits=3, graph=False)(nnx.vmap(create, axis_size=3))(nnx.Rngs(0))
""",
    ),
    case(
        "fork is not a method yet: any stream has this name",
        """
rngs = nnx.Rngs(0)
rngs.fork()
""",
        target="0.9.0",
    ),
    case(
        "a local function of the name",
        """
def with_rngs(rngs, split):
    rngs.count = split

with_rngs(nnx.Rngs(0), split=3)
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX115")


def test_message_says_what_happens_and_what_to_write() -> None:
    (finding,) = check(INVALID[0], plain(INVALID[0]).replace("  # ! NNX115", ""))
    assert finding.message == (
        "rngs.split() changes nothing in place and its result is dropped "
        "(a no-op: the state itself is neither split nor forked): write rngs = rngs.split(3)"
    )


@pytest.mark.parametrize(
    ("call", "raises"),
    [
        ("nnx.with_rngs(rngs, split=3)", True),
        ("nnx.with_rngs(rngs, split=3, graph=False)", False),
        ("nnx.set_graph_mode(False); nnx.with_rngs(rngs, split=3)", False),
    ],
)
def test_with_rngs_needs_a_graph_mode(call: str, raises: bool) -> None:
    program = f"def f(rngs):\n    {call}\n    return g(rngs)\n"
    (finding,) = check(case("", program), f"from flax import nnx\n\n{program}")
    assert ("raises NotImplementedError" in finding.message) == raises


@pytest.mark.parametrize(("target", "found"), [("0.12.6", 0), ("0.12.7", 1)])
def test_copies_are_returned_where_the_release_says_so(target: str, found: int) -> None:
    program = "from flax import nnx\n\n\ndef f(r):\n    nnx.split_rngs(r, splits=3, graph=False)\n"
    messages = [f for f in check(Case("", program, target), program) if f.code == "NNX115"]
    assert len(messages) == found


@pytest.mark.parametrize(
    ("holder", "advice"),
    [
        ("rngs", "write rngs = rngs.split(3)"),
        ("self.rngs", "write self.rngs = self.rngs.split(3)"),
        ("nnx.Rngs(0)", "write rngs = nnx.Rngs(0).split(3)"),
    ],
)
def test_the_advice_names_what_is_to_hold_the_result(holder: str, advice: str) -> None:
    program = (
        "class Model(nnx.Module):\n    def __init__(self, rngs: nnx.Rngs):\n"
        f"        self.rngs = rngs\n        {holder}.split(3)\n"
    )
    assert message(program, "NNX115").endswith(f": {advice}")
