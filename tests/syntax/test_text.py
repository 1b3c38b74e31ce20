"""The cheap text test may say yes too often, but never no where a parse would find a name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flake8_nnx_rng.semantics.program.names import Names
from flake8_nnx_rng.syntax.module import Module, reference
from flake8_nnx_rng.syntax.source import from_text
from flake8_nnx_rng.syntax.text import Text


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from flax import nnx\nnnx.vmap(f)", id="attribute"),
        pytest.param("from flax import nnx as nn\nnn.vmap(f)", id="renamed module"),
        pytest.param("import flax.nnx as X\nX.vmap(f)", id="import as"),
        pytest.param("import flax\nflax.nnx.vmap(f)", id="full path"),
        pytest.param("import flax as F\nF.nnx.vmap(f)", id="renamed flax"),
        pytest.param("from flax.nnx import vmap\n", id="import of the name"),
        pytest.param("from flax.nnx import vmap as v\n", id="import of the name, renamed"),
        pytest.param(
            "from flax.nnx import (\n    jit,  # why\n    vmap,\n)\n", id="in parentheses"
        ),
        pytest.param("from flax.nnx import jit, \\\n    vmap\n", id="continued line"),
        pytest.param("from flax.nnx \\\n    import vmap\n", id="import on the next line"),
        pytest.param("from flax.nnx import jit; from flax.nnx import vmap\n", id="semicolon"),
        pytest.param("if x: from flax.nnx import vmap\n", id="behind a colon"),
        pytest.param("def f():\n\tfrom flax.nnx import vmap\n", id="indented"),
        pytest.param("\x0cfrom flax.nnx import vmap\n", id="form feed"),
        pytest.param("import flax\nX = flax.nnx\nX.vmap(f)", id="assigned module"),
        pytest.param("import flax\nX: Any = flax.nnx  # why\nX.vmap(f)", id="annotated"),
        pytest.param("import flax\nX = (flax.nnx)\nX.vmap(f)", id="assigned in parentheses"),
        pytest.param("from flax import nnx\nX = nnx.transforms\nX.vmap(f)", id="submodule"),
        pytest.param("from flax.nnx import transforms as t\nt.vmap(f)", id="imported submodule"),
        pytest.param("from flax import nnx\nnnx \\\n  .vmap(f)", id="dot on the next line"),
        pytest.param("from flax import nnx\n(nnx\n  .vmap)(f)", id="dot in parentheses"),
        pytest.param("from flax.nnx import vmap\r\n", id="CR LF"),
    ],
)
def test_a_name_of_nnx_is_seen_in_every_spelling(code: str) -> None:
    assert Text(code).takes({"vmap"})


@pytest.mark.parametrize("words", ["import .nnx", "import .", "import . nnx", "import .nnx as"])
def test_words_that_look_like_an_import_are_read_to_their_end(words: str) -> None:
    assert Text(f"'''As in\n{words}\n'''\nfrom flax import nnx\nnnx.vmap(f)\n").takes({"vmap"})


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from flax import nnx\njax.vmap(f)", id="JAX's own"),
        pytest.param("from flax import nnx\nfrom jax import vmap\n", id="imported from JAX"),
        pytest.param("from flax import nnx\nvmap = 1\n", id="a name of the file"),
        pytest.param("from flax import nnx\nnnx.vmaps(f)", id="a longer name"),
        pytest.param("from flax import nnx\n", id="nothing"),
    ],
)
def test_a_name_from_elsewhere_is_told_apart(code: str) -> None:
    assert not Text(code).takes({"vmap"})


HEADS = [
    "from flax import nnx",
    "from flax import nnx as A",
    "import flax.nnx as A",
    "import flax",
    "import flax as B",
    "from flax.nnx import Rngs, vmap",
    "from flax.nnx import Rngs as R, vmap as V",
    "from flax.experimental import nnx",
    "from flax.nnx import (Rngs,\n  vmap as V)",
    "import os, flax.nnx as A",
]
ASSIGNMENTS = ["A = nnx", "B = flax", "A = flax.nnx", "R = nnx.Rngs", "V = A.vmap", "R = A.Rngs"]
USES = ["nnx.Rngs(0)", "A.Rngs(0)", "R(0)", "V(f)", "flax.nnx.vmap(f)", "B.nnx.vmap(f)", "vmap(f)"]
GLUE = st.sampled_from(["\n", "  # nnx\n", "; "])
PROGRAM = st.tuples(
    st.sampled_from(HEADS),
    GLUE,
    st.lists(st.sampled_from(ASSIGNMENTS), max_size=2).map("\n".join),
    GLUE,
    st.sampled_from(USES),
).map(lambda parts: re.sub(r"(?m)^(; )+|(; )+$|; (?=; )", "", "".join(parts)) + "\n")


@given(PROGRAM)
def test_what_a_parse_finds_the_text_test_does_not_rule_out(code: str) -> None:
    module = Module(from_text(code, "a.py"))
    names = Names(module)
    expressions = [
        e
        for mention in module.mentions_of({"Rngs", "vmap", "R", "V"})
        if (e := reference(mention)) is not None
    ]
    found = {name for expression in expressions if (name := names.nnx(expression)) is not None}
    assert {name for name in found if not Text(code).takes({name})} == set()


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("nnx.vmap(f, split_rngs=True)", True),
        ("nnx.vmap(f, split_rngs = True)", True),
        ("nnx.vmap(f, split_rngs==True)", False),
        ("nnx.vmap(f, no_split_rngs=True)", False),
        ("jax.vmap(f, split_rngs=True)", False),
        ("nnx.vmap(f)", False),
    ],
)
def test_a_keyword_counts_only_with_its_function(code: str, given: bool) -> None:
    text = Text(f"from flax import nnx\n{code}\n")
    assert text.gives({"vmap": {"split_rngs"}}) is given


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from flax.experimental import nnx", True),
        ("import flax.experimental.nnx as nnx", True),
        ("from flax.experimental.nnx import Rngs", True),
        ("from flax import nnx", False),
        ("# from flax.experimental import nnx", False),
        ("x = 'flax.experimental.nnx'", False),
    ],
)
def test_modules_count_where_they_are_imported(code: str, found: bool) -> None:
    assert Text(code).imports_from({"flax.experimental.nnx"}) is found
