"""What once broke another fixer must not break this one.

The numbers are those of the 44 entries that begin with "Fix" in the release notes of django-upgrade
1.32.0. Each of these traps lies in wait here, too: none of them is about Django alone.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

import pytest

from flake8_nnx_rng import Settings, fix_source
from flake8_nnx_rng.fixing import FixResult

ENTRIES = 44
_SETTINGS = Settings(target_flax="0.12.12")


@dataclass(frozen=True)
class Case:
    """A program and what becomes of it; `says` is part of the advice, or of why it is unsafe."""

    id: str
    reason: str
    before: str
    after: str
    says: str = ""
    unsafe: bool = False

    def fix(self, text: str, *, unsafe: bool) -> FixResult:
        ast.parse(text)
        result = fix_source(text, settings=_SETTINGS, unsafe=unsafe)
        assert result.problem == ""
        return result

    def verify(self) -> None:
        safe, unsafe = (self.fix(self.before, unsafe=unsafe) for unsafe in (False, True))
        assert unsafe.text == self.after
        assert safe.text == (self.before if self.unsafe else self.after)
        messages = [found.fix.message for found in safe.left if found.fix is not None]
        assert any(self.says in message for message in messages) if self.says else not messages
        assert self.fix(self.after, unsafe=True).applied == ()


def mends(id: str, reason: str, before: str, after: str) -> Case:
    """A program that is mended for good."""
    return Case(id, reason, before.lstrip("\n"), after.lstrip("\n"))


def guesses(id: str, reason: str, before: str, after: str, *, says: str) -> Case:
    """One that is mended on demand."""
    return Case(id, reason, before.lstrip("\n"), after.lstrip("\n"), says, unsafe=True)


def keeps(id: str, reason: str, program: str, *, says: str = "") -> Case:
    """One that stays as it is."""
    return Case(id, reason, program.lstrip("\n"), program.lstrip("\n"), says)


CASES = [
    mends(
        "01a",
        "split_rngs=False split nothing: the opposite of the decorator of that name",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs=False)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, ...: 0}),), axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "01b",
        "split_rngs of nnx.scan carried the streams, so no split is put above it",
        """
from functools import partial
from flax import nnx
@partial(nnx.scan, length=3)
def walk(c, rngs):
    return c + 1, rngs.noise()
""",
        """
from flax import nnx
@nnx.scan(
    in_axes=(nnx.Carry, nnx.StateAxes({nnx.RngState: nnx.Carry, ...: 0})),
    length=3,
)
def walk(c, rngs):
    return c + 1, rngs.noise()
""",
    ),
    keeps(
        "01c",
        "broadcast_rngs is the complement of split_rngs, and no other name for it",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, broadcast_rngs="noise")
def draw(rngs):
    return rngs.params()
""",
        says="broadcast_rngs= is older than Flax 0.8.3, whose transforms did otherwise",
    ),
    mends(
        "02a",
        "an empty list is a filter that takes nothing",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs=[])
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, ...: 0}),), axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "02b",
        "an empty state_axes has no first entry to look at",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={})
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}),), axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "02c",
        "no option is left once the partial is gone, so neither are parentheses",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap)
def double(x):
    return 2 * x
""",
        """
from flax import nnx
@nnx.vmap
def double(x):
    return 2 * x
""",
    ),
    mends(
        "03a",
        "the default filter goes, the number of the argument stays as it is written",
        """
from flax import nnx
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=1, wrt=nnx.Param)
""",
        """
from flax import nnx
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=1)
""",
    ),
    keeps(
        "03b",
        "argnums that cannot be read is not argnums that is not there",
        """
from flax import nnx
WHICH = 1
grad = nnx.grad(lambda x, m: x * m.bias.value.sum(), argnums=WHICH, wrt="lora")
""",
        says="argnums= is no literal, so nothing says which arguments wrt= was for",
    ),
    keeps(
        "03c",
        "in_axes that cannot be read is not in_axes that is not there",
        """
from functools import partial
from flax import nnx
def build(axes):
    @partial(nnx.vmap, axis_size=2, in_axes=axes, state_axes={nnx.Param: 0})
    def apply(m: nnx.Linear, x):
        return m(x)
    return apply
""",
        says="the axes axes are not in view",
    ),
    mends(
        "04a",
        "the last argument gets its comma before its comment",
        """
from functools import partial
from flax import nnx
@partial(
    nnx.vmap,
    state_axes={nnx.Param: 0},
    axis_size=2  # lanes
)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}),),
    axis_size=2,  # lanes
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "05a",
        "argnums of one element gave a bare gradient, so the tuple goes",
        """
from flax import nnx
class Lora(nnx.Param): pass
class M(nnx.Module):
    def __init__(self):
        self.a = Lora(2.)
grad = nnx.grad(lambda m: m.a.value ** 2, argnums=(0,), wrt=Lora)
""",
        """
from flax import nnx
class Lora(nnx.Param): pass
class M(nnx.Module):
    def __init__(self):
        self.a = Lora(2.)
grad = nnx.grad(lambda m: m.a.value ** 2, argnums=nnx.DiffState(0, Lora))
""",
    ),
    mends(
        "05b",
        "in_axes for one parameter is a tuple with a comma",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}),),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "05c",
        "argnums of two elements stays a tuple",
        """
from flax import nnx
class Lora(nnx.Param): pass
grad = nnx.grad(lambda a, b: a.kernel.value.sum() * b.kernel.value.sum(), argnums=(0, 1), wrt=Lora)
""",
        """
from flax import nnx
class Lora(nnx.Param): pass
grad = nnx.grad(
    lambda a, b: a.kernel.value.sum() * b.kernel.value.sum(),
    argnums=(nnx.DiffState(0, Lora), nnx.DiffState(1, Lora)),
)
""",
    ),
    mends(
        "06a",
        "a tuple of sizes stays one argument",
        """
from flax import nnx
rngs = nnx.Rngs(0).fork(split=(2, 3))
""",
        """
from flax import nnx
rngs = nnx.Rngs(0).split((2, 3))
""",
    ),
    mends(
        "06b",
        "a decorator and a transform in parentheses of their own",
        """
from functools import partial
from flax import nnx
@(partial((nnx.vmap), axis_size=(2)))
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@(nnx.vmap(axis_size=(2)))
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "06c",
        "a call that is broken between the function and its parentheses",
        """
from functools import partial
from flax import nnx
out = (partial(nnx.vmap, axis_size=2)
       (lambda rngs: rngs.noise()))(nnx.Rngs(0))
""",
        """
from flax import nnx
out = (nnx.split_rngs(splits=2)(nnx.vmap(axis_size=2)
       (lambda rngs: rngs.noise())))(nnx.Rngs(0))
""",
    ),
    mends(
        "07a",
        "commas inside the brackets of a value end no argument",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, state_axes={nnx.Param: 0, nnx.BatchStat: None,}, axis_size=max(2, 1,))
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=max(2, 1,))
@nnx.vmap(
    in_axes=(
        nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, nnx.BatchStat: None, ...: None}),
    ),
    axis_size=max(2, 1,),
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "08a",
        "the bare star goes, the comments around it do not",
        """
from flax import nnx
def make(
    # only by name
    *,  # sic
    rngs,
):
    return rngs.noise()
keys = nnx.vmap(make, axis_size=2)(rngs=nnx.Rngs(0))
""",
        """
from flax import nnx
def make(
    # only by name
    # sic
    rngs,
):
    return rngs.noise()
keys = nnx.split_rngs(splits=2)(nnx.vmap(make, axis_size=2))(rngs=nnx.Rngs(0))
""",
    ),
    mends(
        "08b",
        "a keyword goes and leaves its comment",
        """
from flax import nnx
grad = nnx.grad(  # of all parameters
    lambda m: m.kernel.value.sum(),
    wrt=nnx.Param,  # the default
)
""",
        """
from flax import nnx
grad = nnx.grad(  # of all parameters
    lambda m: m.kernel.value.sum(),
    # the default
)
""",
    ),
    mends(
        "08c",
        "a comment is no argument, and keeps the parentheses open",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap  # no options
         )
def double(x):
    return 2 * x
""",
        """
from flax import nnx
@nnx.vmap(  # no options
)
def double(x):
    return 2 * x
""",
    ),
    mends(
        "08d",
        "a comment behind the parenthesis stays where tools look for it",
        """
from flax import nnx
grad = nnx.grad(  # noqa: X100
    # the loss
    lambda m: m.kernel.value.sum(), wrt="lora")
""",
        """
from flax import nnx
grad = nnx.grad(  # noqa: X100
    # the loss
    lambda m: m.kernel.value.sum(),
    argnums=nnx.DiffState(0, "lora"),
)
""",
    ),
    mends(
        "08e",
        "two comments at the start of the list stay two",
        """
from functools import partial
from flax import nnx
@partial(  # noqa: X100
    nnx.vmap,  # the transform
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(  # noqa: X100
    # the transform
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "08f",
        "the comment behind the transform stays behind it",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap,  # noqa: X100
         axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(  # noqa: X100
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "09a",
        "a list that ends in a comma gets no second one",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs="noise",)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2, only="noise")
@nnx.vmap(
    in_axes=(
        nnx.StateAxes({nnx.All(nnx.RngState, "noise"): 0, nnx.RngState: None, ...: 0}),
    ),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "10a",
        "the first filter that fits decides, so that of RNG state comes first",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.Variable: None})
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Variable: None, ...: None}),),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "10b",
        "an entry for all else is the last one",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.BatchStat: None, ...: 0})
def make(rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """
from flax import nnx
state_axes = nnx.StateAxes({nnx.BatchStat: None, ...: 0})


@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(state_axes,), out_axes=state_axes, axis_size=2)
def make(rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    mends(
        "11a",
        "axis_size=None is no size",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=None)
def draw(x, rngs):
    return x, rngs.noise()
""",
        """
from flax import nnx
@nnx.vmap(axis_size=None)
def draw(x, rngs):
    return x, rngs.noise()
""",
    ),
    mends(
        "11b",
        "values that are the defaults anyway: one of them is 0",
        """
from functools import partial
from flax import nnx
@partial(nnx.scan, scan_output=True, length=3, carry_argnum=0)
def walk(c, x):
    return c + x, c
""",
        """
from flax import nnx
@nnx.scan(length=3)
def walk(c, x):
    return c + x, c
""",
    ),
    mends(
        "11c",
        "0, True and ... are values, and here the default ones",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, in_axes_kwargs=0, state_axes={...: 0}, split_rngs=True)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "12a",
        "an assignment to nnx.vmap is no use of it",
        """
from flax import nnx
def traced(f): return f
nnx.vmap = traced(nnx.vmap)
out = nnx.vmap(lambda rngs: rngs.noise(), axis_size=2)(nnx.Rngs(0))
""",
        """
from flax import nnx
def traced(f): return f
nnx.vmap = traced(nnx.vmap)
out = nnx.split_rngs(splits=2)(nnx.vmap(lambda rngs: rngs.noise(), axis_size=2))(nnx.Rngs(0))
""",
    ),
    mends(
        "13a",
        "a string and a number in parentheses",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=(2), split_rngs=("noise"))
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2, only="noise")
@nnx.vmap(
    in_axes=(
        nnx.StateAxes({nnx.All(nnx.RngState, "noise"): 0, nnx.RngState: None, ...: 0}),
    ),
    axis_size=(2),
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "13b",
        "the number of the carry in parentheses",
        """
from functools import partial
from flax import nnx
@partial(nnx.scan, length=3, in_axes=(0, 0), carry_argnum=(1))
def walk(x, c):
    return c + x, c
""",
        """
from flax import nnx
@nnx.scan(length=3, in_axes=(0, nnx.Carry))
def walk(x, c):
    return c + x, c
""",
    ),
    mends(
        "14a",
        "a stream whose name is written as two strings",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs="noi" 'se')
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2, only="noi" 'se')
@nnx.vmap(
    in_axes=(
        nnx.StateAxes({
            nnx.All(nnx.RngState, "noi" 'se'): 0,
            nnx.RngState: None,
            ...: 0,
        }),
    ),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "15b",
        "a filter whose tag is written as two strings",
        """
from flax import nnx
class M(nnx.Module):
    def __init__(self):
        self.a = nnx.Param(2., tag="lora")
    def read(self):
        return self.a.value
make = nnx.vmap(M.read, state_axes={"lo" 'ra': 0}, axis_size=2)
""",
        """
from flax import nnx
class M(nnx.Module):
    def __init__(self):
        self.a = nnx.Param(2., tag="lora")
    def read(self):
        return self.a.value
make = nnx.vmap(
    M.read,
    in_axes=(nnx.StateAxes({"lo" 'ra': 0, ...: None}),),
    axis_size=2,
)
""",
    ),
    mends(
        "16a",
        "a return that starts with a parenthesis and is a tuple",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def make(rngs):
    return (nnx.Linear(2, 3, rngs=rngs)), rngs.noise()
""",
        """
from flax import nnx
state_axes = nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None})


@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(state_axes,), out_axes=(state_axes, 0), axis_size=2)
def make(rngs):
    return (nnx.Linear(2, 3, rngs=rngs)), rngs.noise()
""",
    ),
    mends(
        "17a",
        "a transform inside an f-string",
        """
from flax import nnx
rngs = nnx.Rngs(0)
text = f'{nnx.vmap(lambda r: r.noise(), axis_size=2)(rngs)!r:.30}'
""",
        """
from flax import nnx
rngs = nnx.Rngs(0)
text = f'{nnx.split_rngs(splits=2)(nnx.vmap(lambda r: r.noise(), axis_size=2))(rngs)!r:.30}'
""",
    ),
    mends(
        "17b",
        "a method inside an f-string",
        """
from flax import nnx
rngs = nnx.Rngs(0)
text = f"{rngs.fork(split=2).default.key.shape}"
""",
        """
from flax import nnx
rngs = nnx.Rngs(0)
text = f"{rngs.split(2).default.key.shape}"
""",
    ),
    mends(
        "18a",
        "**options may hold what is not written: nothing but the partial goes",
        """
from functools import partial
from flax import nnx
options = {"split_rngs": False}
@partial(nnx.vmap, axis_size=2, **options)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
options = {"split_rngs": False}
@nnx.vmap(axis_size=2, **options)
def draw(rngs):
    return rngs.noise()
""",
    ),
    keeps(
        "19a",
        "splits= is there already",
        """
from flax import nnx
@nnx.split_rngs(3, splits=3)
@nnx.vmap(axis_size=3)
def draw(rngs):
    return rngs.noise()
""",
        says="Write the size by keyword, and the function in a call of its own: (...)(f)",
    ),
    keeps(
        "19b",
        "all is explicit already",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    guesses(
        "19c",
        "in_axes is there already and gets one more entry",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, in_axes=(None, 0), in_axes_kwargs=None)
def f(a, x, *, m):
    return a * x * m.kernel.value.sum()
""",
        """
from flax import nnx
@nnx.vmap(in_axes=(None, 0, 0))
def f(a, x, m):
    return a * x * m.kernel.value.sum()
""",
        says="the module"s class is not in view, and from Flax 0.11.0 nnx.Dropout draws from a stream of its own, which already has one key a lane",
    ),
    mends(
        "20a",
        "the new name is added to the import that the file has",
        """
from functools import partial
from flax.nnx import Rngs, vmap
@partial(vmap, axis_size=2)
def draw(rngs: Rngs):
    return rngs.noise()
""",
        """
from flax.nnx import Rngs, split_rngs, vmap
@split_rngs(splits=2)
@vmap(axis_size=2)
def draw(rngs: Rngs):
    return rngs.noise()
""",
    ),
    mends(
        "20b",
        "nnx is imported in another function only, and one of two partial goes",
        """
import functools
from functools import partial
from flax.nnx import vmap
def later():
    from flax import nnx
    return nnx.Rngs(0)
@functools.partial(vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
add = partial(max, 0)
""",
        """
from functools import partial
from flax.nnx import split_rngs, vmap
def later():
    from flax import nnx
    return nnx.Rngs(0)
@split_rngs(splits=2)
@vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
add = partial(max, 0)
""",
    ),
    keeps(
        "21a",
        "**more may hold argnums",
        """
from flax import nnx
more = {"argnums": 1}
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), **more, wrt="lora")
""",
        says="nnx.grad gets options by * or **, which are not in view",
    ),
    keeps(
        "21b",
        "*args may hold argnums",
        """
from flax import nnx
args = (lambda m: m.kernel.value.sum(), 0)
grad = nnx.grad(*args, wrt=nnx.Param)
""",
    ),
    mends(
        "21c",
        "options by position become keywords",
        """
from flax import nnx
grad = nnx.grad(lambda x, m: (x * m.kernel.value.sum(), x), 1, True, wrt=nnx.Param)
""",
        """
from flax import nnx
grad = nnx.grad(lambda x, m: (x * m.kernel.value.sum(), x), argnums=1, has_aux=True)
""",
    ),
    mends(
        "22a",
        "the function is given by keyword",
        """
from flax import nnx
keys = nnx.vmap(f=lambda r: r.noise(), axis_size=2)(nnx.Rngs(0))
""",
        """
from flax import nnx
keys = nnx.split_rngs(splits=2)(nnx.vmap(f=lambda r: r.noise(), axis_size=2))(nnx.Rngs(0))
""",
    ),
    mends(
        "22b",
        "the function and what it is called with are given by keyword",
        """
from flax import nnx
keys = nnx.vmap(axis_size=2, f=lambda r, n: (r.noise(), n), in_axes_kwargs=None)(r=nnx.Rngs(0), n=1.)
""",
        """
from flax import nnx
keys = nnx.split_rngs(splits=2)(nnx.vmap(
    in_axes=(0, None),
    axis_size=2,
    f=lambda r, n: (r.noise(), n),
))(r=nnx.Rngs(0), n=1.)
""",
    ),
    mends(
        "22c",
        "a call in another order than the signature",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, in_axes_kwargs=None)
def f(rngs: nnx.Rngs, a, b):
    return rngs.noise() + a + b
f(nnx.Rngs(0), b=1.0, a=2.0)
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(0, None, None), axis_size=2)
def f(rngs: nnx.Rngs, a, b):
    return rngs.noise() + a + b
f(nnx.Rngs(0), b=1.0, a=2.0)
""",
    ),
    keeps(
        "23a",
        "a size that must not be evaluated twice",
        """
from functools import partial
from flax import nnx
sizes = iter([2, 3])
@partial(nnx.vmap, axis_size=next(sizes))
def draw(rngs):
    return rngs.noise()
""",
        says="the size next(sizes) cannot be evaluated twice",
    ),
    keeps(
        "23b",
        "a filter that is decided at run time",
        """
from functools import partial
from flax import nnx
big = True
@partial(nnx.vmap, axis_size=3 if big else 2, split_rngs="noise" if big else "params")
def draw(rngs):
    return rngs.noise()
""",
        says='split_rngs="noise" if big else "params" is no filter that can be read',
    ),
    keeps(
        "23c",
        "state axes that are decided at run time",
        """
from functools import partial
from flax import nnx
A, B = {}, {nnx.Param: 0}
@partial(nnx.vmap, axis_size=2, state_axes=A or B)
def draw(rngs):
    return rngs.noise()
""",
        says="state_axes is not a dict in view",
    ),
    mends(
        "23d",
        "a lambda ends where the argument ends",
        """
from flax import nnx
grad = nnx.grad(lambda m: m.kernel.value.sum(), wrt=lambda path, x: "kernel" in path)
""",
        """
from flax import nnx
grad = nnx.grad(
    lambda m: m.kernel.value.sum(),
    argnums=nnx.DiffState(0, lambda path, x: "kernel" in path),
)
""",
    ),
    keeps(
        "23e",
        "a default that is more than one nnx.Rngs",
        """
from flax import nnx
def make(seed=0, rngs=nnx.Rngs(noise=3) or nnx.Rngs(0)):
    return rngs.noise()
""",
    ),
    mends(
        "24a",
        "a transform that is not migrated loses its partial with the others, so does the import",
        """
from functools import partial
from flax import nnx
OPTIONS = {"axis_size": 2}
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
@partial(nnx.vmap, **OPTIONS)
def other(x):
    return 2 * x
""",
        """
from flax import nnx
OPTIONS = {"axis_size": 2}
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
@nnx.vmap(**OPTIONS)
def other(x):
    return 2 * x
""",
    ),
    keeps(
        "24b",
        "one decorator for two functions, one of them out of view",
        """
from functools import partial
from flax import nnx
vmap = partial(nnx.vmap, state_axes={nnx.Param: 0})
@partial(vmap, axis_size=2)
def make(rngs):
    return nnx.Linear(2, 3, rngs=rngs)
apply = vmap(lambda a, b: a + b)
""",
        says="vmap is used for more than to transform functions",
    ),
    mends(
        "26b",
        "a transform under another name",
        """
from functools import partial
from flax import nnx
lift = nnx.vmap
@partial(lift, axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
lift = nnx.vmap
@nnx.split_rngs(splits=2)
@lift(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "27a",
        "the old path has an alias, the plain name is another import",
        """
from flax import nnx
from flax.experimental import nnx as old
key = old.Rngs(0).noise()
""",
        """
from flax import nnx
from flax import nnx as old
key = old.Rngs(0).noise()
""",
    ),
    mends(
        "27b",
        "the old path is imported as a whole",
        """
import flax.experimental.nnx
key = flax.experimental.nnx.Rngs(0).noise()
""",
        """
import flax.nnx
key = flax.nnx.Rngs(0).noise()
""",
    ),
    mends(
        "27c",
        "the module is imported from both places under two names",
        """
import flax.experimental.nnx as nnx
from flax import nnx as new
key = nnx.Rngs(0).noise(), new.Rngs(0).noise()
""",
        """
import flax.nnx as nnx
from flax import nnx as new
key = nnx.Rngs(0).noise(), new.Rngs(0).noise()
""",
    ),
    mends(
        "28a",
        "of two names for partial one is used by others",
        """
from functools import partial, partial as bind
from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
add = bind(max, 0)
""",
        """
from functools import partial as bind
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
add = bind(max, 0)
""",
    ),
    mends(
        "29a",
        "a name that the module exports",
        """
from functools import partial
from flax import nnx
__all__ = ["draw", "partial"]
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """
from functools import partial
from flax import nnx
__all__ = ["draw", "partial"]
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "30a",
        "the vmap of JAX, and its partial",
        """
from functools import partial
from jax import vmap
from flax.nnx import vmap as nvmap
@partial(vmap, axis_size=2)
def double(x):
    return 2 * x
@partial(nvmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """
from functools import partial
from jax import vmap
from flax.nnx import split_rngs, vmap as nvmap
@partial(vmap, axis_size=2)
def double(x):
    return 2 * x
@split_rngs(splits=2)
@nvmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "31a",
        "the import was all that its block held",
        """
from flax import nnx
def build():
    if True:
        from functools import partial
    return partial(nnx.vmap, axis_size=2)(lambda r: r.noise())(nnx.Rngs(0))
""",
        """
from flax import nnx
def build():
    if True:
        pass
    return nnx.split_rngs(splits=2)(nnx.vmap(axis_size=2)(lambda r: r.noise()))(nnx.Rngs(0))
""",
    ),
    mends(
        "31b",
        "an import that is tried, with something else in its place",
        """
try:
    from functools import partial
except ImportError:
    partial = None
from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """
try:
    from functools import partial
except ImportError:
    partial = None
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
    ),
    keeps(
        "32a",
        "a body on the line of its header has no place for a guard",
        """
from flax import nnx
def draw(rngs=nnx.Rngs(0)): return rngs.noise()
""",
        says="Use None, and make the Rngs in a body of several lines",
    ),
    keeps(
        "32b",
        "a lambda has no place for a guard",
        """
from flax import nnx
draw = lambda rngs=nnx.Rngs(0): rngs.noise()
""",
        says="Write a function with None as the default and make the Rngs in its body",
    ),
    keeps(
        "32c",
        "a docstring that shares its line has no place for a guard behind it",
        '''
from flax import nnx
class M(nnx.Module):
\tdef __init__(self, rngs: nnx.Rngs = nnx.Rngs(0)):
\t\t"""Text."""; self.a = rngs.noise()
''',
        says="Use None, and make the Rngs in a body of several lines",
    ),
    mends(
        "32d",
        "the new decorator is indented like the one below it, with tabs",
        """
from functools import partial
from flax import nnx
if True:
\t@partial(nnx.vmap, axis_size=2)  # lanes
\tdef draw(rngs): return rngs.noise()
""",
        """
from flax import nnx
if True:
\t@nnx.split_rngs(splits=2)
\t@nnx.vmap(axis_size=2)  # lanes
\tdef draw(rngs): return rngs.noise()
""",
    ),
    keeps(
        "33a",
        "an attribute, whose uses are not all in view",
        """
from functools import partial
from flax import nnx
class Trainer:
    def __init__(self):
        self.vmap = partial(nnx.vmap, axis_size=2, split_rngs="noise")
    def draw(self, rngs):
        return self.vmap(lambda r: r.noise())(rngs)
""",
    ),
    mends(
        "33b",
        "self is the first parameter of a method, and none of a class that is called",
        """
from functools import partial
from flax import nnx
class M(nnx.Module):
    def __init__(self, rngs):
        self.lin = nnx.Linear(2, 3, rngs=rngs)
    @partial(nnx.vmap, in_axes=(None, 0), state_axes={...: 0})
    def __call__(self, x):
        return self.lin(x)
models = nnx.vmap(M, axis_size=2)(nnx.Rngs(0))
""",
        """
from flax import nnx
class M(nnx.Module):
    def __init__(self, rngs):
        self.lin = nnx.Linear(2, 3, rngs=rngs)
    @nnx.vmap(in_axes=(0, 0))
    def __call__(self, x):
        return self.lin(x)
models = nnx.split_rngs(splits=2)(nnx.vmap(M, axis_size=2))(nnx.Rngs(0))
""",
    ),
    mends(
        "34a",
        "the first statement of a line goes with its semicolon",
        """
from functools import partial; from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs): key = rngs.noise(); return key
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs): key = rngs.noise(); return key
""",
    ),
    mends(
        "34b",
        "the last statement of a line goes with the semicolon before it",
        """
import jax; import functools  # tools
from flax import nnx
@functools.partial(nnx.vmap, axis_size=2)
def draw(rngs): return rngs.noise()
""",
        """
import jax  # tools
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs): return rngs.noise()
""",
    ),
    mends(
        "35a",
        "the name is used without a call, too",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
def bound(f):
    return isinstance(f, partial)
""",
        """
from functools import partial
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
def bound(f):
    return isinstance(f, partial)
""",
    ),
    keeps(
        "36a",
        "options and methods of the same name that are not those of nnx",
        """
from flax import linen as nn, nnx
Stack = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True}, axis_size=2)
class Repo:
    def fork(self, split): return split
two = Repo().fork(split=2)
""",
    ),
    guesses(
        "37a",
        "a filter function sees other paths than it did, so this is not safe",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs=lambda path, x: "noise" in path)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2, only=lambda path, x: "noise" in path)
@nnx.vmap(
    in_axes=(
        nnx.StateAxes({
            nnx.All(nnx.RngState, lambda path, x: "noise" in path): 0,
            nnx.RngState: None,
            ...: 0,
        }),
    ),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
        says="a function that filters state gets paths that began with the number of the argument in 0.8.5",
    ),
    mends(
        "38a",
        "None said nothing about modules, and says broadcast now",
        """
from functools import partial
from flax import nnx
@partial(nnx.vmap, in_axes=(None, None), state_axes={...: 0})
def apply(m: nnx.Linear, x):
    return m(x)
""",
        """
from flax import nnx
@nnx.vmap(in_axes=(0, None))
def apply(m: nnx.Linear, x):
    return m(x)
""",
    ),
    keeps(
        "38b",
        "nothing says what was meant, and nothing is made up",
        """
from flax import nnx
@nnx.scan
def walk(c, rngs):
    return c, rngs.noise()
""",
    ),
    mends(
        "39a",
        "an argument that stays is written as it was, comments inside it too",
        """
from functools import partial
from flax import nnx
@partial(
    nnx.vmap,
    axis_name="ba"  # first half
              "tch",
    axis_size=2,
    split_rngs=...,
)
def draw(rngs):
    return rngs.noise()
""",
        """
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(
    axis_name="ba"  # first half
              "tch",
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
    ),
    mends(
        "40a",
        "a filter on two lines is wrapped as a whole",
        """
from flax import nnx
class M(nnx.Module):
    def __init__(self):
        self.a = nnx.Param(2., tag="lora")
grad = nnx.grad(lambda m: m.a.value ** 2, wrt="lo"
                "ra")
""",
        """
from flax import nnx
class M(nnx.Module):
    def __init__(self):
        self.a = nnx.Param(2., tag="lora")
grad = nnx.grad(
    lambda m: m.a.value ** 2,
    argnums=nnx.DiffState(0, "lo"
                "ra"),
)
""",
    ),
    mends(
        "41a",
        "the dict of axes has another reader and stays a dict",
        """
from functools import partial
from flax import nnx
AXES = {nnx.Param: 0}
@partial(nnx.vmap, axis_size=2, state_axes=AXES)
def draw(rngs):
    return rngs.noise()
axis = AXES[nnx.Param]
""",
        """
from flax import nnx
AXES = {nnx.Param: 0}
@nnx.split_rngs(splits=2)
@nnx.vmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}),),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
axis = AXES[nnx.Param]
""",
    ),
    mends(
        "41b",
        "a keyword-only parameter becomes positional under the names it has",
        """
from flax import nnx
def f(x: float, *, rngs):
    return x, rngs.noise()
mapped = nnx.vmap(f, axis_size=2, in_axes_kwargs=None)
a = mapped(1., rngs=nnx.Rngs(0))
b = f(1., rngs=nnx.Rngs(1))
""",
        """
from flax import nnx
def f(x: float, rngs):
    return x, rngs.noise()
mapped = nnx.split_rngs(splits=2)(nnx.vmap(f, axis_size=2))
a = mapped(1., rngs=nnx.Rngs(0))
b = f(1., rngs=nnx.Rngs(1))
""",
    ),
    keeps(
        "42a",
        "no argument is differentiated, so the filter is for none",
        """
from flax import nnx
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=(), wrt="lora")
""",
        says="argnums= is empty, so wrt= was for no argument",
    ),
    mends(
        "43a",
        "the axes name a class of the function, so they are written inside it",
        """
from functools import partial
from flax import nnx
def build(n):
    class Count(nnx.Variable): pass
    @partial(nnx.vmap, axis_size=n, state_axes={Count: None, ...: 0})
    def make(rngs):
        return nnx.Linear(2, 3, rngs=rngs)
    return make(nnx.Rngs(0))
""",
        """
from flax import nnx
def build(n):
    class Count(nnx.Variable): pass
    state_axes = nnx.StateAxes({nnx.RngState: 0, Count: None, ...: 0})

    @nnx.split_rngs(splits=n)
    @nnx.vmap(in_axes=(state_axes,), out_axes=state_axes, axis_size=n)
    def make(rngs):
        return nnx.Linear(2, 3, rngs=rngs)
    return make(nnx.Rngs(0))
""",
    ),
    mends(
        "43c",
        "the axes name a class of the class body, so they stand in no line above it",
        """
from functools import partial
from flax import nnx
class Ensemble(nnx.Module):
    class Count(nnx.Variable): pass
    @partial(nnx.vmap, axis_size=2, state_axes={Count: None, ...: 0})
    def make(rngs):
        return nnx.Linear(2, 3, rngs=rngs)
""",
        """
from flax import nnx
class Ensemble(nnx.Module):
    class Count(nnx.Variable): pass
    @nnx.split_rngs(splits=2)
    @nnx.vmap(
        in_axes=(nnx.StateAxes({nnx.RngState: 0, Count: None, ...: 0}),),
        out_axes=nnx.StateAxes({nnx.RngState: 0, Count: None, ...: 0}),
        axis_size=2,
    )
    def make(rngs):
        return nnx.Linear(2, 3, rngs=rngs)
""",
    ),
    mends(
        "43d",
        "the line of the statement starts with another one, so no line fits above it",
        """
from flax import nnx
fast = True; make = nnx.vmap(lambda rngs: nnx.Linear(2, 3, rngs=rngs), axis_size=2, state_axes={nnx.Param: 0})
""",
        """
from flax import nnx
fast = True; make = nnx.split_rngs(splits=2)(nnx.vmap(
    lambda rngs: nnx.Linear(2, 3, rngs=rngs),
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}),),
    out_axes=nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}),
    axis_size=2,
))
""",
    ),
    keeps(
        "44a",
        "the default names something that the body cannot see",
        """
from flax import nnx
class M(nnx.Module):
    seed = 3
    def __init__(self, rngs=nnx.Rngs(seed)):
        self.a = rngs.noise()
""",
        says="Use None, and in the body make the Rngs from names that it can see",
    ),
    guesses(
        "44b",
        "the Rngs of the default was made once and is made in each call now",
        """
from flax import nnx
def draw(rngs=nnx.Rngs(0)):
    return rngs.noise()
a, b = draw(), draw()
""",
        """
from flax import nnx
def draw(rngs=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    return rngs.noise()
a, b = draw(), draw()
""",
        says="each call without the argument then starts its streams anew, and draws the same",
    ),
    mends(
        "44c",
        "the size is read where the function is defined, as it was",
        """
from functools import partial
from flax import nnx
n = 2
@partial(nnx.vmap, axis_size=n)
def draw(rngs):
    return rngs.noise()
n = 5
""",
        """
from flax import nnx
n = 2
@nnx.split_rngs(splits=n)
@nnx.vmap(axis_size=n)
def draw(rngs):
    return rngs.noise()
n = 5
""",
    ),
]


@pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.id} {c.reason}") for c in CASES])
def test_trap(case: Case) -> None:
    case.verify()


def test_every_entry_has_a_case() -> None:
    assert {int(case.id[:2]) for case in CASES} == {*range(1, ENTRIES + 1)} - _WITH_OTHERS
