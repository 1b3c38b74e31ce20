from functools import partial

from flax import nnx

MEMBERS = 3


class Member(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)


def init(rngs: nnx.Rngs):
    return Member(rngs)


def ensemble(create, rngs: nnx.Rngs):
    return nnx.vmap(create, axis_size=MEMBERS)(rngs)


@partial(nnx.vmap, in_axes=(0, None))
def predict(member: Member, x):
    return member(x)
