"""The fixer of NNX103: map the state of the module below a split."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a size that the call shows",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


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
        says="taken to be 4",
    ),
    mends(
        "a call, the size written",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


y = nnx.vmap(lambda m, x: m(x), in_axes=(None, 0), axis_size=4)(dropout, jnp.ones((4, 8)))
""",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


y = nnx.split_rngs(splits=4)(nnx.vmap(
    lambda m, x: m(x),
    in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0),
    axis_size=4,
))(dropout, jnp.ones((4, 8)))
""",
        applicability=UNSAFE,
    ),
    mends(
        "a method",
        """
import jax.numpy as jnp

class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.vmap(in_axes=(None, 0), axis_size=4)
    def __call__(self, x):
        return self.dropout(x)

y = Noisy(nnx.Rngs(0))(jnp.ones((4, 8)))
""",
        """
import jax.numpy as jnp

class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    @nnx.split_rngs(splits=4)
    @nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0), axis_size=4)
    def __call__(self, x):
        return self.dropout(x)

y = Noisy(nnx.Rngs(0))(jnp.ones((4, 8)))
""",
        applicability=UNSAFE,
        skip=("flax.nnx.",),
    ),
]
ADVICE = [
    advises(
        "no size in view",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.vmap(in_axes=(None, 0))
def forward(model, x):
    return model(x)

def run(x):
    return forward(dropout, x)
""",
        "the number of lanes is not written",
    ),
]


@every_variant("NNX103", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX103", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX103", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
