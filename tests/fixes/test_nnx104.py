"""The fixer of NNX104: carry the streams of the module, or split them above the scan."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "carried, with a line an option",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=nnx.Carry)
def steps(x, model, noise):
    return model(x) + noise

y = steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.scan(
    in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: nnx.Carry, ...: None}), 0),
    out_axes=nnx.Carry,
)
def steps(x, model, noise):
    return model(x) + noise

y = steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
        applicability=UNSAFE,
        skip=("flax.nnx.",),
        says="Carry the streams of model",
    ),
    mends(
        "split where the release cannot carry state alone",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=0)
def steps(x, model, noise):
    return model(x) + noise, x

y = steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.split_rngs(splits=3)
@nnx.scan(
    in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: 0, ...: None}), 0),
    out_axes=0,
)
def steps(x, model, noise):
    return model(x) + noise, x

y = steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
        applicability=UNSAFE,
        skip=("as nn", "import as X"),
        target="0.9.0",
    ),
]
ADVICE = [
    advises(
        "axes in a name",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


AXES = (nnx.Carry, None, 0)

@nnx.scan(in_axes=AXES, out_axes=nnx.Carry)
def steps(x, model, noise):
    return model(x) + noise

y = steps(jnp.ones(8), dropout, jnp.zeros((3, 8)))
""",
        "the axes are written elsewhere",
    ),
    advises(
        "a carry in a tuple, where no release takes it",
        """
import jax.numpy as jnp

@nnx.scan(in_axes=((None, nnx.Carry), 0), out_axes=(nnx.Carry, 0))
def steps(state, x):
    model, carry = state
    return carry, model(x)

y = steps((nnx.Dropout(0.5, rngs=nnx.Rngs(0)), 0.0), jnp.ones((3, 8)))
""",
        "'state' holds several things, and not all can have the new axis",
    ),
    advises(
        "a module beside an array, of which no nnx.StateAxes is a prefix",
        """
import jax.numpy as jnp

@nnx.scan(in_axes=(nnx.Carry, (None, 0)), out_axes=(nnx.Carry, 0))
def steps(carry, batch):
    model, x = batch
    return carry, model(x)

y = steps(0.0, (nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.ones((3, 8))))
""",
        "'batch' holds several things",
    ),
    advises(
        "a default that in_axes has no place for",
        """
import jax.numpy as jnp

@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=(nnx.Carry, 0))
def steps(carry, model, x, scale=2.0):
    return carry, scale * model(x)

y = steps(0.0, nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        "no axis for the default of 'scale'",
    ),
    advises(
        "keyword-only parameters, which the scan refuses",
        """
import jax.numpy as jnp

@nnx.scan(in_axes=(nnx.Carry, None, 0), out_axes=(nnx.Carry, 0))
def steps(carry, model, x, *, scale=2.0):
    return carry, scale * model(x)

y = steps(0.0, nnx.Dropout(0.5, rngs=nnx.Rngs(0)), jnp.ones((3, 8)))
""",
        "scan refuses keyword-only parameters",
    ),
]


@every_variant("NNX104", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX104", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX104", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
