"""The fixer of NNX109: one split for each level that maps the state."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a size for each level",
        """
@nnx.split_rngs(splits=2)  # one for each
@nnx.vmap
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=(2, 3))  # one for each
@nnx.vmap
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        applicability=UNSAFE,
        says="Split into (2, 3)",
    ),
    mends(
        "a split above the outer level, where the inner one has its own",
        """
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "one of two equal splits, of which a comment stays",
        """
@nnx.split_rngs(splits=3)  # keys
@nnx.split_rngs(splits=3)
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=3)  # keys
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "one of two equal splits around a call",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


models = nnx.split_rngs(splits=3)(nnx.split_rngs(splits=3)(nnx.vmap(create)))(nnx.Rngs(0))
""",
        """
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)


models = nnx.split_rngs(splits=3)(nnx.vmap(create))(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
    mends(
        "a size too many",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        """
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        applicability=UNSAFE,
    ),
]
ADVICE = [
    advises(
        "two splits that differ: a level may be missing",
        """
@nnx.split_rngs(splits=2)
@nnx.split_rngs(splits=3)
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        "a transform between them may be missing",
    ),
    advises(
        "a size too many, and nothing says which",
        """
@nnx.split_rngs(splits=(2, 3))
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        "the number of lanes is not written",
    ),
    advises(
        "no size in view",
        """
@nnx.split_rngs(splits=2)
@nnx.vmap
@nnx.vmap
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        "the number of lanes is not written",
    ),
]


@every_variant("NNX109", CASES, ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX109", CASES, ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX109", CASES)
def test_among_all(variant: Variant) -> None:
    variant.verify_among_all()
