from flax import nnx

from config import ModelConfig


class Block(nnx.Module):
    def __init__(self, cfg: ModelConfig, *, rngs: nnx.Rngs):
        self.norm = nnx.LayerNorm(cfg.dim, epsilon=cfg.eps, rngs=rngs)
        self.linear = nnx.Linear(cfg.dim, cfg.dim, rngs=rngs)

    def __call__(self, x):
        return x + nnx.gelu(self.linear(self.norm(x)))
