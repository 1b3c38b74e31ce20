from functools import partial

from common import Lin, make_rngs
from flax import nnx


@partial(nnx.vmap, axis_size=5)
def create(rngs: nnx.Rngs):
    return Lin(rngs)


def main():
    rngs = make_rngs()
    m = create(rngs)
    return {"w": m.w.value, "key": rngs.params()}
