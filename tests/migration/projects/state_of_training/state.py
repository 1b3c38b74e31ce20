import dataclasses

import jax
from flax import nnx
from net import Net


@dataclasses.dataclass
class TrainState:
    model: Net
    rngs: nnx.Rngs
    lr: float = 0.1


def create_state(seed: int) -> TrainState:
    rngs = nnx.Rngs(params=seed, noise=seed + 1)
    return TrainState(Net(rngs=rngs), rngs)
