"""The fixer of NNX204: say in the words of the target what an older release was told."""

from fixes.cases import Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "the carry in out_axes",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=1)
def step(carry, x):
    return carry, x

scanned = nnx.scan(step, out_axes = (  # two
    0,
    1,
))
scanned = nnx.scan(step, out_axes=AXIS if AXIS else 0)
AXIS = -1
outputs = nnx.scan(step, out_axes=-1)
""",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 1))
def step(carry, x):
    return carry, x

scanned = nnx.scan(step, out_axes = (nnx.Carry, (  # two
    0,
    1,
)))
scanned = nnx.scan(step, out_axes=AXIS if AXIS else 0)
AXIS = -1
outputs = nnx.scan(step, out_axes=(nnx.Carry, -1))
""",
        says="Name the carry in out_axes",
    ),
    mends(
        "None in out_axes, under which nothing but None came out",
        """
def step(carry, x):
    return carry + x, None

last, _ = nnx.scan(step, out_axes=None)(state, xs)
last, (sums, _) = nnx.scan(both, out_axes=(0, None))(state, xs)
""",
        """
def step(carry, x):
    return carry + x, None

last, _ = nnx.scan(step, out_axes=(nnx.Carry, 0))(state, xs)
last, (sums, _) = nnx.scan(both, out_axes=(nnx.Carry, (0, 0)))(state, xs)
""",
    ),
    mends(
        "the carry must be imported",
        """
from flax.nnx import scan

outputs = scan(step, out_axes=0)(state, xs)
""",
        """
from flax.nnx import Carry, scan

outputs = scan(step, out_axes=(Carry, 0))(state, xs)
""",
        own_imports=True,
    ),
    mends(
        "no carry in out_axes",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, (0, 1)))
def step(carry, x):
    return carry, (x, x)
""",
        """
@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(0, 1))
def step(carry, x):
    return carry, (x, x)
""",
        target="0.9.0",
    ),
    mends(
        "arguments by keyword",
        """
grads = nnx.grad(lambda x, model: model(x).sum(), 1)(x, model)
value, grads = nnx.value_and_grad(
    loss,  # a number
    (0, 1),
    True,
)(x, model)
total = nnx.pmap(f, "batch", in_axes=0)(xs)
stream = nnx.RngStream("params", key)
stream = nnx.RngStream("params", key=key)
dropout = nnx.Dropout(0.5, (), True, rngs=rngs)
""",
        """
grads = nnx.grad(lambda x, model: model(x).sum(), argnums=1)(x, model)
value, grads = nnx.value_and_grad(
    loss,  # a number
    argnums=(0, 1),
    has_aux=True,
)(x, model)
total = nnx.pmap(f, axis_name="batch", in_axes=0)(xs)
stream = nnx.RngStream(tag="params", key=key)
stream = nnx.RngStream(tag="params", key=key)
dropout = nnx.Dropout(0.5, broadcast_dims=(), deterministic=True, rngs=rngs)
""",
        says="by keyword",
    ),
    mends(
        "the tag of a stream comes first",
        """
stream = nnx.RngStream(key, tag="params")
""",
        """
stream = nnx.RngStream(key=key, tag="params")
""",
        target="0.10.7",
    ),
    mends(
        "the wrappers of Linen",
        """
Dense = nnx.compat.functional(nnx.Linear)
""",
        """
Dense = nnx.bridge.functional(nnx.Linear)
""",
    ),
    mends(
        "the wrappers of Linen by an import",
        """
from flax.nnx import compat

Dense = compat.functional(Linear), compat.Module
""",
        """
from flax.nnx import bridge

Dense = bridge.functional(Linear), bridge.Module
""",
        own_imports=True,
    ),
]

ADVICE = [
    advises(
        "argnums that are no numbers",
        "grads = nnx.grad(loss, nnx.Param)(model)",
        "Give nnx.grad all but f by keyword",
    ),
    advises(
        "the count of a stream",
        "stream = nnx.RngStream('params', key, count)",
        "Give nnx.RngStream all but key by keyword",
    ),
    advises(
        "a wrapper that is made in another way",
        "layer = nnx.compat.LinenWrapper(dense)",
        "LinenWrapper is ToNNX there",
    ),
    advises(
        "the graph mode",
        "scale = nnx.compat.vmap(f)",
        "Use the transform of flax.nnx itself",
        target="0.8.5",
    ),
]


@every_variant("NNX204", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX204", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX204", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
