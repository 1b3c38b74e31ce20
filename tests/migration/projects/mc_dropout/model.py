from flax import nnx


class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.l1 = nnx.Linear(2, 16, rngs=rngs)
        self.drop = nnx.Dropout(0.2)
        self.l2 = nnx.Linear(16, 1, rngs=rngs)

    def __call__(self, x, rngs: nnx.Rngs):
        return self.l2(self.drop(nnx.relu(self.l1(x)), rngs=rngs))


def init_model(seed: int) -> Net:
    return Net(nnx.Rngs(seed))
