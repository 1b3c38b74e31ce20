"""The fixer of NNX114: split all streams, where one name was meant for all."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "the default stream is the only one, and all of it is mapped",
        """
@nnx.split_rngs(splits=3, only="params")
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
        says="Split all streams",
    ),
    mends(
        "in a call over several lines, with comments",
        """
draw_all = nnx.split_rngs(
    only=("params", "dropout"),  # names
    splits=3,  # lanes
)(nnx.vmap(lambda rngs: rngs.params()))
keys = draw_all(nnx.Rngs(0))
""",
        """
draw_all = nnx.split_rngs(
    # names
    splits=3,  # lanes
)(nnx.vmap(lambda rngs: rngs.params()))
keys = draw_all(nnx.Rngs(0))
""",
        applicability=UNSAFE,
        skip=["tabs"],  # nothing in it shows how blocks are indented
    ),
]

ADVICE = [
    advises(
        "the axes name the stream, too",
        """
@nnx.split_rngs(splits=3, only="params")
@nnx.vmap(in_axes=(nnx.StateAxes({"params": 0, ...: None}),), axis_size=3)
def create(rngs: nnx.Rngs):
    return nnx.Linear(2, 3, rngs=rngs)

models = create(nnx.Rngs(0))
""",
        "Name a stream that the Rngs has",
    ),
    advises(
        "there are other streams, which may be shared on purpose",
        """
@nnx.split_rngs(splits=3, only="noise")
@nnx.vmap(axis_size=3)
def create(rngs: nnx.Rngs):
    return rngs.noise()

keys = create(nnx.Rngs(0, dropout=1))
""",
        "Name a stream that the Rngs has",
    ),
    advises(
        "a dict of sizes",
        'lanes = nnx.Rngs(0).split({"params": 3})',
        "Name a stream that the Rngs has",
    ),
]


@every_variant("NNX114", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX114", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX114", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
