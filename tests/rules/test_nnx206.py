"""NNX206: deprecated in the target release."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "fork(split=n)",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3)  # ! NNX206
""",
    ),
    case(
        "of a fresh Rngs",
        """
lanes = nnx.Rngs(0).fork(split=3)  # ! NNX206
""",
    ),
    case(
        "of an annotated parameter",
        """
def spread(rngs: nnx.Rngs, n):
    return rngs.fork(split=n)  # ! NNX206
""",
    ),
    case(
        "of a keyword-only parameter with a default",
        """
def spread(*, rngs: nnx.Rngs = None):
    return rngs.fork(split=3)  # ! NNX206
""",
    ),
    case(
        "of an attribute",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def lanes(self):
        return self.rngs.fork(split={"params": 3, ...: None})  # ! NNX206
""",
    ),
    case(
        "of an Rngs with another name",
        """
streams = nnx.Rngs(params=0, dropout=1)
more = streams
lanes = more.fork(split=3)  # ! NNX206
""",
    ),
    case(
        "as the argument of a mapped function",
        """
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
create(rngs.fork(split=3))  # ! NNX206
""",
    ),
    case(
        "a fork of a fork of an Rngs",
        """
rngs = nnx.Rngs(0)
lanes = nnx.vmap(apply)((rngs).fork(split=3))  # ! NNX206
""",
    ),
    case(
        "a call over several lines",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(
    # one for each lane
    split=3,  # ! NNX206
)
""",
    ),
    case(
        "beside options that cannot be seen",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3, **options)  # ! NNX206
""",
    ),
    case(
        "in a lambda and in a comprehension",
        """
rngs = nnx.Rngs(0)
later = lambda: rngs.fork(split=3)  # ! NNX206
many = [rngs.fork(split=n) for n in sizes]  # ! NNX206
""",
    ),
    case(
        "in a branch that asks about something else",
        """
rngs = nnx.Rngs(0)
if many:
    rngs = use(rngs.fork(split=3))  # ! NNX206
""",
    ),
    case(
        "VariableState",
        """
def is_state(x):
    return isinstance(x, nnx.VariableState)  # ! NNX206
""",
    ),
    case(
        "VariableState from its first deprecation",
        """
kind = nnx.VariableState  # ! NNX206
""",
        target="0.12.1",
    ),
    case(
        "VariableState in an annotation",
        """
def show(state: nnx.VariableState) -> None:  # ! NNX206
    print(state)
""",
    ),
    case(
        "nnx.pure",
        """
plain = nnx.pure(state)  # ! NNX206
""",
    ),
    case(
        "an imported name is reported where it is imported, and not again",
        """
from flax.nnx import pure, Rngs  # ! NNX206

rngs = Rngs(0)
plain = pure(rngs)
again = pure(rngs)
""",
        own_imports=True,
    ),
    case(
        "an imported name with another name",
        """
from flax.nnx import VariableState as State  # ! NNX206
""",
        own_imports=True,
    ),
    case(
        "the first release that deprecates it",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3)  # ! NNX206
""",
        target="0.12.6",
    ),
    case(
        "a try that catches something else",
        """
rngs = nnx.Rngs(0)
try:
    lanes = rngs.fork(split=3)  # ! NNX206
except KeyError:
    lanes = None
""",
    ),
    case(
        "spaces and breaks around the method",
        """
rngs = nnx.Rngs(0)
a = rngs . fork(split = 3)  # ! NNX206
b = rngs.fork (split=3)  # ! NNX206
c = (
    rngs
    .fork
    (split=3)  # ! NNX206
)
""",
    ),
    case(
        "a class imported with another name",
        """
from flax.nnx import Rngs as Streams

lanes = Streams(0).fork(split=3)  # ! NNX206
""",
        own_imports=True,
    ),
]

VALID = [
    case(
        "split",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(3)
""",
    ),
    case(
        "fork without a number",
        """
rngs = nnx.Rngs(0)
copy = rngs.fork()
""",
    ),
    case(
        "fork(split=n) in the last release that does not deprecate it",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3)
""",
        target="0.12.5",
    ),
    case(
        "VariableState while it was the only one",
        """
kind = nnx.VariableState
""",
        target="0.10.7",
    ),
    case(
        "pure while it was the only one",
        """
plain = nnx.pure(state)
""",
        target="0.12.6",
    ),
    case(
        "fork_rngs(split=n) is not deprecated",
        """
rngs = nnx.Rngs(0)
backups = nnx.fork_rngs(rngs, split=3)
""",
    ),
    case(
        "an object that may be no Rngs",
        """
rngs = nnx.Rngs(0)
branch = repository.fork(split=True)

def spread(rngs):
    return rngs.fork(split=3)
""",
    ),
    case(
        "a parameter of another type",
        """
from mylib import Streams

def spread(rngs: Streams):
    return rngs.fork(split=3), nnx.Rngs(0)
""",
    ),
    case(
        "a name that may hold something else",
        """
rngs = nnx.Rngs(0)
if mine:
    rngs = Streams(0)
lanes = rngs.fork(split=3)
""",
    ),
    case(
        "a name that is given anew in a loop",
        """
rngs = nnx.Rngs(0)
for step in range(3):
    lanes = rngs.fork(split=3)
    rngs = advance(rngs)
""",
    ),
    case(
        "a subclass may have other methods",
        """
class Streams(nnx.Rngs):
    def fork(self, split):
        return [self] * split

lanes = Streams(0).fork(split=3)
""",
    ),
    case(
        "fork of the operating system",
        """
import os

rngs = nnx.Rngs(0)
child = os.fork()
""",
    ),
    case(
        "hasattr asks first",
        """
rngs = nnx.Rngs(0)
if hasattr(rngs, "split"):
    lanes = rngs.split(3)
else:
    lanes = rngs.fork(split=3)
""",
    ),
    case(
        "hasattr in a conditional expression",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(3) if hasattr(nnx.Rngs, "split") else rngs.fork(split=3)
""",
    ),
    case(
        "a test of the version",
        """
import flax

rngs = nnx.Rngs(0)
if flax.__version__ < "0.12.6":
    lanes = rngs.fork(split=3)
""",
        skip=["local"],
    ),
    case(
        "try asks by doing",
        """
try:
    from flax.nnx import as_pure
except ImportError:
    from flax.nnx import pure as as_pure
""",
        own_imports=True,
    ),
    case(
        "names of the file and attributes of others",
        """
def pure(tree):
    return nnx.as_pure(tree)

class VariableState:
    pass

plain = pure(state), VariableState(), jax.pure(state), self.VariableState
""",
    ),
    case(
        "text and comments",
        '''
"""Was rngs.fork(split=3), nnx.pure and nnx.VariableState."""
rngs = nnx.Rngs(0)  # rngs.fork(split=3)
''',
        skip=["local", "by name"],
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx

lanes = nnx.Rngs(0).fork(split=3)
plain = nnx.pure(state)
""",
        own_imports=True,
    ),
    case(
        "a parameter named nnx",
        """
def build(nnx):
    return nnx.pure(nnx.VariableState), nnx.Rngs(0).fork(split=3)
""",
    ),
    case(
        "nnx as the variable of a comprehension",
        """
states = [nnx.VariableState for nnx in backends]
""",
    ),
    case(
        "Linen",
        """
from flax import linen as nn

rngs = nnx.Rngs(0)
Dense = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True})
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX206")


@pytest.mark.parametrize(
    ("written", "advice", "snippet"),
    [
        ("nnx.Rngs(0).fork(split=3)", "`rngs.split(n)`", "split=3"),
        ("nnx.VariableState", "`nnx.Variable`", "nnx.VariableState"),
        ("nnx.pure(state)", "`nnx.as_pure`", "nnx.pure"),
    ],
)
def test_the_message_says_what_to_write(written: str, advice: str, snippet: str) -> None:
    source = f"from flax import nnx\n\nmade = {written}\n"
    (finding,) = check(Case(written, source), source)
    assert advice in finding.message
    assert finding.snippet == snippet
