"""Code that asks which Flax it runs on is left alone."""

from __future__ import annotations

import textwrap

import pytest

from flake8_nnx_rng.semantics.program.guards import Guards
from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.syntax.module import Module
from flake8_nnx_rng.syntax.source import from_text


def guarded(code: str) -> bool:
    source = from_text("from flax import nnx\n" + textwrap.dedent(code), "a.py")
    module = Module(source)
    return Guards(Names(module)).protects(module.mentions_by_name("USE")[0])


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("try:\n  USE\nexcept ImportError:\n  pass", id="ImportError"),
        pytest.param("try:\n  USE\nexcept ModuleNotFoundError as e:\n  pass", id="with a name"),
        pytest.param("try:\n  USE\nexcept (KeyError, AttributeError):\n  pass", id="one of two"),
        pytest.param("try:\n  USE\nexcept TypeError:\n  pass", id="TypeError"),
        pytest.param("try:\n  USE\nexcept Exception:\n  pass", id="Exception"),
        pytest.param("try:\n  USE\nexcept:\n  pass", id="everything"),
        pytest.param("try:\n  USE\nexcept BaseException:\n  pass", id="BaseException"),
        pytest.param("try:\n  pass\nexcept ImportError:\n  USE", id="the other path"),
        pytest.param("try:\n  pass\nexcept KeyError:\n  pass\nexcept ImportError:\n  USE"),
        pytest.param("try:\n  if x:\n    USE\nexcept ImportError:\n  pass", id="deeper"),
        pytest.param("if hasattr(nnx, 'split_rngs'):\n  USE", id="hasattr"),
        pytest.param("if hasattr(nnx, 'split_rngs'):\n  pass\nelse:\n  USE", id="else"),
        pytest.param("if x:\n  pass\nelif hasattr(nnx, 'a'):\n  USE", id="elif"),
        pytest.param("if flax.__version__ < '0.9':\n  USE", id="version"),
        pytest.param("if flax_version < (0, 9):\n  USE", id="a variable"),
        pytest.param("if FLAX_VERSION < (0, 9):\n  USE", id="a constant"),
        pytest.param("if Version(flax_version) < V:\n  USE", id="packaging"),
        pytest.param("if 'splits' in signature(f).parameters:\n  USE", id="signature"),
        pytest.param("if getattr(nnx, 'a', None):\n  USE", id="getattr"),
        pytest.param("if FLAX_VERSION >= (0, 9):\n  def f():\n    USE", id="in a function"),
        pytest.param("x = USE if hasattr(nnx, 'a') else b", id="conditional expression"),
        pytest.param("x = b if not hasattr(nnx, 'a') else USE", id="its else"),
        pytest.param("new = Version(a) > b\nif new:\n  pass\nelse:\n  USE", id="a name for it"),
        pytest.param("def f():\n  if VERSION > 9:\n    return a\n  USE", id="early return"),
        pytest.param("with suppress(ImportError):\n  USE", id="suppress"),
        pytest.param("with pytest.raises(AttributeError):\n  USE", id="raises"),
        pytest.param("match flax.__version__.split('.'):\n  case ['0', *_]: USE", id="match"),
        pytest.param("x = hasattr(nnx, 'a') and USE", id="and"),
    ],
)
def test_a_guard_is_seen(code: str) -> None:
    assert guarded(code)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("USE", id="nothing around it"),
        pytest.param("try:\n  USE\nexcept KeyError:\n  pass", id="another error"),
        pytest.param("try:\n  USE\nexcept MyImportErrors:\n  pass", id="another name"),
        pytest.param("try:\n  USE\nfinally:\n  pass", id="finally alone"),
        pytest.param("try:\n  pass\nexcept ImportError:\n  pass\nUSE", id="after the guard"),
        pytest.param("if x:\n  USE", id="another question"),
        pytest.param("if x:\n  hasattr(nnx, 'a')\n  USE", id="asked too late"),
        pytest.param("while hasattr(x, 'a'):\n  USE", id="a loop"),
        pytest.param("if getattr(cfg, 'ensemble', False):\n  USE", id="another object"),
        pytest.param("if conversion:\n  USE", id="a longer word"),
        pytest.param("try:\n  USE\nexcept Exception:\n  log()\n  raise", id="raised again"),
        pytest.param("with open(x):\n  USE", id="another context"),
        pytest.param("if VERSION > 9:\n  log()\nUSE", id="no way out"),
        pytest.param("x = USE if y else hasattr(nnx, 'a')", id="not the condition"),
    ],
)
def test_what_asks_nothing_is_no_guard(code: str) -> None:
    assert not guarded(code)
