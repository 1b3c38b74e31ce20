from functools import partial

from flax import nnx


class Member(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.norm = nnx.BatchNorm(2, rngs=rngs)
        self.linear = nnx.Linear(2, 2, rngs=rngs)

    def __call__(self, x):
        return self.linear(self.norm(x))


class Ensemble(nnx.Module):
    def __init__(self, size: int, *, rngs: nnx.Rngs):
        self.size = size
        self.members = self.create(size, rngs)

    @classmethod
    def create(cls, size, rngs):
        return nnx.vmap(lambda r: Member(rngs=r), axis_size=size)(rngs)

    @partial(nnx.vmap, in_axes=(0, None))
    def _forward(member: Member, x):
        return member(x)

    def __call__(self, x):
        return Ensemble._forward(self.members, x)
