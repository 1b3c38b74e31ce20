"""The fixer of NNX201 where a keyword only has another name now."""

from fixes.cases import Variant, every_case, every_variant, mends

CASES = [
    mends(
        "check_rep became check_vma",
        """
mapped = nnx.shard_map(f, mesh=mesh, in_specs=a, out_specs=b, check_rep = False)

@nnx.shard_map(
    mesh=mesh, in_specs=a, out_specs=b,
    check_rep=False,  # é
)
def f(x):
    return x
""",
        """
mapped = nnx.shard_map(f, mesh=mesh, in_specs=a, out_specs=b, check_vma = False)

@nnx.shard_map(
    mesh=mesh, in_specs=a, out_specs=b,
    check_vma=False,  # é
)
def f(x):
    return x
""",
        says="Use check_vma=",
    ),
    mends(
        "counts became count",
        """
stream = nnx.RngStream(key=key, counts=0)
""",
        """
stream = nnx.RngStream(key=key, count=0)
""",
        target="0.8.2",
    ),
]


@every_variant("NNX201", CASES)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX201", CASES)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX201", CASES)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
