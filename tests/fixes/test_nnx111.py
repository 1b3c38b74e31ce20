"""The fixer of NNX111: map the state that is split."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "the Rngs alone",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=None, axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        applicability=UNSAFE,
        says="Map rngs over axis 0",
    ),
    mends(
        "a module by its state",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

y = forward(dropout, jnp.ones((4, 8)))
""",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)

y = forward(dropout, jnp.ones((4, 8)))
""",
        applicability=UNSAFE,
    ),
    mends(
        "one of two levels",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=2)
@nnx.vmap(in_axes=(None,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=2)
@nnx.vmap(in_axes=(0,), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
]
ADVICE = [
    advises(
        "state axes that are written elsewhere",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


AXES = nnx.StateAxes({nnx.RngState: None, ...: None})
IN_AXES = (AXES, 0)

@nnx.split_rngs(splits=4)
@nnx.vmap(in_axes=IN_AXES)
def forward(model, x):
    return model(x)

y = forward(dropout, jnp.ones((4, 8)))
""",
        "the axes are written elsewhere",
    ),
]


@every_variant("NNX111", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX111", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX111", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
