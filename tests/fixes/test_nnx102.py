"""The fixer of NNX102: split the Rngs above the transform, and map it."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "the Rngs alone, decorated",
        """
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        applicability=UNSAFE,
        says="every lane then draws numbers of its own",
    ),
    mends(
        "one of several arguments, with comments",
        """
@nnx.vmap(  # one a lane
    in_axes=(
        None,  # the streams
        None,
    ),
    axis_size=3,
)
def create(rngs: nnx.Rngs, features):
    return nnx.Linear(features, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(  # one a lane
    in_axes=(
        0,  # the streams
        None,
    ),
    axis_size=3,
)
def create(rngs: nnx.Rngs, features):
    return nnx.Linear(features, 3, rngs=rngs)
""",
        applicability=UNSAFE,
    ),
    mends(
        "None for all arguments",
        """
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs, features: int):
    return nnx.Linear(features, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None), axis_size=3)
def create(rngs: nnx.Rngs, features: int):
    return nnx.Linear(features, 3, rngs=rngs)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a call over several lines",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = nnx.vmap(
    create,
    in_axes=(None,),  # é
    axis_size=3,
)(nnx.Rngs(0))
""",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = nnx.split_rngs(splits=3)(nnx.vmap(
    create,
    in_axes=(0,),  # é
    axis_size=3,
))(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "curried",
        """
keys = nnx.vmap(in_axes=None, axis_size=3)(lambda rngs: rngs.noise())(nnx.Rngs(0))
""",
        """
keys = nnx.split_rngs(splits=3)(nnx.vmap(axis_size=3)(lambda rngs: rngs.noise()))(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "a partial",
        """
from functools import partial

@partial(nnx.vmap, in_axes=(None,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """

@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""".replace("\n\n", "\n", 1),
        applicability=UNSAFE,
    ),
    mends(
        "a scan, whose default is not axis 0",
        """
@nnx.scan(in_axes=(nnx.Carry, None), length=3)
def build(depth, rngs: nnx.Rngs):
    return depth + 1, nnx.Linear(2, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), length=3)
def build(depth, rngs: nnx.Rngs):
    return depth + 1, nnx.Linear(2, 3, rngs=rngs)
""",
        applicability=UNSAFE,
    ),
    mends(
        "both of two levels",
        """
@nnx.vmap(in_axes=None, axis_size=2)
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        applicability=UNSAFE,
    ),
    mends(
        "the outer of two levels, where the split is there for the inner one",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=None, axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

grid = create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

grid = create(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "two Rngs at once",
        """
@nnx.vmap(in_axes=(None, None), axis_size=3)
def create(rngs: nnx.Rngs, noise: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs), noise.normal((2,))
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, 0), axis_size=3)
def create(rngs: nnx.Rngs, noise: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs), noise.normal((2,))
""",
        applicability=UNSAFE,
    ),
    mends(
        "a size that the calls show",
        """
import jax.numpy as jnp

@nnx.vmap(in_axes=(None, 0))
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

y = noisy(nnx.Rngs(0), jnp.zeros((4, 2)))
""",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(0, 0))
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

y = noisy(nnx.Rngs(0), jnp.zeros((4, 2)))
""",
        applicability=UNSAFE,
        says="the number of lanes is taken to be 4",
    ),
]
ADVICE = [
    advises(
        "a scan that names no carry raises whatever is split",
        """
import jax

@nnx.scan(in_axes=(None, 0), out_axes=0)
def walk(rngs: nnx.Rngs, x):
    return rngs, x + jax.random.normal(rngs.noise(), x.shape)
""",
        "Name the carry",
        target="0.9.0",
    ),
    advises(
        "calls of different sizes",
        """
import jax.numpy as jnp

@nnx.vmap(in_axes=(None, 0))
def noisy(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)

y = noisy(nnx.Rngs(0), jnp.zeros((4, 2))), noisy(nnx.Rngs(0), jnp.zeros((5, 2)))
""",
        "the number of lanes is not written",
    ),
    advises(
        "axes in a name of their own",
        """
AXES = (None,)

@nnx.vmap(in_axes=AXES, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        "the axes are written elsewhere",
    ),
    advises(
        "one decorator for two functions",
        """
mapped = nnx.vmap(in_axes=None, axis_size=3)

@mapped
def first(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

@mapped
def second(rngs: nnx.Rngs):
    return nnx.Linear(2, 4, rngs=rngs)
""",
        "several functions share the transform",
        left=2,
    ),
    advises(
        "a size that cannot be evaluated twice",
        """
sizes = iter((3, 4))

@nnx.vmap(in_axes=None, axis_size=next(sizes))
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        "cannot be evaluated twice",
    ),
    advises(
        "a module that is mapped with its own split streams, which a split would split again",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

@nnx.vmap(in_axes=(0, None), axis_size=3)
def noisy(model, rngs: nnx.Rngs):
    return model(jnp.ones(4)) + rngs.normal((4,))

y = noisy(create(nnx.Rngs(0)), nnx.Rngs(1))
""",
        "Split the state above the transform",
    ),
    advises(
        "a key of which each lane makes its Rngs",
        """
import jax
import jax.numpy as jnp

@nnx.vmap(in_axes=(0, None))
def noisy(x, key):
    return x + nnx.Rngs(key).normal(x.shape)

y = noisy(jnp.ones((3, 8)), jax.random.key(0))
""",
        "Split the key with jax.random.split",
    ),
]


@every_variant("NNX102", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX102", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX102", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
