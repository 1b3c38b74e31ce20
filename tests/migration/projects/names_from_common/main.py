from common import *


@partial(nnx.vmap, axis_size=5)
def create(rngs: nnx.Rngs):
    return Lin(rngs), rngs.dropout()


@partial(nnx.vmap, in_axes=(0, None))
def forward(m: Lin, x: Array):
    return m(x)


def main():
    rngs = make_rngs()
    m, keys = create(rngs)
    noise = jax.vmap(lambda k: jax.random.normal(k, (2,)))(keys)
    return {"y": forward(m, jnp.ones((2,))), "noise": noise, "key": rngs.params()}
