"""NNX201: keyword that the target release has removed."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "a decorator call",
        """
@nnx.vmap(state_axes={nnx.Param: 0})  # ! NNX201
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "a partial, which 0.8.x needed",
        """
from functools import partial

@partial(nnx.vmap, state_axes={nnx.Param: 0})  # ! NNX201 NNX301
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "a call",
        """
def loss(model, x):
    return model(x).sum()

grads = nnx.grad(loss, wrt=nnx.Param)(model, x)  # ! NNX201
""",
    ),
    case(
        "a call with the keyword first",
        """
value_and_grads = nnx.value_and_grad(wrt=nnx.Param, f=loss)  # ! NNX201
""",
    ),
    case(
        "a curried call",
        """
grads = nnx.value_and_grad(wrt=nnx.Param)(loss)  # ! NNX201
""",
    ),
    case(
        "a call of a partial",
        """
from functools import partial

grads = partial(nnx.grad, wrt=nnx.Param)(loss)  # ! NNX201 NNX301
""",
    ),
    case(
        "a partial that is kept",
        """
from functools import partial

grad = partial(nnx.grad, wrt=nnx.Param)  # ! NNX201
first, second = grad(loss), grad(other)
""",
    ),
    case(
        "a factory that is kept",
        """
over_lanes = nnx.vmap(split_rngs=False)  # ! NNX201
""",
    ),
    case(
        "every old keyword of scan, each on its line",
        """
@nnx.scan(
    in_axes_kwargs=None,  # ! NNX201
    carry_argnum=1,  # ! NNX201
    state_axes={nnx.Param: 0},  # ! NNX201
    split_rngs=True,  # ! NNX201
    scan_output=False,  # ! NNX201
)
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "several on one line",
        """
forward = nnx.vmap(apply, split_rngs=True, state_axes={...: 0})  # ! NNX201 NNX201
""",
    ),
    case(
        "pmap",
        """
@nnx.pmap(in_axes_kwargs=None, axis_size=8)  # ! NNX201
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "jit",
        """
step = nnx.jit(train, donate_state=True)  # ! NNX201
init = nnx.jit(create, constrain_state=True)  # ! NNX201
""",
    ),
    case(
        "a keyword that left in 0.12.2",
        """
@nnx.jit(abstracted_axes={0: "n"})  # ! NNX201
def double(x):
    return 2 * x
""",
    ),
    case(
        "keywords of shard_map that left in 0.12.1",
        """
@nnx.shard_map(mesh=mesh, in_specs=specs, out_specs=specs, check_rep=False)  # ! NNX201
def forward(x):
    return x
""",
    ),
    case(
        "keywords from before 0.8.3",
        """
forward = nnx.scan(apply, variable_axes={nnx.Param: 0}, length=3)  # ! NNX201
broadcast = nnx.vmap(apply, broadcast_rngs="dropout")  # ! NNX201
""",
    ),
    case(
        "the same before 0.8.3, for 0.8.5",
        """
forward = nnx.scan(apply, variable_axes={nnx.Param: 0}, length=3)  # ! NNX201
""",
        target="0.8.5",
    ),
    case(
        "a class of rnglib",
        """
stream = nnx.RngStream(key, tag="params", count=0)  # ! NNX201
""",
    ),
    case(
        "a local alias",
        """
vmap = nnx.vmap
forward = vmap(apply, split_rngs=True)  # ! NNX201
""",
    ),
    case(
        "in a method",
        """
class Model(nnx.Module):
    def __call__(self, x):
        @nnx.vmap(in_axes=(None, 0), state_axes={})  # ! NNX201
        def apply(layer, x):
            return layer(x)

        return apply(self.layer, x)
""",
    ),
    case(
        "around a lambda, nested",
        """
step = nnx.jit(nnx.vmap(lambda model, x: model(x), state_axes={...: None}))  # ! NNX201
""",
    ),
    case(
        "as argument of another call",
        """
train(step=nnx.grad(loss, wrt=nnx.Param), n=3)  # ! NNX201
""",
    ),
    case(
        "comments and spaces around the keyword",
        """
@nnx.vmap(  # the lanes
    # old:
    state_axes = {  # ! NNX201
        nnx.Param: 0,  # stacked
        ...: None,
    },
)
def forward(model, x):
    return model(x)
""",
    ),
    case(
        "beside options that cannot be seen",
        """
grads = nnx.grad(loss, *extra, wrt=nnx.Param, **options)  # ! NNX201
""",
    ),
    case(
        "a try that catches something else",
        """
try:
    grads = nnx.grad(loss, wrt=nnx.Param)(model, x)  # ! NNX201
except ValueError:
    grads = None
""",
    ),
    case(
        "a try without except",
        """
try:
    grads = nnx.grad(loss, wrt=nnx.Param)(model, x)  # ! NNX201
finally:
    finish()
""",
    ),
    case(
        "an if that asks about something else",
        """
if training:
    grads = nnx.grad(loss, wrt=nnx.Param)(model, x)  # ! NNX201
""",
    ),
    case(
        "the first release without them",
        """
grads = nnx.grad(loss, wrt=nnx.Param)  # ! NNX201
forward = nnx.vmap(apply, split_rngs=True)  # ! NNX201
""",
        target="0.9.0",
    ),
    case(
        "removed only some releases ago",
        """
init = nnx.pmap(create, global_arg_shapes=shapes)  # ! NNX201
""",
        target="0.12.6",
    ),
    case(
        "imported transforms, one with another name",
        """
from flax.nnx import grad, vmap as lanes

grads = grad(loss, wrt=0)  # ! NNX201
forward = lanes(apply, split_rngs=True)  # ! NNX201
""",
        own_imports=True,
    ),
    case(
        "a break before the equals sign",
        """
grads = nnx.grad(
    loss,
    wrt  # ! NNX201
    =
    nnx.Param,
)
""",
    ),
    case(
        "an alias of an alias",
        """
first = nnx.grad
second = first
grads = second(loss, wrt=nnx.Param)  # ! NNX201
""",
    ),
]

VALID = [
    case(
        "0.8.5 takes them",
        """
from functools import partial

@partial(nnx.vmap, state_axes={nnx.Param: 0}, split_rngs=True, in_axes_kwargs=None)
def forward(model, x):
    return model(x)

@partial(nnx.scan, carry_argnum=1, scan_output=False)
def run(model, x):
    return model(x)

grads = nnx.grad(loss, wrt=nnx.Param)
""",
        target="0.8.5",
    ),
    case(
        "the last release that takes it",
        """
init = nnx.pmap(create, global_arg_shapes=shapes)
step = nnx.jit(train, abstracted_axes=axes)
""",
        target="0.12.1",
    ),
    case(
        "what is there today",
        """
grads = nnx.grad(loss, argnums=nnx.DiffState(0, nnx.Param))
forward = nnx.vmap(apply, in_axes=(nnx.StateAxes({nnx.Param: 0, ...: None}), 0), graph=True)
run = nnx.scan(apply, in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0), length=3)
step = nnx.jit(train, donate_argnums=0, static_argnames="n")
""",
    ),
    case(
        "a keyword that never was one",
        """
forward = nnx.vmap(apply, in_axis=0, wrt=nnx.Param)
""",
    ),
    case(
        "a keyword of another transform",
        """
forward = nnx.vmap(apply, carry_argnum=0)
step = nnx.jit(train, wrt=nnx.Param)
""",
    ),
    case(
        "try asks by doing",
        """
try:
    grads = nnx.grad(loss, wrt=nnx.Param)
except TypeError:
    grads = nnx.grad(loss, argnums=nnx.DiffState(0, nnx.Param))
""",
    ),
    case(
        "a bare except",
        """
try:
    grads = nnx.grad(loss, wrt=nnx.Param)
except:
    grads = nnx.grad(loss)
""",
    ),
    case(
        "several exceptions at once",
        """
try:
    grads = nnx.grad(loss, wrt=nnx.Param)
except (ValueError, TypeError) as error:
    grads = None
""",
    ),
    case(
        "hasattr asks first",
        """
if hasattr(nnx, "DiffState"):
    grads = nnx.grad(loss, argnums=nnx.DiffState(0, nnx.Param))
else:
    grads = nnx.grad(loss, wrt=nnx.Param)
""",
    ),
    case(
        "a test of the version",
        """
import flax

if flax.__version__ < "0.9":
    grads = nnx.grad(loss, wrt=nnx.Param)
""",
        skip=["local"],
    ),
    case(
        "a test of the version in an elif",
        """
if fast:
    grads = quick(loss)
elif FLAX_VERSION < (0, 9):
    grads = nnx.grad(loss, wrt=nnx.Param)
""",
    ),
    case(
        "a test of the version in a conditional expression",
        """
grads = nnx.grad(loss, wrt=nnx.Param) if VERSION < (0, 9) else nnx.grad(loss)
""",
    ),
    case(
        "Linen's transforms",
        """
from flax import linen as nn

rngs = nnx.Rngs(0)
Stack = nn.scan(
    nn.Dense,
    variable_axes={"params": 0},
    split_rngs={"params": True},
    length=3,
)
Lanes = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True})
grads = nn.value_and_grad(loss, model, wrt=None)
""",
    ),
    case(
        "nnx.RNN",
        """
rnn = nnx.RNN(cell, state_axes={...: nnx.Carry}, broadcast_rngs=None, rngs=nnx.Rngs(0))
out = rnn(x, return_carry=True)
""",
    ),
    case(
        "nnx.compat keeps its own rules",
        """
forward = nnx.compat.vmap(apply, split_rngs=True)
""",
    ),
    case(
        "other functions with such keywords",
        """
import jax

rngs = nnx.Rngs(0)
made = build(split_rngs=True, state_axes={}, wrt=rngs)
options = dict(split_rngs=True, carry_argnum=0)
forward = jax.vmap(apply, split_rngs=True)
""",
    ),
    case(
        "parameters and variables of such names",
        """
def run(model, split_rngs=True, state_axes=None, *, wrt=nnx.Param):
    carry_argnum = 0
    scan_output: bool = False
    return nnx.jit(model), split_rngs, state_axes, carry_argnum, scan_output
""",
    ),
    case(
        "a comparison is no keyword",
        """
forward = nnx.vmap(apply if state_axes == 0 else other)
""",
    ),
    case(
        "the keywords of the transformed function",
        """
value = nnx.jit(apply)(model, x, split_rngs=True, wrt=nnx.Param)
more = nnx.vmap(in_axes=0)(apply)(model, state_axes={})
""",
    ),
    case(
        "text and comments",
        '''
def run(model):
    """Use nnx.vmap(f, split_rngs=True) no longer."""
    # nnx.grad(loss, wrt=nnx.Param)
    return nnx.jit("nnx.scan(f, carry_argnum=1)")
''',
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx

forward = nnx.vmap(apply, split_rngs=True, state_axes={})
""",
        own_imports=True,
    ),
    case(
        "a local function named grad",
        """
def grad(f, wrt):
    return nnx.grad(f, argnums=nnx.DiffState(0, wrt))

grads = grad(loss, wrt=nnx.Param)
""",
    ),
    case(
        "nnx as parameter of a lambda",
        """
make = lambda nnx: nnx.vmap(apply, split_rngs=True)
""",
    ),
    case(
        "nnx as the variable of a generator",
        """
found = any(nnx.vmap(apply, split_rngs=True) for nnx in backends)
""",
    ),
    case(
        "nnx deleted",
        """
del nnx
forward = nnx.vmap(apply, split_rngs=True)
""",
    ),
    case(
        "vmap bound to something else in the function",
        """
vmap = nnx.vmap

def build(vmap):
    return vmap(apply, split_rngs=True)
""",
    ),
    case(
        "subclasses and attributes with the names of transforms",
        """
rngs = nnx.Rngs(0)
forward = model.vmap(apply, split_rngs=True)
grads = self.nnx.grad(loss, wrt=nnx.Param)
""",
        skip=["as nn", "import as X", "flax.nnx."],
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX201")


@pytest.mark.parametrize(
    ("call", "advice"),
    [
        ("nnx.vmap(f, split_rngs=True)", "`@nnx.split_rngs(splits=n)` above the transform"),
        ("nnx.scan(f, carry_argnum=1)", "`nnx.Carry` at the place of the carry"),
        ("nnx.grad(f, wrt=nnx.Param)", "`argnums=nnx.DiffState(argnum, filter)`"),
        ("nnx.vmap(f, state_axes={})", "since Flax 0.9.0"),
        ("nnx.jit(f, abstracted_axes={})", "since Flax 0.12.2"),
    ],
)
def test_the_message_says_since_when_and_what_instead(call: str, advice: str) -> None:
    source = f"from flax import nnx\n\nmade = {call}\n"
    (finding,) = check(Case(call, source), source)
    assert advice in finding.message
    assert finding.snippet == call.partition(", ")[2].removesuffix(")")
