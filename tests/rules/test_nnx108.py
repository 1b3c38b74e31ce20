"""NNX108: `splits` and `axis_size` or `length` differ."""

import pytest
from rules.cases import Variant, case, every_variant, message, verify_examples

INVALID = [
    case(
        "two literals",
        """
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "length of a scan",
        """
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.scan(in_axes=(nnx.Carry, 0), length=4)
def build(x, rngs: nnx.Rngs):
    return x, nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "pmap",
        """
@nnx.split_rngs(splits=4)  # ! NNX108
@nnx.pmap(axis_size=8)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "names bound to one literal each",
        """
LANES = 4
KEYS = 3

@nnx.split_rngs(splits=KEYS)  # ! NNX108
@nnx.vmap(axis_size=LANES)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "names bound together",
        """
lanes, keys = 4, 3

@nnx.split_rngs(splits=keys)  # ! NNX108
@nnx.vmap(axis_size=lanes)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "one name, one literal in another notation",
        """
lanes = 0x10

@nnx.split_rngs(splits=1_0)  # ! NNX108
@nnx.vmap(axis_size=lanes)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "parentheses around a size",
        """
@nnx.split_rngs(splits=(3))  # ! NNX108
@nnx.vmap(axis_size=((4)))
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the first of two sizes",
        """
@nnx.split_rngs(splits=(3, 5))  # ! NNX108
@nnx.vmap(axis_size=4)
@nnx.vmap(axis_size=5)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the second of two sizes",
        """
@nnx.split_rngs(splits=(4, 6))  # ! NNX108
@nnx.vmap(axis_size=4)
@nnx.vmap(axis_size=5)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "two sizes in the wrong order",
        """
@nnx.split_rngs(splits=(3, 2))  # ! NNX108 NNX108
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "an own split for each of two levels",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap(axis_size=5)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "jit between them",
        """
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.jit
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "nested calls",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(splits=3)(nnx.vmap(create, axis_size=4))  # ! NNX108
""",
    ),
    case(
        "nested calls around a lambda, applied at once",
        """
model = nnx.split_rngs(splits=3)(  # ! NNX108
    nnx.vmap(lambda rngs: nnx.Linear(2, 3, rngs=rngs), axis_size=4)
)(nnx.Rngs(0))
""",
    ),
    case(
        "a curried call",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create_all = nnx.split_rngs(splits=3)(nnx.vmap(axis_size=4)(create))  # ! NNX108
""",
    ),
    case(
        "a class called as a function",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

make = nnx.split_rngs(splits=3)(nnx.vmap(Block, axis_size=4))  # ! NNX108
""",
    ),
    case(
        "partial below the split",
        """
from functools import partial

@nnx.split_rngs(splits=3)  # ! NNX108
@partial(nnx.vmap, axis_size=4)  # ! NNX301
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "kept decorators",
        """
split = nnx.split_rngs(splits=3)
over_lanes = nnx.vmap(axis_size=4)

@split  # ! NNX108
@over_lanes
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a local alias of the transform",
        """
vmap = nnx.vmap

@nnx.split_rngs(splits=3)  # ! NNX108
@vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the Rngs among other arguments",
        """
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap(in_axes=(None, 0), axis_size=4)
def forward(x, rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)(x)
""",
    ),
    case(
        "a mapped module holds the state",
        """
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap(in_axes=(0, 0), axis_size=4)
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "a keyword-only Rngs",
        """
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap(axis_size=4)
def create(*, rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "in a method of a class in a function",
        """
def make():
    class Model(nnx.Module):
        def __init__(self, *, rngs: nnx.Rngs):
            @nnx.split_rngs(splits=3)  # ! NNX108
            @nnx.vmap(axis_size=4)
            def create(rngs: nnx.Rngs):
                return nnx.Linear(2, 3, rngs=rngs)

            self.layers = create(rngs)

    return Model
""",
    ),
    case(
        "comments between, and options in another order",
        """
@nnx.split_rngs(  # ! NNX108
    only=...,
    # keys
    splits=3,
)
# lanes
@nnx.vmap(
    out_axes=0,
    axis_size=4,  # lanes
)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "squeeze=False is the default",
        """
@nnx.split_rngs(splits=3, squeeze=False)  # ! NNX108
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the oldest explicit release",
        """
@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        target="0.9.0",
    ),
    case(
        "imported names with other names",
        """
from flax.nnx import Linear, Rngs, split_rngs as split, vmap as lanes

@split(splits=3)  # ! NNX108
@lanes(axis_size=4)
def create(rngs: Rngs):
    return Linear(2, 3, rngs=rngs)
""",
        own_imports=True,
    ),
    case(
        "one kept decorator on two functions",
        """
split = nnx.split_rngs(splits=3)

@split  # ! NNX108
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@split
@nnx.vmap(axis_size=3)
def create_too(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "data of another size beside the keys",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

noisy(nnx.Rngs(0), jnp.ones((4, 2)))
""",
    ),
    case(
        "a split copy of another size than the transform or its data says",
        """
import jax.numpy as jnp

@nnx.vmap(axis_size=3)  # ! NNX108
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.vmap  # ! NNX108
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

create(nnx.Rngs(0).split(4))
noisy(nnx.Rngs(0).split(3), jnp.arange(4))
""",
    ),
    case(
        "one more than there are, by length, shape and attribute",
        """
import jax
import jax.numpy as jnp

def build(xs, key):
    @nnx.split_rngs(splits=len(xs) + 1)  # ! NNX108
    @nnx.vmap
    def noisy(rngs: nnx.Rngs, x):
        return x + rngs.normal(x.shape)

    @nnx.split_rngs(splits=xs.shape[0] - 1)  # ! NNX108
    @nnx.vmap
    def shifted(rngs: nnx.Rngs, x):
        return x + rngs.normal(x.shape)

    return noisy(nnx.Rngs(key), xs), shifted(nnx.Rngs(key), xs)

class Model:
    def __init__(self):
        self.depth = 3

    def build(self):
        @nnx.split_rngs(splits=self.depth)  # ! NNX108
        @nnx.vmap
        def noisy(rngs: nnx.Rngs, x):
            return x + rngs.normal(x.shape)

        return noisy(nnx.Rngs(0), jax.random.normal(jax.random.key(0), (4, 2)))
""",
    ),
    case(
        "data as it is written, drawn or put in shape",
        """
import jax
import jax.numpy as jnp

@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap
def first(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap
def second(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

@nnx.split_rngs(splits=3)  # ! NNX108
@nnx.vmap
def third(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

first(nnx.Rngs(0), jnp.array([1.0, 2.0]))
second(nnx.Rngs(0), jnp.arange(8).reshape(4, -1))
third(nnx.Rngs(0), jax.random.bernoulli(jax.random.key(0), 0.5, (4, 2)))
""",
    ),
]

VALID = [
    case(
        "data of the size of the split",
        """
import jax
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

noisy(nnx.Rngs(0), jnp.ones((3, 2)))
noisy(nnx.Rngs(0), jnp.array([1.0, 2.0, 3.0]))
noisy(nnx.Rngs(0), jnp.arange(6).reshape(-1, 2))
noisy(nnx.Rngs(0), jax.random.bernoulli(jax.random.key(0), 0.5, (3, 2)))
""",
    ),
    case(
        "sizes that are not in view or may be equal",
        """
import jax.numpy as jnp
from data import load, n

def build(xs, ys, depth, options):
    @nnx.split_rngs(splits=depth)
    @nnx.vmap
    def noisy(rngs: nnx.Rngs, x, y):
        return x + rngs.normal(x.shape)

    return noisy(nnx.Rngs(0), xs, ys), noisy(nnx.Rngs(0), load(), jnp.ones(*options))

@nnx.split_rngs(splits=n * 2)
@nnx.vmap(axis_size=n + n)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the axes of two splits mapped in the other order",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(in_axes=1, axis_size=3)
@nnx.vmap(in_axes=0, axis_size=2)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "shard_map in between divides the axis",
        """
@nnx.split_rngs(splits=8)
@nnx.shard_map(mesh=mesh, in_specs=(P("x"),), out_specs=P("x"))
@nnx.vmap(axis_size=2)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "other streams come as the caller passes them",
        """
@nnx.split_rngs(splits=3, only="dropout")
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the same literal",
        """
@nnx.split_rngs(splits=4)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "splits=n beside axis_size=n",
        """
def build(n):
    @nnx.split_rngs(splits=n)
    @nnx.vmap(axis_size=n)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create
""",
    ),
    case(
        "two names that nobody can compare",
        """
def build(n, m):
    @nnx.split_rngs(splits=n)
    @nnx.vmap(axis_size=m)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create
""",
    ),
    case(
        "a name and its value",
        """
lanes = 4

@nnx.split_rngs(splits=4)
@nnx.vmap(axis_size=lanes)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "equal in other notations",
        """
@nnx.split_rngs(splits=0x10)
@nnx.vmap(axis_size=1_6)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a name that is bound twice",
        """
lanes = 3
if large:
    lanes = 4

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=lanes)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a name that is counted up",
        """
lanes = 3
lanes += 1

@nnx.split_rngs(splits=4)
@nnx.vmap(axis_size=lanes)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a global that a function changes",
        """
lanes = 3

def enlarge():
    global lanes
    lanes = 4

def build():
    @nnx.split_rngs(splits=4)
    @nnx.vmap(axis_size=lanes)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create
""",
    ),
    case(
        "the variable of a loop",
        """
lanes = 4
for lanes in (2, 3):

    @nnx.split_rngs(splits=3)
    @nnx.vmap(axis_size=lanes)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a computed size",
        """
@nnx.split_rngs(splits=3 + 1)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "no size on the transform",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the transform broadcasts the Rngs, its size is another argument's",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(None, 0), axis_size=4)
def forward(rngs: nnx.Rngs, x):
    return run(rngs, x)
""",
    ),
    case(
        "squeeze=True adds no axis",
        """
@nnx.split_rngs(splits=1, squeeze=True)
@nnx.vmap(in_axes=(None, 0), axis_size=4)
def forward(rngs: nnx.Rngs, x):
    return run(rngs, x)
""",
    ),
    case(
        "two sizes in the right order",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the outer transform broadcasts, the inner one has the size",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=None, axis_size=2)  # ! NNX102
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "an own split for each level",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "something unknown between them may change the state",
        """
from elsewhere import widen

@nnx.split_rngs(splits=3)
@widen
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "sizes in options that cannot be seen",
        """
@nnx.split_rngs(**split_options)
@nnx.vmap(**options)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "a star hides sizes",
        """
@nnx.split_rngs(splits=(*outer, 3))
@nnx.vmap(axis_size=4)
@nnx.vmap(axis_size=5)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "state split in place for the call of something else",
        """
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

rngs = nnx.Rngs(0)
with nnx.split_rngs(rngs, splits=3):
    other(rngs)
""",
    ),
    case(
        "another function's size",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@nnx.vmap(axis_size=4)
def double(x):
    return 2 * x
""",
    ),
    case(
        "the axis of a module is unknown",
        """
@nnx.split_rngs(splits=3, only=nnx.RngState)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "transform over pure data inside",
        """
@nnx.split_rngs(splits=3)
@nnx.jit
def build(rngs: nnx.Rngs):
    double = nnx.vmap(lambda x: 2 * x, axis_size=4)
    return create(rngs), double(xs)
""",
    ),
    case(
        "a local function named vmap",
        """
def vmap(axis_size):
    return lambda function: function

@nnx.split_rngs(splits=3)
@vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return make(rngs)
""",
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        own_imports=True,
    ),
    case(
        "the second split is for the inner transform",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def outer(rngs: nnx.Rngs):
    @nnx.split_rngs(splits=3)
    @nnx.vmap(axis_size=3)
    def inner(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return inner(rngs)
""",
    ),
    case(
        "a name of another scope",
        """
lanes = 3

def build():
    lanes = 4

    @nnx.split_rngs(splits=4)
    @nnx.vmap(axis_size=lanes)
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX108")


def test_the_message_says_what_else_is_mapped_and_where() -> None:
    program = (
        "import jax.numpy as jnp\n\n@nnx.split_rngs(splits=3)\n@nnx.vmap\n"
        "def f(rngs: nnx.Rngs, x):\n    return x + rngs.params()\n\n"
        "f(nnx.Rngs(0), jnp.ones((4, 2)))\n"
    )
    assert message(program, "NNX108") == (
        "split into 3 keys, but nnx.vmap maps 'x' of size 4 beside them "
        "(raises ValueError: the mapped axes have different sizes (it is called on line 10)): "
        "split into 4, or pass 'x' of size 3"
    )


ALONE = "raises ValueError: vmap got inconsistent sizes"
UNEQUAL = "raises ValueError: the mapped axes have different sizes"
HERE = "\nrngs = nnx.Rngs(0)\nwith nnx.split_rngs(rngs, splits=3):\n    f(rngs)\n"


@pytest.mark.parametrize(
    ("transform", "parameters", "effect", "option"),
    [
        ("vmap(axis_size=4)", "rngs: nnx.Rngs", ALONE, "axis_size"),
        ("vmap(axis_size=4)", "rngs: nnx.Rngs, x", UNEQUAL, "axis_size"),
        ("scan(in_axes=0, out_axes=0, length=4)", "rngs: nnx.Rngs", UNEQUAL, "length"),
        ("scan(in_axes=(0, nnx.Carry), length=4)", "rngs: nnx.Rngs, x", UNEQUAL, "length"),
    ],
)
def test_what_the_sizes_do_and_how_to_make_them_one(
    transform: str, parameters: str, effect: str, option: str
) -> None:
    program = (
        f"@nnx.split_rngs(splits=3)\n@nnx.{transform}\ndef f({parameters}):\n"
        "    return rngs.params(), 1\n"
    )
    name = transform.partition("(")[0]
    assert message(program, "NNX108", "0.12.12") == (
        f"split into 3 keys, but nnx.{name} has {option}=4 ({effect}): "
        f"split into 4, or write {option}=3"
    )


def test_a_method_of_which_the_module_is_mapped_is_one_of_the_state_alone() -> None:
    program = (
        "class Model(nnx.Module):\n    @nnx.split_rngs(splits=3)\n    @nnx.vmap(axis_size=4)\n"
        "    def f(self, rngs: nnx.Rngs):\n        return rngs.params()\n"
    )
    assert f"({ALONE})" in message(program, "NNX108", "0.12.12")


@pytest.mark.parametrize(
    ("transform", "effect", "option"),
    [
        ("vmap(axis_size=4)", ALONE, "axis_size"),
        ("scan(in_axes=0, out_axes=0, length=4)", UNEQUAL, "length"),
    ],
)
def test_state_that_is_split_for_a_call_is_told_with_the_call(
    transform: str, effect: str, option: str
) -> None:
    program = f"@nnx.{transform}\ndef f(rngs: nnx.Rngs):\n    return rngs.params()\n{HERE}"
    name = transform.partition("(")[0]
    assert message(program, "NNX108", "0.12.12") == (
        f"split into 3 keys, but nnx.{name} has {option}=4 ({effect} (it is called on line 9)): "
        f"split into 4, or write {option}=3"
    )
