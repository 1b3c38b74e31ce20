import jax.numpy as jnp
from trainer import Trainer


def main():
    trainer = Trainer(3, seed=4)
    return {"q": trainer.values(jnp.ones((2, 2))), "pick": trainer.pick(), "key": trainer.rngs.params()}
