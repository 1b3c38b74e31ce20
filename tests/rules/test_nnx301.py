"""NNX301: `functools.partial` around a transform that takes its options directly."""

from rules.cases import Variant, case, every_variant, verify_examples

INVALID = [
    case(
        "a decorator",
        """
from functools import partial

@partial(nnx.jit, static_argnames="train")  # ! NNX301
def loss(model, x, train):
    return model(x, train).sum()
""",
    ),
    case(
        "functools by its name",
        """
import functools

@functools.partial(nnx.jit, static_argnums=2)  # ! NNX301
def loss(model, x, train):
    return model(x, train).sum()
""",
    ),
    case(
        "functools under another name",
        """
import functools as ft

@ft.partial(nnx.jit, static_argnums=2)  # ! NNX301
def loss(model, x, train):
    return model(x, train).sum()
""",
    ),
    case(
        "partial under another name",
        """
from functools import partial as bind

@bind(nnx.jit, static_argnums=2)  # ! NNX301
def loss(model, x, train):
    return model(x, train).sum()
""",
    ),
    case(
        "partial without options",
        """
from functools import partial

@partial(nnx.jit)  # ! NNX301
def loss(model, x):
    return model(x).sum()
""",
    ),
    case(
        "called at once",
        """
from functools import partial

double = partial(nnx.vmap, in_axes=1)(lambda x: 2 * x)  # ! NNX301
""",
    ),
    case(
        "called at once, and the result too",
        """
from functools import partial

out = partial(nnx.vmap, in_axes=1)(apply)(model, x)  # ! NNX301
""",
    ),
    case(
        "every transform that takes its options directly",
        """
from functools import partial

a = partial(nnx.vmap, in_axes=0)(f)  # ! NNX301
b = partial(nnx.pmap, in_axes=0)(f)  # ! NNX301
c = partial(nnx.scan, in_axes=(nnx.Carry, 0))(f)  # ! NNX301
d = partial(nnx.grad, argnums=1)(f)  # ! NNX301
e = partial(nnx.value_and_grad, has_aux=True)(f)  # ! NNX301
g = partial(nnx.remat, prevent_cse=False)(f)  # ! NNX301
h = partial(nnx.custom_vjp, nondiff_argnums=(1,))(f)  # ! NNX301
i = partial(nnx.shard_map, mesh=mesh, in_specs=s, out_specs=s)(f)  # ! NNX301
""",
    ),
    case(
        "a method",
        """
from functools import partial

class Model(nnx.Module):
    @partial(nnx.jit, static_argnums=2)  # ! NNX301
    def __call__(self, x, train):
        return self.linear(x)
""",
    ),
    case(
        "a function in a function",
        """
def train():
    from functools import partial

    @partial(nnx.value_and_grad, has_aux=True)  # ! NNX301
    def loss(model, x):
        return model(x).sum(), None

    return loss
""",
    ),
    case(
        "a class as a function",
        """
from functools import partial

make = partial(nnx.jit, static_argnums=(0, 1))(nnx.Linear)  # ! NNX301
""",
    ),
    case(
        "two above each other",
        """
from functools import partial

@partial(nnx.jit, static_argnums=1)  # ! NNX301
@partial(nnx.vmap, in_axes=(0, None))  # ! NNX301
def scale(x, n):
    return n * x
""",
    ),
    case(
        "below another decorator, with comments",
        """
from functools import partial

@staticmethod
# compiled once
@partial(  # ! NNX301
    nnx.jit,  # the transform
    static_argnames=("train",),
)
def loss(model, x, train):
    return model(x, train).sum()
""",
    ),
    case(
        "nested in other calls",
        """
from functools import partial

step = nnx.jit(partial(nnx.grad, argnums=1)(loss))  # ! NNX301
""",
    ),
    case(
        "a local alias of the transform",
        """
from functools import partial

vmap = nnx.vmap

@partial(vmap, in_axes=1)  # ! NNX301
def double(x):
    return 2 * x
""",
    ),
    case(
        "options that cannot be seen",
        """
from functools import partial

@partial(nnx.jit, **options)  # ! NNX301
def double(x):
    return 2 * x
""",
    ),
    case(
        "parentheses",
        """
from functools import partial

@(partial((nnx.jit), static_argnums=1))  # ! NNX301
def scale(x, n):
    return n * x
""",
    ),
    case(
        "a stack with split above",
        """
from functools import partial

@nnx.split_rngs(splits=3)
@partial(nnx.vmap, axis_size=3)  # ! NNX301
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    case(
        "the first release that takes them directly",
        """
from functools import partial

@partial(nnx.jit, static_argnums=1)  # ! NNX301
def scale(x, n):
    return n * x
""",
        target="0.9.0",
    ),
    case(
        "an imported transform with another name",
        """
from functools import partial

from flax.nnx import jit as compiled

@partial(compiled, static_argnums=1)  # ! NNX301
def scale(x, n):
    return n * x
""",
        own_imports=True,
    ),
    case(
        "a name for partial that is assigned",
        """
import functools

bind = functools.partial

@bind(nnx.jit, static_argnums=1)  # ! NNX301
def scale(x, n):
    return n * x
""",
    ),
    case(
        "the transform behind a comment, spaces before the parenthesis",
        """
from functools import partial

@partial (  # ! NNX301
    # compiled once

    # for each n
    nnx.jit
    , static_argnums=1)
def scale(x, n):
    return n * x
""",
    ),
]

VALID = [
    case(
        "directly",
        """
@nnx.jit(static_argnames="train")
def loss(model, x, train):
    return model(x, train).sum()

double = nnx.vmap(in_axes=1)(lambda x: 2 * x)
""",
    ),
    case(
        "needed in 0.8.5",
        """
from functools import partial

@partial(nnx.jit, static_argnames="train")
def loss(model, x, train):
    return model(x, train).sum()

double = partial(nnx.vmap, in_axes=1)(apply)
""",
        target="0.8.5",
    ),
    case(
        "transforms that never take their options directly",
        """
from functools import partial

a = partial(nnx.cond, True)(f, g, x)
b = partial(nnx.switch, branches=branches)(index, x)
c = partial(nnx.while_loop, init_val=start)(condition, body)
d = partial(nnx.fori_loop, 0, 3)(body, start)
e = partial(nnx.eval_shape)(f, x)
g = partial(nnx.cached_partial)(f, x)
""",
    ),
    case(
        "bound to a name and used as decorator",
        """
from functools import partial

jit = partial(nnx.jit, static_argnums=1)

@jit
def scale(x, n):
    return n * x
""",
    ),
    case(
        "bound to a name and used several times",
        """
from functools import partial

vmap1 = partial(nnx.vmap, in_axes=1)
double, triple = vmap1(lambda x: 2 * x), vmap1(lambda x: 3 * x)
""",
    ),
    case(
        "handed on, returned, stored",
        """
from functools import partial

def transform():
    return partial(nnx.jit, static_argnums=1)

wrappers = [partial(nnx.jit, static_argnums=1), partial(nnx.remat)]
apply_all(partial(nnx.vmap, in_axes=1), f)
""",
    ),
    case(
        "the partial holds the function already",
        """
from functools import partial

make = partial(nnx.vmap, apply, in_axes=1)
double = partial(nnx.vmap, f=apply)
double = partial(nnx.jit, apply)(static_argnums=1)
""",
    ),
    case(
        "positional arguments that cannot be seen",
        """
from functools import partial

double = partial(nnx.vmap, *arguments)(apply)
""",
    ),
    case(
        "a partial of the transformed function",
        """
from functools import partial

step = partial(nnx.scan(apply), start)
run = partial(nnx.jit(apply), model)(x)

@partial(nnx.jit(wrap), 3)
def scale(x, n):
    return n * x
""",
    ),
    case(
        "a partial inside the transform",
        """
from functools import partial

step = nnx.jit(partial(apply, train=True))
grads = nnx.grad(partial(loss, scale=2.0), argnums=0)
""",
    ),
    case(
        "transforms of JAX and of Linen",
        """
from functools import partial

import jax
from flax import linen as nn

rngs = nnx.Rngs(0)

@partial(jax.jit, static_argnums=1)
def scale(x, n):
    return n * x

@partial(jax.vmap, in_axes=1)
def double(x):
    return 2 * x

Stack = partial(nn.scan, variable_axes={"params": 0}, split_rngs={"params": True})(nn.Dense)

class Model(nn.Module):
    @partial(nn.jit, static_argnums=2)
    def __call__(self, x, n):
        return n * x
""",
    ),
    case(
        "partial of split_rngs is another rule's",
        """
from functools import partial

rngs = nnx.Rngs(0)
partial(nnx.split_rngs, splits=3)(rngs)
""",
    ),
    case(
        "layers and other functions",
        """
from functools import partial

Layer = partial(nnx.Linear, use_bias=False)
layer = partial(nnx.Linear, use_bias=False)(2, 3, rngs=nnx.Rngs(0))
relu = partial(nnx.leaky_relu, negative_slope=0.1)(x)
""",
    ),
    case(
        "a function of the file named partial",
        """
def partial(function, **options):
    return lambda f: f

@partial(nnx.jit, static_argnums=1)
def scale(x, n):
    return n * x
""",
    ),
    case(
        "partial of another package",
        """
from flax import nnx
from toolz import curry as partial

@partial(nnx.jit, static_argnums=1)
def scale(x, n):
    return n * x
""",
        own_imports=True,
    ),
    case(
        "partial as a parameter",
        """
def build(partial):
    return partial(nnx.jit, static_argnums=1)(apply)
""",
    ),
    case(
        "jit bound to something else",
        """
from functools import partial

jit = nnx.jit
jit = wrap(jit)

@partial(jit, static_argnums=1)
def scale(x, n):
    return n * x
""",
    ),
    case(
        "another package called nnx",
        """
from functools import partial

from mylib import nnx

@partial(nnx.jit, static_argnums=1)
def scale(x, n):
    return n * x
""",
        own_imports=True,
    ),
    case(
        "a parameter named nnx",
        """
from functools import partial

def build(nnx):
    return partial(nnx.jit, static_argnums=1)(apply)
""",
    ),
    case(
        "nnx as the variable of a comprehension",
        """
from functools import partial

steps = [partial(nnx.jit, static_argnums=1)(apply) for nnx in backends]
""",
    ),
    case(
        "nnx.compat keeps its own rules",
        """
from functools import partial

@partial(nnx.compat.jit, static_argnums=1)
def scale(x, n):
    return n * x
""",
    ),
    case(
        "partialmethod",
        """
from functools import partialmethod

class Model(nnx.Module):
    forward = partialmethod(nnx.jit, static_argnums=1)
""",
    ),
    case(
        "text and comments",
        '''
"""Was @partial(nnx.jit, static_argnums=1)."""
from functools import partial

# @partial(nnx.jit, static_argnums=1)
scale = partial(apply, n=3)
rngs = nnx.Rngs(0)
''',
        skip=["local"],
    ),
    case(
        "the branch for old releases needs it",
        """
from functools import partial

if hasattr(nnx, "split_rngs"):
    compiled = nnx.jit(static_argnums=1)
else:
    scale = partial(nnx.jit, static_argnums=1)(lambda x, n: n * x)
""",
        skip=["by name"],
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX301")
