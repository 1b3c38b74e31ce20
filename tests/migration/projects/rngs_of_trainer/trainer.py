from flax import nnx


class Trainer:
    def __init__(self, make, config):
        self.rngs = make(**config)
        self.model = None

    def build(self, create):
        self.model = create(self.rngs)
        return self.model


MAKERS = {"nnx": nnx.Rngs}
