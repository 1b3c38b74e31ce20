"""The fixer of NNX108: split into as many keys as the transform has lanes."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a name that is written elsewhere is a number here, where it may mean another",
        """
LANES = 4
over_lanes = nnx.vmap(axis_size=LANES)

def build(LANES):
    @nnx.split_rngs(splits=3)
    @over_lanes
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create(nnx.Rngs(LANES))
""",
        """
LANES = 4
over_lanes = nnx.vmap(axis_size=LANES)

def build(LANES):
    @nnx.split_rngs(splits=4)
    @over_lanes
    def create(rngs: nnx.Rngs):
        return nnx.Linear(2, 3, rngs=rngs)

    return create(nnx.Rngs(LANES))
""",
        applicability=UNSAFE,
    ),
    mends(
        "a literal",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """
@nnx.split_rngs(splits=4)
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        applicability=UNSAFE,
        says="the size of nnx.vmap (the size of the split may be",
    ),
    mends(
        "a name is written as it stands",
        """
LANES = 4

@nnx.split_rngs(splits = (3), only=...)
@nnx.vmap(axis_size=LANES)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
LANES = 4

@nnx.split_rngs(splits = (LANES), only=...)
@nnx.vmap(axis_size=LANES)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        applicability=UNSAFE,
    ),
    mends(
        "only the element of a tuple that differs",
        """
@nnx.split_rngs(splits=(2, 5))
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=0x3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
@nnx.split_rngs(splits=(2, 0x3))
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=0x3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        applicability=UNSAFE,
    ),
    mends(
        "two elements at once",
        """
@nnx.split_rngs(
    splits=(
        7,  # outer
        8,  # inner
    ),
)
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
@nnx.split_rngs(
    splits=(
        2,  # outer
        3,  # inner
    ),
)
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        applicability=UNSAFE,
        target="0.9.0",
    ),
    mends(
        "a name that holds the size of the split",
        """
N = 3

@nnx.split_rngs(splits=N)
@nnx.scan(length=4, in_axes=(nnx.Carry, 0))
def step(carry, rngs: nnx.Rngs):
    return carry + rngs.normal(()), None
""",
        """
N = 3

@nnx.split_rngs(splits=4)
@nnx.scan(length=4, in_axes=(nnx.Carry, 0))
def step(carry, rngs: nnx.Rngs):
    return carry + rngs.normal(()), None
""",
        applicability=UNSAFE,
    ),
    mends(
        "calls",
        """
keys = nnx.split_rngs(splits=3)(nnx.vmap(lambda rngs: rngs.params(), axis_size=4))(nnx.Rngs(0))
""",
        """
keys = nnx.split_rngs(splits=4)(nnx.vmap(lambda rngs: rngs.params(), axis_size=4))(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "the size of a transform that is written elsewhere",
        """
mapped = nnx.vmap(axis_size=4)

@nnx.split_rngs(splits=3)
@mapped
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        """
mapped = nnx.vmap(axis_size=4)

@nnx.split_rngs(splits=4)
@mapped
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        applicability=UNSAFE,
    ),
]

ADVICE = [
    advises(
        "the split has a name and may be shared",
        """
splitting = nnx.split_rngs(splits=3)

@splitting
@nnx.vmap(axis_size=4)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        "may share this split",
    ),
    advises(
        "a level that has no split: another size would not help",
        """
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        "Split once for each transform",
    ),
    advises(
        "two splits, of which the inner one cannot split what is split",
        """
@nnx.split_rngs(splits=2)
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=2)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.params()
""",
        "Split once for each transform",
        left=2,
    ),
]


@every_variant("NNX108", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX108", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX108", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
