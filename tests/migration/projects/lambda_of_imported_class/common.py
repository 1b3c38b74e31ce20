from flax import nnx


class Lin(nnx.Module):
    def __init__(self, din, dout, *, rngs):
        self.w = nnx.Param(nnx.initializers.normal()(rngs.params(), (din, dout)))

    def __call__(self, x):
        return x @ self.w.value


def make_rngs():
    return nnx.Rngs(params=0)
