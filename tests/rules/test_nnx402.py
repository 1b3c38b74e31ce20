"""NNX402: a `jax.random` key of constants made inside a transformed function."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

HEAD = """
import jax
import jax.numpy as jnp
from jax import random

"""


def keys(reason: str, source: str) -> Case:
    """A case with the imports that all have; `import flax` alone brings nothing of NNX."""
    skip = () if "nnx." in source else ("flax.nnx.",)
    return case(reason, HEAD + source.strip("\n"), skip=skip)


INVALID = [
    keys(
        "noise in a lane",
        """
@nnx.vmap
def noisy(x):
    key = random.key(0)  # ! NNX402
    return x + random.normal(key, x.shape)
""",
    ),
    keys(
        "made where it is used, under vmap of JAX",
        """
@jax.vmap
def masked(x):
    return x * random.bernoulli(random.key(0), 0.5, x.shape)  # ! NNX402
""",
    ),
    keys(
        "a PRNGKey of a seed with a name, in a lambda",
        """
SEED = 3
lanes = jax.vmap(lambda x: x + random.uniform(jax.random.PRNGKey(SEED + 1), x.shape))  # ! NNX402
""",
    ),
    keys(
        "split and unpacked",
        """
@nnx.vmap
def noisy(x):
    key = random.key(0)  # ! NNX402
    key, subkey = random.split(key)
    return x + random.normal(subkey, x.shape)
""",
    ),
    keys(
        "one of several keys",
        """
@nnx.vmap
def noisy(x):
    keys = random.split(random.key(0), 2)  # ! NNX402
    return x + random.normal(keys[1], x.shape)
""",
    ),
    keys(
        "split in each round of a loop",
        """
@nnx.vmap
def noisy(x):
    key = random.key(0)  # ! NNX402
    for _ in range(3):
        key, subkey = random.split(key)
        x = x + random.normal(subkey, x.shape)
    return x
""",
    ),
    keys(
        "folded with a constant",
        """
@nnx.vmap
def noisy(x):
    key = random.fold_in(random.key(0), 7)  # ! NNX402
    return x + random.normal(key, x.shape)
""",
    ),
    keys(
        "a step of a scan of NNX",
        """
@nnx.scan
def step(carry, x):
    noise = random.normal(random.key(1), x.shape)  # ! NNX402
    return carry + noise, x
""",
    ),
    keys(
        "a step of a scan of JAX",
        """
def body(carry, x):
    key = random.PRNGKey(0)  # ! NNX402
    return carry, x + random.normal(key, x.shape)

out = jax.lax.scan(body, 0, jnp.ones((3, 2)))
""",
    ),
    keys(
        "the body of a loop",
        """
last = jax.lax.fori_loop(
    0, 3, lambda i, x: x + random.normal(random.key(0), x.shape), jnp.ones(3)  # ! NNX402
)
""",
    ),
    keys(
        "the loss of a compiled step",
        """
@nnx.jit
def train_step(model, optimizer, x):
    def loss_fn(model):
        key = random.key(0)  # ! NNX402
        return model(x + random.normal(key, x.shape)).sum()

    grads = nnx.grad(loss_fn)(model)
    optimizer.update(model, grads)
""",
    ),
    keys(
        "members that are all alike",
        """
masks = jax.vmap(lambda i: random.normal(random.key(0), (3,)))(jnp.arange(4))  # ! NNX402
""",
    ),
    keys(
        "drawn from in a function that a lane calls",
        """
def noisy(x):
    key = random.key(0)
    return x + random.normal(key, x.shape)

@nnx.vmap
def lane(x):
    return noisy(x)  # ! NNX402
""",
    ),
    keys(
        "numbers that the caller adds",
        """
def noise(shape):
    return 0.1 * random.normal(random.PRNGKey(3), shape)

lanes = jax.vmap(lambda x: x + noise(x.shape))  # ! NNX402
""",
    ),
    keys(
        "a method that a compiled method calls",
        """
class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)

    def perturb(self, x):
        key, _ = random.split(random.key(1))
        return x + random.uniform(key, x.shape)

    @nnx.jit
    def step(self, x):
        return self.linear(self.perturb(x))  # ! NNX402
""",
    ),
    keys(
        "a module that is called in a lane",
        """
class Mask(nnx.Module):
    def __call__(self, x):
        return x * random.bernoulli(random.key(0), 0.5, x.shape)

@nnx.vmap(in_axes=(None, 0))
def lane(mask: Mask, x):
    return mask(x)  # ! NNX402
""",
    ),
    keys(
        "handed to a function in view, to one below it, and to lanes",
        """
def jitter(x, key):
    return x + random.normal(key, x.shape)

def twice(x, key):
    first, second = random.split(key)
    return jitter(jitter(x, first), second)

@nnx.jit
def step(x):
    return twice(x, random.key(5))  # ! NNX402

@nnx.jit
def lanes(x):
    keys = random.split(random.key(0), 3)  # ! NNX402
    return jax.vmap(jitter)(x, keys)
""",
    ),
    keys(
        "two calls below a step of a scan",
        """
def noisy(x):
    return x + random.normal(random.key(0), x.shape)

def inner(x):
    return noisy(x) * 2

def body(carry, x):
    return carry, inner(x)  # ! NNX402

out = jax.lax.scan(body, 0, jnp.ones((3, 2)))
""",
    ),
    keys(
        "stands in for a key that is not given",
        """
def optional(x, key=None):
    if key is None:
        key = random.key(0)
    return x + random.normal(key, x.shape)

@nnx.vmap
def lane(x):
    return optional(x)  # ! NNX402
""",
    ),
    keys(
        "a branch that a flag chooses, in the lane and below it",
        """
def maybe(x, train):
    if train:
        x = x + random.normal(random.key(0), x.shape)
    return x

@nnx.vmap
def below(x):
    return maybe(x, True)  # ! NNX402

@nnx.jit
def step(x, noise: bool):
    if noise:
        key = random.key(0)  # ! NNX402
        x = x + random.normal(key, x.shape)
    return x
""",
    ),
    keys(
        "state that a compiled method adds the same to",
        """
class Walk(nnx.Module):
    def __init__(self):
        self.x = nnx.Variable(jnp.zeros(3))

    @nnx.jit
    def step(self):
        k = jax.random.PRNGKey(0)  # ! NNX402
        self.x[...] = self.x[...] + jax.random.normal(k, (3,))

    @nnx.jit
    def drift(self):
        self.x[...] += 0.1 * random.normal(random.key(0), (3,))  # ! NNX402

    @nnx.jit
    def shaken(self, x):
        x -= random.normal(random.key(0), (3,))  # ! NNX402
        return x
""",
    ),
    keys(
        "a function or a method that returns the key, also by another one",
        """
def base():
    return random.key(0)

def seed_key():
    return random.split(base())[0]

class Noise(nnx.Module):
    def key(self):
        return random.key(1)

    def __call__(self, xs):
        return jax.vmap(lambda x: x + random.normal(self.key(), x.shape))(xs)  # ! NNX402

@nnx.vmap
def noisy(x):
    key = seed_key()  # ! NNX402
    return x + random.normal(key, x.shape)

def noise(x):
    return random.normal(seed_key(), x.shape)

lanes = jax.vmap(lambda x: x + noise(x))  # ! NNX402
""",
    ),
]

VALID = [
    keys(
        "a function returns the key, which differs by its argument, by a fold or by the caller",
        """
def seed_key(seed=0):
    return random.key(seed)

def fixed():
    return random.key(0)

a = jax.vmap(lambda i: random.normal(seed_key(i), (2,)))(jnp.arange(3))
b = jax.vmap(lambda x, i: x + random.normal(random.fold_in(fixed(), i), x.shape))
c = jax.vmap(lambda x, key: x + random.normal(key, x.shape))(a, random.split(fixed(), 3))

@nnx.jit
def init():
    return nnx.Linear(2, 2, rngs=nnx.Rngs(fixed()))
""",
    ),
    keys(
        "folded with the index of the lane",
        """
@nnx.vmap
def lane(index, x):
    key = random.fold_in(random.key(0), index)
    return x + random.normal(key, x.shape)
""",
    ),
    keys(
        "a seed for each lane",
        """
@nnx.vmap
def seeded(seed, x):
    return x + random.normal(random.key(seed), x.shape)
""",
    ),
    keys(
        "folded with the number of the step",
        """
@jax.jit
def train_step(step, x):
    key = random.fold_in(random.key(0), step)
    return x + random.normal(key, x.shape)
""",
    ),
    keys(
        "a key for each lane",
        """
@nnx.vmap
def lane(key, x):
    return x + random.normal(key, x.shape)

y = lane(random.split(random.key(0), 3), jnp.ones((3, 2)))
""",
    ),
    keys(
        "carried along",
        """
def body(carry, x):
    key, subkey = random.split(carry)
    return key, x + random.normal(subkey, x.shape)

out = jax.lax.scan(body, random.key(0), jnp.ones((3, 2)))
""",
    ),
    keys(
        "keys of a loop over a split of what is given",
        """
@nnx.jit
def noisy(x, seed):
    for key in random.split(random.key(seed), 3):
        x = x + random.normal(key, x.shape)
    return x
""",
    ),
    keys(
        "weights that a compiled function makes",
        """
@nnx.jit
def create(x):
    return random.normal(random.key(0), (x.shape[-1], 3))
""",
    ),
    keys(
        "weights that data is multiplied with",
        """
@nnx.jit
def project(x):
    return x @ random.normal(random.key(0), (x.shape[-1], 3))
""",
    ),
    keys(
        "a function that evaluates",
        """
@jax.jit
def eval_step(x):
    return x + random.normal(random.key(0), x.shape)
""",
    ),
    keys(
        "only shapes are asked for",
        """
shape = jax.eval_shape(jax.vmap(lambda x: x + random.normal(random.key(0), x.shape)), 0)
""",
    ),
    keys(
        "it may be given",
        """
@nnx.vmap
def given(x, key=None):
    if key is None:
        key = random.key(0)
    return x + random.normal(key, x.shape)
""",
    ),
    keys(
        "a seed that is not in view",
        """
from settings import SEED

@nnx.vmap
def imported(x):
    return x + random.normal(random.key(SEED), x.shape)
""",
    ),
    keys(
        "no transform runs it",
        """
def noisy(x):
    return x + random.normal(random.key(0), x.shape)
""",
    ),
    keys(
        "a called function is given the key, the seed or the number of the lane",
        """
def jitter(x, key):
    return x + random.normal(key, x.shape)

def folded(x, index):
    return x + random.normal(random.fold_in(random.key(0), index), x.shape)

def row(x, keys, index):
    return x + random.normal(keys[index], x.shape)

def seeded(x, seed=0):
    return x + random.normal(random.key(seed), x.shape)

def optional(x, key=None):
    if key is None:
        key = random.key(0)
    return x + random.normal(key, x.shape)

@nnx.vmap
def lane(x, index, key):
    keys = random.split(random.key(0), 3)
    x = folded(jitter(x, key), index) + seeded(x, index)
    return row(x, keys, index) + optional(x, key)
""",
    ),
    keys(
        "a key of constants that is made outside of the lanes, and carried by a loop in them",
        """
key = random.key(0)

def jitter(x, key):
    return x + random.normal(key, x.shape)

@nnx.vmap
def lane(x):
    return jitter(x, key)

def body(key, x):
    key, subkey = random.split(key)
    return key, jitter(x, subkey)

out = jax.lax.scan(body, random.key(0), jnp.ones((3, 2)))

def loop(i, carry):
    x, key = carry
    key, subkey = random.split(key)
    return jitter(x, subkey), key

last, _ = jax.lax.fori_loop(0, 3, loop, (jnp.ones(2), random.key(0)))
""",
    ),
    keys(
        "a key that has to be given where perhaps nothing is drawn",
        """
def act(x, key, deterministic):
    if deterministic:
        return x
    return x + random.normal(key, x.shape)

def shake(x, key, count):
    for _ in range(count):
        x = x + random.normal(key, x.shape)
    return x

def fallback(x, plain, key=None):
    if key is None:
        key = random.key(0)
    if plain:
        return x
    return x + random.normal(key, x.shape)

class Policy(nnx.Module):
    def __init__(self, plain: bool):
        self.plain = plain

    def act(self, x, key):
        if self.plain:
            return x
        return x + random.normal(key, x.shape)

    @nnx.jit
    def step(self, x):
        return self.act(x, random.key(0))

@nnx.jit
def play(x, deterministic, count):
    x = act(x, random.key(0), deterministic) + act(x, random.key(0), True)
    return fallback(shake(x, random.key(0), count), deterministic)
""",
    ),
    keys(
        "weights that called functions make, and state that is set anew",
        """
def weights(size):
    return random.normal(random.key(0), (size, 3))

@nnx.vmap
def project(x):
    return x @ weights(4)

class Model(nnx.Module):
    @nnx.jit
    def reset(self):
        self.w[...] = random.normal(random.key(0), (3,)) * self.scale

    @nnx.jit
    def init_noise(self):
        self.w[...] += random.normal(random.key(0), (3,))
""",
    ),
    keys(
        "a called function that evaluates",
        """
def jitter(x, key):
    return x + random.normal(key, x.shape)

@jax.jit
def eval_step(x):
    return jitter(x, random.key(0))
""",
    ),
    keys(
        "handed to the init of a module",
        """
@jax.jit
def init(module, x):
    return module.init(random.key(0), x)
""",
    ),
    case(
        "no code of Flax",
        """
import jax

@jax.vmap
def lane(x):
    return x + jax.random.normal(jax.random.key(0), x.shape)
""",
        own_imports=True,
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX402")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (INVALID[0], "random.key(0) is made anew in every lane of nnx.vmap"),
        (INVALID[7], "random.key(1) is made anew at every step of nnx.scan"),
        (INVALID[10], "random.key(0) is made anew on every call of nnx.jit"),
    ],
)
def test_the_message_says_what_repeats(source: Case, said: str) -> None:
    text = "from flax import nnx\n" + source.source
    assert any(said in found.message for found in check(source, text))
