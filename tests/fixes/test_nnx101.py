"""Fixes of NNX101: a split above the transform, where the code runs with it."""

from fixes.cases import Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a bound method, which the release refuses, is called by a lambda",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.many = nnx.vmap(self.make, axis_size=3)(rngs)

    def make(self, rngs: nnx.Rngs, features=2):
        return nnx.Linear(features, 3, rngs=rngs)

Net(nnx.Rngs(0))
""",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.many = nnx.split_rngs(splits=3)(nnx.vmap(
            lambda rngs: self.make(rngs),
            axis_size=3,
        ))(rngs)

    def make(self, rngs: nnx.Rngs, features=2):
        return nnx.Linear(features, 3, rngs=rngs)

Net(nnx.Rngs(0))
""",
        target="0.12.1",
    ),
    mends(
        "releases that take bound methods take them as they are",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.many = nnx.vmap(self.make, axis_size=3)(rngs)

    def make(self, rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

Net(nnx.Rngs(0))
""",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.many = nnx.split_rngs(splits=3)(nnx.vmap(self.make, axis_size=3))(rngs)

    def make(self, rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

Net(nnx.Rngs(0))
""",
        target="0.10.7",
    ),
    mends(
        "a bound method with keyword-only parameters keeps them",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        make = nnx.vmap(axis_size=3)(self.make)
        self.many = make(rngs=rngs)

    def make(self, *, rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

Net(nnx.Rngs(0))
""",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        make = nnx.split_rngs(splits=3)(nnx.vmap(axis_size=3)(lambda rngs: self.make(rngs=rngs)))
        self.many = make(rngs=rngs)

    def make(self, *, rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

Net(nnx.Rngs(0))
""",
    ),
    mends(
        "a partial, whose parameters Flax does not read, called by keyword",
        """
from functools import partial

def create(features, *, rngs: nnx.Rngs):
    return nnx.Linear(features, 3, rngs=rngs)

make = partial(create, 2)
nnx.vmap(make, axis_size=3)(rngs=nnx.Rngs(0))
""",
        """
from functools import partial

def create(features, *, rngs: nnx.Rngs):
    return nnx.Linear(features, 3, rngs=rngs)

make = partial(create, 2)
nnx.split_rngs(splits=3)(nnx.vmap(lambda rngs: make(rngs=rngs), axis_size=3))(rngs=nnx.Rngs(0))
""",
    ),
    mends(
        "what stands behind an argument that a partial holds is passed by keyword",
        """
import jax
from functools import partial

def noise(rngs: nnx.Rngs, scale, x):
    return scale * x + jax.random.normal(rngs(), x.shape)

def run(x):
    return nnx.vmap(partial(noise, scale=2), axis_size=3)(nnx.Rngs(0), x=x)
""",
        """
import jax
from functools import partial

def noise(rngs: nnx.Rngs, scale, x):
    return scale * x + jax.random.normal(rngs(), x.shape)

def run(x):
    return nnx.split_rngs(splits=3)(nnx.vmap(
        lambda rngs, x: partial(noise, scale=2)(rngs, x=x),
        axis_size=3,
    ))(nnx.Rngs(0), x=x)
""",
    ),
    mends(
        "a default that has an axis of its own, or is None",
        """
@nnx.vmap(in_axes=(0, None, 0), axis_size=3)
def create(rngs: nnx.Rngs, features=2, mode=None):
    return nnx.Linear(features, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None, 0), axis_size=3)
def create(rngs: nnx.Rngs, features=2, mode=None):
    return nnx.Linear(features, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
    ),
    mends(
        "a default that every call replaces",
        """
import jax

@nnx.vmap(axis_size=3)
def noise(rngs: nnx.Rngs, scale=2.0):
    return scale * jax.random.normal(rngs(), (2,))

def run(scales):
    return noise(nnx.Rngs(0), scales)
""",
        """
import jax

@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def noise(rngs: nnx.Rngs, scale=2.0):
    return scale * jax.random.normal(rngs(), (2,))

def run(scales):
    return noise(nnx.Rngs(0), scales)
""",
    ),
]
ADVICE = [
    advises(
        "axes by position, which no release takes",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

nnx.vmap(create, 0, axis_size=3)(nnx.Rngs(0))
""",
        "vmap takes its options by keyword only",
    ),
    advises(
        "a bound method given to a transform that is kept",
        """
class Net(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        many = nnx.vmap(axis_size=3)
        self.many = many(self.make)(rngs)

    def make(self, rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

Net(nnx.Rngs(0))
""",
        "a bound method is given to a transform that is kept",
    ),
    advises(
        "a default that would be mapped",
        """
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs, features=2):
    return nnx.Linear(features, 3, rngs=rngs)

create(nnx.Rngs(0))
""",
        "no axis for the default of 'features': give it None in in_axes",
    ),
    advises(
        "a default that in_axes has no place for",
        """
import jax

@nnx.vmap(in_axes=(0, 0))
def noise(rngs: nnx.Rngs, x, scale=2.0):
    return x + scale * jax.random.normal(rngs(), x.shape)

def run(x):
    return noise(nnx.Rngs(0), x)
""",
        "no axis for the default of 'scale'",
    ),
    advises(
        "an axis that no split makes",
        """
import jax

@nnx.vmap(in_axes=(1, 1), axis_size=3)
def noise(rngs: nnx.Rngs, x):
    return x + jax.random.normal(rngs(), x.shape)

def run(x):
    return noise(nnx.Rngs(0), x)
""",
        "a split makes axis 0, and 'rngs' is mapped over axis 1",
    ),
    advises(
        "a pmap that is called by keyword",
        """
@nnx.pmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

create(rngs=nnx.Rngs(0))
""",
        "nnx.pmap takes no keyword arguments, as 'rngs' is",
    ),
]


@every_variant("NNX101", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX101", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX101", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
