"""The fixer of NNX112: split in a `with` statement."""

from fixes.cases import Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "around what comes before the scalar use",
        """
def build(rngs: nnx.Rngs):
    # split
    nnx.split_rngs(rngs, splits=3)  # one key a lane
    # map

    models = create(rngs)  # é
    for model in models:
        if model:
            train(model)
    # draw
    return models, rngs.params()
""",
        """
def build(rngs: nnx.Rngs):
    # split
    with nnx.split_rngs(rngs, splits=3):  # one key a lane
        # map

        models = create(rngs)  # é
        for model in models:
            if model:
                train(model)
    # draw
    return models, rngs.params()
""",
        says="Split in a with statement",
    ),
    mends(
        "backups that nothing takes, over several lines",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        _ = nnx.split_rngs(
            self.rngs,
            splits=3,
        )
        self.layers = create(
            self.rngs,
        )
        self.head = nnx.Linear(2, 3, rngs=self.rngs)
""",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        with nnx.split_rngs(
            self.rngs,
            splits=3,
        ):
            self.layers = create(
                self.rngs,
            )
        self.head = nnx.Linear(2, 3, rngs=self.rngs)
""",
    ),
    mends(
        "the rest of the body of a loop",
        """
def often(rngs: nnx.Rngs):
    for batch in batches:
        nnx.split_rngs(rngs, splits=3)
        train(rngs, batch)
        report()
    return rngs
""",
        """
def often(rngs: nnx.Rngs):
    for batch in batches:
        with nnx.split_rngs(rngs, splits=3):
            train(rngs, batch)
            report()
    return rngs
""",
    ),
    mends(
        "at the end of a file",
        """
rngs = nnx.Rngs(0)
nnx.fork_rngs(rngs, split=3)
models = create(rngs)
key = rngs()
""",
        """
rngs = nnx.Rngs(0)
with nnx.fork_rngs(rngs, split=3):
    models = create(rngs)
key = rngs()
""",
        skip=["local"],
    ),
]

ADVICE = [
    advises(
        "nothing maps it before it is used",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    print("split")
    return rngs.params()
""",
        "Leave the split out",
    ),
    advises(
        "what follows may map it once more",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    models = create(rngs)
    key = rngs.params()
    return key, create(rngs)
""",
        "each part that maps the state",
    ),
    advises(
        "a string over several lines",
        '''
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3)
    models = create(rngs, """
    text
    """)
    return rngs.params()
''',
        "into a with statement",
    ),
    advises(
        "two statements on a line",
        """
def build(rngs: nnx.Rngs):
    nnx.split_rngs(rngs, splits=3); models = create(rngs)
    return rngs.params()
""",
        "into a with statement",
    ),
    advises(
        "the use is inside a with",
        """
def build(rngs: nnx.Rngs):
    with nnx.split_rngs(rngs, splits=3):
        return create(rngs), rngs.params()
""",
        "Move it out of the with",
    ),
]


@every_variant("NNX112", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX112", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX112", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
