from functools import partial

import jax
import jax.numpy as jnp
from flax import nnx
from member import Member

SIZE = 3


@partial(nnx.vmap, axis_size=SIZE)
def create(rngs: nnx.Rngs):
    return Member(2, rngs=rngs)


@partial(nnx.vmap, in_axes=(0, None), axis_size=SIZE)
def forward(member: Member, x: jax.Array):
    return member(x)


def main():
    rngs = nnx.Rngs(params=0, noise=1)
    members = create(rngs)
    y = forward(members, jnp.ones((2,)))
    return {"y": y, "again": forward(members, y[0]), "key": rngs.noise()}
