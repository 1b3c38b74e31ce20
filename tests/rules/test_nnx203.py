"""NNX203: import path removed or deprecated in the target release."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "the old home of nnx",
        """
from flax.experimental import nnx  # ! NNX203

rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "under another name",
        """
from flax.experimental import nnx as nn  # ! NNX203

rngs = nn.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "as a module",
        """
import flax.experimental.nnx  # ! NNX203

rngs = flax.experimental.nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "as a module under another name",
        """
import flax.experimental.nnx as nnx  # ! NNX203

rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "a name from it",
        """
from flax.experimental.nnx import Rngs  # ! NNX203

rngs = Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "everything from it",
        """
from flax.experimental.nnx import *  # ! NNX203

rngs = Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "one of several modules",
        """
import jax, flax.experimental.nnx as nnx, os  # ! NNX203

rngs = nnx.Rngs(jax.random.key(0))
""",
        own_imports=True,
    ),
    case(
        "one of several names, with comments",
        """
from flax.experimental import (
    # the neural networks
    nnx,  # ! NNX203
)

rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "in a function",
        """
def build():
    from flax.experimental import nnx  # ! NNX203

    return nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "in a class and behind a semicolon",
        """
class Backend:
    import os; from flax.experimental import nnx  # ! NNX203
""",
        own_imports=True,
    ),
    case(
        "in a branch that asks about something else",
        """
if fast:
    from flax.experimental import nnx  # ! NNX203
else:
    from flax import nnx

rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "never used",
        """
from flax.experimental import nnx  # ! NNX203
""",
        own_imports=True,
    ),
    case(
        "the doubled nnx",
        """
from flax.nnx.nnx import rnglib  # ! NNX203

rngs = rnglib.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "a module below the doubled nnx",
        """
from flax.nnx.nnx.rnglib import Rngs  # ! NNX203
import flax.nnx.nnx.graph  # ! NNX203
""",
        own_imports=True,
    ),
    case(
        "the home of the lifted classes",
        """
from flax.nnx.transforms.deprecated import Vmap  # ! NNX203

blocks = Vmap.constructor(Block, axis_size=3)
""",
        own_imports=True,
    ),
    case(
        "the module of the lifted classes",
        """
from flax.nnx.transforms import deprecated  # ! NNX203

blocks = deprecated.Vmap.constructor(Block, axis_size=3)
""",
        own_imports=True,
    ),
    case(
        "deprecated since 0.8.4 already",
        """
from flax.experimental import nnx  # ! NNX203

rngs = nnx.Rngs(0)
""",
        own_imports=True,
        target="0.8.4",
    ),
    case(
        "gone with 0.10.0",
        """
from flax.nnx.nnx import rnglib  # ! NNX203
""",
        own_imports=True,
        target="0.10.0",
    ),
    case(
        "an import that may fail for another reason",
        """
try:
    from flax.experimental import nnx  # ! NNX203
except KeyError:
    nnx = None
""",
        own_imports=True,
    ),
    case(
        "beside the new home",
        """
from flax import nnx
from flax.experimental import nnx as old  # ! NNX203

rngs = nnx.Rngs(0), old.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "spaces in the path",
        """
from flax . experimental import nnx  # ! NNX203
""",
        own_imports=True,
    ),
    case(
        "behind a backslash",
        """
from flax.experimental \\
    import nnx  # ! NNX203
""",
        own_imports=True,
    ),
    case(
        "in a block on one line",
        """
if fast: from flax.experimental import nnx  # ! NNX203
""",
        own_imports=True,
    ),
]

VALID = [
    case(
        "the home of nnx",
        """
rngs = nnx.Rngs(0)
""",
        skip=["old path"],
    ),
    case(
        "names from it",
        """
from flax.nnx import Linear, Rngs
from flax.nnx import *

model = Linear(2, 3, rngs=Rngs(0))
""",
        own_imports=True,
    ),
    case(
        "private modules that are still there",
        """
from flax.nnx import rnglib, statelib
from flax.nnx.transforms import iteration
import flax.nnx.nn.linear

rngs = rnglib.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "the only home in 0.8.3",
        """
from flax.experimental import nnx

rngs = nnx.Rngs(0)
""",
        own_imports=True,
        target="0.8.3",
    ),
    case(
        "the doubled nnx while it was there",
        """
from flax.nnx.nnx import rnglib
from flax.nnx.nnx.rnglib import Rngs
""",
        own_imports=True,
        target="0.9.0",
    ),
    case(
        "the lifted classes while they were there",
        """
from flax.nnx.transforms.deprecated import Vmap
""",
        own_imports=True,
        target="0.10.5",
    ),
    case(
        "the fallback of the new home",
        """
try:
    from flax import nnx
except ImportError:
    from flax.experimental import nnx

rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "the old home first, the new one if it fails",
        """
try:
    from flax.experimental import nnx
except ModuleNotFoundError:
    from flax import nnx
""",
        own_imports=True,
    ),
    case(
        "any exception",
        """
try:
    import flax.experimental.nnx as nnx
except Exception:
    nnx = None
""",
        own_imports=True,
    ),
    case(
        "a test of the version",
        """
import flax

if flax.__version__ >= "0.8.4":
    from flax import nnx
else:
    from flax.experimental import nnx
""",
        own_imports=True,
    ),
    case(
        "other experiments of Flax",
        """
from flax.experimental import other
from flax import linen as nn, struct
import flax.experimental
import flax.nnx
""",
        own_imports=True,
    ),
    case(
        "Linen",
        """
from flax import linen as nn
from flax.linen import Dense
import flax.linen.transforms

name = "flax.nnx"
""",
        own_imports=True,
    ),
    case(
        "another package with such a path",
        """
from mylib.experimental import nnx
from mylib.flax.experimental import nnx as other
import experimental.nnx
import myflax.nnx.nnx

rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "relative imports",
        """
from .experimental import nnx
from ..flax.experimental import nnx as other
from .flax.nnx.nnx import rnglib
from . import flax

rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "modules that never were",
        """
from flax.nnx.nnxx import thing
from flax.experimental.nnxx import thing as other
import flax.nnx.never
""",
        own_imports=True,
    ),
    case(
        "text and comments",
        '''
"""Was: from flax.experimental import nnx."""
# import flax.experimental.nnx
from flax import nnx

path = "flax.experimental.nnx"
text = """
from flax.experimental import nnx
"""
''',
        own_imports=True,
    ),
    case(
        "loaded by name, which says nothing about where",
        """
import importlib

nnx = importlib.import_module("flax.experimental.nnx")
""",
        own_imports=True,
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX203")


@pytest.mark.parametrize(
    ("statement", "advice", "snippet"),
    [
        ("from flax.experimental import nnx", "`flax.nnx`", "nnx"),
        ("import flax.experimental.nnx as a", "`flax.nnx`", "flax.experimental.nnx as a"),
        ("from flax.nnx.nnx import rnglib", "`flax.nnx.rnglib`", "rnglib"),
    ],
)
def test_the_message_says_what_to_write(statement: str, advice: str, snippet: str) -> None:
    (finding,) = check(Case(statement, statement), statement)
    assert advice in finding.message
    assert finding.snippet == snippet
