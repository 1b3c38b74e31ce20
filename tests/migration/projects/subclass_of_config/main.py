import jax.numpy as jnp
from configs import SmallConfig
from flax import nnx
from vit import ViT


def main():
    config = SmallConfig()
    model = ViT(config, nnx.Rngs(config.seed))
    y, means = model(jnp.ones((2, 3)))
    return {"y": y, "means": means}
