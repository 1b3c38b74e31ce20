"""The fixer of NNX105: pass what was captured as one more argument."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a decorated function in a function",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    @nnx.jit
    def noisy(x):  # once
        return x + jax.random.normal(rngs.noise(), x.shape)

    return noisy(x), noisy(x=x), noisy(
        x,  # the data
    )
""",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    @nnx.jit
    def noisy(x, rngs):  # once
        return x + jax.random.normal(rngs.noise(), x.shape)

    return noisy(x, rngs), noisy(x=x, rngs=rngs), noisy(
        x, rngs,  # the data
    )
""",
        applicability=UNSAFE,
        says="Pass rngs as an argument",
    ),
    mends(
        "a function of the same name elsewhere, which is handed on",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    @nnx.jit
    def noisy(x):
        return x + jax.random.normal(rngs.noise(), x.shape)

    return noisy(x)

def other(xs):
    def noisy(x):
        return x + 1

    return list(map(noisy, xs))
""",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    @nnx.jit
    def noisy(x, rngs):
        return x + jax.random.normal(rngs.noise(), x.shape)

    return noisy(x, rngs)

def other(xs):
    def noisy(x):
        return x + 1

    return list(map(noisy, xs))
""",
        applicability=UNSAFE,
    ),
    mends(
        "a lambda",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    return nnx.jit(lambda x: x + jax.random.normal(rngs.noise(), x.shape))(x)
""",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    return nnx.jit(lambda x, rngs: x + jax.random.normal(rngs.noise(), x.shape))(x, rngs)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a gradient kept in a name",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    def loss(x):
        return (x * jax.random.normal(rngs.noise(), x.shape)).sum()

    step = nnx.jit(nnx.grad(loss))
    return step(x) + step(x)
""",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    def loss(x, rngs):
        return (x * jax.random.normal(rngs.noise(), x.shape)).sum()

    step = nnx.jit(nnx.grad(loss))
    return step(x, rngs) + step(x, rngs)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a dict of modules and numbers",
        """
def run(x):
    parts = {"model": nnx.Dropout(0.5, rngs=nnx.Rngs(0)), "scale": 2}

    @nnx.jit
    def apply(x):
        return parts["scale"] * parts["model"](x)

    return apply(x)
""",
        """
def run(x):
    parts = {"model": nnx.Dropout(0.5, rngs=nnx.Rngs(0)), "scale": 2}

    @nnx.jit
    def apply(x, parts):
        return parts["scale"] * parts["model"](x)

    return apply(x, parts)
""",
        applicability=UNSAFE,
    ),
]
ADVICE = [
    advises(
        "lanes need an axis",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    return nnx.vmap(lambda x: x + jax.random.normal(rngs.noise(), x.shape))(x)
""",
        "which axis it has",
    ),
    advises(
        "the function is handed on",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    @nnx.jit
    def noisy(x):
        return x + jax.random.normal(rngs.noise(), x.shape)

    return list(map(noisy, x))
""",
        "not every call of the function is in view",
    ),
    advises(
        "another Rngs of that name where it is called",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    @nnx.jit
    def noisy(x):
        return x + jax.random.normal(rngs.noise(), x.shape)

    def twice(rngs):
        return noisy(x)

    return twice(nnx.Rngs(1))
""",
        "not the same where the function is called",
    ),
    advises(
        "a parameter with a default",
        """
import jax

def run(x):
    rngs = nnx.Rngs(0)

    @nnx.jit
    def noisy(x, scale=1.0):
        return x + scale * jax.random.normal(rngs.noise(), x.shape)

    return noisy(x)
""",
        "parameters with defaults",
    ),
    advises(
        "an object that is no module",
        """
class Holder:
    def __init__(self, model):
        self.model = model

def run(x):
    holder = Holder(nnx.Dropout(0.5, rngs=nnx.Rngs(0)))

    @nnx.jit
    def apply(x):
        return holder.model(x)

    return apply(x)
""",
        "Pass the module or Rngs in holder as an argument: holder is, or holds, what no transform",
    ),
    advises(
        "a dict with a string in it",
        """
def run(x):
    parts = {"model": nnx.Dropout(0.5, rngs=nnx.Rngs(0)), "name": "dropout"}

    @nnx.jit
    def apply(x):
        return parts["model"](x)

    return apply(x)
""",
        "parts is, or holds, what no transform takes",
    ),
    advises(
        "a part of it is what the gradient is of",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.linear(x))

def run(x):
    model = Model(nnx.Rngs(0))
    linear = model.linear

    def loss(linear):
        return model(x).sum()

    return nnx.grad(loss)(linear)
""",
        "a part of model is passed",
    ),
]


@every_variant("NNX105", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX105", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX105", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
