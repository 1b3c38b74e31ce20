"""The fixer of NNX115: bind the result."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a split, mapped afterwards",
        """
from models import create

rngs = nnx.Rngs(0)
rngs.split(3)  # one key a lane
models = create(rngs)
""",
        """
from models import create

rngs = nnx.Rngs(0)
rngs = rngs.split(3)  # one key a lane
models = create(rngs)
""",
        applicability=UNSAFE,
        says="draws other numbers",
    ),
    mends(
        "a fork over several lines, drawn from afterwards",
        """
def build(streams: nnx.Rngs):
    (
        streams.fork()
    )
    return streams.params()
""",
        """
def build(streams: nnx.Rngs):
    streams = (
        streams.fork()
    )
    return streams.params()
""",
        applicability=UNSAFE,
    ),
    mends(
        "the Rngs of an object",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.rngs.broadcast(2)
""",
        """
class Block(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.rngs = rngs
        self.rngs = self.rngs.broadcast(2)
""",
        applicability=UNSAFE,
    ),
    mends(
        "copies that functions return",
        """
def forward(model, rngs: nnx.Rngs):
    nnx.split_rngs(model, splits=3, graph=False)
    nnx.with_rngs(
        rngs,
        split=3,
        graph_updates=False,
    )
    return step(model, rngs)
""",
        """
def forward(model, rngs: nnx.Rngs):
    model = nnx.split_rngs(model, splits=3, graph=False)
    rngs = nnx.with_rngs(
        rngs,
        split=3,
        graph_updates=False,
    )
    return step(model, rngs)
""",
        applicability=UNSAFE,
    ),
]

ADVICE = [
    advises(
        "what follows needs the scalar one",
        """
def build(rngs: nnx.Rngs):
    rngs.split(3)
    return nnx.Linear(2, 3, rngs=rngs)
""",
        "what follows needs the scalar one",
    ),
    advises(
        "a loop would split it again and again",
        """
def build(rngs: nnx.Rngs):
    for _ in range(3):
        rngs.split(3)
        create(rngs)
""",
        "a name of its own in the loop",
    ),
    advises(
        "a name of an outer scope would become a local one",
        """
def outer(rngs: nnx.Rngs):
    def inner():
        rngs.fork()
        return create(rngs)
    return inner
""",
        "Bind the result to a name",
    ),
    advises("nothing has a name", "nnx.Rngs(0).split(3)", "Bind the result to a name"),
    advises(
        "the default mode is not supported",
        """
def build(rngs: nnx.Rngs):
    nnx.with_rngs(rngs, split=3)
""",
        "Give graph=False",
    ),
]


@every_variant("NNX115", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX115", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX115", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
