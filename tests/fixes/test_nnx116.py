"""The fixer of NNX116: the transform of flax.nnx in place of that of JAX."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "decorated; an import that nothing needs goes",
        """
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@jax.jit
def forward(model, x):
    return model(x)

y = [forward(model, jnp.ones(8)) for _ in range(2)]
""",
        """
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.jit
def forward(model, x):
    return model(x)

y = [forward(model, jnp.ones(8)) for _ in range(2)]
""",
        applicability=UNSAFE,
        says="Use nnx.jit",
        skip=("by name",),
    ),
    mends(
        "options and comments stay",
        """
from functools import partial
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@partial(jax.jit, static_argnums=(2,))  # once
def forward(model, x, size):
    return model(x)

y = [forward(model, jnp.ones(8), 1) for _ in range(jax.device_count())]
""",
        """
from functools import partial
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@partial(nnx.jit, static_argnums=(2,))  # once
def forward(model, x, size):
    return model(x)

y = [forward(model, jnp.ones(8), 1) for _ in range(jax.device_count())]
""",
        applicability=UNSAFE,
        skip=("by name",),
    ),
    mends(
        "checkpoint under its other name",
        """
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


def forward(model, x):
    return model(x)

y = [jax.checkpoint(forward)(model, jax.nn.relu(jnp.ones(8))) for _ in range(2)]
""",
        """
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


def forward(model, x):
    return model(x)

y = [nnx.remat(forward)(model, jax.nn.relu(jnp.ones(8))) for _ in range(2)]
""",
        applicability=UNSAFE,
        skip=("by name",),
    ),
    mends(
        "a branch",
        """
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.jit
def forward(model, x, train):
    return jax.lax.cond(train, lambda m, x: m(x), lambda m, x: jax.nn.relu(x), model, x)

y = [forward(model, jnp.ones(8), True) for _ in range(2)]
""",
        """
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@nnx.jit
def forward(model, x, train):
    return nnx.cond(train, lambda m, x: m(x), lambda m, x: jax.nn.relu(x), model, x)

y = [forward(model, jnp.ones(8), True) for _ in range(2)]
""",
        applicability=UNSAFE,
        skip=("by name",),
    ),
]
ADVICE = [
    advises(
        "an option that nnx.jit does not take",
        """
import jax
import jax.numpy as jnp

model = nnx.Dropout(0.5, rngs=nnx.Rngs(0))


@jax.jit(compiler_options={})
def forward(model, x):
    return model(x)

y = [forward(model, jnp.ones(8)) for _ in range(2)]
""",
        "takes no compiler_options=",
    ),
    advises(
        "state that is a static argument, which has no hash",
        """
import jax
import jax.numpy as jnp
from functools import partial


@partial(jax.jit, static_argnames=("rngs",))
def noise(x, rngs):
    return x + rngs.normal(x.shape)

rngs = nnx.Rngs(0)
y = [noise(jnp.ones(8), rngs=rngs) for _ in range(2)]
""",
        "'rngs' is static",
    ),
    advises(
        "the same by number",
        """
import jax
import jax.numpy as jnp
from functools import partial


@partial(jax.jit, static_argnums=1)
def noise(x, rngs):
    return x + rngs.normal(x.shape)

rngs = nnx.Rngs(0)
y = [noise(jnp.ones(8), rngs) for _ in range(2)]
""",
        "'rngs' is static",
    ),
    advises(
        "a step of a loop of JAX that hands on the state that it got",
        """
import jax
import jax.numpy as jnp

graphdef, state = nnx.split(nnx.Dropout(0.5, rngs=nnx.Rngs(0)))

def step(carry, x):
    return carry, nnx.merge(graphdef, carry)(x)

ys = jax.lax.scan(step, state, jnp.ones((3, 8)))[1]
""",
        "Return nnx.state of the merged module as what the next step gets",
        target="0.10.7",
    ),
]


@every_variant("NNX116", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX116", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX116", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
