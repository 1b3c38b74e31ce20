"""The fixer of NNX118: give the transform the plain function, and pass it the module."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

MODEL = """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

    def key(self):
        return self.dropout.rngs()
"""
MADE = MODEL + "\nmodel = Model(nnx.Rngs(0))\n"
KEYWORDS = """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x, *, scale=1.0):
        return self.dropout(x) * scale

    def key(self, x, *, count=1):
        return self.dropout.rngs()

model = Model(nnx.Rngs(0))
"""

CASES = [
    mends(
        "called at once",
        MADE + "y = nnx.jit(model.__call__)(x)",
        MADE + "y = nnx.jit(Model.__call__)(model, x)",
        says="Pass model to the plain function",
    ),
    mends(
        "without arguments, and over several lines with comments",
        MADE
        + """
k = nnx.remat(model.key)()
y = nnx.jit(  # compiled
    (model.__call__)  # bound
)(
    # the batch
    x,
)
""",
        MADE
        + """
k = nnx.remat(Model.key)(model)
y = nnx.jit(  # compiled
    Model.__call__  # bound
)(
    # the batch
    model, x,
)
""",
    ),
    mends(
        "kept, and each call in view",
        MADE
        + """
forward = nnx.jit(model.__call__)

def run(xs):
    return [forward(x) for x in xs], forward(*xs, **options)
""",
        MADE
        + """
forward = nnx.jit(Model.__call__)

def run(xs):
    return [forward(model, x) for x in xs], forward(model, *xs, **options)
""",
    ),
    mends(
        "a module as a function",
        MADE + "forward = nnx.jit(model)\ny = forward(x)",
        MADE + "forward = nnx.jit(Model.__call__)\ny = forward(model, x)",
    ),
    mends(
        "self, and a parameter that may be of a subclass",
        """
class Model(nnx.Module):
    def block(self, x):
        return x

    def __call__(self, x):
        return nnx.remat(self.block)(x)

def run(model: Model, x):
    return nnx.jit(model.block)(x)
""",
        """
class Model(nnx.Module):
    def block(self, x):
        return x

    def __call__(self, x):
        return nnx.remat(type(self).block)(self, x)

def run(model: Model, x):
    return nnx.jit(type(model).block)(model, x)
""",
    ),
    mends(
        "eval_shape, which takes the arguments itself",
        MADE + "shape = nnx.eval_shape(model.__call__, x)",
        MADE + "shape = nnx.eval_shape(Model.__call__, model, x)",
    ),
    mends(
        "a release that raises another error",
        MADE + "y = nnx.jit(model.__call__)(x)",
        MADE + "y = nnx.jit(Model.__call__)(model, x)",
        target="0.11.2",
    ),
    mends(
        "of remat, which refuses parameters that are keywords alone",
        KEYWORDS + "y = nnx.remat(model)(x), nnx.remat(model.key)(x), nnx.jit(model)(x)",
        KEYWORDS
        + "y = nnx.remat(lambda module, *args: module(*args))(model, x), "
        + "nnx.remat(lambda module, *args: module.key(*args))(model, x), "
        + "nnx.jit(Model.__call__)(model, x)",
    ),
    mends(
        "a layer of Flax, whose methods have such parameters",
        "layer = nnx.Dropout(0.5, rngs=nnx.Rngs(0))\ny = nnx.remat(layer)(x)",
        "layer = nnx.Dropout(0.5, rngs=nnx.Rngs(0))\n"
        + "y = nnx.remat(lambda module, *args: module(*args))(layer, x)",
    ),
]
FROZEN = [
    mends(
        "a release that ran with frozen numbers",
        MADE + "y = nnx.jit(model.__call__)(x)",
        MADE + "y = nnx.jit(Model.__call__)(model, x)",
        applicability=UNSAFE,
        says="frozen",
        target="0.10.2",
    ),
]

ADVICE = [
    advises(
        "remat would have to pass on what is a keyword alone",
        KEYWORDS + "y = nnx.remat(model)(x, scale=2.0)",
        "passes it the keywords",
    ),
    advises(
        "options that count arguments",
        MADE + "y = nnx.jit(model.__call__, donate_argnums=0)(x)",
        "axis or number comes first",
    ),
    advises(
        "each lane would get a part of the module",
        MADE + "y = nnx.vmap(model.__call__)(xs)",
        "axis or number comes first",
    ),
    advises(
        "the calls are not all in view",
        MADE + "forward = nnx.jit(model.__call__)\nrun(forward, forward(x))",
        "in each call",
    ),
    advises(
        "another module has the name where it is called",
        MADE + "forward = nnx.jit(model.__call__)\nmodel = Model(nnx.Rngs(1))\ny = forward(x)",
        "in each call",
    ),
    advises(
        "kept in an attribute",
        """
class Model(nnx.Module):
    def __init__(self):
        self.fast = nnx.jit(self.step)

    def step(self, x):
        return x
""",
        "in each call",
    ),
    advises(
        "a module that has no name",
        MODEL + "y = nnx.jit(Model(nnx.Rngs(0)).__call__)(x)",
        "in each call",
    ),
    advises(
        "arguments that are given already",
        MADE + "from functools import partial\ny = nnx.jit(partial(model.__call__, x))()",
        "in each call",
    ),
    advises(
        "a branch",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    def noise(self, x):
        return x + self.rngs.normal(x.shape)

model = Model(nnx.Rngs(0))
y = nnx.cond(x.sum() > 0, model.noise, lambda x: x, x)
""",
        "takes the module as an operand",
    ),
]


@every_variant("NNX118", CASES, FROZEN, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX118", CASES, FROZEN, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX118", CASES, FROZEN, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
