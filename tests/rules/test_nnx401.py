"""NNX401: the same `jax.random` key used up twice."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

CODE = "NNX401"
HEAD = """
import jax
from jax import random

rngs = nnx.Rngs(0)
"""


def keys(reason: str, source: str) -> Case:
    """A case of this rule, which is off by default."""
    return case(reason, HEAD + source, also={CODE})


INVALID = [
    keys(
        "two draws",
        """
def noisy(x, key):
    x = x + random.normal(key, x.shape)
    return x * jax.random.uniform(key, x.shape)  # ! NNX401
""",
    ),
    keys(
        "twice in one expression",
        """
def noisy(key):
    return random.normal(key) + random.normal(key=key)  # ! NNX401
""",
    ),
    keys(
        "drawn from and split, split and drawn from",
        """
def one(key):
    x = random.normal(key)
    key, subkey = random.split(key)  # ! NNX401
    return x, key, subkey

def other(key):
    first, second = random.split(key)
    return first, second, random.bits(key)  # ! NNX401
""",
    ),
    keys(
        "split twice",
        """
def split(key):
    for_params = random.split(key, 3)
    return for_params, random.split(key, num=3)  # ! NNX401
""",
    ),
    keys(
        "the same row of a split, a row and the whole, a row that the loop does not change",
        """
def rows(key, count):
    x = random.normal(random.split(key)[0])
    y = random.normal(random.split(key)[0])  # ! NNX401
    z = random.normal(key, (3,))[0]  # ! NNX401
    return x, y, z

def rounds(key, count):
    return [random.normal(random.split(key, count)[0]) for _ in range(count)]  # ! NNX401
""",
    ),
    keys(
        "at the top of a module",
        """
key = random.key(0)
x = random.normal(key, (3,))
w = random.normal(key, (3,))  # ! NNX401
""",
    ),
    keys(
        "a key from a stream, taken once",
        """
def noisy(rngs: nnx.Rngs):
    key = rngs.noise()
    return random.normal(key), random.uniform(key)  # ! NNX401
""",
    ),
    keys(
        "one of several keys",
        """
def noisy(key):
    keys = random.split(key, 3)
    return random.normal(keys[0]), random.normal(keys[1]), random.normal(keys[0])  # ! NNX401
""",
    ),
    keys(
        "in both branches, and behind them",
        """
def noisy(key, uniform):
    if uniform:
        x = random.uniform(key)
    elif uniform is None:
        x = random.bits(key)
    else:
        x = random.normal(key)
    return x, random.normal(key)  # ! NNX401
""",
    ),
    keys(
        "in the only branch that goes on",
        """
def noisy(key, uniform):
    if uniform:
        return random.uniform(key)
    else:
        x = random.normal(key)
    return x + random.normal(key)  # ! NNX401
""",
    ),
    keys(
        "before and in a branch",
        """
def noisy(key, twice):
    x = random.normal(key)
    if twice:
        x = x + random.normal(key)  # ! NNX401
    return x if twice else random.normal(key)  # ! NNX401
""",
    ),
    keys(
        "in each case",
        """
def noisy(key, kind):
    match kind:
        case "normal":
            x = random.normal(key)
            y = random.normal(key)  # ! NNX401
        case _:
            x = y = random.uniform(key)
    return x, y
""",
    ),
    keys(
        "in each round of a loop",
        """
def noisy(key, n):
    for i in range(n):
        yield random.normal(key)  # ! NNX401
    while n:
        n = random.randint(key, (), 0, 2)  # ! NNX401
""",
    ),
    keys(
        "in each round of a comprehension",
        """
def noisy(key, n):
    return [random.normal(key) for _ in range(n)]  # ! NNX401
""",
    ),
    keys(
        "in a with, a try and a method",
        """
class Sampler:
    def sample(self, key):
        with jax.named_scope("sample"):
            x = random.normal(key)
        try:
            y = random.uniform(key)  # ! NNX401
        finally:
            close()
        return x, y
""",
    ),
    keys(
        "a key from outside in each lane, each step, and each lane of a function",
        """
def lanes(key, xs):
    noisy = jax.vmap(lambda x: x + random.normal(key, x.shape))(xs)  # ! NNX401

    def body(carry, x):
        _, subkey = random.split(key)  # ! NNX401
        return carry, x + random.normal(subkey, x.shape)

    @nnx.vmap
    def lane(x):
        if x.ndim:
            return random.uniform(key, x.shape)  # ! NNX401
        return random.normal(key)

    return noisy, jax.lax.scan(body, 0, xs), lane(xs)
""",
    ),
    keys(
        "samples of distributions by one key",
        """
import numpyro.distributions as dist

def act(pi, q, key):
    action = pi.sample(seed=key)
    other, log_prob = q.sample_and_log_prob(seed=key)  # ! NNX401
    noise = random.normal(key)  # ! NNX401
    return action, other, log_prob, noise

def numpyro(rng_key):
    prior = dist.Normal(0.0, 1.0)
    return prior.sample(rng_key, (3,)), dist.Gamma(1.0, 1.0).sample(rng_key)  # ! NNX401
""",
    ),
    keys(
        "handed to two functions that both use it up, and to one in each round",
        """
def noise(x, key):
    key, subkey = random.split(key)
    return x + random.normal(subkey, x.shape)

@jax.jit
def mask(key, x, train=False):
    if x.ndim > 1:
        return x * random.bernoulli(key, 0.5, x.shape)
    return x * random.uniform(key, x.shape)

def below(x, key):
    return noise(x, key=key)

def both(x, key, n):
    x = mask(key, below(x, key))  # ! NNX401
    for _ in range(n):
        x = noise(x, key)  # ! NNX401
    return x
""",
    ),
    keys(
        "handed to a method that uses it up, of an object and of the class itself",
        """
class Buffer:
    def sample(self, key, count):
        return random.randint(key, (count,), 0, 5)

    def both(self, key):
        indices = self.sample(key, 3)
        return indices, random.normal(key)  # ! NNX401

def train(model, key):
    first, second = random.split(key)
    return model(first, random.bits(second))

def step(buffer: Buffer, model, key):
    kept = Buffer()
    key, subkey = random.split(key)
    indices = kept.sample(subkey, count=3)
    return indices, train(model, subkey), buffer.sample(key, 2)  # ! NNX401
""",
    ),
    keys(
        "drawn from at the end of a round, and split in the next one",
        """
def add_noise(key, x):
    return x + random.normal(key, x.shape)

def train(key, batches):
    for batch in batches:
        key, subkey = random.split(key)  # ! NNX401
        x = add_noise(key, batch)
        x = x + random.normal(subkey, x.shape)
    while x is not None:
        carry, subkey = random.split(key)
        key, _ = random.split(carry)
        x = random.normal(carry)  # ! NNX401
""",
    ),
    keys(
        "a part that a loop splits off without a new key",
        """
def noisy(x, key, n):
    for _ in range(n):
        _, subkey = random.split(key)  # ! NNX401
        x = x + random.normal(subkey, x.shape)
    return x
""",
    ),
]

VALID = [
    keys(
        "handed to a method that another class makes another",
        """
class Sampler:
    def draw(self, key):
        return random.normal(key)

    def both(self, key):
        return self.draw(key), random.bits(key)

class Quiet(Sampler):
    def draw(self, key):
        return 0.0

class Counted:
    @staticmethod
    def draw(key):
        return random.fold_in(key, 1)

    def both(self, key):
        return self.draw(key), random.bits(key)
""",
    ),
    keys(
        "a key of its own in each round, and a row that is another one",
        """
def train(key, batches):
    whole = random.key(0)
    for index, batch in enumerate(batches):
        key, subkey = random.split(key)
        x = random.normal(subkey) + random.normal(random.split(whole, 9)[index])
        for name in batch:
            subkey, last = random.split(random.fold_in(key, name))
            x = x + random.normal(last)
            key = subkey
        if x is None:
            key = random.normal(key)
            continue
    return x
""",
    ),
    keys(
        "a key for each lane and step, or one that is folded there",
        """
def lanes(key, xs, n):
    noisy = jax.vmap(lambda x, key: x + random.normal(key, x.shape))(xs, random.split(key, n))

    def body(key, x):
        key, subkey = random.split(key)
        return key, x + random.normal(subkey, x.shape)

    return noisy, jax.lax.scan(body, random.key(1), xs)

def rows(key, n, xs):
    def lane(i, x):
        x = x + random.normal(random.fold_in(key, i), x.shape)
        return x + random.normal(random.split(key, n)[i], x.shape)

    return jax.vmap(lane)(jax.numpy.arange(n), xs)
""",
    ),
    keys(
        "a lane that perhaps draws nothing, and what no transform repeats",
        """
def lanes(key, xs):
    def lane(x):
        if x.ndim:
            return x
        return x + random.normal(key)

    @jax.jit
    def once(x):
        return x + random.normal(key)

    return jax.vmap(lane)(xs), once(xs)
""",
    ),
    keys(
        "samples by a number, of tables, and by keys of their own",
        """
import random as plain

def frames(table, seed):
    return table.sample(n=3, seed=seed), table.sample(n=5, seed=seed)

def lists(items, key):
    return plain.sample(items, 3), items.sample(key), items.sample(key)

def act(pi, key):
    first, second = random.split(key)
    return pi.sample(seed=first), pi.sample(seed=second), pi.mode(seed=first)
""",
    ),
    keys(
        "handed to functions that leave it, use it in some calls, or come by another",
        """
import functools

def folded(x, key, i):
    return x + random.normal(random.fold_in(key, i), x.shape)

def act(x, key, deterministic):
    if deterministic:
        return x
    return x + random.normal(key, x.shape)

def renewed(x, key):
    key = random.fold_in(key, 1)
    return x + random.normal(key, x.shape)

def rows(x, key, i):
    return x + random.normal(random.split(key, 3)[i])

def later(key):
    yield random.normal(key)

def default(key=None):
    return random.normal(key or random.key(0))

def wrap(function):
    return lambda x, key: function(x, random.fold_in(key, 1))

@wrap
def wrapped(x, key):
    return x + random.normal(key, x.shape)

def all_of(x, key):
    x = folded(x, key, 0) + folded(x, key, 1) + act(x, key, True) + act(x, key, False)
    x = renewed(x, key) + rows(x, key, 0) + rows(x, key, 1) + wrapped(x, key) + wrapped(x, key)
    return x, later(key), later(key), default(key), default(key)
""",
    ),
    keys(
        "another row of the same split each time",
        """
def rows(key, count):
    x = random.normal(random.split(key)[0])
    y = random.normal(random.split(key)[1])
    return x, y

def rounds(key, count):
    for i in range(count):
        yield random.normal(random.split(key, count)[i])
""",
    ),
    keys(
        "split, each part once",
        """
def noisy(key):
    scale_key, noise_key = random.split(key)
    return random.uniform(scale_key) * random.normal(noise_key)
""",
    ),
    keys(
        "bound again by a split",
        """
def noisy(key):
    key, subkey = random.split(key)
    x = random.normal(subkey)
    key, subkey = random.split(key)
    return x + random.normal(subkey), key
""",
    ),
    keys(
        "a counter folded in",
        """
def noisy(key, n):
    a = random.normal(random.fold_in(key, 0))
    b = random.normal(random.fold_in(key, 1))
    for i in range(n):
        step_key = random.fold_in(key, i)
        a = a + random.normal(step_key)
    return a, b, random.clone(key), random.normal(random.clone(key))
""",
    ),
    keys(
        "keys of streams",
        """
def noisy(rngs: nnx.Rngs):
    return random.normal(rngs.noise()), random.normal(rngs.noise()), rngs.normal((3,))
""",
    ),
    keys(
        "branches that exclude each other",
        """
def noisy(key, uniform):
    if uniform:
        x = random.uniform(key)
    elif uniform is None:
        x = random.bits(key)
    else:
        x = random.normal(key)
    return x

def early(key, uniform):
    if uniform:
        return random.uniform(key)
    return random.normal(key) if uniform is None else random.bits(key)

def cases(key, kind):
    match kind:
        case "normal":
            return random.normal(key)
        case "uniform":
            return random.uniform(key)
    return random.bits(key)
""",
    ),
    keys(
        "two branches of which only one may run",
        """
def noisy(key, uniform):
    if uniform:
        x = random.uniform(key)
    if not uniform:
        x = random.normal(key)
    return x

def short(key, uniform):
    x = uniform and random.uniform(key)
    return x or random.normal(key)
""",
    ),
    keys(
        "another key in each round",
        """
def noisy(key, n):
    for subkey in random.split(key, n):
        yield random.normal(subkey)
    return [random.normal(k) for k in jax.random.split(random.key(1), n)]

def chain(key, n):
    for _ in range(n):
        key, subkey = random.split(key)
        yield random.normal(subkey)

def walrus(key, n):
    while n:
        n = random.normal((key := random.fold_in(key, n)))
""",
    ),
    keys(
        "a loop that is left in its first round",
        """
def noisy(key, n):
    while True:
        x = random.normal(key)
        break
    for _ in range(n):
        return random.bits(key)
    return x
""",
    ),
    keys(
        "tried again where it failed",
        """
def noisy(key):
    try:
        return random.normal(key)
    except TypeError:
        return random.normal(random.wrap_key_data(key))

def other(key):
    try:
        x = random.normal(key)
    except TypeError:
        x = random.uniform(key)
    return x
""",
    ),
    keys(
        "inner functions have keys of their own, or run later",
        """
def noisy(key):
    def draw(key):
        return random.normal(key)

    draws = [lambda key: random.uniform(key), lambda: random.bits(key)]
    return draw, draws, random.normal(key)
""",
    ),
    keys(
        "handed to functions that may do anything",
        """
def noisy(key, model):
    return model(key), model(key), nnx.Rngs(key), random.normal(key)
""",
    ),
    keys(
        "keys that are read, not used up",
        """
def show(key):
    print(random.key_data(key), random.key_impl(key), key.shape)
    return random.normal(key)
""",
    ),
    keys(
        "indices that are not written out, and parts of a split",
        """
def noisy(keys, i):
    a = random.normal(keys[i]) + random.normal(keys[i + 1])
    return a, random.normal(random.split(keys[0])[0])
""",
    ),
    keys(
        "the keys are made anew",
        """
def noisy(key):
    keys = random.split(key, 2)
    a = random.normal(keys[0])
    keys = random.split(keys[1], 2)
    return a + random.normal(keys[0])
""",
    ),
    keys(
        "random of another module",
        """
import random as plain
import numpy as np

def noisy(key):
    return plain.uniform(key, 1), plain.uniform(key, 1), np.random.normal(key, 1)
""",
    ),
    keys(
        "an attribute, which a call may bind again",
        """
class Sampler:
    def sample(self):
        x = random.normal(self.key)
        self.advance()
        return x + random.normal(self.key)
""",
    ),
    keys(
        "deleted, and declared only",
        """
def noisy(key: jax.Array):
    x = random.normal(key)
    del key
    key: jax.Array = random.key(0)
    return x + random.normal(key)
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples(CODE)


def test_it_is_off_by_default() -> None:
    source = "import jax\nfrom flax import nnx\n\nx = jax.random.bits(key) + jax.random.bits(key)\n"
    assert check(Case("off", source), source) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("x = random.bits(key)\nrandom.bits(key)\n", "key was used up before on line 4 (both"),
        ("for _ in x:\n    random.bits(key)\n", "key is used up in each round of the loop (both"),
        (
            "import jax\njax.vmap(lambda i: random.bits(key))(x)\n",
            "key is used up in each lane of jax.vmap (both",
        ),
    ],
)
def test_the_message_says_where_the_key_went(body: str, said: str) -> None:
    source = f"from flax import nnx\nfrom jax import random\n\n{body}"
    (finding,) = check(Case(said, source, also=frozenset({CODE})), source)
    assert said in finding.message
