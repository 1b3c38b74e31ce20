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
    mends(
        "other state of the module keeps the axes that it has",
        """
import jax.numpy as jnp

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)

@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, nnx.Param: 0, ...: None}), 0))
def forward(block, x):
    return block(x)

y = forward(create(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        """
import jax.numpy as jnp

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(8, 8, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return Block(rngs)

@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}), 0))
def forward(block, x):
    return block(x)

y = forward(create(nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        applicability=UNSAFE,
        skip=["flax.nnx."],  # which takes more lines
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
