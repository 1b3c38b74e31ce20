from functools import partial

from flax import nnx


def stack(block_cls, num: int, *args, rngs: nnx.Rngs, **kwargs):
    @partial(nnx.vmap, axis_size=num)
    def create(rngs: nnx.Rngs):
        return block_cls(*args, rngs=rngs, **kwargs)

    return create(rngs)


def run_stack(x, blocks):
    @nnx.scan
    def body(x, block: nnx.Module):
        return block(x), None

    x, _ = body(x, blocks)
    return x
