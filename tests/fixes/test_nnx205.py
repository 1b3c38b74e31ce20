"""The fixer of NNX205: what the target release already has in place of what comes later."""

from fixes.cases import UNSAFE, Variant, advises, every_case, every_variant, mends

CASES = [
    mends(
        "a number of keys",
        """
rngs = nnx.Rngs(0)
lanes = rngs.split(3)
lanes = rngs.split(k=3)
lanes = nnx.Rngs(0) . split(  # lanes
    n if n else 1,
)
lanes = rngs.split(lambda: 3)
""",
        """
rngs = nnx.Rngs(0)
lanes = rngs.fork(split=3)
lanes = rngs.fork(split=3)
lanes = nnx.Rngs(0) . fork(  # lanes
    split=n if n else 1,
)
lanes = rngs.fork(split=lambda: 3)
""",
        target="0.12.5",
        says="Use fork(split=...)",
    ),
    mends(
        "the first release that forks",
        """
lanes = nnx.Rngs(0).split(3)
""",
        """
lanes = nnx.Rngs(0).fork(split=3)
""",
        target="0.10.7",
    ),
    mends(
        "a mapping",
        """
lanes = nnx.Rngs(0).split({"params": 3})
""",
        """
lanes = nnx.Rngs(0).fork(split={"params": 3})
""",
        target="0.11.2",
        applicability=UNSAFE,
        says="fork gives a new key",
    ),
    mends(
        "a name that was another",
        """
state = nnx.as_pure(state)
""",
        """
state = nnx.pure(state)
""",
        target="0.12.6",
        says="Use nnx.pure",
    ),
    mends(
        "an imported name that was another",
        """
from flax.nnx import as_pure

state = as_pure(state)
""",
        """
from flax.nnx import pure

state = pure(state)
""",
        target="0.12.6",
        own_imports=True,
    ),
]

ADVICE = [
    advises(
        "there is no fork yet",
        "lanes = nnx.Rngs(0).split(3)",
        "require Flax 0.12.6 or later",
        target="0.9.0",
    ),
    advises(
        "a tuple, which fork does not take",
        "lanes = nnx.Rngs(0).split((2, 3))",
        "Use `rngs.fork(split=n)`, or require Flax 0.12.6 or later",
        target="0.11.2",
    ),
    advises(
        "more than one argument",
        "lanes = nnx.Rngs(0).split(3, *more)",
        "require Flax 0.12.6",
        target="0.11.2",
    ),
    advises(
        "a drawing method",
        "x = nnx.Rngs(0).normal((2, 3))",
        "To use it, require Flax 0.11.2 or later",
        target="0.10.7",
    ),
    advises(
        "a name to come",
        "total = nnx.fork_rngs(rngs)",
        "Use `nnx.split_rngs`, or require Flax 0.11.0 or later",
        target="0.10.7",
    ),
    advises(
        "a keyword to come",
        "backups = nnx.split_rngs(rngs, splits=1, squeeze=True)",
        "To use it, require Flax 0.10.3 or later",
        target="0.9.0",
    ),
    advises(
        "a module to come",
        "from flax.nnx.rnglib import Rngs",
        "To use it, require Flax 0.10.0 or later",
        target="0.9.0",
        own_imports=True,
    ),
]


@every_variant("NNX205", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX205", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX205", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
