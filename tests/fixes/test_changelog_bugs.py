"""Bugs that fixers of other tools had, as cases of ours.

The numbers are those of the 44 entries in the changelog of django-upgrade 1.32.0 that begin with
"Fix"; what an entry is about is told in our own words. Entries that no fix is about are left out: a
module name in a string, a monkey-patched `nnx.vmap`, a class that is asked for with isinstance.
"""

from pathlib import Path

import pytest

from flake8_nnx_rng import Settings, fix_source

CASES = [
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs=False)
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, ...: 0}),), axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="01a: no split_rngs: False is the filter 'nothing', all lanes share the stream",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs=[])
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: None, ...: 0}),), axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="02a: an empty list matches nothing: as False",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={})
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(nnx.StateAxes({nnx.RngState: 0, ...: None}),), axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="02b: v5",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap)
def double(x):
    return 2 * x
""",
        """\
from flax import nnx
@nnx.vmap
def double(x):
    return 2 * x
""",
        False,
        id="02c: no options left: bare decorator",
    ),
    pytest.param(
        """\
from flax import nnx
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=1, wrt=nnx.Param)
""",
        """\
from flax import nnx
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=1)
""",
        False,
        id="03a: wrt=nnx.Param is the default: dropped with any argnums",
    ),
    pytest.param(
        """\
from flax import nnx
WHICH = 1
grad = nnx.grad(lambda x, m: x * m.bias.value.sum(), argnums=WHICH, wrt="lora")
""",
        """\
from flax import nnx
WHICH = 1
grad = nnx.grad(lambda x, m: x * m.bias.value.sum(), argnums=WHICH, wrt="lora")
""",
        False,
        id="03b: argnums is a variable and the filter is not Param: unsafe or refuse",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
AXES = (0, None)
@partial(nnx.vmap, axis_size=2, in_axes=AXES, state_axes={nnx.Param: 0})
def apply(m, x):
    return m(x)
""",
        """\
from flax import nnx
AXES = (0, None)
@nnx.vmap(
    axis_size=2,
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}), None),
)
def apply(m, x):
    return m(x)
""",
        True,
        id="03c: in_axes is not a literal, the prefix cannot be put at the node's position",
    ),
    pytest.param(
        """\
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
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}),),
    axis_size=2,  # lanes
)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="04a: one comma between arguments, the comment survives, splits= without the co",
    ),
    pytest.param(
        """\
from flax import nnx
class Lora(nnx.Param): pass
class M(nnx.Module):
    def __init__(self):
        self.a = Lora(2.)
grad = nnx.grad(lambda m: m.a.value ** 2, argnums=(0,), wrt=Lora)
""",
        """\
from flax import nnx
class Lora(nnx.Param): pass
class M(nnx.Module):
    def __init__(self):
        self.a = Lora(2.)
grad = nnx.grad(lambda m: m.a.value ** 2, argnums=nnx.DiffState(0, Lora))
""",
        False,
        id="05a: 0.8.5 gave a bare gradient for a one-element argnums, 0.9.0+ gives a 1-tu",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None}),),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="05b: in_axes of one parameter keeps its comma",
    ),
    pytest.param(
        """\
from flax import nnx
rngs = nnx.Rngs(0).fork(split=(2, 3))
""",
        """\
from flax import nnx
rngs = nnx.Rngs(0).split((2, 3))
""",
        False,
        id="06a: the tuple stays one argument",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@(partial((nnx.vmap), axis_size=(2)))
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@(nnx.vmap(axis_size=(2)))
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="06b: parentheses kept or dropped in pairs",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
out = (partial(nnx.vmap, axis_size=2)
       (lambda rngs: rngs.noise()))(nnx.Rngs(0))
""",
        """\
from flax import nnx
out = (nnx.split_rngs(splits=2)(nnx.vmap(axis_size=2)
       (lambda rngs: rngs.noise())))(nnx.Rngs(0))
""",
        False,
        id="06c: wraps the outer call only, line break inside parentheses stays",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, state_axes={nnx.Param: 0, nnx.BatchStat: None,}, axis_size=max(2, 1,))
def draw(rngs):
    return rngs.noise()
""",
        """\
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
        False,
        id="07a: the comma belongs to the inner list",
    ),
    pytest.param(
        """\
from flax import nnx
def make(
    # only by name
    *,  # sic
    rngs,
):
    return rngs.noise()
keys = nnx.vmap(make, axis_size=2)(rngs=nnx.Rngs(0))
""",
        """\
from flax import nnx
def make(
    # only by name
    # sic
    rngs,
):
    return rngs.noise()
keys = nnx.split_rngs(splits=2)(nnx.vmap(make, axis_size=2))(rngs=nnx.Rngs(0))
""",
        False,
        id="08a: the star and its comma go, both comments stay",
    ),
    pytest.param(
        """\
from flax import nnx
grad = nnx.grad(  # of all parameters
    lambda m: m.kernel.value.sum(),
    wrt=nnx.Param,  # the default
)
""",
        """\
from flax import nnx
grad = nnx.grad(  # of all parameters
    lambda m: m.kernel.value.sum(),
    # the default
)
""",
        False,
        id="08b: argument, its comma and its own trailing comment go",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap  # no options
         )
def double(x):
    return 2 * x
""",
        """\
from flax import nnx
@nnx.vmap(  # no options
)
def double(x):
    return 2 * x
""",
        False,
        id="08c: the comment is no argument and stays inside the parentheses",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs="noise",)
def draw(rngs):
    return rngs.noise()
""",
        """\
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
        False,
        id="09a: one comma",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.Variable: None})
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(
    in_axes=(nnx.StateAxes({nnx.RngState: 0, nnx.Variable: None, ...: None}),),
    axis_size=2,
)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="10a: rngState before every old filter: nnx.Variable",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.BatchStat: None, ...: 0})
def make(rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        """\
from flax import nnx
state_axes = nnx.StateAxes({nnx.BatchStat: None, ...: 0})


@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(state_axes,), out_axes=state_axes, axis_size=2)
def make(rngs):
    return nnx.Linear(2, 3, rngs=rngs)
""",
        False,
        id="10b: an old `...` is the last entry already: no second one",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.scan, scan_output=True, length=3, carry_argnum=0)
def walk(c, x):
    return c + x, c
""",
        """\
from flax import nnx
@nnx.scan(length=3)
def walk(c, x):
    return c + x, c
""",
        False,
        id="11b: values equal to the old default are dropped only where the new default me",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, in_axes_kwargs=0, state_axes={...: 0}, split_rngs=True)
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="11c: 0 is a value, not 'unset'",
    ),
    pytest.param(
        """\
from flax import nnx
def make(rngs=nnx.Rngs(0)):
    rngs = nnx.Rngs(1) if rngs is None else rngs
    return rngs.noise()
""",
        """\
from flax import nnx
def make(rngs=None):
    if rngs is None:
        rngs = nnx.Rngs(0)
    rngs = nnx.Rngs(1) if rngs is None else rngs
    return rngs.noise()
""",
        True,
        id="12b: the parameter is written in the body and None already has a meaning: refu",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=(2), split_rngs=("noise"))
def draw(rngs):
    return rngs.noise()
""",
        """\
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
        False,
        id='13a: ("noise") is a string, no tuple',
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.scan, length=3, in_axes=(0, 0), carry_argnum=(1))
def walk(x, c):
    return c + x, c
""",
        """\
from flax import nnx
@nnx.scan(length=3, in_axes=(0, nnx.Carry))
def walk(x, c):
    return c + x, c
""",
        False,
        id="13b: (1) is the literal 1",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs="noi" 'se')
def draw(rngs):
    return rngs.noise()
""",
        """\
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
        False,
        id="14a: both parts are carried",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, state_axes={nnx.Param: 0})
def make(rngs):
    return (nnx.Linear(2, 3, rngs=rngs)), rngs.noise()
""",
        """\
from flax import nnx
state_axes = nnx.StateAxes({nnx.RngState: 0, nnx.Param: 0, ...: None})


@nnx.split_rngs(splits=2)
@nnx.vmap(in_axes=(state_axes,), out_axes=(state_axes, 0), axis_size=2)
def make(rngs):
    return (nnx.Linear(2, 3, rngs=rngs)), rngs.noise()
""",
        False,
        id="16a: a return of two values, the first a node",
    ),
    pytest.param(
        """\
from flax import nnx
rngs = nnx.Rngs(0)
text = f'{nnx.vmap(lambda r: r.noise(), axis_size=2)(rngs)!r:.30}'
""",
        """\
from flax import nnx
rngs = nnx.Rngs(0)
text = f'{nnx.split_rngs(splits=2)(nnx.vmap(lambda r: r.noise(), axis_size=2))(rngs)!r:.30}'
""",
        False,
        id="17a: edit inside the replacement field only",
    ),
    pytest.param(
        """\
from flax import nnx
rngs = nnx.Rngs(0)
text = f"{rngs.fork(split=2).default.key.shape}"
""",
        """\
from flax import nnx
rngs = nnx.Rngs(0)
text = f"{rngs.split(2).default.key.shape}"
""",
        False,
        id="17b: as 17a",
    ),
    pytest.param(
        """\
from flax import nnx
from settings import more
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), **more, wrt="lora")
""",
        """\
from flax import nnx
from settings import more
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), **more, wrt="lora")
""",
        False,
        id="21a: `**more` may hold argnums: refuse",
    ),
    pytest.param(
        """\
from flax import nnx
more = {"argnums": 1}
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), **more, wrt="lora")
""",
        """\
from flax import nnx
more = {"argnums": 1}
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=nnx.DiffState(1, "lora"))
""",
        False,
        id="21a: ... what it holds is in view",
    ),
    pytest.param(
        """\
from flax import nnx
args = (lambda m: m.kernel.value.sum(), 0)
grad = nnx.grad(*args, wrt=nnx.Param)
""",
        """\
from flax import nnx
args = (lambda m: m.kernel.value.sum(), 0)
grad = nnx.grad(*args, wrt=nnx.Param)
""",
        False,
        id="21b: `*args` may hold argnums",
    ),
    pytest.param(
        """\
from flax import nnx
grad = nnx.grad(lambda x, m: (x * m.kernel.value.sum(), x), 1, True, wrt=nnx.Param)
""",
        """\
from flax import nnx
grad = nnx.grad(lambda x, m: (x * m.kernel.value.sum(), x), argnums=1, has_aux=True)
""",
        False,
        id="21c: positional options",
    ),
    pytest.param(
        """\
from flax import nnx
@nnx.split_rngs(3, splits=3)
@nnx.vmap(axis_size=3)
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.split_rngs(3, splits=3)
@nnx.vmap(axis_size=3)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="19a: the number is the node and splits= is given: no second splits=",
    ),
    pytest.param(
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="19b: already explicit: silence, and a second run changes nothing",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, in_axes=(None, 0), in_axes_kwargs=None)
def f(a, x, *, m):
    return a * x * m.kernel.value.sum()
""",
        """\
from flax import nnx
@nnx.vmap(in_axes=(None, 0, 0))
def f(a, x, m):
    return a * x * m.kernel.value.sum()
""",
        True,
        id="19c: v7: in_axes is extended by one position, in_axes_kwargs dropped, the bare",
    ),
    pytest.param(
        """\
from functools import partial
from flax.nnx import Rngs, vmap
@partial(vmap, axis_size=2)
def draw(rngs: Rngs):
    return rngs.noise()
""",
        """\
from flax.nnx import Rngs, split_rngs, vmap
@split_rngs(splits=2)
@vmap(axis_size=2)
def draw(rngs: Rngs):
    return rngs.noise()
""",
        False,
        id="20a: the new name is imported",
    ),
    pytest.param(
        """\
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
        """\
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
        False,
        id="20b: `nnx` is bound in another scope only",
    ),
    pytest.param(
        """\
from flax import nnx
keys = nnx.vmap(f=lambda r: r.noise(), axis_size=2)(nnx.Rngs(0))
""",
        """\
from flax import nnx
keys = nnx.split_rngs(splits=2)(nnx.vmap(f=lambda r: r.noise(), axis_size=2))(nnx.Rngs(0))
""",
        False,
        id="22a: the function may be given by keyword",
    ),
    pytest.param(
        """\
from flax import nnx
keys = nnx.vmap(axis_size=2, f=lambda r, n: (r.noise(), n), in_axes_kwargs=None)(r=nnx.Rngs(0), n=1)
""",
        """\
from flax import nnx
keys = nnx.split_rngs(splits=2)(nnx.vmap(
    in_axes=(0, None),
    axis_size=2,
    f=lambda r, n: (r.noise(), n),
))(r=nnx.Rngs(0), n=1)
""",
        False,
        id="22b: keyword call: the axes go to positions in signature order",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
sizes = iter([2, 3])
@partial(nnx.vmap, axis_size=next(sizes))
def draw(rngs):
    return rngs.noise()
""",
        """\
from functools import partial
from flax import nnx
sizes = iter([2, 3])
@partial(nnx.vmap, axis_size=next(sizes))
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="23a: the size would be evaluated twice: anything but names, attributes, subscr",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
big = True
@partial(nnx.vmap, axis_size=3 if big else 2, split_rngs="noise" if big else "params")
def draw(rngs):
    return rngs.noise()
""",
        """\
from functools import partial
from flax import nnx
big = True
@partial(nnx.vmap, axis_size=3 if big else 2, split_rngs="noise" if big else "params")
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="23b: a conditional is fine as an argument",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
A, B = {}, {nnx.Param: 0}
@partial(nnx.vmap, axis_size=2, state_axes=A or B)
def draw(rngs):
    return rngs.noise()
""",
        """\
from functools import partial
from flax import nnx
A, B = {}, {nnx.Param: 0}
@partial(nnx.vmap, axis_size=2, state_axes=A or B)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="23c: not a literal: refuse",
    ),
    pytest.param(
        """\
from flax import nnx
grad = nnx.grad(lambda m: m.kernel.value.sum(), wrt=lambda path, x: "kernel" in path)
""",
        """\
from flax import nnx
grad = nnx.grad(
    lambda m: m.kernel.value.sum(),
    argnums=nnx.DiffState(0, lambda path, x: "kernel" in path),
)
""",
        False,
        id="23d: a lambda as a positional argument is fine",
    ),
    pytest.param(
        """\
from flax import nnx
def make(seed=0, rngs=nnx.Rngs(noise=3) or nnx.Rngs(0)):
    return rngs.noise()
""",
        """\
from flax import nnx
def make(seed=0, rngs=nnx.Rngs(noise=3) or nnx.Rngs(0)):
    return rngs.noise()
""",
        False,
        id="23e: the default is an expression around two Rngs, not the Rngs: refuse",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
vmap = partial(nnx.vmap, state_axes={nnx.Param: 0})
@partial(vmap, axis_size=2)
def make(rngs):
    return nnx.Linear(2, 3, rngs=rngs)
apply = vmap(lambda a, b: a + b)
""",
        """\
from functools import partial
from flax import nnx
vmap = partial(nnx.vmap, state_axes={nnx.Param: 0})
@partial(vmap, axis_size=2)
def make(rngs):
    return nnx.Linear(2, 3, rngs=rngs)
apply = vmap(lambda a, b: a + b)
""",
        False,
        id="24b: one definition, two uses that need different keywords: refuse the definit",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
lift = nnx.vmap
@partial(lift, axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """\
from flax import nnx
lift = nnx.vmap
@nnx.split_rngs(splits=2)
@lift(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="26b: the alias is kept as written",
    ),
    pytest.param(
        """\
from flax import nnx
from flax.experimental import nnx as old
key = old.Rngs(0).noise()
""",
        """\
from flax import nnx
from flax import nnx as old
key = old.Rngs(0).noise()
""",
        False,
        id="27a: the alias stays bound",
    ),
    pytest.param(
        """\
import flax.experimental.nnx
key = flax.experimental.nnx.Rngs(0).noise()
""",
        """\
import flax.nnx
key = flax.nnx.Rngs(0).noise()
""",
        False,
        id="27b: dotted import and every dotted use together, or none",
    ),
    pytest.param(
        """\
from functools import partial, partial as bind
from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
add = bind(max, 0)
""",
        """\
from functools import partial as bind
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
add = bind(max, 0)
""",
        False,
        id="28a: only the alias that became unused goes",
    ),
    pytest.param(
        """\
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
        """\
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
        False,
        id="30a: jax's vmap and its partial stay",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
__all__ = ["draw", "partial"]
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """\
from functools import partial
from flax import nnx
__all__ = ["draw", "partial"]
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        False,
        id="29a: exported",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
def bound(f):
    return isinstance(f, partial)
""",
        """\
from functools import partial
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs):
    return rngs.noise()
def bound(f):
    return isinstance(f, partial)
""",
        False,
        id="35a: a bare reference keeps the import",
    ),
    pytest.param(
        """\
from flax import nnx
def build():
    if True:
        from functools import partial
    return partial(nnx.vmap, axis_size=2)(lambda r: r.noise())(nnx.Rngs(0))
""",
        """\
from flax import nnx
def build():
    if True:
        pass
    return nnx.split_rngs(splits=2)(nnx.vmap(axis_size=2)(lambda r: r.noise()))(nnx.Rngs(0))
""",
        False,
        id="31a: `pass`, or the import stays",
    ),
    pytest.param(
        """\
try:
    from functools import partial
except ImportError:
    partial = None
from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs):
    return rngs.noise()
""",
        """\
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
        False,
        id="31b: a guarded import stays as it is",
    ),
    pytest.param(
        """\
from flax import nnx
def draw(rngs=nnx.Rngs(0)): return rngs.noise()
""",
        """\
from flax import nnx
def draw(rngs=nnx.Rngs(0)): return rngs.noise()
""",
        False,
        id="32a: the body gets its own lines, or refuse",
    ),
    pytest.param(
        """\
from flax import nnx
draw = lambda rngs=nnx.Rngs(0): rngs.noise()
""",
        """\
from flax import nnx
draw = lambda rngs=nnx.Rngs(0): rngs.noise()
""",
        False,
        id="32b: a lambda has no statements: refuse",
    ),
    pytest.param(
        """\
from flax import nnx
class M(nnx.Module):
\tdef __init__(self, rngs: nnx.Rngs = nnx.Rngs(0)):
\t\t\"\"\"Text.\"\"\"; self.a = rngs.noise()
""",
        """\
from flax import nnx
class M(nnx.Module):
\tdef __init__(self, rngs: nnx.Rngs = nnx.Rngs(0)):
\t\t\"\"\"Text.\"\"\"; self.a = rngs.noise()
""",
        False,
        id="32c: tabs stay tabs, behind the docstring, in front of the rest of the line",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
if True:
\t@partial(nnx.vmap, axis_size=2)  # lanes
\tdef draw(rngs): return rngs.noise()
""",
        """\
from flax import nnx
if True:
\t@nnx.split_rngs(splits=2)
\t@nnx.vmap(axis_size=2)  # lanes
\tdef draw(rngs): return rngs.noise()
""",
        False,
        id="32d: the new decorator copies the indentation of the old one",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
class Trainer:
    def __init__(self):
        self.vmap = partial(nnx.vmap, axis_size=2, split_rngs="noise")
    def draw(self, rngs):
        return self.vmap(lambda r: r.noise())(rngs)
""",
        """\
from functools import partial
from flax import nnx
class Trainer:
    def __init__(self):
        self.vmap = partial(nnx.vmap, axis_size=2, split_rngs="noise")
    def draw(self, rngs):
        return self.vmap(lambda r: r.noise())(rngs)
""",
        False,
        id="33a: an attribute, its uses are not all visible: report only",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
class M(nnx.Module):
    def __init__(self, rngs):
        self.lin = nnx.Linear(2, 3, rngs=rngs)
    @partial(nnx.vmap, in_axes=(None, 0))
    def __call__(self, x):
        return self.lin(x)
models = nnx.vmap(M, axis_size=2)(nnx.Rngs(0))
""",
        """\
from flax import nnx
class M(nnx.Module):
    def __init__(self, rngs):
        self.lin = nnx.Linear(2, 3, rngs=rngs)
    @nnx.vmap(in_axes=(0, 0))
    def __call__(self, x):
        return self.lin(x)
models = nnx.split_rngs(splits=2)(nnx.vmap(M, axis_size=2))(nnx.Rngs(0))
""",
        False,
        id="33b: self is a node on axis 0",
    ),
    pytest.param(
        """\
from functools import partial; from flax import nnx
@partial(nnx.vmap, axis_size=2)
def draw(rngs): key = rngs.noise(); return key
""",
        """\
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs): key = rngs.noise(); return key
""",
        False,
        id="34a: the statement goes with its semicolon",
    ),
    pytest.param(
        """\
import jax; import functools  # tools
from flax import nnx
@functools.partial(nnx.vmap, axis_size=2)
def draw(rngs): return rngs.noise()
""",
        """\
import jax  # tools
from flax import nnx
@nnx.split_rngs(splits=2)
@nnx.vmap(axis_size=2)
def draw(rngs): return rngs.noise()
""",
        False,
        id="34b: last statement of the line: the semicolon before it goes, the comment sta",
    ),
    pytest.param(
        """\
from flax import linen as nn, nnx
Stack = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True}, axis_size=2)
class Repo:
    def fork(self, split): return split
two = Repo().fork(split=2)
""",
        """\
from flax import linen as nn, nnx
Stack = nn.vmap(nn.Dense, variable_axes={"params": 0}, split_rngs={"params": True}, axis_size=2)
class Repo:
    def fork(self, split): return split
two = Repo().fork(split=2)
""",
        False,
        id="36a: linen's split_rngs= and somebody's fork(split=) are not ours: silence",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
@partial(nnx.vmap, axis_size=2, split_rngs=lambda path, x: "noise" in path)
def draw(rngs):
    return rngs.noise()
""",
        """\
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
        True,
        id="37a: a callable filter sees other paths from 0.9.0",
    ),
    pytest.param(
        """\
from flax import nnx
@nnx.scan
def walk(c, rngs):
    return c, rngs.noise()
""",
        """\
from flax import nnx
@nnx.scan
def walk(c, rngs):
    return c, rngs.noise()
""",
        False,
        id="38b: a bare decorator without keywords: 0.8.5 carried the Rngs",
    ),
    pytest.param(
        """\
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
        """\
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
        False,
        id="39a: arguments that stay are not touched at all",
    ),
    pytest.param(
        """\
from flax import nnx
class M(nnx.Module):
    def __init__(self):
        self.a = nnx.Param(2., tag="lora")
grad = nnx.grad(lambda m: m.a.value ** 2, wrt="lo"
                "ra")
""",
        """\
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
        False,
        id="40a: both parts inside DiffState(...)",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
AXES = {nnx.Param: 0}
@partial(nnx.vmap, axis_size=2, state_axes=AXES)
def draw(rngs):
    return rngs.noise()
axis = AXES[nnx.Param]
""",
        """\
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
        False,
        id="41a: aXES has other readers: do not turn it into StateAxes in place",
    ),
    pytest.param(
        """\
from flax import nnx
def f(x, *, rngs):
    return x, rngs.noise()
mapped = nnx.vmap(f, axis_size=2, in_axes_kwargs=None)
a = mapped(jnp.ones(2), rngs=nnx.Rngs(0)) if (jnp := __import__("jax").numpy) else 0
b = f(1., rngs=nnx.Rngs(1))
""",
        """\
from flax import nnx
def f(x, rngs):
    return x, rngs.noise()
mapped = nnx.split_rngs(splits=2)(nnx.vmap(f, axis_size=2))
a = mapped(jnp.ones(2), rngs=nnx.Rngs(0)) if (jnp := __import__("jax").numpy) else 0
b = f(1., rngs=nnx.Rngs(1))
""",
        True,
        id="41b: deleting the star keeps every keyword call valid",
    ),
    pytest.param(
        """\
from flax import nnx
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=(), wrt="lora")
""",
        """\
from flax import nnx
grad = nnx.grad(lambda x, m: x * m.kernel.value.sum(), argnums=(), wrt="lora")
""",
        False,
        id="42a: no argument to attach the filter to: refuse",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
def build(n):
    class Count(nnx.Variable): pass
    @partial(nnx.vmap, axis_size=n, state_axes={Count: None, ...: 0})
    def make(rngs):
        return nnx.Linear(2, 3, rngs=rngs)
    return make(nnx.Rngs(0))
""",
        """\
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
        False,
        id="43a: inline, or a name bound directly above in the same scope",
    ),
    pytest.param(
        """\
from flax import nnx
def build(features):
    class Block(nnx.Module):
        def __init__(self, rngs):
            self.lin = nnx.Linear(features, 2, rngs=rngs)
        def __call__(self, x):
            return self.lin(x)
    return nnx.Vmap.constructor(Block, axis_size=2)(nnx.Rngs(0))
""",
        """\
from flax import nnx
def build(features):
    class Block(nnx.Module):
        def __init__(self, rngs):
            self.lin = nnx.Linear(features, 2, rngs=rngs)
        def __call__(self, x):
            return self.lin(x)

    class VmapBlock(nnx.Module):
        def __init__(self, rngs):
            @nnx.split_rngs(splits=2)
            @nnx.vmap(axis_size=2)
            def create(rngs):
                return Block(rngs)

            self.vmap_module = create(rngs)

        @nnx.vmap(axis_size=2)
        def __call__(self, x):
            return self.vmap_module(x)

    return VmapBlock(nnx.Rngs(0))
""",
        False,
        id="43b: the new class stands in the scope of the submodule, behind it and before ",
    ),
    pytest.param(
        """\
from flax import nnx
class M(nnx.Module):
    seed = 3
    def __init__(self, rngs=nnx.Rngs(seed)):
        self.a = rngs.noise()
""",
        """\
from flax import nnx
class M(nnx.Module):
    seed = 3
    def __init__(self, rngs=nnx.Rngs(seed)):
        self.a = rngs.noise()
""",
        False,
        id="44a: a class-level name is not visible in the body: refuse",
    ),
    pytest.param(
        """\
from flax import nnx
def draw(rngs=nnx.Rngs(0)):
    return rngs.noise()
a, b = draw(), draw()
""",
        """\
from flax import nnx
def draw(rngs=nnx.Rngs(0)):
    return rngs.noise()
a, b = draw(), draw()
""",
        True,
        id="44b: b was the second draw, and made in the body would be the first again",
    ),
    pytest.param(
        """\
from functools import partial
from flax import nnx
n = 2
@partial(nnx.vmap, axis_size=n)
def draw(rngs):
    return rngs.noise()
n = 5
""",
        """\
from flax import nnx
n = 2
@nnx.split_rngs(splits=n)
@nnx.vmap(axis_size=n)
def draw(rngs):
    return rngs.noise()
n = 5
""",
        False,
        id="44c: decorators are evaluated at the def: both see n = 2",
    ),
]


@pytest.fixture
def old_project(tmp_path: Path) -> str:
    """A file in a project that asks for the last release that splits implicitly."""
    (tmp_path / "requirements.txt").write_text("flax==0.8.5\n")
    return str(tmp_path / "a.py")


@pytest.mark.parametrize(("before", "after", "unsafe"), CASES)
def test_the_bug_is_not_ours(before: str, after: str, unsafe: bool, old_project: str) -> None:
    settings = Settings(target_flax="0.12.12")
    for source in (before, after):  # a second run changes nothing
        result = fix_source(source, filename=old_project, settings=settings, unsafe=unsafe)
        assert (result.text, result.problem) == (after, "")
