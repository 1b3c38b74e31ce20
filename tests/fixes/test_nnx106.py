"""Advice for NNX106: hand an Rngs to the function, split where it is mapped over lanes."""

from fixes.cases import Variant, advises, every_case, every_variant

ADVICE = [
    advises(
        "the same numbers in every lane",
        """
@nnx.vmap
def noisy(x):
    return x + nnx.Rngs(0).normal(x.shape)
""",
        "an Rngs parameter, split it above nnx.vmap and map it: all callers",
    ),
    advises(
        "the same numbers in every step",
        """
@nnx.scan
def noisy(carry, x):
    return carry, x + nnx.Rngs(0).normal(x.shape)
""",
        "an Rngs parameter: all callers",
    ),
    advises(
        "the same numbers in every call",
        """
@nnx.jit
def noisy(x):
    return x + nnx.Rngs(0).normal(x.shape)
""",
        "an Rngs parameter: all callers",
    ),
]


@every_variant("NNX106", ADVICE)
def test_variants(variant: Variant) -> None:
    variant.verify()


@every_case("NNX106", ADVICE)
def test_suppressed(variant: Variant) -> None:
    variant.verify_suppressed()
