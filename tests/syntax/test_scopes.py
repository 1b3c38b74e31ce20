"""Which import a name stands for where it is used, and when nobody can know."""

from __future__ import annotations

import sys
import textwrap

import pytest

from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.nodes import arguments
from flake8_nnx_rng.syntax.source import from_text

FLAX = frozenset({"flax.nnx.vmap"})
OTHER = frozenset({"mylib.nnx.vmap"})
UNKNOWN: frozenset[str] = frozenset()
TYPE_STATEMENT = pytest.mark.skipif(sys.version_info < (3, 12), reason="Python has no `type`")


def paths(code: str) -> frozenset[str]:
    """What the argument of the last `use(...)` may stand for."""
    module = Module(from_text(textwrap.dedent(code), "a.py"))
    call = [m.parent for m in module.mentions_by_name("use")][-1]
    assert call is not None
    return module.paths(arguments(call).positional[0])


def below_import(code: str) -> frozenset[str]:
    return paths("from flax import nnx\n" + textwrap.dedent(code))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from flax import nnx\nuse(nnx.vmap)", id="from flax"),
        pytest.param("from flax import nnx as nn\nuse(nn.vmap)", id="under another name"),
        pytest.param("import flax.nnx as X\nuse(X.vmap)", id="import as"),
        pytest.param("import flax\nuse(flax.nnx.vmap)", id="import flax"),
        pytest.param("import flax as F\nuse(F.nnx.vmap)", id="import flax as"),
        pytest.param("import flax.nnx\nuse(flax.nnx.vmap)", id="dotted import"),
        pytest.param("import os, flax.nnx as X, sys\nuse(X.vmap)", id="among others"),
        pytest.param("from flax.nnx import vmap\nuse(vmap)", id="the function"),
        pytest.param("from flax.nnx import vmap as v\nuse(v)", id="the function, renamed"),
        pytest.param("from flax.nnx import (  # why\n  jit,\n  vmap,\n)\nuse(vmap)", id="many"),
        pytest.param("from flax \\\n  import nnx\nuse(nnx.vmap)", id="continued line"),
        pytest.param("from flax import nnx; use(nnx.vmap)", id="semicolon"),
        pytest.param("def f():\n  from flax import nnx\n  use(nnx.vmap)", id="in the function"),
        pytest.param("if TYPE_CHECKING:\n  from flax import nnx\nuse(nnx.vmap)", id="for types"),
        pytest.param("with guard():\n  from flax import nnx\nuse(nnx.vmap)", id="in with"),
        pytest.param(
            "try:\n  from flax import nnx\nexcept ImportError:\n  nnx = None\nuse(nnx.vmap)",
            id="None where Flax is missing",
        ),
        pytest.param(
            "try:\n  import flax\n  from flax import nnx\nexcept ImportError:\n  raise\n"
            "use(nnx.vmap)",
            id="guarded",
        ),
        pytest.param("import flax\nnnx = flax.nnx\nuse(nnx.vmap)", id="assigned module"),
        pytest.param("from flax import nnx\nv = (nnx.vmap)\nuse(v)", id="assigned function"),
        pytest.param("from flax import nnx\na = b = nnx.vmap\nuse(a)", id="first of a chain"),
        pytest.param("from flax import nnx\na = b = nnx.vmap\nuse(b)", id="second of a chain"),
        pytest.param("from flax import nnx\nv: Any = nnx.vmap\nuse(v)", id="annotated"),
        pytest.param("from flax import nnx\na = nnx.vmap\nb = a\nuse(b)", id="alias of an alias"),
        pytest.param("from flax import nnx\nif (v := nnx.vmap):\n  use(v)", id="walrus"),
        pytest.param("from flax import nnx\nuse((nnx).vmap)", id="parentheses inside"),
        pytest.param("nnx = None\nfrom flax import nnx\nuse(nnx.vmap)", id="the last one counts"),
        pytest.param("from flax import nnx\ndel nnx\nfrom flax import nnx\nuse(nnx.vmap)"),
    ],
)
def test_every_spelling_of_the_import_leads_to_flax(code: str) -> None:
    assert paths(code) == FLAX


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("from mylib import nnx\nuse(nnx.vmap)", OTHER, id="another package"),
        pytest.param("from . import nnx\nuse(nnx.vmap)", {".nnx.vmap"}, id="relative"),
        pytest.param("from .flax import nnx\nuse(nnx.vmap)", {".flax.nnx.vmap"}, id="below"),
        pytest.param("from .. import nnx\nuse(nnx.vmap)", {"..nnx.vmap"}, id="the parent's"),
        pytest.param("from flax import *\nuse(nnx.vmap)", UNKNOWN, id="star import"),
        pytest.param("use(nnx.vmap)", UNKNOWN, id="never bound"),
        pytest.param("import flax.nnx\nuse(nnx.vmap)", UNKNOWN, id="binds flax, not nnx"),
        pytest.param("from flax import nnx\nuse(nnx.vmap(f))", UNKNOWN, id="a call is no name"),
        pytest.param("from flax import nnx\nuse(nnx[0].vmap)", UNKNOWN, id="a subscript neither"),
    ],
)
def test_other_things_named_nnx_are_never_flax(code: str, found: set[str]) -> None:
    assert paths(code) == found


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("nnx = other()\nuse(nnx.vmap)", id="assignment"),
        pytest.param("nnx = other\nuse(nnx.vmap)", id="assignment of an unbound name"),
        pytest.param("nnx, x = other\nuse(nnx.vmap)", id="unpacking"),
        pytest.param("*nnx, x = other\nuse(nnx.vmap)", id="star target"),
        pytest.param("x, (y, nnx) = other\nuse(nnx.vmap)", id="nested target"),
        pytest.param("nnx += 1\nuse(nnx.vmap)", id="augmented assignment"),
        pytest.param("print(nnx := other)\nuse(nnx.vmap)", id="walrus"),
        pytest.param("[nnx := x for x in y]\nuse(nnx.vmap)", id="walrus in a comprehension"),
        pytest.param("del nnx\nuse(nnx.vmap)", id="deleted"),
        pytest.param("def nnx(): pass\nuse(nnx.vmap)", id="function"),
        pytest.param("class nnx: pass\nuse(nnx.vmap)", id="class"),
        pytest.param("type nnx = int\nuse(nnx.vmap)", id="type alias", marks=TYPE_STATEMENT),
        pytest.param("def f(nnx):\n  use(nnx.vmap)", id="parameter"),
        pytest.param("def f(nnx=None):\n  use(nnx.vmap)", id="parameter with default"),
        pytest.param("def f(nnx: Any):\n  use(nnx.vmap)", id="annotated parameter"),
        pytest.param("def f(nnx: Any = 1):\n  use(nnx.vmap)", id="annotated, with default"),
        pytest.param("def f(*, nnx):\n  use(nnx.vmap)", id="keyword-only parameter"),
        pytest.param("def f(nnx, /):\n  use(nnx.vmap)", id="positional-only parameter"),
        pytest.param("def f(*nnx):\n  use(nnx.vmap)", id="*args"),
        pytest.param("def f(**nnx):\n  use(nnx.vmap)", id="**kwargs"),
        pytest.param("def f(*nnx: Any):\n  use(nnx.vmap)", id="annotated *args"),
        pytest.param("lambda nnx: use(nnx.vmap)", id="parameter of a lambda"),
        pytest.param("def f(nnx):\n  def g():\n    use(nnx.vmap)", id="parameter from outside"),
        pytest.param("def f(nnx):\n  [use(nnx.vmap) for x in y]", id="parameter, comprehension"),
        pytest.param("for nnx in x:\n  use(nnx.vmap)", id="loop variable"),
        pytest.param("for nnx in x: pass\nuse(nnx.vmap)", id="loop variable afterwards"),
        pytest.param("for i, nnx in x:\n  use(nnx.vmap)", id="one of two loop variables"),
        pytest.param("async def f():\n  async for nnx in x:\n    use(nnx.vmap)", id="async for"),
        pytest.param("with x as nnx:\n  use(nnx.vmap)", id="with"),
        pytest.param("with x as nnx: pass\nuse(nnx.vmap)", id="with, afterwards"),
        pytest.param("with x as (nnx, y):\n  use(nnx.vmap)", id="with a tuple"),
        pytest.param("with (x as nnx, y as z):\n  use(nnx.vmap)", id="with, parenthesised"),
        pytest.param("try: pass\nexcept E as nnx:\n  use(nnx.vmap)", id="except"),
        pytest.param("try: pass\nexcept* E as nnx:\n  use(nnx.vmap)", id="except*"),
        pytest.param("match x:\n  case nnx:\n    use(nnx.vmap)", id="capture"),
        pytest.param("match x:\n  case [nnx, y]:\n    use(nnx.vmap)", id="capture in a sequence"),
        pytest.param("match x:\n  case [y, *nnx]:\n    use(nnx.vmap)", id="captured rest"),
        pytest.param("match x:\n  case {'a': nnx}:\n    use(nnx.vmap)", id="captured value"),
        pytest.param("match x:\n  case {**nnx}:\n    use(nnx.vmap)", id="captured items"),
        pytest.param("match x:\n  case A(nnx):\n    use(nnx.vmap)", id="captured argument"),
        pytest.param("match x:\n  case A(a=nnx):\n    use(nnx.vmap)", id="captured attribute"),
        pytest.param("match x:\n  case A() as nnx:\n    use(nnx.vmap)", id="case ... as"),
        pytest.param("match x:\n  case (A() | B()) as nnx:\n    use(nnx.vmap)", id="or-pattern as"),
        pytest.param("def f():\n  global nnx\n  nnx = other()\n  use(nnx.vmap)", id="global"),
        pytest.param(
            "def f():\n  from flax import nnx\n  def g():\n    nonlocal nnx\n"
            "    nnx = other()\n    use(nnx.vmap)",
            id="nonlocal",
        ),
        pytest.param("class A:\n  nnx = other()\n  x = use(nnx.vmap)", id="class attribute"),
        pytest.param("class A:\n  nnx = other()\n  @use(nnx.vmap)\n  def f(self): pass"),
    ],
)
def test_a_name_bound_to_something_else_is_not_flax(code: str) -> None:
    assert below_import(code) == UNKNOWN


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("[use(nnx.vmap) for nnx in x]", id="list"),
        pytest.param("{use(nnx.vmap) for nnx in x}", id="set"),
        pytest.param("{0: use(nnx.vmap) for nnx in x}", id="dictionary"),
        pytest.param("list(use(nnx.vmap) for nnx in x)", id="generator"),
        pytest.param("[y for nnx in x if use(nnx.vmap)]", id="condition"),
        pytest.param("[y for nnx in x for y in use(nnx.vmap)]", id="inner loop"),
        pytest.param("[[use(nnx.vmap) for y in z] for nnx in x]", id="nested"),
    ],
)
def test_the_variable_of_a_comprehension_hides_the_import_in_all_of_it(code: str) -> None:
    assert below_import(code) == UNKNOWN


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("use(nnx.vmap)\nnnx = other()", id="bound later"),
        pytest.param("def f(nnx): pass\nuse(nnx.vmap)", id="parameter of another function"),
        pytest.param("def f():\n  nnx = other()\nuse(nnx.vmap)", id="local of another function"),
        pytest.param("def f():\n  def nnx(): pass\nuse(nnx.vmap)", id="inner function elsewhere"),
        pytest.param("[x for nnx in x]\nuse(nnx.vmap)", id="variable of a comprehension"),
        pytest.param("(lambda nnx: nnx)\nuse(nnx.vmap)", id="parameter of a lambda"),
        pytest.param("x.nnx = 1\nuse(nnx.vmap)", id="attribute"),
        pytest.param("nnx.vmap = 1\nuse(nnx.vmap)", id="attribute of the module itself"),
        pytest.param("x['nnx'], y[nnx] = 1, 2\nuse(nnx.vmap)", id="subscript"),
        pytest.param("f(nnx=1)\nuse(nnx.vmap)", id="keyword argument"),
        pytest.param("nnx: Any\nuse(nnx.vmap)", id="annotation alone"),
        pytest.param("class A:\n  nnx = other()\n  def f(self):\n    use(nnx.vmap)", id="method"),
        pytest.param("class A:\n  nnx = other()\n  x = [use(nnx.vmap) for y in z]", id="in class"),
        pytest.param("class A:\n  nnx = other()\n  x = lambda: use(nnx.vmap)", id="class lambda"),
        pytest.param("def nnx(): pass\nfrom flax import nnx\nuse(nnx.vmap)", id="imported again"),
        pytest.param("if x:\n  def f():\n    nnx = other()\nuse(nnx.vmap)", id="local in a branch"),
        pytest.param("def f():\n  global nnx\n  use(nnx.vmap)", id="global, only read"),
        pytest.param("match x:\n  case nnx.Param():\n    use(nnx.vmap)", id="class pattern"),
        pytest.param("match x:\n  case nnx.REPLICATED:\n    use(nnx.vmap)", id="value pattern"),
        pytest.param("match x:\n  case A(nnx=0):\n    use(nnx.vmap)", id="attribute in a pattern"),
        pytest.param(
            "type Model = list[nnx.Module]\nuse(nnx.vmap)",
            id="value of a type alias",
            marks=TYPE_STATEMENT,
        ),
    ],
)
def test_what_binds_the_name_elsewhere_does_not_hide_the_import(code: str) -> None:
    assert below_import(code) == FLAX


@TYPE_STATEMENT
def test_the_value_of_a_type_alias_binds_nothing() -> None:
    assert paths("from flax.nnx import vmap\ntype V = list[vmap]\nuse(vmap)") == FLAX


def test_the_class_of_a_pattern_binds_nothing() -> None:
    code = "from flax.nnx import vmap\nmatch x:\n  case vmap(): pass\nuse(vmap)"
    assert paths(code) == FLAX


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("def f(nnx=use(nnx.vmap)): pass", id="default"),
        pytest.param("def f(nnx: use(nnx.vmap)): pass", id="annotation"),
        pytest.param("def f(nnx) -> use(nnx.vmap): pass", id="return annotation"),
        pytest.param("lambda nnx=use(nnx.vmap): 0", id="default of a lambda"),
        pytest.param("@use(nnx.vmap)\ndef nnx(): pass", id="decorator of a function"),
        pytest.param("@use(nnx.vmap)\nclass nnx: pass", id="decorator of a class"),
        pytest.param("class nnx(use(nnx.vmap)): pass", id="base class"),
        pytest.param("nnx = use(nnx.vmap)", id="right side of its own assignment"),
        pytest.param("nnx = f(use(nnx.vmap))", id="call in its own assignment"),
        pytest.param("for nnx in use(nnx.vmap): pass", id="iterable of a loop"),
        pytest.param("with use(nnx.vmap) as nnx: pass", id="context manager"),
        pytest.param("print(nnx := use(nnx.vmap))", id="value of a walrus"),
        pytest.param("[nnx for nnx in use(nnx.vmap)]", id="first iterable of a comprehension"),
    ],
)
def test_what_runs_before_the_name_is_bound_sees_the_import(code: str) -> None:
    assert below_import(code) == FLAX


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param(
            "if a:\n  import flax.nnx as n\nelse:\n  from flax import nnx as n\nuse(n.vmap)",
            FLAX,
            id="branches that agree",
        ),
        pytest.param(
            "try:\n  from flax import nnx\n"
            "except ImportError:\n  from flax.experimental import nnx\nuse(nnx.vmap)",
            FLAX | {"flax.experimental.nnx.vmap"},
            id="either home of nnx",
        ),
        pytest.param(
            "if a:\n  from flax import nnx\nelse:\n  from mylib import nnx\nuse(nnx.vmap)",
            FLAX | OTHER,
            id="branches that differ",
        ),
        pytest.param(
            "from flax import nnx\nif a:\n  nnx = other()\nuse(nnx.vmap)",
            UNKNOWN,
            id="maybe hidden",
        ),
        pytest.param(
            "try:\n  from flax import nnx\nexcept ImportError:\n  nnx = stub()\nuse(nnx.vmap)",
            UNKNOWN,
            id="a stub where Flax is missing",
        ),
        pytest.param(
            "from flax import nnx\nif a:\n  nnx = other()\n  use(nnx.vmap)",
            UNKNOWN,
            id="hidden here",
        ),
        pytest.param(
            "nnx = other()\nif a:\n  from flax import nnx\n  use(nnx.vmap)",
            FLAX,
            id="imported here",
        ),
        pytest.param(
            "from flax import nnx\nif a:\n  x = 1\nelse:\n  use(nnx.vmap)", FLAX, id="other branch"
        ),
    ],
)
def test_conditional_bindings_all_count(code: str, found: set[str]) -> None:
    assert paths(code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("for x in y:\n  use(nnx.vmap)\n  nnx = other()", UNKNOWN, id="for"),
        pytest.param("while x:\n  use(nnx.vmap)\n  nnx = other()", UNKNOWN, id="while"),
        pytest.param("while use(nnx.vmap):\n  nnx = other()", UNKNOWN, id="condition of while"),
        pytest.param(
            "for x in y:\n  use(nnx.vmap)\n  def f():\n    nnx = other()", FLAX, id="inner function"
        ),
        pytest.param("for x in y:\n  use(nnx.vmap)\nnnx = other()", FLAX, id="after the loop"),
    ],
)
def test_a_loop_brings_later_bindings_back(code: str, found: set[str]) -> None:
    assert below_import(code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("def f():\n  use(nnx.vmap)\nnnx = other()", UNKNOWN, id="bound again later"),
        pytest.param("def f():\n  use(nnx.vmap)\nfrom flax import nnx", FLAX, id="bound twice"),
        pytest.param("def f():\n  use(nnx.vmap)\ndel nnx", FLAX, id="deleted when done"),
        pytest.param("lambda: use(nnx.vmap)\nnnx = other()", UNKNOWN, id="lambda"),
        pytest.param(
            "def f():\n  global nnx\n  nnx = other()\nuse(nnx.vmap)", UNKNOWN, id="global"
        ),
        pytest.param(
            "def f():\n  def g():\n    nonlocal n\n    n = other()\n  n = nnx\n  use(n.vmap)",
            UNKNOWN,
            id="nonlocal",
        ),
    ],
)
def test_a_function_may_run_after_any_binding_outside(code: str, found: set[str]) -> None:
    assert below_import(code) == found


def test_a_name_bound_to_itself_ends() -> None:
    assert paths("while x:\n  a = b\n  b = a\nuse(a)") == UNKNOWN


def test_a_local_import_stays_in_its_function() -> None:
    assert paths("def f():\n  from flax import nnx\nuse(nnx.vmap)") == UNKNOWN
