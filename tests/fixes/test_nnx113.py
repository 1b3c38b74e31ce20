"""The fixer of NNX113: call `split_rngs`, `fork` and `split` the way they are called."""

import pytest
from fixes.cases import Variant, advises, every_case, every_variant, mends

from flake8_nnx_rng import Settings, check_source

CASES = [
    mends(
        "the size by position",
        """
@nnx.split_rngs(3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        says="Say the size as splits=",
    ),
    mends(
        "any size by position where it decorates",
        """
@nnx.split_rngs(  # how many
    max(n, 3), only="params",
)
@nnx.vmap
def create(rngs):
    return rngs.params()

keys = nnx.split_rngs((2, 3))(create)(rngs)
lanes = nnx.split_rngs(n if wide else 1)(create)(rngs)
""",
        """
@nnx.split_rngs(  # how many
    splits=max(n, 3), only="params",
)
@nnx.vmap
def create(rngs):
    return rngs.params()

keys = nnx.split_rngs(splits=(2, 3))(create)(rngs)
lanes = nnx.split_rngs(splits=n if wide else 1)(create)(rngs)
""",
        target="0.10.7",
    ),
    mends(
        "a number in parentheses, kept for later",
        """
splitting = nnx.split_rngs((3))
""",
        """
splitting = nnx.split_rngs(splits=(3))
""",
    ),
    mends(
        "the size behind the state",
        """
backups = nnx.split_rngs(rngs, 3)
with nnx.split_rngs(rngs, (2, 3), squeeze=False):
    pass
""",
        """
backups = nnx.split_rngs(rngs, splits=3)
with nnx.split_rngs(rngs, splits=(2, 3), squeeze=False):
    pass
""",
    ),
    mends(
        "a function given for state",
        """
def create(rngs):
    return rngs.params()

keys = nnx.split_rngs(create, splits=3)(nnx.Rngs(0))
keys = nnx.split_rngs(nnx.vmap(lambda rngs: rngs.params(), axis_size=3), splits=3)(nnx.Rngs(0))
""",
        """
def create(rngs):
    return rngs.params()

keys = nnx.split_rngs(splits=3)(create)(nnx.Rngs(0))
keys = nnx.split_rngs(splits=3)(nnx.vmap(lambda rngs: rngs.params(), axis_size=3))(nnx.Rngs(0))
""",
        says="Apply it to the function",
        target="0.11.2",
        skip=["import as X", "flax.nnx.", "by name", "as nn"],
    ),
    mends(
        "a function and its size over several lines",
        """
create = nnx.split_rngs(
    # one model a lane
    nnx.vmap(make),
    splits=3,  # lanes
    only="params",
)
""",
        """
create = nnx.split_rngs(
    # one model a lane
    splits=3,  # lanes
    only="params",
)(nnx.vmap(make))
""",
        skip=["tabs"],
    ),
    mends(
        "a function and the size by position",
        """
create = nnx.split_rngs(nnx.vmap(make), 3, only="params")
""",
        """
create = nnx.split_rngs(splits=3, only="params")(nnx.vmap(make))
""",
    ),
    mends(
        "a misspelt keyword",
        """
backups = nnx.split_rngs(rngs, split = 3)

@nnx.split_rngs(only="params", split=3)
@nnx.vmap
def create(rngs):
    return rngs.params()

keys = nnx.fork_rngs(splits=3)(create)(rngs)
""",
        """
backups = nnx.split_rngs(rngs, splits = 3)

@nnx.split_rngs(only="params", splits=3)
@nnx.vmap
def create(rngs):
    return rngs.params()

keys = nnx.fork_rngs(split=3)(create)(rngs)
""",
        target="0.11.2",
    ),
    mends(
        "a misspelt keyword beside a function",
        """
create = nnx.split_rngs(nnx.vmap(make), split=3)
""",
        """
create = nnx.split_rngs(splits=3)(nnx.vmap(make))
""",
    ),
    mends(
        "a partial as decorator and called at once",
        """
import functools

@functools.partial(nnx.split_rngs, splits=3, only="params")
@nnx.vmap
def create(rngs):
    return rngs.params()

keys = functools.partial(nnx.split_rngs, splits=3)(nnx.vmap(create))(rngs)
size = functools.reduce(max, sizes)
""",
        """
import functools

@nnx.split_rngs(splits=3, only="params")
@nnx.vmap
def create(rngs):
    return rngs.params()

keys = nnx.split_rngs(splits=3)(nnx.vmap(create))(rngs)
size = functools.reduce(max, sizes)
""",
    ),
    mends(
        "a partial whose import goes with it",
        """
from functools import partial

@partial(nnx.split_rngs, splits=3)
def create(rngs):
    return rngs.params()
""",
        """
@nnx.split_rngs(splits=3)
def create(rngs):
    return rngs.params()
""",
        skip=["by name", "local", "form feed"],
    ),
    mends(
        "bare above a transform that says its size",
        """
@nnx.jit
@nnx.split_rngs  # keys
@nnx.vmap(in_axes=0, axis_size=self.lanes)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
@nnx.jit
@nnx.split_rngs(splits=self.lanes)  # keys
@nnx.vmap(in_axes=0, axis_size=self.lanes)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        says="the size of nnx.vmap",
    ),
    mends(
        "fork where there is split",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(5)
lanes = rngs.fork(splits=5)
lanes = rngs.fork(  # lanes
    n + 1
)
lanes = rngs.split(splits=(2, 3))
lanes = nnx.Rngs(0).fork(lambda: 3)
""",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(5)
lanes = rngs.split(5)
lanes = rngs.split(  # lanes
    n + 1
)
lanes = rngs.split((2, 3))
lanes = nnx.Rngs(0).split(lambda: 3)
""",
        says="Use split",
    ),
    mends(
        "fork where there is no split yet",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(5)
lanes = rngs.fork(splits=a if b else c)
lanes = rngs . fork({"params": 3})
""",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=5)
lanes = rngs.fork(split=a if b else c)
lanes = rngs . fork(split={"params": 3})
""",
        target="0.12.5",
        says="Use fork",
    ),
]

ADVICE = [
    advises(
        "bare above a transform without a size",
        """
@nnx.split_rngs
@nnx.vmap
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        "Say how many keys to make: @nnx.split_rngs(splits=...)",
    ),
    advises(
        "bare above two transforms",
        """
@nnx.split_rngs
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        "Say how many keys",
    ),
    advises("no size at all", "backups = nnx.split_rngs(rngs)", "Write the size by keyword"),
    advises(
        "a partial without a size",
        """
from functools import partial

@partial(nnx.split_rngs, only="params")
def create(rngs):
    return rngs.params()
""",
        "Write the size by keyword",
    ),
    advises(
        "two sizes",
        """
splitting = nnx.split_rngs(3, splits=4)
backups = nnx.split_rngs(rngs, 3, split=4)
splitting = nnx.split_rngs(3, split=4)
""",
        "Write the size by keyword",
        left=3,
    ),
    advises(
        "another word that nobody knows",
        "backups = nnx.split_rngs(3, kind='params')",
        "Write the size by keyword",
    ),
    advises("a number that forks nothing", "nnx.fork_rngs(3)", "Write the size", target="0.11.2"),
    advises(
        "arguments that are not in view",
        "backups = nnx.split_rngs(*everything, split=3)",
        "Write the size by keyword",
    ),
    advises(
        "two numbers for a method",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(2, 3)
lanes = rngs.split(num=3)
lanes = rngs.split()
""",
        "the number of keys, and nothing else",
        left=3,
    ),
    advises(
        "a tuple where fork takes none",
        "lanes = nnx.Rngs(0).fork((2, 3))",
        "Use nnx.split_rngs",
        target="0.11.2",
    ),
]


@every_variant("NNX113", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX113", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX113", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()


@pytest.mark.parametrize(("source", "applicability"), [("0.8.2", "unsafe"), ("0.12.0", "safe")])
def test_fork_of_old_code_gave_other_keys(source: str, applicability: str) -> None:
    settings = Settings("0.12.8", source_flax=source, select=("NNX113",))
    text = "from flax import nnx\n\nrngs = nnx.Rngs(0)\nkeys = rngs.fork(5)\n"
    (found,) = check_source(text, settings=settings)
    assert found.fix is not None
    assert found.fix.applicability == applicability
