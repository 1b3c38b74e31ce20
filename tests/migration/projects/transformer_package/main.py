import jax.numpy as jnp
from flax import nnx
from gpt import GPT, GPTConfig


def main():
    model = GPT(GPTConfig(), rngs=nnx.Rngs(1337))
    logits = model(jnp.array([1, 2, 3, 4]))
    return {"logits": logits, "c_attn": model.h.attn.c_attn.kernel.value}
