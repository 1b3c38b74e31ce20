"""The fixer of NNX117: make the Rngs inside the function, where none is given."""

import pytest
from fixes.cases import UNSAFE, Case, Variant, advises, every_case, every_variant, mends

from flake8_nnx_rng import Settings, fix_source

CASES = [
    mends(
        "an annotated parameter and a docstring",
        '''
class Block(nnx.Module):
    def __init__(self, features: int, rngs: nnx.Rngs = nnx.Rngs(0)) -> None:
        """A block."""
        self.linear = nnx.Linear(features, features, rngs=rngs)
''',
        '''
class Block(nnx.Module):
    def __init__(self, features: int, rngs: nnx.Rngs | None = None) -> None:
        """A block."""
        if rngs is None:
            rngs = nnx.Rngs(0)
        self.linear = nnx.Linear(features, features, rngs=rngs)
''',
        applicability=UNSAFE,
        says="each call without the argument then starts its streams anew",
    ),
    mends(
        "no annotation and no docstring",
        """
def draw(x, *, rngs=nnx.Rngs(0), **options):  # draws
    # a comment of the next line
    return x + rngs.normal(x.shape)
""",
        """
def draw(x, *, rngs=None, **options):  # draws
    if rngs is None:
        rngs = nnx.Rngs(0)
    # a comment of the next line
    return x + rngs.normal(x.shape)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a spread signature and a long docstring",
        '''
async def draw(
    x,
    rngs: "nnx.Rngs" = (nnx.Rngs(0, params=jax.random.key(1))),  # streams
    scale=1.0,
):
    """Draws
    numbers.
    """  # done

    return x + rngs.normal(x.shape)
''',
        '''
async def draw(
    x,
    rngs: "nnx.Rngs | None" = None,  # streams
    scale=1.0,
):
    """Draws
    numbers.
    """  # done
    if rngs is None:
        rngs = nnx.Rngs(0, params=jax.random.key(1))

    return x + rngs.normal(x.shape)
''',
        applicability=UNSAFE,
    ),
    mends(
        "annotations that allow None already",
        """
from typing import Any, Optional, Union

def first(rngs: Optional[nnx.Rngs] = nnx.Rngs(0)):
    return rngs.params()

def second(rngs: Union[nnx.Rngs, None] = nnx.Rngs(0)):
    return rngs.params()

def third(rngs: nnx.Rngs | None = nnx.Rngs(0)):
    return rngs.params()

def fourth(rngs: Any = nnx.Rngs(0)):
    return rngs.params()
""",
        """
from typing import Any, Optional, Union

def first(rngs: Optional[nnx.Rngs] = None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs.params()

def second(rngs: Union[nnx.Rngs, None] = None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs.params()

def third(rngs: nnx.Rngs | None = None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs.params()

def fourth(rngs: Any = None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs.params()
""",
        applicability=UNSAFE,
        skip=["semicolons"],
    ),
    mends(
        "a union of others, and postponed annotations",
        """
from __future__ import annotations

def draw(rngs: nnx.Rngs | int = nnx.Rngs(0)):
    return rngs
""",
        """
from __future__ import annotations

def draw(rngs: nnx.Rngs | int | None = None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs
""",
        applicability=UNSAFE,
    ),
    mends(
        "two parameters of one function, in their order",
        '''
def draw(first: nnx.Rngs = nnx.Rngs(0), second: nnx.Rngs = nnx.Rngs(1)):
    """Draws."""
    return first.params(), second.params()
''',
        '''
def draw(first: nnx.Rngs | None = None, second: nnx.Rngs | None = None):
    """Draws."""
    if first is None:
        first = nnx.Rngs(0)
    if second is None:
        second = nnx.Rngs(1)
    return first.params(), second.params()
''',
        applicability=UNSAFE,
    ),
    mends(
        "the class itself",
        """
def draw(x, rngs: nnx.Rngs = nnx.Rngs):
    return x + rngs.normal(x.shape)
""",
        """
def draw(x, rngs: nnx.Rngs | None = None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return x + rngs.normal(x.shape)
""",
        applicability=UNSAFE,
        says="the seed 0 is a guess",
    ),
    mends(
        "only a signature",
        '''
from typing import Protocol, overload

class Draws(Protocol):
    def draw(self, rngs: nnx.Rngs = nnx.Rngs(0)): ...

    def other(self, rngs: nnx.Rngs = nnx.Rngs(0)):
        """Draws."""
''',
        '''
from typing import Protocol, overload

class Draws(Protocol):
    def draw(self, rngs: nnx.Rngs | None = None): ...

    def other(self, rngs: nnx.Rngs | None = None):
        """Draws."""
''',
        applicability=UNSAFE,
    ),
    mends(
        "a stub file",
        """
def draw(rngs: nnx.Rngs = nnx.Rngs(0)) -> float: return 0.0
""",
        """
def draw(rngs: nnx.Rngs | None = None) -> float: return 0.0
""",
        applicability=UNSAFE,
        filename="case.pyi",
    ),
    mends(
        "nested functions, each for itself",
        """
def outer(rngs=nnx.Rngs(0)):
    def inner(rngs=nnx.Rngs(1)):
        if rngs:
            return rngs.params()
    return inner(rngs)
""",
        """
def outer(rngs=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    def inner(rngs=None):
        if rngs is None:
            rngs = nnx.Rngs(1)
        if rngs:
            return rngs.params()
    return inner(rngs)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a default over several lines",
        """
def draw(
    x,
    rngs: nnx.Rngs = nnx.Rngs(
        0,  # the seed
    ),
):
    "Draws."
    x = x + 1
    return x + rngs.normal(x.shape)
""",
        """
def draw(
    x,
    rngs: nnx.Rngs | None = None,
):
    "Draws."
    if rngs is None:
        rngs = nnx.Rngs(
            0,  # the seed
        )
    x = x + 1
    return x + rngs.normal(x.shape)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a guard that is there already",
        """
def draw(x, key=None, rngs=nnx.Rngs(0)):
    if key is None:
        key = 0
    return x + rngs.normal(x.shape)
""",
        """
def draw(x, key=None, rngs=None):
    if key is None:
        key = 0
    if rngs is None:
        rngs = nnx.Rngs(0)
    return x + rngs.normal(x.shape)
""",
        applicability=UNSAFE,
    ),
    mends(
        "a string that is no docstring, since it is returned",
        """
def kind(rngs=nnx.Rngs(0)):
    return "uniform"
""",
        """
def kind(rngs=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return "uniform"
""",
        applicability=UNSAFE,
    ),
    mends(
        "another parameter is looked at below the first draw",
        """
def noisy(x, rngs=nnx.Rngs(0), scale=None):
    noise = rngs.normal(x.shape)
    if scale is None:
        scale = 1.0
    return x + scale * noise
""",
        """
def noisy(x, rngs=None, scale=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    noise = rngs.normal(x.shape)
    if scale is None:
        scale = 1.0
    return x + scale * noise
""",
        applicability=UNSAFE,
    ),
]

ADVICE = [
    advises(
        "a transform runs the body, where a constant seed is repeated",
        """
@nnx.jit
def draw(x, rngs=nnx.Rngs(0)):
    return x + rngs.normal(x.shape)
""",
        "Pass an Rngs in each call",
    ),
    advises(
        "calls that go without would draw the same",
        """
def draw(rngs=nnx.Rngs(0)):
    return rngs.normal((3,))

first, second = draw(), draw()
""",
        "Pass an Rngs in each call",
    ),
    advises("a body on the line", "def draw(rngs=nnx.Rngs(0)): return 1", "several lines"),
    advises("a lambda", "draw = lambda rngs=nnx.Rngs(0): rngs.params()", "Write a function"),
    advises(
        "code behind the docstring on its line",
        """
def draw(rngs=nnx.Rngs(0)):
    "Draws."; x = 1
    return rngs.params() + x
""",
        "several lines",
    ),
    advises(
        "a name of the class around",
        """
class Model:
    SEED = 3

    def draw(self, rngs=nnx.Rngs(SEED)):
        return rngs.params()
""",
        "names that it can see",
    ),
    advises(
        "a name that a parameter hides",
        """
def draw(seed, rngs=nnx.Rngs(seed)):
    return rngs.params()
""",
        "names that it can see",
    ),
    advises(
        "nnx is another thing in the body",
        """
def draw(rngs=nnx.Rngs(0)):
    nnx = rngs
    return nnx.params()
""",
        "names that it can see",
    ),
    advises(
        "a default that can run only once",
        """
def draw(rngs=nnx.Rngs(seed := 3)):
    return rngs.params() + seed
""",
        "names that it can see",
    ),
]


@every_variant("NNX117", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX117", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX117", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()


@pytest.mark.parametrize("covered", ["first", "second"])
def test_each_of_two_parameters_alone(covered: str) -> None:
    other = {"first": "second", "second": "first"}[covered]
    lines = {name: f"    {name}: nnx.Rngs = nnx.Rngs(0)," for name in (covered, other)}
    lines[covered] += "  # noqa: NNX117"
    program = "from flax import nnx\n\ndef f(\n{first}\n{second}\n):\n    return 1\n"
    mended = fix_source(program.format(**lines), settings=Settings("0.12.12"), unsafe=True).text
    lines[other] = f"    {other}: nnx.Rngs | None = None,"
    guard = f"    if {other} is None:\n        {other} = nnx.Rngs(0)\n"
    assert mended == program.format(**lines).replace("    return", f"{guard}    return")


def test_the_new_code_runs_as_it_is_meant() -> None:
    """The guard makes a new object each time, an argument is left alone."""
    case: Case = CASES[1]
    made: dict[str, object] = {}
    code = case.after.replace("nnx.Rngs(0)", "[]").replace("x + rngs.normal(x.shape)", "rngs")
    exec(code, made)
    draw = made["draw"]
    assert callable(draw)
    assert draw(0) is not draw(0)
    assert draw(0, rngs="mine") == "mine"
