"""NNX118: a transform of a bound method."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

PLAIN = """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

    def step(self, x):
        return self.linear(x)

    def loss(self, x):
        return self.step(x).sum()

model = Model(nnx.Rngs(0))
"""
DRAWING = """
import jax

class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.block = Block(rngs)

    def __call__(self, x):
        y = self.block(x)
        return y

    def noise(self, x):
        return x + jax.random.normal(self.rngs.noise(), x.shape)

    def key(self):
        return self.rngs.noise()

    def pair(self, x):
        return self(x), self.noise(x)

model = Model(nnx.Rngs(0))
"""

INVALID = [
    case("applied and called", PLAIN + "y = nnx.jit(model.step)(x)  # ! NNX118"),
    case("kept for later", PLAIN + "step = nnx.jit(model.step, donate_argnums=0)  # ! NNX118"),
    case(
        "every transform that asks for it",
        PLAIN
        + """
nnx.vmap(model.step)(xs)  # ! NNX118
nnx.pmap(model.step)(xs)  # ! NNX118
nnx.scan(model.step)(xs)  # ! NNX118
nnx.remat(model.step)(x)  # ! NNX118
nnx.grad(model.loss)(x)  # ! NNX118
nnx.value_and_grad(model.loss)(x)  # ! NNX118
nnx.checkify(model.step)(x)  # ! NNX118
nnx.custom_vjp(model.step)  # ! NNX118
nnx.eval_shape(model.step, x)  # ! NNX118
nnx.vjp(model.step, x, graph=False)  # ! NNX118
nnx.shard_map(model.step, mesh=mesh, in_specs=specs, out_specs=specs)  # ! NNX118
""",
    ),
    case(
        "self in a method, and a layer of it",
        """
class Inner(nnx.Module):
    def step(self, x):
        return x

class Model(nnx.Module):
    def __init__(self):
        self.inner = Inner()
        self.fast = nnx.jit(self.step)  # ! NNX118

    def step(self, x):
        return x

    def __call__(self, x):
        y = nnx.remat(self.step)(x)  # ! NNX118
        return nnx.jit(self.inner.step)(y)  # ! NNX118
""",
    ),
    case(
        "replaced by its own transform",
        """
class Model(nnx.Module):
    def __init__(self):
        self.step = nnx.jit(self.step)  # ! NNX118

    def step(self, x):
        return x
""",
    ),
    case(
        "a parameter by its annotation",
        PLAIN
        + """
def train(first: Model, second: "Model", x):
    return nnx.jit(first.step)(x), nnx.jit(second.step)(x)  # ! NNX118 NNX118
""",
    ),
    case(
        "a parameter by all calls of a transformed function",
        PLAIN
        + """
@nnx.jit
def train(first, x):
    return nnx.vmap(first.step)(x)  # ! NNX118

y = train(model, x)
""",
    ),
    case(
        "what a function of the file makes, and an attribute of it",
        DRAWING
        + """
def create():
    return Model(nnx.Rngs(0))

y = nnx.jit(create().noise)(x)  # ! NNX118
made = create()
z = nnx.jit(made.block)(x)  # ! NNX118
""",
    ),
    case(
        "what an object keeps that is no module itself",
        DRAWING
        + """
class Trainer:
    def __init__(self):
        self.model = Model(nnx.Rngs(0))

    def compile(self):
        return nnx.jit(self.model), nnx.jit(self.model.noise)  # ! NNX118 NNX118
""",
    ),
    case(
        "a rate that the call of the class says",
        """
class Model(nnx.Module):
    def __init__(self, rate, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

model = Model(0.1, nnx.Rngs(0))
y = nnx.jit(model)(x)  # ! NNX118
""",
    ),
    case(
        "a Dropout itself",
        """
dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(0))
y = nnx.jit(dropout)(x)  # ! NNX118
z = nnx.jit(dropout.__call__)(x)  # ! NNX118
""",
        target="0.11.2",
    ),
    case(
        "inherited, by a class of the file and by a layer",
        PLAIN
        + """
class Larger(Model):
    pass

class Projection(nnx.Linear):
    def double(self, x):
        return self(2 * x)

y = nnx.jit(Larger(nnx.Rngs(0)).step)(x)  # ! NNX118
z = nnx.jit(Projection(2, 3, rngs=nnx.Rngs(0)).double)(x)  # ! NNX118
""",
    ),
    case(
        "a layer of Flax",
        """
linear = nnx.Linear(2, 3, rngs=nnx.Rngs(0))
y = nnx.jit(linear.__call__)(x)  # ! NNX118
""",
    ),
    case(
        "below another transform, curried, through a partial and by a local name",
        PLAIN
        + """
from functools import partial

a = nnx.jit(nnx.vmap(model.step))(xs)  # ! NNX118
b = nnx.vmap(in_axes=0)(model.step)(xs)  # ! NNX118
c = nnx.jit(partial(model.step, x))()  # ! NNX118
lanes = nnx.vmap(in_axes=0)
d = lanes(model.step)(xs)  # ! NNX118
""",
    ),
    case(
        "a module that draws, as a function",
        DRAWING + "forward = nnx.jit(model)  # ! NNX118",
    ),
    case(
        "branches and bodies that draw",
        DRAWING
        + """
y = nnx.cond(x.sum() > 0, model.noise, lambda x: x, x)  # ! NNX118
z = nnx.switch(i, [model, model.noise, model.pair], x)  # ! NNX118 NNX118
w = nnx.while_loop(lambda x: x.sum() < 3, body_fun=model.noise, init_val=x)  # ! NNX118
""",
    ),
    case(
        "the last release that takes those that draw nothing",
        DRAWING
        + """
a = nnx.jit(model.noise)(x)  # ! NNX118
b = nnx.jit(model.key)()  # ! NNX118
c = nnx.vmap(model.pair)(xs)  # ! NNX118
d = nnx.grad(model.__call__)(x)  # ! NNX118
e = nnx.remat(model)(x)  # ! NNX118
""",
        target="0.12.0",
    ),
    case(
        "releases that do not check traces",
        DRAWING
        + """
a = nnx.jit(model.noise)(x)  # ! NNX118
b = nnx.vmap(model.noise)(xs)  # ! NNX118
""",
        target="0.10.2",
    ),
    case(
        "the first explicit release",
        DRAWING
        + """
a = nnx.jit(model)(x)  # ! NNX118
b = nnx.vmap(model)(xs)  # ! NNX118
""",
        target="0.9.0",
    ),
]

VALID = [
    case(
        "the decorator, and the function of the class",
        PLAIN
        + """
class Decorated(nnx.Module):
    @nnx.jit
    def step(self, x):
        return x

y = nnx.jit(Model.step)(model, x)
z = nnx.jit(type(model).step)(model, x)
w = nnx.jit(lambda model, x: model.step(x))(model, x)
""",
    ),
    case(
        "a Dropout that drops nothing, or what it is told to",
        """
off = nnx.Dropout(0.5, deterministic=True, rngs=nnx.Rngs(0))
bare = nnx.Dropout(0.5)
y = nnx.jit(off)(x), nnx.jit(bare)(x, rngs=rngs)
""",
    ),
    case("a module that draws nothing", PLAIN + "y = nnx.jit(model)(x)"),
    case(
        "releases that take bound methods",
        PLAIN + "y = nnx.jit(model.step)(x)\nz = nnx.vmap(model.step)(xs)",
        target="0.12.0",
    ),
    case(
        "gradients, where traces were not checked for them",
        DRAWING + "a = nnx.grad(model.noise)(x)\nb = nnx.value_and_grad(model)(x)",
        target="0.10.2",
    ),
    case(
        "branches that draw nothing",
        PLAIN + "y = nnx.cond(x.sum() > 0, model.step, model.step, x)",
    ),
    case(
        "a static method, a class method, a property, a decorated one",
        """
class Model(nnx.Module):
    @staticmethod
    def static(x):
        return x

    @classmethod
    def create(cls, rngs):
        return cls()

    @property
    def activation(self):
        return nnx.relu

    @nnx.jit
    def step(self, x):
        return x

model = Model()
a = nnx.jit(model.static)(x)
b = nnx.jit(model.create)(rngs)
c = nnx.vmap(model.activation)(x)
d = nnx.jit(model.step)(x)
""",
    ),
    case(
        "an attribute that holds a function",
        """
class Model(nnx.Module):
    def __init__(self, activation):
        self.activation = activation

    def __call__(self, x):
        return nnx.vmap(self.activation)(x)
""",
    ),
    case(
        "an attribute that holds a module",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)

    def __call__(self, x):
        return nnx.vmap(self.linear)(x)
""",
    ),
    case(
        "a method that the instance replaces",
        PLAIN
        + """
model.step = some_function
y = nnx.jit(model.step)(x)
""",
    ),
    case(
        "a method that the class replaces",
        """
class Model(nnx.Module):
    def step(self, x):
        return x

    step = static(step)

y = nnx.jit(Model().step)(x)
""",
    ),
    case(
        "no module",
        """
class Trainer:
    def step(self, x):
        return x

    def run(self, x):
        return nnx.jit(self.step)(x)

class Config(Base):
    def create(self, rngs):
        return 1

y = nnx.jit(Trainer().step)(x)
z = nnx.eval_shape(Config().create, rngs)
""",
    ),
    case(
        "an object that only keeps state, and methods of an Rngs",
        """
class Counter(nnx.Object):
    def step(self, x):
        return x

y = nnx.jit(Counter().step)(x)
z = nnx.jit(nnx.Rngs(0).fork)()
""",
        target="0.12.0",
    ),
    case(
        "an object that is not certain",
        PLAIN
        + """
def train(model, x):
    return nnx.jit(model.step)(x)

if x:
    model = load()
y = nnx.jit(model.step)(x)
""",
    ),
    case(
        "a draw that may not happen",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.off = nnx.Dropout(0.5, deterministic=True, rngs=rngs)
        self.zero = nnx.Dropout(0.0, rngs=rngs)

    def __call__(self, x, train=False):
        if train:
            x = self.dropout(x)
        return self.off(x) + self.zero(x)

    def noise(self, x):
        if x is None:
            return x
        return x + self.rngs.normal(x.shape)

model = Model(nnx.Rngs(0))
a = nnx.jit(model)(x)
b = nnx.jit(model.noise)(x)
c = nnx.jit(model.__call__)(x)
""",
        target="0.11.2",
    ),
    case(
        "a rate that is zero, or not known",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs, rate=0.0):
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

model = Model(nnx.Rngs(0))
y = nnx.jit(model)(x)

def forward(model: Model, x):
    return nnx.jit(model)(x)
""",
    ),
    case(
        "a method that another decorator may replace, and one that the instance does",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs

    @cached
    def noise(self, x):
        return self.rngs.normal(x.shape)

    def other(self, x):
        return self.rngs.normal(x.shape)

    def __call__(self, x):
        return self.noise(x) + self.other(x)

model = Model(nnx.Rngs(0))
model.other = quiet
y = nnx.jit(model)(x)
""",
    ),
    case(
        "what an object keeps, and tells not to drop anything",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

class Trainer:
    def __init__(self):
        self.model = Model(nnx.Rngs(0))

    def stop(self):
        self.model.eval()

    def compile(self):
        return nnx.jit(self.model)
""",
    ),
    case(
        "after eval()",
        """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.dropout(x)

model = Model(nnx.Rngs(0))
model.eval()
y = nnx.jit(model)(x)
""",
    ),
    case(
        "a test that expects the error",
        PLAIN
        + """
import pytest

def test_bound():
    with pytest.raises(ValueError):
        nnx.jit(model.step)
""",
    ),
    case(
        "transforms of JAX, and of another package",
        PLAIN
        + """
import jax
from mylib import nnx as other

y = jax.jit(model.step)(x)
z = other.jit(model.step)(x)
""",
        skip=("import as nnx", "by name"),
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX118")


@pytest.mark.parametrize(
    ("target", "use", "said"),
    [
        ("0.12.12", "nnx.jit(model.noise)", "raises ValueError: bound methods are not supported"),
        ("0.12.12", "nnx.jit(model)", "raises TraceContextError"),
        ("0.12.12", "nnx.cond(p, model.noise, f, x)", "raises TraceContextError"),
        ("0.12.0", "nnx.jit(model.noise)", "raises TraceContextError"),
        ("0.12.0", "nnx.vmap(model.noise)", "raises TraceContextError"),
        ("0.10.2", "nnx.jit(model.noise)", "(the numbers that the method draws are frozen"),
        ("0.10.2", "nnx.vmap(model.noise)", "(every lane draws the same numbers)"),
        ("0.9.0", "nnx.jit(model.noise)", "raises TraceContextError"),
        ("0.9.0", "nnx.vmap(model.noise)", "(every lane draws the same numbers)"),
        ("0.9.0", "nnx.cond(p, model.noise, f, x)", "raises TraceContextError"),
    ],
)
def test_the_message_says_what_happens_in_the_release(target: str, use: str, said: str) -> None:
    source = f"from flax import nnx\n{DRAWING}f = {use}\n"
    (finding,) = check(Case(use, source, target), source)
    assert said in finding.message
    assert ("raises" in said) == ("raises" in finding.message)


@pytest.mark.parametrize(
    ("use", "advice"),
    [
        ("nnx.jit(model.noise)", "nnx.jit(Model.noise)(model, ...)"),
        ("nnx.cond(p, model.noise, f, x)", "pass model as an operand"),
        ("nnx.vmap(model.noise)", "nnx.vmap(Model.noise, in_axes=(None, ...))(model, ...)"),
        ("nnx.grad(model.noise)", "nnx.grad(Model.noise)(model, ...); argnums count it"),
        ("nnx.eval_shape(model.noise, x)", "nnx.eval_shape(Model.noise, model, ...)"),
    ],
)
def test_the_message_says_what_to_write(use: str, advice: str) -> None:
    source = f"from flax import nnx\n{DRAWING}f = {use}\n"
    (finding,) = check(Case(use, source), source)
    assert advice in finding.message


@pytest.mark.parametrize(
    ("use", "said"),
    [
        ("nnx.jit(model.noise)", "model.noise is a bound method, whose state nnx.jit cannot see"),
        ("nnx.jit(model)", "model is a module that draws when called, whose state nnx.jit"),
    ],
)
def test_the_message_says_what_brings_the_state_along(use: str, said: str) -> None:
    source = f"from flax import nnx\n{DRAWING}f = {use}\n"
    (finding,) = check(Case(use, source), source)
    assert said in finding.message


KEYWORDS = """
class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def noise(self, x, *, scale=1.0):
        return scale * self.dropout(x)

model = Model(nnx.Rngs(0))
"""


@pytest.mark.parametrize(
    ("use", "advice"),
    [
        ("nnx.vmap(model.noise)", "nnx.vmap(lambda module, *args: module.noise(*args), in_axes="),
        ("nnx.grad(model.noise)", "nnx.grad(lambda module, *args: module.noise(*args))(model"),
        ("nnx.remat(model.noise)", "nnx.remat(lambda module, *args: module.noise(*args))(model"),
        ("nnx.vmap(model.dropout)", "nnx.vmap(lambda module, *args: module(*args), in_axes="),
        ("nnx.jit(model.noise)", "nnx.jit(Model.noise)(model, ...)"),
        ("nnx.pmap(model.noise)", "nnx.pmap(Model.noise, in_axes=(None, ...))(model, ...)"),
    ],
)
def test_the_message_passes_no_parameters_that_are_keywords_alone_to_what_refuses_them(
    use: str, advice: str
) -> None:
    source = f"from flax import nnx\n{KEYWORDS}f = {use}\n"
    (finding,) = check(Case(use, source), source)
    assert advice in finding.message
