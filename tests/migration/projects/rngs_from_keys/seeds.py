import jax


def make_keys(seed):
    params, noise = jax.random.split(jax.random.key(seed))
    return {"params": params, "noise": noise}
