"""NNX202: class or function that the target release has removed."""

import pytest
from rules.cases import Case, Variant, case, check, every_variant, verify_examples

INVALID = [
    case(
        "an error that is raised again",
        """
try:
    blocks = nnx.Vmap(Block)  # ! NNX202
except Exception:
    print("failed")
    raise
""",
    ),
    case(
        "a question about something else",
        """
if getattr(config, "ensemble", False):
    blocks = nnx.Vmap(Block)  # ! NNX202
""",
    ),
    case(
        "a lifted class",
        """
blocks = nnx.Vmap.constructor(Block, axis_size=4)(rngs=nnx.Rngs(0))  # ! NNX202
""",
    ),
    case(
        "every lifted class",
        """
a = nnx.Vmap(f)  # ! NNX202
b = nnx.Scan(f)  # ! NNX202
c = nnx.Pmap(f)  # ! NNX202
d = nnx.Remat(f)  # ! NNX202
e = nnx.Jit(f)  # ! NNX202
""",
    ),
    case(
        "nnx.fork",
        """
forked = nnx.fork(rngs, nnx.All("params"), 3)  # ! NNX202
""",
    ),
    case(
        "an imported name is reported where it is imported, and not again",
        """
from flax.nnx import Vmap  # ! NNX202

a = Vmap.constructor(Block, axis_size=4)
b = Vmap.constructor(Block, axis_size=5)
""",
        own_imports=True,
    ),
    case(
        "an imported name with another name",
        """
from flax.nnx import Scan as Stack  # ! NNX202

layers = Stack.constructor(Block, length=4)
""",
        own_imports=True,
    ),
    case(
        "one of several imported names, each on its line",
        """
from flax.nnx import (
    Linear,
    Remat,  # ! NNX202
    # a comment
    Rngs,
    Jit as Compiled,  # ! NNX202
)
""",
        own_imports=True,
    ),
    case(
        "two imported names on one line",
        """
from flax.nnx import Vmap, Rngs, Scan  # ! NNX202 NNX202
""",
        own_imports=True,
    ),
    case(
        "a local import",
        """
def build():
    from flax.nnx import Vmap  # ! NNX202

    return Vmap
""",
        own_imports=True,
    ),
    case(
        "a base class",
        """
class Stack(nnx.Scan):  # ! NNX202
    pass
""",
    ),
    case(
        "an annotation",
        """
def run(stack: nnx.Scan, x):  # ! NNX202
    return stack(x)
""",
    ),
    case(
        "isinstance",
        """
if isinstance(model, nnx.Jit):  # ! NNX202
    pass
""",
    ),
    case(
        "handed on as it is",
        """
lifted = [nnx.Vmap, nnx.Scan]  # ! NNX202 NNX202
""",
    ),
    case(
        "a decorator",
        """
@nnx.Remat  # ! NNX202
class Block(nnx.Module):
    pass
""",
    ),
    case(
        "a local alias is reported where it is made, and not again",
        """
Vmap = nnx.Vmap  # ! NNX202
blocks = Vmap.constructor(Block, axis_size=4)
""",
    ),
    case(
        "in a method",
        """
class Model(nnx.Module):
    def __init__(self, *, rngs: nnx.Rngs):
        self.blocks = nnx.Scan.constructor(Block, length=3)(rngs=rngs)  # ! NNX202
""",
    ),
    case(
        "the attribute on a line of its own",
        """
blocks = (
    nnx  # ! NNX202
    .Vmap
    .constructor(Block, axis_size=4)
)
""",
        skip=["as nn", "import as X", "flax.nnx.", "by name"],
    ),
    case(
        "a name that left in another release",
        """
error = nnx.TraceContextError  # ! NNX202
empty = nnx.EMPTY  # ! NNX202
""",
    ),
    case(
        "train_mode and eval_mode, gone in 0.12.12",
        """
with nnx.eval_mode():  # ! NNX202
    run()
""",
    ),
    case(
        "nnx.compat between its two lives",
        """
module = nnx.compat.ToNNX(linen_module, rngs=nnx.Rngs(0))  # ! NNX202
""",
        target="0.10.0",
    ),
    case(
        "the first release without lifted classes",
        """
blocks = nnx.Vmap.constructor(Block, axis_size=4)(rngs=nnx.Rngs(0))  # ! NNX202
""",
        target="0.10.6",
    ),
    case(
        "in a branch that asks about something else",
        """
if lifted:
    blocks = nnx.Vmap(Block)  # ! NNX202
else:
    blocks = nnx.Scan(Block)  # ! NNX202
""",
    ),
    case(
        "a try that catches something else",
        """
try:
    blocks = nnx.Vmap(Block)  # ! NNX202
except KeyError:
    blocks = None
""",
    ),
    case(
        "in an f-string",
        """
text = f"{nnx.Vmap(Block)}"  # ! NNX202
""",
    ),
    case(
        "in a lambda, a comprehension, a default",
        """
make = lambda block: nnx.Vmap(block)  # ! NNX202
many = [nnx.Scan(block) for block in blocks]  # ! NNX202

def run(lift=nnx.Jit):  # ! NNX202
    return lift
""",
    ),
    case(
        "spaces around the dot, parentheses around the package",
        """
a = nnx . Vmap(Block)  # ! NNX202
b = (nnx).Scan(Block)  # ! NNX202
""",
        skip=["as nn", "import as X", "flax.nnx.", "by name"],
    ),
    case(
        "a package under two names",
        """
from flax import nnx as first

second = first
blocks = second.Vmap(Block)  # ! NNX202
""",
        own_imports=True,
    ),
    case(
        "an import behind a backslash",
        """
from flax.nnx \\
    import Vmap  # ! NNX202
""",
        own_imports=True,
    ),
    case(
        "an import behind a semicolon and in a block on one line",
        """
import os; from flax.nnx import Vmap  # ! NNX202
if os.sep: from flax.nnx import Scan  # ! NNX202
""",
        own_imports=True,
    ),
    case(
        "the package imported after others",
        """
import os, flax.nnx as lib, sys

blocks = lib.Vmap(Block)  # ! NNX202
""",
        own_imports=True,
    ),
]

VALID = [
    case(
        "a flag for the version",
        """
from packaging.version import Version

IS_NEW = Version(flax_version) >= Version("0.9")
if IS_NEW:
    lift = nnx.vmap
else:
    lift = nnx.Vmap
""",
        skip=["by name"],
    ),
    case(
        "a way out before it",
        """
def lift():
    if VERSION >= (0, 9):
        return nnx.vmap
    return nnx.Vmap
""",
        skip=["by name"],
    ),
    case(
        "suppressed",
        """
import contextlib

with contextlib.suppress(AttributeError):
    lift = nnx.Vmap
""",
        skip=["by name"],
    ),
    case(
        "0.8.5 has them",
        """
blocks = nnx.Vmap.constructor(Block, axis_size=4)(rngs=nnx.Rngs(0))
layers = nnx.Scan.constructor(Block, length=4)(rngs=nnx.Rngs(0))
""",
        target="0.8.5",
    ),
    case(
        "the last release with lifted classes",
        """
blocks = nnx.Vmap.constructor(Block, axis_size=4)(rngs=nnx.Rngs(0))
""",
        target="0.10.5",
    ),
    case(
        "the last release with fork",
        """
forked = nnx.fork(rngs, nnx.All("params"), 3)
""",
        target="0.10.7",
    ),
    case(
        "the functions that do their work",
        """
a = nnx.vmap(f)
b = nnx.scan(f)
c = nnx.pmap(f)
d = nnx.remat(f)
e = nnx.jit(f)
forked = nnx.Rngs(0).fork()
""",
    ),
    case(
        "names that left and came back",
        """
model = nnx.List([nnx.Linear(2, 3, rngs=nnx.Rngs(0))])

@nnx.dataclass
class Config(nnx.Pytree):
    size: int = 3
""",
    ),
    case(
        "compat in its second life",
        """
forward = nnx.compat.vmap(apply)
""",
    ),
    case(
        "try asks by doing",
        """
try:
    blocks = nnx.Vmap.constructor(Block, axis_size=4)
except AttributeError:
    blocks = None
""",
        skip=["by name"],
    ),
    case(
        "an import that may fail",
        """
try:
    from flax.nnx import Vmap
except ImportError:
    Vmap = None
""",
        own_imports=True,
    ),
    case(
        "the fallback of an import that may fail",
        """
try:
    from flax.nnx import fork_rngs as fork
except ImportError:
    from flax.nnx import fork
""",
        own_imports=True,
    ),
    case(
        "hasattr asks first",
        """
if hasattr(nnx, "Vmap"):
    blocks = nnx.Vmap.constructor(Block, axis_size=4)
""",
    ),
    case(
        "hasattr in a conditional expression",
        """
lift = nnx.Vmap if hasattr(nnx, "Vmap") else nnx.vmap
""",
    ),
    case(
        "a test of the version",
        """
from importlib.metadata import version

if version("flax") < "0.10.6":
    blocks = nnx.Vmap.constructor(Block, axis_size=4)
""",
        skip=["by name"],
    ),
    case(
        "getattr with a default",
        """
lift = getattr(nnx, "Vmap", None)
""",
    ),
    case(
        "Linen and other modules of Flax",
        """
from flax import errors, linen as nn
from flax import nnx

Lifted = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True})
error = errors.TraceContextError
rngs = nnx.Rngs(0)
""",
        own_imports=True,
    ),
    case(
        "attributes of other objects",
        """
rngs = nnx.Rngs(0)
a = torch.Jit(f)
b = self.Scan
c = lib.nnx.Vmap
d = rngs.fork()
e = os.fork()
""",
        skip=["as nn", "import as X", "flax.nnx."],
    ),
    case(
        "classes of the file with such names",
        """
class Vmap(nnx.Module):
    pass

class Lifts:
    Scan = 1
    Jit = nnx.jit

a = Vmap()
b = Lifts.Scan
""",
    ),
    case(
        "a back-port put in place",
        """
nnx.Vmap = LiftedVmap
nnx.fork = fork
""",
        skip=["by name"],
    ),
    case(
        "text and comments",
        '''
"""How to leave nnx.Vmap and nnx.Scan."""
rngs = nnx.Rngs(0)  # not nnx.fork
name = "nnx.Vmap"
''',
        skip=["local", "by name"],
    ),
    case(
        "another package called nnx",
        """
from mylib import nnx
from mylib.nnx import Vmap
from .nnx import Scan

blocks = nnx.Vmap.constructor(Block)
""",
        own_imports=True,
    ),
    case(
        "a parameter named nnx",
        """
def build(nnx):
    return nnx.Vmap.constructor(Block)
""",
    ),
    case(
        "nnx as the variable of a comprehension",
        """
lifts = {nnx.__name__: nnx.Vmap for nnx in backends}
""",
    ),
    case(
        "nnx as a walrus",
        """
if nnx := find_backend():
    blocks = nnx.Vmap.constructor(Block)
""",
    ),
    case(
        "nnx bound by a match",
        """
match backends:
    case [nnx]:
        blocks = nnx.Vmap.constructor(Block)
""",
    ),
    case(
        "an attribute below another name",
        """
axes = nnx.StateAxes({...: 0})
state = nnx.State({}).Scan
""",
    ),
]


@every_variant(INVALID, VALID)
def test_case(variant: Variant) -> None:
    variant.verify()


def test_examples() -> None:
    verify_examples("NNX202")


@pytest.mark.parametrize(
    ("taken", "since", "advice"),
    [
        ("nnx.Vmap", "gone since Flax 0.10.6", "`nnx.vmap`"),
        ("nnx.fork", "gone since Flax 0.11.0", "`rngs.split(n)` or `nnx.split_rngs`"),
    ],
)
def test_the_message_says_since_when_and_what_instead(taken: str, since: str, advice: str) -> None:
    source = f"from flax import nnx\n\nmade = {taken}\n"
    (finding,) = check(Case(taken, source), source)
    assert since in finding.message
    assert advice in finding.message
    assert finding.snippet == taken


@pytest.mark.parametrize(
    ("name", "release", "gap"),
    [
        ("List", "0.10.7", "gone since Flax 0.10.0 and comes back with 0.12.0"),
        ("Dict", "0.11.2", "gone since Flax 0.11.0 and comes back with 0.12.0"),
        ("static", "0.11.2", "gone since Flax 0.11.0 and comes back with 0.12.0"),
        ("Pytree", "0.10.7", "gone since Flax 0.8.3 and comes back with 0.11.1"),
    ],
)
def test_the_message_says_when_a_name_comes_back(name: str, release: str, gap: str) -> None:
    source = f"from flax import nnx\n\nmade = nnx.{name}\n"
    (finding,) = check(Case(name, source, target=release), source)
    assert finding.message.startswith(f"nnx.{name} is {gap}")
