"""The fixer of NNX107: put the split above the transform that maps the Rngs."""

from fixes.cases import Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "two decorators",
        """
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        says="above nnx.vmap",
    ),
    mends(
        "comments between stay, those behind go along",
        """
# above
@nnx.vmap(  # one model a lane
    axis_size=3,
)
# between, é
@nnx.split_rngs(splits=3)   # one key a lane
# below
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
# above
@nnx.split_rngs(splits=3)   # one key a lane
# between, é
@nnx.vmap(  # one model a lane
    axis_size=3,
)
# below
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
    ),
    mends(
        "others around and between keep their order",
        """
class Ensemble(nnx.Module):
    @staticmethod
    @nnx.jit(static_argnums=1)
    @nnx.vmap(in_axes=(0, None))
    @nnx.remat
    @nnx.split_rngs(splits=3)
    def create(rngs: nnx.Rngs, features):
        return nnx.Linear(features, 3, rngs=rngs)

models = Ensemble.create(nnx.Rngs(0), 2)
""",
        """
class Ensemble(nnx.Module):
    @staticmethod
    @nnx.jit(static_argnums=1)
    @nnx.split_rngs(splits=3)
    @nnx.vmap(in_axes=(0, None))
    @nnx.remat
    def create(rngs: nnx.Rngs, features):
        return nnx.Linear(features, 3, rngs=rngs)

models = Ensemble.create(nnx.Rngs(0), 2)
""",
    ),
    mends(
        "in parentheses, which stay",
        """
@(nnx.vmap)
@nnx.split_rngs(splits=(3))
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
@nnx.split_rngs(splits=(3))
@(nnx.vmap)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
    ),
    mends(
        "partials, kept",
        """
from functools import partial

@partial(nnx.vmap, axis_size=3)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
from functools import partial

@nnx.split_rngs(splits=3)
@partial(nnx.vmap, axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        target="0.10.7",
    ),
    mends(
        "a local name for the split",
        """
splitting = nnx.split_rngs(splits=3)

@nnx.vmap
@splitting
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
splitting = nnx.split_rngs(splits=3)

@splitting
@nnx.vmap
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
    ),
    mends(
        "one axis for each of two transforms",
        """
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=(2, 3))
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
    ),
    mends(
        "only one of two transforms maps the Rngs",
        """
@nnx.vmap(in_axes=(None, 0))
@nnx.vmap(in_axes=(0, None))
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)
""",
        """
@nnx.vmap(in_axes=(None, 0))
@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0, None))
def create(rngs: nnx.Rngs, x):
    return x + rngs.normal(x.shape)
""",
    ),
    mends(
        "calls",
        """
def create(rngs: nnx.Rngs):
    return rngs.params()

keys = nnx.vmap(nnx.split_rngs(splits=3)(create), axis_size=3)(nnx.Rngs(0))
""",
        """
def create(rngs: nnx.Rngs):
    return rngs.params()

keys = nnx.split_rngs(splits=3)(nnx.vmap(create, axis_size=3))(nnx.Rngs(0))
""",
        target="0.9.0",
    ),
    mends(
        "calls over several lines with a lambda",
        """
create = nnx.jit(
    nnx.vmap(
        (nnx.split_rngs(splits=3)(
            lambda rngs: rngs.params()
        )),
        axis_size=3,  # lanes
    )
)
keys = create(nnx.Rngs(0))
""",
        """
create = nnx.jit(
    nnx.split_rngs(splits=3)(nnx.vmap(
        (lambda rngs: rngs.params()),
        axis_size=3,  # lanes
    ))
)
keys = create(nnx.Rngs(0))
""",
    ),
    mends(
        "curried calls with a split over two lines",
        """
create = nnx.vmap(axis_size=3)(nnx.split_rngs(
    splits=3,
)(lambda rngs: rngs.params()))
keys = create(nnx.Rngs(0))
""",
        """
create = nnx.split_rngs(
    splits=3,
)(nnx.vmap(axis_size=3)(lambda rngs: rngs.params()))
keys = create(nnx.Rngs(0))
""",
    ),
    mends(
        "two definitions at once",
        """
@nnx.vmap
@nnx.split_rngs(splits=3)
def first(rngs: nnx.Rngs):
    return rngs.params()

@nnx.vmap
@nnx.split_rngs(splits=4)
async def second(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap
def first(rngs: nnx.Rngs):
    return rngs.params()

@nnx.split_rngs(splits=4)
@nnx.vmap
async def second(rngs: nnx.Rngs):
    return rngs.params()
""",
    ),
]

ADVICE = [
    advises(
        "both transforms map the Rngs and there is one axis",
        """
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        "one split above each transform",
    ),
    advises(
        "the split is of the function wherever it is used",
        """
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return rngs.params()

first = nnx.vmap(create, axis_size=3)(nnx.Rngs(0))
""",
        "not written in one place",
    ),
    advises(
        "a comment would have no place",
        """
create = nnx.vmap(nnx.split_rngs(splits=3)(
    # draws
    lambda rngs: rngs.params()
))
keys = create(nnx.Rngs(0))
""",
        "not written in one place",
    ),
    advises(
        "a decorator that may do anything stands between",
        """
@nnx.vmap
@traced
@nnx.split_rngs(splits=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        "if what stands between allows it",
    ),
]


@every_variant("NNX107", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX107", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX107", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
