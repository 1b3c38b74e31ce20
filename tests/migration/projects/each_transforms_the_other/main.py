import jax
import jax.numpy as jnp
from flax import nnx
from lib import MEMBERS, Member, ensemble, init, predict


class Shifted(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.member = Member(rngs)
        self.shift = nnx.Param(jax.random.normal(rngs.params(), (2,)))

    def __call__(self, x):
        return self.member(x) + self.shift.value


def main():
    rngs = nnx.Rngs(0)
    plain = nnx.vmap(init, axis_size=MEMBERS)(rngs)
    shifted = ensemble(lambda rngs: Shifted(rngs), rngs)
    x = jnp.ones((2,))
    return {"plain": predict(plain, x), "shifted": predict(shifted, x), "key": rngs.params()}
