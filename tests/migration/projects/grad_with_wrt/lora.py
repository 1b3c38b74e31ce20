from flax import nnx


class Adapter(nnx.Param):
    pass


class LoRALinear(nnx.Module):
    def __init__(self, din, dout, rank, *, rngs):
        self.base = nnx.Linear(din, dout, rngs=rngs)
        init = nnx.initializers.lecun_normal()
        self.a = Adapter(init(rngs.params(), (din, rank)))
        self.b = Adapter(init(rngs.params(), (rank, dout)))

    def __call__(self, x):
        return self.base(x) + x @ self.a.value @ self.b.value
