"""The fixer of NNX203: import from where the target release keeps it."""

from functools import partial

from fixes import cases
from fixes.cases import Variant, every_case, every_variant

mends = partial(cases.mends, own_imports=True)
advises = partial(cases.advises, own_imports=True)

CASES = [
    mends(
        "the namespace",
        """
from flax.experimental import nnx  # NNX

rngs = nnx.Rngs(0)
""",
        """
from flax import nnx  # NNX

rngs = nnx.Rngs(0)
""",
        says="Import from flax",
    ),
    mends(
        "with an alias, spaces and a line continuation",
        """
from flax . experimental  import \\
    nnx as nn

rngs = nn.Rngs(0)
""",
        """
from flax  import \\
    nnx as nn

rngs = nn.Rngs(0)
""",
        target="0.8.4",
    ),
    mends(
        "names from the namespace",
        """
from flax.experimental.nnx import (
    Rngs,  # streams
    vmap as v,
)
from flax.experimental.nnx import *
""",
        """
from flax.nnx import (
    Rngs,  # streams
    vmap as v,
)
from flax.nnx import *
""",
        skip=["local"],
    ),
    mends(
        "a module with an alias",
        """
import os, flax.experimental.nnx as nnx, sys

rngs = nnx.Rngs(0)
""",
        """
import os, flax.nnx as nnx, sys

rngs = nnx.Rngs(0)
""",
    ),
    mends(
        "a module by its whole name, with its uses",
        """
import flax.experimental.nnx

rngs: flax.experimental.nnx.Rngs = flax.experimental.nnx.Rngs(0)
linen = flax.linen.Dense, mine.flax.experimental.nnx

@flax.experimental.nnx.vmap
def f(rngs):
    return flax . experimental \\
        .nnx.Linear(2, 3, rngs=rngs)
""",
        """
import flax.nnx

rngs: flax.nnx.Rngs = flax.nnx.Rngs(0)
linen = flax.linen.Dense, mine.flax.experimental.nnx

@flax.nnx.vmap
def f(rngs):
    return flax.nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    mends(
        "another flax of a function keeps its name",
        """
import flax.experimental.nnx

def f(flax):
    return flax.experimental.nnx.Rngs(0)
""",
        """
import flax.nnx

def f(flax):
    return flax.experimental.nnx.Rngs(0)
""",
    ),
    mends(
        "the same import is there already",
        """
from flax import nnx
from flax.experimental import nnx
import jax

rngs = nnx.Rngs(0)
""",
        """
from flax import nnx
import jax

rngs = nnx.Rngs(0)
""",
    ),
    mends(
        "the same import comes later",
        """
import jax; from flax.experimental import nnx; import numpy
from flax import linen as nn, nnx

rngs = nnx.Rngs(0)
""",
        """
import jax; import numpy
from flax import linen as nn, nnx

rngs = nnx.Rngs(0)
""",
    ),
    mends(
        "a use comes before the other import",
        """
from flax.experimental import nnx
rngs = nnx.Rngs(0)
from flax import nnx
""",
        """
from flax import nnx
rngs = nnx.Rngs(0)
from flax import nnx
""",
    ),
    mends(
        "one of several names",
        """
from flax.experimental import host_callback, nnx as nn

rngs = nn.Rngs(0)
""",
        """
from flax import nnx as nn
from flax.experimental import host_callback

rngs = nn.Rngs(0)
""",
    ),
    mends(
        "one of several names on their own lines",
        """
def f():
    from flax.experimental import (
        nnx,  # state
        other,  # not ours
    )
    return nnx, other
""",
        """
def f():
    from flax import nnx
    from flax.experimental import (
        other,  # not ours
    )
    return nnx, other
""",
    ),
    mends(
        "behind a semicolon",
        """
import jax; from flax.experimental import nnx, other
""",
        """
import jax; from flax import nnx; from flax.experimental import other
""",
    ),
    mends(
        "a private module that is still there",
        """
from flax.nnx.nnx import rnglib
from flax.nnx.nnx import rnglib as streams
import flax.nnx.nnx.rnglib as more

rngs = rnglib.Rngs(0)
""",
        """
from flax.nnx import rnglib
from flax.nnx import rnglib as streams
import flax.nnx.rnglib as more

rngs = rnglib.Rngs(0)
""",
    ),
    mends(
        "a private module with another name",
        """
from flax.nnx.nnx import state
from flax.nnx.nnx import variables as variablelib

made = state.State({})
""",
        """
from flax.nnx import statelib as state
from flax.nnx import variablelib

made = state.State({})
""",
        target="0.12.8",
    ),
    mends(
        "public names from private modules",
        """
from flax.nnx.nnx.rnglib import Rngs, RngStream as Stream
from flax.nnx.nnx.transforms.transforms import jit
""",
        """
from flax.nnx import Rngs, RngStream as Stream
from flax.nnx import jit
""",
    ),
    mends(
        "only what the target has",
        """
from flax.nnx.nnx.rnglib import Rngs, private_helper
""",
        """
from flax.nnx import Rngs
from flax.nnx.nnx.rnglib import private_helper
""",
        left=1,
    ),
    mends(
        "the doubled namespace",
        """
from flax.nnx import nnx
""",
        """
from flax import nnx
""",
        target="0.10.0",
    ),
    mends(
        "0.9.0 keeps the doubled one",
        """
from flax.experimental.nnx.nnx import rnglib
""",
        """
from flax.nnx.nnx import rnglib
""",
        target="0.9.0",
    ),
    mends(
        "names that nnx does not export, where the new module has them",
        """
from flax.nnx.nnx.nn.linear import PrecisionLike, default_kernel_init
""",
        """
from flax.nnx.nn.linear import PrecisionLike, default_kernel_init
""",
        target="0.12.8",
        own_imports=True,
    ),
]

ADVICE = [
    advises(
        "a private name",
        "from flax.nnx.nnx.rnglib import private_helper",
        "from `flax.nnx.rnglib`, or from flax.nnx itself",
    ),
    advises(
        "everything of a private module",
        "from flax.nnx.nnx.rnglib import *",
        "from flax.nnx itself",
    ),
    advises(
        "lifted classes",
        "from flax.nnx.transforms.deprecated import Vmap",
        "from `flax.nnx`",
    ),
    advises(
        "the module of the lifted classes",
        "from flax.nnx.transforms import deprecated",
        "from `flax.nnx`",
    ),
    advises(
        "a part of the path has other uses",
        """
import flax.experimental.nnx

other = flax.experimental.other
""",
        "from `flax.nnx`",
    ),
]


@every_variant("NNX203", CASES, ADVICE)
def test_case(variant: Variant) -> None:
    variant.verify()


@every_case("NNX203", CASES, ADVICE)
def test_suppressed_findings_stay(variant: Variant) -> None:
    variant.verify_suppressed()


@every_case("NNX203", CASES, ADVICE)
def test_among_all_rules(variant: Variant) -> None:
    variant.verify_among_all()
