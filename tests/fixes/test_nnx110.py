"""The fixer of NNX110: leave a second split out, or add the one that is missing."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a split around a split, where what is called splits by itself",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def draw(rngs: nnx.Rngs):
    return rngs.noise()

@nnx.split_rngs(splits=4)
@nnx.split_rngs(splits=4)
@nnx.vmap
def draw_groups(rngs: nnx.Rngs):
    return draw(rngs)

numbers = draw_groups(nnx.Rngs(noise=0))
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def draw(rngs: nnx.Rngs):
    return rngs.noise()

@nnx.split_rngs(splits=4)
@nnx.vmap
def draw_groups(rngs: nnx.Rngs):
    return draw(rngs)

numbers = draw_groups(nnx.Rngs(noise=0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "a stack that keeps its keys",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

stack = create(nnx.Rngs(0))

@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

y = forward(jnp.ones(8), stack)
""",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

stack = create(nnx.Rngs(0))

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

y = forward(jnp.ones(8), stack)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a stack whose keys were restored",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

stack = create(nnx.Rngs(0))

@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

y = forward(jnp.ones(8), stack)
""",
        """
import jax.numpy as jnp

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Dropout(0.5, rngs=rngs)

stack = create(nnx.Rngs(0))

@nnx.split_rngs(splits=3)
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=nnx.Carry)
def forward(x, layer):
    return layer(x)

y = forward(jnp.ones(8), stack)
""",
        applicability=UNSAFE,
        target="0.10.7",
    ),
    mends(
        "a module whose state is mapped",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
AXES = nnx.StateAxes({nnx.RngState: 0, ...: None})

def apply(model, x):
    return model(x)

y = nnx.vmap(apply, in_axes=(AXES, 0))(dropout, jnp.ones((4, 8)))
""",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
AXES = nnx.StateAxes({nnx.RngState: 0, ...: None})

def apply(model, x):
    return model(x)

y = nnx.split_rngs(splits=4)(nnx.vmap(apply, in_axes=(AXES, 0)))(dropout, jnp.ones((4, 8)))
""",
        applicability=UNSAFE,
    ),
]
ADVICE = [
    advises(
        "no size in view",
        """
import jax.numpy as jnp

dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))

@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}), 0))
def forward(model, x):
    return model(x)

def run(x):
    return forward(dropout, x)
""",
        "the number of lanes is not written",
    ),
]


@every_variant("NNX110", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX110", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX110", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
