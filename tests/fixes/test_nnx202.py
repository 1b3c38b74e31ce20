"""The fixer of NNX202, where a name has only changed: another one, else what to write."""

import pytest
from fixes.cases import Variant, advises, every_case, every_variant, mends

from flake8_nnx_rng import Settings, check_source

CASES = [
    mends(
        "JIT became Jit",
        """
step = nnx.JIT.constructor(Block)(rngs=nnx.Rngs(0))
""",
        """
step = nnx.Jit.constructor(Block)(rngs=nnx.Rngs(0))
""",
        target="0.8.5",
    ),
    mends(
        "compat became bridge",
        """
Dense = nnx.compat.functional(nnx.Linear)

class Block(nnx.compat.Module):
    @nnx . compat . compact
    def __call__(self, x):
        return x
""",
        """
Dense = nnx.bridge.functional(nnx.Linear)

class Block(nnx.bridge.Module):
    @nnx . bridge . compact
    def __call__(self, x):
        return x
""",
        target="0.10.7",
        says="Use nnx.bridge",
    ),
    mends(
        "compat by an import",
        """
from flax.nnx import compat
from flax.nnx import compat as linen

Dense = compat.functional(linen.Module)
""",
        """
from flax.nnx import bridge
from flax.nnx import bridge as linen

Dense = bridge.functional(linen.Module)
""",
        target="0.9.0",
        own_imports=True,
    ),
    mends(
        "names below nnx.nnx",
        """
import flax

def conv(precision: nnx.nnx.nn.linear.PrecisionLike = None, state: nnx.nnx.state.State = None):
    nnx.nnx.rnglib.Rngs.fork(rngs)
    return nnx.nnx.nn.initializers, flax.nnx.nnx.filterlib.to_predicate, nnx.nnx
""",
        """
import flax

def conv(precision: nnx.nn.linear.PrecisionLike = None, state: nnx.State = None):
    nnx.Rngs.fork(rngs)
    return nnx.nn.initializers, flax.nnx.filterlib.to_predicate, nnx
""",
        target="0.12.8",
    ),
]

ADVICE = [
    advises(
        "the wrappers are made in another way",
        "layer = nnx.compat.LinenWrapper(dense, rngs=nnx.Rngs(0))",
        "LinenWrapper is ToNNX there",
        target="0.9.0",
    ),
    advises(
        "one use of an import is of a wrapper",
        """
from flax.nnx import compat

layers = compat.functional(x), compat.NNXWrapper(y)
""",
        "NNXWrapper ToLinen",
        target="0.10.0",
        own_imports=True,
    ),
    advises(
        "a private name below nnx.nnx",
        "convert = nnx.nnx.nn.linear._conv_dimension_numbers",
        "Nothing takes the place of nnx.nnx",
        target="0.12.8",
    ),
    advises("nothing takes the place", "x: nnx.ForkStates = None", "Nothing takes the place"),
]


@every_variant("NNX202", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX202", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX202", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()


@pytest.mark.parametrize("name", ["Vmap", "Scan", "Pmap", "Remat", "Jit", "JIT"])
def test_lifted_classes_are_never_just_renamed(name: str) -> None:
    source = f"from flax import nnx\n\nlifted = nnx.{name}.constructor(Block)\n"
    found = check_source(source, settings=Settings("0.12.12", select=("NNX202",)))
    assert [d.fix and d.fix.applicability for d in found] != ["safe"]
