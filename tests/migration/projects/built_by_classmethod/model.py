from dataclasses import dataclass

from flax import nnx


@dataclass
class Config:
    din: int = 2
    dout: int = 3
    members: int = 4


class Model(nnx.Module):
    def __init__(self, din, dout, *, rngs):
        self.linear = nnx.Linear(din, dout, rngs=rngs)

    @classmethod
    def from_config(cls, cfg, *, rngs):
        return cls(cfg.din, cfg.dout, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)
