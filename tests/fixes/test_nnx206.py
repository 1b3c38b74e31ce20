"""The fixer of NNX206: what the target release has in place of what it deprecates."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a number",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3)
lanes = rngs . fork ( split = (3) )
""",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(3)
lanes = rngs . split ( (3) )
""",
        says="Use split",
    ),
    mends(
        "what certainly is a number or a tuple of numbers",
        """
N = 3
rngs = nnx.Rngs(0)

class Model:
    def __init__(self, layers: int, x):
        self.layers = layers
        rngs = nnx.Rngs(0)
        self.a = rngs.fork(split=layers)
        self.b = rngs.fork(split=self.layers)
        self.c = rngs.fork(split=x.shape[0])
        self.d = rngs.fork(split=N if layers else 2 * N - 1)
        self.e = rngs.fork(split=(2, len(x)))

lanes = [nnx.Rngs(0).fork(split=2), rngs.fork(split=N)]
""",
        """
N = 3
rngs = nnx.Rngs(0)

class Model:
    def __init__(self, layers: int, x):
        self.layers = layers
        rngs = nnx.Rngs(0)
        self.a = rngs.split(layers)
        self.b = rngs.split(self.layers)
        self.c = rngs.split(x.shape[0])
        self.d = rngs.split(N if layers else 2 * N - 1)
        self.e = rngs.split((2, len(x)))

lanes = [nnx.Rngs(0).split(2), rngs.split(N)]
""",
        target="0.12.8",
    ),
    mends(
        "a mapping with a size for each stream",
        """
rngs = nnx.Rngs(0, params=1)
lanes = rngs.fork(split={"params": 3, ...: (2, 4)})
""",
        """
rngs = nnx.Rngs(0, params=1)
lanes = rngs.split({"params": 3, ...: (2, 4)})
""",
    ),
    mends(
        "nothing to split",
        """
rngs = nnx.Rngs(0)
copy = rngs.fork(split=None)
""",
        """
rngs = nnx.Rngs(0)
copy = rngs.fork()
""",
        says="Fork without split=None",
    ),
    mends(
        "sizes that may be anything",
        """
def lanes(rngs: nnx.Rngs, n, /, sizes=(), *, key=lambda: 3):
    return (
        rngs.fork(split=n),
        rngs.fork(split=sizes[0]),
        rngs.fork(split=key()),
        rngs.fork(split=a if b else c),
        rngs.fork(split=lambda: 3),
        rngs.fork(split=(yield)),
        rngs.fork(
            split=  # how many
            n,
        ),
        rngs.fork(split=
            n),
    )
""",
        """
def lanes(rngs: nnx.Rngs, n, /, sizes=(), *, key=lambda: 3):
    return (
        rngs.split(n),
        rngs.split(sizes[0]),
        rngs.split(key()),
        rngs.split(a if b else c),
        rngs.split(lambda: 3),
        rngs.split((yield)),
        rngs.split(
            # how many
            n,
        ),
        rngs.split(n),
    )
""",
        applicability=UNSAFE,
        says="None or a mapping",
    ),
    mends(
        "names of the namespace",
        """
state = nnx.pure(nnx.VariableState(1))
made = nnx . vars_as(model, ref=True), [nnx.abstract_with_sharding]
""",
        """
state = nnx.as_pure(nnx.Variable(1))
made = nnx . with_vars(model, ref=True), [nnx.as_abstract]
""",
    ),
    mends(
        "the state of a variable of a type",
        """
from flax import nnx

states = nnx.VariableState(nnx.Param, 1), nnx.VariableState(type=kind, value=[2], axes=("a",))
""",
        """
from flax import nnx

states = nnx.Param(1), kind(value=[2], axes=("a",))
""",
        own_imports=True,
    ),
    mends(
        "an imported name with its uses",
        """
from flax.nnx import Rngs, VariableState
import jax

class Kept(VariableState):
    VariableState = 1

def f(x: VariableState) -> "list[int]":
    return x.VariableState, VariableState(x, VariableState=1)
""",
        """
from flax.nnx import Rngs, Variable
import jax

class Kept(Variable):
    VariableState = 1

def f(x: Variable) -> "list[int]":
    return x.VariableState, Variable(x, VariableState=1)
""",
        own_imports=True,
    ),
    mends(
        "an imported name beside its new one",
        """
from flax.nnx import (
    Variable,
    VariableState,  # old
)

made = Variable(1), VariableState(2)
""",
        """
from flax.nnx import (
    Variable,
)

made = Variable(1), Variable(2)
""",
        own_imports=True,
    ),
    mends(
        "with an alias",
        """
from flax.nnx import pure as plain, Rngs

made = plain(state)
""",
        """
from flax.nnx import as_pure as plain, Rngs

made = plain(state)
""",
        own_imports=True,
    ),
    mends(
        "names that others ask for, that are bound again, or whose new name is taken",
        """
from flax.nnx import VariableState
from flax.nnx import pure
from flax.nnx import vars_as

__all__ = ["VariableState"]
if flag:
    pure = None
made = VariableState(1), pure(1), vars_as(2)
with_vars = 1
""",
        """
from flax.nnx import Variable as VariableState
from flax.nnx import as_pure as pure
from flax.nnx import with_vars as vars_as

__all__ = ["VariableState"]
if flag:
    pure = None
made = VariableState(1), pure(1), vars_as(2)
with_vars = 1
""",
        own_imports=True,
    ),
    mends(
        "a package that hands names on",
        """
from flax.nnx import VariableState
""",
        """
from flax.nnx import Variable as VariableState
""",
        own_imports=True,
        filename="__init__.py",
    ),
]

ADVICE = [
    advises(
        "other arguments",
        "lanes = nnx.Rngs(0).fork(split=3, **options)",
        "which takes the size alone",
    ),
    advises(
        "a mapping that leaves streams out",
        """
rngs = nnx.Rngs(0, params=1)
lanes = rngs.fork(split={"params": 3})
""",
        "Leave it, or name all streams",
    ),
    advises(
        "the state of a variable of a type, by an imported name",
        """
from flax.nnx import Param, VariableState

state = VariableState(Param, 1)
""",
        "Make a variable of the type that is given",
        own_imports=True,
    ),
]


@every_variant("NNX206", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX206", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX206", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
